// Owns: the scoreboard as Markdown: corpus/SCOREBOARD.md. Who took part, totals, feature × decoder, rule × decoder, what is wrong with the
// clause and who agrees, what is disputed. Leaves pictures to the page.

using System.Globalization;
using System.Text;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Writes Markdown.</summary>
internal sealed class MarkdownScoreboard(ScoreboardResults results)
{
    private const string Rare = "what no decoder's documents promise: JPEG of 12 bits, lossless, or of two components; BMP of 2 and of 64 bits a pixel, of OS/2's own codings and headers, "
        + "with a whole JPEG or PNG in it, with an alpha mask behind 40 bytes, with masks without a bit. Such files are shown to them all the same: if they read them, well; if not, nothing is said.";

    private readonly StringBuilder _text = new();

    /// <summary>The whole text.</summary>
    public string Write()
    {
        _text.Append("# Scoreboard\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"What {results.Decoders.Count} decoders make of the {results.Files.Count} files of this corpus. Written by ");
        _text.Append("`dotnet run --project tests/RawDecoders.Conformance -c Release -- scoreboard --record`; what each verdict means, and how each \"wrong\" was reviewed, is in ");
        _text.Append("[README.md](README.md#the-scoreboard). The same command makes a page on which every cell opens its files with their pictures (`artifacts/scoreboard.html`), JSON and JUnit.\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"Recorded on {results.Date:yyyy-MM-dd}, {results.Platform}, in {results.Took.TotalMinutes:0.0} minutes.\n\n");
        Participants();
        Totals();
        Matrix();
        Rules();
        Wrong();
        Disputed();
        return _text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private void Participants()
    {
        _text.Append("## Decoders\n\n| decoder | version | runs on | asked | by | claims to read |\n|---|---|---|---|---|---|\n");
        string system = results.Platform.Split(',')[0];
        foreach (DecoderIdentity decoder in results.Decoders)
        {
            Row(
                decoder.Name, decoder.Version, decoder.Runtime.Length > 0 ? $"{system}, {decoder.Runtime}" : system, Stamp(decoder.Asked), $"`{decoder.How}`", Short(decoder.Claims));
        }

        foreach ((string name, string why) in results.Missing)
            Row(name, "not here", "", "", why, "");
        _text.Append(CultureInfo.InvariantCulture, $"\n\\* Without {Rare}\n\n");
    }

    // What nearly all decoders do not claim is said once, below the table.
    private static string Short(Claims claims)
        => claims.ToString().Replace("bmp, " + Listed(DecoderCatalogue.RareBmp), "bmp*", StringComparison.Ordinal)
            .Replace("jpeg, " + Listed(DecoderCatalogue.RareJpeg), "jpeg*", StringComparison.Ordinal);

    private static string Listed(string claims) => Claims.Parse(claims).ToString();

    private static string Stamp(DateTime at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private void Totals()
    {
        Outcome[] columns = [.. Outcomes.All.Where(o => Enumerable.Range(0, results.Decoders.Count).Any(d => results.Total(d)[o] > 0))];
        _text.Append("## Totals\n\nFiles by outcome. \"Not read\": not claimed, or refused by a message that says so.\n\n| decoder | ");
        _text.AppendJoin(" | ", columns.Select(o => o.Name())).Append(" |\n|---|").Insert(_text.Length, "---:|", columns.Length).Append('\n');
        for (int d = 0; d < results.Decoders.Count; d++)
            Row([results.Decoders[d].Name, .. columns.Select(o => results.Total(d)[o] is > 0 and int n ? $"{n}" : "")]);
        _text.Append('\n');
    }

    private void Matrix()
    {
        _text.Append("## Feature × decoder\n\nFiles that are right, or refused or told of where they are broken, of those that the decoder reads; **bold** where it is at fault somewhere. ");
        _text.Append("Broken files shown without a word are counted as not right, and as no fault.\n\n");
        Head("feature", results.Features.Count);
        foreach (string feature in results.Features)
            Row([feature, .. results.Decoders.Select((_, d) => Share(results.Feature(feature, d)))]);
        _text.Append('\n');
    }

    private void Rules()
    {
        _text.Append("## Rule × decoder\n\nFiles that break a rule, grouped by it: r refused, w shown with a warning, s shown silently, = shown right although stricter readers refuse (harmless rules), ! at fault. ");
        _text.Append("[spec-notes/rules.md](../spec-notes/rules.md) has the rules with their clauses.\n\n");
        Head("rule", results.Rules.Count);
        foreach (Rule rule in results.Rules)
            Row([$"`{rule.Id}`", .. results.Decoders.Select((_, d) => Letters(results.RuleCounts(rule, d)))]);
        _text.Append('\n');
    }

    private void Wrong()
    {
        _text.Append("## Wrong\n\nOther pixels than the file holds, by cause. Each has a clause, and at least one decoder of another family that shows the expected pixels.\n\n");
        _text.Append("| decoder | feature | files | clause | what was found | agrees with the file |\n|---|---|---:|---|---|---|\n");
        Grouped(Outcome.Wrong);
        _text.Append("\n## Valid files that are refused\n\n| decoder | feature | files | clause | what it says | reads them |\n|---|---|---:|---|---|---|\n");
        Grouped(Outcome.RefusesValid);
        _text.Append("\n## Crashes, hangs, memory\n\n| decoder | feature | files | clause | what happened | reads them |\n|---|---|---:|---|---|---|\n");
        Grouped(Outcome.Crash, Outcome.Hang, Outcome.OverMemory);
    }

    private void Disputed()
    {
        _text.Append("\n## Disputed\n\nOther pixels than expected, where the review found room for both readings, or no second independent decoder shows the expected ones. No fault of the decoder.\n\n");
        _text.Append("| decoder | feature | files | clause | why | shows the expected pixels |\n|---|---|---:|---|---|---|\n");
        Grouped(Outcome.Disputed);
    }

    private void Grouped(params Outcome[] outcomes)
    {
        var groups = results.With(outcomes).GroupBy(r => (r.Decoder.Name, r.Result.File.Feature, Clause: r.Result.Review?.Clause ?? r.Result.File.File.Clause, Text: Reason(r.Result)));
        foreach (var group in groups)
        {
            ScoreboardResult first = group.First().Result;
            string files = group.Count() == 1 ? $"{first.File.File.Name[(first.File.File.Name.LastIndexOf('/') + 1)..]}" : $"{group.Count()}";
            string[] agreeing = [.. group.SelectMany(g => g.Result.Agreeing).GroupBy(a => a).OrderByDescending(a => a.Count()).Select(a => a.Key).Take(3)];
            Row(group.Key.Name, group.Key.Feature, files, group.Key.Clause, group.Key.Text, string.Join(", ", agreeing));
        }
    }

    private static string Reason(ScoreboardResult result) => result.Outcome switch
    {
        Outcome.Wrong or Outcome.Disputed when result.Review is { } review => review.Reason,
        Outcome.Wrong => "not reviewed",
        Outcome.Disputed => "no second independent decoder shows the expected pixels",
        Outcome.RefusesValid => result.Judgement.Text.Length > 100 ? result.Judgement.Text[..100] : result.Judgement.Text,
        _ => result.Outcome.Name(),
    };

    private static string Share(OutcomeCounts counts)
    {
        if (counts.Counted == 0)
            return counts[Outcome.NotComparable] > 0 ? "·" : "–";
        int good = counts.Right + counts[Outcome.Refused] + counts[Outcome.ShownWithWarning];
        string text = good == counts.Counted ? $"{good}" : $"{good}/{counts.Counted}";
        return counts.Faults > 0 ? $"**{text}**" : text;
    }

    private static string Letters(OutcomeCounts counts)
    {
        (string Letter, int Count)[] parts =
        [
            ("r", counts[Outcome.Refused] + counts[Outcome.Stricter]), ("w", counts[Outcome.ShownWithWarning]), ("s", counts[Outcome.ShownSilently]),
            ("=", counts.Right), ("?", counts[Outcome.Disputed]), ("!", counts.Faults),
        ];
        string text = string.Join(' ', parts.Where(p => p.Count > 0).Select(p => p.Count == 1 && parts.Count(q => q.Count > 0) == 1 ? p.Letter : $"{p.Count}{p.Letter}"));
        return text.Length > 0 ? text : "–";
    }

    private void Head(string first, int rows)
    {
        if (rows == 0)
            return;
        Row([first, .. results.Decoders.Select(d => d.Name)]);
        _text.Append("|---|").Insert(_text.Length, "---|", results.Decoders.Count).Append('\n');
    }

    private void Row(params string[] cells) => _text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
}
