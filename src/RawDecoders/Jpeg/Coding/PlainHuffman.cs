// Owns: a Huffman table as T.81 words it: HUFFSIZE and HUFFCODE (C.2), MINCODE, MAXCODE and VALPTR (F.2.2.3), one bit at a
// time. Stands between HuffmanTable and the plain reader, for study and for the exact place of damage. Leaves to others: speed;
// the kernels look codes up in a DerivedHuffmanTable.

namespace RawDecoders.Jpeg;

/// <summary>The codes of one table.</summary>
internal sealed class PlainHuffman
{
    private readonly int[] _minCode = new int[17];
    private readonly int[] _maxCode = new int[17];
    private readonly int[] _valPtr = new int[17];
    private readonly byte[] _symbols;

    public PlainHuffman(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++)
        {
            _valPtr[length] = index;
            _minCode[length] = code;
            code += lengths[length - 1];
            index += lengths[length - 1];
            _maxCode[length] = code - 1;
            code <<= 1;
        }
    }

    public PlainHuffman(HuffmanTable table)
        : this(table.Lengths, table.Symbols)
    {
    }

    /// <summary>Symbols with codes of <paramref name="length"/> bits, in the order of their codes, and the first code.</summary>
    public ReadOnlySpan<byte> OfLength(int length, out int firstCode)
    {
        firstCode = _minCode[length];
        int first = Math.Min(_valPtr[length], _symbols.Length);
        return _symbols.AsSpan(first, Math.Clamp(_maxCode[length] - _minCode[length] + 1, 0, _symbols.Length - first));
    }

    /// <summary>
    /// DECODE (Figure F.16). False where the data end (<paramref name="length"/> is then the bits there were) or 16 bits are no
    /// code (<paramref name="length"/> is 16).
    /// </summary>
    public bool TryDecode(ref PlainBitReader bits, out int symbol, out int code, out int length)
    {
        symbol = 0;
        code = 0;
        for (length = 1; length <= 16; length++)
        {
            if (!bits.TryRead(out int bit))
            {
                length--;
                return false;
            }

            code = code << 1 | bit;
            int place = _valPtr[length] + code - _minCode[length];
            if (code <= _maxCode[length] && code >= _minCode[length] && place < _symbols.Length)
            {
                symbol = _symbols[place];
                return true;
            }
        }

        length = 16;
        return false;
    }

    /// <summary>A code in ones and zeros.</summary>
    public static string Binary(int code, int length)
        => length == 0 ? "" : Convert.ToString(code & (1 << length) - 1, 2).PadLeft(length, '0');
}
