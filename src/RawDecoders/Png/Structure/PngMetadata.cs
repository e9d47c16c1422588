// Owns: the face that a PNG file's chunks have to the caller. Stands at the end of the chunk walk; PngChunkCollector fills it. Leaves to
// others: parsing (the payload structs).
namespace RawDecoders.Png;

/// <summary>What only PNG files have. A property is <see langword="null"/>, or its list empty, when the file has no such chunk.</summary>
/// <example>
/// <code>
/// if (ImageDecoder.Identify("photo.png").Metadata is PngMetadata png)
///     Console.WriteLine($"{png.Header.ColorType}, {png.Header.BitDepth} bits; gamma {png.Gamma}; {png.UnknownChunks.Count} chunks not known");
/// </code>
/// </example>
public sealed record PngMetadata : FormatMetadata
{
    /// <summary>IHDR.</summary>
    public required PngHeader Header { get; init; }

    /// <summary>PLTE: the palette of an indexed picture, a suggestion in a truecolour one.</summary>
    public PngPalette? Palette { get; init; }

    /// <summary>tRNS: transparency without an alpha channel.</summary>
    public PngTransparency? Transparency { get; init; }

    /// <summary>gAMA: the exponent from samples to display output, 1/2.2 = 0.45455 for most pictures.</summary>
    public double? Gamma { get; init; }

    /// <summary>cHRM: primaries and white point.</summary>
    public PngChromaticities? Chromaticities { get; init; }

    /// <summary>sRGB: the picture is in the sRGB colour space, to be shown with this intent.</summary>
    public PngRenderingIntent? StandardRgb { get; init; }

    /// <summary>iCCP: the embedded profile with its name (the bytes are <see cref="ImageInfo.IccProfile"/> too).</summary>
    public PngIccProfile? IccProfile { get; init; }

    /// <summary>cICP: the colour space as ITU-T H.273 code points.</summary>
    public PngCodePoints? CodePoints { get; init; }

    /// <summary>mDCV: the display on which the picture was mastered.</summary>
    public PngMasteringDisplay? MasteringDisplay { get; init; }

    /// <summary>cLLI: light levels.</summary>
    public PngContentLight? ContentLight { get; init; }

    /// <summary>sBIT: significant bits of each channel.</summary>
    public PngSignificantBits? SignificantBits { get; init; }

    /// <summary>bKGD: the colour to show the picture against. It is never blended in.</summary>
    public PngBackground? Background { get; init; }

    /// <summary>hIST: approximate frequency of each palette entry.</summary>
    public IReadOnlyList<ushort> Histogram { get; init; } = [];

    /// <summary>pHYs (as a density in <see cref="ImageInfo.Density"/>).</summary>
    public PngPhysicalDimensions? PhysicalDimensions { get; init; }

    /// <summary>sPLT: suggested palettes.</summary>
    public IReadOnlyList<PngSuggestedPalette> SuggestedPalettes { get; init; } = [];

    /// <summary>tIME: when the picture was last changed.</summary>
    public PngTime? LastModified { get; init; }

    /// <summary>acTL: the file is an animation. Its default image is what is decoded; <see cref="ImageDecoder.OpenFrames(string, DecodeOptions?, FrameOptions?)"/> reads its frames.</summary>
    public PngAnimation? Animation { get; init; }

    /// <summary>The delays of all frames together, as far as the file has been read; <see langword="null"/> without <see cref="Animation"/>.</summary>
    public TimeSpan? AnimationDuration { get; init; }

    /// <summary>fcTL before the image data: the default image is the first frame of the animation.</summary>
    public PngFrameControl? DefaultFrame { get; init; }

    /// <summary>Ancillary chunks that this library does not know, in file order; the first 1000 of them.</summary>
    public IReadOnlyList<PngChunkInfo> UnknownChunks { get; init; } = [];
}

/// <summary>A chunk, by place only.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Offset">File offset of its length field; the payload begins 8 bytes later.</param>
/// <param name="Length">Bytes of its payload.</param>
/// <remarks>PNG 5.3.</remarks>
public readonly record struct PngChunkInfo(PngChunkType Type, long Offset, uint Length);
