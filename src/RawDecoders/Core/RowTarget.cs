// Owns: the one check of a destination: that a span, a stride and a number of rows fit together. Made by the facade, passed on
// unchanged or in slices to the last stage, which may rely on it. Leaves to the stages what they write.

using System.Diagnostics;

namespace RawDecoders;

/// <summary>Rows of pixels to be written, checked: every row lies inside the span.</summary>
internal readonly ref struct RowTarget
{
    private RowTarget(Span<byte> span, int stride, int rowBytes, int rowCount)
    {
        Debug.Assert(rowCount == 0 || span.Length >= (rowCount - 1L) * stride + rowBytes, "the rows lie inside the span");
        Span = span;
        Stride = stride;
        RowBytes = rowBytes;
        RowCount = rowCount;
    }

    /// <summary>From the first byte of the first row to the last pixel of the last one.</summary>
    public Span<byte> Span { get; }

    /// <summary>Bytes from one row to the next; at least <see cref="RowBytes"/>.</summary>
    public int Stride { get; }

    /// <summary>Bytes of pixels in a row.</summary>
    public int RowBytes { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Checks a destination.</summary>
    /// <param name="destination">The caller's memory; the last row needs only <paramref name="rowBytes"/> bytes.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="rowBytes">Bytes of pixels in a row.</param>
    /// <param name="rowCount">Number of rows, not negative.</param>
    /// <exception cref="ArgumentException">The stride is less than a row, or the memory too small.</exception>
    public static RowTarget Create(Span<byte> destination, int stride, long rowBytes, int rowCount)
    {
        long needed = ThrowIfTooSmall(destination.Length, ref stride, rowBytes, rowCount, nameof(destination));
        return new RowTarget(destination[..(int)needed], stride, (int)rowBytes, rowCount);
    }

    /// <summary>The check by itself, for memory that is kept or read rather than written.</summary>
    /// <param name="length">Bytes of the memory.</param>
    /// <param name="stride">Bytes from one row to the next; 0 becomes <paramref name="rowBytes"/>.</param>
    /// <param name="rowBytes">Bytes of pixels in a row.</param>
    /// <param name="rowCount">Number of rows, not negative.</param>
    /// <param name="name">What the caller calls the memory.</param>
    /// <returns>Bytes from the first of the first row to the last of the last one.</returns>
    /// <exception cref="ArgumentException">The stride is less than a row, or the memory too small.</exception>
    public static long ThrowIfTooSmall(int length, ref int stride, long rowBytes, int rowCount, string name)
    {
        long step = stride == 0 ? rowBytes : stride;
        if (step < rowBytes)
            throw new ArgumentException($"A stride of {stride} is less than the {rowBytes} bytes of a row.", nameof(stride));
        long needed = rowCount == 0 ? 0 : rowBytes > length ? rowBytes : (rowCount - 1L) * step + rowBytes;
        if (length < needed)
            throw new ArgumentException($"{length} bytes are too few for {rowCount} rows of {rowBytes} bytes: at least {needed} are needed.", name);
        stride = (int)Math.Min(step, int.MaxValue);
        return needed;
    }

    /// <summary>The pixels of row <paramref name="y"/>.</summary>
    public Span<byte> this[int y] => Span.Slice(checked(y * Stride), RowBytes);

    /// <summary>Some of the rows.</summary>
    public RowTarget Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RowCount - first);
        return count == 0 ? default : new RowTarget(Span.Slice(first * Stride, (count - 1) * Stride + RowBytes), Stride, RowBytes, count);
    }

    /// <summary>All rows from <paramref name="first"/> on.</summary>
    public RowTarget From(int first) => Slice(first, RowCount - first);
}
