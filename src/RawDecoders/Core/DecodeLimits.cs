// Owns: the upper bounds that a caller sets. Stands in the options. Leaves checking to MemoryBudget and the formats.

namespace RawDecoders;

/// <summary>
/// Upper bounds checked before memory is allocated. A file over a limit is refused with
/// <see cref="ImageDecodeErrorKind.LimitExceeded"/>. Independent of these, no decoder allocates pixels that the bytes of
/// the file cannot produce (for example more than 1032 bytes for each byte of DEFLATE data).
/// </summary>
/// <example>
/// <code>
/// var options = new DecodeOptions { Limits = new DecodeLimits { MaxPixels = 50_000_000, MaxBytes = 10 &lt;&lt; 20 } };
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg", options);
/// </code>
/// </example>
public sealed record DecodeLimits
{
    /// <summary>The defaults.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Largest width in pixels. Default 1 000 000.</summary>
    public int MaxWidth { get; init; } = 1_000_000;

    /// <summary>Largest height in pixels. Default 1 000 000.</summary>
    public int MaxHeight { get; init; } = 1_000_000;

    /// <summary>Largest width × height in pixels. Default 2^30 (1.07 gigapixels).</summary>
    public long MaxPixels { get; init; } = 1L << 30;

    /// <summary>
    /// Largest number of bytes that one call may allocate: the pixels it returns and its working memory together
    /// (memory that the caller provides is not counted). What a row reader puts into a temporary file counts too. Default
    /// 4 GiB.
    /// </summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>Largest size in bytes of one inflated or assembled metadata item (ICC profile, text). Default 16 MiB.</summary>
    public int MaxMetadataBytes { get; init; } = 16 << 20;

    /// <summary>Largest number of scans in a JPEG (guards against progressive bombs). Default 500.</summary>
    public int MaxScans { get; init; } = 500;

    /// <summary>Largest number of frames of an animation that is read by frames. Default 1 000 000.</summary>
    public int MaxFrames { get; init; } = 1_000_000;

    /// <summary>Largest number of pixels of all frames of an animation together, each of its own rectangle. Default 2^36.</summary>
    public long MaxFramePixels { get; init; } = 1L << 36;
}
