// One policy for everything that can go wrong with one file, shared by all commands: one line on standard error, the other
// files go on, and the exit code remembers. What ends the whole command (standard output, wrong usage) is Cli's.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>Every file was decoded.</summary>
    public const int Success = 0;

    /// <summary>At least one file was refused or could not be read or written.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>A defect of rawdec: an exception that should not exist.</summary>
    public const int Defect = 3;

    /// <summary>The reader of standard output went away; what a shell reports of any filter that SIGPIPE ended.</summary>
    public const int ClosedPipe = 128 + 13;

    /// <summary>Ctrl-C, or a request to end, came while a command had something to set right; the shell's convention for the first.</summary>
    public const int Interrupted = 128 + 2;
}

/// <summary>The command line is wrong in a way that its grammar does not show.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A file that cannot be written as asked; the message is the whole reason.</summary>
internal sealed class OutputRefusedException(string message, string category = OutputRefusedException.NotHeld) : Exception(message)
{
    /// <summary>Kinds of reasons, as they follow a number of files.</summary>
    public const string NotHeld = "that the output cannot hold", SameName = "whose output another file has", NotReadable = "not readable";

    /// <summary>The kind of reason.</summary>
    public string Category => category;
}

/// <summary>Counts and prints the refusals of one command.</summary>
internal sealed class ErrorReporting(CliHost host)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private bool _defect;

    /// <summary>Number of files reported.</summary>
    public int Count { get; private set; }

    /// <summary>How often files were refused for which kind of reason: "2 truncated".</summary>
    public IEnumerable<string> Reasons => _reasons.Select(r => $"{r.Value} {r.Key}");

    /// <summary>Where lines go instead of straight to standard error, while something else is drawn there.</summary>
    public Action<string>? WriteLine { get; set; }

    /// <summary>Is told of every input that is refused or cannot be read, after its line.</summary>
    public Action<string, Exception>? Refused { get; init; }

    /// <summary>What the command should return.</summary>
    public int ExitCode => _defect ? RawDecoders.Cli.ExitCode.Defect : Count > 0 ? RawDecoders.Cli.ExitCode.Refused : RawDecoders.Cli.ExitCode.Success;

    /// <summary>
    /// Whether an exception concerns one file. False for what ends the command: closed standard output, wrong usage, Ctrl+C.
    /// </summary>
    public static bool ConcernsFile(Exception e)
        => e is not (StandardOutputException or UsageException or OperationCanceledException);

    /// <summary>Prints <c>PATH: reason</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="e">Why.</param>
    /// <param name="hint">What would help, to end the line with.</param>
    /// <param name="writing">Whether it was to be written.</param>
    public void Report(string path, Exception e, string? hint = null, bool writing = false)
    {
        lock (_lock)
        {
            Count++;
            _defect |= IsDefect(e);
            string reason = Category(e, writing);
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            Print($"{Words.Path(path)}: {Describe(path, e, writing)}{(hint is null ? "" : $"; {hint}")}");
        }

        if (!writing)
            Refused?.Invoke(path, e);
    }

    /// <summary>Prints <c>PATH: warning: what</c>; the exit code stays.</summary>
    public void Warn(string path, string what)
    {
        lock (_lock)
            Print($"{Words.Path(path)}: warning: {OneLine(what)}");
    }

    private void Print(string line)
    {
        if (WriteLine is not null)
        {
            WriteLine(line);
            return;
        }

        // Standard output first, so that the two read in order where they meet.
        host.Out.Flush();
        host.Error.WriteLine(line);
        host.Error.Flush();
    }

    /// <summary>The reason, in one line without the path.</summary>
    public static string Describe(string path, Exception e, bool writing = false) => OneLine(e switch
    {
        // Without the path, which the line begins with.
        ImageDecodeException refusal => refusal.Issue.Message,
        OutputRefusedException => e.Message,
        FileNotFoundException => writing ? "no such directory" : "no such file",
        DirectoryNotFoundException => writing ? "no such directory" : "no such file",
        DriveNotFoundException => "no such drive",
        PathTooLongException => "the path is too long",
        UnauthorizedAccessException => NamedFiles.IsDirectory(path) ? "is a directory" : "permission denied",
        // The framework quotes the path after its own message; the line begins with it already.
        IOException when path.Length > 0 => LowerFirst(e.Message.Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal)),
        IOException => LowerFirst(e.Message),
        FormatException => $"not base64 text: {LowerFirst(e.Message)}",
        InsufficientMemoryException or OutOfMemoryException => "not enough memory",
        _ => $"internal error, a defect of rawdec: {e.GetType()}: {e.Message}{TopFrame(e)}",
    });

    private static string Category(Exception e, bool writing) => e switch
    {
        ImageDecodeException refusal => refusal.Kind switch
        {
            ImageDecodeErrorKind.UnknownFormat => "of unknown format",
            ImageDecodeErrorKind.LimitExceeded => "over a limit",
            var kind => kind.ToString().ToLowerInvariant(),
        },
        OutputRefusedException refused => refused.Category,
        OutputExistsException => "kept as they were",
        _ when IsDefect(e) => "by a defect of rawdec",
        _ => writing ? "not writable" : "not readable",
    };

    private static bool IsDefect(Exception e)
        => e is not (ImageDecodeException or OutputRefusedException or IOException or UnauthorizedAccessException or FormatException or OutOfMemoryException);

    private static string TopFrame(Exception e)
    {
        string? frame = e.StackTrace?.AsSpan().Trim().ToString().Split('\n')[0].Trim();
        return frame is null ? "" : $" {frame}";
    }

    private static string LowerFirst(string text)
        => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.') : text;

    /// <summary>
    /// The text without line breaks and other control characters, which a hostile file could use to write to the terminal.
    /// </summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.AsSpan().ContainsAnyInRange('\x7F', '\x9F'))
            return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (c is '\n' or '\r' or '\t')
                line.Append(' ');
            else if (char.IsControl(c))
                line.Append($"\\x{(int)c:X2}");
            else
                line.Append(c);
        }

        return line.ToString();
    }
}
