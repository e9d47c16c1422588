// Owns: laying the parts of a region out as nodes, one after the other in file order and without gaps, whatever its length: what is
// missing ends the list, what is too much becomes a node that says so. Stands between the trees of all formats and
// StructureNode. Leaves to its callers what a field means, to InspectBudget how many nodes there may be.

using System.Buffers.Binary;
using System.Text;

namespace RawDecoders.Inspection;

/// <summary>A position in a region; each call adds the node of what comes next.</summary>
/// <param name="parent">The node of the region.</param>
/// <param name="bytes">The bytes to be laid out.</param>
/// <param name="offset">Where they begin in the file.</param>
/// <param name="budget">Gives the nodes; null where they have been taken already.</param>
/// <param name="usualClause">The clause of fields that are added without one.</param>
internal sealed class FieldWriter(StructureNode parent, ReadOnlyMemory<byte> bytes, long offset, InspectBudget? budget = null, string usualClause = "")
{
    /// <summary>Bytes of a text that are written out: whoever shows them may cut them further.</summary>
    public const int MostText = 1 << 16;

    private int _at;
    private bool _isOver;

    /// <summary>File offset of the next field.</summary>
    public long Offset => offset + _at;

    /// <summary>Bytes that have no node yet.</summary>
    public int Left => bytes.Length - _at;

    /// <summary>The bytes that have no node yet.</summary>
    public ReadOnlySpan<byte> Remaining => bytes.Span[_at..];

    /// <summary>Whether nothing more can be added: there are no bytes left, or no nodes.</summary>
    public bool IsOver => _isOver || Left == 0;

    /// <summary>A writer for the inside of a node that was added here.</summary>
    public FieldWriter Inside(StructureNode node) => new(node, bytes.Slice((int)(node.Offset - offset), (int)node.Length), node.Offset, budget, usualClause);

    /// <summary>A field of a number of bytes, or what there is of it, and then null. Null also if nothing can be added.</summary>
    public StructureNode? Add(string name, int length, string value = "", string? clause = null, string raw = "")
        => length <= Left ? Region(name, length, value, clause, raw) : Cut(name, length, clause);

    /// <summary>The next region, or as much of it as there is room for; null if nothing can be added.</summary>
    public StructureNode? Region(string name, long length, string value = "", string? clause = null, string raw = "")
    {
        length = Math.Min(length, Left);
        if (length <= 0 || !TryTakeNode())
            return null;
        StructureNode node = parent.Add(name, Offset, length, value, clause ?? usualClause, raw);
        _at += (int)length;
        return node;
    }

    /// <summary>An unsigned number of 1, 2 or 4 bytes, the highest one first; -1 if it is not there.</summary>
    public long Number(string name, int size, Func<uint, string> words, string? clause = null)
    {
        if (size > Left)
        {
            Cut(name, size, clause);
            return -1;
        }

        uint value = size switch
        {
            1 => Remaining[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(Remaining),
            _ => BinaryPrimitives.ReadUInt32BigEndian(Remaining),
        };
        return Region(name, size, words(value), clause, NodeText.Number(value)) is null ? -1 : value;
    }

    /// <summary>A number of one byte; -1 if it is not there.</summary>
    public int Byte(string name, Func<int, string> words, string? clause = null) => (int)Number(name, 1, v => words((int)v), clause);

    /// <summary>A number of two bytes, the higher one first; -1 if it is not there.</summary>
    public int Word(string name, Func<int, string> words, string? clause = null) => (int)Number(name, 2, v => words((int)v), clause);

    /// <summary>A number of four bytes, the highest one first; -1 if it is not there.</summary>
    public long Long(string name, Func<long, string> words, string? clause = null) => Number(name, 4, v => words(v), clause);

    /// <summary>A signed number of 4 bytes, the highest one first.</summary>
    public void Signed(string name, Func<int, string> words)
    {
        int value = Left < 4 ? 0 : BinaryPrimitives.ReadInt32BigEndian(Remaining);
        Add(name, 4, Left < 4 ? "" : words(value), raw: NodeText.Number(value));
    }

    /// <summary>A byte of two numbers of four bits; -1 if it is not there.</summary>
    public int Nibbles(string high, Func<int, string> describeHigh, string low, Func<int, string> describeLow, string clause)
    {
        int value = Left > 0 ? Remaining[0] : -1;
        long at = Offset;
        if (Region($"{high}, {low}", 1, $"{high} {value >> 4}, {low} {value & 15}", clause, $"0x{value:X2}") is not { } node)
            return -1;
        node.Add(new StructureNode(high, at, 1, describeHigh(value >> 4), clause) { BitOffset = 0, BitLength = 4, Raw = NodeText.Number(value >> 4) });
        node.Add(new StructureNode(low, at, 1, describeLow(value & 15), clause) { BitOffset = 4, BitLength = 4, Raw = NodeText.Number(value & 15) });
        return value;
    }

    /// <summary>A number of bytes, told at once.</summary>
    public void Bytes(string name, int size, Func<ReadOnlySpan<byte>, string> words)
    {
        if (size > Left)
            Cut(name, size, null);
        else
            Region(name, size, words(Remaining[..size]), raw: NodeText.Hex(Remaining[..size]));
    }

    /// <summary>A text up to a null, and the null. Without one, false: the rest of the bytes.</summary>
    public bool Terminated(string name, Encoding encoding)
    {
        if (_isOver)
            return false;
        int length = Remaining.IndexOf((byte)0);
        Text(name, length < 0 ? Left : length, encoding);
        if (length < 0)
            _isOver = true;
        else
            Bytes("Null separator", 1, _ => "ends it");
        return length >= 0;
    }

    /// <summary>A text of a number of bytes.</summary>
    public void Text(string name, int length, Encoding encoding)
    {
        if (length > Left)
        {
            Cut(name, length, null);
            return;
        }

        string text = encoding.GetString(Remaining[..Math.Min(length, MostText)]);
        Region(name, length, NodeText.QuoteAll(text) + (length > MostText ? "..." : ""));
    }

    /// <summary>Takes bytes for which the caller adds nodes itself.</summary>
    public void Skip(int count) => _at += count;

    /// <summary>Everything that is left, if anything is.</summary>
    public StructureNode? Rest(string name, string value = "", string? clause = null)
        => Left == 0 ? null : Add(name, Left, value.Length > 0 ? value : NodeText.Show(Remaining), clause, NodeText.Hex(Remaining));

    /// <summary>What is left has no place in the region.</summary>
    public void End()
    {
        if (Left == 0)
            return;
        string value = _isOver ? "left out" : $"ignored: {NodeText.Count(Left, "byte")} more than the chunk has fields for; {NodeText.Preview(Remaining)}";
        parent.Add(_isOver ? "Fields" : "Surplus bytes", Offset, Left, value, usualClause);
        _at = bytes.Length;
    }

    /// <summary>Closes a region in which nodes were left out for their number: what is left becomes a leaf that says so.</summary>
    public void Close(string why = "not told: the limit on nodes is reached")
    {
        if (Left > 0 && parent.Children.Count > 0)
            parent.Add("rest", Offset, Left, why);
    }

    /// <summary>A fact that has no bits of its own: it follows from others. A field of no bits at the beginning of its parent.</summary>
    public static StructureNode Derived(StructureNode parent, string name, string value, string raw = "", string clause = "")
        => parent.Add(new StructureNode(name, parent.Offset, 0, value, clause) { BitOffset = Math.Max(parent.BitOffset, 0), BitLength = 0, Raw = raw });

    /// <summary>What there is of a field that the bytes end in.</summary>
    private StructureNode? Cut(string name, int length, string? clause)
    {
        Region(name, length, $"cut off: {Left} of {length} bytes", clause, NodeText.Hex(Remaining));
        return null;
    }

    private bool TryTakeNode()
    {
        if (_isOver)
            return false;
        if (budget is null || budget.TryTake())
            return true;
        _isOver = true;
        return false;
    }
}
