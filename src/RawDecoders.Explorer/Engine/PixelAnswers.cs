// Owns: answers that are pictures or samples. Stands on the decoders. Leaves where the pixels come from to PlaceAnswers.

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using RawDecoders.Cli;

namespace RawDecoders.Explorer;

internal static class PixelAnswers
{
    /// <summary>Pictures up to this many bytes have their hash with them; of larger ones it is a question of its own.</summary>
    private const int HashedBytes = 1 << 20;

    /// <summary>The picture in 8-bit RGBA, with the account of its decode.</summary>
    public static void Pixels(ExploredFile file, Question question, Reply reply)
    {
        PixelBuffer image = file.Pixels(question.Flag("lenient"));
        WritePicture(reply, image, Account(image.Result));
        Action<Utf8JsonWriter> Account(DecodeResult? result) => json =>
        {
            WriteAccount(json, image, result);
            bool isHashed = !question.Flag("lenient") && image.Span.Length <= HashedBytes;
            json.WriteString("hash", isHashed || question.Flag("hash") ? Hash(image) : null);
        };
    }

    /// <summary>The samples of a pixel in the natural format.</summary>
    public static void Sample(ExploredFile file, Question question, Reply reply)
    {
        PixelBuffer image = file.Pixels(question.Flag("lenient"));
        (int x, int y) = (question.Int("x"), question.Int("y"));
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, image.Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, image.Height);
        int bytes = image.Format.GetBytesPerPixel();
        ReadOnlySpan<byte> pixel = image.GetRow(y).Slice(x * bytes, bytes);
        reply.Json.WriteStartObject();
        reply.Json.WriteString("format", image.Format.GetName());
        reply.Json.WriteStartArray("samples");
        for (int i = 0; i < bytes / image.Format.GetBytesPerSample(); i++)
            reply.Json.WriteNumberValue(image.Format.GetBytesPerSample() == 1 ? pixel[i] : MemoryMarshal.Cast<byte, ushort>(pixel)[i]);
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
        json.WriteObjects("warnings", result?.Warnings ?? [], (writer, warning) =>
        {
            writer.WriteString("severity", InspectJson.SeverityName(warning.Severity));
            writer.WriteString("rule", warning.Rule.Id);
            writer.WriteNumber("offset", warning.Offset);
            writer.WriteString("what", warning.What);
            writer.WriteString("clause", warning.Clause);
            writer.WriteString("consequence", warning.Consequence);
        });
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
