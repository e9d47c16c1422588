namespace RawDecoders;

/// <summary>
/// Named kernels on plain spans for decoders whose native rows are no <see cref="PixelFormat"/>. Each takes a count of
/// pixels (or samples), may run in place where source and destination pixels have the same size, and throws
/// <see cref="ArgumentException"/> for spans that are too short.
/// </summary>
internal static class SampleKernels
{
    private static readonly ByteShuffle s_swapBytes16 = new(2, [1, 0]);
    private static readonly ByteShuffle s_swapRedBlue24 = new(3, [2, 1, 0]);
    private static readonly ByteShuffle s_swapRedBlue32 = new(4, [2, 1, 0, 3]);
    private static readonly ByteShuffle s_swapRedBlue32Opaque = new(4, [2, 1, 0, ByteShuffle.Full]);
    private static readonly ByteShuffle s_opaque32 = new(4, [0, 1, 2, ByteShuffle.Full]);
    private static readonly ByteShuffle s_expand24 = new(3, [0, 1, 2, ByteShuffle.Full]);
    private static readonly ByteShuffle s_expandSwap24 = new(3, [2, 1, 0, ByteShuffle.Full]);
    private static readonly ByteShuffle s_contract32 = new(4, [0, 1, 2]);
    private static readonly ByteShuffle s_contractSwap32 = new(4, [2, 1, 0]);

    /// <summary>Swaps the two bytes of each 16-bit sample.</summary>
    public static void SwapBytes16(ReadOnlySpan<byte> source, Span<byte> destination, int samples)
        => s_swapBytes16.Convert(source, destination, samples);

    /// <summary>Big-endian 16-bit samples to the machine's order: a swap, or a copy on a big-endian machine.</summary>
    public static void BigEndian16ToNative(ReadOnlySpan<byte> source, Span<byte> destination, int samples)
    {
        if (BitConverter.IsLittleEndian)
            s_swapBytes16.Convert(source, destination, samples);
        else
            source[..(samples * 2)].CopyTo(destination);
    }

    /// <summary>Exchanges the first and third byte of 3-byte pixels.</summary>
    public static void SwapRedBlue24(ReadOnlySpan<byte> source, Span<byte> destination, int pixels)
        => s_swapRedBlue24.Convert(source, destination, pixels);

    /// <summary>
    /// Exchanges the first and third byte of 4-byte pixels; the fourth is kept, or becomes 255 if <paramref name="opaque"/>.
    /// </summary>
    public static void SwapRedBlue32(ReadOnlySpan<byte> source, Span<byte> destination, int pixels, bool opaque = false)
        => (opaque ? s_swapRedBlue32Opaque : s_swapRedBlue32).Convert(source, destination, pixels);

    /// <summary>Copies 4-byte pixels with 255 for the fourth byte.</summary>
    public static void MakeOpaque32(ReadOnlySpan<byte> source, Span<byte> destination, int pixels)
        => s_opaque32.Convert(source, destination, pixels);

    /// <summary>3-byte pixels to 4-byte ones with alpha 255, in the same order or with the first and third byte exchanged.</summary>
    public static void Expand24To32(ReadOnlySpan<byte> source, Span<byte> destination, int pixels, bool swapRedBlue = false)
        => (swapRedBlue ? s_expandSwap24 : s_expand24).Convert(source, destination, pixels);

    /// <summary>4-byte pixels to 3-byte ones without the fourth byte, in the same order or with the first and third exchanged.</summary>
    public static void Contract32To24(ReadOnlySpan<byte> source, Span<byte> destination, int pixels, bool swapRedBlue = false)
        => (swapRedBlue ? s_contractSwap32 : s_contract32).Convert(source, destination, pixels);
}
