// Owns: how the inspectors of all formats write values: numbers, counts, texts, bytes that are not taken apart. Stands beside
// FieldWriter, whose callers use it. Leaves to them what a value means.

using System.Globalization;
using System.Text;

namespace RawDecoders.Inspection;

internal static class NodeText
{
    /// <summary>A number in decimal, as <see cref="StructureNode.Raw"/> has it.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The same; nothing for -1, which says that a field is not there.</summary>
    public static string NumberOrNothing(long number) => number < 0 ? "" : Number(number);

    /// <summary>"1 byte", "2 bytes"; <paramref name="plural"/> where it is not made with an s.</summary>
    public static string Count(long number, string what, string? plural = null) => $"{Number(number)} {(number == 1 ? what : plural ?? $"{what}s")}";

    /// <summary>The first bytes in hexadecimal.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => HexText.Of(bytes);

    /// <summary>The first bytes in hexadecimal and, if they can be printed, as text.</summary>
    public static string Preview(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, HexText.Most)];
        bool isText = shown.Length >= 4 && shown.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;
        return isText ? $"{Hex(bytes)} {Quote(shown)}" : Hex(bytes);
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

    /// <summary>All of a text in quotation marks, on one line; control characters as \n or \xNN.</summary>
    public static string QuoteAll(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                < ' ' or (>= '\x7F' and < '\xA0') => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
