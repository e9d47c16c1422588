// Owns: what is told of a picture that lies inside another one's file. Stands at the face, in ImageInfo. Leaves finding it to the
// formats, and decoding it to whoever cuts it out.

namespace RawDecoders;

/// <summary>
/// A picture beside the one that a file decodes to: a thumbnail, a second view, a gain map. Its bytes lie in the file from
/// <see cref="Offset"/> on, all of them: whoever cuts them out has a JPEG file, or the samples that <see cref="Coding"/> names.
/// </summary>
/// <param name="Kind">What it is for, and which part of the file tells of it.</param>
/// <param name="Coding">What its bytes are.</param>
/// <param name="Offset">Offset of its first byte in the file.</param>
/// <param name="Length">How many bytes it has, at least 1.</param>
/// <param name="Width">Width in pixels; <see langword="null"/> where its own headers do not say.</param>
/// <param name="Height">Height in pixels; <see langword="null"/> where its own headers do not say.</param>
/// <example>
/// <code>
/// byte[] file = File.ReadAllBytes("photo.jpg");
/// foreach (EmbeddedPicture inside in ImageDecoder.Identify(file).Embedded.Where(p => p.Coding == EmbeddedCoding.Jpeg))
/// {
///     PixelBuffer picture = ImageDecoder.Decode(file.AsSpan((int)inside.Offset, (int)inside.Length));
///     Console.WriteLine($"{inside.Kind}: {picture.Width} x {picture.Height}");
/// }
/// </code>
/// </example>
public sealed record EmbeddedPicture(EmbeddedKind Kind, EmbeddedCoding Coding, long Offset, long Length, int? Width, int? Height);

/// <summary>What a picture inside another one is.</summary>
/// <example>
/// <code>
/// int thumbnails = ImageDecoder.Identify("photo.jpg").Embedded.Count(p => p.Kind == EmbeddedKind.ExifThumbnail);
/// </code>
/// </example>
public enum EmbeddedKind
{
    /// <summary>The thumbnail of an Exif block: the JPEG file of its IFD1 (Exif 3.0, 4.6.5.2: JPEGInterchangeFormat).</summary>
    ExifThumbnail = 0,

    /// <summary>A thumbnail in an APP0 segment: JFIF's own, or one of its extension JFXX (T.871 10.1, JFIF 1.02).</summary>
    JfifThumbnail,

    /// <summary>A picture after the first one, listed by the Multi-Picture Format (CIPA DC-007, 5.2.3).</summary>
    MpfPicture,

    /// <summary>
    /// The gain map of an Ultra HDR file: a picture that the Multi-Picture Format or the container directory of XMP lists, and that calls itself one
    /// (hdrgm in its XMP, or ISO 21496-1), or that the directory calls so.
    /// </summary>
    UltraHdrGainMap,
}

/// <summary>What the bytes of a picture inside another one are.</summary>
/// <example>
/// <code>
/// bool canBeDecoded = ImageDecoder.Identify("photo.jpg").Embedded.All(p => p.Coding == EmbeddedCoding.Jpeg);
/// </code>
/// </example>
public enum EmbeddedCoding
{
    /// <summary>A JPEG file.</summary>
    Jpeg = 0,

    /// <summary>Rows of red, green and blue, a byte each, without padding.</summary>
    Rgb24,

    /// <summary>A palette of 256 colours of red, green and blue, then rows of indices, a byte each.</summary>
    Palette8,
}
