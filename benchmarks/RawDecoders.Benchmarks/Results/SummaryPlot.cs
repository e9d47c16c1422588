// Owns: the plot of the project's README, made of the times that RESULTS.md tells: a bar a decoder and kind of picture. Leaves the plot of each
// file to ResultsPlot.

using System.Globalization;
using System.Text;

namespace RawDecoders.Benchmarks.Results;

/// <summary>
/// Bars as long as a decoder's time over ours, the median over the files of a kind. Every bar bears its name and number, so that there is no
/// legend; letters stay readable at a width of 400 pixels, and the colours follow the reader's light or dark page.
/// </summary>
public static class SummaryPlot
{
    private const int Width = 480, NameWidth = 112, BarHeight = 15, GroupGap = 28, Longest = 8;

    private static readonly string[] Decoders = ["libjpeg-turbo", "libpng", "SkiaSharp", "ImageSharp", "StbImageSharp"];

    private static readonly (string Name, Func<string, bool> Holds)[] Kinds =
    [
        ("JPEG photographs", f => f.Contains(".jpg ", StringComparison.Ordinal) && !IsIcon(f) && !f.Contains("_prog", StringComparison.Ordinal)),
        ("JPEG, progressive", f => f.Contains("_prog", StringComparison.Ordinal)),
        ("PNG photographs", f => f.Contains(".png ", StringComparison.Ordinal) && (f.StartsWith("kodim", StringComparison.Ordinal) || f.StartsWith("Fantasy", StringComparison.Ordinal))),
        ("PNG screenshots and palettes", f => f.StartsWith("lorem", StringComparison.Ordinal) || f.StartsWith("paletted", StringComparison.Ordinal) || f.StartsWith("terminal", StringComparison.Ordinal)),
        ("Icons, PNG and JPEG", IsIcon),
        ("BMP", f => f.Contains(".bmp ", StringComparison.Ordinal)),
    ];

    private static bool IsIcon(string file) => file.StartsWith("icon", StringComparison.Ordinal);

    /// <param name="page">RESULTS.md: the table whose cells have the time over ours in parentheses.</param>
    public static string Svg(string page)
    {
        List<(string File, string Decoder, double Ratio)> times = Read(page);
        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        int y = 34;
        var bars = new StringBuilder();
        void Bar(FormattableString text) => bars.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach ((string name, Func<string, bool> holds) in Kinds)
        {
            var found = Decoders.Select(d => (Name: d, Ratio: Median([.. times.Where(t => t.Decoder == d && holds(t.File)).Select(t => t.Ratio)]))).Where(d => d.Ratio > 0).OrderBy(d => d.Ratio).ToArray();
            if (found.Length == 0)
                continue;
            Bar($"<text class=\"kind\" x=\"8\" y=\"{y + 12}\">{name}</text>");
            y += 18;
            foreach ((string decoder, double ratio) in found.Prepend((Name: "RawDecoders", Ratio: 1.0)))
            {
                double length = Math.Min(ratio, Longest) / Longest * (Width - NameWidth - 60);
                string beyond = ratio > Longest ? " ⋯" : "";
                Bar($"<text x=\"{NameWidth - 6}\" y=\"{y + 12}\" text-anchor=\"end\">{decoder}</text>");
                Bar($"<rect class=\"{(decoder == "RawDecoders" ? "ours" : "theirs")}\" x=\"{NameWidth}\" y=\"{y + 1}\" width=\"{length:F1}\" height=\"{BarHeight - 3}\"/>");
                Bar($"<text x=\"{NameWidth + length + 5:F1}\" y=\"{y + 12}\">{ratio:0.0}{beyond}</text>");
                y += BarHeight;
            }

            y += GroupGap - 18;
        }

        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {y}\" width=\"{Width}\" height=\"{y}\" font-family=\"sans-serif\" font-size=\"12.5\" role=\"img\">");
        Add($"<title>Time of other decoders over RawDecoders', one thread, by kind of picture</title>");
        Add($"<style>text{{fill:#1f2328}}.kind{{font-weight:bold}}.ours{{fill:#0a7d55}}.theirs{{fill:#8c959f}}.page{{fill:#ffffff}}@media (prefers-color-scheme:dark){{text{{fill:#e6edf3}}.ours{{fill:#3fb984}}.theirs{{fill:#7d8590}}.page{{fill:#0d1117}}}}</style>");
        Add($"<rect class=\"page\" width=\"{Width}\" height=\"{y}\"/>");
        Add($"<text class=\"kind\" x=\"8\" y=\"19\" font-size=\"14\">Time to decode, RawDecoders' = 1, one thread</text>");
        return svg.Append(bars).Append("</svg>\n").ToString();
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static List<(string File, string Decoder, double Ratio)> Read(string page)
    {
        var times = new List<(string, string, double)>();
        string[]? head = null;
        foreach (string line in page.Split('\n'))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(c => c.Trim())];
            if (line.StartsWith("| file | format |", StringComparison.Ordinal))
                head = cells;
            else if (head is not null && !line.StartsWith('|'))
                break;
            else if (head is not null && cells.Length == head.Length)
            {
                for (int i = 2; i < cells.Length; i++)
                {
                    int open = cells[i].IndexOf('('), close = cells[i].IndexOf(')');
                    if (open >= 0 && close > open && double.TryParse(cells[i][(open + 1)..close], CultureInfo.InvariantCulture, out double ratio))
                        times.Add((cells[0], head[i], ratio));
                }
            }
        }

        return times;
    }
}
