// Owns: adding the fields of a segment to its node, one after the other, as far as there are bytes. Stands below the *Nodes of
// this folder. Leaves to others: what a field means.

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Adds leaves below a node, in file order, without gaps.</summary>
/// <param name="parent">The node.</param>
/// <param name="file">The whole file.</param>
/// <param name="offset">Where the first field begins.</param>
/// <param name="end">Where the node's region ends.</param>
internal sealed class FieldList(StructureNode parent, ReadOnlyMemory<byte> file, long offset, long end)
{
    /// <summary>Bytes shown of what is not taken apart.</summary>
    private const int Preview = 16;

    /// <summary>Offset of the next field.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Bytes that no field has taken yet.</summary>
    public int Left => (int)(end - Offset);

    /// <summary>What no field has taken yet.</summary>
    public ReadOnlySpan<byte> Remaining => file.Span.Slice((int)Offset, Left);

    /// <summary>A region of bytes; what there is of it if the node ends before. Null then.</summary>
    public StructureNode? Add(string name, int length, string value = "", string clause = "", string raw = "")
    {
        if (length > Left)
        {
            Rest(name, $"cut short: {Left} of {length} bytes", clause);
            return null;
        }

        StructureNode node = parent.Add(name, Offset, length, value, clause, raw);
        Offset += length;
        return node;
    }

    /// <summary>A number of one byte; -1 if it is not there.</summary>
    public int Byte(string name, Func<int, string> describe, string clause)
    {
        int value = Left > 0 ? Remaining[0] : -1;
        Add(name, 1, value < 0 ? "" : describe(value), clause, Text(value));
        return value;
    }

    /// <summary>A number of two bytes, the higher one first; -1 if it is not there.</summary>
    public int Word(string name, Func<int, string> describe, string clause)
    {
        int value = Left > 1 ? BinaryPrimitives.ReadUInt16BigEndian(Remaining) : -1;
        Add(name, 2, value < 0 ? "" : describe(value), clause, Text(value));
        return value;
    }

    /// <summary>A number of four bytes, the highest one first; -1 if it is not there.</summary>
    public long Long(string name, Func<long, string> describe, string clause)
    {
        long value = Left > 3 ? BinaryPrimitives.ReadUInt32BigEndian(Remaining) : -1;
        Add(name, 4, value < 0 ? "" : describe(value), clause, Text(value));
        return value;
    }

    /// <summary>A byte of two numbers of four bits; -1 if it is not there.</summary>
    public int Nibbles(string high, Func<int, string> describeHigh, string low, Func<int, string> describeLow, string clause)
    {
        int value = Left > 0 ? Remaining[0] : -1;
        long at = Offset;
        if (Add($"{high}, {low}", 1, value < 0 ? "" : $"{high} {value >> 4}, {low} {value & 15}", clause, value < 0 ? "" : $"0x{value:X2}") is not { } node)
            return -1;
        node.Add(new StructureNode(high, at, 1, describeHigh(value >> 4), clause) { BitOffset = 0, BitLength = 4, Raw = Text(value >> 4) });
        node.Add(new StructureNode(low, at, 1, describeLow(value & 15), clause) { BitOffset = 4, BitLength = 4, Raw = Text(value & 15) });
        return value;
    }

    /// <summary>Everything that is left, if anything is.</summary>
    public StructureNode? Rest(string name, string value = "", string clause = "")
        => Left == 0 ? null : Add(name, Left, value.Length > 0 ? value : Show(Remaining), clause, Hex(Remaining));

    /// <summary>A fact that has no bits of its own: it follows from others. A field of no bits at the beginning of its parent.</summary>
    public static StructureNode Derived(StructureNode parent, string name, string value, string raw = "", string clause = "")
        => parent.Add(new StructureNode(name, parent.Offset, 0, value, clause) { BitOffset = Math.Max(parent.BitOffset, 0), BitLength = 0, Raw = raw });

    /// <summary>A number in decimal; nothing for -1, which says that a field is not there.</summary>
    public static string Text(long number) => number < 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number in decimal; -1 is a number like others.</summary>
    public static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>"1 byte", "2 bytes".</summary>
    public static string Count(long number, string what) => $"{Decimal(number)} {what}{(number == 1 ? "" : "s")}";

    /// <summary>The first bytes in hexadecimal.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < Math.Min(bytes.Length, Preview); i++)
            text.Append(i == 0 ? "" : " ").Append(bytes[i].ToString("X2", CultureInfo.InvariantCulture));
        return bytes.Length > Preview ? text.Append(" ...").ToString() : text.ToString();
    }

    /// <summary>Length, and the text that the bytes are, if they are one.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        int shown = Math.Min(bytes.Length, 60);
        bool isText = shown > 3;
        foreach (byte b in bytes[..shown])
            isText &= b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t';
        return Count(bytes.Length, "byte") + (isText ? $": {Quote(bytes)}" : "");
    }

    /// <summary>Bytes as quoted text: UTF-8 if they are that, else Latin-1; control characters as escapes; at most 200 characters.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, 400)];
        string text = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (quoted.Length > 200)
            {
                quoted.Append("...");
                break;
            }

            _ = c switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                _ when char.IsControl(c) || char.IsSurrogate(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
