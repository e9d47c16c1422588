// Owns: arithmetic decisions as nodes: the statistics bin that each learns in, by its name in T.81, the state of its estimate, the
// registers, and what was decided. Stands beside BlockNodes. Leaves to others: the decisions (PlainArithmetic), and the items
// that they make.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Adds decisions below their items.</summary>
internal static class ArithmeticNodes
{
    private static readonly string[] Contexts = ["none", "small and positive", "small and negative", "large and positive", "large and negative"];

    /// <summary>The decisions of an item.</summary>
    public static void Add(StructureNode node, CodedBlock block, in CodedItem item)
    {
        bool isAc = IsAc(item);
        for (int i = item.FirstDecision; i < item.FirstDecision + item.Decisions; i++)
        {
            ArithmeticDecision d = block.Decisions[i];
            node.Add(BlockNodes.Bits(
                "decision", d.Place, i + 1 < block.Decisions.Count ? block.Decisions[i + 1].Place : block.End, d.Stored,
                $"{BinName(d.Bin, isAc)}: {d.Value}; state {d.State} with {d.MoreProbable} more probable, Qe 0x{d.Qe:X4}, A 0x{d.Interval:X4}, C 0x{d.Code:X4}; {NodeText.Count(d.Bits, "bit")}",
                NodeText.Number(d.Value), "T.81 D.2.1"));
        }
    }

    /// <summary>The decisions of an item, for those who draw them; null of Huffman coding.</summary>
    public static CodedDecision[]? Of(CodedBlock block, CodedItem item)
    {
        if (item.Decisions == 0)
            return null;
        bool isAc = IsAc(item);
        return [.. block.Decisions.Slice(item.FirstDecision, item.Decisions).Select(d => new CodedDecision(BinName(d.Bin, isAc), d.State, d.MoreProbable, d.Qe, d.Interval, d.Code, d.Value, d.Bits))];
    }

    private static bool IsAc(in CodedItem item) => item.Kind is CodedKind.Coefficient or CodedKind.Correction or CodedKind.EndOfBlock or CodedKind.Damage;

    /// <summary>What a DC or AC statistics destination was conditioned with.</summary>
    public static StructureNode Conditioning(ScanRecord scan, int destination, bool isAc)
    {
        ArithmeticConditioning c = scan.Arithmetic!;
        string value = isAc ? $"Kx = {c.LastLow(destination)}" : $"L = {c.Lower(destination)}, U = {c.Upper(destination)}";
        return new StructureNode(isAc ? "AC conditioning" : "DC conditioning", 0, 0, $"destination {destination}: {value}", "T.81 B.2.4.3") { Raw = NodeText.Number(destination) };
    }

    /// <summary>A bin as Tables F.4 and F.5 name it.</summary>
    private static string BinName(int bin, bool isAc) => (isAc, bin) switch
    {
        (_, PlainArithmetic.Even) => "even odds",
        (false, < 20) => $"{(bin % 4) switch { 0 => "S0", 1 => "SS", 2 => "SP", _ => "SN" }} after a difference that is {Contexts[bin / 4]}",
        (false, < 35) => $"X{bin - 19}",
        (false, _) => $"M{bin - 33}",
        (true, < 189) => $"{(bin % 3) switch { 0 => "SE", 1 => "S0", _ => "SP, SN, X1 or SC" }} of coefficient {bin / 3 + 1}",
        (true, < 203) => $"X{bin - 187} up to Kx",
        (true, < 217) => $"M{bin - 201} up to Kx",
        (true, < 231) => $"X{bin - 215} above Kx",
        _ => $"M{bin - 229} above Kx",
    };
}
