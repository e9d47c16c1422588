// Owns: answers that are pictures or samples. Stands on the decoders. Leaves where the pixels come from to PlaceAnswers.

using System.Security.Cryptography;
using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class PixelAnswers
{
    /// <summary>
    /// The picture in 8-bit RGBA, with the account of its decode; or as it stands after a scan of a JPEG, or a frame of an animation, or smaller.
    /// </summary>
    public static void Pixels(ExploredFile file, Question question, Reply reply)
    {
        if (question.OptionalInt("scan") is { } scan)
        {
            PixelBuffer after = file.Study.Jpeg?.AfterScan(scan) ?? throw new NotSupportedException("this file has no scans that can be shown one by one");
            WritePicture(reply, after, json => json.WriteNumber("scan", scan));
            return;
        }

        if (question.OptionalInt("frame") is { } frame)
        {
            FrameAnswers.Picture(file, frame, question.Flag("raw"), reply);
            return;
        }

        if (question.OptionalInt("pass") is { } pass)
        {
            WritePicture(reply, PngAnswers.UpToPass(file, pass), json => json.WriteNumber("pass", pass));
            return;
        }

        bool isLenient = question.Flag("lenient");
        PixelBuffer image = question.Text("scale") is { Length: > 0 } scale ? Scaled(file, scale, isLenient) : file.Pixels(isLenient);
        WriteWhole(image, reply);
    }

    /// <summary>The picture with the account of its decode.</summary>
    public static void WriteWhole(PixelBuffer image, Reply reply) => WritePicture(reply, image, json => WriteAccount(json, image, image.Result));

    private static PixelBuffer Scaled(ExploredFile file, string scale, bool isLenient)
    {
        string[] parts = scale.Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[0], out int above) || !int.TryParse(parts[1], out int below))
            throw new ArgumentException("a scale is a fraction: 1/2");
        return ImageDecoder.Decode(file.Bytes.AsMemory(), new DecodeOptions
        {
            Scale = new ImageScale(above, below),
            Strictness = isLenient ? Strictness.Lenient : Strictness.Standard,
        });
    }

    /// <summary>The samples of a pixel in the natural format.</summary>
    public static void Sample(ExploredFile file, Question question, Reply reply)
    {
        (PixelFormat format, int[] samples) = PixelSamples.Of(file.Pixels(question.Flag("lenient")), question.Int("x"), question.Int("y"));
        reply.Json.WriteStartObject();
        reply.Json.WriteString("format", format.GetName());
        reply.Json.WriteStartArray("samples");
        foreach (int sample in samples)
            reply.Json.WriteNumberValue(sample);
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    /// <summary>SHA-256 of the pixels, as the corpus records it.</summary>
    public static string Hash(PixelBuffer image)
    {
        byte[] packed = new byte[image.RowBytes * image.Height];
        image.CopyTo(packed);
        return Convert.ToHexStringLower(SHA256.HashData(packed));
    }

    /// <summary>A picture as the page draws it.</summary>
    public static void WritePicture(Reply reply, PixelBuffer image, Action<Utf8JsonWriter> more)
    {
        PixelBuffer rgba = image.Format == PixelFormat.Rgba32 ? image : image.ConvertTo(PixelFormat.Rgba32);
        byte[] packed = new byte[4 * image.Width * image.Height];
        rgba.CopyTo(packed);
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("width", image.Width);
        reply.Json.WriteNumber("height", image.Height);
        reply.Write("rgba", packed);
        more(reply.Json);
        reply.Json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, PixelBuffer image, DecodeResult? result)
    {
        json.WriteStartObject("natural");
        json.WriteString("format", image.Format.GetName());
        json.WriteNumber("bits", 8 * image.Format.GetBytesPerSample());
        json.WriteEndObject();
        json.WriteObjects("warnings", result?.Warnings ?? [], JsonShapes.WriteFinding);
        json.WriteObjects("damage", result?.Damage ?? [], (writer, rows) =>
        {
            writer.WriteNumber("y", rows.FirstRow);
            writer.WriteNumber("rows", rows.RowCount);
            writer.WriteString("rule", rows.Reason.Rule.Id);
            writer.WriteString("what", rows.Reason.What);
            writer.WriteNumber("offset", rows.Reason.Offset);
        });
    }
}
