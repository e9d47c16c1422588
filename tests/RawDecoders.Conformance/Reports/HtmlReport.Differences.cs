// A difference as a card: what differs and by which clause, both pictures, the difference picture, a histogram.

using System.Globalization;
using System.Text;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Export;

namespace RawDecoders.Conformance.Reports;

internal sealed partial class HtmlReport
{
    /// <summary>Larger pictures are shown as the part of this size around the largest difference.</summary>
    private const int Window = 320;

    /// <summary>Small pictures are enlarged to about this many screen pixels.</summary>
    private const int Enlarged = 256;

    private void Card(ConformanceCase file, CheckResult check, bool withPictures, bool open)
    {
        bool any = withPictures && (check.Ours ?? check.Theirs ?? check.Difference?.Ours) is not null;
        _html.Append("<details class=\"card ").Append(Class(check.Status)).Append('"').Append(open ? " open" : "").Append("><summary><span class=\"path\">")
            .Append(Text(file.Name)).Append("</span> <span class=\"reference\">").Append(Text($"{check.Reference} {check.Profile}")).Append("</span> <span class=\"text\">")
            .Append(Text(check.Text)).Append("</span></summary>\n");
        if (file.What.Length > 0 || file.Clause.Length > 0)
            _html.Append("<p>").Append(Text(file.What)).Append(" <span class=\"clause\">").Append(Text(file.Clause)).Append("</span></p>\n");
        if (check.Status == CheckStatus.Open)
            _html.Append("<p>Open defect: ").Append(Text(check.Clause)).Append("</p>\n");
        if (any)
            Pictures(check);
        _html.Append("</details>\n");
    }

    private void Pictures(CheckResult check)
    {
        Picture? ours = check.Difference?.Ours ?? check.Ours, theirs = check.Difference?.Theirs ?? check.Theirs;
        Picture? difference = null;
        double amplification = 1;
        (int X, int Y) center = (0, 0);
        if (check.Difference is { } d)
        {
            difference = d.ToPicture(out amplification);
            center = d.WorstPixel;
        }

        _html.Append("<div class=\"pictures\">\n");
        bool blink = ours is not null && theirs is not null;
        if (ours is not null)
            Figure(ours, center, subject, blink ? "ours" : "");
        if (theirs is not null)
            Figure(theirs, center, check.TheirsName, blink ? "theirs" : "");
        if (difference is not null)
        {
            string times = amplification > 1 ? string.Create(CultureInfo.InvariantCulture, $", × {amplification:0.#}") : "";
            Figure(difference, center, $"difference{times}", "");
            Histogram(check.Difference!);
        }

        _html.Append("</div>\n");
    }

    private void Figure(Picture picture, (int X, int Y) center, string caption, string role)
    {
        int width = Math.Min(picture.Width, Window), height = Math.Min(picture.Height, Window);
        int left = Math.Clamp(center.X - (width / 2), 0, picture.Width - width), top = Math.Clamp(center.Y - (height / 2), 0, picture.Height - height);
        bool cropped = width < picture.Width || height < picture.Height;
        Picture shown = cropped ? picture.Crop(left, top, width, height) : picture;
        int scale = Math.Clamp(Enlarged / Math.Max(width, height), 1, 16);
        _html.Append("<figure").Append(role.Length > 0 ? $" class=\"{role}\"" : "").Append("><img alt=\"").Append(Text(caption)).Append("\" width=\"")
            .Append(width * scale).Append("\" height=\"").Append(height * scale).Append("\" src=\"").Append(PngWriter.DataUri(shown)).Append("\"><figcaption>")
            .Append(Text(caption)).Append("<span class=\"fine\"> ").Append(Text(picture.Shape));
        if (cropped)
            _html.Append(CultureInfo.InvariantCulture, $", {width} × {height} from ({left}, {top})");
        _html.Append("</span></figcaption></figure>\n");
    }

    // Bars for every difference but 0, which would dwarf them; its count stands in the caption.
    private void Histogram(PictureDifference difference)
    {
        const int Width = 256, Height = 120, MostBars = 64;
        int reach = Math.Clamp(difference.Largest, 1, difference.Histogram.Length / 2);
        int middle = difference.Histogram.Length / 2;
        int perBar = ((2 * reach) + MostBars) / MostBars;
        int bars = ((2 * reach) / perBar) + 1;
        long[] counts = new long[bars];
        for (int d = -reach; d <= reach; d++)
        {
            if (d != 0)
                counts[(d + reach) / perBar] += difference.Histogram[middle + d];
        }

        double highest = Math.Max(counts.Max(), 1);
        double step = (double)Width / bars;
        var svg = new StringBuilder();
        for (int i = 0; i < bars; i++)
        {
            double h = counts[i] == 0 ? 0 : Math.Max(counts[i] / highest * Height, 1);
            if (h == 0)
                continue;
            int from = (i * perBar) - reach;
            string range = perBar == 1 ? $"{from:+0;-0;0}" : $"{from:+0;-0;0} to {Math.Min(from + perBar - 1, reach):+0;-0;0}";
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{(i * step) + 0.5:0.##}\" y=\"{Height - h:0.##}\" width=\"{Math.Max(step - 1, 0.8):0.##}\" height=\"{h:0.##}\"><title>{range}: {counts[i]}</title></rect>");
        }

        string beyond = difference.Largest > reach ? " and beyond" : "";
        _html.Append(CultureInfo.InvariantCulture, $"<figure class=\"histogram\"><svg viewBox=\"0 0 {Width} {Height + 18}\" width=\"{Width}\" height=\"{Height + 18}\" role=\"img\" aria-label=\"histogram of differences\">");
        _html.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"{Width}\" y1=\"{Height + 0.5}\" y2=\"{Height + 0.5}\"/>{svg}");
        _html.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 14}\">-{reach}{beyond}</text><text x=\"{Width / 2}\" y=\"{Height + 14}\" text-anchor=\"middle\">0</text>");
        _html.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"{Height + 14}\" text-anchor=\"end\">+{reach}{beyond}</text></svg>");
        _html.Append(CultureInfo.InvariantCulture, $"<figcaption>{difference.Differing:N0} of {difference.Samples:N0} samples differ, at most {difference.Largest}");
        _html.Append(CultureInfo.InvariantCulture, $"<span class=\"fine\"> (by channel {string.Join(", ", difference.MaximumPerChannel)}); tallest bar {highest:N0}; worst at ({difference.WorstPixel.X}, {difference.WorstPixel.Y})</span></figcaption></figure>\n");
    }
}
