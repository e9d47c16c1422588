// Owns: the check of the caller's memory for pixels: pointer, capacity and stride fit the rows, before the library writes. Stands under the exported
// functions that give pixels. Leaves writing to the library.

namespace RawDecoders.Native;

/// <summary>Where pixels go.</summary>
internal static unsafe class CallerPixels
{
    /// <summary>The memory for so many rows, which it holds.</summary>
    /// <param name="pixels">The caller's memory.</param>
    /// <param name="capacity">Its bytes.</param>
    /// <param name="stride">Bytes from row to row; 0 becomes <paramref name="rowBytes"/>.</param>
    /// <param name="rowBytes">Bytes of pixels in a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <exception cref="CallException">It is too small, or NULL, or more than the library writes at once.</exception>
    public static Span<byte> Check(void* pixels, ulong capacity, ref long stride, long rowBytes, int rows)
    {
        if (rows == 0)
            return default;
        if (stride == 0)
            stride = rowBytes;
        if (stride < rowBytes)
            throw new CallException(Status.TooSmall, $"a stride of {stride} bytes is less than the {rowBytes} bytes of a row");
        Int128 needed = (Int128)(rows - 1) * stride + rowBytes;
        if (pixels is null && capacity > 0)
            throw new CallException(Status.BadArgument, "pixels is NULL");
        if (capacity < needed)
            throw new CallException(Status.TooSmall, $"{capacity} bytes are too few for {rows} rows of {rowBytes} bytes: {needed} are needed");
        if (needed > int.MaxValue)
            throw new CallException(Status.BadArgument, $"{needed} bytes are more than one call writes: read the picture by rows");
        return new Span<byte>(pixels, (int)needed);
    }
}
