// Owns: fixed-point YCbCr with AVX2: 32 pixels a step, in 16-bit lanes, even and odd pixels in separate vectors. Stands beside
// the scalar form. Leaves to others: sorting the pixels (PixelLayout.Vectorized.cs).
//
// The terms are those of YccColor.cs, rearranged so that
// 16 bits hold them; that no (Y, Cb, Cr) comes out differently is shown by exhaustion in the tests:
//   R - Y = Cr' + ((13173 Cr' + 2^14) >> 15), one pmulhrsw;   13173 / 2^15 is near enough to 0.402 for every Cr';
//   B - Y = 2 Cb' + ((-7471 Cb' + 2^14) >> 15), the same as the scalar term, whose factor is even;
//   G - Y = ((-22554 Cb' + 18734 Cr' + 2^15) >> 16) - Cr', one pmaddwd; 18734 = 65536 - 46802.
// Even and odd pixels are in separate vectors: see PixelLayout.Vectorized.cs.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal static unsafe partial class YccColor
{
    /// <summary>
    /// 32 pixels: luma 0..255, chroma less 128, in words of even and odd pixels. The channels come in even-odd order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToRgb(
        Vector256<short> yEven, Vector256<short> yOdd, Vector256<short> cbEven, Vector256<short> cbOdd,
        Vector256<short> crEven, Vector256<short> crOdd, out Vector256<byte> red, out Vector256<byte> green, out Vector256<byte> blue)
    {
        Vector256<short> crFactor = Vector256.Create((short)13173);
        Vector256<short> cbFactor = Vector256.Create((short)-7471);
        red = Avx2.PackUnsignedSaturate(
            yEven + crEven + Avx2.MultiplyHighRoundScale(crEven, crFactor),
            yOdd + crOdd + Avx2.MultiplyHighRoundScale(crOdd, crFactor));
        blue = Avx2.PackUnsignedSaturate(
            yEven + cbEven + cbEven + Avx2.MultiplyHighRoundScale(cbEven, cbFactor),
            yOdd + cbOdd + cbOdd + Avx2.MultiplyHighRoundScale(cbOdd, cbFactor));
        green = Avx2.PackUnsignedSaturate(
            yEven - crEven + GreenTerm(cbEven, crEven),
            yOdd - crOdd + GreenTerm(cbOdd, crOdd));
    }

    /// <summary>Splits 32 samples into words of the even and of the odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(byte* samples, out Vector256<short> even, out Vector256<short> odd)
    {
        Vector256<ushort> both = Vector256.Load(samples).AsUInt16();
        even = (both & Vector256.Create((ushort)0x00FF)).AsInt16();
        odd = (both >>> 8).AsInt16();
    }

    /// <summary>The same, less 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitCentered(byte* samples, out Vector256<short> even, out Vector256<short> odd)
    {
        Split(samples, out even, out odd);
        even -= Vector256.Create((short)128);
        odd -= Vector256.Create((short)128);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> GreenTerm(Vector256<short> cb, Vector256<short> cr)
    {
        Vector256<short> factors = Vector256.Create(((65536 - CrToG) << 16) | (-CbToG & 0xFFFF)).AsInt16();
        Vector256<int> half = Vector256.Create(Half);
        Vector256<short> low = Avx2.UnpackLow(cb, cr);
        Vector256<short> high = Avx2.UnpackHigh(cb, cr);
        return AvxVnni.IsSupported
            ? Avx2.PackSignedSaturate(
                AvxVnni.MultiplyWideningAndAdd(half, low, factors) >> 16, AvxVnni.MultiplyWideningAndAdd(half, high, factors) >> 16)
            : Avx2.PackSignedSaturate(
                (Avx2.MultiplyAddAdjacent(low, factors) + half) >> 16, (Avx2.MultiplyAddAdjacent(high, factors) + half) >> 16);
    }
}
