// `inspect --at`: one byte, the nodes that hold it, the bit fields that have a part in it, and what it has an effect on.

using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>Writes a <see cref="ByteLocation"/>.</summary>
internal static class LocationText
{
    /// <summary>Of a long leaf, the lines of bytes that are shown before and after the one with the byte.</summary>
    private const int LinesAround = 1;

    /// <summary>Leaves up to this long are shown whole.</summary>
    private const int WholeBytes = 64;

    public static void Write(StyledLine line, ReadOnlyMemory<byte> file, ByteLocation location)
    {
        StructureNode leaf = location.Path[^1];
        (StructureNode Node, int Depth)[] bits = [.. LocationBits.NestedAt(location)];
        var tree = new TreeText(line, file, bits.Select(b => b.Node), new TreeTextOptions(Hex: true));
        tree.WriteTitles();
        string clause = "";
        IEnumerable<(StructureNode, int)> nodes = location.Path.Select((node, depth) => (node, depth))
            .Concat(bits.Select(b => (b.Node, location.Path.Count + b.Depth)));
        foreach ((StructureNode node, int depth) in nodes)
        {
            tree.WriteLine(node, depth, leaf.Offset + leaf.Length, clause);
            tree.WriteFindings(node, depth);
            clause = node.Clause.Length > 0 ? node.Clause : clause;
        }

        (long from, long length) = Window(leaf, location.Offset);
        tree.WriteBytes(from, length, location.Offset);
        line.Add("affects: ", Ink.Title).Add(location.Effect.Words).End();
        if (location.Effect.Area is { } area)
        {
            line.Add("area: ", Ink.Title)
                .Add($"{area.Width} x {area.Height} pixels, columns {area.X} to {area.X + area.Width - 1L}, rows {area.Y} to {area.Y + area.Height - 1L}").End();
        }
    }

    private static (long From, long Length) Window(StructureNode leaf, long offset)
    {
        if (leaf.Length <= WholeBytes)
            return (leaf.Offset, leaf.Length);
        long line = (offset - leaf.Offset) / NodeColumns.LineBytes;
        long from = leaf.Offset + Math.Max(line - LinesAround, 0) * NodeColumns.LineBytes;
        long to = Math.Min(leaf.Offset + (line + LinesAround + 1) * NodeColumns.LineBytes, leaf.Offset + leaf.Length);
        return (from, to - from);
    }
}
