// What a command knows of the process it runs in: the standard streams, whether a person watches them, the environment.
// Commands touch no static Console, so that tests run them in-process on streams of their own.

namespace RawDecoders.Cli;

/// <summary>The standard streams and the terminal behind them.</summary>
internal sealed class CliHost
{
    public CliHost(Stream input, Stream output, TextWriter? outputText, TextWriter error)
    {
        Input = input;
        Output = new StandardOutputStream(output);
        Out = outputText ?? new StreamWriter(Output, RawNames.Encoding, bufferSize: 4 << 10);
        Error = error;
    }

    /// <summary>Standard input, as bytes.</summary>
    public Stream Input { get; }

    /// <summary>Standard output, as bytes. Flush <see cref="Out"/> before writing here.</summary>
    public Stream Output { get; }

    /// <summary>Standard output, as text.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a terminal shows standard output.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a terminal shows standard error.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns and rows of the terminal; 80 × 24 when there is none.</summary>
    public (int Columns, int Rows) TerminalSize { get; init; } = (80, 24);

    /// <summary>Makes the clock that an animation is played by.</summary>
    public Func<PlayClock> MakeClock { get; init; } = () => new PlayClock();

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether NO_COLOR (https://no-color.org) leaves colours allowed.</summary>
    public bool ColorAllowed => string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>The host of this process.</summary>
    public static CliHost OfProcess()
    {
        if (!OperatingSystem.IsWindows())
            Descriptors.FillClosed();
        bool outputIsTerminal = StandardStreams.IsTerminal(1), errorIsTerminal = StandardStreams.IsTerminal(2);
        return new CliHost(
            StandardStreams.OpenInput(),
            StandardStreams.OpenOutput(),
            // A Windows console has a code page; only its own writer knows it.
            OperatingSystem.IsWindows() && outputIsTerminal ? Console.Out : null,
            OperatingSystem.IsWindows() && errorIsTerminal ? Console.Error : StandardStreams.CreateErrorWriter())
        {
            OutputIsTerminal = outputIsTerminal,
            ErrorIsTerminal = errorIsTerminal,
            TerminalSize = outputIsTerminal || errorIsTerminal ? StandardStreams.MeasureTerminal() : (80, 24),
        };
    }
}
