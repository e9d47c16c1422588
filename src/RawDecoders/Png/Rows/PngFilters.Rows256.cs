// Owns: the same as PngFilters.Rows.cs in 256-bit vectors, for slots of 4 and 8 bytes: twice the rows at the same length of
// the chain. Stands beside it. Leaves to others: what it is about (explained there), smaller groups.
//
// The upper half of a vector is a group of its own, of the rows below, and shifts are within halves, as the
// instructions want it; the first row of the upper half takes "above" from the last row of the lower half, two blocks
// later (one would do, but would make the transposition and the way between the halves a part of the chain). With 4-byte
// slots rows lag by 0, 1, 2, 3 | 11, 12, 13, 14 pixels.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

/// <summary>What a group carries from block to block; a block with calls in it would keep it in memory.</summary>
internal struct PngGroupState256
{
    public Vector256<byte> IsSub;
    public Vector256<byte> IsUp;
    public Vector256<byte> IsAverage;
    public Vector256<byte> IsPaeth;
    public Vector256<byte> Left;
    public Vector256<byte> UpperLeft;

    /// <summary>The lower half's last row, two blocks and one block ago.</summary>
    public Vector128<byte> Middle;
    public Vector128<byte> NextMiddle;
}

internal static unsafe partial class PngFilters
{
    /// <summary>Unfilters a group of 8 rows of 4-byte slots, or 4 rows of 8-byte slots; see <see cref="Group128{T, TMix}"/>.</summary>
    public static void Group256<T, TMix>(byte** raws, byte* prior, byte** rows, nint length)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        AssertGroup(raws, rows, 2 * GroupRows<T>(), length);
        int slot = Slot<T>();
        byte* masks = stackalloc byte[128];
        for (int i = 0; i < 128; i++)
            masks[i] = raws[i % 32 / slot][-1] == i / 32 + 1 ? (byte)255 : (byte)0;
        PngGroupState256 state = default;
        state.IsSub = Vector256.Load(masks);
        state.IsUp = Vector256.Load(masks + 32);
        state.IsAverage = Vector256.Load(masks + 64);
        state.IsPaeth = Vector256.Load(masks + 96);

        // Rows enter at the left and leave at the right one after the other; between, all of them are inside.
        int half = 16 / slot;
        nint end = length + (4 * half - 2) * T.Bytes;
        nint at = 0;
        for (; at < (4 * half - 2) * T.Bytes && at < end; at += half * T.Bytes)
            GroupEdge<T, TMix>(ref state, raws, prior, rows, at, length);
        at = GroupInner<T, TMix>(ref state, raws, prior, rows, at, length);
        for (; at < end; at += half * T.Bytes)
            GroupEdge<T, TMix>(ref state, raws, prior, rows, at, length);
    }

    /// <summary>Blocks in which all rows have all of their pixels; returns where they end.</summary>
    private static nint GroupInner<T, TMix>(ref PngGroupState256 group, byte** raws, byte* prior, byte** rows, nint at, nint length)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        PngGroupState256 state = group;
        int half = 16 / Slot<T>();
        int lag = (3 * half - 1) * T.Bytes;
        for (; at <= length - 16; at += half * T.Bytes)
        {
            Vector256<byte> x0 = Vector256.Create(Vector128.Load(raws[0] + at), Vector128.Load(raws[half] + at - lag));
            Vector256<byte> x1 = Vector256.Create(Vector128.Load(raws[1] + at - T.Bytes), Vector128.Load(raws[half + 1] + at - lag - T.Bytes));
            Vector256<byte> x2 = default;
            Vector256<byte> x3 = default;
            if (half == 4)
            {
                x2 = Vector256.Create(Vector128.Load(raws[2] + at - 2 * T.Bytes), Vector128.Load(raws[6] + at - lag - 2 * T.Bytes));
                x3 = Vector256.Create(Vector128.Load(raws[3] + at - 3 * T.Bytes), Vector128.Load(raws[7] + at - lag - 3 * T.Bytes));
            }

            Vector256<byte> raw0 = x0;
            Vector256<byte> raw1 = x1;
            Vector256<byte> raw2 = x2;
            Vector256<byte> raw3 = x3;
            GroupBlock<T, TMix>(ref state, Vector128.Load(prior + at), ref x0, ref x1, ref x2, ref x3);
            StoreBlocks<T>(x0, raw0, rows[0] + at, rows[half] + at - lag);
            StoreBlocks<T>(x1, raw1, rows[1] + at - T.Bytes, rows[half + 1] + at - lag - T.Bytes);
            if (half == 4)
            {
                StoreBlocks<T>(x2, raw2, rows[2] + at - 2 * T.Bytes, rows[6] + at - lag - 2 * T.Bytes);
                StoreBlocks<T>(x3, raw3, rows[3] + at - 3 * T.Bytes, rows[7] + at - lag - 3 * T.Bytes);
            }
        }

        group = state;
        return at;
    }

    /// <summary>A block in which rows have begun, or not ended, only in part.</summary>
    private static void GroupEdge<T, TMix>(ref PngGroupState256 state, byte** raws, byte* prior, byte** rows, nint at, nint length)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        int half = 16 / Slot<T>();
        int lag = (3 * half - 1) * T.Bytes;
        int block = half * T.Bytes;
        Vector256<byte> x0 = Vector256.Create(LoadPart(raws[0], at, block, length), LoadPart(raws[half], at - lag, block, length));
        Vector256<byte> x1 = Vector256.Create(
            LoadPart(raws[1], at - T.Bytes, block, length), LoadPart(raws[half + 1], at - lag - T.Bytes, block, length));
        Vector256<byte> x2 = default;
        Vector256<byte> x3 = default;
        if (half == 4)
        {
            x2 = Vector256.Create(
                LoadPart(raws[2], at - 2 * T.Bytes, block, length), LoadPart(raws[6], at - lag - 2 * T.Bytes, block, length));
            x3 = Vector256.Create(
                LoadPart(raws[3], at - 3 * T.Bytes, block, length), LoadPart(raws[7], at - lag - 3 * T.Bytes, block, length));
        }

        GroupBlock<T, TMix>(ref state, LoadPart(prior, at, block, length), ref x0, ref x1, ref x2, ref x3);
        StoreParts<T>(x0, rows[0], at, rows[half], at - lag, block, length);
        StoreParts<T>(x1, rows[1], at - T.Bytes, rows[half + 1], at - lag - T.Bytes, block, length);
        if (half == 4)
        {
            StoreParts<T>(x2, rows[2], at - 2 * T.Bytes, rows[6], at - lag - 2 * T.Bytes, block, length);
            StoreParts<T>(x3, rows[3], at - 3 * T.Bytes, rows[7], at - lag - 3 * T.Bytes, block, length);
        }
    }

    /// <summary>One block of each row: 16 bytes of pixels, or 12 of 3- and 6-byte ones. In: filtered; out: reconstructed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GroupBlock<T, TMix>(
        ref PngGroupState256 state,
        Vector128<byte> prior,
        ref Vector256<byte> x0,
        ref Vector256<byte> x1,
        ref Vector256<byte> x2,
        ref Vector256<byte> x3)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        // "Above" of the first row of each half. What the lower half's last row came to two blocks before is at the place
        // where the upper half's first row is now.
        Vector256<byte> top = Vector256.Create(Spread<T>(prior), state.Middle);
        Transpose<T>(ref x0, ref x1, ref x2, ref x3);
        x0 = GroupStep<T, TMix>(ref state, Top<T>(top, 0), x0);
        x1 = GroupStep<T, TMix>(ref state, Top<T>(top, 1), x1);
        if (Slot<T>() == 4)
        {
            x2 = GroupStep<T, TMix>(ref state, Top<T>(top, 2), x2);
            x3 = GroupStep<T, TMix>(ref state, Top<T>(top, 3), x3);
        }

        Restore<T>(ref x0, ref x1, ref x2, ref x3);
        state.Middle = state.NextMiddle;
        state.NextMiddle = Slot<T>() == 4 ? x3.GetLower() : x1.GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> GroupStep<T, TMix>(ref PngGroupState256 state, Vector256<byte> top, Vector256<byte> filtered)
        where T : struct, IPngDistance
        where TMix : struct, IPngMix
    {
        Vector256<byte> above = ShiftIn<T>(state.Left, top);
        state.Left = Reconstruct<TMix>(
            state.Left, above, state.UpperLeft, filtered, state.IsSub, state.IsUp, state.IsAverage, state.IsPaeth);
        state.UpperLeft = above;
        return state.Left;
    }

    /// <summary>See <see cref="StoreBlock{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBlocks<T>(Vector256<byte> v, Vector256<byte> raw, byte* lower, byte* upper)
        where T : struct, IPngDistance
    {
        if (T.Bytes is 3 or 6)
        {
            Vector128<byte> control = T.Bytes == 3
                ? Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255)
                : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 255, 255, 255, 255);
            v = Avx2.Blend(Avx2.Shuffle(v, Vector256.Create(control, control)).AsUInt32(), raw.AsUInt32(), 0b1000_1000).AsByte();
        }

        v.GetLower().Store(lower);
        v.GetUpper().Store(upper);
    }

    private static void StoreParts<T>(Vector256<byte> v, byte* lower, nint lowerAt, byte* upper, nint upperAt, nint block, nint length)
        where T : struct, IPngDistance
    {
        StorePart(Compact<T>(v.GetLower()), lower, lowerAt, block, length);
        StorePart(Compact<T>(v.GetUpper()), upper, upperAt, block, length);
    }

    /// <summary>Slot <paramref name="i"/> of each half moved to the half's last slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Top<T>(Vector256<byte> top, int i)
        where T : struct, IPngDistance
        => (Slot<T>(), i) switch
        {
            (4, 0) => Avx2.Shuffle(top.AsUInt32(), 0b00_00_00_00).AsByte(),
            (4, 1) => Avx2.Shuffle(top.AsUInt32(), 0b01_01_01_01).AsByte(),
            (4, 2) => Avx2.Shuffle(top.AsUInt32(), 0b10_10_10_10).AsByte(),
            (8, 0) => Avx2.Shuffle(top.AsUInt32(), 0b01_00_01_00).AsByte(),
            _ => top,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> ShiftIn<T>(Vector256<byte> v, Vector256<byte> first)
        where T : struct, IPngDistance
        => Slot<T>() == 4 ? Avx2.AlignRight(v, first, 12) : Avx2.AlignRight(v, first, 8);

    /// <summary>Spreads pixels to slots and transposes each half: vectors of rows to vectors of steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose<T>(ref Vector256<byte> x0, ref Vector256<byte> x1, ref Vector256<byte> x2, ref Vector256<byte> x3)
        where T : struct, IPngDistance
    {
        if (T.Bytes is 3 or 6)
        {
            Vector128<byte> control = T.Bytes == 3
                ? Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255)
                : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 255, 255, 6, 7, 8, 9, 10, 11, 255, 255);
            Vector256<byte> both = Vector256.Create(control, control);
            x0 = Avx2.Shuffle(x0, both);
            x1 = Avx2.Shuffle(x1, both);
            x2 = Avx2.Shuffle(x2, both);
            x3 = Avx2.Shuffle(x3, both);
        }

        Restore<T>(ref x0, ref x1, ref x2, ref x3);
    }

    /// <summary>Transposes each half: a transposition undoes itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Restore<T>(ref Vector256<byte> x0, ref Vector256<byte> x1, ref Vector256<byte> x2, ref Vector256<byte> x3)
        where T : struct, IPngDistance
    {
        if (Slot<T>() == 8)
        {
            Vector256<byte> low = Avx2.UnpackLow(x0.AsUInt64(), x1.AsUInt64()).AsByte();
            x1 = Avx2.UnpackHigh(x0.AsUInt64(), x1.AsUInt64()).AsByte();
            x0 = low;
            return;
        }

        Vector256<ulong> low01 = Avx2.UnpackLow(x0.AsUInt32(), x1.AsUInt32()).AsUInt64();
        Vector256<ulong> high01 = Avx2.UnpackHigh(x0.AsUInt32(), x1.AsUInt32()).AsUInt64();
        Vector256<ulong> low23 = Avx2.UnpackLow(x2.AsUInt32(), x3.AsUInt32()).AsUInt64();
        Vector256<ulong> high23 = Avx2.UnpackHigh(x2.AsUInt32(), x3.AsUInt32()).AsUInt64();
        x0 = Avx2.UnpackLow(low01, low23).AsByte();
        x1 = Avx2.UnpackHigh(low01, low23).AsByte();
        x2 = Avx2.UnpackLow(high01, high23).AsByte();
        x3 = Avx2.UnpackHigh(high01, high23).AsByte();
    }

    /// <inheritdoc cref="Reconstruct{TMix}(Vector128{byte}, Vector128{byte}, Vector128{byte}, Vector128{byte}, Vector128{byte}, Vector128{byte}, Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Reconstruct<TMix>(
        Vector256<byte> a,
        Vector256<byte> b,
        Vector256<byte> c,
        Vector256<byte> filtered,
        Vector256<byte> isSub,
        Vector256<byte> isUp,
        Vector256<byte> isAverage,
        Vector256<byte> isPaeth)
        where TMix : struct, IPngMix
    {
        Vector256<byte> lo = Vector256.Min(a, b);
        Vector256<byte> hi = Vector256.Max(a, b);
        Vector256<byte> below = Vector256.SubtractSaturate(c, lo);
        Vector256<byte> beyond = Vector256.SubtractSaturate(hi, c);
        Vector256<byte> notHi = Vector256.SubtractSaturate(Vector256.AddSaturate(below, below), beyond);
        Vector256<byte> notLo = Vector256.SubtractSaturate(Vector256.AddSaturate(beyond, beyond), below);
        // The sums of the candidates are there before the choice is. Both conditions at once need lo = hi = c.
        Vector256<byte> sum = filtered + c;
        Vector256<byte> towardsLo = sum ^ (filtered + lo);
        Vector256<byte> towardsHi = sum ^ (filtered + hi);
        if (TMix.IsMixed)
        {
            Vector256<byte> average = Avx2.Average(a, b) - ((a ^ b) & Vector256<byte>.One);
            Vector256<byte> other = (isSub & a) | (isUp & b) | (isAverage & average);
            sum = filtered + Vector256.ConditionalSelect(isPaeth, c, other);
            towardsLo &= isPaeth;
            towardsHi &= isPaeth;
        }

        return sum ^ (Vector256.Equals(notLo, Vector256<byte>.Zero) & towardsLo) ^ (Vector256.Equals(notHi, Vector256<byte>.Zero) & towardsHi);
    }
}
