// Owns: the command line of somebody else's decoder: its words, quoted as a POSIX shell has it, and the place of the file in them. Stands
// under ForeignDecoder and the scoreboard. Leaves running it to them.

using System.Text;

namespace RawDecoders.Conformance.Decoders;

/// <summary>A command line with <c>{file}</c> in it.</summary>
internal sealed class CommandTemplate
{
    /// <summary>What stands for the file.</summary>
    public const string Placeholder = "{file}";

    private readonly string[] _words;

    private CommandTemplate(string text, string[] words) => (Text, _words) = (text, words);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>The program.</summary>
    public string Program => _words[0];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It is empty, a quotation has no end, or it has no <c>{file}</c>.</exception>
    public static CommandTemplate Parse(string text)
    {
        string[] words = Split(text);
        if (words.Length == 0)
            throw new FormatException("the command is empty");
        if (!words.Skip(1).Any(w => w.Contains(Placeholder, StringComparison.Ordinal)))
            throw new FormatException($"the command \"{text}\" has no {Placeholder} among its arguments, so the decoder would never see a file");
        return new CommandTemplate(text, words);
    }

    /// <summary>The arguments for a file.</summary>
    public IEnumerable<string> Arguments(string file) => _words.Skip(1).Select(w => w.Replace(Placeholder, file, StringComparison.Ordinal));

    /// <summary>Whether the program is a file that is there, or is found on PATH.</summary>
    public bool IsThere => Find(Program) is not null;

    /// <summary>Where a program is: itself if it is a path, else the first one of that name on PATH; null if there is none.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal) || program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Words by the quoting rules of POSIX 2.2: a backslash keeps the next character; between single quotes all is itself; between double
    /// quotes a backslash keeps <c>"</c>, <c>\</c>, <c>$</c> and <c>`</c>, and is itself before anything else. Nothing is expanded.
    /// </summary>
    /// <exception cref="FormatException">A quotation has no end, or nothing follows the last backslash.</exception>
    public static string[] Split(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        bool any = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                if (any)
                    words.Add(word.ToString());
                word.Clear();
                any = false;
                continue;
            }

            any = true;
            if (c is '"' or '\'')
                i = Quoted(text, i, word);
            else if (c != '\\')
                word.Append(c);
            else if (++i < text.Length)
                word.Append(text[i]);
            else
                throw new FormatException("the command ends with a backslash");
        }

        if (any)
            words.Add(word.ToString());
        return [.. words];
    }

    /// <summary>Takes a quotation that begins at <paramref name="start"/>; returns where it ends.</summary>
    private static int Quoted(string text, int start, StringBuilder word)
    {
        char quote = text[start];
        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i;
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`')
                i++;
            word.Append(text[i]);
        }

        throw new FormatException($"the quotation that begins at character {start + 1} of the command has no end");
    }
}
