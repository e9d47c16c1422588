// Owns: how the inspector writes values.
using System.Globalization;
using System.Text;

namespace RawDecoders.Png;

/// <summary>Words for values.</summary>
internal static class PngText
{
    /// <summary>Bytes that are written out of a longer value.</summary>
    private const int MaxShown = 32;

    /// <summary>Bytes of a text that are written out: whoever shows them may cut them further.</summary>
    public const int MaxText = 1 << 16;

    /// <summary>The first bytes in hexadecimal.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
        => Convert.ToHexString(bytes[..Math.Min(bytes.Length, MaxShown)]) + (bytes.Length > MaxShown ? "..." : "");

    /// <summary>A text in quotation marks, on one line; control characters as \n or \xNN.</summary>
    public static string Quote(string text)
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

    /// <summary>Unknown bytes: in hexadecimal and, if they can be printed, as text.</summary>
    public static string Unknown(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, MaxShown)];
        bool printable = !shown.IsEmpty && shown.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;
        return printable ? $"{Hex(bytes)} {Quote(Encoding.Latin1.GetString(shown))}" : Hex(bytes);
    }

    /// <summary>A power of two in bytes: "256 bytes", "32 KiB".</summary>
    public static string Kibi(int bytes) => bytes < 1024 ? $"{bytes} bytes" : $"{bytes / 1024} KiB";

    /// <summary>A number with as many decimals as it has.</summary>
    public static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>"1 byte", "2 bytes"; <paramref name="plural"/> where it is not made with an s.</summary>
    public static string Count(long count, string noun, string? plural = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : plural ?? $"{noun}s")}");

    /// <summary>Values by runs: "0-143: 8, 144-255: 9"; zeros are left out, for they say "no code".</summary>
    public static string Runs(ReadOnlySpan<byte> lengths)
    {
        var text = new StringBuilder();
        for (int i = 0; i < lengths.Length;)
        {
            int end = i + 1;
            while (end < lengths.Length && lengths[end] == lengths[i])
                end++;
            if (lengths[i] != 0)
            {
                text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{i}");
                if (end - i > 1)
                    text.Append(CultureInfo.InvariantCulture, $"-{end - 1}");
                text.Append(CultureInfo.InvariantCulture, $": {lengths[i]}");
            }

            i = end;
        }

        return text.Length > 0 ? text.ToString() : "none";
    }
}
