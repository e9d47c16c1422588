using System.Text.Json;
using System.Xml.Linq;
using RawDecoders.Conformance.Scoreboard;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Reports;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Tests.Conformance;

/// <summary>What follows from the verdicts of several decoders together, and the reports of it.</summary>
public class ScoreboardResultsTests
{
    private const string File = "png/matrix/rgb8-none.png";

    private static readonly Judgement Wrong = ScoreboardParts.Shown(File, ScoreboardParts.Right(File).Changed(3, 40)), Equal = ScoreboardParts.Shown(File, ScoreboardParts.Right(File));

    [Fact]
    public void A_wrong_stands_only_beside_a_right_one_of_another_family()
    {
        Assert.Equal(Outcome.Wrong, First(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal)).Outcome);
        Assert.Equal(["b"], First(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal)).Agreeing);
        Assert.Equal(Outcome.Disputed, First(Results([Decoder("a", "one"), Decoder("b", "one")], Wrong, Equal)).Outcome);
        Assert.Equal(Outcome.Disputed, First(Results([Decoder("a", "one"), Decoder("RawDecoders", "")], Wrong, Equal)).Outcome);
        Assert.Equal(Outcome.Disputed, First(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Wrong)).Outcome);
    }

    [Fact]
    public void The_review_decides_where_there_is_room_for_both_readings()
    {
        ReviewRule[] rules = [new("b", "*", true, "x", "not about a"), new("a|c", "png/matrix/rgb8*", true, "PNG 9", "either will do"), new("*", "*", false, "PNG 1", "all others")];
        ScoreboardResult first = First(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal, rules));
        Assert.Equal((Outcome.Disputed, "either will do"), (first.Outcome, first.Review!.Reason));
        Assert.Equal("all others", First(Results([Decoder("d", "one"), Decoder("b", "two")], Wrong, Equal, rules)).Review!.Reason);
    }

    [Fact]
    public void A_wrong_that_the_review_does_not_speak_of_is_named()
    {
        Assert.Equal([("a", File)], Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal).Unreviewed.Select(r => (r.Decoder.Name, r.Result.File.File.Name)));
        Assert.Empty(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal, [new("a", "png/*", false, "PNG 9", "known")]).Unreviewed);
        Assert.Empty(Results([Decoder("a", "one") with { IsCatalogued = false }, Decoder("b", "two")], Wrong, Equal).Unreviewed);
    }

    [Fact]
    public void Markdown_says_once_what_nearly_nobody_claims()
    {
        string markdown = new MarkdownScoreboard(Results([Decoder("a", "one") with { Claims = Claims.Parse($"png,bmp,{DecoderCatalogue.RareBmp},jpeg,{DecoderCatalogue.RareJpeg},-jpeg/arithmetic"), Runtime = "Python 3", Asked = new DateTime(2026, 11, 28, 9, 5, 0, DateTimeKind.Utc) }, Decoder("b", "two")], Wrong, Equal)).Write();
        Assert.Contains(", Python 3 | 2026-11-28 09:05 UTC | `` | png, bmp\\*, jpeg\\*, -jpeg/arithmetic |", markdown, StringComparison.Ordinal);
        Assert.Contains("\n\\* without what", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_counted_by_feature_and_by_the_rule_that_they_break()
    {
        List<ScoreboardCase> files = ScoreboardParts.Below("png/broken");
        Judgement refused = new(Outcome.Refused, "no");
        var results = new ScoreboardResults(files, [Decoder("a", "one")], [[.. files.Select(_ => refused)]], new Review([]));
        Assert.Equal(files.Count, results.Feature("png/broken", 0)[Outcome.Refused]);
        Assert.True(results.Rules.Count > 20);
        Assert.Equal(files.Count(f => f.Demand is Demand.Broken or Demand.Harmless), results.Rules.Sum(rule => results.RuleCounts(rule, 0).Total));
    }

    [Fact]
    public void Markdown_has_the_clause_and_who_agrees()
    {
        string markdown = new MarkdownScoreboard(Results([Decoder("a|b", "one"), Decoder("b", "two")], Wrong, Equal, [new("*", "*", false, "PNG 9.2", "filters <all>")])).Write();
        Assert.Contains("| a\\|b | png/matrix | rgb8-none.png | PNG 9.2 | filters &lt;all> | b |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_has_a_suite_a_decoder_and_faults_as_failures()
    {
        XDocument document = JUnitScoreboard.Write(Results([Decoder("a", "one"), Decoder("b", "two")], Wrong with { Text = "bad \u0001 byte" }, Equal));
        XElement[] suites = [.. document.Root!.Elements("testsuite")];
        Assert.Equal(["1", "0"], suites.Select(s => s.Attribute("failures")!.Value));
        XElement failure = Assert.Single(document.Descendants("failure"));
        Assert.Equal(("wrong", "bad  byte", File), (failure.Attribute("type")!.Value, failure.Attribute("message")!.Value, failure.Parent!.Attribute("name")!.Value));
    }

    [Fact]
    public void Json_has_every_result_or_faults_alone()
    {
        ScoreboardResults results = Results([Decoder("a", "one"), Decoder("b", "two")], Wrong, Equal);
        Assert.Equal([1, 1], Counts(whole: true));
        Assert.Equal([1, 0], Counts(whole: false));

        int[] Counts(bool whole)
        {
            using JsonDocument document = JsonDocument.Parse(JsonScoreboard.Write(results, whole));
            return [.. document.RootElement.GetProperty("decoders").EnumerateArray().Select(d => d.GetProperty("results").GetArrayLength())];
        }
    }

    [Fact]
    public void The_page_holds_each_picture_once_and_escapes_what_decoders_say()
    {
        string page = new HtmlScoreboard(Results([Decoder("<a>", "one"), Decoder("b", "two"), Decoder("c", "three")], Wrong with { Text = "</script><b>" }, Equal, third: Wrong)).Write();
        Assert.DoesNotContain("</script><b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<a>", page.Replace("\"<a>\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(3, page.Split("data:image/png;base64,").Length - 1);
    }

    private static DecoderIdentity Decoder(string name, string family) => new(name, "1") { Families = family.Length > 0 ? new Dictionary<string, string> { ["PNG"] = family } : new Dictionary<string, string>() };

    private static ScoreboardResult First(ScoreboardResults results) => results.Of[0][0];

    private static ScoreboardResults Results(DecoderIdentity[] decoders, Judgement first, Judgement second, ReviewRule[]? rules = null, Judgement? third = null)
    {
        Judgement[] judgements = [first, second, third ?? second];
        return new ScoreboardResults([ScoreboardParts.Case(File)], decoders, [.. judgements.Take(decoders.Length).Select(j => (Judgement[])[j])], new Review(rules ?? []));
    }
}
