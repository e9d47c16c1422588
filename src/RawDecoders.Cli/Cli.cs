// The way in: builds the grammar, parses, runs one command, and turns what ends a command into an exit code.

using System.CommandLine;
using System.CommandLine.Parsing;

namespace RawDecoders.Cli;

/// <summary>The command line <c>rawdec</c>.</summary>
internal static class Cli
{
    private const string Name = "rawdec";

    /// <summary>The commands in the order of the help; those that do not stand alone tell of the others.</summary>
    private static readonly (string Name, bool StandsAlone, Func<CliHost, Command> Create)[] Commands =
    [
        ("info", true, InfoCommand.Create),
        ("decode", true, DecodeCommand.Create),
        ("checksum", true, ChecksumCommand.Create),
        ("show", true, ShowCommand.Create),
        ("inspect", true, InspectCommand.Create),
        ("explore", true, ExploreCommand.Create),
        ("verify", true, VerifyCommand.Create),
        ("rules", true, RulesCommand.Create),
        ("base64", true, Base64Command.Create),
        ("index", true, IndexCommand.Create),
        ("extract", true, ExtractCommand.Create),
        ("completion", true, CompletionCommand.Create),
        ("man", false, ManCommand.Create),
        ("complete", false, CompletionCommand.CreateBackend),
    ];

    /// <summary>Runs on this process's streams.</summary>
    public static int RunProcess(string[] args) => Run(RawNames.Restore(args), CliHost.OfProcess());

    /// <summary>Runs on the streams given, as if none were a terminal.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, Stream stdin, Stream stdout)
        => Run(args, new CliHost(stdin, stdout, output, error));

    public static int Run(string[] args, CliHost host)
    {
        try
        {
            int code = ParseAndInvoke(args, host);
            host.Out.Flush();
            host.Output.Flush();
            return code;
        }
        catch (StandardOutputException e) when (e.IsClosedPipe)
        {
            return ExitCode.ClosedPipe;
        }
        catch (StandardOutputException e)
        {
            host.Error.WriteLine($"{Name}: standard output: {ErrorReporting.Describe("", e.InnerException!)}");
            return ExitCode.Refused;
        }
        catch (UsageException e)
        {
            host.Error.WriteLine($"{Name}: {e.Message}");
            return ExitCode.Usage;
        }
        catch (Exception e)
        {
            host.Error.WriteLine($"{Name}: {ErrorReporting.Describe("", e)}");
            return ExitCode.Defect;
        }
    }

    private static int ParseAndInvoke(string[] args, CliHost host)
    {
        Command root = BuildGrammar(host, args is [var first, ..] ? first : "");
        // Bare `rawdec` is a question. Lists of files ("@list.rsp") are FileList's: the parser's own replacer would split their lines at
        // spaces, take '#' for a comment and a path that begins with '-' for an option.
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });

        if (!Help.WasAsked(parsed) && FindError(parsed) is { } wrong)
        {
            string command = parsed.CommandResult.Command is var c && c != root ? $"{Name} {c.Name}" : Name;
            host.Error.WriteLine($"{command}: {ErrorReporting.OneLine(wrong)}");
            host.Error.WriteLine($"Try '{command} --help'.");
            return ExitCode.Usage;
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>
    /// The grammar. Of a line that begins with a command's name only that command is built: the others' options would take longer than a
    /// small file.
    /// </summary>
    private static Command BuildGrammar(CliHost host, string first)
    {
        // Not a RootCommand: that one takes its name from the process, which under a test runner is another.
        var root = new Command(Name, "Decodes PNG, BMP and JPEG files into pixels, and explains them byte by byte.");
        bool isAlone = Array.Exists(Commands, c => c.Name == first && c.StandsAlone);
        foreach ((string name, _, Func<CliHost, Command> create) in Commands)
        {
            if (!isAlone || name == first)
                root.Subcommands.Add(create(host));
        }

        root.Options.Add(Help.CreateOption(host));
        root.Options.Add(Help.CreateVersionOption(Name));
        return root;
    }

    /// <summary>The long names of the options of a command, and of those that all have.</summary>
    private static IEnumerable<string> OptionNames(Command command)
        => command.Options.Concat(command.Parents.OfType<Command>().SelectMany(c => c.Options.Where(o => o.Recursive))).Select(o => o.Name);

    private static string? FindError(ParseResult parsed)
    {
        // The parser hands a word that begins with '-' and is no option to the arguments, as if it were a file. A misspelt
        // option must not pass for a missing file: before "--" such a word is wrong usage.
        foreach (Token token in parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash))
        {
            if (token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
                return $"unknown option '{token.Value}' (a file of that name goes after '--'){Suggestion.For(token.Value, OptionNames(parsed.CommandResult.Command))}";
        }

        if (parsed.UnmatchedTokens is [var unmatched, ..])
        {
            return parsed.CommandResult.Command.Subcommands is { Count: > 0 } commands
                ? $"unknown command '{unmatched}'{Suggestion.For(unmatched, commands.Where(c => !c.Hidden).Select(c => c.Name))}"
                : $"unexpected '{unmatched}'";
        }

        return parsed.Errors is [var error, ..] ? error.Message : null;
    }
}
