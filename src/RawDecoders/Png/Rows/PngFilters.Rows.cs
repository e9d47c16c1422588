// Owns: several rows unfiltered at once, in 128-bit vectors. Stands between PngUnfilter, which decides on groups, and the rows of a strip.
// Leaves to others: single rows and the parts of rows that fill no group (PngFilters.cs), twice the rows (PngFilters.Rows256.cs).
//
// Average and Paeth are chains: a pixel needs the one before it, and a row alone
// leaves the processor waiting. A row can follow the one above it at a distance of one pixel, though, so that a vector
// holds one pixel of each of several rows, along a diagonal:
//
//     lane slot   0          1            2            3            (4-byte slots: 4 rows in 16 bytes)
//     step t      row 0, t   row 1, t-1   row 2, t-2   row 3, t-3   pixels computed
//     step t+1    row 0, t+1 row 1, t     ...
//
// Then "left" is the vector of the step before, "above" is that vector shifted up one slot (the row above computed that
// pixel one step ago; the first slot takes it from the row above the group), and "upper left" is "above" of the step
// before. Rows of any filter types go together: which prediction a slot takes is a mask.
// Pixels come from 16 bytes of each row at a time, transposed (the rows' starts shifted by the diagonal), and go back the
// same way. 3-byte pixels are spread to 4, 6-byte ones to 8. PngFilters.Rows256.cs does twice the rows in 256-bit vectors.
//
// Measured (2.3 GHz Sapphire Rapids, other load beside it; nanoseconds a pixel of Paeth rows; alone / in groups):
//   1 byte   7.8 / 0.37 (16 rows of 16 bytes)      4 bytes  2.8 / 0.55 (8 rows of 32 bytes)
//   2 bytes  15  / 0.70 (8 rows of 16 bytes)       6 bytes  2.9 / 1.04 (4 rows of 32 bytes)
//   3 bytes  2.9 / 0.61 (8 rows of 32 bytes)       8 bytes  2.9 / 1.02 (4 rows of 32 bytes)
// Tried and lost: 16-bit lanes (a shorter chain, 6 steps instead of 8, and half the pixels); selecting by blends, which the
// compiler turns into mask registers or 3-step byte blends (0.55 became 0.69); edges and middle of rows in one loop (calls in
// it keep the state in memory).
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

/// <summary>Whether a group has other rows than Paeth ones, as a type: Paeth alone is a third cheaper.</summary>
internal interface IPngMix
{
    static abstract bool IsMixed { get; }
}

internal readonly struct PngPaethOnly : IPngMix
{
    public static bool IsMixed => false;
}

internal readonly struct PngAnyFilters : IPngMix
{
    public static bool IsMixed => true;
}

/// <summary>What a group carries from block to block; a block with calls in it would keep it in memory.</summary>
internal struct PngGroupState128
{
    public Vector128<byte> IsSub;
    public Vector128<byte> IsUp;
    public Vector128<byte> IsAverage;
    public Vector128<byte> IsPaeth;
    public Vector128<byte> Left;
    public Vector128<byte> UpperLeft;
}

internal static unsafe partial class PngFilters
{
    /// <summary>Whether the transpositions below compile to instructions.</summary>
    public static bool CanGroup128 => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Bytes of a pixel's slot: 1, 2, 4 or 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slot<T>()
        where T : struct, IPngDistance
        => T.Bytes switch { 3 => 4, 6 => 8, _ => T.Bytes };

    /// <summary>Rows of a group in 128-bit vectors: 16, 8, 4 or 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupRows<T>()
        where T : struct, IPngDistance
        => 16 / Slot<T>();

    /// <summary>
    /// Unfilters a group of <see cref="GroupRows{T}"/> rows. <paramref name="raws"/> and <paramref name="rows"/> point to
    /// them, filter types (0 to 4) before the bytes of each raw row; each row may be its raw row, in place.
    /// </summary>
    [SkipLocalsInit]
    public static void Group128<T, TMix>(byte** raws, byte* prior, byte** rows, nint length)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        AssertGroup(raws, rows, GroupRows<T>(), length);
        int slot = Slot<T>();
        byte* masks = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
            masks[i] = raws[i % 16 / slot][-1] == i / 16 + 1 ? (byte)255 : (byte)0;
        PngGroupState128 state = default;
        state.IsSub = Vector128.Load(masks);
        state.IsUp = Vector128.Load(masks + 16);
        state.IsAverage = Vector128.Load(masks + 32);
        state.IsPaeth = Vector128.Load(masks + 48);

        // The first row is at byte `at`, row i at i pixels less: rows enter at the left and leave at the right one after the
        // other; between, all of them are inside.
        int count = GroupRows<T>();
        int block = count * T.Bytes;
        nint end = length + (count - 1) * T.Bytes;
        nint at = 0;
        byte* square = stackalloc byte[512];
        for (; at < end; at += block)
        {
            if (at >= (count - 1) * T.Bytes)
                at = GroupInner<T, TMix>(ref state, raws, prior, rows, at, length);
            if (at >= end)
                break;
            for (int i = 0; i < count; i++)
                Spread<T>(LoadPart(raws[i], at - i * T.Bytes, block, length)).Store(square + 16 * i);
            GroupBlock<T, TMix>(ref state, Spread<T>(LoadPart(prior, at, block, length)), square);
            for (int i = 0; i < count; i++)
                StorePart(Compact<T>(Vector128.Load(square + 16 * i)), rows[i], at - i * T.Bytes, block, length);
        }
    }

    [Conditional("DEBUG")]
    private static void AssertGroup(byte** raws, byte** rows, int count, nint length)
    {
        for (int i = 0; i < count; i++)
            Debug.Assert(raws[i][-1] <= PngFilterType.Paeth && IsPlace(raws[i], rows[i], length), "a filter type, or the place of a row");
    }

    /// <summary>Blocks in which all rows have all of their pixels; returns where they end.</summary>
    [SkipLocalsInit]
    private static nint GroupInner<T, TMix>(ref PngGroupState128 group, byte** raws, byte* prior, byte** rows, nint at, nint length)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        PngGroupState128 state = group;
        int count = GroupRows<T>();
        byte* square = stackalloc byte[512];
        for (; at <= length - 16; at += count * T.Bytes)
        {
            for (int i = 0; i < count; i++)
                Spread<T>(Vector128.Load(raws[i] + at - i * T.Bytes)).Store(square + 16 * i);
            GroupBlock<T, TMix>(ref state, Spread<T>(Vector128.Load(prior + at)), square);
            for (int i = 0; i < count; i++)
                StoreBlock<T>(Vector128.Load(square + 16 * i), raws[i] + at - i * T.Bytes, rows[i] + at - i * T.Bytes);
        }

        group = state;
        return at;
    }

    /// <summary>One block of each row, in slots. In: filtered, a row a vector; out: reconstructed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GroupBlock<T, TMix>(ref PngGroupState128 state, Vector128<byte> top, byte* square)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        Transpose<T>(square);
        for (int i = 0; i < GroupRows<T>(); i++)
        {
            // The top's next slot, in all slots of its vector.
            Vector128<byte> above = ShiftIn<T>(state.Left, RepeatSlot<T>(top, i));
            state.Left = Reconstruct<TMix>(
                state.Left, above, state.UpperLeft, Vector128.Load(square + 16 * i), state.IsSub, state.IsUp, state.IsAverage, state.IsPaeth);
            state.UpperLeft = above;
            state.Left.Store(square + 16 * i);
        }

        Transpose<T>(square);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> RepeatSlot<T>(Vector128<byte> v, int i)
        where T : struct, IPngDistance
        => Slot<T>() switch
        {
            1 => PackedBytes.Shuffle(v, Vector128.Create((byte)i)),
            2 => PackedBytes.Shuffle(v, Vector128.Create((ushort)(0x0100 + 0x0202 * i)).AsByte()),
            4 => PackedBytes.Shuffle(v, Vector128.Create(0x03020100 + 0x04040404 * (uint)i).AsByte()),
            _ => PackedBytes.Shuffle(v, Vector128.Create(0x0706050403020100 + 0x0808080808080808 * (ulong)i).AsByte()),
        };

    /// <summary>
    /// Prediction and sum in 8-bit lanes. <see cref="PaethPredictor"/>'s t &lt;= lo is 2 (c - lo) &lt;= hi - c, and hi &lt;= t is
    /// 2 (hi - c) &lt;= c - lo; with differences that stop at 0, and sums at 255, both hold in bytes. In a mixed group the
    /// sums of other rows are what they are, and nothing leads away from them; that costs no dependent step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Reconstruct<TMix>(
        Vector128<byte> a,
        Vector128<byte> b,
        Vector128<byte> c,
        Vector128<byte> filtered,
        Vector128<byte> isSub,
        Vector128<byte> isUp,
        Vector128<byte> isAverage,
        Vector128<byte> isPaeth)
        where TMix : struct, IPngMix
    {
        Vector128<byte> lo = Vector128.Min(a, b);
        Vector128<byte> hi = Vector128.Max(a, b);
        Vector128<byte> below = Vector128.SubtractSaturate(c, lo);
        Vector128<byte> beyond = Vector128.SubtractSaturate(hi, c);
        Vector128<byte> notHi = Vector128.SubtractSaturate(Vector128.AddSaturate(below, below), beyond);
        Vector128<byte> notLo = Vector128.SubtractSaturate(Vector128.AddSaturate(beyond, beyond), below);
        // The sums of the candidates are there before the choice is. Both conditions at once need lo = hi = c.
        Vector128<byte> sum = filtered + c;
        Vector128<byte> towardsLo = sum ^ (filtered + lo);
        Vector128<byte> towardsHi = sum ^ (filtered + hi);
        if (TMix.IsMixed)
        {
            Vector128<byte> average = RoundingAverage(a, b) - ((a ^ b) & Vector128<byte>.One);
            Vector128<byte> other = (isSub & a) | (isUp & b) | (isAverage & average);
            sum = filtered + Vector128.ConditionalSelect(isPaeth, c, other);
            towardsLo &= isPaeth;
            towardsHi &= isPaeth;
        }

        return sum ^ (Vector128.Equals(notLo, Vector128<byte>.Zero) & towardsLo) ^ (Vector128.Equals(notHi, Vector128<byte>.Zero) & towardsHi);
    }

    /// <summary>The row's bytes from <paramref name="at"/> on, zeros for those that lie outside of it.</summary>
    private static Vector128<byte> LoadPart(byte* row, nint at, nint count, nint length)
    {
        nint from = Math.Max(at, 0);
        nint to = Math.Min(at + count, length);
        Vector128<byte> part = Vector128<byte>.Zero;
        if (to > from)
            Unsafe.CopyBlockUnaligned((byte*)&part + (from - at), row + from, (uint)(to - from));
        return part;
    }

    private static void StorePart(Vector128<byte> block, byte* row, nint at, nint count, nint length)
    {
        nint from = Math.Max(at, 0);
        nint to = Math.Min(at + count, length);
        if (to > from)
            Unsafe.CopyBlockUnaligned(row + from, (byte*)&block + (from - at), (uint)(to - from));
    }

    /// <summary>3-byte pixels to 4-byte slots, 6-byte ones to 8-byte slots, zeros between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread<T>(Vector128<byte> v)
        where T : struct, IPngDistance
        => T.Bytes switch
        {
            3 => PackedBytes.Shuffle(v, Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255)),
            6 => PackedBytes.Shuffle(v, Vector128.Create((byte)0, 1, 2, 3, 4, 5, 255, 255, 6, 7, 8, 9, 10, 11, 255, 255)),
            _ => v,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Compact<T>(Vector128<byte> v)
        where T : struct, IPngDistance
        => T.Bytes switch
        {
            3 => PackedBytes.Shuffle(v, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255)),
            6 => PackedBytes.Shuffle(v, Vector128.Create((byte)0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 255, 255, 255, 255)),
            _ => v,
        };

    /// <summary>
    /// Stores a block; of 12 bytes with the 4 filtered ones behind them, because in place those are still to be read (and
    /// elsewhere they will be overwritten). Two stores of 8 and 4 bytes took a tenth more of all of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBlock<T>(Vector128<byte> v, byte* raw, byte* at)
        where T : struct, IPngDistance
    {
        if (T.Bytes is 3 or 6)
            v = Compact<T>(v).AsUInt32().WithElement(3, Unsafe.ReadUnaligned<uint>(raw + 12)).AsByte();
        v.Store(at);
    }

    /// <summary>Slots move up by one; the last slot of <paramref name="first"/> becomes the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ShiftIn<T>(Vector128<byte> v, Vector128<byte> first)
        where T : struct, IPngDistance
    {
        if (Ssse3.IsSupported)
        {
            return Slot<T>() switch
            {
                1 => Ssse3.AlignRight(v, first, 15),
                2 => Ssse3.AlignRight(v, first, 14),
                4 => Ssse3.AlignRight(v, first, 12),
                _ => Ssse3.AlignRight(v, first, 8),
            };
        }

        return Slot<T>() switch
        {
            1 => AdvSimd.ExtractVector128(first, v, 15),
            2 => AdvSimd.ExtractVector128(first, v, 14),
            4 => AdvSimd.ExtractVector128(first, v, 12),
            _ => AdvSimd.ExtractVector128(first, v, 8),
        };
    }

    /// <summary>
    /// Transposes the square of slots in place: 16 × 16 bytes, 8 × 8 pairs, 4 × 4 or 2 × 2, vectors 16 bytes apart, with
    /// 256 bytes of spare room behind it. A round interleaves vector i with vector i + count / 2; as many rounds as the count
    /// has doublings make the transpose. Rounds go two by two, which halves the way through memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose<T>(byte* square)
        where T : struct, IPngDistance
    {
        switch (Slot<T>())
        {
            case 8:
                Vector128<ulong> p = Vector128.Load((ulong*)square);
                Vector128<ulong> q = Vector128.Load((ulong*)square + 2);
                ZipLow(p, q).Store((ulong*)square);
                ZipHigh(p, q).Store((ulong*)square + 2);
                break;
            case 4:
                ZipTwice<uint>(square, square, 4);
                break;
            case 2:
                ZipTwice<ushort>(square, square + 256, 8);
                for (int i = 0; i < 4; i++)
                {
                    Vector128<ushort> first = Vector128.Load((ushort*)(square + 256 + 16 * i));
                    Vector128<ushort> second = Vector128.Load((ushort*)(square + 320 + 16 * i));
                    ZipLow(first, second).Store((ushort*)(square + 32 * i));
                    ZipHigh(first, second).Store((ushort*)(square + 32 * i + 16));
                }

                break;
            default:
                ZipTwice<byte>(square, square + 256, 16);
                ZipTwice<byte>(square + 256, square, 16);
                break;
        }
    }

    /// <summary>Two rounds; <typeparamref name="T"/> is the slot. In place only for 4 vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ZipTwice<T>(byte* from, byte* to, int count)
        where T : unmanaged
    {
        int quarter = 4 * count;
        for (int i = 0; i < count / 4; i++)
        {
            Vector128<byte> v0 = Vector128.Load(from + 16 * i);
            Vector128<byte> v1 = Vector128.Load(from + 16 * i + quarter);
            Vector128<byte> v2 = Vector128.Load(from + 16 * i + 2 * quarter);
            Vector128<byte> v3 = Vector128.Load(from + 16 * i + 3 * quarter);
            Vector128<byte> low02 = ZipLow<T>(v0, v2);
            Vector128<byte> high02 = ZipHigh<T>(v0, v2);
            Vector128<byte> low13 = ZipLow<T>(v1, v3);
            Vector128<byte> high13 = ZipHigh<T>(v1, v3);
            ZipLow<T>(low02, low13).Store(to + 64 * i);
            ZipHigh<T>(low02, low13).Store(to + 64 * i + 16);
            ZipLow<T>(high02, high13).Store(to + 64 * i + 32);
            ZipHigh<T>(high02, high13).Store(to + 64 * i + 48);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipLow<T>(Vector128<byte> a, Vector128<byte> b)
        where T : unmanaged
        => sizeof(T) == 1 ? ZipLow(a, b)
            : sizeof(T) == 2 ? ZipLow(a.AsUInt16(), b.AsUInt16()).AsByte()
            : ZipLow(a.AsUInt32(), b.AsUInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipHigh<T>(Vector128<byte> a, Vector128<byte> b)
        where T : unmanaged
        => sizeof(T) == 1 ? ZipHigh(a, b)
            : sizeof(T) == 2 ? ZipHigh(a.AsUInt16(), b.AsUInt16()).AsByte()
            : ZipHigh(a.AsUInt32(), b.AsUInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipLow(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipHigh(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> ZipLow(Vector128<ushort> a, Vector128<ushort> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> ZipHigh(Vector128<ushort> a, Vector128<ushort> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLow(Vector128<uint> a, Vector128<uint> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipHigh(Vector128<uint> a, Vector128<uint> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ZipLow(Vector128<ulong> a, Vector128<ulong> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ZipHigh(Vector128<ulong> a, Vector128<ulong> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
