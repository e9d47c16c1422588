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
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, '@list' a file with one path a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var uri = new Option<bool>("--data-uri") { Description = "As data: URIs: image/png, image/bmp, image/jpeg; pixels as application/octet-stream." };
        var pixels = new Option<bool>("--pixels") { Description = "The decoded samples, rows tightly packed, 16-bit ones little-endian; not the file's own bytes." };
        command.Arguments.Add(files);
        command.Options.Add(uri);
        command.Options.Add(pixels);
        var settings = new DecodeSettings();
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] words = parsed.GetRequiredValue(files);
            return parsed.GetValue(pixels)
                ? WritePixels(new Inputs(words, areBase64: false, host), parsed.GetValue(uri), settings.Read(parsed), host)
                : WriteFiles(FileList.Expand(words, host), parsed.GetValue(uri), host);
        });
        return command;
    }

    private static int WritePixels(Inputs files, bool uri, DecodeOptions options, CliHost host)
        => files.ForEach(new ErrorReporting(host), (_, input) =>
        {
            using ImageRowReader rows = input.OpenRows(options);
            // With the first pixels: a refused file leaves no half line behind.
            Stream? text = null;
            PixelBytes.Pump(rows, SampleOrder.LittleEndian, bytes =>
            {
                text ??= DataUri.CreateEncoder(host.Output, uri ? "application/octet-stream" : null, leaveOpen: true);
                text.Write(bytes);
            });
            text?.Dispose();
            host.Output.Write("\n"u8);
        });

    private static int WriteFiles(IEnumerable<string> files, bool uri, CliHost host)
    {
        var errors = new ErrorReporting(host);
        foreach (string path in files)
        {
            try
            {
                if (path == "-")
                {
                    WriteFile(host.Input, uri, host.Output);
                }
                else
                {
                    using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
                    WriteFile(file, uri, host.Output);
                }
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
            }
        }

        return errors.ExitCode;
    }

    private static void WriteFile(Stream file, bool uri, Stream output)
    {
        byte[] buffer = new byte[FirstPrefix];
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        string? mediaType = null;
        if (uri)
        {
            ImageFormat? format;
            while ((format = FormatOf(buffer.AsSpan(0, length), isWhole: length < buffer.Length)) is null)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                length += file.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            }

            mediaType = DataUri.GetMediaType(format.Value);
        }

        using (Stream text = DataUri.CreateEncoder(output, mediaType, leaveOpen: true))
        {
            for (; length > 0; length = file.Read(buffer))
                text.Write(buffer, 0, length);
        }

        output.Write("\n"u8);
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
