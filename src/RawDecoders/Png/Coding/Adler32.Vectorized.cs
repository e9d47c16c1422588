// Owns: Adler-32 in vectors: 128-bit code for any processor, and 256 and 512 bits with AVX2 and AVX-512, whose sums of products of bytes
// portable vectors do not have. Stands beside Adler32.cs and is equal to it. Leaves to others: the tail (Adler32.AppendScalar).
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

internal static partial class Adler32
{
    private static bool IsVectorized => Vector128.IsHardwareAccelerated;

    /// <summary>
    /// With the sums a and b before it, a vector of n bytes d gives a + Σ d[i] and b + n a + Σ (n - i) d[i]. The products with n
    /// are put off to the end of a run: n times the sum of all a's that a vector began with.
    /// </summary>
    internal static uint AppendVectorized(uint adler, ReadOnlySpan<byte> data)
    {
        uint low = adler & 0xFFFF, high = adler >> 16;
        int width = Avx512BW.IsSupported ? 128 : Avx2.IsSupported ? 64 : 16;
        ref byte first = ref MemoryMarshal.GetReference(data);
        int at = 0;
        while (data.Length - at >= width)
        {
            int end = at + Math.Min(data.Length - at, MaxRun) / width * width;
            if (Avx512BW.IsSupported)
                Run512(ref first, at, end, ref low, ref high);
            else if (Avx2.IsSupported)
                Run256(ref first, at, end, ref low, ref high);
            else
                Run128(ref first, at, end, ref low, ref high);
            low %= Base;
            high %= Base;
            at = end;
        }

        return AppendScalar(high << 16 | low, data[at..]);
    }

    private static void Run512(ref byte first, int at, int end, ref uint low, ref uint high)
    {
        Debug.Assert((end - at) % 128 == 0 && end - at <= MaxRun);
        Vector512<sbyte> weights = Vector512.Create((sbyte)64) - Vector512<sbyte>.Indices;
        Vector512<short> ones = Vector512.Create((short)1);
        Vector512<uint> sums = Vector512<uint>.Zero, before = Vector512<uint>.Zero;
        Vector512<int> products = Vector512<int>.Zero;
        uint bytes = (uint)(end - at);
        for (; at < end; at += 128)
        {
            Vector512<byte> a = Vector512.LoadUnsafe(ref first, (nuint)at), b = Vector512.LoadUnsafe(ref first, (nuint)at + 64);
            // 255 × (64 + 63) < 2^15: sums of two products do not overflow; sums of four would, so that each half is widened by itself.
            Vector512<uint> sumA = Avx512BW.SumAbsoluteDifferences(a, Vector512<byte>.Zero).AsUInt32();
            before += sums + sums + sumA;
            sums += sumA + Avx512BW.SumAbsoluteDifferences(b, Vector512<byte>.Zero).AsUInt32();
            products += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(a, weights), ones)
                + Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(b, weights), ones);
        }

        high += low * bytes + 64 * Vector512.Sum(before) + (uint)Vector512.Sum(products);
        low += Vector512.Sum(sums);
    }

    private static void Run256(ref byte first, int at, int end, ref uint low, ref uint high)
    {
        Debug.Assert((end - at) % 64 == 0 && end - at <= MaxRun);
        Vector256<sbyte> weights = Vector256.Create(
            32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, (sbyte)1);
        Vector256<short> ones = Vector256.Create((short)1);
        Vector256<uint> sums = Vector256<uint>.Zero, before = Vector256<uint>.Zero;
        Vector256<int> products = Vector256<int>.Zero;
        uint bytes = (uint)(end - at);
        for (; at < end; at += 64)
        {
            Vector256<byte> a = Vector256.LoadUnsafe(ref first, (nuint)at), b = Vector256.LoadUnsafe(ref first, (nuint)at + 32);
            // 255 × (32 + 31) < 2^15: sums of two products do not overflow, nor do sums of four: 2 × 255 × 63 < 2^15.
            Vector256<uint> sumA = Avx2.SumAbsoluteDifferences(a, Vector256<byte>.Zero).AsUInt32();
            before += sums + sums + sumA;
            sums += sumA + Avx2.SumAbsoluteDifferences(b, Vector256<byte>.Zero).AsUInt32();
            products += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(a, weights) + Avx2.MultiplyAddAdjacent(b, weights), ones);
        }

        high += low * bytes + 32 * Vector256.Sum(before) + (uint)Vector256.Sum(products);
        low += Vector256.Sum(sums);
    }

    private static void Run128(ref byte first, int at, int end, ref uint low, ref uint high)
    {
        Debug.Assert((end - at) % 16 == 0 && end - at <= MaxRun);
        Vector128<ushort> upper = Vector128.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9), lower = Vector128.Create((ushort)8, 7, 6, 5, 4, 3, 2, 1);
        Vector128<uint> sums = Vector128<uint>.Zero, before = Vector128<uint>.Zero, products = Vector128<uint>.Zero;
        uint bytes = (uint)(end - at);
        for (; at < end; at += 16)
        {
            before += sums;
            (Vector128<ushort> a, Vector128<ushort> b) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)at));
            // 255 × 2 and 255 × (16 + 8) are below 2^16.
            (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(a + b);
            sums += c + d;
            (c, d) = Vector128.Widen(a * upper + b * lower);
            products += c + d;
        }

        high += low * bytes + 16 * Vector128.Sum(before) + Vector128.Sum(products);
        low += Vector128.Sum(sums);
    }
}
