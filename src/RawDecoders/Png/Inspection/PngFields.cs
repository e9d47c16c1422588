// Owns: laying the fields of one payload out as leaves, one after the other, whatever its length: what is missing ends the
// list, what is too much becomes a leaf that says so. What the fields mean is PngPayloadNodes'.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>A position in a payload; each call adds the leaf of the next field.</summary>
internal sealed class PngFields(StructureNode parent, ReadOnlyMemory<byte> payload, long offset, string clause, InspectBudget budget)
{
    private int _at;
    private bool _isOver;

    /// <summary>Bytes that have no leaf yet.</summary>
    public int Left => payload.Length - _at;

    /// <summary>File offset of the next field.</summary>
    public long Offset => offset + _at;

    /// <summary>The bytes that have no leaf yet.</summary>
    public ReadOnlySpan<byte> Rest => payload.Span[_at..];

    /// <summary>Whether a field was cut off, or left out for the number of nodes.</summary>
    public bool IsOver => _isOver || Left == 0;

    /// <summary>An unsigned number of 1, 2 or 4 bytes, big-endian.</summary>
    public void Number(string name, int size, Func<uint, string> words)
    {
        if (!TryTake(name, size, out ReadOnlySpan<byte> bytes))
            return;
        uint value = size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
        parent.Add(name, Offset - size, size, words(value), clause, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A signed number of 4 bytes, big-endian.</summary>
    public void Signed(string name, Func<int, string> words)
    {
        if (!TryTake(name, 4, out ReadOnlySpan<byte> bytes))
            return;
        int value = BinaryPrimitives.ReadInt32BigEndian(bytes);
        parent.Add(name, Offset - 4, 4, words(value), clause, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A number of bytes, told at once.</summary>
    public void Bytes(string name, int size, Func<ReadOnlySpan<byte>, string> words)
    {
        if (TryTake(name, size, out ReadOnlySpan<byte> bytes))
            parent.Add(name, Offset - size, size, words(bytes), clause, PngText.Hex(bytes));
    }

    /// <summary>A text up to a null, and the null. Without one, false: the rest of the payload.</summary>
    public bool Terminated(string name, Encoding encoding)
    {
        if (_isOver)
            return false;
        int length = Rest.IndexOf((byte)0);
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
        if (length == 0 || !TryTake(name, length, out ReadOnlySpan<byte> bytes))
            return;
        string text = encoding.GetString(bytes[..Math.Min(bytes.Length, PngText.MaxText)]);
        parent.Add(name, Offset - length, length, PngText.Quote(text) + (length > PngText.MaxText ? "..." : ""), clause);
    }

    /// <summary>Takes bytes for which the caller adds nodes itself.</summary>
    public void Skip(int count) => _at += count;

    /// <summary>What is left has no place in the chunk.</summary>
    public void End()
    {
        if (Left == 0)
            return;
        string value = _isOver ? "left out" : $"ignored: {PngText.Count(Left, "byte")} more than the chunk has fields for; {PngText.Unknown(Rest)}";
        parent.Add(_isOver ? "Fields" : "Surplus bytes", Offset, Left, value, clause);
        _at = payload.Length;
    }

    private bool TryTake(string name, int size, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (IsOver)
            return false;
        if (Left < size)
        {
            parent.Add(name, Offset, Left, $"cut off: {Left} of {size} bytes", clause, PngText.Hex(Rest));
            _at = payload.Length;
            return false;
        }

        if (!budget.TryTake())
        {
            _isOver = true;
            return false;
        }

        bytes = Rest[..size];
        _at += size;
        return true;
    }
}
