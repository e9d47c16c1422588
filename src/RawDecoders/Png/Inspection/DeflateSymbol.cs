// Owns: blocks and symbols of DEFLATE data as facts that can be kept: what study remembers of what an inflater told. Stands between
// PngZlibObserver, which makes them of the inflater's calls, and the nodes, trails and pictures that are made of them. Leaves to others:
// reading them (ZlibInflater), wording them (PngDeflateNodes).

namespace RawDecoders.Png;

/// <summary>How a DEFLATE block is coded: the BTYPE field (RFC 1951, 3.2.3).</summary>
internal enum DeflateBlockType
{
    Stored = 0,
    FixedHuffman = 1,
    DynamicHuffman = 2,
    Reserved = 3,
}

/// <summary>What a symbol of a block stands for.</summary>
internal enum DeflateSymbolKind
{
    /// <summary>One byte, written out (codes 0..255).</summary>
    Literal,

    /// <summary>A copy of earlier output (codes 257..285 and a distance code).</summary>
    Match,

    /// <summary>End of block (code 256).</summary>
    EndOfBlock,

    /// <summary>The bytes of a stored block, all of them.</summary>
    StoredBytes,
}

/// <summary>One symbol with the bits that carried it.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="BitOffset">First bit, counted from the first bit of the DEFLATE data, least significant bit of a byte first.</param>
/// <param name="BitLength">Number of bits: code and extra bits of length and distance together.</param>
/// <param name="OutputOffset">Position in the inflated data of the first byte that it gives.</param>
/// <param name="Length">Number of bytes that it gives: 1, 3..258, 0, or the length of a stored block.</param>
/// <param name="Value">The byte of a literal; the distance (1..32768) of a match; otherwise 0.</param>
internal readonly record struct DeflateSymbol(
    DeflateSymbolKind Kind, long BitOffset, int BitLength, long OutputOffset, int Length, int Value)
{
    /// <summary>Of a coded symbol: its number in the literal/length alphabet, 0..285.</summary>
    public short Code { get; init; }

    /// <summary>Of a coded symbol: bits of the literal/length code, the first of its bits.</summary>
    public byte CodeBits { get; init; }

    /// <summary>Of a match: bits that are added to the length, after the code.</summary>
    public byte LengthExtraBits { get; init; }

    /// <summary>Of a match: number of the distance code in its alphabet, 0..29.</summary>
    public byte DistanceCode { get; init; }

    /// <summary>Of a match: bits that are added to the distance, the last of its bits.</summary>
    public byte DistanceExtraBits { get; init; }

    /// <summary>Of a match: bits of the distance code, between the extra bits of length and distance.</summary>
    public int DistanceCodeBits => BitLength - CodeBits - LengthExtraBits - DistanceExtraBits;

    /// <summary>
    /// Of a match: where in the output the byte stood that byte <paramref name="at"/> is a copy of. A match that overlaps its
    /// own output repeats the last <see cref="Value"/> bytes before it, so that one step leads out of it.
    /// </summary>
    public long SourceOf(long at) => OutputOffset - Value + ((at - OutputOffset) % Value);
}

/// <summary>One symbol of the code length alphabet, in the header of a dynamic block (RFC 1951 3.2.7).</summary>
/// <param name="BitOffset">First bit of its code, counted from the first bit of the DEFLATE data.</param>
/// <param name="CodeBits">Bits of the code.</param>
/// <param name="ExtraBits">Bits of the repeat count after it: 0, 2, 3 or 7.</param>
/// <param name="Symbol">0..15: a code length; 16: repeat the one before; 17, 18: repeat 0.</param>
/// <param name="First">The first code length that it gives, counted over both alphabets.</param>
/// <param name="Count">How many code lengths it gives.</param>
internal readonly record struct DeflateCodeLength(long BitOffset, int CodeBits, int ExtraBits, int Symbol, int First, int Count);

/// <summary>The header of one block.</summary>
internal sealed record DeflateBlock
{
    /// <summary>Number of the block, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>First bit of the block: BFINAL.</summary>
    public required long BitOffset { get; init; }

    /// <summary>Bits from BFINAL to the last bit before the first symbol (or the first stored byte).</summary>
    public required long HeaderBits { get; init; }

    /// <summary>BFINAL: whether this is the last block.</summary>
    public required bool IsFinal { get; init; }

    public required DeflateBlockType Type { get; init; }

    /// <summary>Position in the inflated data of the first byte of this block.</summary>
    public required long OutputOffset { get; init; }

    /// <summary>LEN of a stored block.</summary>
    public int StoredLength { get; init; }

    /// <summary>Code lengths of the literal/length alphabet (0 = unused), 257 to 288 of them; empty for a stored block.</summary>
    public byte[] LiteralLengths { get; init; } = [];

    /// <summary>Code lengths of the distance alphabet, 1 to 32 of them; empty for a stored block.</summary>
    public byte[] DistanceLengths { get; init; } = [];

    /// <summary>Code lengths of the code length alphabet, in symbol order, 19 of them; dynamic blocks only.</summary>
    public byte[] CodeLengthLengths { get; init; } = [];

    /// <summary>HCLEN + 4: how many lengths of the code length code are stored; dynamic blocks only.</summary>
    public int CodeLengthCount { get; init; }

    /// <summary>The symbols that gave the code lengths of both alphabets; dynamic blocks only.</summary>
    public IReadOnlyList<DeflateCodeLength> CodeLengthSymbols { get; init; } = [];
}
