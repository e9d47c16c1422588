// Owns: conversion of rows for callers that have rows of their own. Stands at the face, over RowConverter. Leaves the arithmetic to
// it.

namespace RawDecoders;

/// <summary>Conversion between pixel formats in the caller's own memory.</summary>
/// <example>
/// <code>
/// byte[] bgr = [10, 20, 30, 40, 50, 60];
/// byte[] rgba = new byte[8];
/// PixelConverter.Convert(bgr, PixelFormat.Bgr24, rgba, PixelFormat.Rgba32, pixelCount: 2);          // 30 20 10 255 60 50 40 255
/// </code>
/// </example>
public static class PixelConverter
{
    /// <summary>
    /// Converts <paramref name="pixelCount"/> pixels that follow each other without gaps. Samples of 8 bits become 16 by
    /// v × 257, samples of 16 bits become 8 by round(v / 257); grey is ITU-R BT.601 luma; a missing alpha is opaque, an alpha
    /// that <paramref name="to"/> lacks is dropped, not blended; CMYK becomes RGB by round((255 - ink) × (255 - black) / 255).
    /// Colours become premultiplied by round(c × a / 255) and straight again by round(c × 255 / a), 255 at most; words of
    /// <see cref="PixelFormat.Rgb565"/> are round(v × 31 / 255) and, green, round(v × 63 / 255), of 8-bit samples.
    /// </summary>
    /// <param name="source">Pixels in the format <paramref name="from"/>.</param>
    /// <param name="from">Format of the source.</param>
    /// <param name="destination">
    /// Room for the pixels in the format <paramref name="to"/>. It may be the very span of the source when both formats have
    /// the same number of bytes per pixel; otherwise the two must not overlap.
    /// </param>
    /// <param name="to">Format of the destination.</param>
    /// <param name="pixelCount">How many pixels, 0 or more.</param>
    /// <param name="palette">
    /// For <see cref="PixelFormat.Indexed8"/> sources: 1 to 256 colours of 4 bytes (red, green, blue, alpha); an index past
    /// the last gives opaque black. Ignored otherwise.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A span is too short, the palette is not one, or <paramref name="to"/> is <see cref="PixelFormat.Indexed8"/> and
    /// <paramref name="from"/> is not.
    /// </exception>
    public static void Convert(
        ReadOnlySpan<byte> source,
        PixelFormat from,
        Span<byte> destination,
        PixelFormat to,
        int pixelCount,
        ReadOnlySpan<byte> palette = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixelCount);
        if (source.Length / from.GetBytesPerPixel() < pixelCount)
            throw new ArgumentException($"{source.Length} bytes are too few for {pixelCount} pixels of {from}.", nameof(source));
        if (destination.Length / to.GetBytesPerPixel() < pixelCount)
            throw new ArgumentException($"{destination.Length} bytes are too few for {pixelCount} pixels of {to}.", nameof(destination));

        // Spans may hold more pixels than a row converter takes at a time.
        RowConverter converter = RowConverter.Create(from, to, palette);
        const int Most = 1 << 24;
        for (int done = 0; done < pixelCount; done += Most)
        {
            int count = Math.Min(pixelCount - done, Most);
            converter.Convert(source[(done * from.GetBytesPerPixel())..], destination[(done * to.GetBytesPerPixel())..], count);
        }
    }
}
