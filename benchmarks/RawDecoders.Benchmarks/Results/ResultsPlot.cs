using System.Globalization;
using System.Security;
using System.Text;

namespace RawDecoders.Benchmarks.Results;

/// <summary>
/// The plot: a line a file, a mark a decoder at its time over ours on a logarithmic axis. Marks right of 1 are slower than we
/// are. Where a decoder ran in two formats the first, common one is shown; Skia, which has no 24-bit format, in rgba32.
/// </summary>
public static class ResultsPlot
{
    private const int Left = 340, Right = 30, Top = 70, RowHeight = 24, Width = 1000, Bottom = 40;

    /// <summary>Colours that stay apart for the colour-blind (after Okabe and Ito), each with a shape of its own.</summary>
    private static readonly (string Decoder, string Colour, string Shape)[] Styles =
    [
        ("libjpeg-turbo", "#0072B2", "circle"),
        ("libspng", "#56B4E9", "square"),
        ("libpng", "#009E73", "diamond"),
        ("SkiaSharp", "#D55E00", "triangle"),
        ("ImageSharp", "#CC79A7", "circle"),
        ("StbImageSharp", "#8C6D00", "square"),
        ("RawDecoders, own inflater", "#000000", "diamond"),
        ("RawDecoders, 2 threads", "#000000", "ring"),
        ("floor: inflate", "#777777", "bar"),
        ("floor: copy", "#AAAAAA", "bar"),
    ];

    public static string Svg(RunResults results)
    {
        var files = results.Rows.GroupBy(r => r.Input).Select(file => new
        {
            Name = $"{file.Key} {file.First().Width}×{file.First().Height}",
            Marks = Styles
                .Select(s => (Style: s, Row: file.FirstOrDefault(r => r.Decoder == s.Decoder)))
                .Where(m => m.Row is not null)
                .Select(m => (m.Style, Ratio: m.Row!.Median / file.First(o => o.Decoder == "RawDecoders" && o.Format == m.Row.Format).Median))
                .ToArray(),
        }).ToArray();
        double[] ratios = [.. files.SelectMany(f => f.Marks).Select(m => m.Ratio)];
        // A copy of a small picture takes nothing: cut the axis there, not the decoders.
        double low = Math.Log2(Math.Clamp(ratios.DefaultIfEmpty(1).Min(), 0.125, 0.9)), high = Math.Log2(Math.Max(ratios.DefaultIfEmpty(2).Max(), 2)) + 0.1;
        double X(double ratio) => Left + (Math.Clamp(Math.Log2(ratio), low, high) - low) / (high - low) * (Width - Left - Right);

        int height = Top + files.Length * RowHeight + Bottom;
        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#FFFFFF\"/>");
        Add($"<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"bold\" fill=\"#222222\">Time over RawDecoders', same format (1 = as fast; to the right = slower)</text>");
        int legend = 10;
        foreach ((string decoder, string colour, string shape) in Styles.Where(s => results.Rows.Any(r => r.Decoder == s.Decoder)))
        {
            svg.Append(Mark(legend + 6, 44, colour, shape)).Append('\n');
            Add($"<text x=\"{legend + 16}\" y=\"48\" fill=\"#222222\">{decoder}</text>");
            legend += 32 + decoder.Length * 7;
        }

        for (int power = (int)Math.Ceiling(low); power <= high; power++)
        {
            double ratio = Math.Pow(2, power);
            string colour = power == 0 ? "#000000" : "#DDDDDD";
            Add($"<line x1=\"{X(ratio):F1}\" y1=\"{Top - 6}\" x2=\"{X(ratio):F1}\" y2=\"{height - Bottom + 4}\" stroke=\"{colour}\" stroke-width=\"{(power == 0 ? 1.5 : 1)}\"/>");
            Add($"<text x=\"{X(ratio):F1}\" y=\"{height - Bottom + 20}\" text-anchor=\"middle\" fill=\"#222222\">{ratio:0.###}</text>");
        }

        for (int i = 0; i < files.Length; i++)
        {
            int y = Top + i * RowHeight + RowHeight / 2;
            Add($"<text x=\"{Left - 10}\" y=\"{y + 4}\" text-anchor=\"end\" fill=\"#222222\">{SecurityElement.Escape(files[i].Name)}</text>");
            Add($"<line x1=\"{Left}\" y1=\"{y}\" x2=\"{Width - Right}\" y2=\"{y}\" stroke=\"#F0F0F0\"/>");
            foreach (var (style, ratio) in files[i].Marks)
                svg.Append(Mark(X(ratio), y, style.Colour, style.Shape, string.Create(CultureInfo.InvariantCulture, $"{style.Decoder}: {ratio:F2}"))).Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Mark(double x, double y, string colour, string shape, string? title = null)
    {
        FormattableString form = shape switch
        {
            "ring" => $"<path d=\"M{x - 4:F1} {y} a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\">",
            "circle" => $"<path d=\"M{x - 5:F1} {y} a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0\" fill=\"{colour}\">",
            "square" => $"<rect x=\"{x - 4.5:F1}\" y=\"{y - 4.5}\" width=\"9\" height=\"9\" fill=\"{colour}\">",
            "diamond" => $"<path d=\"M{x:F1} {y - 6} l6 6 l-6 6 l-6 -6 z\" fill=\"{colour}\">",
            "triangle" => $"<path d=\"M{x:F1} {y - 6} l6 11 h-12 z\" fill=\"{colour}\">",
            _ => $"<rect x=\"{x - 1.5:F1}\" y=\"{y - 8}\" width=\"3\" height=\"16\" fill=\"{colour}\">",
        };
        string open = form.ToString(CultureInfo.InvariantCulture);
        string name = open[1..open.IndexOf(' ')];
        return $"{open}{(title is null ? "" : $"<title>{title}</title>")}</{name}>";
    }
}
