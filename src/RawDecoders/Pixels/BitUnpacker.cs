// Owns: samples of 1, 2 and 4 bits unpacked to a byte each. Stands between packed rows and RowConverter. Leaves colours to that.
using System.Runtime.InteropServices;

namespace RawDecoders;

// Samples of 1, 2 and 4 bits: unpacked to one byte each, the leftmost in the most significant bits, as PNG
// (clause 7.2) and BMP have them, and mapped through a table in the same step: to themselves (palette indices), scaled to
// 0..255, or to whatever a decoder puts into the table.

/// <summary>Unpacks samples of 1, 2 or 4 bits to bytes by a table. Immutable.</summary>
internal sealed partial class BitUnpacker
{
    private readonly int _bits;
    private readonly byte[] _values;

    /// <summary>Describes an unpacking.</summary>
    /// <param name="bits">Bits per sample: 1, 2 or 4.</param>
    /// <param name="values">The byte for each sample value: 2^bits of them.</param>
    public BitUnpacker(int bits, ReadOnlySpan<byte> values)
    {
        if (bits is not (1 or 2 or 4))
            throw new ArgumentOutOfRangeException(nameof(bits));
        if (values.Length != 1 << bits)
            throw new ArgumentException($"{1 << bits} values are needed, not {values.Length}.", nameof(values));
        _bits = bits;
        _values = values.ToArray();
        CreateControls();
    }

    /// <summary>Samples as they are: palette indices.</summary>
    public static BitUnpacker Indices(int bits)
    {
        Span<byte> values = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            values[i] = (byte)i;
        return new BitUnpacker(bits, values[..(1 << bits)]);
    }

    /// <summary>Samples scaled to 0..255: by 255, 85 or 17, which is exact.</summary>
    public static BitUnpacker Scaled(int bits)
    {
        Span<byte> values = stackalloc byte[16];
        for (int i = 0; i < 1 << bits; i++)
            values[i] = SampleScaling.ToByte((uint)i, bits);
        return new BitUnpacker(bits, values[..(1 << bits)]);
    }

    /// <summary>Unpacks <paramref name="count"/> samples, starting with the top bits of the first byte.</summary>
    /// <exception cref="ArgumentException">A span is too short: (count × bits + 7) / 8 bytes in, count bytes out.</exception>
    public void Unpack(ReadOnlySpan<byte> source, Span<byte> destination, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int bytes = (int)((((long)count * _bits) + 7) >> 3);
        if (source.Length < bytes || destination.Length < count)
            throw new ArgumentException($"A span is too short for {count} samples.");

        source = source[..bytes];
        destination = destination[..count];

        // Whole bytes only, so that the rest starts at the top bits of a byte again.
        int done = UnpackVectorized(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), bytes, count);
        UnpackScalar(source[(done * _bits / 8)..], destination[done..]);
    }

    /// <summary>The normative loop.</summary>
    internal void UnpackScalar(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int mask = (1 << _bits) - 1;
        int shift = 8;
        int at = 0;
        for (int i = 0; i < destination.Length; i++)
        {
            shift -= _bits;
            destination[i] = _values[(source[at] >> shift) & mask];
            if (shift == 0)
            {
                shift = 8;
                at++;
            }
        }
    }
}
