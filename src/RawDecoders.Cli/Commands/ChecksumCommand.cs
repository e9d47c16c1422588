// `rawdec checksum`: one line of SHA-256, shape and format for each file. The line is a contract (scripts and the recorded
// expectations of other decoders are compared with it), so nothing else is ever written to standard output here. With --check such lines
// are read again and held against the files (ChecksumCheck).

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
        var check = new Option<bool>("--check", "-c") { Description = "The FILEs are lists that 'rawdec checksum' has printed: decode the files again, and tell which are as they were." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "With --check: print only files that are not as they were." };
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, of refused ones too (spec-notes/decode-json.md)." };
        command.Options.Add(check);
        command.Options.Add(quiet);
        command.Options.Add(json);
        var settings = new DecodeSettings();
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            Inputs inputs = files.Read(parsed, host);
            DecodeOptions options = settings.Read(parsed);
            if (parsed.GetValue(check))
                return new ChecksumCheck(host, options, parsed.GetValue(quiet), parsed.GetValue(json)).Run(inputs);
            if (parsed.GetValue(quiet))
                throw new UsageException("--quiet leaves out what --check says: there is no --check");
            return parsed.GetValue(json) ? RunJson(inputs, options, host) : Run(inputs, options, host);
        });
        return command;
    }

    private static int Run(Inputs files, DecodeOptions options, CliHost host) => files.ForEach(new ErrorReporting(host), (path, input) =>
    {
        (DecodeResult result, string hash) = PixelBytes.Digest(input, options);
        host.Out.Write(ChecksumLine.Of(hash, result, Words.Path(path)).ToString());
        host.Out.Write('\n');
        // A line at a time: whoever reads along sees each file when it is done.
        host.Out.Flush();
    }, options);

    private static int RunJson(Inputs files, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host) { Refused = OutcomeJson.Refuser(host, "checksum", "sha256", "shape", "pixelFormat") };
        return files.ForEach(errors, (path, input) =>
        {
            (DecodeResult result, string hash) = PixelBytes.Digest(input, options);
            OutcomeJson.Write(host, "checksum", path, result.Info.Format, null, json =>
            {
                json.WriteString("sha256", hash);
                json.WriteString("shape", PixelBytes.Shape(result));
                json.WriteString("pixelFormat", result.PixelFormat.GetName());
            });
        }, options);
    }
}
