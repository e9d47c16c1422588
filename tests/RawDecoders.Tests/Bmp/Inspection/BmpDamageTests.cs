using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>
/// Damaged files, one by one, against damage.tsv beside this file: the first finding of the gravest kind, by the name of its rule and its
/// place, written down from what each file's author says is wrong with it.
/// </summary>
public sealed class BmpDamageTests
{
    private static readonly string[][] Table =
        [.. File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Bmp", "Inspection", "damage.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];

    public static TheoryData<string> Files => new(Table.Select(row => row[0]));

    [Fact]
    public void The_table_has_every_damaged_file()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(CorpusFolder.Find(), "bmp", "broken")).Select(f => "bmp/broken/" + Path.GetFileName(f));
        if (Suites.Available)
            files = files.Concat(Suites.Files("bmpsuite/bad", ".bmp"));
        Assert.Equal(files.Order(StringComparer.Ordinal), Table.Select(r => r[0]).Where(f => Suites.Available || f.StartsWith("bmp/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_gravest_finding_names_rule_and_place(string path)
    {
        byte[] bytes;
        if (path.StartsWith("bmpsuite/", StringComparison.Ordinal))
        {
            Suites.Require();
            bytes = Suites.Read(path);
        }
        else
        {
            bytes = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), path));
        }

        StructureReport report = ImageInspector.Inspect(bytes);
        string found = "nothing";
        if (report.Worst is { } worst)
        {
            (StructureNode node, Issue finding) = report.Findings.First(f => f.Finding.Severity == worst);
            found = $"{finding.Severity} {finding.Rule.Id} {finding.Offset} {node.Name}";
            Assert.True(node.IsLeaf, $"{node.Name} is no leaf");
        }

        Assert.Equal(string.Join(' ', Table.Single(r => r[0] == path)[1..5]), found);
    }
}
