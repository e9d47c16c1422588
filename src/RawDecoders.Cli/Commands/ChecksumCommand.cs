// `rawdec checksum`: one line of SHA-256, shape and format for each file. The line is a contract (scripts and the recorded
// expectations of other decoders are compared with it), so nothing else is ever written to standard output here.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>checksum</c>.</summary>
internal static class ChecksumCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command(
            "checksum",
            "Print 'SHA256  HxW[xC]:uint8|uint16|bool  format  PATH' for each file: SHA-256 over the tightly packed rows, top row first, 16-bit samples little-endian.");
        var files = new InputArguments();
        files.AddTo(command);
        var settings = new DecodeSettings();
        settings.AddTo(command);
        command.SetAction(parsed => Run(files.Read(parsed, host), settings.Read(parsed), host));
        return command;
    }

    private static int Run(Inputs files, DecodeOptions options, CliHost host) => files.ForEach(new ErrorReporting(host), (path, input) =>
    {
        (DecodeResult result, string hash) = PixelBytes.Digest(input, options);
        string shape = PixelBytes.Shape(result);
        host.Out.Write(Line(hash, shape, result.PixelFormat, Words.Path(path)));
        // A line at a time: whoever reads along sees each file when it is done.
        host.Out.Flush();
    });

    /// <summary>
    /// The line of a file. As sha256sum does: where a name holds a line break, the line begins with a backslash, and the name has
    /// "\n", "\r" and "\\" for line breaks and backslashes. So a name is always one line, and no line can be mistaken for another's.
    /// </summary>
    private static string Line(string hash, string shape, PixelFormat format, string path)
    {
        bool escapes = path.AsSpan().ContainsAny('\n', '\r');
        if (escapes)
        {
            path = path.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal);
        }

        return $"{(escapes ? "\\" : "")}{hash}  {shape}  {format.GetName()}  {path}\n";
    }
}
