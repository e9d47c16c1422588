using System.Text.Json;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec rules</c>.</summary>
public sealed class RulesTests
{
    [Fact]
    public void One_rule_is_told_whole()
    {
        CliRun run = CliRun.Of("rules", "bmp-palette-index");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            """
            bmp-palette-index
              rule      Every pixel is the index of a palette entry.
              severity  error
              part      pixel data
              clause    wingdi.h biClrUsed
              refusal   malformed
              strict    refuses
              standard  refuses
              lenient   makes the pixel black and lists its row as damaged, and in coded pixels those after it

            """.ReplaceLineEndings("\n"),
            run.Out);
    }

    [Fact]
    public void Without_an_identifier_all_are_printed()
        => Assert.Equal(
            RuleCatalogue.All.Select(r => r.Id),
            CliRun.Of("rules").Lines.Where(l => !l.StartsWith(' ')));

    [Fact]
    public void The_beginning_of_identifiers_names_several()
        => Assert.Equal(
            RuleCatalogue.All.Where(r => r.Id.StartsWith("bmp-rle-", StringComparison.Ordinal)).Select(r => r.Id).Prepend("limit-max-width"),
            CliRun.Of("rules", "limit-max-width", "bmp-rle").Lines.Where(l => !l.StartsWith(' ')));

    [Theory]
    [InlineData("no-such-rule")]
    [InlineData("bmp-rl")]
    public void An_unknown_rule_is_wrong_usage(string id)
    {
        CliRun run = CliRun.Of("rules", id);

        Assert.Equal(2, run.Code);
        Assert.StartsWith($"rawdec: no rule is called '{id}'; 'rawdec rules' prints them all", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Json_has_every_rule_as_the_schema_says()
    {
        CliRun run = CliRun.Of("rules", "--json");

        Assert.Equal(RuleCatalogue.All.Count, run.Lines.Length);
        foreach ((string line, Rule rule) in run.Lines.Zip(RuleCatalogue.All))
        {
            JsonElement json = DecodeJsonTests.Valid(line, rule.Id);
            Assert.Equal((rule.Id, rule.Clause, rule.Statement), (Text(json, "rule"), Text(json, "clause"), Text(json, "statement")));
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
                Assert.Equal(rule.IsRefusedBy(strictness), Text(json, strictness.ToString().ToLowerInvariant()) == "refuses");
            Assert.Equal(rule.Severity == Severity.Note, json.GetProperty("refusal").ValueKind == JsonValueKind.Null);
        }
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
