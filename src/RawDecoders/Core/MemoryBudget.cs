// Owns: the checks of sizes before anything is allocated, and the count of what has been. Stands between the limits and whoever
// allocates. Leaves to the formats whether a file's bytes can make its picture.

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

    /// <summary>Checks width, height and pixel count.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="widthOffset">Where the file states it.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="heightOffset">Where the file states it.</param>
    /// <param name="part">The part of the file that does.</param>
    public void CheckDimensions(long width, long widthOffset, long height, long heightOffset, string part)
    {
        if (width > limits.MaxWidth)
            throw Over(SharedRules.MaxWidth, widthOffset, $"width {width} is over the limit of {limits.MaxWidth}", part);
        if (height > limits.MaxHeight)
            throw Over(SharedRules.MaxHeight, heightOffset, $"height {height} is over the limit of {limits.MaxHeight}", part);
        if (width * height > limits.MaxPixels)
            throw Over(SharedRules.MaxPixels, Math.Min(widthOffset, heightOffset), $"{width} x {height} pixels are over the limit of {limits.MaxPixels}", part);
    }

    /// <summary>Draws <paramref name="bytes"/>; refuses if the total would pass <see cref="DecodeLimits.MaxBytes"/>.</summary>
    public void Draw(long bytes, long offset, string what, string part)
    {
        if (bytes > limits.MaxBytes - _used)
            throw Over(SharedRules.MaxBytes, offset, $"{what} needs {bytes} bytes; {limits.MaxBytes - _used} of {limits.MaxBytes} are left", part);

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

    private ImageDecodeException Over(Rule rule, long offset, string what, string part)
        => new(DecodeIssues.Make(rule, offset, what, part), format);
}
