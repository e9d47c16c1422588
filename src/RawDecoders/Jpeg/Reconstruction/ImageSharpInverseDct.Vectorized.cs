// Owns: ImageSharp's inverse DCT with AVX2 and FMA: a row or column of the block is one vector of eight floats. The same
// operations in the same order as the scalar code, so the same bits; blocks with only a DC coefficient skip them, as adding
// zeros does not round. Stands beside the scalar form. Leaves to others: machines without FMA.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ImageSharpInverseDct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformAvx2(short* coefficients, byte* extents, int count, float* steps, byte* samples, nint stride)
    {
        for (int i = 0; i < count; i++)
        {
            if (extents[i] == 0)
                FillFlat(coefficients[64 * i] * steps[0], samples + 8 * i, stride);
            else
                TransformBlockAvx2(coefficients + 64 * i, steps, samples + 8 * i, stride);
        }
    }

    private static void FillFlat(float value, byte* samples, nint stride)
    {
        ulong eight = (byte)MathF.Round(Math.Clamp(value + 128f, 0f, 255f)) * 0x0101010101010101UL;
        for (int y = 0; y < 8; y++)
            *(ulong*)(samples + y * stride) = eight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformBlockAvx2(short* coefficients, float* steps, byte* samples, nint stride)
    {
        Vector256<float> r0 = LoadRow(coefficients, steps, 0);
        Vector256<float> r1 = LoadRow(coefficients, steps, 1);
        Vector256<float> r2 = LoadRow(coefficients, steps, 2);
        Vector256<float> r3 = LoadRow(coefficients, steps, 3);
        Vector256<float> r4 = LoadRow(coefficients, steps, 4);
        Vector256<float> r5 = LoadRow(coefficients, steps, 5);
        Vector256<float> r6 = LoadRow(coefficients, steps, 6);
        Vector256<float> r7 = LoadRow(coefficients, steps, 7);

        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Pass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);

        StoreRows(r0, r1, r2, r3, samples, stride);
        StoreRows(r4, r5, r6, r7, samples + 4 * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LoadRow(short* coefficients, float* steps, int row)
        => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(coefficients + 8 * row)) * Vector256.Load(steps + 8 * row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<float> v0, ref Vector256<float> v1, ref Vector256<float> v2, ref Vector256<float> v3,
        ref Vector256<float> v4, ref Vector256<float> v5, ref Vector256<float> v6, ref Vector256<float> v7)
    {
        // Even part.
        Vector256<float> t10 = v0 + v4;
        Vector256<float> t11 = v0 - v4;
        Vector256<float> t13 = v2 + v6;
        Vector256<float> t12 = Fma.MultiplySubtract(v2 - v6, Vector256.Create(SquareRoot2), t13);
        Vector256<float> even0 = t10 + t13;
        Vector256<float> even3 = t10 - t13;
        Vector256<float> even1 = t11 + t12;
        Vector256<float> even2 = t11 - t12;

        // Odd part.
        Vector256<float> z13 = v5 + v3;
        Vector256<float> z10 = v5 - v3;
        Vector256<float> z11 = v1 + v7;
        Vector256<float> z12 = v1 - v7;
        Vector256<float> odd7 = z11 + z13;
        Vector256<float> z5 = (z10 + z12) * Vector256.Create(C1847);
        Vector256<float> odd6 = Fma.MultiplyAdd(z10, Vector256.Create(C2613), z5) - odd7;
        Vector256<float> odd5 = (z11 - z13) * Vector256.Create(SquareRoot2) - odd6;
        Vector256<float> odd4 = Fma.MultiplyAdd(z12, Vector256.Create(C1082), z5) - odd5;

        v0 = even0 + odd7;
        v7 = even0 - odd7;
        v1 = even1 + odd6;
        v6 = even1 - odd6;
        v2 = even2 + odd5;
        v5 = even2 - odd5;
        v3 = even3 + odd4;
        v4 = even3 - odd4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3,
        ref Vector256<float> r4, ref Vector256<float> r5, ref Vector256<float> r6, ref Vector256<float> r7)
    {
        Vector256<double> a0 = Avx.UnpackLow(r0, r1).AsDouble();
        Vector256<double> a1 = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> a2 = Avx.UnpackLow(r2, r3).AsDouble();
        Vector256<double> a3 = Avx.UnpackHigh(r2, r3).AsDouble();
        Vector256<double> a4 = Avx.UnpackLow(r4, r5).AsDouble();
        Vector256<double> a5 = Avx.UnpackHigh(r4, r5).AsDouble();
        Vector256<double> a6 = Avx.UnpackLow(r6, r7).AsDouble();
        Vector256<double> a7 = Avx.UnpackHigh(r6, r7).AsDouble();

        Vector256<float> b0 = Avx.UnpackLow(a0, a2).AsSingle();
        Vector256<float> b1 = Avx.UnpackHigh(a0, a2).AsSingle();
        Vector256<float> b2 = Avx.UnpackLow(a1, a3).AsSingle();
        Vector256<float> b3 = Avx.UnpackHigh(a1, a3).AsSingle();
        Vector256<float> b4 = Avx.UnpackLow(a4, a6).AsSingle();
        Vector256<float> b5 = Avx.UnpackHigh(a4, a6).AsSingle();
        Vector256<float> b6 = Avx.UnpackLow(a5, a7).AsSingle();
        Vector256<float> b7 = Avx.UnpackHigh(a5, a7).AsSingle();

        r0 = Avx.Permute2x128(b0, b4, 0x20);
        r1 = Avx.Permute2x128(b1, b5, 0x20);
        r2 = Avx.Permute2x128(b2, b6, 0x20);
        r3 = Avx.Permute2x128(b3, b7, 0x20);
        r4 = Avx.Permute2x128(b0, b4, 0x31);
        r5 = Avx.Permute2x128(b1, b5, 0x31);
        r6 = Avx.Permute2x128(b2, b6, 0x31);
        r7 = Avx.Permute2x128(b3, b7, 0x31);
    }

    /// <summary>
    /// Level shift, round half to even, limit: four rows of eight. cvtps2dq rounds so in the default mode, which managed
    /// code runs in; the values stay far below 2^31; the packs limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(
        Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, byte* samples, nint stride)
    {
        Vector256<float> level = Vector256.Create(128f);
        Vector256<short> low = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(r0 + level), Avx.ConvertToVector256Int32(r1 + level));
        Vector256<short> high = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(r2 + level), Avx.ConvertToVector256Int32(r3 + level));
        Vector256<ulong> rows = Avx2.PermuteVar8x32(
            Avx2.PackUnsignedSaturate(low, high).AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsUInt64();
        *(ulong*)samples = rows.GetElement(0);
        *(ulong*)(samples + stride) = rows.GetElement(1);
        *(ulong*)(samples + 2 * stride) = rows.GetElement(2);
        *(ulong*)(samples + 3 * stride) = rows.GetElement(3);
    }
}
