// Owns: the names of the ways in which a pixel lies in memory. Stands below everything that has pixels. Leaves their sizes and
// channels to PixelFormats.

namespace RawDecoders;

/// <summary>
/// How one pixel lies in memory. Names give the channels in memory order and the bits of a whole pixel.
/// 16-bit samples are in the machine's byte order; every channel is unsigned and uses its full range
/// (0..255 or 0..65535). Alpha is straight (not premultiplied), its largest value opaque.
/// </summary>
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
}
