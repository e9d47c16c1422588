using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli;

/// <summary>How words become options, values and files.</summary>
public sealed class CommandLineTests
{
    private readonly Switch _quiet = new("--quiet", "-q");
    private readonly Switch _null = new("--null", "-0");
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT" };
    private readonly Option<string?> _kind = new("--as");

    [Theory]
    [InlineData("-o", "x")]
    [InlineData("-ox")]
    [InlineData("-o=x")]
    [InlineData("-o:x")]
    [InlineData("--output", "x")]
    [InlineData("--output=x")]
    [InlineData("--output:x")]
    [InlineData("-q0ox")]
    [InlineData("-q0o", "x")]
    public void A_value_stands_in_the_word_or_after_it(params string[] words)
    {
        ParsedLine line = Parse(["do", .. words, "file"]);

        Assert.Null(line.Error);
        Assert.Equal("x", line.GetValue(_output));
        Assert.Equal(["file"], line.Words);
        Assert.Equal(words[0].StartsWith("-q", StringComparison.Ordinal), line.GetValue(_quiet));
    }

    [Fact]
    public void A_switch_takes_no_word_that_follows()
    {
        ParsedLine line = Parse(["do", "--quiet", "true", "false", "-0"]);

        Assert.Equal(["true", "false"], line.Words);
        Assert.True(line.GetValue(_quiet) && line.GetValue(_null));
        Assert.False(Parse(["do", "--quiet=false", "a"]).GetValue(_quiet));
        Assert.True(Parse(["do", "--quiet=true", "--quiet", "a"]).GetValue(_quiet));
    }

    [Fact]
    public void After_two_hyphens_all_words_are_files()
    {
        ParsedLine line = Parse(["do", "-q", "--", "-o", "--", "--quiet", "-"]);

        Assert.Null(line.Error);
        Assert.Equal(["-o", "--", "--quiet", "-"], line.Words);
        Assert.Null(line.GetValue(_output));
    }

    [Fact]
    public void A_hyphen_alone_is_a_file_and_a_value()
    {
        ParsedLine line = Parse(["do", "-", "-o", "-"]);

        Assert.Equal(["-"], line.Words);
        Assert.Equal("-", line.GetValue(_output));
    }

    [Theory]
    [InlineData("FILE is missing", "do")]
    [InlineData("FILE is missing", "do", "-o", "x")]
    [InlineData("-o needs a value: OUT", "do", "a", "-o")]
    [InlineData("-o needs a value: OUT", "do", "a", "-o", "-q")]
    [InlineData("-o needs a value: OUT", "do", "-o", "--", "a")]
    [InlineData("--as needs a value", "do", "a", "--as")]
    [InlineData("--output is given twice", "do", "a", "-o", "x", "--output", "y")]
    [InlineData("--quiet takes no value but true and false, and not 'maybe'", "do", "a", "--quiet=maybe")]
    [InlineData("unknown option '-qx' (a file of that name goes after '--')", "do", "a", "-qx")]
    [InlineData("unknown option '--quite=1'", "do", "--quite=1", "a")]
    [InlineData("unknown option '-q'", "-q", "do", "a")]
    [InlineData("unknown command 'don'", "don")]
    [InlineData("unknown command 'do'", "--", "do")]
    [InlineData("'b' is not a", "one", "b")]
    [InlineData("unexpected 'a'", "one", "a", "a")]
    [InlineData("--must is missing", "one", "a")]
    public void What_is_wrong_first_is_told(string error, params string[] words) => Assert.StartsWith(error, Parse(words).Error);

    [Fact]
    public void A_narrow_page_breaks_what_is_longer_than_a_line()
    {
        using var text = new StringWriter { NewLine = "\n" };
        var command = new Command("do", "Does one thing after another.");
        command.Options.Add(new Option<string?>("--option") { HelpName = "one|another|something|else", Description = "A word, and a-word-that-is-longer-than-all-of-the-line." });
        HelpPage.Write(text, new Command("p", "P."), command, 40);

        Assert.Equal(
            "Description:\n  Does one thing after another.\n\nUsage:\n  p do [options]\n\nOptions:\n"
            + "  --option            A word, and\n  <one|another|somet  a-word-that-is-lon\n  hing|else>          ger-than-all-of-th\n                      e-line.\n\n",
            text.ToString());
    }

    private ParsedLine Parse(string[] words)
    {
        var root = new Command("program", "For a test.");
        var several = new Command("do", "Takes files.") { Argument = new Argument("FILE") { Arity = Arity.OneOrMore }, Action = _ => 0 };
        several.Options.AddRange([_quiet, _null, _output, _kind]);
        var one = new Command("one", "Takes one word.") { Argument = new Argument("WORD") { Check = w => w == "a" ? null : $"'{w}' is not a" }, Action = _ => 0 };
        one.Options.Add(new Option<string?>("--must") { Required = true });
        root.Commands.AddRange([several, one]);
        root.Options.Add(new Switch("--help", "-h") { Recursive = true });
        return CommandLine.Parse(root, words);
    }
}
