// Owns: all that an inflater remembers between two calls, as one plain value. A copy of it, together with the 32 KiB of output before it,
// is a checkpoint from which inflating can go on at any time. Stands under ZlibInflater, whose steps change it. Leaves to others: the
// tables, which are made again of it (DeflateHeaderReader.Restore).
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>What comes next in the data.</summary>
internal enum InflatePhase : byte
{
    /// <summary>CMF and FLG (RFC 1950 2.2).</summary>
    ZlibHeader,

    /// <summary>BFINAL and BTYPE (RFC 1951 3.2.3).</summary>
    BlockHeader,

    /// <summary>LEN and NLEN (3.2.4), after bits up to a byte boundary.</summary>
    StoredHeader,

    /// <summary>Bytes of a stored block.</summary>
    StoredBytes,

    /// <summary>HLIT, HDIST and HCLEN (3.2.7).</summary>
    CodeCounts,

    /// <summary>The lengths of the code length code.</summary>
    CodeLengthCode,

    /// <summary>The code lengths of both alphabets.</summary>
    CodeLengths,

    /// <summary>Symbols.</summary>
    Symbols,

    /// <summary>The Adler-32, after bits up to a byte boundary.</summary>
    CheckValue,

    /// <summary>Nothing: the datastream has ended.</summary>
    End,

    /// <summary>Nothing: there is an error.</summary>
    Flawed,
}

/// <summary>The state of an inflater between two calls: about 400 bytes, no references.</summary>
internal struct InflateState
{
    public InflatePhase Phase;

    /// <summary>Whether what is inflated is a bare DEFLATE stream, without zlib header and check value.</summary>
    public bool IsBare;

    /// <summary>BFINAL of the current block.</summary>
    public bool IsFinalBlock;

    /// <summary>Whether the block has the fixed codes.</summary>
    public bool IsFixed;

    /// <summary>Bits taken from the input but not used, the first lowest.</summary>
    public ulong Bits;

    /// <summary>How many, 0 to 63.</summary>
    public int BitCount;

    /// <summary>Bytes taken from the input: the next call is given the byte at this offset of the datastream.</summary>
    public long InputOffset;

    /// <summary>Bytes inflated.</summary>
    public long OutputLength;

    /// <summary>Adler-32 of them (RFC 1950 8.2).</summary>
    public uint Adler;

    /// <summary>Bytes of a stored block that are still to come, 0 to 65535.</summary>
    public int StoredLeft;

    /// <summary>Bytes of a match that had no room, 0 to 257.</summary>
    public int MatchLeft;

    /// <summary>Its distance, 1 to 32768.</summary>
    public int MatchDistance;

    /// <summary>Number of literal/length codes, 257 to 286; 288 of the fixed code.</summary>
    public short LiteralCodes;

    /// <summary>Number of distance codes, 1 to 30; 32 of the fixed code.</summary>
    public short DistanceCodes;

    /// <summary>Number of code lengths of the code length code, 4 to 19.</summary>
    public short CodeLengthCodes;

    /// <summary>How many lengths of the list that is being read have been read.</summary>
    public short Index;

    /// <summary>The bit at which HLIT is: the place of codes that cannot be.</summary>
    public long CodesAt;

    /// <summary>Code lengths of the code length code, in the order of its symbols.</summary>
    public CodeLengthLengthList CodeLengthLengths;

    /// <summary>Code lengths of the literal/length alphabet and then the distance alphabet, without a gap.</summary>
    public LengthList Lengths;

    /// <summary>The next bit to be used, counted from the first of the datastream.</summary>
    public readonly long BitOffset => InputOffset * 8 - BitCount;

    [InlineArray(19)]
    public struct CodeLengthLengthList
    {
        private byte _first;
    }

    [InlineArray(DeflateTables.MaxLengths)]
    public struct LengthList
    {
        private byte _first;
    }
}
