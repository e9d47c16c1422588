// Owns: the fast twin of LumaRowConverter. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// The weight of green, 38470, does not fit a signed 16-bit factor of PMADDWD; half of it does, and green is in both pairs:
// luma = (R × 19595 + G × 19235) + (G × 19235 + B × 7471) + 32768 >> 16, each bracket one PMADDWD.
// Without PMADDWD (Arm) three 32-bit products do.

internal sealed partial class LumaRowConverter
{
    /// <summary>Bring (R, G) and (G, B) of 4 pixels into pairs of 16-bit lanes.</summary>
    private Vector128<byte> _redGreen128, _greenBlue128;

    /// <summary>The same for 16 pixels; the high bytes of the lanes are masked afterwards.</summary>
    private Vector512<byte> _redGreen512, _greenBlue512;

    private void CreateControls()
    {
        Span<byte> redGreen = stackalloc byte[64];
        Span<byte> greenBlue = stackalloc byte[64];
        redGreen.Fill(255); // out of range for a shuffle of 16: zero
        greenBlue.Fill(255);
        for (int i = 0; i < 16; i++)
        {
            redGreen[i * 4] = (byte)((i * _size) + _red);
            redGreen[(i * 4) + 2] = greenBlue[i * 4] = (byte)((i * _size) + 1);
            greenBlue[(i * 4) + 2] = (byte)((i * _size) + _blue);
        }

        _redGreen128 = Vector128.Create<byte>(redGreen);
        _greenBlue128 = Vector128.Create<byte>(greenBlue);
        _redGreen512 = Vector512.Create<byte>(redGreen);
        _greenBlue512 = Vector512.Create<byte>(greenBlue);
    }

    private int ConvertVectorized(ref byte source, ref byte destination, int width)
    {
        int done = 0;
        if (Avx512Vbmi.IsSupported)
        {
            Vector512<byte> redGreen = _redGreen512, greenBlue = _greenBlue512, lowBytes = Vector512.Create((ushort)255).AsByte();
            Vector512<short> weightsRedGreen = Vector512.Create((19235 << 16) | 19595).AsInt16();
            Vector512<short> weightsGreenBlue = Vector512.Create((7471 << 16) | 19235).AsInt16();
            Vector512<int> half = Vector512.Create(32768);
            for (nint bytes = (nint)width * _size; done * _size <= bytes - 64; done += 16)
            {
                Vector512<byte> v = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, done * _size));
                Vector512<short> rg = (Avx512Vbmi.PermuteVar64x8(v, redGreen) & lowBytes).AsInt16();
                Vector512<short> gb = (Avx512Vbmi.PermuteVar64x8(v, greenBlue) & lowBytes).AsInt16();
                Vector512<int> sum = Avx512BW.MultiplyAddAdjacent(rg, weightsRedGreen) + Avx512BW.MultiplyAddAdjacent(gb, weightsGreenBlue);
                Avx512F.ConvertToVector128Byte((sum + half).AsUInt32() >>> 16).StoreUnsafe(ref destination, (nuint)done);
            }
        }

        if (ByteShuffle.IsAccelerated)
        {
            // 16 pixels from four loads of 16 bytes, the last of which starts at pixel 12.
            int reach = (12 * _size) + 16;
            for (nint bytes = (nint)width * _size; done <= width - 16 && done * _size <= bytes - reach; done += 16)
            {
                ref byte pixels = ref Unsafe.Add(ref source, done * _size);
                Vector128<uint> a = Luma4(Vector128.LoadUnsafe(ref pixels));
                Vector128<uint> b = Luma4(Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, 4 * _size)));
                Vector128<uint> c = Luma4(Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, 8 * _size)));
                Vector128<uint> d = Luma4(Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, 12 * _size)));
                Vector128.Narrow(Vector128.Narrow(a, b), Vector128.Narrow(c, d)).StoreUnsafe(ref destination, (nuint)done);
            }
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<uint> Luma4(Vector128<byte> v)
    {
        Vector128<byte> redGreen = PackedBytes.Shuffle(v, _redGreen128);
        Vector128<byte> greenBlue = PackedBytes.Shuffle(v, _greenBlue128);
        if (Sse2.IsSupported)
        {
            Vector128<int> sum = Sse2.MultiplyAddAdjacent(redGreen.AsInt16(), Vector128.Create((19235 << 16) | 19595).AsInt16())
                + Sse2.MultiplyAddAdjacent(greenBlue.AsInt16(), Vector128.Create((7471 << 16) | 19235).AsInt16());
            return (sum + Vector128.Create(32768)).AsUInt32() >>> 16;
        }

        Vector128<uint> red = redGreen.AsUInt32() & Vector128.Create(0xFFFFu);
        Vector128<uint> green = redGreen.AsUInt32() >>> 16;
        Vector128<uint> blue = greenBlue.AsUInt32() >>> 16;
        return ((red * 19595u) + (green * 38470u) + (blue * 7471u) + Vector128.Create(32768u)) >>> 16;
    }
}
