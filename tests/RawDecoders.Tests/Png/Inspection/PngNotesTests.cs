using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>Tables of spec-notes/png.md that say what was measured.</summary>
public sealed class PngNotesTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("spec-notes", "png.md"));

    /// <summary>Rows of the table with this heading, as cells.</summary>
    private static string[][] Table(string heading)
        => [.. Lines.SkipWhile(line => line != heading).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public void What_decoders_do_is_what_was_recorded()
    {
        Dictionary<string, CorpusFile> manifest = ManifestReader.ReadFile(Path.Combine(CorpusFolder.Find(), "manifest")).ToDictionary(f => f.Path);
        string[][] rows = Table("| file | ImageSharp | OpenCV (libpng) | Pillow | here, and why |");
        Assert.True(rows.Length > 15);
        foreach (string[] row in rows)
        {
            CorpusFile file = manifest[$"png/broken/{row[0].Split(':')[0]}.png"];
            Assert.Equal(
                (row[0], row[1], row[2], row[3], row[4].Split(' ', ',', ';', ':')[0]),
                (row[0], Recorded(file, "imagesharp"), Recorded(file, "opencv"), Recorded(file, "pillow"), file.Standard.Kind == "refused" ? "refuses" : "decodes"));
            bool warns = file.Strict is { Kind: "refused" } && file.Standard.Kind != "refused";
            Assert.Equal(warns, row[4].StartsWith("decodes, warns", StringComparison.Ordinal));
        }
    }

    /// <summary>What a reference made of a file, at every profile the same.</summary>
    private static string Recorded(CorpusFile file, string reference)
        => Assert.Single(file.References.Where(r => r.Name.StartsWith(reference, StringComparison.Ordinal))
            .Select(r => r.Value.StartsWith("error", StringComparison.Ordinal) ? "refuses" : "decodes").Distinct());

    /// <summary>Every rule that a file of the corpus breaks is in the table of rules, by its name or its pattern.</summary>
    [Fact]
    public void Every_rule_is_in_the_table()
    {
        string[] names = [.. Table("| rule | what is broken |").SelectMany(row => row[0].Split(',')).Select(name => name.Trim(' ', '`'))];
        string[] found = [.. PngInspecting.Corpus.SelectMany(path => ImageInspector.Inspect(path).Findings).Select(f => f.Finding.Rule.Id).Distinct()];
        foreach (string rule in found.Where(rule => !rule.StartsWith("format-", StringComparison.Ordinal)))
        {
            bool isOfChunk = PngTypes().Any(type => rule == $"png-{type}" || rule.StartsWith($"png-{type}-", StringComparison.Ordinal));
            Assert.True(names.Contains(rule) || isOfChunk, rule);
        }

        Assert.Contains("png-TYPE-FIELD", names);
        Assert.All(names.Where(name => !name.Contains("TYPE", StringComparison.Ordinal) && !name.Contains("NAME", StringComparison.Ordinal)), name => Assert.NotNull(RuleCatalogue.Find(name)));
        Assert.DoesNotContain(names, name => name.StartsWith("png-", StringComparison.Ordinal) && !name.Contains("TYPE", StringComparison.Ordinal) && !found.Contains(name));
    }

    private static IEnumerable<string> PngTypes()
        => "ihdr plte trns chrm gama iccp sbit srgb cicp mdcv clli text ztxt itxt bkgd hist phys splt exif time actl fctl fdat iend".Split(' ');
}
