namespace RawDecoders;

/// <summary>How one call decodes. Immutable; there is no global state.</summary>
public sealed record DecodeOptions
{
    /// <summary>The defaults: the file's own natural format, <see cref="Strictness.Standard"/>.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>
    /// The pixel format wanted, or <see langword="null"/> (the default) for the file's natural one
    /// (<see cref="ImageInfo.PixelFormat"/>). <see cref="PixelFormat.Indexed8"/> is available for files with a palette.
    /// </summary>
    public PixelFormat? PixelFormat { get; init; }

    /// <summary>What to do about violations of the specification.</summary>
    public Strictness Strictness { get; init; }

    /// <summary>Upper bounds on what a file may ask for.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Which decoder's arithmetic JPEG pixels follow.</summary>
    public JpegReconstruction JpegReconstruction { get; init; }

    /// <summary>
    /// Whether to rotate and mirror the pixels as <see cref="ImageInfo.Orientation"/> says. Off unless asked: the pixels
    /// are then as stored.
    /// </summary>
    public bool ApplyOrientation { get; init; }
}
