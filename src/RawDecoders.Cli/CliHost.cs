// What a command knows of the process it runs in: the standard streams, whether a person watches them, the environment.
// Commands touch no static Console, so that tests run them in-process on streams of their own.

using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RawDecoders.Cli;

/// <summary>The standard streams and the terminal behind them.</summary>
internal sealed class CliHost
{
    public CliHost(Stream input, Stream output, TextWriter? outputText, TextWriter error)
    {
        Input = input;
        Output = new StandardOutputStream(output);
        Out = outputText ?? new StreamWriter(Output, new UTF8Encoding(false), bufferSize: 16 << 10);
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
        bool outputIsTerminal = !Console.IsOutputRedirected;
        bool windowsTerminal = outputIsTerminal && OperatingSystem.IsWindows();
        return new CliHost(
            Console.OpenStandardInput(),
            OpenStandardOutput(),
            // A Windows console has a code page; only its own writer knows it.
            windowsTerminal ? Console.Out : null,
            Console.Error)
        {
            OutputIsTerminal = outputIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            TerminalSize = MeasureTerminal(outputIsTerminal || !Console.IsErrorRedirected),
        };
    }

    /// <summary>
    /// The console's own stream drops writes to a closed pipe without a word, and the command would go on decoding for
    /// nobody. A FileStream reports it. But for files FileStream writes at positions of its own, which the shell's other
    /// commands that share the descriptor would then overwrite: there the console's stream is right.
    /// </summary>
    private static Stream OpenStandardOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        try
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
                return pipe;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Closed, or not writable: the console's stream says nothing and writes nothing.
        }

        return Console.OpenStandardOutput();
    }

    private static (int Columns, int Rows) MeasureTerminal(bool isTerminal)
    {
        if (!isTerminal)
            return (80, 24);
        try
        {
            int columns = Console.WindowWidth, rows = Console.WindowHeight;
            return (columns > 0 ? columns : 80, rows > 0 ? rows : 24);
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return (80, 24);
        }
    }
}
