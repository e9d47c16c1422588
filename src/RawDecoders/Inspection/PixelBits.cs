// Owns: the bits that carry one pixel, without the words of its trail: what is marked while a pointer moves. Stands beside PixelTrail, whose innermost steps
// they are. Leaves finding them to the formats, and marking them to whoever shows the file.

namespace RawDecoders.Inspection;

/// <summary>A run of bits of the file.</summary>
/// <param name="Offset">Byte that holds the first one.</param>
/// <param name="Bit">That bit within the byte, counted in the order in which the format reads bits.</param>
/// <param name="Bits">How many.</param>
/// <param name="Bytes">Bytes from the first that holds one to the last, what lies between them included.</param>
/// <param name="LowBitFirst">Whether the order begins with the least significant bit.</param>
internal readonly record struct BitRange(long Offset, int Bit, long Bits, long Bytes, bool LowBitFirst)
{
    /// <summary>The place of a node; of whole bytes all their bits.</summary>
    public static BitRange Of(StructureNode node)
        => new(node.Offset, node.IsBits ? node.BitOffset : 0, node.IsBits ? node.BitLength : 8 * node.Length, node.Length, node.LowBitFirst);
}

/// <summary>A pixel and the bits that carry it.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Ranges">The places of the innermost steps of its trail, in their order.</param>
internal sealed record PixelBits(PixelFormat Format, IReadOnlyList<int> Samples, List<BitRange> Ranges)
{
    /// <summary>Those of a trail that has been made.</summary>
    public static PixelBits Of(PixelTrail trail)
    {
        var ranges = new List<BitRange>();
        Add(ranges, trail.Root);
        return new PixelBits(trail.PixelFormat, trail.Samples, ranges);
    }

    /// <summary>Adds the places of a node: its own, or those of the nodes within it that have one.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Add(List<BitRange> ranges, StructureNode node)
    {
        bool isWithin = false;
        foreach (StructureNode child in node.Children)
            isWithin |= Add(ranges, child);
        if (!isWithin && node.Length > 0)
            ranges.Add(BitRange.Of(node));
        return isWithin || node.Length > 0;
    }
}
