// Two bit writers, one per packing order. Owns: turning codes into bytes. Leaves to others: byte stuffing of JPEG
// (JpegScanWriter), end-of-line alignment of fax coding (BmpHuffman1D).

namespace RawDecoders.CorpusGenerator;

/// <summary>Bits packed from the least significant end of each byte, as DEFLATE has it (RFC 1951, 3.1.1).</summary>
public sealed class LsbBitSink
{
    private readonly ByteSink _bytes = new();
    private uint _bits;
    private int _count;

    /// <summary>Appends the low <paramref name="count"/> (0..16) bits of <paramref name="value"/>, lowest bit first.</summary>
    public void Write(int value, int count)
    {
        _bits |= (uint)(value & ((1 << count) - 1)) << _count;
        _count += count;
        while (_count >= 8)
        {
            _bytes.U8((int)(_bits & 0xFF));
            _bits >>= 8;
            _count -= 8;
        }
    }

    /// <summary>Appends a Huffman code of <paramref name="count"/> (1..15) bits, highest bit first.</summary>
    public void WriteCode(int code, int count)
    {
        for (int bit = count - 1; bit >= 0; bit--)
            Write(code >> bit, 1);
    }

    /// <summary>Pads with zero bits to a byte boundary.</summary>
    public void Align()
    {
        if (_count > 0)
            Write(0, 8 - _count);
    }

    /// <summary>Appends whole bytes; the sink must be aligned.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Bytes(bytes);

    public byte[] ToArray()
    {
        Align();
        return _bytes.ToArray();
    }
}

/// <summary>Bits packed from the most significant end of each byte, as JPEG and fax coding have it.</summary>
public sealed class MsbBitSink
{
    private readonly ByteSink _bytes = new();
    private int _current;
    private int _count;

    /// <summary>Number of bits written.</summary>
    public int BitLength => _bytes.Position * 8 + _count;

    /// <summary>Appends the low <paramref name="count"/> (0..31) bits of <paramref name="value"/>, highest bit first.</summary>
    public void Write(int value, int count)
    {
        for (int bit = count - 1; bit >= 0; bit--)
        {
            _current = _current << 1 | value >> bit & 1;
            if (++_count == 8)
            {
                _bytes.U8(_current);
                _current = 0;
                _count = 0;
            }
        }
    }

    /// <summary>Pads to a byte boundary with copies of <paramref name="bit"/>.</summary>
    public void Align(int bit)
    {
        while (_count != 0)
            Write(bit, 1);
    }

    public byte[] ToArray()
    {
        Align(0);
        return _bytes.ToArray();
    }
}
