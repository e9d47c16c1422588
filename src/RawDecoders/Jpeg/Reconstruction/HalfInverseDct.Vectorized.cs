// Owns: the transform to 4 x 4 in portable 128-bit vectors, a block at a time: eight columns side by side, then four rows. Stands beside the
// scalar form, to which it is equal in every bit. Leaves to others: the one shape that only the scalar code gets right, a dequantised value
// beyond ±8191 in row 0 (see there).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class HalfInverseDct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformVector128(short* coefficients, byte* extents, int count, short* quantization, byte* samples, nint stride)
    {
        for (int i = 0; i < count; i++, coefficients += 64, samples += 4)
        {
            if (extents[i] == 0)
            {
                uint four = IslowInverseDct.FlatValue(coefficients[0], quantization[0]) * 0x01010101U;
                *(uint*)samples = four;
                *(uint*)(samples + stride) = four;
                *(uint*)(samples + 2 * stride) = four;
                *(uint*)(samples + 3 * stride) = four;
                continue;
            }

            Vector128<short> r0 = LoadRow(coefficients, quantization, 0);
            if (((r0 + Vector128.Create((short)0x2000)) & Vector128.Create(unchecked((short)0xC000))) != Vector128<short>.Zero)
                TransformBlock(coefficients, quantization, samples, stride);
            else
                TransformBlock128(r0, coefficients, quantization, samples, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformBlock128(Vector128<short> r0, short* block, short* quantization, byte* samples, nint stride)
    {
        Vector128<short> r1 = LoadRow(block, quantization, 1);
        Vector128<short> r2 = LoadRow(block, quantization, 2);
        Vector128<short> r3 = LoadRow(block, quantization, 3);
        Vector128<short> r5 = LoadRow(block, quantization, 5);
        Vector128<short> r6 = LoadRow(block, quantization, 6);
        Vector128<short> r7 = LoadRow(block, quantization, 7);

        // Columns: those of 0 to 3, then those of 4 to 7.
        Outputs(
            Vector128.WidenLower(r0), Lanes.MultiplyAddLow(r2, r6, Outer2, Outer6),
            Lanes.MultiplyAddLow(r1, r3, Outer1, Outer3) + Lanes.MultiplyAddLow(r5, r7, Outer5, Outer7),
            Lanes.MultiplyAddLow(r1, r3, Inner1, Inner3) + Lanes.MultiplyAddLow(r5, r7, Inner5, Inner7), FirstShift,
            out Vector128<int> low0, out Vector128<int> low1, out Vector128<int> low2, out Vector128<int> low3);
        Outputs(
            Vector128.WidenUpper(r0), Lanes.MultiplyAddHigh(r2, r6, Outer2, Outer6),
            Lanes.MultiplyAddHigh(r1, r3, Outer1, Outer3) + Lanes.MultiplyAddHigh(r5, r7, Outer5, Outer7),
            Lanes.MultiplyAddHigh(r1, r3, Inner1, Inner3) + Lanes.MultiplyAddHigh(r5, r7, Inner5, Inner7), FirstShift,
            out Vector128<int> high0, out Vector128<int> high1, out Vector128<int> high2, out Vector128<int> high3);

        // Four rows of eight become eight columns of four, two a vector.
        Vector128<short> w0 = Lanes.PackWords(low0, high0);
        Vector128<short> w1 = Lanes.PackWords(low1, high1);
        Vector128<short> w2 = Lanes.PackWords(low2, high2);
        Vector128<short> w3 = Lanes.PackWords(low3, high3);
        Vector128<int> upperLeft = Lanes.ZipLow(w0, w1).AsInt32();
        Vector128<int> lowerLeft = Lanes.ZipLow(w2, w3).AsInt32();
        Vector128<int> upperRight = Lanes.ZipHigh(w0, w1).AsInt32();
        Vector128<int> lowerRight = Lanes.ZipHigh(w2, w3).AsInt32();
        Vector128<short> c01 = Lanes.ZipLow(upperLeft, lowerLeft).AsInt16();
        Vector128<short> c23 = Lanes.ZipHigh(upperLeft, lowerLeft).AsInt16();
        Vector128<short> c45 = Lanes.ZipLow(upperRight, lowerRight).AsInt16();
        Vector128<short> c67 = Lanes.ZipHigh(upperRight, lowerRight).AsInt16();

        // Rows.
        Outputs(
            Vector128.WidenLower(c01), Lanes.MultiplyAddLow(c23, c67, Outer2, Outer6),
            Lanes.MultiplyAddHigh(c01, c23, Outer1, Outer3) + Lanes.MultiplyAddHigh(c45, c67, Outer5, Outer7),
            Lanes.MultiplyAddHigh(c01, c23, Inner1, Inner3) + Lanes.MultiplyAddHigh(c45, c67, Inner5, Inner7), SecondShift,
            out Vector128<int> o0, out Vector128<int> o1, out Vector128<int> o2, out Vector128<int> o3);
        Vector128<short> even = Lanes.PackWords(o0, o2);
        Vector128<short> odd = Lanes.PackWords(o1, o3);
        Vector128<int> left = Lanes.ZipLow(even, odd).AsInt32();
        Vector128<int> right = Lanes.ZipHigh(even, odd).AsInt32();
        Vector128<uint> rows = (Lanes.PackSigned(Lanes.ZipLow(left, right).AsInt16(), Lanes.ZipHigh(left, right).AsInt16())
            + Vector128.Create((sbyte)-128)).AsUInt32();
        *(uint*)samples = rows.GetElement(0);
        *(uint*)(samples + stride) = rows.GetElement(1);
        *(uint*)(samples + 2 * stride) = rows.GetElement(2);
        *(uint*)(samples + 3 * stride) = rows.GetElement(3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> LoadRow(short* block, short* quantization, int row)
        => Vector128.Load(block + 8 * row) * Vector128.Load(quantization + 8 * row);

    /// <summary>The four outputs of a pass of their parts.</summary>
    /// <param name="zero">Coefficient 0.</param>
    /// <param name="even">Coefficients 2 and 6 in the outer outputs; the inner ones have them negative.</param>
    /// <param name="outerOdd">Odd coefficients in output 0; output 3 has them negative.</param>
    /// <param name="innerOdd">Odd coefficients in output 1; output 2 has them negative.</param>
    /// <param name="shift">The pass's.</param>
    /// <param name="o0">Output 0.</param>
    /// <param name="o1">Output 1.</param>
    /// <param name="o2">Output 2.</param>
    /// <param name="o3">Output 3.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outputs(
        Vector128<int> zero, Vector128<int> even, Vector128<int> outerOdd, Vector128<int> innerOdd, int shift,
        out Vector128<int> o0, out Vector128<int> o1, out Vector128<int> o2, out Vector128<int> o3)
    {
        zero = (zero << WeightBits) + Vector128.Create(1 << (shift - 1));
        Vector128<int> outer = zero + even;
        Vector128<int> inner = zero - even;
        o0 = (outer + outerOdd) >> shift;
        o1 = (inner + innerOdd) >> shift;
        o2 = (inner - innerOdd) >> shift;
        o3 = (outer - outerOdd) >> shift;
    }
}
