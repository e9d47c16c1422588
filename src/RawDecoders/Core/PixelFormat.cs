// Owns: the names of the ways in which a pixel lies in memory. Stands below everything that has pixels. Leaves their sizes and
// channels to PixelFormats.

namespace RawDecoders;

/// <summary>
/// How one pixel lies in memory. Names give the channels in memory order and the bits of a whole pixel.
/// 16-bit samples are in the machine's byte order; every channel is unsigned and uses its full range
/// (0..255 or 0..65535). Alpha is straight (not premultiplied) unless a name says otherwise, its largest value opaque.
/// </summary>
/// <remarks>
/// The last three are what screens take. They are made of 8-bit samples whatever the file has: of 16 bits, round(v / 257) comes first, so that
/// a picture in one of them is what its <see cref="Rgba32"/> or <see cref="Rgb24"/> converts to (<see cref="PixelBuffer.ConvertTo"/>).
/// </remarks>
/// <example>
/// <code>
/// PixelBuffer screen = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgra32Premultiplied });
/// PixelBuffer deep = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgb48 });
/// </code>
/// </example>
public enum PixelFormat
{
    /// <summary>One 8-bit grey sample.</summary>
    Gray8 = 0,

    /// <summary>8-bit grey, 8-bit alpha.</summary>
    GrayAlpha16,

    /// <summary>One 16-bit grey sample.</summary>
    Gray16,

    /// <summary>16-bit grey, 16-bit alpha.</summary>
    GrayAlpha32,

    /// <summary>8-bit red, green, blue.</summary>
    Rgb24,

    /// <summary>8-bit blue, green, red (OpenCV's order).</summary>
    Bgr24,

    /// <summary>8-bit red, green, blue, alpha.</summary>
    Rgba32,

    /// <summary>8-bit blue, green, red, alpha.</summary>
    Bgra32,

    /// <summary>16-bit red, green, blue.</summary>
    Rgb48,

    /// <summary>16-bit red, green, blue, alpha.</summary>
    Rgba64,

    /// <summary>8-bit cyan, magenta, yellow, black in the plain sense: 0 is no ink, 255 is full ink.</summary>
    Cmyk32,

    /// <summary>One 8-bit index into <see cref="PixelBuffer.Palette"/>.</summary>
    Indexed8,

    /// <summary>16-bit blue, green, red (OpenCV's order).</summary>
    Bgr48,

    /// <summary>16-bit blue, green, red, alpha.</summary>
    Bgra64,

    /// <summary>16-bit cyan, magenta, yellow, black in the plain sense: 0 is no ink, 65535 is full ink.</summary>
    Cmyk64,

    /// <summary>
    /// 8-bit blue, green, red, alpha, each colour multiplied by its alpha: round(c × a / 255). What Direct2D, Windows bitmaps, Skia and Cairo
    /// (little-endian ARGB32) draw from. Of a colour 200 with alpha 100 it holds round(78.43) = 78; a picture without alpha is as in
    /// <see cref="Bgra32"/>.
    /// </summary>
    Bgra32Premultiplied,

    /// <summary>8-bit red, green, blue, alpha, each colour multiplied by its alpha, as in <see cref="Bgra32Premultiplied"/>.</summary>
    Rgba32Premultiplied,

    /// <summary>
    /// A 16-bit word in the machine's byte order (little-endian wherever this library has been tried): red in bits 11 to 15, green in 5 to 10,
    /// blue in 0 to 4; round(v × 31 / 255), for green round(v × 63 / 255). Alpha is dropped, not blended. To other formats a pixel is one
    /// sample of 16 bits: an array of them has the shape (H, W).
    /// </summary>
    Rgb565,
}
