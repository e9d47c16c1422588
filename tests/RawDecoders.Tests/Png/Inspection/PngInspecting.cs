using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>Files for the inspector's tests, and the property that every tree has.</summary>
internal static class PngInspecting
{
    /// <summary>Every PNG of the corpus, below its folder; sorted.</summary>
    public static IReadOnlyList<string> Corpus { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(CorpusFolder.Find(), "png"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>The corpus, and PngSuite where it is there.</summary>
    public static IEnumerable<string> All
        => Suites.Available ? Corpus.Concat(Suites.Files("pngsuite", ".png").Select(Suites.PathOf)) : Corpus;

    public static byte[] Read(string relative) => File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), relative));

    public static StructureReport Inspect(byte[] file, bool symbols = false) => ImageInspector.Inspect(file, new InspectOptions { Symbols = symbols });

    /// <summary>The only node with a name below another.</summary>
    public static StructureNode Child(this StructureNode node, string name)
        => Assert.Single(node.Children, child => child.Name == name);

    /// <summary>Regions of whole bytes tile the region that they are in; bit fields lie in the file.</summary>
    public static void AssertTiles(StructureReport report, long length)
    {
        Assert.Equal((0L, length), (report.Root.Offset, report.Root.Length));
        foreach (StructureNode node in report.Nodes)
        {
            Assert.True(node.Offset >= 0 && node.Offset + node.Length <= length, $"{node.Name} at {node.Offset} leaves the file");
            if (node.IsBits)
            {
                Assert.True(node.BitOffset is >= 0 and < 8, node.Name);
                continue;
            }

            long next = node.Offset;
            bool any = false;
            foreach (StructureNode child in node.Children)
            {
                if (child.IsBits)
                    continue;
                any = true;
                Assert.True(child.Offset == next, $"{child.Name} in {node.Name} begins at {child.Offset} instead of {next}");
                Assert.True(child.Length > 0, $"{child.Name} in {node.Name} is empty");
                next += child.Length;
            }

            Assert.True(!any || next == node.Offset + node.Length, $"{node.Name} ends at {node.Offset + node.Length}, its parts at {next}");
        }
    }
}
