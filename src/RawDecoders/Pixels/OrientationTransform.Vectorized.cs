// Owns: the fast twin of OrientationTransform. Stands beside the scalar loop, and equals it. Leaves the edges of blocks to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Mirrored rows: as many pixels as fit 16 bytes are loaded, put in reverse order by a byte shuffle, and stored.
// Transposed pixels of 3 and 4 bytes: blocks of 4 x 4 as 32-bit elements; pixels of 3 bytes are spread on loading and
// closed up on storing. Stores that are longer than their pixels run over the pixel to the right, which comes later.

internal static partial class OrientationTransform
{
    private static bool HasVectors => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Writes row <paramref name="i"/> of a mirrored picture.</summary>
    private static void Reverse<T>(ref byte from, ref byte to, in Walk walk, int i)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>(), pixels = 16 / size;

        // Bytes of a vector that are no whole pixel (3 and 6 byte pixels): less than one pixel.
        int excess = 16 - (pixels * size);
        int done = excess == 0 ? 0 : 1;
        int last = walk.Columns - pixels - (excess == 0 ? 0 : 1);
        if (!HasVectors || done > last)
        {
            RunScalar<T>(ref from, ref to, walk, i, i + 1, 0, walk.Columns);
            return;
        }

        RunScalar<T>(ref from, ref to, walk, i, i + 1, 0, done);
        Vector128<byte> order = ReversedOrder(size);
        for (; done <= last; done += pixels)
        {
            ref byte source = ref Unsafe.Add(ref from, (i * walk.RowStep) - ((done + pixels - 1) * (nint)size));
            ref byte destination = ref Unsafe.Add(ref to, (i * walk.Stride) + (done * (nint)size));
            PackedBytes.Shuffle(Vector128.LoadUnsafe(ref source), order).StoreUnsafe(ref destination);
        }

        RunScalar<T>(ref from, ref to, walk, i, i + 1, done, walk.Columns);
    }

    /// <summary>Transposes the part of the destination that 4 x 4 blocks cover, leaves the rest to the scalar loop.</summary>
    private static void Transpose<T>(ref byte from, ref byte to, in Walk walk)
        where T : unmanaged
    {
        // 16 bytes are read from 4 source pixels: the last two pixels of a row of 3-byte pixels are not safe to start from.
        // They are the last two upright rows, or the first two if the source is read from its right end.
        bool backwards = walk.RowStep < 0;
        int slack = Unsafe.SizeOf<T>() == 3 ? 2 : 0;
        int first = backwards ? Math.Min(slack, walk.Rows) : 0;
        int rows = Math.Max(walk.Rows - slack, 0) & ~3, columns = Math.Max(walk.Columns - slack, 0) & ~3;
        Vector128<byte> spread = SpreadOrder(Unsafe.SizeOf<T>(), backwards), close = CloseOrder(Unsafe.SizeOf<T>());

        for (int top = first; top < first + rows; top += TileRows)
        {
            int bottom = Math.Min(top + TileRows, first + rows);
            for (int left = 0; left < columns; left += TileColumns)
            {
                int right = Math.Min(left + TileColumns, columns);
                for (int i = top; i < bottom; i += 4)
                {
                    ref byte source = ref Unsafe.Add(ref from, ((backwards ? i + 3 : i) * walk.RowStep) + (left * walk.ColumnStep));
                    ref byte destination = ref Unsafe.Add(ref to, (i * walk.Stride) + (left * (nint)Unsafe.SizeOf<T>()));
                    for (int j = left; j < right; j += 4)
                    {
                        Block(ref source, ref destination, walk, spread, close);
                        source = ref Unsafe.Add(ref source, 4 * walk.ColumnStep);
                        destination = ref Unsafe.Add(ref destination, 4 * Unsafe.SizeOf<T>());
                    }
                }
            }

            RunScalar<T>(ref from, ref to, walk, top, bottom, columns, walk.Columns);
        }

        RunScalar<T>(ref from, ref to, walk, 0, first, 0, walk.Columns);
        RunScalar<T>(ref from, ref to, walk, first + rows, walk.Rows, 0, walk.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(ref byte source, ref byte destination, in Walk walk, Vector128<byte> spread, Vector128<byte> close)
    {
        nint down = walk.ColumnStep;
        Vector128<uint> a = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref source), spread).AsUInt32();
        Vector128<uint> b = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, down)), spread).AsUInt32();
        Vector128<uint> c = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * down)), spread).AsUInt32();
        Vector128<uint> d = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * down)), spread).AsUInt32();
        Vector128<ulong> ab = UnpackLow(a, b), cd = UnpackLow(c, d), ab2 = UnpackHigh(a, b), cd2 = UnpackHigh(c, d);
        PackedBytes.Shuffle(UnpackLow(ab, cd), close).StoreUnsafe(ref destination);
        PackedBytes.Shuffle(UnpackHigh(ab, cd), close).StoreUnsafe(ref Unsafe.Add(ref destination, walk.Stride));
        PackedBytes.Shuffle(UnpackLow(ab2, cd2), close).StoreUnsafe(ref Unsafe.Add(ref destination, 2 * walk.Stride));
        PackedBytes.Shuffle(UnpackHigh(ab2, cd2), close).StoreUnsafe(ref Unsafe.Add(ref destination, 3 * walk.Stride));
    }

    private static Vector128<byte> ReversedOrder(int size)
    {
        Span<byte> v = stackalloc byte[16];
        int pixels = 16 / size;
        for (int i = 0; i < 16; i++)
            v[i] = (byte)(i < pixels * size ? ((pixels - 1 - (i / size)) * size) + (i % size) : i);
        return Vector128.Create<byte>(v);
    }

    /// <summary>Four pixels of 3 or 4 bytes to 32-bit elements.</summary>
    private static Vector128<byte> SpreadOrder(int size, bool backwards)
    {
        Span<byte> v = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            v[i] = (byte)(((backwards ? 3 - (i / 4) : i / 4) * size) + Math.Min(i % 4, size - 1));
        return Vector128.Create<byte>(v);
    }

    /// <summary>Four 32-bit elements to pixels of 3 or 4 bytes.</summary>
    private static Vector128<byte> CloseOrder(int size)
    {
        Span<byte> v = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            v[i] = (byte)(i < 4 * size ? (i / size * 4) + (i % size) : i);
        return Vector128.Create<byte>(v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> UnpackLow(Vector128<uint> a, Vector128<uint> b)
        => (Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> UnpackHigh(Vector128<uint> a, Vector128<uint> b)
        => (Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackLow(Vector128<ulong> a, Vector128<ulong> b)
        => (Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackHigh(Vector128<ulong> a, Vector128<ulong> b)
        => (Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).AsByte();
}
