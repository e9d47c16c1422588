// The tree of a file, or the trail of a pixel, as lines of text: place and length, then name, value, raw value and clause, indented as
// nodes nest, with findings below the node that they stand at. Owns the order of lines and what is left out; StyledLine owns
// how a line looks, NodeColumns what stands at its left. Without a terminal the text is stable: notes and tests quote it.

namespace RawDecoders.Cli;

/// <summary>How much of a tree to write.</summary>
/// <param name="Hex">The bytes of each leaf.</param>
/// <param name="All">Leave out nothing: neither runs of nodes that are alike nor bytes.</param>
/// <param name="Depth">Levels below the root.</param>
/// <param name="IsTrail">The steps to a pixel: a node of no length has no place in the file.</param>
internal sealed record TreeTextOptions(bool Hex = false, bool All = false, int Depth = int.MaxValue, bool IsTrail = false);

/// <summary>Writes a tree.</summary>
internal sealed class TreeText
{
    private const int Indent = 2;

    private readonly HashSet<StructureNode> _found = new(ReferenceEqualityComparer.Instance);
    private readonly TreeTextOptions _options;
    private readonly NodeColumns _columns;
    private readonly StyledLine _line;
    private int _nodes, _shown;

    public TreeText(StyledLine line, ReadOnlyMemory<byte> file, ImageFormat format, StructureNode root, TreeTextOptions options)
    {
        _line = line;
        _options = options;
        bool hasBits = false;
        Survey(root, ref hasBits, 0);
        _columns = new NodeColumns(file, format, hasBits, options.Hex, options.All);
    }

    /// <summary>Nodes of the tree that were not written.</summary>
    public int HiddenCount => _nodes - _shown;

    public void WriteTitles()
    {
        _columns.AddTitles(_line);
        _line.End();
    }

    /// <summary>Writes a node and what is below it.</summary>
    public void Write(StructureNode node) => Write(node, 0, node.Offset + node.Length);

    /// <summary>Writes a node's own line, at a depth, without its findings and children.</summary>
    public void WriteLine(StructureNode node, int depth, long bitsEnd)
    {
        _shown++;
        _columns.AddTo(_line, node, bitsEnd, isPlaced: !_options.IsTrail || node.Length > 0);
        int column = _columns.TreeColumn + depth * Indent;
        _line.PadTo(column);
        _line.Add(node.Name, node.IsLeaf || node.IsBits ? Ink.Plain : Ink.Title);
        // Grids and drawings come as several lines: the first stands beside the name, the others below it.
        ReadOnlySpan<char> value = node.Value;
        int lineBreak = value.IndexOf('\n');
        ReadOnlySpan<char> first = lineBreak < 0 ? value : value[..lineBreak];
        if (node.Value.Length > 0)
            _line.Add(first.IsEmpty ? ":" : ": ").AddWithSwatches(lineBreak < 0 ? node.Value : first.ToString(), Ink.Value);
        if (node.Raw.Length > 0 && node.Raw != node.Value)
            _line.Add(" (", Ink.Raw).Add(node.Raw, Ink.Raw).Add(")", Ink.Raw);
        if (node.Clause.Length > 0)
            _line.Add("  [", Ink.Clause).Add(node.Clause, Ink.Clause).Add("]", Ink.Clause);
        _line.End(column + Indent);
        while (lineBreak >= 0)
        {
            value = value[(lineBreak + 1)..];
            lineBreak = value.IndexOf('\n');
            _line.PadTo(column + Indent).AddWithSwatches((lineBreak < 0 ? value : value[..lineBreak]).ToString(), Ink.Value).End(column + Indent);
        }
    }

    /// <summary>Writes the findings of a node, below its line.</summary>
    public void WriteFindings(StructureNode node, int depth)
    {
        int column = _columns.TreeColumn + depth * Indent + Indent;
        for (int i = 0; i < node.Findings.Count; i++)
            FindingText.AddTo(_line.PadTo(column), node.Findings[i]).End(column + Indent);
    }

    /// <summary>Writes bytes, one of them marked.</summary>
    public void WriteBytes(long offset, long length, long marked) => _columns.WriteLines(_line, offset, length, marked);

    private void Write(StructureNode node, int depth, long bitsEnd)
    {
        WriteLine(node, depth, bitsEnd);
        _columns.WriteDump(_line, node);
        WriteFindings(node, depth);
        if (node.Children.Count == 0)
            return;
        if (depth >= _options.Depth)
        {
            WriteHiddenFindings(node, depth);
            return;
        }

        // A bit field may run on past the leaf that it begins in, but what follows there are other bytes.
        long end = node.IsBits ? bitsEnd : node.Offset + node.Length;
        if (_options.All || _options.IsTrail)
        {
            // By index: the list is behind an interface, and a million enumerators are a million allocations.
            for (int i = 0; i < node.Children.Count; i++)
                Write(node.Children[i], depth + 1, end);
            return;
        }

        int next = 0;
        foreach (Range range in NodeRuns.Visible(node.Children, _found.Contains))
        {
            WriteGap(node, next, range.Start.Value, depth + 1);
            for (next = range.Start.Value; next < range.End.Value; next++)
                Write(node.Children[next], depth + 1, end);
        }
    }

    /// <summary>Writes a line for children that are left out.</summary>
    private void WriteGap(StructureNode parent, int from, int to, int depth)
    {
        if (from >= to)
            return;
        StructureNode first = parent.Children[from], last = parent.Children[to - 1];
        long length = 0;
        int found = 0;
        for (int i = from; i < to; i++)
        {
            length += first.IsBits ? parent.Children[i].BitLength : parent.Children[i].Length;
            found += _found.Contains(parent.Children[i]) ? 1 : 0;
        }

        _columns.AddGap(_line, first, length);
        _line.PadTo(_columns.TreeColumn + depth * Indent)
            .Add(to - from == 1 ? $"... {first.Name}" : $"... {to - from} more, {first.Name} to {last.Name}", Ink.Place);
        if (found > 0)
            _line.Add($", {found} with findings", Ink.Warning);
        _line.End();
    }

    /// <summary>What is wrong below a node whose children are too deep to be written.</summary>
    private void WriteHiddenFindings(StructureNode node, int depth)
    {
        foreach (StructureNode child in node.Children)
        {
            if (!_found.Contains(child))
                continue;
            WriteFindings(child, depth);
            WriteHiddenFindings(child, depth);
        }
    }

    /// <summary>Counts the nodes, and notes which have a warning or an error at them or below.</summary>
    private bool Survey(StructureNode node, ref bool hasBits, int depth)
    {
        _nodes++;
        hasBits |= node.IsBits && depth <= _options.Depth;
        bool found = false;
        for (int i = 0; i < node.Findings.Count; i++)
            found |= node.Findings[i].Severity > FindingSeverity.Note;
        for (int i = 0; i < node.Children.Count; i++)
            found |= Survey(node.Children[i], ref hasBits, depth + 1);
        if (found)
            _found.Add(node);
        return found;
    }
}
