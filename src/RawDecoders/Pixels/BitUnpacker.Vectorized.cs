// Owns: the fast twin of BitUnpacker. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Vectors of 64: a byte permutation brings each group of 8 samples' bytes into one quadword, VPMULTISHIFTQB takes the 8
// bit fields out of it, a 16-entry shuffle is the table.
// Vectors of 16: each packed byte is repeated once per sample. 1 bit: each lane tests its bit and selects one of two values.
// 2 and 4 bits: each lane takes the right nibble and looks it up in a 16-entry table per place within the nibble.
// (1 bit by nibbles too, four tables joined by lane masks, had two thirds of the speed.)

internal sealed partial class BitUnpacker
{
    private Vector128<byte> _spread128, _table0, _table1;
    private Vector512<byte> _spread512, _shift512, _table512;

    private static bool HasShuffle128 => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    private void CreateControls()
    {
        int perByte = 8 / _bits;
        Span<byte> v = stackalloc byte[64];

        for (int i = 0; i < 16; i++)
            v[i] = (byte)(i / perByte);
        _spread128 = Vector128.Create<byte>(v);
        _table0 = NibbleTable(0);
        _table1 = NibbleTable(1);

        // Quadword q takes the _bits bytes from q × _bits on, the rest of it is not looked at.
        for (int i = 0; i < 64; i++)
            v[i] = (byte)(Math.Min(i % 8, _bits - 1) + (i / 8 * _bits));
        _spread512 = Vector512.Create<byte>(v);

        // Sample i of a quadword starts at bit 8 × byte + (8 - bits × (place + 1)).
        for (int i = 0; i < 64; i++)
        {
            int sample = i % 8;
            v[i] = (byte)((8 * (sample / perByte)) + 8 - (_bits * ((sample % perByte) + 1)));
        }

        _shift512 = Vector512.Create<byte>(v);

        for (int i = 0; i < 64; i++)
            v[i] = _values[i % _values.Length];
        _table512 = Vector512.Create<byte>(v);
    }

    /// <summary>For each nibble, the value of its sample at <paramref name="place"/>, counted from the top.</summary>
    private Vector128<byte> NibbleTable(int place)
    {
        Span<byte> v = stackalloc byte[16];
        int shift = Math.Max(4 - (_bits * (place + 1)), 0); // 4 bits have one place only
        for (int i = 0; i < 16; i++)
            v[i] = _values[(i >> shift) & ((1 << _bits) - 1)];
        return Vector128.Create<byte>(v);
    }

    /// <summary>Unpacks as many whole bytes from the start as whole vectors allow; returns the number of samples.</summary>
    private int UnpackVectorized(ref byte source, ref byte destination, int bytes, int count)
        => _bits switch
        {
            1 => UnpackVectorized<Bits1>(ref source, ref destination, bytes, count),
            2 => UnpackVectorized<Bits2>(ref source, ref destination, bytes, count),
            _ => UnpackVectorized<Bits4>(ref source, ref destination, bytes, count),
        };

    private int UnpackVectorized<TBits>(ref byte source, ref byte destination, int bytes, int count)
        where TBits : struct, IBits
    {
        Debug.Assert(count >= 0 && bytes == (((long)count * _bits) + 7) >> 3);
        int done = 0;
        if (Avx512Vbmi.IsSupported && count >= 64)
            done = Unpack512<TBits>(ref source, ref destination, count);
        if (HasShuffle128 && count - done >= 16)
            done = Unpack128<TBits>(ref source, ref destination, done, bytes, count);
        return done;
    }

    private int Unpack512<TBits>(ref byte source, ref byte destination, int count)
        where TBits : struct, IBits
    {
        Vector512<byte> spread = _spread512, shift = _shift512, table = _table512;
        Vector512<byte> mask = Vector512.Create((byte)((1 << TBits.Count) - 1));
        int done = 0;
        for (; done <= count - 64; done += 64)
        {
            Vector512<byte> packed = TBits.Count switch
            {
                1 => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte().ToVector256Unsafe().ToVector512Unsafe(),
                2 => Vector128.LoadUnsafe(ref source).ToVector256Unsafe().ToVector512Unsafe(),
                _ => Vector256.LoadUnsafe(ref source).ToVector512Unsafe(),
            };
            Vector512<byte> fields = Avx512Vbmi.MultiShift(shift, Avx512Vbmi.PermuteVar64x8(packed, spread).AsUInt64());
            Avx512BW.Shuffle(table, fields & mask).StoreUnsafe(ref destination, (nuint)done);
            source = ref Unsafe.Add(ref source, 8 * TBits.Count);
        }

        return done;
    }

    private int Unpack128<TBits>(ref byte source, ref byte destination, int done, int bytes, int count)
        where TBits : struct, IBits
    {
        Vector128<byte> spread = _spread128, t0 = _table0, t1 = _table1;
        Vector128<byte> bit = Vector128.Create(0x0102040810204080ul).AsByte();
        Vector128<byte> zero = Vector128.Create(_values[0]), change = Vector128.Create((byte)(_values[0] ^ _values[1]));
        nint at = done * TBits.Count / 8;

        // 2, 4 or 8 bytes are looked at, 8 are read.
        for (; done <= count - 16 && at <= bytes - 8; done += 16, at += 2 * TBits.Count)
        {
            Vector128<byte> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at))).AsByte();
            v = PackedBytes.Shuffle(v, spread);
            Vector128<byte> values;
            if (TBits.Count == 1)
            {
                values = (Vector128.Equals(v & bit, bit) & change) ^ zero;
            }
            else
            {
                Vector128<byte> isUpper = TBits.Count == 2 ? Vector128.Create(0x0000FFFFu).AsByte() : Vector128.Create((ushort)0x00FF).AsByte();
                Vector128<byte> nibble = Vector128.ConditionalSelect(isUpper, (v.AsUInt16() >>> 4).AsByte(), v) & Vector128.Create((byte)15);
                values = PackedBytes.Shuffle(t0, nibble);
                if (TBits.Count == 2)
                {
                    Vector128<byte> isFirst = Vector128.Create((ushort)0x00FF).AsByte();
                    values = Vector128.ConditionalSelect(isFirst, values, PackedBytes.Shuffle(t1, nibble));
                }
            }

            values.StoreUnsafe(ref destination, (nuint)done);
        }

        return done;
    }

    private interface IBits
    {
        static abstract int Count { get; }
    }

    private readonly struct Bits1 : IBits
    {
        public static int Count => 1;
    }

    private readonly struct Bits2 : IBits
    {
        public static int Count => 2;
    }

    private readonly struct Bits4 : IBits
    {
        public static int Count => 4;
    }
}
