// Owns: base64 text (RFC 4648, clause 4) and data: URIs (RFC 2397) of files and pixels, both ways. Stands at the face. Leaves the
// work in constant memory to the streams (Base64EncodingStream.cs, Base64DecodingStream.cs).
using System.Text;

namespace RawDecoders.Export;

// Base64 text (RFC 4648, clause 4) and data: URIs (RFC 2397) of files and pixels, both ways. The streams
// (Base64EncodingStream.cs, Base64DecodingStream.cs) do the work in constant memory; this is the face.

/// <summary>
/// Base64 text and <c>data:</c> URIs: of files, pixels or any bytes, and back. With streams memory use does not depend on
/// length.
/// </summary>
/// <example>
/// <code>
/// string uri = DataUri.Encode(File.ReadAllBytes("photo.png"), "image/png");
/// PixelBuffer image = ImageDecoder.Decode(DataUri.Decode(uri));
/// </code>
/// </example>
public static class DataUri
{
    /// <summary>The media type of a file format: "image/png", "image/bmp", "image/jpeg".</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the three.</exception>
    public static string GetMediaType(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Bmp => "image/bmp",
        ImageFormat.Jpeg => "image/jpeg",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Whether the text begins as a data URI does, in either case.</summary>
    public static bool IsDataUri(ReadOnlySpan<char> text) => text.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Bytes as base64 text, as a data URI if a media type is given.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mediaType">What they are ("image/png"), or <see langword="null"/> for plain base64.</param>
    /// <exception cref="ArgumentException">The media type holds characters that a data URI cannot.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes, string? mediaType = null)
        => mediaType is null ? Convert.ToBase64String(bytes) : string.Concat(GetPrefix(mediaType), Convert.ToBase64String(bytes));

    /// <summary>
    /// A write-only stream that writes as base64 text (ASCII) to <paramref name="output"/> what is written to it. Dispose it
    /// to write the last characters.
    /// </summary>
    /// <param name="output">Where the text goes.</param>
    /// <param name="mediaType">Begins the text as a data URI of this type; <see langword="null"/> for plain base64.</param>
    /// <param name="leaveOpen">Whether <paramref name="output"/> stays open when the stream is disposed.</param>
    /// <exception cref="ArgumentException">The media type holds characters that a data URI cannot.</exception>
    public static Stream CreateEncoder(Stream output, string? mediaType = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new Base64EncodingStream(output, mediaType is null ? [] : Encoding.ASCII.GetBytes(GetPrefix(mediaType)), leaveOpen);
    }

    /// <summary>The bytes of base64 text or of a data URI.</summary>
    /// <param name="text">
    /// Base64, with or without white space and final padding, or a data URI, whose data may also be percent-encoded.
    /// </param>
    /// <exception cref="FormatException">It is neither; the message tells at which byte of its UTF-8 form.</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var decoder = new Base64DecodingStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), leaveOpen: false);
        using var bytes = new MemoryStream((int)(text.Length * 3L / 4));
        decoder.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// A read-only stream of the bytes that the text in <paramref name="text"/> stands for: base64 or a data URI, as for
    /// <see cref="Decode"/>. Its reads throw <see cref="FormatException"/> where the text is neither.
    /// </summary>
    /// <param name="text">ASCII or UTF-8 text; read from its position on.</param>
    /// <param name="leaveOpen">Whether <paramref name="text"/> stays open when the stream is disposed.</param>
    public static Stream CreateDecoder(Stream text, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Base64DecodingStream(text, leaveOpen);
    }

    private static string GetPrefix(string mediaType)
    {
        foreach (char c in mediaType)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$&^_.+-/;=".Contains(c))
                throw new ArgumentException($"'{mediaType}' is not a media type.", nameof(mediaType));
        }

        return $"data:{mediaType};base64,";
    }
}
