// `rawdec base64`: files, or their pixels, as base64 text or data: URIs, one a line. File bytes stream from end to end; pixels
// go by bands of rows (see PixelBytes).

using System.CommandLine;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>The command <c>base64</c>.</summary>
internal static class Base64Command
{
    /// <summary>How much of a file is first looked at to tell its format.</summary>
    private const int FirstPrefix = 64 << 10;

    public static Command Create(CliHost host)
    {
        var command = new Command("base64", "Print files, or their pixels, as base64 text, one a line.");
        var files = new InputArguments(decodesBase64: false);
        files.AddTo(command);
        var uri = new Option<bool>("--data-uri") { Description = "As data: URIs: image/png, image/bmp, image/jpeg; pixels as application/octet-stream." };
        var pixels = new Option<bool>("--pixels") { Description = "The decoded samples, rows tightly packed, 16-bit ones little-endian; not the file's own bytes." };
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, with the text in it; of refused ones too (spec-notes/decode-json.md)." };
        command.Options.Add(uri);
        command.Options.Add(pixels);
        command.Options.Add(json);
        var settings = new DecodeSettings();
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            Inputs inputs = files.Read(parsed, host);
            DecodeOptions options = settings.Read(parsed);
            var errors = new ErrorReporting(host) { Refused = parsed.GetValue(json) ? OutcomeJson.Refuser(host, "base64", "base64") : null };
            var lines = new Base64Lines(host.Output, parsed.GetValue(uri), parsed.GetValue(json));
            return parsed.GetValue(pixels) ? WritePixels(inputs, lines, options, errors) : WriteFiles(inputs, lines, errors, host);
        });
        return command;
    }

    private static int WritePixels(Inputs files, Base64Lines lines, DecodeOptions options, ErrorReporting errors)
        => files.ForEach(errors, (path, input) =>
        {
            using ImageRowReader rows = input.OpenRows(options);
            ImageFormat format = rows.Info.Format;
            // With the first pixels: a refused file leaves no half line behind.
            PixelBytes.Pump(rows, SampleOrder.LittleEndian, bytes =>
            {
                lines.Begin(path, format, "application/octet-stream");
                lines.Write(bytes);
            });
            lines.End();
        }, options);

    private static int WriteFiles(Inputs files, Base64Lines lines, ErrorReporting errors, CliHost host)
    {
        foreach ((string path, _) in files.Find(errors))
        {
            try
            {
                if (path == "-")
                {
                    WriteFile(path, host.Input, lines);
                }
                else if (DataUri.IsDataUri(path))
                {
                    using Stream file = DataUri.CreateDecoder(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(path)), leaveOpen: false);
                    WriteFile(path, file, lines);
                }
                else
                {
                    using FileStream file = NamedFiles.OpenRead(path);
                    WriteFile(path, file, lines);
                }
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
            }
        }

        return errors.ExitCode;
    }

    private static void WriteFile(string path, Stream file, Base64Lines lines)
    {
        byte[] buffer = new byte[FirstPrefix];
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        ImageFormat format = ImageFormat.Unknown;
        if (lines.NeedsFormat)
        {
            ImageFormat? found;
            while ((found = FormatOf(buffer.AsSpan(0, length), isWhole: length < buffer.Length)) is null)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                length += file.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            }

            format = found.Value;
        }

        lines.Begin(path, format, format == ImageFormat.Unknown ? null : DataUri.GetMediaType(format));
        for (; length > 0; length = file.Read(buffer))
            lines.Write(buffer.AsSpan(0, length));
        lines.End();
    }

    /// <summary>
    /// The format of a file that begins so, whether or not its headers are in order; <see langword="null"/> if more bytes are
    /// needed to tell.
    /// </summary>
    /// <exception cref="ImageDecodeException">It is none of the three.</exception>
    private static ImageFormat? FormatOf(ReadOnlySpan<byte> prefix, bool isWhole)
    {
        IdentifyResult result = ImageDecoder.TryIdentify(prefix);
        if (result.Status == IdentifyStatus.NeedsMoreBytes && !isWhole)
            return null;
        try
        {
            return (result.Info ?? ImageDecoder.Identify(prefix)).Format;
        }
        catch (ImageDecodeException e) when (e.Format != ImageFormat.Unknown)
        {
            return e.Format;
        }
    }
}
