// `rawdec extract`: the pictures that lie inside a file (thumbnails, MPF pictures, gain maps), each to a file of its own: JPEG as it is,
// samples as PPM.

using System.CommandLine;
using System.Text;

namespace RawDecoders.Cli;

/// <summary>The command <c>extract</c>.</summary>
internal static class ExtractCommand
{
    private const int PaletteBytes = 3 * 256;

    public static Command Create(CliHost host)
    {
        var command = new Command("extract", "Write the pictures that lie inside a file: thumbnails, MPF pictures, gain maps. JPEG as it is, samples as PPM.");
        var file = new InputArgument();
        file.AddTo(command);
        var output = new Option<string>("--output", "-o") { Description = "The folder to write into; made if it is not there.", HelpName = "DIR", Required = true };
        command.Options.Add(output);
        var settings = new DecodeSettings();
        settings.AddStrictnessTo(command);
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            if (folder.Length == 0 || folder == "-" || File.Exists(folder))
                throw new UsageException($"-o names a folder, which '{folder}' is not");
            DecodeOptions options = settings.ReadStrictness(parsed);
            var errors = new ErrorReporting(host);
            return file.Run(parsed, host, errors, (path, bytes) => Run(path, bytes, folder, options, errors, host));
        });
        return command;
    }

    private static void Run(string path, ReadOnlyMemory<byte> file, string folder, DecodeOptions options, ErrorReporting errors, CliHost host)
    {
        ImageInfo info = ImageDecoder.Identify(file, options);
        string stem = path == "-" || Export.DataUri.IsDataUri(path) ? "picture" : Path.GetFileNameWithoutExtension(path);
        List<(string, string)> written = [];
        for (int i = 0; i < info.Embedded.Count; i++)
        {
            EmbeddedPicture picture = info.Embedded[i];
            string target = Path.Combine(folder, $"{stem}-{i + 1}-{Name(picture.Kind)}.{(picture.Coding == EmbeddedCoding.Jpeg ? "jpg" : "ppm")}");
            try
            {
                Directory.CreateDirectory(folder);
                using var part = new OutputFile(target);
                Write(part, picture, file.Span.Slice((int)picture.Offset, (int)picture.Length));
                part.Keep();
                written.Add(("embedded", $"{Words.Embedded(picture)}: {target}"));
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                errors.Report(folder, e, writing: true);
                break;
            }
        }

        if (info.Embedded.Count == 0)
            written.Add(("embedded", "none"));
        if (written.Count > 0)
            Display.WriteFields(host, Words.Path(path), written);
    }

    private static void Write(OutputFile output, EmbeddedPicture picture, ReadOnlySpan<byte> bytes)
    {
        if (picture.Coding == EmbeddedCoding.Jpeg)
        {
            output.Write(bytes);
            return;
        }

        output.Write(Encoding.ASCII.GetBytes($"P6\n{picture.Width} {picture.Height}\n255\n"));
        if (picture.Coding == EmbeddedCoding.Rgb24)
        {
            output.Write(bytes);
            return;
        }

        ReadOnlySpan<byte> palette = bytes[..PaletteBytes], indices = bytes[PaletteBytes..];
        byte[] rgb = new byte[indices.Length * 3];
        for (int i = 0; i < indices.Length; i++)
            palette.Slice(indices[i] * 3, 3).CopyTo(rgb.AsSpan(i * 3));
        output.Write(rgb);
    }

    private static string Name(EmbeddedKind kind) => kind switch
    {
        EmbeddedKind.ExifThumbnail => "exif-thumbnail",
        EmbeddedKind.JfifThumbnail => "jfif-thumbnail",
        EmbeddedKind.UltraHdrGainMap => "gain-map",
        _ => "mpf-picture",
    };
}
