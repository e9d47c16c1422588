// Owns: --help, with examples, and --version: the options, and what they print. Leaves the layout of the grammar to HelpPage.

namespace RawDecoders.Cli;

/// <summary>The help and version options.</summary>
internal static class Help
{
    private const int PipedWidth = 120;

    /// <summary>The version of the program, "1.0.0" or "1.0.0-rc.1".</summary>
    public static string Version => ProgramVersion.Text;

    public static Switch Option { get; } = new("--help", "-h", "-?") { Description = "Show help, with examples.", Recursive = true };

    public static Switch VersionOption { get; } = new("--version") { Description = "Show the version." };

    /// <summary>Prints help or the version if one was asked for, which forgives whatever else is on the line.</summary>
    public static bool Answer(ParsedLine parsed, CliHost host)
    {
        bool isHelp = parsed.IsGiven(Option);
        if (isHelp)
            WritePage(parsed.Root, parsed.Command, host);
        else if (parsed.IsGiven(VersionOption))
            host.Out.WriteLine($"{parsed.Root.Name} {Version}");
        else
            return false;
        return true;
    }

    private static void WritePage(Command root, Command command, CliHost host)
    {
        HelpPage.Write(host.Out, root, command, host.OutputIsTerminal ? host.TerminalSize.Columns : PipedWidth);
        host.Out.WriteLine("Examples:");
        host.Out.WriteLine(HelpExamples.Of(command.Name));
        host.Out.WriteLine();
    }
}
