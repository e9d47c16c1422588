// Owns: the fast twin of PremultiplyRowConverter. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Bytes widened to 16-bit lanes, multiplied by the alpha of their pixel (alpha itself by 255), divided by 255 with rounding, narrowed: the
// alpha lane then comes out as it was, with no selection at the end.

internal sealed partial class PremultiplyRowConverter
{
    private readonly Vector128<byte> _order = isSwapped
        ? Vector128.Create((byte)2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15)
        : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    private int ConvertVectorized(ref byte source, ref byte destination, int width)
    {
        int done = 0;
        if (Avx512BW.IsSupported)
        {
            Vector512<byte> order = Repeat(_order), alphaLow = Repeat(AlphaLow), alphaHigh = Repeat(AlphaHigh);
            Vector512<ushort> own = Vector512.Create(0x00FF_0000_0000_0000).AsUInt16();
            for (; done <= width - 16; done += 16)
            {
                Vector512<byte> pixels = Avx512BW.Shuffle(Vector512.LoadUnsafe(ref source, (nuint)done * 4), order);
                Vector512<ushort> low = Avx512BW.UnpackLow(pixels, Vector512<byte>.Zero).AsUInt16();
                Vector512<ushort> high = Avx512BW.UnpackHigh(pixels, Vector512<byte>.Zero).AsUInt16();
                low *= Avx512BW.Shuffle(pixels, alphaLow).AsUInt16() | own;
                high *= Avx512BW.Shuffle(pixels, alphaHigh).AsUInt16() | own;
                low = Avx512BW.MultiplyHigh(low + Vector512.Create((ushort)128), Vector512.Create((ushort)257));
                high = Avx512BW.MultiplyHigh(high + Vector512.Create((ushort)128), Vector512.Create((ushort)257));
                Avx512BW.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).StoreUnsafe(ref destination, (nuint)done * 4);
            }
        }
        else if (Avx2.IsSupported)
        {
            Vector256<byte> order = Vector256.Create(_order, _order), alphaLow = Vector256.Create(AlphaLow, AlphaLow), alphaHigh = Vector256.Create(AlphaHigh, AlphaHigh);
            Vector256<ushort> own = Vector256.Create(0x00FF_0000_0000_0000).AsUInt16();
            for (; done <= width - 8; done += 8)
            {
                Vector256<byte> pixels = Avx2.Shuffle(Vector256.LoadUnsafe(ref source, (nuint)done * 4), order);
                Vector256<ushort> low = Avx2.UnpackLow(pixels, Vector256<byte>.Zero).AsUInt16();
                Vector256<ushort> high = Avx2.UnpackHigh(pixels, Vector256<byte>.Zero).AsUInt16();
                low *= Avx2.Shuffle(pixels, alphaLow).AsUInt16() | own;
                high *= Avx2.Shuffle(pixels, alphaHigh).AsUInt16() | own;
                low = Avx2.MultiplyHigh(low + Vector256.Create((ushort)128), Vector256.Create((ushort)257));
                high = Avx2.MultiplyHigh(high + Vector256.Create((ushort)128), Vector256.Create((ushort)257));
                Avx2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).StoreUnsafe(ref destination, (nuint)done * 4);
            }
        }

        if (ByteShuffle.IsAccelerated)
        {
            Vector128<ushort> own = Vector128.Create(0x00FF_0000_0000_0000).AsUInt16();
            for (; done <= width - 4; done += 4)
            {
                Vector128<byte> pixels = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)done * 4), _order);
                Vector128<ushort> low = Vector128.WidenLower(pixels) * (PackedBytes.Shuffle(pixels, AlphaLow).AsUInt16() | own);
                Vector128<ushort> high = Vector128.WidenUpper(pixels) * (PackedBytes.Shuffle(pixels, AlphaHigh).AsUInt16() | own);
                Vector128.Narrow(PackedBytes.Divide255(low), PackedBytes.Divide255(high)).StoreUnsafe(ref destination, (nuint)done * 4);
            }
        }

        return done;
    }

    /// <summary>The alpha of the first and second pixel in 16-bit lanes; an index of 255 gives zero.</summary>
    private static Vector128<byte> AlphaLow => Vector128.Create(0xFF03_FF03_FF03_FF03, 0xFF07_FF07_FF07_FF07).AsByte();

    /// <summary>The alpha of the third and fourth pixel.</summary>
    private static Vector128<byte> AlphaHigh => Vector128.Create(0xFF0B_FF0B_FF0B_FF0B, 0xFF0F_FF0F_FF0F_FF0F).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Repeat(Vector128<byte> v) => Vector512.Create(Vector256.Create(v, v), Vector256.Create(v, v));
}
