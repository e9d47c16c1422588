// How the BMP inspector lays regions side by side: one after the other, within their parent and within the budget of nodes.
// Keeps the rule of the tree (regions of bytes tile their parent) for every caller. Knows nothing of what regions mean.
using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

/// <summary>Fills a region with smaller ones, from its first byte on.</summary>
internal sealed class BmpNodeWriter(StructureNode parent, InspectBudget budget)
{
    private bool _isCut;

    /// <summary>Where the next region begins, from the start of the file.</summary>
    public long Position { get; private set; } = parent.Offset;

    /// <summary>Bytes of the parent that are not told yet.</summary>
    public long Left => parent.Offset + parent.Length - Position;

    /// <summary>
    /// Adds the next region, or what the parent has room for of it; null if nothing is left of the parent or of the budget.
    /// </summary>
    public StructureNode? Next(string name, long length, string value = "", string clause = "", string raw = "")
    {
        length = Math.Min(length, Left);
        if (length <= 0 || _isCut)
            return null;
        if (!budget.TryTake())
        {
            _isCut = true;
            return null;
        }

        StructureNode node = parent.Add(name, Position, length, value, clause, raw);
        Position += length;
        return node;
    }

    /// <summary>
    /// Adds a field of <paramref name="length"/> bytes, or says that the file ends in it.
    /// </summary>
    public StructureNode? Field(string name, int length, string value, string clause, string raw)
        => Left >= length
            ? Next(name, length, value, clause, raw)
            : Next(name, length, $"cut off: {Left} of {length} bytes are there", clause);

    /// <summary>Closes the parent: bytes that are left become a leaf that says why they are not explained.</summary>
    public void Close(string why = "not told: the limit on nodes is reached")
    {
        if (Left > 0 && parent.Children.Count > 0)
            parent.Add("rest", Position, Left, why);
    }

    /// <summary>The first bytes in hex and, if they are printable, as text.</summary>
    public static string Preview(ReadOnlySpan<byte> bytes)
    {
        const int Most = 16;
        ReadOnlySpan<byte> shown = bytes[..Math.Min(Most, bytes.Length)];
        string hex = Hex(shown) + (bytes.Length > Most ? " ..." : "");
        bool isText = shown.Length >= 4 && shown.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;
        return isText ? $"{hex} \"{Encoding.ASCII.GetString(shown)}\"" : hex;
    }

    /// <summary>Bytes in hex, two digits each, with spaces.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(3 * bytes.Length);
        foreach (byte b in bytes)
        {
            if (text.Length > 0)
                text.Append(' ');
            text.Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>A number in decimal, as <see cref="StructureNode.Raw"/> has it.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
