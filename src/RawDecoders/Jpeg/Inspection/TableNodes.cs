// Owns: DQT and DHT segments field by field: steps as grids in natural order (T.81 B.2.4.1), Huffman tables with BITS, HUFFVAL
// and the code of each symbol (B.2.4.2, C.2). Stands below SegmentTree. Leaves to others: taking the tables apart, which the
// payload structs of the decoder do.

using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Nodes of table segments.</summary>
internal static class TableNodes
{
    private const string QuantizationClause = "T.81 B.2.4.1";

    private const string HuffmanClause = "T.81 B.2.4.2";

    /// <summary>The tables of DQT.</summary>
    public static string AddQuantization(FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        var tables = new QuantizationTableSegment(fields.Remaining);
        var names = new List<string>();
        Span<ushort> natural = stackalloc ushort[64];
        while (tables.TryReadNext(out _))
        {
            int bytes = tables.Precision;
            tables.CopyTo(natural);
            names.Add($"table {tables.Destination}");
            StructureNode table = fields.Add(
                $"quantisation table {tables.Destination}", 1 + 8 * bytes, $"64 steps of {bytes} bits", QuantizationClause)!;
            var inner = fields.Inside(table);
            inner.Nibbles("Pq", p => p == 0 ? "elements of 8 bits" : "elements of 16 bits", "Tq", t => $"destination {t}", QuantizationClause);
            inner.Add("Qk", 8 * bytes, "steps, stored in zigzag order; in natural order they are" + Grid(natural), "T.81 B.2.4.1, Figure A.6");
        }

        if (fields.Left > 0)
        {
            StructureNode rest = fields.Add("quantisation table, not read", fields.Left, "not legal, or cut short", QuantizationClause)!;
            var inner = fields.Inside(rest);
            inner.Nibbles("Pq", p => p > 1 ? $"element precision {p} is not defined" : $"elements of {8 << p} bits", "Tq", t => $"destination {t}", QuantizationClause);
            inner.Rest("Qk", clause: QuantizationClause);
        }

        return string.Join(", ", names);
    }

    /// <summary>Eight rows of eight numbers, each on a line of its own.</summary>
    public static string Grid<T>(ReadOnlySpan<T> natural)
        where T : IFormattable
    {
        var text = new StringBuilder();
        for (int y = 0; y < 8; y++)
            text.Append('\n').Append(Row(natural.Slice(8 * y, 8)));
        return text.ToString();
    }

    /// <inheritdoc cref="Grid{T}(ReadOnlySpan{T})"/>
    public static string Grid<T>(Span<T> natural)
        where T : IFormattable
        => Grid((ReadOnlySpan<T>)natural);

    /// <summary>Numbers in columns.</summary>
    public static string Row<T>(ReadOnlySpan<T> numbers)
        where T : IFormattable
    {
        var text = new StringBuilder();
        foreach (T number in numbers)
            text.Append(text.Length == 0 ? "" : " ").Append(number.ToString(null, CultureInfo.InvariantCulture).PadLeft(4));
        return text.ToString();
    }

    /// <summary>The tables of DHT.</summary>
    public static string AddHuffman(FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        var tables = new HuffmanTableSegment(fields.Remaining);
        var names = new List<string>();
        while (tables.TryReadNext(out _))
        {
            bool isAc = tables.IsAc;
            string name = $"{(isAc ? "AC" : "DC")} table {tables.Destination}";
            names.Add(name);
            int count = tables.Symbols.Length;
            StructureNode table = fields.Add(name, 17 + count, $"{count} codes", HuffmanClause)!;
            var inner = fields.Inside(table);
            inner.Nibbles("Tc", c => c == 0 ? "DC (and lossless) table" : "AC table", "Th", t => $"destination {t}", HuffmanClause);
            inner.Add("Li", 16, "BITS, how many codes of each length from 1 to 16", HuffmanClause, Numbers(tables.Lengths));
            if (count == 0)
                continue;
            inner.Add("Vi,j", count, "HUFFVAL, symbols in the order of their codes" + Codes(new PlainHuffman(tables.Lengths, tables.Symbols), isAc), HuffmanClause);
        }

        if (fields.Left > 0)
        {
            StructureNode rest = fields.Add("Huffman table, not read", fields.Left, "not legal, or cut short", HuffmanClause)!;
            var inner = fields.Inside(rest);
            inner.Nibbles("Tc", c => c > 1 ? $"table class {c} is not defined" : c == 0 ? "DC table" : "AC table", "Th", t => $"destination {t}", HuffmanClause);
            if (inner.Left > 0)
                inner.Add("Li", 16, "BITS, how many codes of each length from 1 to 16", HuffmanClause, Numbers(inner.Remaining[..Math.Min(16, inner.Left)]));
            inner.Rest("Vi,j", clause: HuffmanClause);
        }

        return string.Join(", ", names);
    }

    /// <summary>A line for each length of codes, with the symbols that have them.</summary>
    private static string Codes(PlainHuffman table, bool isAc)
    {
        var text = new StringBuilder();
        for (int length = 1; length <= 16; length++)
        {
            ReadOnlySpan<byte> symbols = table.OfLength(length, out int code);
            if (symbols.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"\n{length,2} bits:");
            foreach (byte symbol in symbols)
            {
                text.Append("  ").Append(PlainHuffman.Binary(code++, length)).Append(' ')
                    .Append(isAc ? NameAc(symbol) : symbol.ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
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
}
