// Owns: the fast twin of CmykRowConverter. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Bytes complemented, widened to 16-bit lanes, multiplied by the black of their pixel, divided by 255 with rounding,
// narrowed, and shuffled into the order and size wanted; the lane of black itself is computed too and dropped.
// The ones for the complement come from a field: as ~v or 255 - v the JIT compiler makes a VPTERNLOG that also reads its
// destination register, which chains every step to the one before and costs half of the speed.

internal sealed partial class CmykRowConverter
{
    private Vector128<byte> _order128, _opaque128;
    private Vector512<byte> _order512, _opaque512;
    private Vector512<byte> _ones = Vector512<byte>.AllBitsSet;

    private void CreateControls()
    {
        Span<byte> order = stackalloc byte[64];
        Span<byte> opaque = stackalloc byte[64];
        order.Clear();
        opaque.Clear();
        for (int i = 0; i < 16; i++)
        {
            order[(i * _size) + _red] = (byte)(i * 4);
            order[(i * _size) + 1] = (byte)((i * 4) + 1);
            order[(i * _size) + _blue] = (byte)((i * 4) + 2);
            if (_size == 4)
                opaque[(i * 4) + 3] = 255;
        }

        _order128 = Vector128.Create<byte>(order);
        _opaque128 = Vector128.Create<byte>(opaque);
        _order512 = Vector512.Create<byte>(order);
        _opaque512 = Vector512.Create<byte>(opaque);
    }

    private int ConvertVectorized(ref byte source, ref byte destination, int width)
    {
        int done = 0;
        nint bytes = (nint)width * _size;
        if (Avx512Vbmi.IsSupported)
        {
            Vector512<byte> order = _order512, opaque = _opaque512, ones = _ones;
            Vector512<byte> blackLow = Repeat(BlackLow);
            Vector512<byte> blackHigh = Repeat(BlackHigh);
            for (; done <= width - 16 && (nint)done * _size <= bytes - 64; done += 16)
            {
                Vector512<byte> light = Vector512.LoadUnsafe(ref source, (nuint)done * 4) ^ ones;
                Vector512<ushort> low = Avx512BW.UnpackLow(light, Vector512<byte>.Zero).AsUInt16();
                Vector512<ushort> high = Avx512BW.UnpackHigh(light, Vector512<byte>.Zero).AsUInt16();
                low *= Avx512BW.Shuffle(light, blackLow).AsUInt16();
                high *= Avx512BW.Shuffle(light, blackHigh).AsUInt16();
                low = Avx512BW.MultiplyHigh(low + Vector512.Create((ushort)128), Vector512.Create((ushort)257));
                high = Avx512BW.MultiplyHigh(high + Vector512.Create((ushort)128), Vector512.Create((ushort)257));
                Vector512<byte> packed = Avx512BW.PackUnsignedSaturate(low.AsInt16(), high.AsInt16());
                (Avx512Vbmi.PermuteVar64x8(packed, order) | opaque).StoreUnsafe(ref destination, (nuint)(done * _size));
            }
        }

        if (ByteShuffle.IsAccelerated)
        {
            Vector128<byte> order = _order128, opaque = _opaque128, ones = _ones.GetLower().GetLower();
            for (; done <= width - 4 && (nint)done * _size <= bytes - 16; done += 4)
            {
                Vector128<byte> light = Vector128.LoadUnsafe(ref source, (nuint)done * 4) ^ ones;
                Vector128<ushort> low = Vector128.WidenLower(light) * PackedBytes.Shuffle(light, BlackLow).AsUInt16();
                Vector128<ushort> high = Vector128.WidenUpper(light) * PackedBytes.Shuffle(light, BlackHigh).AsUInt16();
                Vector128<byte> packed = Vector128.Narrow(PackedBytes.Divide255(low), PackedBytes.Divide255(high));
                (PackedBytes.Shuffle(packed, order) | opaque).StoreUnsafe(ref destination, (nuint)(done * _size));
            }
        }

        return done;
    }

    /// <summary>The black of the first and second pixel in 16-bit lanes; an index of 255 gives zero.</summary>
    private static Vector128<byte> BlackLow => Vector128.Create(0xFF03_FF03_FF03_FF03, 0xFF07_FF07_FF07_FF07).AsByte();

    /// <summary>The black of the third and fourth pixel.</summary>
    private static Vector128<byte> BlackHigh => Vector128.Create(0xFF0B_FF0B_FF0B_FF0B, 0xFF0F_FF0F_FF0F_FF0F).AsByte();

    private static Vector512<byte> Repeat(Vector128<byte> v) => Vector512.Create(Vector256.Create(v, v), Vector256.Create(v, v));
}
