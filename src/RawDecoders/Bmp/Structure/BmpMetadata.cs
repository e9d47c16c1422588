// Owns: what only BMP files say of themselves, in the library's public terms. Stands beside ImageInfo, which carries it. Leaves
// filling it to BmpFile.

namespace RawDecoders.Bmp;

/// <summary>Properties of a BMP file beyond those that every format has.</summary>
/// <example>
/// <code>
/// if (ImageDecoder.Identify("picture.bmp").Metadata is BmpMetadata bmp)
///     Console.WriteLine($"{bmp.HeaderKind}, {bmp.Compression}, {bmp.BitsPerPixel} bits, top row first: {bmp.IsTopDown}");
/// </code>
/// </example>
public sealed record BmpMetadata : FormatMetadata
{
    /// <summary>Version of the DIB header.</summary>
    public BmpHeaderKind HeaderKind { get; init; }

    /// <summary>Size of the DIB header in bytes, 12 to 124.</summary>
    public int HeaderSize { get; init; }

    /// <summary>How pixels are coded.</summary>
    public BmpCompression Compression { get; init; }

    /// <summary>
    /// Bits of a pixel: 1, 2, 4, 8 (palette indices), 16, 24, 32, 64; 0 for an embedded JPEG or PNG. 64-bit pixels are s2.13
    /// fixed-point numbers of linear light (as GDI+ writes them) and become sRGB-coded samples; values outside 0 to 1 are clamped.
    /// </summary>
    public int BitsPerPixel { get; init; }

    /// <summary>Whether the file stores the top row first.</summary>
    public bool IsTopDown { get; init; }

    /// <summary>
    /// Where the channels' bits lie, for 16 and 32 bits a pixel. A channel of n bits becomes 8 by round(v × 255 / (2^n - 1));
    /// one of more than 8 bits makes the natural format 16 bits deep. Bits that no mask declares are not alpha.
    /// </summary>
    public BmpMasks? Masks { get; init; }

    /// <summary>Palette entries that pixels can address, at most 256; 0 when pixels are not indices.</summary>
    public int PaletteCount { get; init; }

    /// <summary>The colour space of a V4 or V5 header.</summary>
    public BmpColorSpace? ColorSpace { get; init; }

    /// <summary>File name of a linked ICC profile; an embedded one is <see cref="ImageInfo.IccProfile"/>.</summary>
    public string? LinkedProfile { get; init; }
}
