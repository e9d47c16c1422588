// Owns: the transform to 2 x 2 with AVX2: two blocks a vector, block A in the lower 128-bit lane and block B in the upper. Stands in the place
// of the portable pair, to which it is equal in every bit. Leaves to others: runs of blocks (QuarterInverseDct.cs).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class QuarterInverseDct
{
    /// <summary>Two blocks: four samples of their upper rows, then four of their lower ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> TransformPairAvx2(short* a, short* b, short* quantization)
    {
        Vector256<short> r0 = LoadRows(a, b, quantization, 0), r1 = LoadRows(a, b, quantization, 1), r3 = LoadRows(a, b, quantization, 3);
        Vector256<short> r5 = LoadRows(a, b, quantization, 5), r7 = LoadRows(a, b, quantization, 7);

        // Columns 0 to 3, then 4 to 7. Row 0 comes 16 bits too high.
        Vector256<short> weights13 = Pair(W1, W3), weights57 = Pair(W5, W7);
        Vector256<int> half = Vector256.Create(1 << (FirstShift - 1));
        Vector256<int> zeroLow = (Avx2.UnpackLow(Vector256<short>.Zero, r0).AsInt32() >> (16 - WeightBits)) + half;
        Vector256<int> zeroHigh = (Avx2.UnpackHigh(Vector256<short>.Zero, r0).AsInt32() >> (16 - WeightBits)) + half;
        Vector256<int> oddLow = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(r1, r3), weights13) + Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(r5, r7), weights57);
        Vector256<int> oddHigh = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(r1, r3), weights13) + Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(r5, r7), weights57);
        Vector256<int> upperLow = (zeroLow + oddLow) >> FirstShift;
        Vector256<int> lowerLow = (zeroLow - oddLow) >> FirstShift;

        // Rows: the odd columns of each by their weights, the even ones by 0; then sums across, of the upper and the lower row.
        Vector256<short> weights = Vector256.Create(0, W1, 0, W3, 0, W5, 0, W7, 0, W1, 0, W3, 0, W5, 0, W7);
        Vector256<int> upper = Avx2.MultiplyAddAdjacent(Avx2.PackSignedSaturate(upperLow, (zeroHigh + oddHigh) >> FirstShift), weights);
        Vector256<int> lower = Avx2.MultiplyAddAdjacent(Avx2.PackSignedSaturate(lowerLow, (zeroHigh - oddHigh) >> FirstShift), weights);
        Vector256<int> odd = Avx2.UnpackLow(upper, lower) + Avx2.UnpackHigh(upper, lower);
        odd += Avx2.Shuffle(odd, 0b01_00_11_10);
        Vector256<int> zero = (Avx2.UnpackLow(upperLow, lowerLow) << WeightBits) + Vector256.Create(1 << (SecondShift - 1));

        // Upper left, upper right, lower left, lower right sample of A, and of B.
        Vector256<int> samples = Avx2.UnpackLow((zero + odd) >> SecondShift, (zero - odd) >> SecondShift);
        Vector256<short> words = Avx2.PackSignedSaturate(samples, samples);
        Vector256<ushort> pairs = Avx2.PackSignedSaturate(words, words).AsUInt16() ^ Vector256.Create((ushort)0x8080);
        return Sse2.UnpackLow(pairs.GetLower(), pairs.GetUpper()).AsUInt32();
    }

    private static Vector256<short> Pair(int first, int second) => Vector256.Create((second << 16) | (first & 0xFFFF)).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> LoadRows(short* a, short* b, short* quantization, int row)
        => Vector256.Create(Vector128.Load(a + 8 * row), Vector128.Load(b + 8 * row)) * Avx2.BroadcastVector128ToVector256(quantization + 8 * row);
}
