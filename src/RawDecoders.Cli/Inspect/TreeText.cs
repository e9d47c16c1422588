// The tree of a file, or the trail of a pixel, as lines of text: place and length, then name, value, raw value and clause, indented as
// nodes nest, with findings below the node that they stand at. Owns the order of lines and what is left out; StyledLine owns
// how a line looks, NodeColumns what stands at its left. Without a terminal the text is stable: notes and tests quote it.

using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>How much of a tree to write.</summary>
/// <param name="Hex">The bytes of each leaf.</param>
/// <param name="All">Leave out nothing: neither runs of nodes that are alike nor bytes.</param>
/// <param name="Depth">Levels below the root.</param>
/// <param name="IsTrail">The steps to a pixel: a node of no length has no place in the file.</param>
/// <param name="KeepBits">Leave out no coded data: neither bit fields nor nodes that hold some.</param>
internal sealed record TreeTextOptions(
    bool Hex = false, bool All = false, int Depth = int.MaxValue, bool IsTrail = false, bool KeepBits = false);

/// <summary>Writes a tree.</summary>
internal sealed class TreeText
{
    private const int Indent = 2;

    /// <summary>Unless all is to be shown, values as stored are cut after about this many characters, those in words after so many.</summary>
    private const int RawLength = 64, ValueLength = 320;

    /// <summary>So many bit fields or more that say what has been said already are not repeated: the four bits in each chunk's type.</summary>
    private const int RepeatedBits = 4;

    private readonly HashSet<StructureNode> _found = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<StructureNode> _coded = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _saidBits = new(StringComparer.Ordinal);
    private readonly TreeTextOptions _options;
    private readonly NodeColumns _columns;
    private readonly StyledLine _line;
    private int _nodes, _shown;

    public TreeText(StyledLine line, ReadOnlyMemory<byte> file, StructureNode root, TreeTextOptions options)
        : this(line, file, [root], options)
    {
    }

    /// <param name="line">Where to write.</param>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="nodes">All that is to be written, and nothing else: the columns are made for it.</param>
    /// <param name="options">What to show.</param>
    public TreeText(StyledLine line, ReadOnlyMemory<byte> file, IEnumerable<StructureNode> nodes, TreeTextOptions options)
    {
        _line = line;
        _options = options;
        bool hasBits = false;
        foreach (StructureNode node in nodes)
            Survey(node, ref hasBits, 0);
        _columns = new NodeColumns(file, hasBits, options.Hex, options.All);
    }

    /// <summary>Nodes of the tree that were not written.</summary>
    public int HiddenCount => _nodes - _shown;

    public void WriteTitles()
    {
        _columns.AddTitles(_line);
        _line.End();
    }

    /// <summary>Writes a node and what is below it.</summary>
    public void Write(StructureNode node) => Write(node, 0, node.Offset + node.Length, "");

    /// <summary>Writes a node's own line, without its findings and children.</summary>
    /// <param name="node">The node.</param>
    /// <param name="depth">How deep it stands.</param>
    /// <param name="bitsEnd">Where the leaf that holds a bit field ends.</param>
    /// <param name="clauseAbove">The clause of what holds it, which is not repeated.</param>
    public void WriteLine(StructureNode node, int depth, long bitsEnd, string clauseAbove)
    {
        _shown++;
        // Steps of a trail and what is computed from bits have no place in the file of their own.
        bool isPlaced = node.IsBits ? node.BitLength > 0 : node.Length > 0 || !_options.IsTrail;
        _columns.AddTo(_line, node, bitsEnd, isPlaced);
        int column = _columns.TreeColumn + depth * Indent;
        _line.PadTo(column);
        _line.Add(node.Name, node.IsLeaf || node.IsBits ? Ink.Plain : Ink.Title);
        // Grids and drawings come as several lines: the first stands beside the name, the others below it.
        ReadOnlySpan<char> value = node.Value;
        int lineBreak = value.IndexOf('\n');
        if (node.Value.Length > 0)
        {
            string first = lineBreak < 0 ? node.Value : node.Value[..lineBreak];
            _line.Add(first.Length == 0 ? ":" : ": ").AddWithSwatches(Cut(first, ValueLength), Ink.Value);
        }

        // A number to calculate with needs no words.
        if (node.Value.Length == 0 && node.Raw.Length > 0)
            _line.Add(": ").Add(Cut(node.Raw, RawLength), Ink.Value);
        else if (node.Raw.Length > 0 && !Says(node.Value, node.Raw) && !_columns.Shows(node))
            _line.Add(" (", Ink.Raw).Add(Cut(node.Raw, RawLength), Ink.Raw).Add(")", Ink.Raw);
        // "biWidth  [wingdi.h biWidth]" would say the name twice.
        if (node.Clause.Length > 0 && node.Clause != clauseAbove && !node.Clause.EndsWith(node.Name, StringComparison.Ordinal))
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

    private void Write(StructureNode node, int depth, long bitsEnd, string clauseAbove)
    {
        WriteLine(node, depth, bitsEnd, clauseAbove);
        _columns.WriteDump(_line, node);
        WriteFindings(node, depth);
        if (node.Children.Count == 0)
            return;
        if (depth >= _options.Depth)
        {
            WriteHiddenFindings(node, depth);
            return;
        }

        string clause = node.Clause.Length > 0 ? node.Clause : clauseAbove;
        // A bit field may run on past the leaf that it begins in, but what follows there are other bytes.
        long end = node.IsBits ? bitsEnd : node.Offset + node.Length;
        if (_options.All || _options.IsTrail || (_options.KeepBits && node.IsBits))
        {
            // By index: the list is behind an interface, and a million enumerators are a million allocations.
            for (int i = 0; i < node.Children.Count; i++)
                Write(node.Children[i], depth + 1, end, clause);
            return;
        }

        if (RepeatsBits(node))
            return;
        int next = 0;
        foreach (Range range in NodeRuns.Visible(node.Children, MustShow))
        {
            WriteGap(node, next, range.Start.Value, depth + 1);
            for (next = range.Start.Value; next < range.End.Value; next++)
                Write(node.Children[next], depth + 1, end, clause);
        }
    }

    /// <summary>How a node is to be treated within a run.</summary>
    private NodeRuns.Keep MustShow(StructureNode node)
        => _coded.Contains(node) ? NodeRuns.Keep.Always : _found.Contains(node) ? NodeRuns.Keep.IfFew : NodeRuns.Keep.No;

    /// <summary>Whether the bit fields of a leaf say what those of one before it have said.</summary>
    private bool RepeatsBits(StructureNode node)
    {
        if (!node.IsLeaf || node.Children.Count is < RepeatedBits or > 2 * RepeatedBits || _found.Contains(node))
            return false;
        var said = new StringBuilder(node.Name);
        foreach (StructureNode bit in node.Children)
        {
            if (bit.Children.Count > 0)
                return false;
            said.Append('\n').Append(bit.Name).Append('\t').Append(bit.Value).Append('\t').Append(bit.Raw);
        }

        return !_saidBits.Add(said.ToString());
    }

    /// <summary>Whether the words already give the stored value: as their first word, or a list of values within them.</summary>
    private static bool Says(string value, string raw)
    {
        if (value == raw)
            return true;
        if (value.StartsWith(raw, StringComparison.Ordinal))
            return !char.IsAsciiLetterOrDigit(value[raw.Length]) && value[raw.Length] != '.';
        // Columns of numbers are padded with blanks.
        return raw.Contains(' ') && string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Contains(raw, StringComparison.Ordinal);
    }

    private string Cut(string text, int length)
    {
        if (text.Length <= length + 16 || _options.All || _options.IsTrail)
            return text;
        int end = text.LastIndexOf(' ', length);
        end = end < length / 2 ? length : end;
        // Not between the halves of a surrogate pair.
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return $"{text.AsSpan(0, end)} ... {text.Length - end} more characters";
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
            .Add(first.Name == last.Name ? $"... {to - from} more, {first.Name}" : $"... {to - from} more, {first.Name} to {last.Name}", Ink.Place);
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

    /// <summary>Counts the nodes, and notes which have a warning or an error, or coded data, at them or below.</summary>
    private (bool Found, bool Coded) Survey(StructureNode node, ref bool hasBits, int depth)
    {
        _nodes++;
        bool found = false, coded = node.IsBits && node.BitLength > 0;
        hasBits |= coded && depth <= _options.Depth;
        for (int i = 0; i < node.Findings.Count; i++)
            found |= node.Findings[i].Severity > Severity.Note;
        for (int i = 0; i < node.Children.Count; i++)
        {
            (bool childFound, bool childCoded) = Survey(node.Children[i], ref hasBits, depth + 1);
            found |= childFound;
            coded |= childCoded;
        }

        if (found)
            _found.Add(node);
        if (coded && _options.KeepBits)
            _coded.Add(node);
        return (found, coded);
    }
}
