namespace DocPages;

/// <summary>
/// The code of every page is the code that this project compiles and runs, word for word. With RAWDECODERS_UPDATE_NOTES=1 the pages are
/// given it instead, and the test that changed one fails, once.
/// </summary>
public sealed class CodeBlockTests
{
    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(CodeBlocks.Pages, "*.md").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_code_of_a_page_is_the_code_that_is_tested(string page)
    {
        string path = Path.Combine(CodeBlocks.Pages, page);
        List<string> lines = [.. File.ReadAllLines(path)];
        Dictionary<string, string> tested = CodeBlocks.OfSources(page);
        List<CodeBlock> blocks = CodeBlocks.OfPage([.. lines]);

        Assert.Equal(tested.Keys.Order(StringComparer.Ordinal), blocks.Select(b => b.Name).Order(StringComparer.Ordinal));
        bool mayRewrite = Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1";
        foreach (CodeBlock block in Enumerable.Reverse(blocks).Where(b => mayRewrite && b.Text != tested[b.Name]))
        {
            lines.RemoveRange(block.Line + 1, block.Count);
            lines.InsertRange(block.Line + 1, tested[block.Name].Split('\n'));
            File.WriteAllText(path, string.Concat(lines.Select(l => $"{l}\n")));
        }

        Assert.All(blocks, b => Assert.Equal(tested[b.Name], b.Text));
    }

    [Fact]
    public void The_four_libraries_and_the_cookbook_have_a_page()
        => Assert.Superset(
            new HashSet<string>(["cookbook.md", "from-imagesharp.md", "from-skiasharp.md", "from-stbimagesharp.md", "from-system-drawing.md", "what-embedding-costs.md"]),
            new HashSet<string>(Names.Select(n => n.Data)));
}
