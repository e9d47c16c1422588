namespace RawDecoders;

/// <summary>
/// Pixels in memory: one contiguous block, top row first, each row <see cref="Stride"/> bytes after the one above.
/// </summary>
public sealed class PixelBuffer
{
    private readonly Memory<byte> _memory;

    /// <summary>Wraps existing memory.</summary>
    /// <param name="memory">The block: at least (height - 1) × stride + width × bytes per pixel bytes.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <exception cref="ArgumentException">The memory is too small for these dimensions, or the stride for the width.</exception>
    public PixelBuffer(Memory<byte> memory, int width, int height, PixelFormat format, int stride = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long rowBytes = (long)width * format.GetBytesPerPixel();
        if (stride == 0)
            stride = checked((int)rowBytes);
        if (stride < rowBytes)
            throw new ArgumentException($"A stride of {stride} is less than the {rowBytes} bytes of a row.", nameof(stride));
        long needed = ((long)height - 1) * stride + rowBytes;
        if (memory.Length < needed)
            throw new ArgumentException($"{memory.Length} bytes are too few: {needed} are needed.", nameof(memory));

        _memory = memory[..(int)needed];
        Width = width;
        Height = height;
        Format = format;
        Stride = stride;
        RowBytes = (int)rowBytes;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat Format { get; }

    /// <summary>Bytes from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>Bytes of pixels in a row: width × bytes per pixel.</summary>
    public int RowBytes { get; }

    /// <summary>Whether rows follow each other without a gap.</summary>
    public bool IsContiguous => Stride == RowBytes || Height == 1;

    /// <summary>
    /// The array shape as NumPy and Pillow have it: (H, W) for one channel, (H, W, C) otherwise. A fresh array.
    /// </summary>
    public int[] Shape => Format.GetChannelCount() is var c && c == 1 ? [Height, Width] : [Height, Width, c];

    /// <summary>The block, from the first byte of the first row to the last byte of the last row.</summary>
    public Span<byte> Span => _memory.Span;

    /// <summary>The block as <see cref="Memory{T}"/>.</summary>
    public Memory<byte> Memory => _memory;

    /// <summary>
    /// For <see cref="PixelFormat.Indexed8"/>: the colours, 4 bytes (red, green, blue, alpha) an entry, up to 256 entries.
    /// Empty otherwise.
    /// </summary>
    public ReadOnlyMemory<byte> Palette { get; init; }

    /// <summary>The account of the decode that filled this buffer; <see langword="null"/> for a buffer made otherwise.</summary>
    public DecodeResult? Result { get; init; }

    /// <summary>The pixels of row <paramref name="y"/> (0 is the top row): <see cref="RowBytes"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside 0..Height-1.</exception>
    public Span<byte> GetRow(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return _memory.Span.Slice(y * Stride, RowBytes);
    }

    /// <summary>A copy in another format, tightly packed.</summary>
    /// <exception cref="ArgumentException">
    /// <paramref name="format"/> is <see cref="PixelFormat.Indexed8"/> and this buffer is not: there is no quantiser.
    /// </exception>
    public PixelBuffer ConvertTo(PixelFormat format)
    {
        RowConverter converter = RowConverter.Create(Format, format, Palette.Span);
        int rowBytes = checked(Width * format.GetBytesPerPixel());
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(rowBytes * Height));
        for (int y = 0; y < Height; y++)
            converter.Convert(GetRow(y), pixels.AsSpan(y * rowBytes, rowBytes), Width);
        return new PixelBuffer(pixels, Width, Height, format)
        {
            Palette = format == PixelFormat.Indexed8 ? Palette : default,
            Result = Result is null ? null : Result with { PixelFormat = format },
        };
    }
}
