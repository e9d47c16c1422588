// `rawdec checksum`: one line of SHA-256, shape and format for each file. The line is a contract (scripts and the recorded
// expectations of other decoders are compared with it), so nothing else is ever written to standard output here.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>checksum</c>.</summary>
internal static class ChecksumCommand
{
    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, '@list' a file with one path a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var settings = new DecodeSettings();
        var command = new Command(
            "checksum",
            "Print 'SHA256  HxW[xC]:uint8|uint16  format  PATH' for each file: SHA-256 over the tightly packed rows, top row first, 16-bit samples little-endian.")
        {
            files,
        };
        settings.AddTo(command);
        command.SetAction(parsed => Run(FileList.Expand(parsed.GetRequiredValue(files), host), settings.Read(parsed), host));
        return command;
    }

    private static int Run(IEnumerable<string> files, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host);
        using var input = new ImageInput(host.Input);
        foreach (string path in files)
        {
            string line;
            try
            {
                input.Open(path);
                (DecodeResult result, string hash) = PixelBytes.Digest(input, options);
                string shape = PixelBytes.Shape(result.Width, result.Height, result.PixelFormat);
                line = $"{hash}  {shape}  {result.PixelFormat.GetName()}  {path}";
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
                continue;
            }

            host.Out.Write(line);
            host.Out.Write('\n');
            // A line at a time: whoever reads along sees each file when it is done.
            host.Out.Flush();
        }

        return errors.ExitCode;
    }
}
