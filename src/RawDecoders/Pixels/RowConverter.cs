namespace RawDecoders;

/// <summary>
/// Converts rows of pixels from one <see cref="PixelFormat"/> to another. Chosen once per image by <see cref="Create"/>.
/// </summary>
internal abstract class RowConverter
{
    /// <summary>
    /// Converts <paramref name="width"/> pixels. The spans must not overlap unless they are the same span and the two
    /// formats have the same number of bytes per pixel.
    /// </summary>
    public abstract void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width);

    /// <summary>The converter for a pair of formats.</summary>
    /// <param name="from">Format of the source rows.</param>
    /// <param name="to">Format of the destination rows.</param>
    /// <param name="palette">
    /// When <paramref name="from"/> is Indexed8: RGBA entries of 4 bytes, 1 to 256 of them; an index past the last entry
    /// gives opaque black.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="to"/> is Indexed8 and <paramref name="from"/> is not.</exception>
    public static RowConverter Create(PixelFormat from, PixelFormat to, ReadOnlySpan<byte> palette = default)
        => throw new NotImplementedException();
}
