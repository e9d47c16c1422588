using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>
/// The drawings in spec-notes/drawings are what this folder draws, and each stands in a note. With RAWDECODERS_UPDATE_NOTES=1 they are drawn anew, and the
/// test that drew one fails, once.
/// </summary>
public sealed class DrawingTests
{
    private static readonly Dictionary<string, Func<Svg>> All = new(StringComparer.Ordinal)
    {
        ["adam7.svg"] = PngDrawings.Adam7,
        ["basis-patterns.svg"] = JpegDrawings.BasisPatterns,
        ["chroma-420.svg"] = JpegDrawings.Subsampling,
        ["deflate-code.svg"] = PngDrawings.CodeTree,
        ["deflate-window.svg"] = PngDrawings.Window,
        ["jpeg-code.svg"] = JpegDrawings.CodeTree,
        ["png-filters.svg"] = PngDrawings.Filters,
        ["rle8.svg"] = BmpDrawings.RunLengths,
        ["zigzag.svg"] = JpegDrawings.ZigZagOrder,
    };

    private static string Folder => Repository.PathOf("spec-notes", "drawings");

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawing_is_as_it_is_drawn(string name)
    {
        string path = Path.Combine(Folder, name), drawn = All[name]().ToString();
        string stored = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (drawn != stored && Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, drawn);
            Assert.Fail($"{name} was drawn anew; look at it and run again");
        }

        Assert.Equal(drawn, stored);
        // It is shown without anything of its own being fetched, and its letters are no smaller than 11 at 400 pixels.
        Assert.DoesNotContain("href", drawn);
        Assert.StartsWith($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Svg.Width} ", drawn);
    }

    [Fact]
    public void Every_drawing_is_shown_by_a_note()
    {
        HashSet<string> shown = [.. Directory.EnumerateFiles(Repository.PathOf("spec-notes"), "*.md")
            .SelectMany(n => MarkdownLinks.Read(File.ReadAllLines(n))).Select(l => l.Target).Where(t => t.StartsWith("drawings/", StringComparison.Ordinal))];

        Assert.Equal(All.Keys.Select(n => $"drawings/{n}").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Equal(All.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }
}
