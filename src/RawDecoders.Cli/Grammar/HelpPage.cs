// Owns: how the help of a command is laid out: what it is, how it is called, its arguments and options beside what they mean. Stands under Help, which adds
// the examples. Leaves the texts to the grammar.

namespace RawDecoders.Cli;

/// <summary>Writes the page of a command.</summary>
internal static class HelpPage
{
    private const int Indent = 2;

    /// <param name="output">Where to.</param>
    /// <param name="root">The program.</param>
    /// <param name="command">What the page is about.</param>
    /// <param name="width">Columns that a line may have.</param>
    public static void Write(TextWriter output, Command root, Command command, int width)
    {
        output.WriteLine("Description:");
        foreach (string line in Wrap(command.Description, Math.Max(width - Indent, 1)))
            output.WriteLine($"  {line}");
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine($"  {Usage(root, command)}");
        if (command.Argument is { } argument)
            WriteTable(output, "Arguments:", [(Bracketed(argument), argument.Description ?? "")], width);
        WriteTable(output, "Options:", [.. CommandLine.OptionsOf(root, command).Select(o => (Names(o), o.Description ?? ""))], width);
        WriteTable(output, "Commands:", [.. command.Commands.Where(c => !c.Hidden).Select(c => ($"{c.Name}{(c.Argument is { } a ? $" {Bracketed(a)}" : "")}", c.Description))], width);
        output.WriteLine();
    }

    private static string Usage(Command root, Command command)
    {
        if (command == root)
            return $"{root.Name} [command] [options]";
        string argument = command.Argument is not { } a ? "" : a.Arity switch
        {
            Arity.One => $" {Bracketed(a)}",
            Arity.OneOrMore => $" {Bracketed(a)}...",
            _ => $" [{Bracketed(a)}...]",
        };
        return $"{root.Name} {command.Name}{argument} [options]";
    }

    private static string Bracketed(Argument argument) => $"<{argument.Name}>";

    /// <summary>The names of an option, short ones first, and what goes with it.</summary>
    private static string Names(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length > 2).ThenBy(n => n, StringComparer.Ordinal));
        string value = option.HelpName is { } what ? $" <{what}>" : "";
        return $"{names}{value}{(option.Required ? " (REQUIRED)" : "")}";
    }

    /// <summary>Two columns, the second as wide as the first leaves room for, and at least half of the line.</summary>
    private static void WriteTable(TextWriter output, string title, IReadOnlyList<(string Left, string Right)> rows, int width)
    {
        if (rows.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine(title);
        int left = rows.Max(r => r.Left.Length);
        int room = width - 2 * Indent;
        if (left + rows.Max(r => r.Right.Length) > room)
            left = Math.Min(left, Math.Max(room / 2, 1));
        foreach ((string name, string text) in rows)
        {
            List<string> names = Wrap(name, left), texts = Wrap(text, Math.Max(room - left, 1));
            for (int i = 0; i < Math.Max(names.Count, texts.Count); i++)
                output.WriteLine($"  {(i < names.Count ? names[i] : "").PadRight(left)}  {(i < texts.Count ? texts[i] : "")}".TrimEnd());
        }
    }

    /// <summary>Lines of whole words; a word that is longer than a line is broken.</summary>
    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
            for (; line.Length > width; line = line[width..])
                lines.Add(line[..width]);
        }

        lines.Add(line);
        return lines;
    }
}
