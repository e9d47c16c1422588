// What a scan says before it is bits: Huffman symbols with their table and extra bits, restarts. Kept as a list so that tables can
// be made from its statistics.

namespace RawDecoders.CorpusGenerator;

/// <summary>A symbol, bits without a symbol, or a restart.</summary>
/// <param name="Table">0..3: DC table; 4..7: AC table; -1: bits alone; -2: restart marker.</param>
/// <param name="Symbol">The symbol, or the restart's number 0..7.</param>
/// <param name="Bits">Extra bits.</param>
/// <param name="Count">How many.</param>
public readonly record struct JpegToken(int Table, int Symbol, int Bits, int Count);

/// <summary>Tokens of one scan.</summary>
public sealed class JpegTokens
{
    public List<JpegToken> List { get; } = [];

    public void Symbol(int table, int symbol, int bits = 0, int count = 0) => List.Add(new JpegToken(table, symbol, bits, count));

    public void Bits(int bits, int count) => List.Add(new JpegToken(-1, 0, bits, count));

    public void Restart(int number) => List.Add(new JpegToken(-2, number & 7, 0, 0));

    /// <summary>The optimal table for the symbols of table <paramref name="table"/>.</summary>
    public JpegHuffman Optimal(int table)
    {
        int[] counts = new int[256];
        foreach (JpegToken token in List)
        {
            if (token.Table == table)
                counts[token.Symbol]++;
        }

        return JpegHuffman.Optimal(counts);
    }

    /// <summary>Whether any symbol of table <paramref name="table"/> occurs.</summary>
    public bool Uses(int table) => List.Exists(t => t.Table == table);

    /// <summary>The entropy-coded segments: bits, a zero behind each byte FF (T.81 F.1.2.3), ones as padding, restart markers.</summary>
    /// <param name="tables">Huffman tables by <see cref="JpegToken.Table"/>.</param>
    public byte[] Code(IReadOnlyDictionary<int, JpegHuffman> tables)
    {
        Dictionary<int, (int Code, int Length)[]> codes = tables.ToDictionary(t => t.Key, t => t.Value.Codes());
        ByteSink sink = new();
        MsbBitSink bits = new();
        foreach (JpegToken token in List)
        {
            if (token.Table == -2)
            {
                Flush(sink, bits);
                bits = new MsbBitSink();
                sink.U8(0xFF).U8(0xD0 + token.Symbol);
                continue;
            }

            if (token.Table >= 0)
            {
                (int code, int length) = codes[token.Table][token.Symbol];
                if (length == 0)
                    throw new InvalidOperationException($"symbol {token.Symbol:X2} has no code in table {token.Table}");
                bits.Write(code, length);
            }

            bits.Write(token.Bits, token.Count);
        }

        Flush(sink, bits);
        return sink.ToArray();
    }

    private static void Flush(ByteSink sink, MsbBitSink bits)
    {
        bits.Align(1);
        foreach (byte b in bits.ToArray())
        {
            sink.U8(b);
            if (b == 0xFF)
                sink.U8(0);
        }
    }
}
