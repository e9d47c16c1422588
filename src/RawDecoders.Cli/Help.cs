// --help with examples, and --version. The grammar's own help page comes first; the examples of the command follow it.

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace RawDecoders.Cli;

/// <summary>The help and version options.</summary>
internal static class Help
{
    private const int PipedWidth = 120;

    /// <summary>The version of the program, "1.0.0" or "1.0.0-rc.1", without what built it.</summary>
    public static string Version => typeof(Help).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Option CreateOption(CliHost host)
    {
        var option = new HelpOption("--help", "-h", "-?") { Description = "Show help, with examples.", Recursive = true };
        var page = (HelpAction)option.Action!;
        page.MaxWidth = host.OutputIsTerminal ? host.TerminalSize.Columns : PipedWidth;
        option.Action = new PageAction(page);
        return option;
    }

    /// <summary>Whether help or the version was asked for, which forgives whatever else is on the line.</summary>
    public static bool WasAsked(ParseResult parsed) => parsed.Action is PageAction or VersionAction;

    public static Option CreateVersionOption(string name)
        => new Option<bool>("--version")
        {
            Description = "Show the version.",
            Arity = ArgumentArity.Zero,
            Action = new VersionAction(name),
        };

    /// <summary>The library's help page, then ours.</summary>
    private sealed class PageAction(HelpAction page) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            // The library fills its second column up with blanks.
            using var text = new StringWriter { NewLine = "\n" };
            parseResult.InvocationConfiguration.Output = text;
            page.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            foreach (string line in text.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n'))
                output.WriteLine(line.TrimEnd());
            output.WriteLine();
            output.WriteLine("Examples:");
            output.WriteLine(HelpExamples.Of(parseResult.CommandResult.Command.Name));
            output.WriteLine();
            return ExitCode.Success;
        }
    }

    private sealed class VersionAction(string name) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"{name} {Version}");
            return ExitCode.Success;
        }
    }
}
