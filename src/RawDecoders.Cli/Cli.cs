// The way in: builds the grammar, parses, runs one command, and turns what ends a command into an exit code.


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
        // Bare `rawdec` is a question.
        ParsedLine parsed = CommandLine.Parse(root, args.Length == 0 ? ["--help"] : args);
        if (Help.Answer(parsed, host))
            return ExitCode.Success;
        Command command = parsed.Command;
        string? wrong = parsed.Error ?? (command.Action is null ? "a command is missing" : null);
        if (wrong is null)
            return command.Action!(parsed);

        string name = command == root ? Name : $"{Name} {command.Name}";
        host.Error.WriteLine($"{name}: {ErrorReporting.OneLine(wrong)}");
        host.Error.WriteLine($"Try '{name} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>
    /// The grammar. Of a line that begins with a command's name only that command is built: the others' options would take longer than a
    /// small file.
    /// </summary>
    private static Command BuildGrammar(CliHost host, string first)
    {
        var root = new Command(Name, "Decodes PNG, BMP and JPEG files into pixels, and explains them byte by byte.");
        bool isAlone = Array.Exists(Commands, c => c.Name == first && c.StandsAlone);
        foreach ((string name, _, Func<CliHost, Command> create) in Commands)
        {
            if (!isAlone || name == first)
                root.Commands.Add(create(host));
        }

        root.Options.Add(Help.VersionOption);
        root.Options.Add(Help.Option);
        return root;
    }
}
