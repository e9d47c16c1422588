// The columns at the left of every line of `inspect`: where a node stands, how long it is and, with --hex, its bytes, or the bits
// of a bit field where they lie in theirs. Also the dump of a long leaf's bytes below its line.

using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>Places, lengths, bytes and bits.</summary>
/// <param name="file">The bytes of the file.</param>
/// <param name="format">The file's format, which tells the order of bits in a byte.</param>
/// <param name="hasBits">Whether room is needed for bit fields.</param>
/// <param name="hex">Whether to show bytes.</param>
/// <param name="all">Whether to show all bytes of a leaf.</param>
internal sealed class NodeColumns(ReadOnlyMemory<byte> file, bool hasBits, bool hex, bool all)
{
    /// <summary>Bytes on a line of the dump.</summary>
    public const int LineBytes = 16;

    /// <summary>Leaves up to this long have their bytes beside them; longer ones are dumped below.</summary>
    private const int BesideBytes = 8;

    /// <summary>Of longer leaves this many bytes are dumped.</summary>
    private const int DumpBytes = 64;

    /// <summary>Columns for eight bytes in hexadecimal, or for three bytes bit by bit.</summary>
    private const int BesideWidth = 26;

    /// <summary>Bytes that are drawn bit by bit for one bit field.</summary>
    private const int DrawnBytes = 3;

    private static readonly string[] BitNumbers = [".0", ".1", ".2", ".3", ".4", ".5", ".6", ".7"];

    private readonly int _offsetWidth = Math.Max(6, Digits(file.Length));
    private readonly int _lengthWidth = Math.Max(6, Digits(hasBits ? 8L * file.Length : file.Length));

    /// <summary>Column at which the tree begins.</summary>
    public int TreeColumn => BytesColumn + (hex ? BesideWidth + 2 : 0);

    private int BytesColumn => _offsetWidth + 1 + _lengthWidth + 2 + (hasBits ? 3 : 0);

    public void AddTitles(StyledLine line)
    {
        line.Add("offset".PadLeft(_offsetWidth), Ink.Place).Add((hasBits ? "   " : " ") + "length".PadLeft(_lengthWidth), Ink.Place);
        if (hex)
            line.PadTo(BytesColumn).Add("bytes", Ink.Place);
    }

    /// <summary>Begins the line of a node.</summary>
    /// <param name="line">The line, empty.</param>
    /// <param name="node">The node.</param>
    /// <param name="bitsEnd">Where the leaf that holds a bit field ends.</param>
    /// <param name="isPlaced">Whether the node has a place in the file.</param>
    public void AddTo(StyledLine line, StructureNode node, long bitsEnd, bool isPlaced = true)
    {
        if (!isPlaced)
        {
            line.PadTo(TreeColumn);
            return;
        }

        AddPlace(line, node.Offset, node.IsBits ? node.BitOffset : -1, node.IsBits ? node.BitLength : node.Length, node.IsBits);
        if (!hex)
            return;
        line.PadTo(BytesColumn);
        if (node.IsBits)
            line.Add(DrawBits(node, bitsEnd), Ink.Bytes);
        else if (node.IsLeaf && node.Length <= BesideBytes)
            line.AddHex(Bytes(node.Offset, node.Length), Ink.Bytes);
        line.PadTo(TreeColumn);
    }

    /// <summary>Whether a node's value as stored is nothing but the bytes that stand beside it.</summary>
    public bool Shows(StructureNode node)
        => hex && node.IsLeaf && node.Length is > 0 and <= BesideBytes
            && node.Raw.Replace(" ", "", StringComparison.Ordinal) == Convert.ToHexString(Bytes(node.Offset, node.Length));

    /// <summary>Begins the line that stands for nodes left out.</summary>
    public void AddGap(StyledLine line, StructureNode first, long length)
    {
        if (length > 0)
            AddPlace(line, first.Offset, first.IsBits ? first.BitOffset : -1, length, first.IsBits);
        line.PadTo(TreeColumn);
    }

    /// <summary>Dumps the bytes of a leaf that is too long to have them beside it.</summary>
    public void WriteDump(StyledLine line, StructureNode node)
    {
        if (!hex || !node.IsLeaf || node.Length <= BesideBytes)
            return;
        long shown = all || node.Length <= DumpBytes + LineBytes ? node.Length : DumpBytes;
        WriteLines(line, node.Offset, shown);
        if (shown < node.Length)
            line.PadTo(BytesColumn).Add($"... {node.Length - shown} more bytes", Ink.Place).End();
    }

    /// <summary>Writes bytes as lines of 16 with their characters, and a marker below one of them.</summary>
    public void WriteLines(StyledLine line, long offset, long length, long marked = -1)
    {
        for (long at = offset; at < offset + length; at += LineBytes)
        {
            ReadOnlySpan<byte> bytes = Bytes(at, Math.Min(LineBytes, offset + length - at));
            line.Add(at, _offsetWidth, Ink.Place).PadTo(BytesColumn);
            line.AddHex(bytes, Ink.Bytes).PadTo(BytesColumn + 3 * LineBytes + 1);
            line.Add(string.Create(bytes.Length, bytes, static (text, bytes) =>
            {
                for (int i = 0; i < text.Length; i++)
                    text[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '.';
            }), Ink.Raw).End();
            if (marked >= at && marked < at + LineBytes)
                line.PadTo(BytesColumn + 3 * (int)(marked - at)).Add("^^", Ink.Error).End();
        }
    }

    /// <summary>
    /// The bytes that a bit field touches, each from its most significant bit, as everybody writes them; bits that belong to
    /// other fields as dots. Where bits run from the least significant on, as in DEFLATE, a field therefore begins at the right of
    /// its first byte and goes on at the right of the next one.
    /// </summary>
    public string DrawBits(StructureNode node, long bitsEnd)
    {
        long bits = Math.Min(node.BitLength, (Math.Min(bitsEnd, file.Length) - node.Offset) * 8 - node.BitOffset);
        long last = bits <= 0 ? -1 : (node.BitOffset + bits - 1) / 8;
        bool isCut = last >= DrawnBytes;
        int drawn = isCut ? DrawnBytes - 1 : (int)last + 1;
        Span<char> text = stackalloc char[BesideWidth];
        int length = 0;
        for (int i = 0; i < drawn; i++)
        {
            if (i > 0)
                text[length++] = ' ';
            byte value = file.Span[(int)node.Offset + i];
            for (int shift = 7; shift >= 0; shift--)
            {
                int order = 8 * i + (node.LowBitFirst ? shift : 7 - shift);
                bool isOurs = order >= node.BitOffset && order < node.BitOffset + bits;
                text[length++] = !isOurs ? '.' : (value >> shift & 1) == 1 ? '1' : '0';
            }
        }

        return isCut ? $"{text[..length]} ..." : text[..length].ToString();
    }

    private void AddPlace(StyledLine line, long offset, int bit, long length, bool isBits)
    {
        line.Add(offset, _offsetWidth, Ink.Place);
        if (hasBits)
            line.Add(bit >= 0 ? BitNumbers[Math.Min(bit, 7)] : "  ", Ink.Place);
        line.Add(length, _lengthWidth + 1, Ink.Place);
        line.Add(isBits ? "b  " : hasBits ? "   " : "  ", Ink.Place);
    }

    private ReadOnlySpan<byte> Bytes(long offset, long length)
    {
        // A hand-made or defective node must not throw here.
        long from = Math.Clamp(offset, 0, file.Length);
        return file.Span.Slice((int)from, (int)Math.Clamp(length, 0, file.Length - from));
    }

    private static int Digits(long number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
