namespace RawDecoders;

/// <summary>
/// Checks sizes against <see cref="DecodeLimits"/> before anything is allocated. One per decode; working memory and
/// output draw on the same <see cref="DecodeLimits.MaxBytes"/>.
/// </summary>
internal sealed class MemoryBudget(ImageFormat format, DecodeLimits limits)
{
    /// <summary>
    /// Pictures up to this many pixels are allocated without asking whether the file's bytes can fill them: it bounds
    /// what a tiny hostile file can cost, and spares honest small files any heuristics.
    /// </summary>
    public const long FreePixels = 1 << 20;

    private long _used;

    public DecodeLimits Limits => limits;

    /// <summary>Bytes drawn so far.</summary>
    public long Used => _used;

    /// <summary>Checks width, height and pixel count; <paramref name="offset"/> is where the file states them.</summary>
    public void CheckDimensions(long width, long height, long offset, string part)
    {
        if (width > limits.MaxWidth)
            throw Over(offset, $"width {width} is over the limit of {limits.MaxWidth}", part, nameof(DecodeLimits.MaxWidth));
        if (height > limits.MaxHeight)
            throw Over(offset, $"height {height} is over the limit of {limits.MaxHeight}", part, nameof(DecodeLimits.MaxHeight));
        if (width * height > limits.MaxPixels)
        {
            throw Over(offset, $"{width} x {height} pixels are over the limit of {limits.MaxPixels}", part, nameof(DecodeLimits.MaxPixels));
        }
    }

    /// <summary>Draws <paramref name="bytes"/>; refuses if the total would pass <see cref="DecodeLimits.MaxBytes"/>.</summary>
    public void Draw(long bytes, long offset, string what, string part)
    {
        if (bytes > limits.MaxBytes - _used)
        {
            throw Over(offset, $"{what} needs {bytes} bytes; {limits.MaxBytes - _used} of {limits.MaxBytes} are left", part, nameof(DecodeLimits.MaxBytes));
        }

        _used += bytes;
    }

    /// <summary>
    /// Draws <paramref name="bytes"/> that a decode can do without, if that leaves <paramref name="leaving"/> bytes; false if
    /// it does not.
    /// </summary>
    public bool TryDraw(long bytes, long leaving = 0)
    {
        if (bytes > limits.MaxBytes - _used - leaving)
            return false;
        _used += bytes;
        return true;
    }

    /// <summary>Gives back what <see cref="TryDraw"/> has drawn.</summary>
    public void Return(long bytes) => _used -= bytes;

    private ImageDecodeException Over(long offset, string what, string part, string limit)
        => new(ImageDecodeErrorKind.LimitExceeded, format, offset, what, part, $"DecodeLimits.{limit}");
}
