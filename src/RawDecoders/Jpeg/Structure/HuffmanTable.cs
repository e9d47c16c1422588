// Owns: a Huffman table as DHT defines it (T.81 B.2.4.2): how many codes there are of each length, and their symbols. Stands between
// the DHT segment, which checks the numbers, and the scans that use the table. Leaves to others: the codes themselves (C.2) and
// every way to look them up.

namespace RawDecoders.Jpeg;

/// <summary>One table definition. It does not change: a DHT segment that redefines a table makes another.</summary>
/// <param name="lengths">Number of codes of each length 1 to 16, checked to fit (C.2).</param>
/// <param name="symbols">Their symbols, as many as there are codes.</param>
internal sealed class HuffmanTable(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
{
    private readonly byte[] _lengths = lengths.ToArray();
    private readonly byte[] _symbols = symbols.ToArray();

    /// <summary>BITS: the number of codes of each length 1 to 16.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>HUFFVAL: the symbols in the order of their codes.</summary>
    public ReadOnlySpan<byte> Symbols => _symbols;

    /// <summary>Whether all symbols can be categories of DC differences: 0 to 15 (libjpeg's rule; 8-bit pictures use 0 to 11).</summary>
    public bool IsValidForDc => _symbols.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)15) < 0;

    /// <summary>Whether all symbols can be categories of lossless differences: 0 to 16 (T.81 Table H.2).</summary>
    public bool IsValidForLossless => _symbols.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)16) < 0;

    /// <summary>What decoding has derived from the definition, kept here so that it is made once however many scans use the table.</summary>
    public object? Derived { get; set; }
}
