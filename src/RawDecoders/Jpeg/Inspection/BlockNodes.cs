// Owns: what a scan codes for one block, as nodes: one for each symbol, with its code and extra bits at their places, and the
// coefficients, dequantised values and samples that come of it. Stands below ScanNodes and BlockTrail. Leaves to others:
// reading the bits (ScanWalk).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Nodes of blocks and their symbols.</summary>
internal static class BlockNodes
{
    /// <summary>A run of bits as a node: the bytes that they touch, stuffing included, and the number of coded bits.</summary>
    public static StructureNode Bits(string name, BitPlace start, BitPlace end, long bits, string value, string raw, string clause)
    {
        return new StructureNode(name, start.Offset, bits == 0 ? 0 : BytesOf(start, end), value, clause)
        {
            BitOffset = start.Bit,
            BitLength = bits,
            Raw = raw,
        };
    }

    /// <summary>How many bytes bits touch from a place to another, what is stuffed between them included.</summary>
    public static long BytesOf(BitPlace start, BitPlace end) => Math.Max(1, (end.Bit == 0 ? end.Offset : end.Offset + 1) - start.Offset);

    /// <summary>The node of one coded item, with its code and extra bits below it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="end">Where the next one begins.</param>
    /// <param name="isProgressive">Whether the scan is.</param>
    /// <param name="shift">Al.</param>
    public static StructureNode Item(in CodedItem item, BitPlace end, bool isProgressive, int shift)
    {
        (string name, string value, string clause) = item.Decisions > 0 ? DescribeDecided(item, shift) : Describe(item, isProgressive, shift);
        StructureNode node = Bits(name, item.Place, end, item.Bits, value, NodeText.Number(item.Value), clause);
        if (item.Decisions > 0)
            return node;
        string code = PlainHuffman.Binary(item.Code, item.CodeLength);
        string extra = PlainHuffman.Binary(item.Extra, item.ExtraLength);
        if (item.CodeLength > 0)
        {
            string symbol = item.Kind is CodedKind.DcDifference or CodedKind.LosslessDifference ? $"category {item.Symbol}" : TableNodes.NameAc(item.Symbol);
            node.Add(Bits("code", item.Place, item.ExtraPlace, item.CodeLength, symbol, code, "T.81 F.2.2.3"));
        }

        if (item.ExtraLength > 0)
            node.Add(Bits("extra bits", item.ExtraPlace, end, item.ExtraLength, extra, extra, "T.81 F.2.2.1"));
        return node;
    }

    private static (string Name, string Value, string Clause) Describe(in CodedItem item, bool isProgressive, int shift)
    {
        string after = isProgressive && shift > 0 ? $", times {1 << shift}" : "";
        return item.Kind switch
        {
            CodedKind.DcDifference => ("DC difference", $"category {item.Symbol}: {item.Value:+0;-0;0}; {item.Before} before it, {item.Before + item.Value} now{after}", "T.81 F.2.2.1"),
            CodedKind.LosslessDifference => ("difference", $"category {item.Symbol}: {item.Value:+0;-0;0}", "T.81 H.1.2.2"),
            CodedKind.DcBit => ("DC bit", $"bit {shift} is {item.Extra}: {item.Before} becomes {item.Value}", "T.81 G.1.2.1"),
            CodedKind.Coefficient => ("AC coefficient", $"{NodeText.Count(item.Symbol >> 4, "zero")}, then coefficient {item.Index}: {item.Value}", isProgressive ? "T.81 G.1.2" : "T.81 F.2.2.2"),
            CodedKind.ZeroRun => ("ZRL", $"16 zeros, up to coefficient {item.Index}", "T.81 F.1.2.2.1"),
            CodedKind.EndOfBlock => ("EOB", "the rest is zero", "T.81 F.1.2.2.1"),
            CodedKind.EndOfBandRun => ($"EOB{item.Symbol >> 4}", $"the rest of the band is zero, in {item.Value} blocks", "T.81 G.1.2.2"),
            CodedKind.Correction => ("correction", $"coefficient {item.Index}, bit {shift} is {item.Extra}: {item.Before} becomes {item.Value}", "T.81 G.1.2.3"),
            _ => ("damage", "cannot be read further", "T.81 F.2.2.3"),
        };
    }

    /// <summary>An item that arithmetic decisions make.</summary>
    private static (string Name, string Value, string Clause) DescribeDecided(in CodedItem item, int shift)
    {
        string after = shift > 0 ? $", times {1 << shift}" : "";
        return item.Kind switch
        {
            CodedKind.DcDifference => ("DC difference", $"{item.Value:+0;-0;0}; {item.Before} before it, {item.Before + item.Value} now{after}", "T.81 F.1.4.1"),
            CodedKind.DcBit => ("DC bit", $"bit {shift} is {item.Extra}: {item.Before} becomes {item.Value}", "T.81 G.1.3.1"),
            CodedKind.Coefficient => ("AC coefficient", $"{NodeText.Count(item.Index - item.Symbol, "coefficient")} passed over, then coefficient {item.Index}: {item.Value}", "T.81 F.1.4.2"),
            CodedKind.EndOfBlock => ("EOB", "the rest is zero", "T.81 F.1.4.2"),
            CodedKind.Correction => ("correction", $"coefficient {item.Index}, bit {shift} is {item.Extra}: {item.Before} becomes {item.Value}", "T.81 G.1.3.3"),
            _ => ("damage", "cannot be read further", "T.81 F.2.4"),
        };
    }

    /// <summary>A whole block.</summary>
    public static StructureNode Block(CodedBlock block, JpegStudy study, ScanRecord scan)
    {
        bool isProgressive = study.IsProgressive;
        long bits = block.Bits;
        string name = $"{(study.IsLossless ? "sample" : "block")} of {study.ComponentName(block.Component)}";
        string value = $"column {block.X}, row {block.Y} of its blocks; {NodeText.Count(bits, "bit")}"
            + (block.CoveredBy > 0 ? $"; an end-of-band run covers it and {block.CoveredBy - 1} more" : "");
        StructureNode node = Bits(name, block.Start, block.End, bits, value, "", isProgressive ? "T.81 G.1.2" : "T.81 F.1.2");
        AddItems(node, block, isProgressive, scan.Header.ApproximationLow);
        if (!study.IsLossless && (bits > 0 || !isProgressive))
            AddValues(node, block.Coefficients.Span, study.QuantizationOf(block.Component), study.Precision);
        return node;
    }

    /// <summary>The items of a block.</summary>
    public static void AddItems(StructureNode node, CodedBlock block, bool isProgressive, int shift)
    {
        for (int i = 0; i < block.Items.Count; i++)
        {
            BitPlace end = i + 1 < block.Items.Count ? block.Items[i + 1].Place : block.End;
            StructureNode item = node.Add(Item(block.Items[i], end, isProgressive, shift));
            if (block.Items[i].Decisions > 0)
                ArithmeticNodes.Add(item, block, block.Items[i]);
        }
    }

    /// <summary>Coefficients, dequantised values and samples, as grids in natural order.</summary>
    public static void AddValues(StructureNode node, ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> steps, int precision)
    {
        Span<ushort> samples = stackalloc ushort[64];
        Reconstruct(coefficients, steps, precision, samples);
        if (!coefficients[1..].ContainsAnyExcept((short)0))
        {
            FieldWriter.Derived(node, "coefficients", $"DC {coefficients[0]}, no AC", NodeText.Number(coefficients[0]));
            FieldWriter.Derived(node, "dequantised", $"DC {coefficients[0]} x {steps[0]} = {coefficients[0] * steps[0]}", NodeText.Number(coefficients[0] * steps[0]), "T.81 A.3.4");
            FieldWriter.Derived(node, "samples", $"all {samples[0]}", NodeText.Number(samples[0]), "T.81 A.3.3");
            return;
        }

        Span<int> dequantised = stackalloc int[64];
        for (int i = 0; i < 64; i++)
            dequantised[i] = coefficients[i] * steps[i];
        FieldWriter.Derived(node, "coefficients", "quantised, in natural order" + TableNodes.Grid(coefficients));
        FieldWriter.Derived(node, "dequantised", "each times its step" + TableNodes.Grid(dequantised), clause: "T.81 A.3.4");
        FieldWriter.Derived(node, "samples", $"inverse DCT, plus {1 << (precision - 1)}" + TableNodes.Grid(samples), clause: "T.81 A.3.3");
    }

    /// <summary>The samples of a block, by the normative scalar inverse DCT of the default reconstruction.</summary>
    public static unsafe void Reconstruct(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> steps, int precision, Span<ushort> samples)
    {
        if (precision > 8)
        {
            WideInverseDct.Transform(coefficients, steps, samples, 8);
            return;
        }

        short* c = stackalloc short[64];
        short* q = stackalloc short[64];
        byte* s = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
        {
            c[i] = coefficients[i];
            q[i] = (short)steps[i];
        }

        IslowInverseDct.TransformBlock(c, q, s, 8);
        for (int i = 0; i < 64; i++)
            samples[i] = s[i];
    }
}
