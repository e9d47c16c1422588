// Owns: which bit fields have a part in the byte of a ByteLocation. Stands under LocationText and the JSON of `inspect --at`. Leaves the words to them.

using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>The bit fields of a place.</summary>
internal static class LocationBits
{
    /// <summary>The bit fields below the leaf that have a part in the byte, each before those within it.</summary>
    public static IEnumerable<StructureNode> At(ByteLocation location) => NestedAt(location).Select(b => b.Node);

    /// <summary>The same, with how deep below the leaf each stands.</summary>
    public static IEnumerable<(StructureNode Node, int Depth)> NestedAt(ByteLocation location)
    {
        var pending = new Stack<(StructureNode, int)>(location.Path[^1].Children.Reverse().Select(c => (c, 0)));
        while (pending.TryPop(out (StructureNode Node, int Depth) bits))
        {
            StructureNode node = bits.Node;
            if (!node.IsBits || location.Offset < node.Offset || location.Offset * 8 >= node.Offset * 8 + node.BitOffset + node.BitLength)
                continue;
            yield return bits;
            for (int i = node.Children.Count - 1; i >= 0; i--)
                pending.Push((node.Children[i], bits.Depth + 1));
        }
    }
}
