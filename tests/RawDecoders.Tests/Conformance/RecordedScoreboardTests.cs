using System.Text.Json;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.CorpusGenerator;

namespace RawDecoders.Tests.Conformance;

/// <summary>The recorded scoreboard is fair: no "wrong" without a clause, a person's review and a second, independent decoder.</summary>
public class RecordedScoreboardTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    private static readonly string Page = File.ReadAllText(Path.Combine(Corpus, "SCOREBOARD.md"));

    [Fact]
    public void At_least_twelve_decoders_took_part_each_with_its_version()
    {
        JsonElement[] decoders = Decoders();
        Assert.True(decoders.Length >= 12, $"{decoders.Length}");
        Assert.All(decoders, d => Assert.Matches(@"\d", d.GetProperty("version").GetString()!));
        Assert.All(decoders, d => Assert.Contains($"| {d.GetProperty("name").GetString()} |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_wrong_has_a_clause_a_review_and_a_second_decoder()
    {
        JsonElement[] wrong = [.. Results("wrong")];
        Assert.NotEmpty(wrong);
        Assert.All(wrong, w =>
        {
            Assert.NotEqual("", w.GetProperty("clause").GetString());
            Assert.True(w.TryGetProperty("review", out _), $"{w.GetProperty("file")} is not reviewed: add a line to scoreboard-review.tsv");
            Assert.NotEqual(0, w.GetProperty("agreeing").GetArrayLength());
        });
    }

    [Fact]
    public void This_project_s_decoder_is_at_fault_nowhere()
    {
        JsonElement own = Decoders().Single(d => d.GetProperty("name").GetString() == "RawDecoders");
        Assert.Equal(0, own.GetProperty("results").GetArrayLength());
        Assert.False(own.GetProperty("totals").TryGetProperty("shown silently", out _));
    }

    [Fact]
    public void It_was_recorded_of_this_corpus()
    {
        using JsonDocument document = Open();
        Assert.Equal(ManifestReader.ReadFile(Path.Combine(Corpus, "manifest")).Count, document.RootElement.GetProperty("files").GetInt32());
        Assert.True(document.RootElement.GetProperty("minutes").GetDouble() > 0);
    }

    [Fact]
    public void Every_rule_of_the_review_concerns_a_file_that_there_is()
    {
        Review review = Review.Load(Path.Combine(Corpus, "scoreboard-review.tsv"));
        string[] names = [.. ManifestReader.ReadFile(Path.Combine(Corpus, "manifest")).Select(f => f.Path)];
        Assert.NotEmpty(review.Rules);
        Assert.All(review.Rules, rule => Assert.True(names.Any(n => rule.Concerns(rule.Decoder.Split('|')[0].Replace("*", "any", StringComparison.Ordinal), n)), $"{rule.Path} is no file of the corpus"));
    }

    [Fact]
    public void No_rule_of_the_review_speaks_of_everything()
    {
        Review review = Review.Load(Path.Combine(Corpus, "scoreboard-review.tsv"));
        Assert.All((string[])["png/any/file", "bmp/any/file", "jpeg/any/file", "other/file"], path => Assert.Null(review.Find("any", path)));
    }

    [Theory]
    [InlineData("SCOREBOARD.md")]
    [InlineData("scoreboard.json")]
    [InlineData("defects.md")]
    public void No_path_of_a_machine_is_in_it(string name)
    {
        string text = File.ReadAllText(Path.Combine(Corpus, name));
        Assert.DoesNotMatch(@"(^|[\s""'`(])/(home|root|tmp|work|usr|var|build|mnt)/", text);
    }

    private static JsonDocument Open() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Corpus, "scoreboard.json")));

    private static JsonElement[] Decoders()
    {
        using JsonDocument document = Open();
        return [.. document.RootElement.GetProperty("decoders").EnumerateArray().Select(d => d.Clone())];
    }

    private static IEnumerable<JsonElement> Results(string outcome)
        => Decoders().SelectMany(d => d.GetProperty("results").EnumerateArray()).Where(r => r.GetProperty("outcome").GetString() == outcome);
}
