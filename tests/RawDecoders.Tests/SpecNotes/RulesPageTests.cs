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
