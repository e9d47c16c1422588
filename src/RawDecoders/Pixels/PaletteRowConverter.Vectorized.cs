// Owns: the fast twin of PaletteRowConverter. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// The table is split into planes, one for each byte of a pixel, that live in vector registers: 64 entries are looked up
// by one byte permutation (VPERMB), 128 by one over two registers (VPERMI2B), 256 by two of those. The planes are then
// interleaved. Unpacking works within lanes of 16 bytes, so the indices are put in the order that makes up for it first.
// Without VBMI, palettes of up to 16 entries take a 16-entry shuffle per plane; larger ones stay scalar, and so do pixels
// of 6 and 8 bytes. AVX2 gathers were 1.5 times as fast as scalar loads on a processor that needs no mitigation against
// gather data sampling; on the many AVX2 processors that do, a gather is several times slower than the loads.
// Planes hold the exclusive or with the entry for indices past the end, so that a lookup of zero gives that entry.

internal sealed partial class PaletteRowConverter
{
    /// <summary>256 bytes for each byte of a pixel of up to 4 bytes; empty for larger pixels.</summary>
    private byte[] _planes = [];

    /// <summary>The entry past the end, repeated.</summary>
    private Vector512<byte> _past;

    /// <summary>The order in which 64 indices are looked up.</summary>
    private Vector512<byte> _order;

    /// <summary>Removes the fourth byte of pixels.</summary>
    private Vector512<byte> _compact;

    private void CreateTables(ReadOnlySpan<byte> entries)
    {
        if (_size > 4)
            return;

        ReadOnlySpan<byte> past = entries[^8..];
        _planes = new byte[4 * 256];
        for (int p = 0; p < _size; p++)
        {
            for (int i = 0; i < 256; i++)
                _planes[(p * 256) + i] = (byte)(entries[(i * 8) + p] ^ past[p]);
        }

        // Destination vector k, lane l comes from part k of lane l of the planes: part l of quarter k of the pixels.
        int word = _size == 3 ? 4 : _size;
        int parts = Math.Min(word, 4), partSize = 16 / parts;
        Span<byte> v = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
        {
            int lane = i / 16, part = i % 16 / partSize;
            v[i] = (byte)((part * 4 * partSize) + (lane * partSize) + (i % partSize));
        }

        _order = Vector512.Create<byte>(v);
        for (int i = 0; i < 64; i++)
            v[i] = past[i % word];
        _past = Vector512.Create<byte>(v);
        for (int i = 0; i < 64; i++)
            v[i] = (byte)(i < 48 ? (i / 3 * 4) + (i % 3) : 0);
        _compact = Vector512.Create<byte>(v);
    }

    private int ConvertVectorized(ref byte source, ref byte destination, int width)
    {
        if (_planes.Length == 0)
            return 0;
        if (Avx512Vbmi.IsSupported)
        {
            return _count switch
            {
                <= 64 => Convert512<Table64>(ref source, ref destination, width),
                <= 128 => Convert512<Table128>(ref source, ref destination, width),
                _ => Convert512<Table256>(ref source, ref destination, width),
            };
        }

        return _count <= 16 && (Ssse3.IsSupported || AdvSimd.Arm64.IsSupported) ? Convert128(ref source, ref destination, width) : 0;
    }

    private int Convert512<TTable>(ref byte source, ref byte destination, int width)
        where TTable : struct, ITable<TTable>
    {
        TTable t0 = TTable.Load(ref _planes[0]), t1 = TTable.Load(ref _planes[256]);
        TTable t2 = TTable.Load(ref _planes[512]), t3 = TTable.Load(ref _planes[768]);
        Vector512<byte> past = _past, order = _order, compact = _compact;

        // The last store of 3-byte pixels is 16 bytes too long.
        int last = width - (_size == 3 ? 64 + 6 : 64);
        int done = 0;
        for (; done <= last; done += 64)
        {
            ref byte to = ref Unsafe.Add(ref destination, done * _size);
            Vector512<byte> indices = Vector512.LoadUnsafe(ref source, (nuint)done);
            if (_size == 1)
            {
                (t0.Lookup(indices) ^ past).StoreUnsafe(ref to);
                continue;
            }

            indices = Avx512Vbmi.PermuteVar64x8(indices, order);
            Vector512<byte> p0 = t0.Lookup(indices), p1 = t1.Lookup(indices);
            Vector512<byte> low = Avx512BW.UnpackLow(p0, p1), high = Avx512BW.UnpackHigh(p0, p1);
            if (_size == 2)
            {
                (low ^ past).StoreUnsafe(ref to);
                (high ^ past).StoreUnsafe(ref to, 64);
                continue;
            }

            Vector512<byte> p2 = t2.Lookup(indices), p3 = _size == 4 ? t3.Lookup(indices) : p2;
            Vector512<ushort> low2 = Avx512BW.UnpackLow(p2, p3).AsUInt16(), high2 = Avx512BW.UnpackHigh(p2, p3).AsUInt16();
            Vector512<byte> a = Avx512BW.UnpackLow(low.AsUInt16(), low2).AsByte() ^ past;
            Vector512<byte> b = Avx512BW.UnpackHigh(low.AsUInt16(), low2).AsByte() ^ past;
            Vector512<byte> c = Avx512BW.UnpackLow(high.AsUInt16(), high2).AsByte() ^ past;
            Vector512<byte> d = Avx512BW.UnpackHigh(high.AsUInt16(), high2).AsByte() ^ past;
            nuint step = 64;
            if (_size == 3)
            {
                a = Avx512Vbmi.PermuteVar64x8(a, compact);
                b = Avx512Vbmi.PermuteVar64x8(b, compact);
                c = Avx512Vbmi.PermuteVar64x8(c, compact);
                d = Avx512Vbmi.PermuteVar64x8(d, compact);
                step = 48;
            }

            a.StoreUnsafe(ref to);
            b.StoreUnsafe(ref to, step);
            c.StoreUnsafe(ref to, 2 * step);
            d.StoreUnsafe(ref to, 3 * step);
        }

        return done;
    }

    private int Convert128(ref byte source, ref byte destination, int width)
    {
        Vector128<byte> t0 = Vector128.LoadUnsafe(ref _planes[0]), t1 = Vector128.LoadUnsafe(ref _planes[256]);
        Vector128<byte> t2 = Vector128.LoadUnsafe(ref _planes[512]), t3 = Vector128.LoadUnsafe(ref _planes[768]);
        Vector128<byte> past = _past.GetLower().GetLower(), compact = _compact.GetLower().GetLower();

        // The last store of 3-byte pixels is 4 bytes too long.
        int last = width - (_size == 3 ? 16 + 2 : 16);
        int done = 0;
        for (; done <= last; done += 16)
        {
            ref byte to = ref Unsafe.Add(ref destination, done * _size);
            Vector128<byte> indices = Vector128.LoadUnsafe(ref source, (nuint)done);

            // PSHUFB gives zero for an index of 128 or more and takes any other modulo 16; TBL gives zero from 16 on.
            if (Ssse3.IsSupported)
                indices = Vector128.AddSaturate(indices, Vector128.Create((byte)0x70));
            Vector128<byte> p0 = PackedBytes.Shuffle(t0, indices);
            if (_size == 1)
            {
                (p0 ^ past).StoreUnsafe(ref to);
                continue;
            }

            Vector128<byte> p1 = PackedBytes.Shuffle(t1, indices);
            (Vector128<ushort> low, Vector128<ushort> high) = (UnpackLow(p0, p1), UnpackHigh(p0, p1));
            if (_size == 2)
            {
                (low.AsByte() ^ past).StoreUnsafe(ref to);
                (high.AsByte() ^ past).StoreUnsafe(ref to, 16);
                continue;
            }

            Vector128<byte> p2 = PackedBytes.Shuffle(t2, indices), p3 = PackedBytes.Shuffle(t3, indices);
            (Vector128<ushort> low2, Vector128<ushort> high2) = (UnpackLow(p2, p3), UnpackHigh(p2, p3));
            Vector128<byte> a = UnpackLow(low, low2) ^ past, b = UnpackHigh(low, low2) ^ past;
            Vector128<byte> c = UnpackLow(high, high2) ^ past, d = UnpackHigh(high, high2) ^ past;
            nuint step = 16;
            if (_size == 3)
            {
                a = PackedBytes.Shuffle(a, compact);
                b = PackedBytes.Shuffle(b, compact);
                c = PackedBytes.Shuffle(c, compact);
                d = PackedBytes.Shuffle(d, compact);
                step = 12;
            }

            a.StoreUnsafe(ref to);
            b.StoreUnsafe(ref to, step);
            c.StoreUnsafe(ref to, 2 * step);
            d.StoreUnsafe(ref to, 3 * step);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> UnpackLow(Vector128<byte> a, Vector128<byte> b)
        => (Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).AsUInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> UnpackHigh(Vector128<byte> a, Vector128<byte> b)
        => (Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).AsUInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackLow(Vector128<ushort> a, Vector128<ushort> b)
        => (Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackHigh(Vector128<ushort> a, Vector128<ushort> b)
        => (Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).AsByte();

    /// <summary>One plane of the table; an index past its size gives 0.</summary>
    private interface ITable<TSelf>
    {
        static abstract TSelf Load(ref byte plane);

        Vector512<byte> Lookup(Vector512<byte> indices);
    }

    private readonly struct Table64(Vector512<byte> entries) : ITable<Table64>
    {
        private readonly Vector512<byte> _entries = entries;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Table64 Load(ref byte plane) => new(Vector512.LoadUnsafe(ref plane));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Lookup(Vector512<byte> indices)
            => Vector512.ConditionalSelect(
                Vector512.GreaterThan(indices, Vector512.Create((byte)63)),
                Vector512<byte>.Zero,
                Avx512Vbmi.PermuteVar64x8(_entries, indices));
    }

    private readonly struct Table128(Vector512<byte> first, Vector512<byte> second) : ITable<Table128>
    {
        private readonly Vector512<byte> _first = first, _second = second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Table128 Load(ref byte plane) => new(Vector512.LoadUnsafe(ref plane), Vector512.LoadUnsafe(ref plane, 64));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Lookup(Vector512<byte> indices)
            => Vector512.ConditionalSelect(
                Vector512.LessThan(indices.AsSByte(), Vector512<sbyte>.Zero).AsByte(),
                Vector512<byte>.Zero,
                Avx512Vbmi.PermuteVar64x8x2(_first, indices, _second));
    }

    private readonly struct Table256(Table128 first, Table128 second) : ITable<Table256>
    {
        private readonly Table128 _first = first, _second = second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Table256 Load(ref byte plane) => new(Table128.Load(ref plane), Table128.Load(ref Unsafe.Add(ref plane, 128)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Lookup(Vector512<byte> indices)
            => _first.Lookup(indices) | _second.Lookup(indices ^ Vector512.Create((byte)128));
    }
}
