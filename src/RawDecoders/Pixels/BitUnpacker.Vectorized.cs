using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Vectors of 64: a byte permutation brings each group of 8 samples' bytes into one quadword, VPMULTISHIFTQB takes the 8
// bit fields out of it, a 16-entry shuffle is the table.
// Vectors of 16: each packed byte is repeated once per sample, the right nibble is taken for each lane, and a 16-entry
// shuffle per place within the nibble (1, 2 or 4 places) looks up the value; lane masks join the results.

internal sealed partial class BitUnpacker
{
    private Vector128<byte> _spread128, _table0, _table1, _table2, _table3;
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
        _table2 = NibbleTable(2);
        _table3 = NibbleTable(3);

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
        int shift = Math.Max(4 - (_bits * (place + 1)), 0);
        for (int i = 0; i < 16; i++)
            v[i] = _values[(i >> shift) & ((1 << _bits) - 1)];
        return Vector128.Create<byte>(v);
    }

    /// <summary>Unpacks as many whole bytes from the start as whole vectors allow; returns the number of samples.</summary>
    private int UnpackVectorized(ref byte source, ref byte destination, int bytes, int count)
    {
        int done = 0;
        if (Avx512Vbmi.IsSupported && count >= 64)
            done = Unpack512(ref source, ref destination, bytes, count);
        if (HasShuffle128 && count - done >= 16)
        {
            done = _bits switch
            {
                1 => Unpack128<Bits1>(ref source, ref destination, done, bytes, count),
                2 => Unpack128<Bits2>(ref source, ref destination, done, bytes, count),
                _ => Unpack128<Bits4>(ref source, ref destination, done, bytes, count),
            };
        }

        return done;
    }

    private int Unpack512(ref byte source, ref byte destination, int bytes, int count)
    {
        Vector512<byte> spread = _spread512, shift = _shift512, table = _table512;
        Vector512<byte> mask = Vector512.Create((byte)((1 << _bits) - 1));
        nint step = 8 * _bits;
        int done = 0;
        nint at = 0;
        for (; done <= count - 64 && at <= bytes - 32; done += 64, at += step)
        {
            // 8, 16 or 32 bytes are looked at.
            Vector512<byte> packed = Vector256.LoadUnsafe(ref source, (nuint)at).ToVector512Unsafe();
            Vector512<byte> fields = Avx512Vbmi.MultiShift(shift, Avx512Vbmi.PermuteVar64x8(packed, spread).AsUInt64());
            Avx512BW.Shuffle(table, fields & mask).StoreUnsafe(ref destination, (nuint)done);
        }

        return done;
    }

    private int Unpack128<TBits>(ref byte source, ref byte destination, int done, int bytes, int count)
        where TBits : struct, IBits
    {
        Vector128<byte> spread = _spread128, low = Vector128.Create((byte)15);
        Vector128<byte> t0 = _table0, t1 = _table1, t2 = _table2, t3 = _table3;
        int perByte = 8 / TBits.Count;
        nint at = done / perByte;

        // 2, 4 or 8 bytes are looked at, 8 are read.
        for (; done <= count - 16 && at <= bytes - 8; done += 16, at += 16 / perByte)
        {
            Vector128<byte> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at))).AsByte();
            v = Vector128.ShuffleNative(v, spread);
            Vector128<byte> upper = (v.AsUInt16() >>> 4).AsByte();
            Vector128<byte> values;
            if (TBits.Count == 4)
            {
                Vector128<byte> nibble = Vector128.ConditionalSelect(Vector128.Create((ushort)0x00FF).AsByte(), upper, v) & low;
                values = Vector128.ShuffleNative(t0, nibble);
            }
            else if (TBits.Count == 2)
            {
                Vector128<byte> nibble = Vector128.ConditionalSelect(Vector128.Create(0x0000FFFFu).AsByte(), upper, v) & low;
                values = Vector128.ConditionalSelect(
                    Vector128.Create((ushort)0x00FF).AsByte(), Vector128.ShuffleNative(t0, nibble), Vector128.ShuffleNative(t1, nibble));
            }
            else
            {
                Vector128<byte> nibble = Vector128.ConditionalSelect(Vector128.Create(0x00000000FFFFFFFFul).AsByte(), upper, v) & low;
                Vector128<byte> even = Vector128.ConditionalSelect(
                    Vector128.Create(0x000000FFu).AsByte(), Vector128.ShuffleNative(t0, nibble), Vector128.ShuffleNative(t2, nibble));
                Vector128<byte> odd = Vector128.ConditionalSelect(
                    Vector128.Create(0x0000FF00u).AsByte(), Vector128.ShuffleNative(t1, nibble), Vector128.ShuffleNative(t3, nibble));
                values = Vector128.ConditionalSelect(Vector128.Create((ushort)0x00FF).AsByte(), even, odd);
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
