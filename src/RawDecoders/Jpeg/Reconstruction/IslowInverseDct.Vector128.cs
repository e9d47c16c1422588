// Owns: the integer inverse DCT in portable 128-bit vectors, a block at a time: the kernel of machines without AVX2. Stands
// beside the scalar form, to which it is equal in every bit. Leaves to others: shapes and rules, explained in
// IslowInverseDct.Avx2.cs; the 4x4 shape, which it does not have.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class IslowInverseDct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformVector128(short* coefficients, byte* extents, int count, short* quantization, byte* samples, nint stride)
    {
        for (int i = 0; i < count; i++)
        {
            short* block = coefficients + 64 * i;
            if (extents[i] == 0)
                FillFlat(FlatValue(block[0], quantization[0]), samples + 8 * i, stride);
            else
                TransformBlock128(block, quantization, samples + 8 * i, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformBlock128(short* block, short* quantization, byte* samples, nint stride)
    {
        Vector128<short> r0 = LoadRow(block, quantization, 0);
        if (((r0 + Vector128.Create((short)0x2000)) & Vector128.Create(unchecked((short)0xC000))) != Vector128<short>.Zero)
        {
            TransformBlock(block, quantization, samples, stride);
            return;
        }

        Vector128<short> r1 = LoadRow(block, quantization, 1);
        Vector128<short> r2 = LoadRow(block, quantization, 2);
        Vector128<short> r3 = LoadRow(block, quantization, 3);
        Vector128<short> r4 = LoadRow(block, quantization, 4);
        Vector128<short> r5 = LoadRow(block, quantization, 5);
        Vector128<short> r6 = LoadRow(block, quantization, 6);
        Vector128<short> r7 = LoadRow(block, quantization, 7);

        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, FirstShift);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, SecondShift);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);

        StoreRows(r0, r1, samples, stride);
        StoreRows(r2, r3, samples + 2 * stride, stride);
        StoreRows(r4, r5, samples + 4 * stride, stride);
        StoreRows(r6, r7, samples + 6 * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> LoadRow(short* block, short* quantization, int row)
        => Vector128.Load(block + 8 * row) * Vector128.Load(quantization + 8 * row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(Vector128<short> first, Vector128<short> second, byte* samples, nint stride)
    {
        Vector128<ulong> rows = (Lanes.PackSigned(first, second) + Vector128.Create((sbyte)-128)).AsUInt64();
        *(ulong*)samples = rows.GetElement(0);
        *(ulong*)(samples + stride) = rows.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector128<short> r0, ref Vector128<short> r1, ref Vector128<short> r2, ref Vector128<short> r3,
        ref Vector128<short> r4, ref Vector128<short> r5, ref Vector128<short> r6, ref Vector128<short> r7, int shift)
    {
        Vector128<int> half = Vector128.Create(1 << (shift - 1));

        // Even part: positions 0..3 (low) and 4..7 (high).
        Vector128<short> sum = r0 + r4;
        Vector128<short> difference = r0 - r4;
        Vector128<int> sumLow = (Vector128.WidenLower(sum) << ConstantBits) + half;
        Vector128<int> sumHigh = (Vector128.WidenUpper(sum) << ConstantBits) + half;
        Vector128<int> differenceLow = (Vector128.WidenLower(difference) << ConstantBits) + half;
        Vector128<int> differenceHigh = (Vector128.WidenUpper(difference) << ConstantBits) + half;
        Vector128<int> turned3Low = Lanes.MultiplyAddLow(r2, r6, F0541 + F0765, F0541);
        Vector128<int> turned3High = Lanes.MultiplyAddHigh(r2, r6, F0541 + F0765, F0541);
        Vector128<int> turned2Low = Lanes.MultiplyAddLow(r2, r6, F0541, F0541 - F1847);
        Vector128<int> turned2High = Lanes.MultiplyAddHigh(r2, r6, F0541, F0541 - F1847);

        // Odd part.
        Vector128<short> z3 = r7 + r3;
        Vector128<short> z4 = r5 + r1;
        Vector128<int> shared3Low = Lanes.MultiplyAddLow(z3, z4, F1175 - F1961, F1175);
        Vector128<int> shared3High = Lanes.MultiplyAddHigh(z3, z4, F1175 - F1961, F1175);
        Vector128<int> shared4Low = Lanes.MultiplyAddLow(z3, z4, F1175, F1175 - F0390);
        Vector128<int> shared4High = Lanes.MultiplyAddHigh(z3, z4, F1175, F1175 - F0390);
        Vector128<int> odd3Low = Lanes.MultiplyAddLow(r7, r1, F0298 - F0899, -F0899) + shared3Low;
        Vector128<int> odd3High = Lanes.MultiplyAddHigh(r7, r1, F0298 - F0899, -F0899) + shared3High;
        Vector128<int> odd0Low = Lanes.MultiplyAddLow(r7, r1, -F0899, F1501 - F0899) + shared4Low;
        Vector128<int> odd0High = Lanes.MultiplyAddHigh(r7, r1, -F0899, F1501 - F0899) + shared4High;
        Vector128<int> odd2Low = Lanes.MultiplyAddLow(r5, r3, F2053 - F2562, -F2562) + shared4Low;
        Vector128<int> odd2High = Lanes.MultiplyAddHigh(r5, r3, F2053 - F2562, -F2562) + shared4High;
        Vector128<int> odd1Low = Lanes.MultiplyAddLow(r5, r3, -F2562, F3072 - F2562) + shared3Low;
        Vector128<int> odd1High = Lanes.MultiplyAddHigh(r5, r3, -F2562, F3072 - F2562) + shared3High;

        Combine(sumLow + turned3Low, odd0Low, sumHigh + turned3High, odd0High, shift, out r0, out r7);
        Combine(differenceLow + turned2Low, odd1Low, differenceHigh + turned2High, odd1High, shift, out r1, out r6);
        Combine(differenceLow - turned2Low, odd2Low, differenceHigh - turned2High, odd2High, shift, out r2, out r5);
        Combine(sumLow - turned3Low, odd3Low, sumHigh - turned3High, odd3High, shift, out r3, out r4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(
        Vector128<int> evenLow, Vector128<int> oddLow, Vector128<int> evenHigh, Vector128<int> oddHigh, int shift,
        out Vector128<short> sum, out Vector128<short> difference)
    {
        sum = Lanes.PackWords((evenLow + oddLow) >> shift, (evenHigh + oddHigh) >> shift);
        difference = Lanes.PackWords((evenLow - oddLow) >> shift, (evenHigh - oddHigh) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector128<short> r0, ref Vector128<short> r1, ref Vector128<short> r2, ref Vector128<short> r3,
        ref Vector128<short> r4, ref Vector128<short> r5, ref Vector128<short> r6, ref Vector128<short> r7)
    {
        Vector128<int> a0 = Lanes.ZipLow(r0, r1).AsInt32();
        Vector128<int> a1 = Lanes.ZipHigh(r0, r1).AsInt32();
        Vector128<int> a2 = Lanes.ZipLow(r2, r3).AsInt32();
        Vector128<int> a3 = Lanes.ZipHigh(r2, r3).AsInt32();
        Vector128<int> a4 = Lanes.ZipLow(r4, r5).AsInt32();
        Vector128<int> a5 = Lanes.ZipHigh(r4, r5).AsInt32();
        Vector128<int> a6 = Lanes.ZipLow(r6, r7).AsInt32();
        Vector128<int> a7 = Lanes.ZipHigh(r6, r7).AsInt32();

        Vector128<long> b0 = Lanes.ZipLow(a0, a2).AsInt64();
        Vector128<long> b1 = Lanes.ZipHigh(a0, a2).AsInt64();
        Vector128<long> b2 = Lanes.ZipLow(a1, a3).AsInt64();
        Vector128<long> b3 = Lanes.ZipHigh(a1, a3).AsInt64();
        Vector128<long> b4 = Lanes.ZipLow(a4, a6).AsInt64();
        Vector128<long> b5 = Lanes.ZipHigh(a4, a6).AsInt64();
        Vector128<long> b6 = Lanes.ZipLow(a5, a7).AsInt64();
        Vector128<long> b7 = Lanes.ZipHigh(a5, a7).AsInt64();

        r0 = Lanes.ZipLow(b0, b4).AsInt16();
        r1 = Lanes.ZipHigh(b0, b4).AsInt16();
        r2 = Lanes.ZipLow(b1, b5).AsInt16();
        r3 = Lanes.ZipHigh(b1, b5).AsInt16();
        r4 = Lanes.ZipLow(b2, b6).AsInt16();
        r5 = Lanes.ZipHigh(b2, b6).AsInt16();
        r6 = Lanes.ZipLow(b3, b7).AsInt16();
        r7 = Lanes.ZipHigh(b3, b7).AsInt16();
    }
}
