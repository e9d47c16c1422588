// `rawdec man`: the manual page of rawdec, made of the grammar and the examples of the help, in the macros of man(7). Owns how the page is laid
// out; says nothing that the help does not.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>man</c>.</summary>
internal static class ManCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("man", "Print the manual page: rawdec man | man -l -");
        command.SetAction(parsed =>
        {
            Write(host.Out, parsed.RootCommandResult.Command);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, Command root)
    {
        Line($".TH RAWDEC 1 \"\" \"rawdec {Help.Version}\" \"User Commands\"");
        Line(".SH NAME");
        Line($"{root.Name} \\- {Lower(Escape(root.Description!).TrimEnd('.'))}");
        Line(".SH SYNOPSIS");
        Line($".B {root.Name}");
        Line(".I COMMAND");
        Line("[options]");
        Line(".SH OPTIONS");
        foreach (Option option in root.Options)
            Describe(option);
        foreach (Command command in root.Subcommands.Where(c => !c.Hidden))
        {
            Line($".SH {Escape(command.Name.ToUpperInvariant())}");
            Line($".B {root.Name} {Escape(command.Name)}");
            Line(string.Join(' ', command.Arguments.Select(Usage).Append("[options]")));
            Line(".PP");
            Line(Text(command.Description!));
            foreach (Argument argument in command.Arguments)
                Term($"\\fI{Escape(argument.Name)}\\fR", argument.Description ?? "");
            foreach (Option option in command.Options)
                Describe(option);
            Example(command.Name);
        }

        Line(".SH EXAMPLES");
        Example("");

        void Line(string text) => output.Write($"{text}\n");

        void Term(string term, string text)
        {
            Line(".TP");
            Line(term);
            Line(Text(text));
        }

        void Describe(Option option)
        {
            string value = option.HelpName is { } name ? $" \\fI{Escape(name)}\\fR" : "";
            IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(n => n.Length);
            Term($"{string.Join(", ", names.Select(n => $"\\fB{Escape(n)}\\fR"))}{value}", option.Description ?? "");
        }

        void Example(string command)
        {
            Line(".PP");
            Line(".nf");
            foreach (string line in HelpExamples.Of(command).ReplaceLineEndings("\n").Split('\n'))
                Line(Text(line));
            Line(".fi");
        }
    }

    private static string Usage(Argument argument)
    {
        string name = $"\\fI{Escape(argument.Name)}\\fR{(argument.Arity.MaximumNumberOfValues > 1 ? " ..." : "")}";
        return argument.Arity.MinimumNumberOfValues > 0 ? name : $"[{name}]";
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>A line of text: none is a request, whatever it begins with.</summary>
    private static string Text(string text) => text.StartsWith('.') ? $"\\&{Escape(text)}" : Escape(text);

    /// <summary>Text in which hyphens are those that one types, and backslashes themselves.</summary>
    private static string Escape(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal)
        .Replace("`", "\\(ga", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal);
}
