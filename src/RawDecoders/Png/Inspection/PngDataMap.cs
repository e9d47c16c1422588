// Owns: the way from a bit of a zlib datastream to its place in the file. IDAT payloads are one datastream cut anywhere (PNG 10.1), so that
// a code, or even one number, may lie in two chunks. Stands under the walks and nodes of compressed data. Leaves to others: which chunks
// are joined (PngLayout), and what the bits mean.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>The pieces of a datastream, joined.</summary>
internal sealed class PngDataMap
{
    private readonly List<(long Data, long File, int Length)> _pieces = [];

    public PngDataMap(ReadOnlyMemory<byte> file, IEnumerable<(long Offset, int Length)> pieces)
    {
        long length = 0;
        foreach ((long offset, int count) in pieces)
        {
            _pieces.Add((length, offset, count));
            length += count;
        }

        if (_pieces.Count == 1)
        {
            Data = file.Slice((int)_pieces[0].File, _pieces[0].Length);
            return;
        }

        byte[] joined = new byte[length];
        foreach ((long data, long offset, int count) in _pieces)
            file.Span.Slice((int)offset, count).CopyTo(joined.AsSpan((int)data));
        Data = joined;
    }

    /// <summary>The datastream.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>How many pieces there are.</summary>
    public int Count => _pieces.Count;

    /// <summary>A piece: where it begins in the datastream and in the file, and its length in bytes.</summary>
    public (long Data, long File, int Length) this[int piece] => _pieces[piece];

    /// <summary>The piece that holds a byte of the datastream; for its end, the last one that is not empty.</summary>
    public int PieceOf(long at)
    {
        int low = 0, high = _pieces.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_pieces[middle].Data <= at)
                low = middle;
            else
                high = middle - 1;
        }

        while (low > 0 && (_pieces[low].Length == 0 || _pieces[low].Data >= Data.Length))
            low--;
        return low;
    }

    /// <summary>File offset of a byte of the datastream; for its end, that after the last byte.</summary>
    public long FileOffset(long at)
    {
        if (_pieces.Count == 0)
            return 0;
        (long data, long file, _) = _pieces[PieceOf(at)];
        return file + at - data;
    }

    /// <summary>Position in the datastream of a byte of the file, or -1 if it is not part of it.</summary>
    public long DataOffset(long fileOffset)
    {
        int low = 0, high = _pieces.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_pieces[middle].File <= fileOffset)
                low = middle;
            else
                high = middle - 1;
        }

        return _pieces.Count > 0 && fileOffset >= _pieces[low].File && fileOffset < _pieces[low].File + _pieces[low].Length
            ? _pieces[low].Data + fileOffset - _pieces[low].File
            : -1;
    }

    /// <summary>
    /// A bit field of the datastream, with its parts as children if it lies in more than one piece.
    /// </summary>
    /// <param name="name">Name.</param>
    /// <param name="bit">First bit, counted from the first of the datastream, least significant bit of a byte first.</param>
    /// <param name="bits">Number of bits, at least 1.</param>
    /// <param name="value">In words.</param>
    /// <param name="clause">Clause.</param>
    /// <param name="raw">As stored.</param>
    public StructureNode Bits(string name, long bit, long bits, string value = "", string clause = "", string raw = "")
    {
        var node = Piece(name, bit, bits, value, clause, raw);
        int first = PieceOf(bit / 8);
        if (bits > MaxSplitBits || bits == 0 || (bit + bits - 1) / 8 < _pieces[first].Data + _pieces[first].Length)
            return node;
        for (long end = bit + bits; bit < end;)
        {
            (long data, _, int length) = _pieces[PieceOf(bit / 8)];
            long here = Math.Min(end, (data + length) * 8) - bit;
            node.Add(Piece("part", bit, here, $"{here} of the {bits} bits", "PNG 10.1", ""));
            bit += here;
        }

        return node;
    }

    /// <summary>Longer regions (whole blocks) are not split: what they consist of is.</summary>
    private const int MaxSplitBits = 64;

    private StructureNode Piece(string name, long bit, long bits, string value, string clause, string raw)
    {
        long first = FileOffset(bit / 8);
        long length = bits == 0 ? 0 : FileOffset((bit + bits - 1) / 8) + 1 - first;
        return new StructureNode(name, first, length, value, clause) { BitOffset = (int)(bit % 8), LowBitFirst = true, BitLength = bits, Raw = raw };
    }
}
