// `rawdec checksum --check LIST`: files decoded again and held against the lines that `rawdec checksum` printed of them, in the pixel format
// that the line names. Words and exit codes are sha256sum's where it has them; of its --strict too: a line that is none was not checked.

namespace RawDecoders.Cli;

/// <summary>Checks files against lists.</summary>
/// <param name="host">The streams.</param>
/// <param name="options">How to decode, but for the pixel format, which the lines have.</param>
/// <param name="isQuiet">Whether only differences are printed.</param>
/// <param name="isJson">One object a line.</param>
internal sealed class ChecksumCheck(CliHost host, DecodeOptions options, bool isQuiet, bool isJson)
{
    private long _same, _different, _unreadable, _odd;

    public int Run(Inputs lists)
    {
        var errors = new ErrorReporting(host);
        using ImageInput picture = lists.CreateReader();
        lists.ForEach(errors, (path, list) =>
        {
            // A list is read by itself, so that it may be longer than a picture.
            using var bytes = new MemoryStream(list.ReadWhole().ToArray());
            int number = 0;
            foreach (string line in FileList.ReadPaths(bytes, '\n'))
            {
                number++;
                if (line.Length == 0)
                    continue;
                if (ChecksumLine.TryParse(line, out ChecksumLine wanted))
                {
                    Check(wanted, picture);
                    continue;
                }

                _odd++;
                errors.Warn(path, $"line {number} is none that 'rawdec checksum' prints");
            }
        });
        return Math.Max(errors.ExitCode, Conclude());
    }

    private void Check(ChecksumLine wanted, ImageInput picture)
    {
        try
        {
            picture.Open(wanted.Path);
            (DecodeResult result, string hash) = PixelBytes.Digest(picture, OptionsFor(wanted));
            ChecksumLine found = ChecksumLine.Of(hash, result, wanted.Path);
            bool isSame = found == wanted;
            _same += isSame ? 1 : 0;
            _different += isSame ? 0 : 1;
            string how = found.Shape != wanted.Shape || found.Format != wanted.Format ? $"{found.Shape} {found.Format}, not {wanted.Shape} {wanted.Format}" : "other pixels";
            Tell(wanted, found, isSame ? null : how, null);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            _unreadable++;
            Tell(wanted, null, ErrorReporting.Describe(wanted.Path, e), e);
        }
    }

    private void Tell(ChecksumLine wanted, ChecksumLine? found, string? difference, Exception? error)
    {
        if (isJson)
        {
            OutcomeJson.Write(host, "check", wanted.Path, null, error, json =>
            {
                json.WriteBoolean("same", difference is null);
                json.WriteString("expected", $"{wanted.Sha256}  {wanted.Shape}  {wanted.Format}");
                json.WriteString("found", found is { } f ? $"{f.Sha256}  {f.Shape}  {f.Format}" : null);
            });
            return;
        }

        if (difference is null && isQuiet)
            return;
        host.Out.Write($"{ErrorReporting.OneLine(Words.Path(wanted.Path))}: {(difference is null ? "OK" : $"FAILED: {difference}")}\n");
        host.Out.Flush();
    }

    /// <summary>The account of what was not as it was, on standard error.</summary>
    private int Conclude()
    {
        if (_different > 0)
            host.Error.WriteLine($"rawdec: {Words.Count(_different, "picture")} of {_same + _different} not as listed");
        if (_unreadable > 0)
            host.Error.WriteLine($"rawdec: {Words.Count(_unreadable, "listed file")} could not be decoded");
        if (_odd > 0)
            host.Error.WriteLine($"rawdec: {Words.Count(_odd, "line")} not checked");
        if (_same + _different + _unreadable == 0)
            host.Error.WriteLine("rawdec: no line that 'rawdec checksum' prints was found");
        return _different + _unreadable + _odd > 0 || _same == 0 ? ExitCode.Refused : ExitCode.Success;
    }

    private DecodeOptions OptionsFor(ChecksumLine wanted)
    {
        // With --like the convention decides the format; the line says only which it was.
        if (options.PixelFormat is not null || options.Like is not null)
            return options;
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            if (format.GetName() == wanted.Format)
                return options with { PixelFormat = format };
        }

        throw new OutputRefusedException($"there is no pixel format '{wanted.Format}'");
    }
}
