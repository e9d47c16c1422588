namespace RawDecoders.Tests.Cli;

/// <summary>Usage: what the command line accepts, and exit code 2 with a hint for what it does not.</summary>
public sealed class GrammarTests
{
    [Theory]
    [InlineData("unknown command 'bogus'", "bogus")]
    [InlineData("unknown command 'dcode'; did you mean 'decode'?", "dcode", "a.png")]
    [InlineData("unknown command 'compl'; did you mean 'completion'?", "compl")]
    [InlineData("unknown option '--bogus'", "--bogus")]
    [InlineData("unknown option '--frmat' (a file of that name goes after '--'); did you mean '--format'?", "checksum", "--frmat", "rgb24", "a.png")]
    [InlineData("unknown option '--hlep' (a file of that name goes after '--'); did you mean '--help'?", "info", "--hlep")]
    [InlineData("is none of gray8, grayalpha16, gray16, grayalpha32, rgb24, bgr24, rgba32, bgra32, rgb48, rgba64, cmyk32, indexed8, bgr48, bgra64, cmyk64, bgra32premultiplied, rgba32premultiplied, rgb565; did you mean 'rgb24'?", "checksum", "--format", "rbg24", "a.png")]
    [InlineData("or use --as; did you mean '.png'?", "decode", "a.png", "-o", "b.pgn")]
    [InlineData("no rule is called 'bmp-rle-rwo'; 'rawdec rules' prints them all; did you mean 'bmp-rle-row'?", "rules", "bmp-rle-rwo")]
    [InlineData("'zhs' is none of bash, zsh, fish, powershell; did you mean 'zsh'?", "completion", "zhs")]
    [InlineData("--max-pixels '0' is not a number from 1 to ", "decode", "--max-pixels", "0", "a.png")]
    [InlineData("--max-width '3000000000' is not a number from 1 to 2147483647", "show", "--max-width", "3000000000", "a.png")]
    [InlineData("--quiet leaves out what --check says", "checksum", "--quiet", "a.png")]
    [InlineData("--json has the picture as text", "show", "--json", "--mode", "sixel", "a.png")]
    [InlineData("unknown option '-x'", "decode", "-x")]
    [InlineData("--format 'rgb99' is none of gray8, ", "checksum", "--format", "rgb99", "a.png")]
    [InlineData("--format '5' is none of gray8, ", "checksum", "--format", "5", "a.png")]
    [InlineData("--strictness 'hard' is none of strict, standard, lenient", "checksum", "--strictness", "hard", "a.png")]
    [InlineData("--reconstruction 'fast' is none of turbo, turbo-nosmooth, imagesharp", "decode", "--reconstruction", "fast", "a.png")]
    [InlineData("Required argument missing", "checksum")]
    [InlineData("Required argument missing", "checksum", "a.png", "--format")]
    [InlineData("does not say what to write: end it in .npy", "decode", "a.png", "-o", "b.gif")]
    [InlineData("--depth 'x' is not a number from 0", "inspect", "--depth", "x", "a.png")]
    [InlineData("--pixel '3' is not X,Y", "inspect", "--pixel", "3", "a.png")]
    [InlineData("--pixel '3,-1' is not X,Y", "inspect", "--pixel", "3,-1", "a.png")]
    [InlineData("--at 'x' is not an offset", "inspect", "--at", "x", "a.png")]
    [InlineData("--at '0x' is not an offset", "inspect", "--at", "0x", "a.png")]
    [InlineData("--at '0xFFFFFFFFFFFFFFFF' is not an offset", "inspect", "--at", "0xFFFFFFFFFFFFFFFF", "a.png")]
    [InlineData("--pixel and --at are two questions", "inspect", "--pixel", "1,1", "--at", "0", "a.png")]
    [InlineData("--at and --stages are two questions", "inspect", "--stages", "d", "--at", "0", "a.png")]
    [InlineData("--blocks tells of all MCUs", "inspect", "--blocks", "--mcu", "1", "a.jpg")]
    [InlineData("--stages writes pictures: leave --json out", "inspect", "--stages", "d", "--json", "a.png")]
    [InlineData("leave --symbols out", "inspect", "--pixel", "1,1", "--symbols", "a.png")]
    [InlineData("leave --depth out", "inspect", "--at", "1", "--depth", "2", "a.png")]
    [InlineData("unexpected 'b'", "completion", "bash", "b")]
    [InlineData("Required argument missing", "inspect")]
    [InlineData("--strictness 'lenient' is none of strict, standard", "verify", "--strictness", "lenient", "a.png")]
    [InlineData("--json prints all findings: leave --notes out", "verify", "--json", "--notes", "a.png")]
    [InlineData("--json prints all findings: leave --all out", "verify", "--json", "--all", "a.png")]
    [InlineData("--json prints all findings: leave --quiet out", "verify", "--json", "--quiet", "a.png")]
    [InlineData("--quiet prints no findings", "verify", "--quiet", "--notes", "a.png")]
    [InlineData("there is no -o to say where", "decode", "a.png", "--as", "ppm")]
    [InlineData("@no-such-list: no such file", "checksum", "@no-such-list")]
    [InlineData("@no-such-list: no such file", "checksum", "no-such-file", "@no-such-list")]
    public void Wrong_usage_is_exit_2_and_one_reason(string reason, params string[] args)
    {
        CliRun run = CliRun.Of(args);

        Assert.Equal(2, run.Code);
        Assert.Empty(run.Bytes);
        Assert.Contains(reason, run.ErrorLines[0]);
        Assert.StartsWith("rawdec", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void Parse_errors_say_where_help_is()
    {
        Assert.Equal("Try 'rawdec checksum --help'.", CliRun.Of("checksum", "--bogus").ErrorLines[1]);
        Assert.Equal("Try 'rawdec --help'.", CliRun.Of("bogus").ErrorLines[1]);
    }

    [Fact]
    public void Without_a_word_it_shows_its_help()
    {
        CliRun bare = CliRun.Of();

        Assert.Equal((0, ""), (bare.Code, bare.Error));
        Assert.Equal(CliRun.Of("--help").Out, bare.Out);
        Assert.Contains("rules <ID>", bare.Out);
    }

    [Fact]
    public void A_word_that_is_near_nothing_gets_no_suggestion()
    {
        Assert.Equal("rawdec: unknown command 'xyzzy'", CliRun.Of("xyzzy").ErrorLines[0]);
        Assert.Null(RawDecoders.Cli.Suggestion.Closest("q", ["raw", "npy"]));
        Assert.Equal("npy", RawDecoders.Cli.Suggestion.Closest("nyp", ["raw", "npy"]));
        Assert.Equal("--max-pixels", RawDecoders.Cli.Suggestion.Closest("--max-pix", ["--max-width", "--max-pixels"]));
    }

    /// <summary>In two columns: what is said of an option or an example begins where it does in the line above.</summary>
    [Theory]
    [InlineData("info")]
    [InlineData("decode")]
    [InlineData("checksum")]
    [InlineData("show")]
    [InlineData("inspect")]
    [InlineData("verify")]
    [InlineData("rules")]
    [InlineData("base64")]
    [InlineData("index")]
    [InlineData("extract")]
    public void Help_is_aligned(string command)
    {
        string[] lines = CliRun.Of(command, "--help").Lines;
        string[] options = [.. lines.SkipWhile(l => l != "Options:").Skip(1).TakeWhile(l => l.Length > 0)];

        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        int column = options[0].TrimStart().IndexOf("  ", StringComparison.Ordinal) is var gap and > 0 ? options[0].Length - options[0][(2 + gap)..].TrimStart().Length : 0;
        Assert.True(options.Length >= 2 && column > 4);
        Assert.All(options, line => Assert.True(line[column] != ' ' && line[column - 1] == ' ', line));
        Assert.All(
            lines.SkipWhile(l => l != "Examples:").Skip(1).Where(l => l.Contains("rawdec", StringComparison.Ordinal) && l[0] == ' '),
            line => Assert.True(line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ', line));
    }

    [Theory]
    [InlineData("rawdec info --json", "--help")]
    [InlineData("rawdec decode *.png -o all.npz", "decode", "--help")]
    [InlineData("rawdec checksum @list.txt", "checksum", "-h")]
    [InlineData("rawdec checksum @list.txt", "checksum", "--help", "--bogus")]
    [InlineData("rawdec info photo.jpg", "info", "-h")]
    [InlineData("rawdec show photo.jpg", "show", "-h")]
    [InlineData("rawdec inspect --hex icon.png", "inspect", "-h")]
    [InlineData("rawdec verify --quiet icon.png", "verify", "-h")]
    [InlineData("rawdec base64 --data-uri icon.png", "base64", "-h")]
    public void Help_has_examples_and_is_exit_0(string example, params string[] args)
    {
        CliRun run = CliRun.Of(args);

        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        Assert.Contains("Usage:", run.Out);
        Assert.Contains(example, run.Out);
        Assert.All(run.Lines, line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void Help_names_every_pixel_format()
        => Assert.All(Enum.GetValues<PixelFormat>(), format => Assert.Contains(format.GetName(), CliRun.Of("checksum", "--help").Out));

    [Fact]
    public void Version_is_one_line()
    {
        CliRun run = CliRun.Of("--version");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"^rawdec \d+\.\d+\.\d+(-[a-z0-9.]+)?\n$", run.Out);
    }

    [Fact]
    public void A_file_whose_name_begins_with_a_dash_goes_after_two_dashes()
    {
        CliRun run = CliRun.Of("checksum", "--", "-x.png");

        Assert.Equal(1, run.Code);
        Assert.Equal(["-x.png: no such file"], run.ErrorLines);
    }
}
