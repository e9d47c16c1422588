// Owns: the nodes of DEFLATE blocks (RFC 1951): header fields, code lengths, and with InspectOptions.Symbols every symbol. All of them are
// bit fields. Stands between PngZlibWalk, whose facts it words, and PngZlibNodes. Leaves to others: reading the data (ZlibInflater).

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Makes nodes of blocks.</summary>
internal sealed class PngDeflateNodes(PngZlibWalk walk, InspectBudget budget, bool symbols)
{
    private readonly PngDataMap _map = walk.Map;

    /// <summary>
    /// Adds the blocks that begin before bit <paramref name="end"/> of the DEFLATE data, from block <paramref name="next"/> on, to
    /// a leaf. Returns the first that begins after it.
    /// </summary>
    public int Add(StructureNode leaf, int next, long end)
    {
        for (; next < walk.Blocks.Count && walk.Blocks[next].Header.BitOffset < end; next++)
        {
            if (!budget.TryTake(10))
                return walk.Blocks.Count + 1;
            AddBlock(leaf, walk.Blocks[next]);
        }

        // A header that makes no sense, or an end within it: what there is of it.
        long after = walk.Blocks.Count > 0 ? walk.Blocks[^1].EndBit : 0;
        if (next == walk.BlockCount && walk.Error is { } error && after < end && walk.EndBit > after && budget.TryTake())
        {
            leaf.Add(Bits($"Block {next}", after, walk.EndBit - after, $"not readable: {error.What}", error.Clause));
            next++;
        }

        return next;
    }

    /// <summary>A symbol, with the parts of a match as children.</summary>
    public StructureNode Symbol(in DeflateSymbol symbol)
    {
        const string Coded = "RFC 1951 3.2.5";
        switch (symbol.Kind)
        {
            case DeflateSymbolKind.Literal:
                return Bits("Literal", symbol.BitOffset, symbol.BitLength, $"byte {symbol.OutputOffset} is {symbol.Value}: code {Code(symbol.BitOffset, symbol.CodeBits)}", Coded, $"{symbol.Value}");
            case DeflateSymbolKind.EndOfBlock:
                return Bits("End of block", symbol.BitOffset, symbol.BitLength, $"code {Code(symbol.BitOffset, symbol.CodeBits)}", Coded, "256");
            case DeflateSymbolKind.StoredBytes:
                return Bits("Stored bytes", symbol.BitOffset, symbol.BitLength, $"{NodeText.Count(symbol.Length, "byte")} from byte {symbol.OutputOffset} on", "RFC 1951 3.2.4", $"{symbol.Length}");
            default:
                StructureNode match = Bits(
                    "Match", symbol.BitOffset, symbol.BitLength,
                    $"bytes {symbol.OutputOffset} to {symbol.OutputOffset + symbol.Length - 1} are those from {symbol.OutputOffset - symbol.Value} on: length {symbol.Length}, distance {symbol.Value}", Coded);
                long bit = symbol.BitOffset;
                int lengthBase = DeflateEntry.LengthBase[symbol.Code - 257];
                int distanceBase = DeflateEntry.DistanceBase[symbol.DistanceCode];
                Part("Length code", symbol.CodeBits, $"{symbol.Code}: {lengthBase} and {symbol.LengthExtraBits} extra bits; code {Code(bit, symbol.CodeBits)}", symbol.Code);
                Part("Extra bits of the length", symbol.LengthExtraBits, $"length {symbol.Length}", symbol.Length - lengthBase);
                Part("Distance code", symbol.DistanceCodeBits, $"{symbol.DistanceCode}: {distanceBase} and {symbol.DistanceExtraBits} extra bits; code {Code(bit, symbol.DistanceCodeBits)}", symbol.DistanceCode);
                Part("Extra bits of the distance", symbol.DistanceExtraBits, $"distance {symbol.Value}", symbol.Value - distanceBase);
                return match;

                void Part(string name, int bits, string value, int raw)
                {
                    if (bits > 0)
                        match.Add(Bits(name, bit, bits, value, Coded, $"{raw}"));
                    bit += bits;
                }
        }
    }

    /// <summary>The bits of a code in the order in which they are read: its most significant one first (3.1.1).</summary>
    public string Code(long bit, int bits)
    {
        Span<char> text = stackalloc char[bits];
        ReadOnlySpan<byte> data = _map.Data.Span[walk.DataStart..];
        for (int i = 0; i < bits; i++, bit++)
            text[i] = (char)('0' + ((data[(int)(bit >> 3)] >> (int)(bit & 7)) & 1));
        return text.ToString();
    }

    /// <summary>The node of a block, without what is in it.</summary>
    public StructureNode Block(PngDeflateBlock block)
    {
        DeflateBlock header = block.Header;
        string type = header.Type switch
        {
            DeflateBlockType.Stored => "stored",
            DeflateBlockType.FixedHuffman => "fixed Huffman codes",
            _ => "dynamic Huffman codes",
        };
        string content = header.Type == DeflateBlockType.Stored ? "" : $", {NodeText.Count(block.Literals, "literal")}, {NodeText.Count(block.Matches, "match", "matches")}";
        long bits = block.EndBit - header.BitOffset;
        return Bits(
            $"Block {header.Index}", header.BitOffset, bits,
            $"{type}{(header.IsFinal ? ", the last" : "")}: {NodeText.Count(bits, "bit")} give {NodeText.Count(block.OutputEnd - header.OutputOffset, "byte")}{content}", "RFC 1951 3.2.3");
    }

    private void AddBlock(StructureNode leaf, PngDeflateBlock block)
    {
        DeflateBlock header = block.Header;
        StructureNode node = leaf.Add(Block(block));
        long bit = header.BitOffset;
        node.Add(Bits("BFINAL", bit, 1, header.IsFinal ? "the last block" : "more blocks follow", "RFC 1951 3.2.3", header.IsFinal ? "1" : "0"));
        node.Add(Bits("BTYPE", bit + 1, 2, header.Type switch { DeflateBlockType.Stored => "stored", DeflateBlockType.FixedHuffman => "fixed Huffman codes", _ => "dynamic Huffman codes" }, "RFC 1951 3.2.3", $"{(int)header.Type}"));
        bit += 3;
        switch (header.Type)
        {
            case DeflateBlockType.Stored:
                AddStored(node, header, bit);
                break;
            case DeflateBlockType.DynamicHuffman:
                AddDynamic(node, header, bit);
                break;
            default:
                node.Add(NotStored("Literal/length code lengths", header.LiteralLengths));
                node.Add(NotStored("Distance code lengths", header.DistanceLengths));
                break;
        }

        StructureNode NotStored(string name, byte[] lengths)
            => new(name, node.Offset, 0, $"not stored: {PngText.Runs(lengths)}", "RFC 1951 3.2.6") { BitOffset = node.BitOffset, LowBitFirst = true };

        if (!symbols)
            return;
        foreach (DeflateSymbol symbol in block.Symbols)
        {
            if (!budget.TryTake(5))
                return;
            node.Add(Symbol(symbol));
        }
    }

    private void AddStored(StructureNode node, DeflateBlock header, long bit)
    {
        const string Clause = "RFC 1951 3.2.4";
        long aligned = (bit + 7) & ~7L;
        if (aligned > bit)
            node.Add(Bits("Skipped bits", bit, aligned - bit, "ignored: up to the next byte", Clause));
        node.Add(Bits("LEN", aligned, 16, NodeText.Count(header.StoredLength, "byte"), Clause, $"{header.StoredLength}"));
        node.Add(Bits("NLEN", aligned + 16, 16, "the complement of LEN", Clause, $"{~header.StoredLength & 0xFFFF}"));
    }

    private void AddDynamic(StructureNode node, DeflateBlock header, long bit)
    {
        const string Clause = "RFC 1951 3.2.7";
        int literals = header.LiteralLengths.Length, distances = header.DistanceLengths.Length;
        node.Add(Bits("HLIT", bit, 5, $"{literals} literal/length code lengths", Clause, $"{literals - 257}"));
        node.Add(Bits("HDIST", bit + 5, 5, NodeText.Count(distances, "distance code length"), Clause, $"{distances - 1}"));
        node.Add(Bits("HCLEN", bit + 10, 4, $"{header.CodeLengthCount} code lengths of the code length code", Clause, $"{header.CodeLengthCount - 4}"));
        bit += 14;
        StructureNode code = node.Add(Bits("Code length code", bit, 3 * header.CodeLengthCount, PngText.Runs(header.CodeLengthLengths), Clause));
        if (symbols && budget.TryTake(header.CodeLengthCount))
        {
            for (int i = 0; i < header.CodeLengthCount; i++)
            {
                int symbol = DeflateEntry.CodeLengthOrder[i];
                code.Add(Bits($"Symbol {symbol}", bit + 3 * i, 3, NodeText.Count(header.CodeLengthLengths[symbol], "bit"), Clause, $"{header.CodeLengthLengths[symbol]}"));
            }
        }

        bit += 3 * header.CodeLengthCount;
        long end = header.BitOffset + header.HeaderBits;
        // One sequence of symbols gives both alphabets' lengths, and a run may go over from one to the other.
        StructureNode lengths = node.Add(Bits("Code lengths", bit, end - bit, NodeText.Count(header.CodeLengthSymbols.Count, "symbol"), Clause));
        lengths.Add(Bits("Literal/length code lengths", bit, end - bit, PngText.Runs(header.LiteralLengths), Clause));
        lengths.Add(Bits("Distance code lengths", bit, end - bit, PngText.Runs(header.DistanceLengths), Clause));
        if (!symbols || !budget.TryTake(header.CodeLengthSymbols.Count))
            return;
        foreach (DeflateCodeLength one in header.CodeLengthSymbols)
            lengths.Add(CodeLength(one, literals, Clause));
    }

    private StructureNode CodeLength(in DeflateCodeLength one, int literals, string clause)
    {
        string what = one.Symbol switch
        {
            16 => $"the length before, {one.Count} times",
            17 or 18 => $"no code, {one.Count} times",
            0 => "no code",
            _ => NodeText.Count(one.Symbol, "bit"),
        };
        string where = one.First < literals ? $"literal/length {one.First}" : $"distance {one.First - literals}";
        return Bits("Code length symbol", one.BitOffset, one.CodeBits + one.ExtraBits, $"from {where} on: {what}; code {Code(one.BitOffset, one.CodeBits)}", clause, $"{one.Symbol}");
    }

    private StructureNode Bits(string name, long bit, long bits, string value, string clause, string raw = "")
        => _map.Bits(name, 8L * walk.DataStart + bit, bits, value, clause, raw);
}
