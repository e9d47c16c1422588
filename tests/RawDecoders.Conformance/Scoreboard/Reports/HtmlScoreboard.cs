// Owns: the scoreboard as one HTML file without other resources: totals, feature × decoder, rule × decoder, each cell of which opens its files with
// the pictures side by side; what is wrong and what is disputed. Light and dark as the reader's screen is. Leaves what a press does to
// scoreboard.js, and the data that it shows to HtmlScoreboard.Data.cs.

using System.Globalization;
using System.Net;
using System.Text;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Writes the page.</summary>
internal sealed partial class HtmlScoreboard(ScoreboardResults results)
{
    private readonly StringBuilder _html = new();

    /// <summary>The page.</summary>
    public string Write()
    {
        _html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _html.Append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Scoreboard of PNG, BMP and JPEG decoders</title>\n<style>\n");
        _html.Append(Resources.Text("scoreboard.css")).Append("</style>\n</head>\n<body>\n");
        Header();
        _html.Append("<main>\n");
        Totals();
        Matrix("features", "Feature × decoder", "Numbers are files that are right, or refused or told of where they are broken, of those that the decoder reads. Press a cell for its files.",
            "feature", [.. results.Features.Select(f => (f, f))], (f, d) => results.Feature(f, d));
        Matrix("rules", "Rule × decoder", "What becomes of files that break a rule, grouped by it. Press a cell for its files.",
            "rule", [.. results.Rules.Select(r => (r.Id, $"{r.Clause}: {r.Statement}"))], (id, d) => results.RuleCounts(results.Rules.First(r => r.Id == id), d));
        Findings("wrong", "Wrong", "Other pixels than the file holds, by cause: each has a clause, and a decoder of another family that shows the expected pixels.", Outcome.Wrong);
        Findings("refused", "Valid files that are refused", "", Outcome.RefusesValid);
        Findings("fell", "Crashes, hangs, memory", "", Outcome.Crash, Outcome.Hang, Outcome.OverMemory);
        Findings("disputed", "Disputed", "Other pixels than expected, where there is room for both readings, or no second independent decoder shows the expected ones. No fault of the decoder.", Outcome.Disputed);
        Participants();
        _html.Append("</main>\n<dialog id=\"panel\"><form method=\"dialog\"><button aria-label=\"close\">×</button></form><div id=\"files\"></div></dialog>\n");
        _html.Append("<script type=\"application/json\" id=\"data\">").Append(Data().Replace("</", "<\\/", StringComparison.Ordinal)).Append("</script>\n<script>\n");
        _html.Append(Resources.Text("scoreboard.js")).Append("</script>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Swatch(Outcome outcome) => $"<i class=\"{outcome.Class()}\"></i>";

    private void Header()
    {
        _html.Append(CultureInfo.InvariantCulture, $"<header>\n<h1>Scoreboard</h1>\n<p>What {results.Decoders.Count} decoders make of {results.Files.Count} files of PNG, BMP and JPEG with known pixels.</p>\n");
        _html.Append(CultureInfo.InvariantCulture, $"<p class=\"fine\">{results.Date:yyyy-MM-dd} · {Text(results.Platform)} · {results.Took.TotalMinutes:0.0} minutes</p>\n");
        _html.Append("<nav><a href=\"#totals\">totals</a> <a href=\"#features\">features</a> <a href=\"#rules\">rules</a> <a href=\"#wrong\">wrong</a> <a href=\"#refused\">refused</a> <a href=\"#fell\">crashes</a> <a href=\"#disputed\">disputed</a> <a href=\"#decoders\">decoders</a></nav>\n</header>\n");
    }

    private void Totals()
    {
        _html.Append("<section id=\"totals\">\n<h2>Totals</h2>\n<ul class=\"legend\">\n");
        foreach (Outcome outcome in Outcomes.All)
            _html.Append("<li>").Append(Swatch(outcome)).Append(outcome.Name()).Append("</li>\n");
        _html.Append("</ul>\n<table class=\"totals\">\n<thead><tr><th>decoder</th><th class=\"number\">right</th><th class=\"number\">at fault</th><th>files by outcome</th></tr></thead>\n<tbody>\n");
        for (int d = 0; d < results.Decoders.Count; d++)
        {
            OutcomeCounts counts = results.Total(d);
            _html.Append("<tr><th scope=\"row\">").Append(Text(results.Decoders[d].Name)).Append("</th><td class=\"number\">").Append(counts.Right).Append("</td><td class=\"number\">")
                .Append(counts.Faults).Append("</td><td class=\"wide\">");
            Bar(counts);
            _html.Append("</td></tr>\n");
        }

        _html.Append("</tbody></table>\n</section>\n");
    }

    private void Bar(OutcomeCounts counts)
    {
        _html.Append("<span class=\"bar\" title=\"").Append(Text(Words(counts))).Append("\">");
        foreach ((Outcome outcome, int count) in counts.Occurring)
            _html.Append(CultureInfo.InvariantCulture, $"<i class=\"{outcome.Class()}\" style=\"flex-grow:{count}\"></i>");
        _html.Append("</span>");
    }

    private static string Words(OutcomeCounts counts) => string.Join(", ", counts.Occurring.Select(o => $"{o.Count} {o.Outcome.Name()}"));

    private void Matrix(string id, string title, string words, string kind, (string Name, string Hint)[] rows, Func<string, int, OutcomeCounts> counts)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<section id=\"{id}\">\n<h2>{title}</h2>\n<p>{words}</p>\n<div class=\"scroll\"><table class=\"matrix\" data-kind=\"{kind}\">\n<thead><tr><th>{kind}</th>");
        foreach (DecoderIdentity decoder in results.Decoders)
            _html.Append("<th class=\"turned\"><span>").Append(Text(decoder.Name)).Append("</span></th>");
        _html.Append("</tr></thead>\n<tbody>\n");
        foreach ((string name, string hint) in rows)
        {
            _html.Append("<tr><th scope=\"row\" title=\"").Append(Text(hint)).Append("\">").Append(Text(name)).Append("</th>");
            for (int d = 0; d < results.Decoders.Count; d++)
                MatrixCell(name, d, counts(name, d));
            _html.Append("</tr>\n");
        }

        _html.Append("</tbody></table></div>\n</section>\n");
    }

    private void MatrixCell(string row, int decoder, OutcomeCounts counts)
    {
        if (counts.Counted == 0 && counts[Outcome.NotComparable] == 0)
        {
            _html.Append("<td class=\"none\" title=\"not read\">–</td>");
            return;
        }

        int good = counts.Right + counts[Outcome.Refused] + counts[Outcome.ShownWithWarning];
        _html.Append("<td").Append(counts.Faults > 0 ? " class=\"fault\"" : "").Append("><button data-row=\"").Append(Text(row)).Append("\" data-decoder=\"").Append(decoder)
            .Append("\" title=\"").Append(Text($"{results.Decoders[decoder].Name}, {row}: {Words(counts)}")).Append("\">")
            .Append(counts.Counted == 0 ? "·" : good == counts.Counted ? $"{good}" : $"{good}/{counts.Counted}");
        Bar(counts);
        _html.Append("</button></td>");
    }

    private void Findings(string id, string title, string words, params Outcome[] outcomes)
    {
        var groups = results.With(outcomes)
            .GroupBy(r => (r.Decoder.Name, r.Result.File.Feature, Clause: r.Result.Review?.Clause ?? r.Result.File.File.Clause, r.Result.Review?.Reason))
            .ToList();
        _html.Append(CultureInfo.InvariantCulture, $"<section id=\"{id}\">\n<h2>{title} <small>{groups.Sum(g => g.Count())}</small></h2>\n<p>{words}</p>\n<div class=\"scroll\"><table class=\"findings\">\n");
        _html.Append("<thead><tr><th>decoder</th><th>feature</th><th class=\"number\">files</th><th>clause</th><th>what was found</th><th>shows the expected pixels</th></tr></thead>\n<tbody>\n");
        foreach (var group in groups)
        {
            ScoreboardResult first = group.First().Result;
            string agreeing = string.Join(", ", group.SelectMany(g => g.Result.Agreeing).GroupBy(a => a).OrderByDescending(a => a.Count()).Select(a => a.Key).Take(3));
            _html.Append("<tr><th scope=\"row\">").Append(Text(group.Key.Name)).Append("</th><td>").Append(Text(group.Key.Feature)).Append("</td><td class=\"number\">").Append(group.Count())
                .Append("</td><td>").Append(Text(group.Key.Clause)).Append("</td><td>").Append(Text(group.Key.Reason ?? $"{first.File.File.Name}: {first.Judgement.Text}"))
                .Append("</td><td>").Append(Text(agreeing)).Append("</td></tr>\n");
        }

        _html.Append("</tbody></table></div>\n</section>\n");
    }

    private void Participants()
    {
        _html.Append("<section id=\"decoders\">\n<h2>Decoders</h2>\n<div class=\"scroll\"><table class=\"findings\">\n<thead><tr><th>decoder</th><th>version</th><th>runs on</th><th>asked</th><th>by</th><th>claims to read</th></tr></thead>\n<tbody>\n");
        foreach (DecoderIdentity decoder in results.Decoders)
        {
            _html.Append("<tr><th scope=\"row\">").Append(Text(decoder.Name)).Append("</th><td>").Append(Text(decoder.Version)).Append("</td><td>")
                .Append(Text(ParticipantWords.Platform(results, decoder))).Append("</td><td>").Append(ParticipantWords.Stamp(decoder.Asked)).Append("</td><td>").Append(Text(decoder.How))
                .Append("</td><td>").Append(Text(ParticipantWords.Of(decoder.Claims))).Append("</td></tr>\n");
        }

        foreach ((string name, string why) in results.Missing)
            _html.Append("<tr><th scope=\"row\">").Append(Text(name)).Append("</th><td>not here</td><td></td><td></td><td>").Append(Text(why)).Append("</td><td></td></tr>\n");
        _html.Append("</tbody></table></div>\n<p class=\"fine\">* ").Append(Text(ParticipantWords.Asterisk)).Append("</p>\n</section>\n");
    }
}
