// Owns: how the PNG inspector writes values that other formats have not. Stands beside NodeText, which has what all of them write. Leaves
// to others: what a value means.
using System.Globalization;
using System.Text;

namespace RawDecoders.Png;

/// <summary>Words for values.</summary>
internal static class PngText
{
    /// <summary>A power of two in bytes: "256 bytes", "32 KiB".</summary>
    public static string Kibi(int bytes) => bytes < 1024 ? $"{bytes} bytes" : $"{bytes / 1024} KiB";

    /// <summary>A number with as many decimals as it has.</summary>
    public static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

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
