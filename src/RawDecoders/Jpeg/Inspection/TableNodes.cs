// Owns: telling DQT and DHT segments: steps as grids in natural order (T.81 B.2.4.1), Huffman tables with BITS, HUFFVAL and the
// code of each symbol (B.2.4.2, C.2). The tables are taken apart by the payload structs that the decoder uses.

using System.Globalization;
using System.Text;

namespace RawDecoders.Jpeg;

/// <summary>Nodes of table segments.</summary>
internal static class TableNodes
{
    private const string QuantizationClause = "T.81 B.2.4.1";

    private const string HuffmanClause = "T.81 B.2.4.2";

    /// <summary>The tables of DQT.</summary>
    public static string AddQuantization(FieldList fields, StructureNode parent, ReadOnlyMemory<byte> file)
    {
        var tables = new QuantizationTableSegment(fields.Remaining);
        var told = new List<string>();
        Span<ushort> natural = stackalloc ushort[64];
        while (tables.TryReadNext(out _))
        {
            int bytes = tables.Precision;
            tables.CopyTo(natural);
            told.Add($"table {tables.Destination}");
            StructureNode table = fields.Add(
                $"quantisation table {tables.Destination}", 1 + 8 * bytes, $"64 steps of {bytes} bits", QuantizationClause)!;
            var inner = new FieldList(table, file, table.Offset, table.Offset + table.Length);
            inner.Nibbles("Pq", p => p == 0 ? "elements of 8 bits" : "elements of 16 bits", "Tq", t => $"destination {t}", QuantizationClause);
            StructureNode steps = inner.Add("Qk", 8 * bytes, "the steps in zigzag order; below in natural order, a row a line", "T.81 B.2.4.1, Figure A.6")!;
            AddGrid(steps, natural);
        }

        fields.Rest("surplus bytes", clause: QuantizationClause);
        return string.Join(", ", told);
    }

    /// <summary>Eight rows of eight numbers.</summary>
    public static void AddGrid<T>(StructureNode parent, ReadOnlySpan<T> natural)
        where T : IFormattable
    {
        for (int y = 0; y < 8; y++)
        {
            var row = new StringBuilder();
            var raw = new StringBuilder();
            for (int x = 0; x < 8; x++)
            {
                string number = natural[8 * y + x].ToString(null, CultureInfo.InvariantCulture);
                row.Append(x == 0 ? "" : " ").Append(number.PadLeft(4));
                raw.Append(x == 0 ? "" : " ").Append(number);
            }

            FieldList.Derived(parent, $"row {y}", row.ToString(), raw.ToString());
        }
    }

    /// <inheritdoc cref="AddGrid{T}(StructureNode, ReadOnlySpan{T})"/>
    public static void AddGrid<T>(StructureNode parent, Span<T> natural)
        where T : IFormattable
        => AddGrid(parent, (ReadOnlySpan<T>)natural);

    /// <summary>The tables of DHT.</summary>
    public static string AddHuffman(FieldList fields, ReadOnlyMemory<byte> file, Action<bool, int, long> defined)
    {
        var tables = new HuffmanTableSegment(fields.Remaining);
        var told = new List<string>();
        while (tables.TryReadNext(out _))
        {
            bool isAc = tables.IsAc;
            string name = $"{(isAc ? "AC" : "DC")} table {tables.Destination}";
            told.Add(name);
            defined(isAc, tables.Destination, fields.Offset);
            int count = tables.Symbols.Length;
            StructureNode table = fields.Add(name, 17 + count, $"{count} codes", HuffmanClause)!;
            var inner = new FieldList(table, file, table.Offset, table.Offset + table.Length);
            inner.Nibbles("Tc", c => c == 0 ? "DC (and lossless) table" : "AC table", "Th", t => $"destination {t}", HuffmanClause);
            inner.Add("Li", 16, $"BITS, codes of each length from 1 to 16: {Numbers(tables.Lengths)}", HuffmanClause, Numbers(tables.Lengths));
            if (count == 0)
                continue;
            StructureNode values = inner.Add("Vi,j", count, "HUFFVAL, symbols in the order of their codes; below with their codes", HuffmanClause, Hexes(tables.Symbols))!;
            AddCodes(values, new PlainHuffman(tables.Lengths, tables.Symbols), isAc);
        }

        fields.Rest("surplus bytes", clause: HuffmanClause);
        return string.Join(", ", told);
    }

    private static void AddCodes(StructureNode parent, PlainHuffman table, bool isAc)
    {
        for (int length = 1; length <= 16; length++)
        {
            ReadOnlySpan<byte> symbols = table.OfLength(length, out int code);
            var text = new StringBuilder();
            var raw = new StringBuilder();
            foreach (byte symbol in symbols)
            {
                string bits = PlainHuffman.Binary(code++, length);
                text.Append(text.Length == 0 ? "" : "  ").Append(bits).Append(' ').Append(isAc ? NameAc(symbol) : symbol.ToString(CultureInfo.InvariantCulture));
                raw.Append(raw.Length == 0 ? "" : " ").Append(bits).Append('=').Append(symbol.ToString("X2", CultureInfo.InvariantCulture));
            }

            if (symbols.Length > 0)
                FieldList.Derived(parent, $"codes of {length} bits", text.ToString(), raw.ToString(), "T.81 C.2");
        }
    }

    /// <summary>An AC symbol as run/size, or EOB, ZRL, EOBn (of progressive scans).</summary>
    public static string NameAc(int symbol) => symbol switch
    {
        0 => "EOB",
        0xF0 => "ZRL",
        _ when (symbol & 15) == 0 => $"EOB{symbol >> 4}",
        _ => $"{symbol >> 4}/{symbol & 15}",
    };

    private static string Numbers(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
            text.Append(text.Length == 0 ? "" : " ").Append(b);
        return text.ToString();
    }

    private static string Hexes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
            text.Append(text.Length == 0 ? "" : " ").Append(b.ToString("X2", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
