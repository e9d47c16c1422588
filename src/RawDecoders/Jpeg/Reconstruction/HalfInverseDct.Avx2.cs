// Owns: the transform to 4 x 4 with AVX2: two blocks a vector, block A in the lower 128-bit lane and block B in the upper. Stands beside the
// scalar form, to which it is equal in every bit. Leaves to others: a last block without a neighbour, and pairs with a dequantised value
// beyond ±8191 in row 0 (HalfInverseDct.Vectorized.cs, HalfInverseDct.cs).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class HalfInverseDct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformAvx2(short* coefficients, byte* extents, int count, short* quantization, byte* samples, nint stride)
    {
        int i = 0;
        for (; i + 2 <= count; i += 2, coefficients += 128, samples += 8)
        {
            if ((extents[i] | extents[i + 1]) == 0)
            {
                ulong eight = IslowInverseDct.FlatValue(coefficients[0], quantization[0]) * 0x01010101UL
                    | IslowInverseDct.FlatValue(coefficients[64], quantization[0]) * 0x0101010100000000UL;
                *(ulong*)samples = eight;
                *(ulong*)(samples + stride) = eight;
                *(ulong*)(samples + 2 * stride) = eight;
                *(ulong*)(samples + 3 * stride) = eight;
                continue;
            }

            Vector256<short> r0 = LoadRows(coefficients, quantization, 0);
            if (!Avx.TestZ(r0 + Vector256.Create((short)0x2000), Vector256.Create(unchecked((short)0xC000))))
            {
                TransformBlock(coefficients, quantization, samples, stride);
                TransformBlock(coefficients + 64, quantization, samples + 4, stride);
            }
            else
            {
                TransformPair(r0, coefficients, quantization, samples, stride);
            }
        }

        if (i < count)
            TransformVector128(coefficients, extents + i, 1, quantization, samples, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformPair(Vector256<short> r0, short* pair, short* quantization, byte* samples, nint stride)
    {
        Vector256<short> r1 = LoadRows(pair, quantization, 1), r2 = LoadRows(pair, quantization, 2), r3 = LoadRows(pair, quantization, 3);
        Vector256<short> r5 = LoadRows(pair, quantization, 5), r6 = LoadRows(pair, quantization, 6), r7 = LoadRows(pair, quantization, 7);

        // Columns: those of 0 to 3, then those of 4 to 7.
        Outputs(
            Avx2.UnpackLow(Vector256<short>.Zero, r0), Avx2.UnpackLow(r2, r6), Avx2.UnpackLow(r1, r3), Avx2.UnpackLow(r5, r7), FirstShift,
            out Vector256<int> low0, out Vector256<int> low1, out Vector256<int> low2, out Vector256<int> low3);
        Outputs(
            Avx2.UnpackHigh(Vector256<short>.Zero, r0), Avx2.UnpackHigh(r2, r6), Avx2.UnpackHigh(r1, r3), Avx2.UnpackHigh(r5, r7), FirstShift,
            out Vector256<int> high0, out Vector256<int> high1, out Vector256<int> high2, out Vector256<int> high3);

        // Four rows of eight become eight columns of four, two a lane.
        Vector256<short> w0 = Avx2.PackSignedSaturate(low0, high0), w1 = Avx2.PackSignedSaturate(low1, high1);
        Vector256<short> w2 = Avx2.PackSignedSaturate(low2, high2), w3 = Avx2.PackSignedSaturate(low3, high3);
        Vector256<int> upperLeft = Avx2.UnpackLow(w0, w1).AsInt32(), lowerLeft = Avx2.UnpackLow(w2, w3).AsInt32();
        Vector256<int> upperRight = Avx2.UnpackHigh(w0, w1).AsInt32(), lowerRight = Avx2.UnpackHigh(w2, w3).AsInt32();
        Vector256<short> c01 = Avx2.UnpackLow(upperLeft, lowerLeft).AsInt16(), c23 = Avx2.UnpackHigh(upperLeft, lowerLeft).AsInt16();
        Vector256<short> c45 = Avx2.UnpackLow(upperRight, lowerRight).AsInt16(), c67 = Avx2.UnpackHigh(upperRight, lowerRight).AsInt16();

        // Rows.
        Outputs(
            Avx2.UnpackLow(Vector256<short>.Zero, c01), Avx2.UnpackLow(c23, c67), Avx2.UnpackHigh(c01, c23), Avx2.UnpackHigh(c45, c67), SecondShift,
            out Vector256<int> o0, out Vector256<int> o1, out Vector256<int> o2, out Vector256<int> o3);
        Vector256<short> even = Avx2.PackSignedSaturate(o0, o2), odd = Avx2.PackSignedSaturate(o1, o3);
        Vector256<int> left = Avx2.UnpackLow(even, odd).AsInt32(), right = Avx2.UnpackHigh(even, odd).AsInt32();
        Vector256<int> rows = (Avx2.PackSignedSaturate(Avx2.UnpackLow(left, right).AsInt16(), Avx2.UnpackHigh(left, right).AsInt16())
            ^ Vector256.Create((sbyte)-128)).AsInt32();

        // A row of A beside the same of B.
        Vector128<ulong> first = Sse2.UnpackLow(rows.GetLower(), rows.GetUpper()).AsUInt64();
        Vector128<ulong> last = Sse2.UnpackHigh(rows.GetLower(), rows.GetUpper()).AsUInt64();
        *(ulong*)samples = first.GetElement(0);
        *(ulong*)(samples + stride) = first.GetElement(1);
        *(ulong*)(samples + 2 * stride) = last.GetElement(0);
        *(ulong*)(samples + 3 * stride) = last.GetElement(1);
    }

    /// <summary>The four outputs of a pass; its inputs interleaved: zeros and 0, 2 and 6, 1 and 3, 5 and 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outputs(
        Vector256<short> zero, Vector256<short> pair26, Vector256<short> pair13, Vector256<short> pair57, byte shift,
        out Vector256<int> o0, out Vector256<int> o1, out Vector256<int> o2, out Vector256<int> o3)
    {
        // Input 0 stands 16 bits too high.
        Vector256<int> whole = Vector256.ShiftRightArithmetic(zero.AsInt32(), 16 - WeightBits) + Vector256.Create(1 << (shift - 1));
        Vector256<int> even = MultiplyAdd(pair26, Outer2, Outer6);
        Vector256<int> outerOdd = MultiplyAdd(pair13, Outer1, Outer3) + MultiplyAdd(pair57, Outer5, Outer7);
        Vector256<int> innerOdd = MultiplyAdd(pair13, Inner1, Inner3) + MultiplyAdd(pair57, Inner5, Inner7);
        o0 = Vector256.ShiftRightArithmetic(whole + even + outerOdd, shift);
        o1 = Vector256.ShiftRightArithmetic(whole - even + innerOdd, shift);
        o2 = Vector256.ShiftRightArithmetic(whole - even - innerOdd, shift);
        o3 = Vector256.ShiftRightArithmetic(whole + even - outerOdd, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MultiplyAdd(Vector256<short> pairs, int first, int second)
        => Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((second << 16) | (first & 0xFFFF)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> LoadRows(short* pair, short* quantization, int row)
        => Vector256.Create(Vector128.Load(pair + 8 * row), Vector128.Load(pair + 64 + 8 * row)) * Avx2.BroadcastVector128ToVector256(quantization + 8 * row);
}
