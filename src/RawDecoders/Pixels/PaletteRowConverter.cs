// Owns: indices to colours. Stands under RowConverter. Leaves indices below 8 bits to BitUnpacker, the search for those past the
// end to the formats.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

// Indexed8 sources: the palette is converted once into the destination's format, padded to 256 entries so that any
// byte is a valid index; a row is then one table lookup a pixel.

/// <summary>Palette indices to any other format.</summary>
internal sealed partial class PaletteRowConverter : RowConverter
{
    /// <summary>256 entries of 8 bytes, the pixel in the first <see cref="_size"/> of them (the rest is zero).</summary>
    private readonly ulong[] _entries = new ulong[256];

    private readonly int _size;

    /// <summary>Entries that the palette has; those after are opaque black.</summary>
    private readonly int _count;

    public PaletteRowConverter(ReadOnlySpan<byte> palette, PixelFormat to)
    {
        if (palette.Length is 0 or > 1024 || palette.Length % 4 != 0)
            throw new ArgumentException($"A palette has 1 to 256 entries of 4 bytes; this one has {palette.Length} bytes.", nameof(palette));

        _size = to.GetBytesPerPixel();
        _count = palette.Length / 4;
        RowConverter converter = Create(PixelFormat.Rgba32, to);

        // All entries in one call (a call an entry costs an icon more than its pixels do), then spread 8 bytes apart.
        Span<byte> packed = stackalloc byte[257 * 8];
        converter.Convert(palette, packed, _count);
        converter.Convert([0, 0, 0, 255], packed[(_count * _size)..], 1);
        Span<byte> entries = MemoryMarshal.AsBytes(_entries.AsSpan());
        for (int i = 0; i < 256; i++)
            packed.Slice(Math.Min(i, _count) * _size, _size).CopyTo(entries[(i * 8)..]);
        CreateTables(entries);
    }

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, 1, destination, _size, width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int done = ConvertVectorized(ref from, ref to, width);
        ConvertScalar(ref Unsafe.Add(ref from, done), ref Unsafe.Add(ref to, done * _size), width - done);
    }

    /// <summary>The normative loops: a pixel type of the size, and a machine word at least as large to move it in.</summary>
    internal void ConvertScalar(ref byte source, ref byte destination, int width)
    {
        Debug.Assert(width >= 0);
        switch (_size)
        {
            case 1:
                Lookup<byte, byte>(ref source, ref destination, width);
                break;
            case 2:
                Lookup<ushort, ushort>(ref source, ref destination, width);
                break;
            case 3:
                Lookup<Rgb24, uint>(ref source, ref destination, width);
                break;
            case 4:
                Lookup<uint, uint>(ref source, ref destination, width);
                break;
            case 6:
                Lookup<Rgb48, ulong>(ref source, ref destination, width);
                break;
            default:
                Lookup<ulong, ulong>(ref source, ref destination, width);
                break;
        }
    }

    /// <summary>
    /// Copies entries, eight at a time while another pixel follows: its store covers the excess of a word over its pixel.
    /// </summary>
    /// <remarks>One index a step was half as fast. Joining pixels of 3 bytes to full words before storing was slower.</remarks>
    private void Lookup<T, TWord>(ref byte indices, ref byte to, int width)
        where T : unmanaged
        where TWord : unmanaged
    {
        ref ulong entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        int size = Unsafe.SizeOf<T>();
        int i = 0;
        for (; i < width - 8; i += 8)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref indices, i), 8));
            ref byte pixels = ref Unsafe.Add(ref to, i * size);
            Unsafe.WriteUnaligned(ref pixels, Entry<TWord>(ref entries, (byte)eight));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, size), Entry<TWord>(ref entries, (byte)(eight >> 8)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 2 * size), Entry<TWord>(ref entries, (byte)(eight >> 16)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 3 * size), Entry<TWord>(ref entries, (byte)(eight >> 24)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 4 * size), Entry<TWord>(ref entries, (byte)(eight >> 32)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 5 * size), Entry<TWord>(ref entries, (byte)(eight >> 40)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 6 * size), Entry<TWord>(ref entries, (byte)(eight >> 48)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixels, 7 * size), Entry<TWord>(ref entries, (byte)(eight >> 56)));
        }

        for (; i < width; i++)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * size), Entry<T>(ref entries, Unsafe.Add(ref indices, i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Entry<T>(ref ulong entries, byte index)
        where T : unmanaged
        => Unsafe.As<ulong, T>(ref Unsafe.Add(ref entries, (int)index));
}
