// Owns: the decoding tables of one block, literal/length and distance, and the rules for which codes may be used at all.
// Stands between the block header, which reads code lengths, and the decoders. Leaves to others: filling (DeflateTableBuilder).

namespace RawDecoders.Png;

/// <summary>The two tables of a coded block.</summary>
internal sealed class DeflateTables
{
    /// <summary>
    /// Bits of the primary literal/length index. With 11 most pairs of literals of a photograph find room and both tables
    /// (10 KiB) leave most of a first-level cache to the window.
    /// </summary>
    public const int LiteralBits = 11;

    /// <summary>Bits of the primary distance index.</summary>
    public const int DistanceBits = 8;

    public const int LiteralSymbols = 288;

    public const int DistanceSymbols = 32;

    /// <summary>Code lengths of both alphabets of a block, one after the other (3.2.7).</summary>
    public const int MaxLengths = LiteralSymbols + DistanceSymbols;

    // The most entries that complete codes of so many symbols, of up to 15 bits, take with their subtables are 2342 and 402, as
    // enumerations of all such codes have found. Rounded up; the builder never writes further, whatever it is given.
    private const int LiteralEntries = 2400;
    private const int DistanceEntries = 448;

    private static DeflateTables? s_fixed;

    /// <summary>The literal/length table: 2^<see cref="LiteralBits"/> entries and the subtables.</summary>
    public uint[] Literals { get; } = new uint[LiteralEntries];

    /// <summary>The distance table.</summary>
    public uint[] Distances { get; } = new uint[DistanceEntries];

    /// <summary>
    /// Bits of each literal/length code, 0 for a symbol that has none: what tells the two codes of an entry apart. Valid for
    /// literals.
    /// </summary>
    public byte[] LiteralLengths { get; } = new byte[LiteralSymbols];

    /// <summary>The tables of the fixed codes (3.2.6), shared: nobody writes to them.</summary>
    public static DeflateTables Fixed => s_fixed ??= MakeFixed();

    /// <summary>The code lengths of the fixed codes: 288 and 32 of them.</summary>
    public static byte[] FixedLengths()
    {
        byte[] lengths = new byte[MaxLengths];
        for (int symbol = 0; symbol < LiteralSymbols; symbol++)
            lengths[symbol] = (byte)(symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
        lengths.AsSpan(LiteralSymbols).Fill(5);
        return lengths;
    }

    /// <summary>Builds both tables. Anything but <see cref="DeflateFlaw.None"/>: they are not to be used.</summary>
    /// <param name="literals">Lengths of the literal/length codes, 257 to 288 of 0 to 15 bits.</param>
    /// <param name="distances">Lengths of the distance codes, 1 to 32 of 0 to 15 bits.</param>
    /// <param name="pairs">Whether entries may hold two literals: it takes 0.6 µs, which a small picture does not win back.</param>
    public DeflateFlaw Build(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances, bool pairs = true)
    {
        // In zlib's order, so that the first of several flaws is the same.
        if (literals[256] == 0)
            return DeflateFlaw.NoEndOfBlock;
        switch (DeflateTableBuilder.Build(Literals, LiteralBits, literals, DeflateEntry.LiteralSymbols, DeflateFlaw.UnassignedLiteralCode))
        {
            case DeflateCodeKind.Oversubscribed:
                return DeflateFlaw.LiteralCodeOversubscribed;
            case DeflateCodeKind.Incomplete:
                return DeflateFlaw.LiteralCodeIncomplete;
        }

        literals.CopyTo(LiteralLengths);
        if (pairs)
            DeflateTableBuilder.PairLiterals(Literals, LiteralBits, literals);
        return DeflateTableBuilder.Build(Distances, DistanceBits, distances, DeflateEntry.DistanceSymbols, DeflateFlaw.UnassignedDistanceCode) switch
        {
            DeflateCodeKind.Oversubscribed => DeflateFlaw.DistanceCodeOversubscribed,
            DeflateCodeKind.Incomplete => DeflateFlaw.DistanceCodeIncomplete,
            _ => DeflateFlaw.None,
        };
    }

    private static DeflateTables MakeFixed()
    {
        var tables = new DeflateTables();
        byte[] lengths = FixedLengths();
        tables.Build(lengths.AsSpan(0, LiteralSymbols), lengths.AsSpan(LiteralSymbols));
        return tables;
    }
}
