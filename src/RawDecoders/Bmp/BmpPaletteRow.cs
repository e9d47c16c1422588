// Palette indices of 1, 2, 4 and 8 bits to any output format, Indexed8 included. The palette is converted once, to a table
// with the output pixels of every possible source byte: 8, 4, 2 or 1 of them. A row is then one look-up and one store of
// whole 8-byte words for each source byte. The first pixel is in the high bits of a byte.
// An index past the palette gives opaque black here; whether it may is BmpDecoder's decision.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders.Bmp;

internal sealed class BmpPaletteRow : BmpRowConverter
{
    private readonly byte[] _table;      // 256 entries of _words * 8 bytes
    private readonly int _words;         // 8-byte words of an entry
    private readonly int _entryBytes;    // bytes of it that are pixels
    private readonly int _perByte;       // pixels of a source byte
    private readonly int _pixelBytes;

    private BmpPaletteRow(int bits, ReadOnlySpan<byte> colors, int pixelBytes)
    {
        _perByte = 8 / bits;
        _pixelBytes = pixelBytes;
        _entryBytes = _perByte * pixelBytes;
        _words = (_entryBytes + 7) / 8;
        _table = new byte[256 * _words * 8];
        int mask = (1 << bits) - 1;
        for (int value = 0; value < 256; value++)
        {
            Span<byte> entry = _table.AsSpan(value * _words * 8, _entryBytes);
            for (int i = 0; i < _perByte; i++)
            {
                int index = (value >> (8 - bits - i * bits)) & mask;
                colors.Slice(index * pixelBytes, pixelBytes).CopyTo(entry[(i * pixelBytes)..]);
            }
        }
    }

    /// <param name="bits">1, 2, 4 or 8.</param>
    /// <param name="palette">Up to 2^bits entries of red, green, blue, alpha.</param>
    /// <param name="output">Any format.</param>
    public static BmpPaletteRow Create(int bits, ReadOnlySpan<byte> palette, PixelFormat output)
    {
        Span<byte> rgba = stackalloc byte[4 * 256];
        MemoryMarshal.Cast<byte, uint>(rgba).Fill(BitConverter.IsLittleEndian ? 0xFF00_0000 : 0x0000_00FF);
        palette[..Math.Min(palette.Length, rgba.Length)].CopyTo(rgba);
        int pixelBytes = output.GetBytesPerPixel();
        byte[] colors = new byte[256 * pixelBytes];
        if (output == PixelFormat.Indexed8)
        {
            for (int i = 0; i < 256; i++)
                colors[i] = (byte)i;
        }
        else
        {
            RowConverter.Create(PixelFormat.Rgba32, output).Convert(rgba, colors, 256);
        }

        return new BmpPaletteRow(bits, colors, pixelBytes);
    }

    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        destination = destination[..(width * _pixelBytes)];
        if (skip > 0)
        {
            int count = Math.Min(width, _perByte - skip);
            Entry(source[0]).Slice(skip * _pixelBytes, count * _pixelBytes).CopyTo(destination);
            source = source[1..];
            destination = destination[(count * _pixelBytes)..];
        }

        // Unchecked: a step reads one source byte and writes _words * 8 bytes, so it stops while that many are left.
        int whole = Math.Min(source.Length, destination.Length / _entryBytes);
        int fast = destination.Length < _words * 8 ? 0 : Math.Min(whole, (destination.Length - _words * 8) / _entryBytes + 1);
        switch (_words)
        {
            case 1:
                OneWord(source, destination, fast);
                break;
            default:
                ManyWords(source, destination, fast);
                break;
        }

        source = source[fast..];
        destination = destination[(fast * _entryBytes)..];
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, _entryBytes);
            Entry(source[0])[..count].CopyTo(destination);
            source = source[1..];
            destination = destination[count..];
        }
    }

    private ReadOnlySpan<byte> Entry(byte value) => _table.AsSpan(value * _words * 8, _entryBytes);

    private void OneWord(ReadOnlySpan<byte> source, Span<byte> destination, int count)
    {
        ref ulong table = ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetArrayDataReference(_table));
        ref byte s = ref MemoryMarshal.GetReference(source);
        ref byte d = ref MemoryMarshal.GetReference(destination);
        nint step = _entryBytes;
        nint i = 0;
        for (; i + 4 <= count; i += 4)
        {
            uint four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref s, i));
            if (!BitConverter.IsLittleEndian)
                four = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(four);
            Unsafe.WriteUnaligned(ref d, Unsafe.Add(ref table, (nint)(byte)four));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref d, step), Unsafe.Add(ref table, (nint)(byte)(four >> 8)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref d, 2 * step), Unsafe.Add(ref table, (nint)(byte)(four >> 16)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref d, 3 * step), Unsafe.Add(ref table, (nint)(four >> 24)));
            d = ref Unsafe.Add(ref d, 4 * step);
        }

        for (; i < count; i++)
        {
            Unsafe.WriteUnaligned(ref d, Unsafe.Add(ref table, (nint)Unsafe.Add(ref s, i)));
            d = ref Unsafe.Add(ref d, step);
        }
    }

    private void ManyWords(ReadOnlySpan<byte> source, Span<byte> destination, int count)
    {
        ref ulong table = ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetArrayDataReference(_table));
        ref byte d = ref MemoryMarshal.GetReference(destination);
        for (int i = 0; i < count; i++)
        {
            ref ulong entry = ref Unsafe.Add(ref table, source[i] * _words);
            for (int w = 0; w < _words; w++)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref d, 8 * w), Unsafe.Add(ref entry, w));
            d = ref Unsafe.Add(ref d, _entryBytes);
        }
    }
}
