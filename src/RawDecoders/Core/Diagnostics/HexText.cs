// Owns: how bytes are printed, in messages and in the inspector's trees: "89 50 4E 47". Stands below both. Leaves to them how many
// bytes are worth showing.

using System.Text;

namespace RawDecoders;

internal static class HexText
{
    /// <summary>Bytes that are shown of a longer value, as a rule.</summary>
    public const int Most = 16;

    /// <summary>The first bytes, two digits each with a space between; " ..." says that there are more.</summary>
    public static string Of(ReadOnlySpan<byte> bytes, int most = Most)
    {
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, most)];
        var text = new StringBuilder((3 * shown.Length) + 4);
        foreach (byte b in shown)
            text.Append(text.Length > 0 ? " " : "").Append("0123456789ABCDEF"[b >> 4]).Append("0123456789ABCDEF"[b & 15]);
        return bytes.Length > most ? text.Append(" ...").ToString() : text.ToString();
    }
}
