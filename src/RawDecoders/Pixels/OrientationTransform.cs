// Owns: the eight Exif orientations (tag 0x0112): from stored pixels to upright ones, for any size of pixel. Stands after the decode:
// PixelBuffer.Oriented and the facade use it. Leaves to them whether a picture is to be turned, and where to. A part of a
// picture may be given too: a band of source rows goes to a band of rows or columns of the destination, which the caller cuts out.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

// Every orientation is two signed steps: the upright pixel (row i, column j) is the source byte
// origin + i × rowStep + j × columnStep. Values 1 to 4 walk along source rows, forwards or backwards; 5 to 8 walk down
// source columns, so they work in tiles that keep the source lines in the first-level cache between visits.

/// <summary>Turns and mirrors pixels as an <see cref="ImageOrientation"/> says.</summary>
internal static partial class OrientationTransform
{
    /// <summary>Size of a tile of the destination in pixels: its rows come from source columns, its columns from source rows.</summary>
    private const int TileRows = 64, TileColumns = 16;

    /// <summary>Whether width and height change places.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="orientation"/> is not one of the eight.</exception>
    public static bool SwapsAxes(ImageOrientation orientation)
    {
        if (orientation is < ImageOrientation.TopLeft or > ImageOrientation.LeftBottom)
            throw new ArgumentOutOfRangeException(nameof(orientation));
        return orientation >= ImageOrientation.LeftTop;
    }

    /// <summary>Writes the upright pixels. The memory of both must not overlap.</summary>
    /// <param name="source">Stored pixels.</param>
    /// <param name="sourceStride">Bytes from one source row to the next.</param>
    /// <param name="destination">The rows of upright pixels: as many as the source has columns if the axes change places. Gaps are left alone.</param>
    /// <param name="bytesPerPixel">1, 2, 3, 4, 6 or 8.</param>
    /// <param name="orientation">What the file says of the stored picture.</param>
    /// <exception cref="ArgumentException">The source is too small for the pixels of the destination.</exception>
    public static void Apply(
        ReadOnlySpan<byte> source, int sourceStride, RowTarget destination, int bytesPerPixel, ImageOrientation orientation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.RowBytes, 1, nameof(destination));
        (int columns, int rows) = (destination.RowBytes / bytesPerPixel, destination.RowCount);
        bool swaps = SwapsAxes(orientation);
        (int width, int height) = swaps ? (rows, columns) : (columns, rows);
        int stride = destination.Stride;
        RowTarget.ThrowIfTooSmall(source.Length, ref sourceStride, (long)width * bytesPerPixel, height, nameof(source));

        (bool fromRight, bool fromBottom) = (IsFromRight(orientation), IsFromBottom(orientation));
        nint right = fromRight ? -bytesPerPixel : bytesPerPixel;
        nint down = fromBottom ? -(nint)sourceStride : sourceStride;
        nint origin = (fromRight ? (width - 1) * (nint)bytesPerPixel : 0) + (fromBottom ? (height - 1) * (nint)sourceStride : 0);

        ref byte from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), origin);
        ref byte to = ref MemoryMarshal.GetReference(destination.Span);
        var walk = new Walk(columns, rows, swaps ? right : down, swaps ? down : right, stride);
        if (!swaps && !fromRight)
        {
            for (int i = 0; i < rows; i++)
            {
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref from, i * down), width * bytesPerPixel)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i * (nint)stride), width * bytesPerPixel));
            }

            return;
        }

        Run(ref from, ref to, walk, bytesPerPixel);
    }

    /// <summary>The rectangle of stored pixels that an upright rectangle is made of.</summary>
    /// <param name="upright">The rectangle: left column, top row, width, height.</param>
    /// <param name="width">Width of the stored picture.</param>
    /// <param name="height">Height of the stored picture.</param>
    /// <param name="orientation">What the file says of it.</param>
    public static (int X, int Y, int Width, int Height) ToStored(
        (int X, int Y, int Width, int Height) upright, int width, int height, ImageOrientation orientation)
    {
        (int x, int y, int across, int down) = SwapsAxes(orientation) ? (upright.Y, upright.X, upright.Height, upright.Width) : upright;
        return (IsFromRight(orientation) ? width - x - across : x, IsFromBottom(orientation) ? height - y - down : y, across, down);
    }

    /// <summary>Whether source rows are walked along from their end.</summary>
    private static bool IsFromRight(ImageOrientation orientation)
        => orientation is ImageOrientation.TopRight or ImageOrientation.BottomRight or ImageOrientation.RightBottom or ImageOrientation.LeftBottom;

    /// <summary>Whether source columns are walked down from theirs.</summary>
    private static bool IsFromBottom(ImageOrientation orientation)
        => orientation is ImageOrientation.BottomRight or ImageOrientation.BottomLeft or ImageOrientation.RightTop or ImageOrientation.RightBottom;

    private static void Run(ref byte from, ref byte to, Walk walk, int bytesPerPixel)
    {
        switch (bytesPerPixel)
        {
            case 1:
                Run<byte>(ref from, ref to, walk);
                break;
            case 2:
                Run<ushort>(ref from, ref to, walk);
                break;
            case 3:
                Run<Rgb24>(ref from, ref to, walk);
                break;
            case 4:
                Run<uint>(ref from, ref to, walk);
                break;
            case 6:
                Run<Rgb48>(ref from, ref to, walk);
                break;
            case 8:
                Run<ulong>(ref from, ref to, walk);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(bytesPerPixel));
        }
    }

    private static void Run<T>(ref byte from, ref byte to, Walk walk)
        where T : unmanaged
    {
        // Also true when the axes change places and the source is one pixel wide: a column is a row then.
        if (walk.ColumnStep == -Unsafe.SizeOf<T>())
        {
            for (int i = 0; i < walk.Rows; i++)
                Reverse<T>(ref from, ref to, walk, i);
            return;
        }

        if (HasVectors && (Unsafe.SizeOf<T>() is 3 or 4))
        {
            Transpose<T>(ref from, ref to, walk);
            return;
        }

        for (int top = 0; top < walk.Rows; top += TileRows)
        {
            int bottom = Math.Min(top + TileRows, walk.Rows);
            for (int left = 0; left < walk.Columns; left += TileColumns)
                RunScalar<T>(ref from, ref to, walk, top, bottom, left, Math.Min(left + TileColumns, walk.Columns));
        }
    }

    /// <summary>The normative loop, over a part of the destination.</summary>
    private static void RunScalar<T>(ref byte from, ref byte to, in Walk walk, int top, int bottom, int left, int right)
        where T : unmanaged
    {
        Debug.Assert(top >= 0 && bottom <= walk.Rows && left >= 0 && right <= walk.Columns);
        nint columnStep = walk.ColumnStep;
        for (int i = top; i < bottom; i++)
        {
            ref byte source = ref Unsafe.Add(ref from, (i * walk.RowStep) + (left * columnStep));
            ref byte destination = ref Unsafe.Add(ref to, (i * walk.Stride) + (left * (nint)Unsafe.SizeOf<T>()));
            for (int j = left; j < right; j++)
            {
                Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<T>(ref source));
                source = ref Unsafe.Add(ref source, columnStep);
                destination = ref Unsafe.Add(ref destination, Unsafe.SizeOf<T>());
            }
        }
    }

    /// <summary>How the source is visited: upright size, the source's signed steps in bytes, and the destination's stride.</summary>
    private readonly record struct Walk(int Columns, int Rows, nint RowStep, nint ColumnStep, nint Stride);
}
