namespace RawDecoders.Tests.SpecNotes;

/// <summary>The checks of the notes see what is wrong, and say it.</summary>
public sealed class NoteCheckingTests
{
    [Theory]
    [InlineData("a b c", "a b c", true)]
    [InlineData("a b c", "a b", false)]
    [InlineData("a b", "a b c", false)]
    [InlineData("a x c", "a b c", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("...", "", true)]
    [InlineData("...", "a b", true)]
    [InlineData("a ...", "a b c", true)]
    [InlineData("a ...", "b c", false)]
    [InlineData("... c", "a b c", true)]
    [InlineData("... b", "a b c", false)]
    [InlineData("a ... c", "a c", true)]
    [InlineData("a ... b ... d", "a x b c d", true)]
    [InlineData("a ... d ... b", "a b c d", false)]
    [InlineData("a ... a", "a", false)]
    [InlineData("a ... b c ... e", "a b x b c d e", true)]
    public void Lines_are_compared_with_elisions(string note, string output, bool same)
        => Assert.Equal(same, ElidedText.Compare(Lines(note), Lines(output)) is null);

    [Fact]
    public void A_difference_is_shown_with_what_stands_around_it()
        => Assert.Equal(
            "      4\n      5\n      6\n    - x\n    + 7\n      8\n      9\n",
            ElidedText.Compare(Lines("1 2 3 4 5 6 x 8 9"), Lines("1 2 3 4 5 6 7 8 9")));

    [Fact]
    public void Of_long_lines_what_is_around_the_difference_is_shown()
    {
        string same = new('a', 300), rest = new('b', 300);

        Assert.Equal(
            $"    - (from column 261) ...{same[..40]}x{rest[..119]}...\n    + (from column 261) ...{same[..40]}y{rest[..119]}...\n",
            ElidedText.Compare([$"{same}x{rest}"], [$"{same}y{rest}"]));
    }

    [Fact]
    public void Of_passages_the_first_that_is_not_found_is_shown_beside_what_is_most_like_it()
        => Assert.Equal(
            "      c\n    - x\n    + d\n      e\n",
            ElidedText.Compare(Lines("a ... c x e ... i"), Lines("a b c d e f g h i")));

    [Theory]
    [InlineData("a x", "a b c", "a b c")]
    [InlineData("a ... x", "a b c", "a ... c")]
    [InlineData("a ... c x e ... i", "a b c d e f g h i", "a ... c d e ... i")]
    [InlineData("...", "a b c", "...")]
    public void A_note_is_brought_up_to_date_with_its_elisions(string note, string output, string updated)
    {
        Assert.Equal(Lines(updated), ElidedText.Update(Lines(note), Lines(output)));
        Assert.Null(ElidedText.Compare(Lines(updated), Lines(output)));
    }

    [Fact]
    public void Blocks_are_read_with_their_commands()
    {
        ConsoleBlock block = Assert.Single(ConsoleBlock.Read(
            ["text", "```sh", "$ not this", "```", "```console", "$ rawdec info 'a b.png' \"*.x\"", "one  ", "...", "$ rawdec --version", "```", "end"]));

        Assert.Equal((5, 4), (block.FirstLine, block.LineCount));
        Assert.Equal(["info", "a b.png", "*.x"], block.Commands[0].Arguments);
        Assert.Equal(["one", "..."], block.Commands[0].Expected);
        Assert.Equal(["--version"], block.Commands[1].Arguments);
        Assert.Empty(block.Commands[1].Expected);
    }

    [Theory]
    [InlineData("begins with '$ rawdec", "```console", "output", "```")]
    [InlineData("begins with '$ rawdec", "```console", "```")]
    [InlineData("only rawdec is run here, not 'xxd'", "```console", "$ xxd a.png", "```")]
    [InlineData("'|' would need a shell", "```console", "$ rawdec info a.png | head", "```")]
    [InlineData("never closed", "```console", "$ rawdec info a.png")]
    [InlineData("a quote is never closed", "```console", "$ rawdec info 'a.png", "```")]
    public void Blocks_that_cannot_be_run_are_errors(string reason, params string[] lines)
        => Assert.Contains(reason, Assert.Throws<FormatException>(() => ConsoleBlock.Read(lines)).Message);

    [Fact]
    public void Links_and_anchors_are_found()
    {
        string[] lines =
        [
            "# The `IHDR` chunk (11.2.1)", "See [a](b.md#c), ![p](pictures/x.png \"title\") and `[no](link)`.", "```", "[no](code)", "```",
            "## Rows", "## Rows", "### [Linked](x.md) heading",
        ];

        Assert.Equal([(2, "b.md#c"), (2, "pictures/x.png"), (8, "x.md")], MarkdownLinks.Read(lines));
        Assert.Equal(["linked-heading", "rows", "rows-1", "the-ihdr-chunk-1121"], MarkdownLinks.Anchors(lines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Broken_links_are_told()
    {
        using var folder = new Cli.TemporaryFolder();
        folder.Write("other.md", "# There\n");
        folder.Write("code.cs", "one\ntwo\n");
        string note = folder.Write("note.md", "[1](other.md) [2](other.md#there) [3](other.md#not) [4](Other.md) [5](#here) [6](code.cs#L2) [7](code.cs#L3) [8](https://x.y)\n# Here\n");

        Assert.Equal(
            ["other.md#not: the file has no such heading or line", "Other.md: there is no such file", "code.cs#L3: the file has no such heading or line"],
            MarkdownLinks.FindBroken(note).Select(w => w[(note.Length + 4)..]));
    }

    private static string[] Lines(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
