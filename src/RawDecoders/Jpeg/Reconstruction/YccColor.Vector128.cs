// Owns: fixed-point YCbCr in portable 128-bit vectors: 16 pixels a step, even and odd ones apart. Stands beside the scalar
// form, on machines without AVX2. Leaves to others: why the terms are right, which YccColor.Avx2.cs explains.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal static unsafe partial class YccColor
{
    /// <summary>16 pixels from full-resolution rows; the channels come in even-odd order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToRgb(
        byte* luma, byte* blueChroma, byte* redChroma, out Vector128<byte> red, out Vector128<byte> green, out Vector128<byte> blue)
    {
        Split(luma, 0, out Vector128<short> yEven, out Vector128<short> yOdd);
        Split(blueChroma, 128, out Vector128<short> cbEven, out Vector128<short> cbOdd);
        Split(redChroma, 128, out Vector128<short> crEven, out Vector128<short> crOdd);
        red = Lanes.PackBytes(
            yEven + crEven + Lanes.MultiplyHighRounded(crEven, 13173),
            yOdd + crOdd + Lanes.MultiplyHighRounded(crOdd, 13173));
        blue = Lanes.PackBytes(
            yEven + cbEven + cbEven + Lanes.MultiplyHighRounded(cbEven, -7471),
            yOdd + cbOdd + cbOdd + Lanes.MultiplyHighRounded(cbOdd, -7471));
        green = Lanes.PackBytes(
            yEven - crEven + GreenTerm(cbEven, crEven),
            yOdd - crOdd + GreenTerm(cbOdd, crOdd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(byte* samples, short level, out Vector128<short> even, out Vector128<short> odd)
    {
        Vector128<ushort> both = Vector128.Load(samples).AsUInt16();
        even = (both & Vector128.Create((ushort)0x00FF)).AsInt16() - Vector128.Create(level);
        odd = (both >>> 8).AsInt16() - Vector128.Create(level);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> GreenTerm(Vector128<short> cb, Vector128<short> cr)
    {
        Vector128<int> half = Vector128.Create(Half);
        return Lanes.PackWords(
            (Lanes.MultiplyAddLow(cb, cr, -CbToG, 65536 - CrToG) + half) >> 16,
            (Lanes.MultiplyAddHigh(cb, cr, -CbToG, 65536 - CrToG) + half) >> 16);
    }
}
