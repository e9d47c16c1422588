// Owns: the integer inverse DCT with AVX2: two blocks a vector, block A in the lower 128-bit lane and block B in the upper, a
// row (later a column) of eight 16-bit values per lane. Every step stays within its lane but the last, which puts the two
// blocks' rows side by side: 16 samples a store. Stands beside the scalar form, to which it is equal in every bit. Leaves to
// others: pairs that only the scalar code gets right (below).
//
// Pairs of terms are interleaved and multiplied by pmaddwd, so that the additions of the flow graph cost nothing. Two
// shapes: blocks whose non-zero coefficients lie in the top left 4x4 (zigzag index up to 9), where half of the inputs
// of both passes are zero, and any other. Zeros add nothing, so the shapes cannot differ in a bit. The one result that
// depends on a block's shape, see IslowInverseDct.cs, needs a dequantised value beyond ±8191 in row 0: such pairs go to
// the scalar code.
//
// Tried and lost: sorting a run's blocks by shape before pairing them (fewer mispredicted branches, fewer blocks in the
// wrong company, but blocks apart cannot share stores: level at best, 10 % slower where most blocks are alike). Tried
// and left out: vpdpwssd for multiply and add, 5 % of the transform's time on machines that have it.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class IslowInverseDct
{
    /// <summary>The last zigzag index inside the top left 4x4 for certain: the 10 positions with u + v at most 3.</summary>
    private const int LastIndexOf4x4 = 9;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformAvx2(short* coefficients, byte* extents, int count, short* quantization, byte* samples, nint stride)
    {
        int i = 0;
        for (; i + 2 <= count; i += 2)
        {
            int extent = extents[i] | extents[i + 1];
            short* a = coefficients + 64 * i;
            byte* s = samples + 8 * i;
            if (extent == 0)
            {
                FillFlatPair(FlatValue(a[0], quantization[0]), FlatValue(a[64], quantization[0]), s, stride);
            }
            else if (Math.Max(extents[i], extents[i + 1]) <= LastIndexOf4x4)
            {
                TransformPair4x4(a, a + 64, quantization, s, stride);
            }
            else
            {
                TransformPair(a, a + 64, quantization, s, stride);
            }
        }

        if (i < count)
        {
            short* a = coefficients + 64 * i;
            if (extents[i] == 0)
                FillFlat(FlatValue(a[0], quantization[0]), samples + 8 * i, stride);
            else
                TransformLast(a, quantization, samples + 8 * i, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillFlatPair(byte left, byte right, byte* samples, nint stride)
    {
        Vector128<byte> row = Vector128.Create(
            Vector64.Create(left * 0x0101010101010101UL), Vector64.Create(right * 0x0101010101010101UL)).AsByte();
        row.Store(samples);
        row.Store(samples + stride);
        row.Store(samples + 2 * stride);
        samples += 4 * stride;
        row.Store(samples - stride);
        row.Store(samples);
        row.Store(samples + stride);
        row.Store(samples + 2 * stride);
        row.Store(samples + 4 * stride - stride);
    }

    /// <summary>A block without a neighbour: paired with itself, beside the strip.</summary>
    private static void TransformLast(short* block, short* quantization, byte* samples, nint stride)
    {
        byte* pair = stackalloc byte[128];
        TransformPair(block, block, quantization, pair, 16);
        for (int y = 0; y < 8; y++)
            *(ulong*)(samples + y * stride) = *(ulong*)(pair + 16 * y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> LoadRow(short* a, short* b, short* quantization, int row)
    {
        Vector256<short> coefficients = Vector256.Create(Vector128.Load(a + 8 * row), Vector128.Load(b + 8 * row));
        return coefficients * Avx2.BroadcastVector128ToVector256(quantization + 8 * row);
    }

    /// <summary>Whether any value of a dequantised row 0 is outside -8192..8191: the scalar code must do these blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsExtreme(Vector256<short> row0)
        => !Avx.TestZ(row0 + Vector256.Create((short)0x2000), Vector256.Create(unchecked((short)0xC000)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TransformExtreme(short* a, short* b, short* quantization, byte* samples, nint stride)
    {
        TransformBlock(a, quantization, samples, stride);
        TransformBlock(b, quantization, samples + 8, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformPair(short* a, short* b, short* quantization, byte* samples, nint stride)
    {
        Vector256<short> r0 = LoadRow(a, b, quantization, 0);
        if (IsExtreme(r0))
        {
            TransformExtreme(a, b, quantization, samples, stride);
            return;
        }

        Vector256<short> r1 = LoadRow(a, b, quantization, 1);
        Vector256<short> r2 = LoadRow(a, b, quantization, 2);
        Vector256<short> r3 = LoadRow(a, b, quantization, 3);
        Vector256<short> r4 = LoadRow(a, b, quantization, 4);
        Vector256<short> r5 = LoadRow(a, b, quantization, 5);
        Vector256<short> r6 = LoadRow(a, b, quantization, 6);
        Vector256<short> r7 = LoadRow(a, b, quantization, 7);

        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, FirstShift, 64);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, SecondShift, 8192);
        Store(r0, r1, r2, r3, r4, r5, r6, r7, samples, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformPair4x4(short* a, short* b, short* quantization, byte* samples, nint stride)
    {
        // Both passes want columns 0 and 2 together, and 1 and 3: bring each row's four into the order 0 2 1 3.
        Vector256<short> r0 = LoadRow(a, b, quantization, 0);
        if (IsExtreme(r0))
        {
            TransformExtreme(a, b, quantization, samples, stride);
            return;
        }

        Vector256<short> r1 = LoadRow(a, b, quantization, 1);
        Vector256<short> r2 = LoadRow(a, b, quantization, 2);
        Vector256<short> r3 = LoadRow(a, b, quantization, 3);
        r0 = Avx2.ShuffleLow(r0, 0b11_01_10_00);
        r1 = Avx2.ShuffleLow(r1, 0b11_01_10_00);
        r2 = Avx2.ShuffleLow(r2, 0b11_01_10_00);
        r3 = Avx2.ShuffleLow(r3, 0b11_01_10_00);

        // First pass: four columns in 32 bits a lane.
        HalfPass(
            Avx2.UnpackLow(r0, r2), Avx2.UnpackLow(r1, r3), FirstShift,
            out Vector256<int> w0, out Vector256<int> w1, out Vector256<int> w2, out Vector256<int> w3,
            out Vector256<int> w4, out Vector256<int> w5, out Vector256<int> w6, out Vector256<int> w7);

        // Rows y and y+1 in a vector: dwords (0,2)y (1,3)y (0,2)y+1 (1,3)y+1. Gather the pairs of four rows.
        Vector256<float> p01 = Avx2.PackSignedSaturate(w0, w1).AsSingle();
        Vector256<float> p23 = Avx2.PackSignedSaturate(w2, w3).AsSingle();
        Vector256<float> p45 = Avx2.PackSignedSaturate(w4, w5).AsSingle();
        Vector256<float> p67 = Avx2.PackSignedSaturate(w6, w7).AsSingle();
        Vector256<short> evenLow = Avx.Shuffle(p01, p23, 0b10_00_10_00).AsInt16();
        Vector256<short> oddLow = Avx.Shuffle(p01, p23, 0b11_01_11_01).AsInt16();
        Vector256<short> evenHigh = Avx.Shuffle(p45, p67, 0b10_00_10_00).AsInt16();
        Vector256<short> oddHigh = Avx.Shuffle(p45, p67, 0b11_01_11_01).AsInt16();

        HalfPass(
            evenLow, oddLow, SecondShift,
            out w0, out w1, out w2, out w3, out w4, out w5, out w6, out w7);
        HalfPass(
            evenHigh, oddHigh, SecondShift,
            out Vector256<int> v0, out Vector256<int> v1, out Vector256<int> v2, out Vector256<int> v3,
            out Vector256<int> v4, out Vector256<int> v5, out Vector256<int> v6, out Vector256<int> v7);
        Store(
            Avx2.PackSignedSaturate(w0, v0), Avx2.PackSignedSaturate(w1, v1),
            Avx2.PackSignedSaturate(w2, v2), Avx2.PackSignedSaturate(w3, v3),
            Avx2.PackSignedSaturate(w4, v4), Avx2.PackSignedSaturate(w5, v5),
            Avx2.PackSignedSaturate(w6, v6), Avx2.PackSignedSaturate(w7, v7), samples, stride);
    }

    /// <summary>A pass of four positions a lane, inputs 4 to 7 being zero; the others come interleaved (0,2) and (1,3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void HalfPass(
        Vector256<short> pair02, Vector256<short> pair13, byte shift,
        out Vector256<int> o0, out Vector256<int> o1, out Vector256<int> o2, out Vector256<int> o3,
        out Vector256<int> o4, out Vector256<int> o5, out Vector256<int> o6, out Vector256<int> o7)
    {
        Vector256<int> half = Vector256.Create(1 << (shift - 1));
        Vector256<int> even0 = MultiplyAdd(pair02, 1 << ConstantBits, F0541 + F0765) + half;
        Vector256<int> even3 = MultiplyAdd(pair02, 1 << ConstantBits, -F0541 - F0765) + half;
        Vector256<int> even1 = MultiplyAdd(pair02, 1 << ConstantBits, F0541) + half;
        Vector256<int> even2 = MultiplyAdd(pair02, 1 << ConstantBits, -F0541) + half;

        Vector256<int> odd0 = MultiplyAdd(pair13, F1501 - F0899 + F1175 - F0390, F1175);
        Vector256<int> odd1 = MultiplyAdd(pair13, F1175, F3072 - F2562 + F1175 - F1961);
        Vector256<int> odd2 = MultiplyAdd(pair13, F1175 - F0390, F1175 - F2562);
        Vector256<int> odd3 = MultiplyAdd(pair13, F1175 - F0899, F1175 - F1961);

        o0 = Vector256.ShiftRightArithmetic(even0 + odd0, shift);
        o7 = Vector256.ShiftRightArithmetic(even0 - odd0, shift);
        o1 = Vector256.ShiftRightArithmetic(even1 + odd1, shift);
        o6 = Vector256.ShiftRightArithmetic(even1 - odd1, shift);
        o2 = Vector256.ShiftRightArithmetic(even2 + odd2, shift);
        o5 = Vector256.ShiftRightArithmetic(even2 - odd2, shift);
        o3 = Vector256.ShiftRightArithmetic(even3 + odd3, shift);
        o4 = Vector256.ShiftRightArithmetic(even3 - odd3, shift);
    }

    /// <summary>x·first + y·second of each interleaved pair (x, y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MultiplyAdd(Vector256<short> pairs, int first, int second)
        => Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((second << 16) | (first & 0xFFFF)).AsInt16());

    /// <summary>
    /// A whole pass, in place. <paramref name="halfSixteenth"/> is 1/16 of the rounding term: pmaddwd adds it with the
    /// factor 16 while it scales the even inputs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<short> r0, ref Vector256<short> r1, ref Vector256<short> r2, ref Vector256<short> r3,
        ref Vector256<short> r4, ref Vector256<short> r5, ref Vector256<short> r6, ref Vector256<short> r7,
        byte shift, int halfSixteenth)
    {
        Vector256<short> sixteen = Vector256.Create((short)16);

        // Even part: the four of positions 0..3 of each lane (low) and of 4..7 (high).
        Vector256<short> sum = r0 + r4;
        Vector256<short> difference = r0 - r4;
        Vector256<int> sumLow = MultiplyAdd(Avx2.UnpackLow(sum, sixteen), 1 << ConstantBits, halfSixteenth);
        Vector256<int> sumHigh = MultiplyAdd(Avx2.UnpackHigh(sum, sixteen), 1 << ConstantBits, halfSixteenth);
        Vector256<int> differenceLow = MultiplyAdd(Avx2.UnpackLow(difference, sixteen), 1 << ConstantBits, halfSixteenth);
        Vector256<int> differenceHigh = MultiplyAdd(Avx2.UnpackHigh(difference, sixteen), 1 << ConstantBits, halfSixteenth);

        Vector256<short> pairLow = Avx2.UnpackLow(r2, r6);
        Vector256<short> pairHigh = Avx2.UnpackHigh(r2, r6);
        Vector256<int> turned3Low = MultiplyAdd(pairLow, F0541 + F0765, F0541);
        Vector256<int> turned3High = MultiplyAdd(pairHigh, F0541 + F0765, F0541);
        Vector256<int> turned2Low = MultiplyAdd(pairLow, F0541, F0541 - F1847);
        Vector256<int> turned2High = MultiplyAdd(pairHigh, F0541, F0541 - F1847);

        Vector256<int> even0Low = sumLow + turned3Low;
        Vector256<int> even0High = sumHigh + turned3High;
        Vector256<int> even3Low = sumLow - turned3Low;
        Vector256<int> even3High = sumHigh - turned3High;
        Vector256<int> even1Low = differenceLow + turned2Low;
        Vector256<int> even1High = differenceHigh + turned2High;
        Vector256<int> even2Low = differenceLow - turned2Low;
        Vector256<int> even2High = differenceHigh - turned2High;

        // Odd part.
        Vector256<short> z3 = r7 + r3;
        Vector256<short> z4 = r5 + r1;
        pairLow = Avx2.UnpackLow(z3, z4);
        pairHigh = Avx2.UnpackHigh(z3, z4);
        Vector256<int> shared3Low = MultiplyAdd(pairLow, F1175 - F1961, F1175);
        Vector256<int> shared3High = MultiplyAdd(pairHigh, F1175 - F1961, F1175);
        Vector256<int> shared4Low = MultiplyAdd(pairLow, F1175, F1175 - F0390);
        Vector256<int> shared4High = MultiplyAdd(pairHigh, F1175, F1175 - F0390);

        pairLow = Avx2.UnpackLow(r7, r1);
        pairHigh = Avx2.UnpackHigh(r7, r1);
        Combine(
            even3Low, MultiplyAdd(pairLow, F0298 - F0899, -F0899) + shared3Low,
            even3High, MultiplyAdd(pairHigh, F0298 - F0899, -F0899) + shared3High, shift, out Vector256<short> o3, out Vector256<short> o4);
        Combine(
            even0Low, MultiplyAdd(pairLow, -F0899, F1501 - F0899) + shared4Low,
            even0High, MultiplyAdd(pairHigh, -F0899, F1501 - F0899) + shared4High, shift, out r0, out r7);

        pairLow = Avx2.UnpackLow(r5, r3);
        pairHigh = Avx2.UnpackHigh(r5, r3);
        Combine(
            even2Low, MultiplyAdd(pairLow, F2053 - F2562, -F2562) + shared4Low,
            even2High, MultiplyAdd(pairHigh, F2053 - F2562, -F2562) + shared4High, shift, out r2, out r5);
        Combine(
            even1Low, MultiplyAdd(pairLow, -F2562, F3072 - F2562) + shared3Low,
            even1High, MultiplyAdd(pairHigh, -F2562, F3072 - F2562) + shared3High, shift, out r1, out r6);
        r3 = o3;
        r4 = o4;
    }

    /// <summary>The last butterfly: even + odd and even - odd, scaled back to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(
        Vector256<int> evenLow, Vector256<int> oddLow, Vector256<int> evenHigh, Vector256<int> oddHigh, byte shift,
        out Vector256<short> sum, out Vector256<short> difference)
    {
        sum = Avx2.PackSignedSaturate(
            Vector256.ShiftRightArithmetic(evenLow + oddLow, shift), Vector256.ShiftRightArithmetic(evenHigh + oddHigh, shift));
        difference = Avx2.PackSignedSaturate(
            Vector256.ShiftRightArithmetic(evenLow - oddLow, shift), Vector256.ShiftRightArithmetic(evenHigh - oddHigh, shift));
    }

    /// <summary>Transposes both lanes' 8x8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<short> r0, ref Vector256<short> r1, ref Vector256<short> r2, ref Vector256<short> r3,
        ref Vector256<short> r4, ref Vector256<short> r5, ref Vector256<short> r6, ref Vector256<short> r7)
    {
        Vector256<int> a0 = Avx2.UnpackLow(r0, r1).AsInt32();
        Vector256<int> a1 = Avx2.UnpackHigh(r0, r1).AsInt32();
        Vector256<int> a2 = Avx2.UnpackLow(r2, r3).AsInt32();
        Vector256<int> a3 = Avx2.UnpackHigh(r2, r3).AsInt32();
        Vector256<int> a4 = Avx2.UnpackLow(r4, r5).AsInt32();
        Vector256<int> a5 = Avx2.UnpackHigh(r4, r5).AsInt32();
        Vector256<int> a6 = Avx2.UnpackLow(r6, r7).AsInt32();
        Vector256<int> a7 = Avx2.UnpackHigh(r6, r7).AsInt32();

        Vector256<long> b0 = Avx2.UnpackLow(a0, a2).AsInt64();
        Vector256<long> b1 = Avx2.UnpackHigh(a0, a2).AsInt64();
        Vector256<long> b2 = Avx2.UnpackLow(a1, a3).AsInt64();
        Vector256<long> b3 = Avx2.UnpackHigh(a1, a3).AsInt64();
        Vector256<long> b4 = Avx2.UnpackLow(a4, a6).AsInt64();
        Vector256<long> b5 = Avx2.UnpackHigh(a4, a6).AsInt64();
        Vector256<long> b6 = Avx2.UnpackLow(a5, a7).AsInt64();
        Vector256<long> b7 = Avx2.UnpackHigh(a5, a7).AsInt64();

        r0 = Avx2.UnpackLow(b0, b4).AsInt16();
        r1 = Avx2.UnpackHigh(b0, b4).AsInt16();
        r2 = Avx2.UnpackLow(b1, b5).AsInt16();
        r3 = Avx2.UnpackHigh(b1, b5).AsInt16();
        r4 = Avx2.UnpackLow(b2, b6).AsInt16();
        r5 = Avx2.UnpackHigh(b2, b6).AsInt16();
        r6 = Avx2.UnpackLow(b3, b7).AsInt16();
        r7 = Avx2.UnpackHigh(b3, b7).AsInt16();
    }

    /// <summary>Columns of 16-bit values to rows of samples: saturate, shift the level, transpose bytes, join the blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector256<short> c0, Vector256<short> c1, Vector256<short> c2, Vector256<short> c3,
        Vector256<short> c4, Vector256<short> c5, Vector256<short> c6, Vector256<short> c7, byte* samples, nint stride)
    {
        Vector256<sbyte> level = Vector256.Create((sbyte)-128);
        Vector256<sbyte> q04 = Avx2.PackSignedSaturate(c0, c4) + level;
        Vector256<sbyte> q15 = Avx2.PackSignedSaturate(c1, c5) + level;
        Vector256<sbyte> q26 = Avx2.PackSignedSaturate(c2, c6) + level;
        Vector256<sbyte> q37 = Avx2.PackSignedSaturate(c3, c7) + level;

        Vector256<short> c01 = Avx2.UnpackLow(q04, q15).AsInt16();
        Vector256<short> c45 = Avx2.UnpackHigh(q04, q15).AsInt16();
        Vector256<short> c23 = Avx2.UnpackLow(q26, q37).AsInt16();
        Vector256<short> c67 = Avx2.UnpackHigh(q26, q37).AsInt16();

        Vector256<int> left0 = Avx2.UnpackLow(c01, c23).AsInt32();
        Vector256<int> left4 = Avx2.UnpackHigh(c01, c23).AsInt32();
        Vector256<int> right0 = Avx2.UnpackLow(c45, c67).AsInt32();
        Vector256<int> right4 = Avx2.UnpackHigh(c45, c67).AsInt32();

        StoreRows(Avx2.UnpackLow(left0, right0), samples, stride);
        StoreRows(Avx2.UnpackHigh(left0, right0), samples + 2 * stride, stride);
        StoreRows(Avx2.UnpackLow(left4, right4), samples + 4 * stride, stride);
        StoreRows(Avx2.UnpackHigh(left4, right4), samples + 6 * stride, stride);
    }

    /// <summary>Two rows of A in the lower lane, the same two of B in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(Vector256<int> rows, byte* samples, nint stride)
    {
        Vector256<byte> joined = Avx2.Permute4x64(rows.AsInt64(), 0b11_01_10_00).AsByte();
        joined.GetLower().Store(samples);
        joined.GetUpper().Store(samples + stride);
    }
}
