// The report of a run as one HTML file: no other resource, pictures as data: URIs, light and dark as the reader's screen is.
// This file has the page's order; HtmlReport.Differences.cs the cards with pictures.

using System.Globalization;
using System.Net;
using System.Text;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.References;

namespace RawDecoders.Conformance.Reports;

/// <summary>Which comparisons get pictures in the report.</summary>
internal enum ReportPictures
{
    /// <summary>Those that differ.</summary>
    Failed,

    /// <summary>Also those that a clause explains, and the largest of those made for information.</summary>
    Explained,

    /// <summary>All that are not equal.</summary>
    All,
}

/// <summary>Writes the report.</summary>
internal sealed partial class HtmlReport(RunSummary summary, string subject, ReferenceDecoders references, ReportPictures pictures)
{
    private readonly StringBuilder _html = new();

    /// <summary>The page.</summary>
    public string Write()
    {
        _html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _html.Append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Conformance: ").Append(Text(subject)).Append("</title>\n<style>\n");
        _html.Append(Resources.Text("report.css")).Append("</style>\n</head>\n<body>\n");
        Header();
        Table();
        Differences();
        Explained();
        Reported();
        Files();
        _html.Append("</main>\n<script>\n").Append(Resources.Text("report.js")).Append("</script>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Class(CheckStatus status) => status switch
    {
        CheckStatus.Equal => "equal",
        CheckStatus.Refused => "refused",
        CheckStatus.Explained => "explained",
        CheckStatus.Differs or CheckStatus.Open => "differs",
        CheckStatus.Reported => "reported",
        _ => "notread",
    };

    private static string Name(CheckStatus status) => status switch
    {
        CheckStatus.Equal => "equal",
        CheckStatus.Refused => "refused as expected",
        CheckStatus.Explained => "explained by a clause",
        CheckStatus.Differs => "differ",
        CheckStatus.Open => "open defects",
        CheckStatus.Reported => "for information",
        _ => "not read by the reference",
    };

    private void Header()
    {
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        _html.Append("<header>\n<h1>Conformance of <span class=\"subject\">").Append(Text(subject)).Append("</span></h1>\n");
        _html.Append("<p class=\"verdict ").Append(summary.Held ? "held" : "broken").Append("\">")
            .Append(summary.Held
                ? "Everything held."
                : $"{summary.Count(CheckStatus.Differs)} comparisons of {summary.Results.Count - summary.FilesThatHeld} files did not hold.")
            .Append("</p>\n<p>").Append(Text(summary.Headline)).Append("</p>\n<ul class=\"tiles\">\n");
        Tile("", "files", summary.Results.Count);
        foreach (CheckStatus status in Enum.GetValues<CheckStatus>())
            Tile(Class(status), Name(status), summary.Count(status));
        _html.Append("</ul>\n<p class=\"fine\">").Append(date);
        _html.Append(references.All.Count > 0
            ? " · decoding beside it: " + Text(string.Join(", ", references.All.Select(r => r.Name))) + "; other references as recorded"
            : " · references as recorded");
        _html.Append("</p>\n<nav><a href=\"#table\">table</a> <a href=\"#differences\">differences</a> <a href=\"#explained\">explained</a> ");
        _html.Append("<a href=\"#reported\">for information</a> <a href=\"#files\">all files</a></nav>\n</header>\n<main>\n");
    }

    private void Tile(string css, string name, int count)
        => _html.Append("<li class=\"").Append(css).Append("\"><b>").Append(count.ToString("N0", CultureInfo.InvariantCulture)).Append("</b> ").Append(name).Append("</li>\n");

    private void Table()
    {
        _html.Append("<section id=\"table\">\n<h2>Format, feature, reference</h2>\n<div class=\"scroll\"><table class=\"matrix\">\n<thead><tr><th>format</th><th>feature</th><th class=\"number\">files</th>");
        foreach (string reference in summary.References)
            _html.Append("<th>").Append(Text(reference)).Append("</th>");
        _html.Append("</tr></thead>\n<tbody>\n");
        string last = "";
        foreach ((string Format, string Feature) row in summary.Rows)
        {
            _html.Append(row.Format == last ? "<tr><td></td>" : $"<tr class=\"first\"><th scope=\"row\">{Text(row.Format)}</th>");
            last = row.Format;
            _html.Append("<td>").Append(Text(row.Feature)).Append("</td><td class=\"number\">").Append(summary.FilesIn(row)).Append("</td>");
            foreach (string reference in summary.References)
            {
                _html.Append("<td>");
                foreach ((CheckStatus status, string text) in summary.Cell(row, reference)?.Lines() ?? [])
                    _html.Append("<span class=\"chip ").Append(Class(status)).Append("\">").Append(Text(text)).Append("</span> ");
                _html.Append("</td>");
            }

            _html.Append("</tr>\n");
        }

        _html.Append("</tbody></table></div>\n<p class=\"fine\">“≤ d on p %”: samples differ by at most d, on p % of the samples of the pictures that are not equal.</p>\n</section>\n");
    }

    private void Differences()
    {
        (ConformanceCase Case, CheckResult Check)[] list = [.. summary.Of(CheckStatus.Differs, CheckStatus.Open)];
        _html.Append("<section id=\"differences\">\n<h2>Differences <small>").Append(list.Length).Append("</small></h2>\n");
        if (list.Length == 0)
            _html.Append("<p>None.</p>\n");
        foreach ((ConformanceCase file, CheckResult check) in list)
            Card(file, check, withPictures: true, open: true);
        _html.Append("</section>\n");
    }

    private void Explained()
    {
        IGrouping<string, (ConformanceCase Case, CheckResult Check)>[] groups =
            [.. summary.Of(CheckStatus.Explained).GroupBy(e => e.Check.Clause).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)];
        _html.Append("<section id=\"explained\">\n<h2>Explained by a clause <small>").Append(summary.Count(CheckStatus.Explained)).Append("</small></h2>\n");
        if (groups.Length == 0)
            _html.Append("<p>None.</p>\n");
        foreach (IGrouping<string, (ConformanceCase Case, CheckResult Check)> group in groups)
        {
            _html.Append("<details class=\"group\"><summary><span class=\"count\">").Append(group.Count()).Append("</span> ").Append(Text(group.Key)).Append("</summary>\n");
            foreach ((ConformanceCase file, CheckResult check) in group)
                Card(file, check, pictures >= ReportPictures.Explained, open: false);
            _html.Append("</details>\n");
        }

        _html.Append("</section>\n");
    }

    private void Reported()
    {
        const int Shown = 12;
        (ConformanceCase Case, CheckResult Check)[] list =
            [.. summary.Of(CheckStatus.Reported).OrderByDescending(r => r.Check.Difference?.Largest ?? 0).ThenBy(r => r.Case.Name, StringComparer.Ordinal)];
        if (list.Length == 0)
            return;
        _html.Append("<section id=\"reported\">\n<h2>For information <small>").Append(list.Length).Append("</small></h2>\n");
        _html.Append("<p>JPEG pixels by the default reconstruction (libjpeg-turbo’s) beside a reference that reconstructs otherwise, largest difference first.</p>\n");
        for (int i = 0; i < list.Length; i++)
            Card(list[i].Case, list[i].Check, pictures == ReportPictures.All || (pictures == ReportPictures.Explained && i < Shown), open: false);
        _html.Append("</section>\n");
    }

    private void Files()
    {
        _html.Append("<section id=\"files\">\n<h2>All files <small>").Append(summary.Results.Count).Append("</small></h2>\n");
        _html.Append("<p><input id=\"filter\" type=\"search\" placeholder=\"filter: a path, a word, a status\" aria-label=\"filter the files\"> <span id=\"shown\" class=\"fine\"></span></p>\n");
        _html.Append("<div class=\"scroll\"><table class=\"files\">\n<thead><tr><th>file</th><th>what it exercises</th><th>comparisons</th></tr></thead>\n<tbody>\n");
        foreach (CaseResult result in summary.Results)
        {
            _html.Append("<tr><td class=\"path\">").Append(Text(result.Case.Name)).Append("</td><td>").Append(Text(result.Case.What));
            if (result.Case.Clause.Length > 0)
                _html.Append(" <span class=\"clause\">").Append(Text(result.Case.Clause)).Append("</span>");
            _html.Append("</td><td>");
            foreach (CheckResult check in result.Checks)
            {
                _html.Append("<span class=\"chip ").Append(Class(check.Status)).Append("\" title=\"").Append(Text(check.Text)).Append("\">")
                    .Append(Text(check.Reference == CaseChecker.Specification ? check.Profile : $"{check.Reference} {check.Profile}")).Append("</span> ");
            }

            _html.Append("</td></tr>\n");
        }

        _html.Append("</tbody></table></div>\n</section>\n");
    }
}
