// Owns: the pixels that a decode gives, and what a caller can do with them. Stands at the face. Leaves conversion to RowConverter,
// turning to OrientationTransform.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>
/// Pixels in memory: one contiguous block, top row first, each row <see cref="Stride"/> bytes after the one above.
/// </summary>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
/// foreach (ref Rgba32 pixel in image.GetRow&lt;Rgba32>(0))
///     pixel = pixel with { A = 255 };
/// byte red = image[3, 2][0];
/// PixelBuffer grey = image.ConvertTo(PixelFormat.Gray8);
/// PixelBuffer upsideDown = image.Oriented(ImageOrientation.BottomLeft);
/// </code>
/// </example>
public sealed class PixelBuffer
{
    private readonly Memory<byte> _memory;
    private PixelFormat _format;
    private DecodeResult? _result;

    /// <summary>Wraps existing memory.</summary>
    /// <param name="memory">The block: at least (height - 1) × stride + width × bytes per pixel bytes.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <exception cref="ArgumentException">The memory is too small for these dimensions, or the stride for the width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is less than 1, or the format is none.</exception>
    public PixelBuffer(Memory<byte> memory, int width, int height, PixelFormat format, int stride = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long rowBytes = (long)width * format.GetBytesPerPixel();
        long needed = RowTarget.ThrowIfTooSmall(memory.Length, ref stride, rowBytes, height, nameof(memory));
        _memory = memory[..(int)needed];
        _format = format;
        Width = width;
        Height = height;
        Stride = stride;
        RowBytes = (int)rowBytes;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>How a pixel lies in memory. Only <see cref="SwapRedBlue"/> changes it.</summary>
    public PixelFormat Format => _format;

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

    /// <summary>
    /// Whether the samples are 0 and 255 and mean false and true: a 1-bit picture decoded as <see cref="ArrayConvention.Pillow"/>
    /// has it (Pillow's own arrays of Boolean hold these two bytes). <see cref="Format"/> is then
    /// <see cref="PixelFormat.Gray8"/>, and <see cref="Export.NpyWriter"/> writes an array of Boolean, of 0 and 1.
    /// </summary>
    public bool IsBoolean { get; init; }

    /// <summary>The account of the decode that filled this buffer; <see langword="null"/> for a buffer made otherwise.</summary>
    public DecodeResult? Result
    {
        get => _result;
        init => _result = value;
    }

    /// <summary>The pixels of row <paramref name="y"/> (0 is the top row): <see cref="RowBytes"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside 0..Height-1.</exception>
    public Span<byte> GetRow(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return _memory.Span.Slice(y * Stride, RowBytes);
    }

    /// <summary>
    /// The bytes of one pixel, as <see cref="Format"/> has them: a view, so writing to it changes the pixel. For whole pictures
    /// <see cref="GetRow(int)"/> costs less.
    /// </summary>
    /// <param name="x">The column, from 0.</param>
    /// <param name="y">The row, from 0 at the top.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pixel is outside the picture.</exception>
    public Span<byte> this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(x);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
            int pixelBytes = Format.GetBytesPerPixel();
            return GetRow(y).Slice(x * pixelBytes, pixelBytes);
        }
    }

    /// <summary>
    /// Row <paramref name="y"/> as samples or pixels: <see cref="byte"/> or <see cref="ushort"/> for the samples of an 8- or
    /// 16-bit format, or any struct of a whole pixel, such as <see cref="Rgb24"/> or one of the caller's.
    /// </summary>
    /// <typeparam name="T">An unmanaged type of as many bytes as a sample or a pixel of <see cref="Format"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside 0..Height-1.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> has another size.</exception>
    public Span<T> GetRow<T>(int y)
        where T : unmanaged
    {
        CheckElement<T>();
        return MemoryMarshal.Cast<byte, T>(GetRow(y));
    }

    /// <summary>
    /// All rows as samples or pixels, as <see cref="GetRow{T}(int)"/> has one: <c>AsSpan&lt;ushort&gt;()</c> for 16-bit formats.
    /// </summary>
    /// <typeparam name="T">An unmanaged type of as many bytes as a sample or a pixel of <see cref="Format"/>.</typeparam>
    /// <exception cref="InvalidOperationException">
    /// <typeparamref name="T"/> has another size, or rows have gaps between them (<see cref="IsContiguous"/>).
    /// </exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        CheckElement<T>();
        if (!IsContiguous)
            throw new InvalidOperationException($"Rows of {RowBytes} bytes are {Stride} bytes apart: take them one by one with GetRow.");
        return MemoryMarshal.Cast<byte, T>(Span);
    }

    /// <summary>Copies the pixels, interleaved as they are (H, W, C), to <paramref name="destination"/>.</summary>
    /// <param name="destination">At least (height - 1) × stride + <see cref="RowBytes"/> bytes.</param>
    /// <param name="stride">Bytes from one destination row to the next; 0 for tightly packed rows. Gaps are left alone.</param>
    /// <exception cref="ArgumentException">The destination or the stride is too small.</exception>
    public void CopyTo(Span<byte> destination, int stride = 0)
    {
        RowTarget target = RowTarget.Create(destination, stride, RowBytes, Height);
        if (IsContiguous && target.Stride == RowBytes)
        {
            Span.CopyTo(target.Span);
            return;
        }

        for (int y = 0; y < Height; y++)
            GetRow(y).CopyTo(target[y]);
    }

    /// <summary>
    /// Copies the pixels channel after channel (C, H, W), each plane tightly packed: for <see cref="PixelFormat.Rgb24"/> all
    /// of red, then green, then blue. See <see cref="Export.TensorWriter"/> for floating-point numbers.
    /// </summary>
    /// <param name="destination">At least width × height × bytes per pixel bytes; 16-bit samples in the machine's order.</param>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public void CopyPlanesTo(Span<byte> destination)
    {
        int channels = Format.GetChannelCount(), sampleSize = Format.GetBytesPerSample();
        int planeRow = Width * sampleSize, plane = planeRow * Height;
        if (destination.Length < (long)plane * channels)
            throw new ArgumentException($"{destination.Length} bytes are too few: {(long)plane * channels} are needed.", nameof(destination));

        var picks = new ByteShuffle[channels];
        for (int c = 0; c < channels; c++)
        {
            sbyte first = (sbyte)(c * sampleSize);
            picks[c] = new ByteShuffle(Format.GetBytesPerPixel(), sampleSize == 1 ? [first] : [first, (sbyte)(first + 1)]);
        }

        for (int y = 0; y < Height; y++)
        {
            for (int c = 0; c < channels; c++)
                picks[c].Convert(GetRow(y), destination.Slice((c * plane) + (y * planeRow), planeRow), Width);
        }
    }

    /// <summary>A copy of the pixels, tightly packed.</summary>
    public byte[] ToArray()
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(RowBytes * Height);
        CopyTo(pixels);
        return pixels;
    }

    /// <summary>A copy in another format, tightly packed.</summary>
    /// <exception cref="ArgumentException">
    /// <paramref name="format"/> is <see cref="PixelFormat.Indexed8"/> and this buffer is not: there is no quantiser. Or the
    /// copy is larger than an array can be.
    /// </exception>
    public PixelBuffer ConvertTo(PixelFormat format)
    {
        RowConverter converter = RowConverter.Create(Format, format, Palette.Span);
        PixelBuffer copy = CreateSimilar(Width, Height, format);
        for (int y = 0; y < Height; y++)
            converter.Convert(GetRow(y), copy.GetRow(y), Width);
        return copy;
    }

    /// <summary>An upright copy, tightly packed: turned and mirrored as <paramref name="orientation"/> says of this picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="orientation"/> is not one of the eight.</exception>
    public PixelBuffer Oriented(ImageOrientation orientation)
    {
        bool transposed = OrientationTransform.SwapsAxes(orientation);
        PixelBuffer copy = transposed ? CreateSimilar(Height, Width, Format) : CreateSimilar(Width, Height, Format);
        OrientationTransform.Apply(Span, Stride, RowTarget.Create(copy.Span, copy.Stride, copy.RowBytes, copy.Height), Format.GetBytesPerPixel(), orientation);
        return copy;
    }

    /// <summary>
    /// Exchanges red and blue in place: <see cref="PixelFormat.Rgb24"/> becomes <see cref="PixelFormat.Bgr24"/> and
    /// <see cref="PixelFormat.Rgba32"/> becomes <see cref="PixelFormat.Bgra32"/>, or the other way round; likewise at 16 bits and premultiplied.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="Format"/> is none of these.</exception>
    public void SwapRedBlue()
    {
        PixelFormat swapped = Format switch
        {
            PixelFormat.Rgb24 => PixelFormat.Bgr24,
            PixelFormat.Bgr24 => PixelFormat.Rgb24,
            PixelFormat.Rgba32 => PixelFormat.Bgra32,
            PixelFormat.Bgra32 => PixelFormat.Rgba32,
            PixelFormat.Rgb48 => PixelFormat.Bgr48,
            PixelFormat.Bgr48 => PixelFormat.Rgb48,
            PixelFormat.Rgba64 => PixelFormat.Bgra64,
            PixelFormat.Bgra64 => PixelFormat.Rgba64,
            PixelFormat.Rgba32Premultiplied => PixelFormat.Bgra32Premultiplied,
            PixelFormat.Bgra32Premultiplied => PixelFormat.Rgba32Premultiplied,
            _ => throw new InvalidOperationException($"{Format} has no twin with red and blue exchanged."),
        };
        RowConverter converter = RowConverter.Create(Format, swapped);
        for (int y = 0; y < Height; y++)
            converter.Convert(GetRow(y), GetRow(y), Width);
        _format = swapped;
        _result = _result is null ? null : _result with { PixelFormat = swapped };
    }

    /// <summary>Dimensions and format: "640 x 480 rgb24", with the stride where rows have gaps between them.</summary>
    public override string ToString()
        => IsContiguous ? $"{Width} x {Height} {Format.GetName()}" : $"{Width} x {Height} {Format.GetName()}, rows {Stride} bytes apart";

    /// <summary>A buffer for a copy, its pixels not yet written.</summary>
    private PixelBuffer CreateSimilar(int width, int height, PixelFormat format)
    {
        // No overflow: the buffer copied from has as many pixels, and less than 2^31 bytes.
        long bytes = (long)width * height * format.GetBytesPerPixel();
        if (bytes > Array.MaxLength)
            throw new ArgumentException($"{width} x {height} pixels of {format} are {bytes} bytes, more than an array can hold.", nameof(format));
        return new PixelBuffer(GC.AllocateUninitializedArray<byte>((int)bytes), width, height, format)
        {
            Palette = format == PixelFormat.Indexed8 ? Palette : default,
            IsBoolean = IsBoolean && format == Format,
            Result = Result is null ? null : Result with { Width = width, Height = height, PixelFormat = format },
        };
    }

    private void CheckElement<T>()
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (size != Format.GetBytesPerPixel() && size != Format.GetBytesPerSample())
        {
            throw new InvalidOperationException(
                $"{typeof(T).Name} has {size} bytes; a sample of {Format} has {Format.GetBytesPerSample()}, a pixel {Format.GetBytesPerPixel()}.");
        }
    }
}
