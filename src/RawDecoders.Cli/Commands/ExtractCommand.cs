// `rawdec extract`: the pictures that lie inside a file (thumbnails, MPF pictures, gain maps), each to a file of its own: JPEG as it is,
// samples as PPM.

using System.CommandLine;
using System.Text;

namespace RawDecoders.Cli;

/// <summary>The command <c>extract</c>.</summary>
internal static class ExtractCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("extract", "Write the pictures that lie inside a file: thumbnails, MPF pictures, gain maps. JPEG as it is, samples as PPM.");
        var files = new InputArguments();
        files.AddTo(command);
        var output = new Option<string>("--output", "-o") { Description = "The folder to write into; made if it is not there.", HelpName = "DIR", Required = true };
        command.Options.Add(output);
        Option<bool> keep = OutputFiles.CreateOption();
        command.Options.Add(keep);
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, of refused ones too (spec-notes/decode-json.md)." };
        command.Options.Add(json);
        var settings = new DecodeSettings();
        settings.AddStrictnessTo(command);
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            if (folder.Length == 0 || folder == "-" || (NamedFiles.Exists(folder) && !NamedFiles.IsDirectory(folder)))
                throw new UsageException($"-o names a folder, which '{folder}' is not");
            DecodeOptions options = settings.ReadStrictness(parsed);
            var errors = new ErrorReporting(host) { Refused = parsed.GetValue(json) ? OutcomeJson.Refuser(host, "extract", "embedded") : null };
            var writer = new ExtractWriter(folder, new OutputFiles(overwrites: !parsed.GetValue(keep)), errors);
            var stems = new OutputStems();
            return files.Read(parsed, host).ForEach(errors, (path, input) =>
            {
                ReadOnlyMemory<byte> file = input.ReadWhole();
                ImageInfo info = ImageDecoder.Identify(file, options);
                List<(EmbeddedPicture Picture, string Target)> written = info.Embedded.Count == 0 ? [] : writer.Write(stems.Take(path), file, info.Embedded);
                if (parsed.GetValue(json))
                    WriteJson(host, path, info, written);
                else if (info.Embedded.Count == 0)
                    Display.WriteFields(host, Words.Path(path), [("embedded", "none")]);
                else if (written.Count > 0)
                    Display.WriteFields(host, Words.Path(path), written.Select(w => ("embedded", $"{Words.Embedded(w.Picture)}: {w.Target}")));
            });
        });
        return command;
    }

    private static void WriteJson(CliHost host, string path, ImageInfo info, List<(EmbeddedPicture Picture, string Target)> written)
        => OutcomeJson.Write(host, "extract", path, info.Format, null, json => json.WriteObjects("embedded", written, (writer, one) =>
        {
            writer.WriteString("kind", MetadataFields.CamelCase(one.Picture.Kind));
            writer.WriteString("coding", MetadataFields.CamelCase(one.Picture.Coding));
            writer.WriteNumber("offset", one.Picture.Offset);
            writer.WriteNumber("length", one.Picture.Length);
            writer.WriteString("output", one.Target);
        }));
}

/// <summary>Writes the pictures inside of files into a folder.</summary>
internal sealed class ExtractWriter(string folder, OutputFiles outputs, ErrorReporting errors)
{
    private const int PaletteBytes = 3 * 256;

    /// <summary>Writes those of one file; what cannot be written is reported.</summary>
    /// <returns>Those that were written, and where.</returns>
    public List<(EmbeddedPicture Picture, string Target)> Write(string stem, ReadOnlyMemory<byte> file, IReadOnlyList<EmbeddedPicture> pictures)
    {
        List<(EmbeddedPicture, string)> written = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            EmbeddedPicture picture = pictures[i];
            string target = Path.Combine(folder, $"{stem}-{i + 1}-{Name(picture.Kind)}.{(picture.Coding == EmbeddedCoding.Jpeg ? "jpg" : "ppm")}");
            try
            {
                NamedFiles.CreateDirectory(folder);
                using OutputFile part = outputs.Create(target);
                Write(part, picture, file.Span.Slice((int)picture.Offset, (int)picture.Length));
                part.Keep();
                written.Add((picture, target));
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

        return written;
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
