// Owns: the accurate integer inverse DCT for samples of 12 bits, scalar: libjpeg-turbo's "islow" as it is compiled for them. Dequantised
// coefficients in, samples out. Stands between coefficients and the strips of WideReconstructor. Leaves to others: 8-bit samples
// (IslowInverseDct, where the flow graph is told), and speed: such files are rare.
//
// Two things differ from 8 bits: one extra bit is kept between the passes instead of two, as there are four more in the samples; and
// nothing wraps at 16 bits: products are of 64 bits, what is kept between passes of 32. The last step keeps 14 bits of the result, with
// its sign, before it is centred and limited, which only data far outside any encoder's range can tell.

using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>Blocks to 12-bit samples.</summary>
internal static class WideInverseDct
{
    /// <summary>Bits of a sample that are decoded through a DCT, where they are not 8 (T.81 B.2.2).</summary>
    public const int Precision = 12;

    private const int Centre = 1 << (Precision - 1);
    private const int Max = (1 << Precision) - 1;

    private const int ConstantBits = 13;
    private const int FirstPassBits = 1;
    private const int FirstShift = ConstantBits - FirstPassBits;
    private const int SecondShift = ConstantBits + FirstPassBits + 3;

    // round(x * 2^13)
    private const int F0298 = 2446;
    private const int F0390 = 3196;
    private const int F0541 = 4433;
    private const int F0765 = 6270;
    private const int F0899 = 7373;
    private const int F1175 = 9633;
    private const int F1501 = 12299;
    private const int F1847 = 15137;
    private const int F1961 = 16069;
    private const int F2053 = 16819;
    private const int F2562 = 20995;
    private const int F3072 = 25172;

    /// <summary>One block.</summary>
    /// <param name="coefficients">64, natural order.</param>
    /// <param name="steps">Their steps.</param>
    /// <param name="samples">Receives 8 rows of 8, each at most 4095.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> steps, Span<ushort> samples, int stride)
    {
        Span<int> work = stackalloc int[64];
        Span<long> values = stackalloc long[8];
        for (int x = 0; x < 8; x++)
        {
            for (int y = 0; y < 8; y++)
                values[y] = coefficients[8 * y + x] * steps[8 * y + x];
            Pass(values, FirstShift);
            for (int y = 0; y < 8; y++)
                work[8 * y + x] = (int)values[y];
        }

        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
                values[x] = work[8 * y + x];
            Pass(values, SecondShift);
            Span<ushort> row = samples.Slice(y * stride, 8);
            for (int x = 0; x < 8; x++)
                row[x] = Limit((int)values[x]);
        }
    }

    /// <summary>The 14 lowest bits as a number with a sign, centred, limited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Limit(int value) => (ushort)Math.Clamp((value << 18 >> 18) + Centre, 0, Max);

    /// <summary>Eight inputs to eight outputs: (exact + half) >> shift.</summary>
    private static void Pass(Span<long> v, int shift)
    {
        long half = 1L << (shift - 1);

        // Even part.
        long sum = ((v[0] + v[4]) << ConstantBits) + half;
        long difference = ((v[0] - v[4]) << ConstantBits) + half;
        long turned3 = v[2] * (F0541 + F0765) + v[6] * F0541;
        long turned2 = v[2] * F0541 + v[6] * (F0541 - F1847);
        long even0 = sum + turned3;
        long even3 = sum - turned3;
        long even1 = difference + turned2;
        long even2 = difference - turned2;

        // Odd part.
        long z3 = v[7] + v[3];
        long z4 = v[5] + v[1];
        long shared3 = z3 * (F1175 - F1961) + z4 * F1175;
        long shared4 = z3 * F1175 + z4 * (F1175 - F0390);
        long odd3 = v[7] * (F0298 - F0899) - v[1] * F0899 + shared3;
        long odd0 = v[1] * (F1501 - F0899) - v[7] * F0899 + shared4;
        long odd2 = v[5] * (F2053 - F2562) - v[3] * F2562 + shared4;
        long odd1 = v[3] * (F3072 - F2562) - v[5] * F2562 + shared3;

        v[0] = (even0 + odd0) >> shift;
        v[7] = (even0 - odd0) >> shift;
        v[1] = (even1 + odd1) >> shift;
        v[6] = (even1 - odd1) >> shift;
        v[2] = (even2 + odd2) >> shift;
        v[5] = (even2 - odd2) >> shift;
        v[3] = (even3 + odd3) >> shift;
        v[4] = (even3 - odd3) >> shift;
    }
}
