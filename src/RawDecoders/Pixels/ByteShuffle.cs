// Owns: every conversion that only moves bytes. Stands under RowConverter and the formats. Leaves arithmetic on samples to others.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

// Every conversion that only moves bytes: channel orders, channels added or dropped, grey replicated, 8 bits doubled
// to 16 (v × 257 is the byte twice), byte order of samples, RGB to CMYK (bytes complemented). One data-driven kernel
// serves them all: a pixel is described by a map, and the map becomes the control vector of a byte shuffle.
// Used by RowConverter for whole pixel formats and by decoders for layouts that are no PixelFormat (big-endian
// samples, 32-bit pixels whose fourth byte means nothing). Leaves arithmetic on samples to others.

/// <summary>Makes each destination pixel of bytes picked from the source pixel at the same place. Immutable.</summary>
internal sealed partial class ByteShuffle
{
    /// <summary>In a map: the destination byte is 0.</summary>
    public const sbyte Zero = -1;

    /// <summary>In a map: the destination byte is 255.</summary>
    public const sbyte Full = -2;

    private readonly int _sourceSize;
    private readonly int _size;

    /// <summary>For each destination byte, the source byte it is picked from; 0 where it is constant.</summary>
    private readonly byte[] _pick = new byte[8];

    /// <summary>255 where a byte is picked, 0 where it is constant.</summary>
    private readonly byte[] _keep = new byte[8];

    /// <summary>What the byte, after picking and masking, is combined with by exclusive or.</summary>
    private readonly byte[] _flip = new byte[8];

    /// <summary>Describes a shuffle.</summary>
    /// <param name="sourceSize">Bytes per source pixel, 1 to 8.</param>
    /// <param name="map">
    /// For each byte of a destination pixel (1 to 8 of them) the index of a byte of the source pixel, or
    /// <see cref="Zero"/> or <see cref="Full"/>.
    /// </param>
    /// <param name="complement">Whether picked bytes are complemented (v becomes 255 - v).</param>
    public ByteShuffle(int sourceSize, ReadOnlySpan<sbyte> map, bool complement = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceSize, 8);
        if (map.Length is 0 or > 8)
            throw new ArgumentException("A pixel has 1 to 8 bytes.", nameof(map));

        _sourceSize = sourceSize;
        _size = map.Length;
        for (int i = 0; i < map.Length; i++)
        {
            if (map[i] >= sourceSize || map[i] < Full)
                throw new ArgumentOutOfRangeException(nameof(map));
            if (map[i] >= 0)
            {
                _pick[i] = (byte)map[i];
                _keep[i] = 255;
                _flip[i] = complement ? (byte)255 : (byte)0;
            }
            else
            {
                _flip[i] = map[i] == Full ? (byte)255 : (byte)0;
            }
        }

        CreateControls();
    }

    /// <summary>Bytes per destination pixel.</summary>
    public int Size => _size;

    /// <summary>
    /// Converts <paramref name="count"/> pixels. The spans must not overlap unless they are the same span and source and
    /// destination pixels have the same size.
    /// </summary>
    /// <exception cref="ArgumentException">A span holds fewer than <paramref name="count"/> pixels.</exception>
    public void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int count)
    {
        if ((uint)count > int.MaxValue / 8 || source.Length < count * _sourceSize || destination.Length < count * _size)
            throw new ArgumentException($"A span is too short for {count} pixels.");

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int done = ConvertVectorized(ref from, ref to, count);
        ConvertScalar(ref Unsafe.Add(ref from, done * _sourceSize), ref Unsafe.Add(ref to, done * _size), count - done);
    }

    /// <summary>The normative loop.</summary>
    internal void ConvertScalar(ref byte source, ref byte destination, int count)
    {
        Debug.Assert(count >= 0);
        ref byte pick = ref MemoryMarshal.GetArrayDataReference(_pick);
        ref byte keep = ref MemoryMarshal.GetArrayDataReference(_keep);
        ref byte flip = ref MemoryMarshal.GetArrayDataReference(_flip);
        for (; count > 0; count--)
        {
            // The whole source pixel is read before the first byte is written: both may be the same pixel.
            ulong pixel = 0;
            ref byte copy = ref Unsafe.As<ulong, byte>(ref pixel);
            for (int i = 0; i < _sourceSize; i++)
                Unsafe.Add(ref copy, i) = Unsafe.Add(ref source, i);
            for (int i = 0; i < _size; i++)
            {
                int picked = Unsafe.Add(ref copy, (int)Unsafe.Add(ref pick, i)) & Unsafe.Add(ref keep, i);
                Unsafe.Add(ref destination, i) = (byte)(picked ^ Unsafe.Add(ref flip, i));
            }

            source = ref Unsafe.Add(ref source, _sourceSize);
            destination = ref Unsafe.Add(ref destination, _size);
        }
    }
}
