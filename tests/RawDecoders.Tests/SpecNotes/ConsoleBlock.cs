using System.Text;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// A block of a note that shows commands and what they print: fenced by <c>```console</c>, each command on a line that begins with
/// <c>$ rawdec</c>, its output below it, a line <c>...</c> for any number of left-out lines.
/// </summary>
/// <param name="FirstLine">Index of the first line within the fence, from 0.</param>
/// <param name="LineCount">Number of lines within the fence.</param>
/// <param name="Commands">The commands.</param>
internal sealed record ConsoleBlock(int FirstLine, int LineCount, IReadOnlyList<ConsoleCommand> Commands)
{
    private const string Prompt = "$ ";

    /// <summary>The blocks of a note, in order.</summary>
    /// <exception cref="FormatException">A block cannot be run as it stands.</exception>
    public static List<ConsoleBlock> Read(string[] lines)
    {
        var blocks = new List<ConsoleBlock>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
                continue;
            string fence = lines[i].Trim();
            int end = Array.FindIndex(lines, i + 1, l => l.Trim() == "```");
            if (end < 0)
                throw new FormatException($"line {i + 1}: the fence is never closed");
            if (fence == "```console")
                blocks.Add(new ConsoleBlock(i + 1, end - i - 1, [.. ReadCommands(lines, i + 1, end)]));
            i = end;
        }

        return blocks;
    }

    private static IEnumerable<ConsoleCommand> ReadCommands(string[] lines, int start, int end)
    {
        if (start == end || !lines[start].StartsWith(Prompt, StringComparison.Ordinal))
            throw new FormatException($"line {start + 1}: a console block begins with '$ rawdec ...'");
        for (int i = start; i < end;)
        {
            int next = Array.FindIndex(lines, i + 1, l => l.StartsWith(Prompt, StringComparison.Ordinal));
            next = next < 0 || next > end ? end : next;
            string[] words = Split(lines[i][Prompt.Length..], i + 1);
            if (words is not ["rawdec", ..])
                throw new FormatException($"line {i + 1}: only rawdec is run here, not '{words.FirstOrDefault()}'");
            yield return new ConsoleCommand(lines[i], words[1..], [.. lines[(i + 1)..next].Select(l => l.TrimEnd())]);
            i = next;
        }
    }

    /// <summary>Words as a shell takes them, with quotes, but nothing that only a shell can do.</summary>
    private static string[] Split(string command, int line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isWord = false;
        char quote = '\0';
        foreach (char c in command)
        {
            if (quote != '\0' ? c == quote : c is '\'' or '"')
            {
                quote = quote != '\0' ? '\0' : c;
                isWord = true;
            }
            else if (quote == '\0' && c is '|' or '<' or '>' or '&' or ';' or '$' or '*' or '?' or '\\' or '`')
            {
                throw new FormatException($"line {line}: '{c}' would need a shell (a quoted pattern does not)");
            }
            else if (quote == '\0' && c == ' ')
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (quote != '\0')
            throw new FormatException($"line {line}: a quote is never closed");
        if (isWord)
            words.Add(word.ToString());
        return [.. words];
    }
}

/// <summary>A command of a block.</summary>
/// <param name="Line">The line as it stands, with its prompt.</param>
/// <param name="Arguments">What follows "rawdec".</param>
/// <param name="Expected">The lines below it, without blanks at their ends.</param>
internal sealed record ConsoleCommand(string Line, string[] Arguments, string[] Expected);
