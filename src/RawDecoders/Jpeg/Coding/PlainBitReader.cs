// Owns: entropy-coded data bit by bit, straight from the bytes of the file (T.81 F.2.2.5, NEXTBIT): slow, and it knows the
// place of every bit. Stands below the plain reader, for study and for the exact place of damage that a kernel has found.
// Leaves to others: pictures, which are decoded by EntropyReader.

namespace RawDecoders.Jpeg;

/// <summary>The place of a bit in the file.</summary>
/// <param name="Offset">Offset of the byte that holds it. Of a stuffed pair FF 00 this is the FF.</param>
/// <param name="Bit">0 for the most significant bit of that byte, which is read first, to 7.</param>
internal readonly record struct BitPlace(long Offset, int Bit);

/// <summary>Reads the bits of one restart interval.</summary>
/// <param name="data">Bytes of the file from <paramref name="offset"/> on.</param>
/// <param name="offset">Offset in the file of the first of them.</param>
internal ref struct PlainBitReader(ReadOnlySpan<byte> data, long offset)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly long _base = offset;
    private int _next;
    private int _byteAt;
    private int _byte;
    private int _left;

    /// <summary>How many bits have been read.</summary>
    public long Count { get; private set; }

    /// <summary>How many bytes of stuffing (zeros after 0xFF, F.1.2.3) have been passed.</summary>
    public int Stuffed { get; private set; }

    /// <summary>Place of the next bit; of what ends the data if there is none.</summary>
    public readonly BitPlace Place
    {
        get
        {
            if (_left > 0)
                return new BitPlace(_base + _byteAt, 8 - _left);
            return new BitPlace(_base + _next, 0);
        }
    }

    /// <summary>Offset of the first byte that no bit has been taken from.</summary>
    public readonly long NextByte => _base + _next;

    /// <summary>Bits of the last byte that have not been read: padding, if nothing follows.</summary>
    public readonly int BitsLeftInByte => _left;

    /// <summary>Those bits, as a number.</summary>
    public readonly int RestOfByte => _byte & (1 << _left) - 1;

    /// <summary>The next bit; false where a marker or the end of the file comes instead.</summary>
    public bool TryRead(out int bit)
    {
        bit = 0;
        if (_left == 0 && !TryLoad())
            return false;
        _left--;
        bit = _byte >> _left & 1;
        Count++;
        return true;
    }

    /// <summary>The next <paramref name="count"/> bits, 0 to 16, the first one highest (RECEIVE, F.2.2.4).</summary>
    public bool TryRead(int count, out int value)
    {
        value = 0;
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(out int bit))
                return false;
            value = value << 1 | bit;
        }

        return true;
    }

    /// <summary>Passes over whole bytes of data, at a byte's beginning; stuffing does not count. Stops at a marker or the end.</summary>
    public void SkipBytes(long count)
    {
        for (; count > 0 && TryLoad(); count--)
            Count += 8;
        _left = 0;
    }

    /// <summary>
    /// Makes the next byte of data current. 0xFF with a zero after it is the byte 0xFF; further 0xFF between the two count
    /// for nothing, as EntropyBytes has it; 0xFF with anything else after it is a marker, which ends the data.
    /// </summary>
    private bool TryLoad()
    {
        if (_next >= _data.Length)
            return false;
        int code = _next + 1;
        if (_data[_next] == 0xFF)
        {
            while (code < _data.Length && _data[code] == 0xFF)
                code++;
            if (code >= _data.Length || _data[code] != 0)
                return false;
            code++;
            Stuffed += code - _next - 1;
        }

        _byteAt = _next;
        _byte = _data[_next];
        _next = code;
        _left = 8;
        return true;
    }
}
