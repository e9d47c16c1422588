// The FILE arguments that all commands share, and the loop over them: one file after another, each with its own error.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The part of a command's grammar that says what to read.</summary>
internal sealed class InputArguments
{
    private readonly Argument<string[]> _files;

    private readonly Option<bool> _base64 = new("--base64") { Description = "The files are base64 text or data: URIs." };

    public InputArguments(string more = "") => _files = new Argument<string[]>("FILE")
    {
        Description = $"Files; '-' is standard input, 'data:...' a data URI, '@list' a file with one path a line.{more}",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        command.Options.Add(_base64);
    }

    public Inputs Read(ParseResult parsed, CliHost host) => new(parsed.GetRequiredValue(_files), parsed.GetValue(_base64), host);
}

/// <summary>The part of a command's grammar that names the one file it reads.</summary>
internal sealed class InputArgument
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "A file; '-' is standard input, 'data:...' a data URI.",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<bool> _base64 = new("--base64") { Description = "The file is base64 text or a data: URI." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_base64);
    }

    /// <summary>Reads the file; what goes wrong with it is reported.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ParseResult parsed, CliHost host, ErrorReporting errors, Action<string, ReadOnlyMemory<byte>> action)
    {
        string path = parsed.GetRequiredValue(_file);
        using var input = new ImageInput(host.Input, parsed.GetValue(_base64));
        try
        {
            input.Open(path);
            action(path, input.ReadWhole());
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(path, e);
        }

        return errors.ExitCode;
    }
}

/// <summary>The files of one run.</summary>
internal sealed class Inputs(string[] words, bool areBase64, CliHost host)
{
    /// <summary>The arguments as given.</summary>
    public string[] Words => words;

    /// <summary>The paths, lists expanded.</summary>
    /// <exception cref="UsageException">A list cannot be read.</exception>
    public IEnumerable<string> Paths => FileList.Expand(words, host);

    /// <summary>What reads them.</summary>
    public ImageInput CreateReader() => new(host.Input, areBase64);

    /// <summary>Opens one file after another; what goes wrong with one is reported, and the others go on.</summary>
    /// <returns>The exit code.</returns>
    public int ForEach(ErrorReporting errors, Action<string, ImageInput> action)
    {
        using ImageInput reader = CreateReader();
        foreach (string path in Paths)
        {
            try
            {
                reader.Open(path);
                action(path, reader);
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
            }
        }

        return errors.ExitCode;
    }
}
