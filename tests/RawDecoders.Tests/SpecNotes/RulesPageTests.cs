using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// spec-notes/rules.md is what the tables of rules say, and every rule is broken: by the corpus file that the page names, or in code. With
/// RAWDECODERS_UPDATE_NOTES=1 the page is written anew, and the test that wrote it fails, once.
/// </summary>
public sealed class RulesPageTests
{
    private static readonly string Page = Repository.PathOf("spec-notes", "rules.md");

    private static readonly string Corpus = CorpusFolder.Find();

    private static readonly Lazy<Dictionary<string, string>> Files
        = new(() => File.Exists(Page) ? RulesPage.ReadFiles(File.ReadAllText(Page).ReplaceLineEndings("\n")) : []);

    /// <summary>Rules that still want a corpus file, or a reason why none can be made: the list may only become shorter.</summary>
    private static readonly string[] PendingRules =
    [
        "inspect-max-inflated-bytes", "inspect-max-memory", "inspect-max-nodes", "inspect-max-work",
        "jpeg-adobe-transform", "jpeg-component-missing", "jpeg-dc-range", "jpeg-dnl-length", "jpeg-dnl-lines",
        "jpeg-dnl-place", "jpeg-exif-repeated", "jpeg-huffman-count", "jpeg-huffman-symbol", "jpeg-icc-parts",
        "jpeg-limit", "jpeg-marker-reserved", "jpeg-padding-bits", "jpeg-restart-truncated", "jpeg-scan-surplus",
        "jpeg-soi-missing", "jpeg-soi-repeated", "png-cgbi", "png-chunk-cut",
        "png-chunk-length-after", "png-cicp-full-range", "png-deflate-after", "png-fctl-length", "png-fctl-operation",
        "png-ihdr-filter-mng", "png-ihdr-private", "png-inflaters-differ", "png-itxt-compression-method", "png-itxt-null",
        "png-pixels-cut", "png-pixels-unjustified", "png-plte-suggested", "png-row-count", "png-row-length",
        "png-signature-cut", "png-splt-name", "png-text-null", "png-two-profiles",
    ];

    public static TheoryData<string> Rules => [.. RuleCatalogue.All.Select(r => r.Id)];

    [Fact]
    public void The_page_is_what_the_tables_say()
    {
        string stored = File.Exists(Page) ? File.ReadAllText(Page).ReplaceLineEndings("\n") : "";
        if (Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1")
        {
            string updated = RulesPage.Write(RulesPage.FindFiles(Corpus));
            if (updated == stored)
                return;
            File.WriteAllText(Page, updated);
            Assert.Fail($"{Page} was rewritten; look at it and run again");
        }

        Assert.Equal(RulesPage.Write(Files.Value).Split('\n'), stored.Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_is_broken(string id)
    {
        UnmadeRule? unmade = UnmadeRules.Find(id);
        if (PendingRules.Contains(id))
        {
            Assert.True(unmade is null && !Files.Value.ContainsKey(id), $"{id} is broken now: take it out of {nameof(PendingRules)}");
            return;
        }

        if (Files.Value.TryGetValue(id, out string? file))
        {
            Assert.True(unmade is null, $"{file} breaks it: take it out of {nameof(UnmadeRules)}");
            Assert.Contains(id, RulesPage.BrokenBy(File.ReadAllBytes(Path.Combine(Corpus, file))));
            return;
        }

        Assert.True(unmade is not null, $"no file of the corpus is known to break {id}: write the page anew, or give the reason in {nameof(UnmadeRules)}");
        Issue issue = unmade.Break();
        Rule rule = RuleCatalogue.Find(id)!;
        Assert.Same(rule, issue.Rule);
    }

    [Fact]
    public void Reasons_are_given_for_rules_that_exist()
        => Assert.All(UnmadeRules.All, r => Assert.NotNull(RuleCatalogue.Find(r.Id)));

    [Fact]
    public void Identifiers_are_unique_and_say_their_format()
    {
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(r => r.Id).Distinct().Count());
        Assert.All(RuleCatalogue.All, r => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)+$", r.Id));
        Assert.All(
            RuleCatalogue.All.Where(r => r.Format != ImageFormat.Unknown),
            r => Assert.StartsWith($"{r.Format.ToString().ToLowerInvariant()}-", r.Id));
    }
}
