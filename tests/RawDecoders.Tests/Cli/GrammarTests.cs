namespace RawDecoders.Tests.Cli;

/// <summary>Usage: what the command line accepts, and exit code 2 with a hint for what it does not.</summary>
public sealed class GrammarTests
{
    [Theory]
    [InlineData("a command is missing: info, decode, checksum, show, inspect, verify, rules, base64")]
    [InlineData("unknown command 'bogus'", "bogus")]
    [InlineData("unknown option '--bogus'", "--bogus")]
    [InlineData("unknown option '--frmat'", "checksum", "--frmat", "rgb24", "a.png")]
    [InlineData("unknown option '-x'", "decode", "-x")]
    [InlineData("--format 'rgb99' is none of gray8, ", "checksum", "--format", "rgb99", "a.png")]
    [InlineData("--format '5' is none of gray8, ", "checksum", "--format", "5", "a.png")]
    [InlineData("--strictness 'hard' is none of strict, standard, lenient", "checksum", "--strictness", "hard", "a.png")]
    [InlineData("--reconstruction 'fast' is none of turbo, turbo-nosmooth, imagesharp", "decode", "--reconstruction", "fast", "a.png")]
    [InlineData("Required argument missing", "checksum")]
    [InlineData("Required argument missing", "checksum", "a.png", "--format")]
    [InlineData("does not say what to write: end it in .npy", "decode", "a.png", "-o", "b.png")]
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
    [InlineData("unexpected 'b.png'", "inspect", "a.png", "b.png")]
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
        Assert.Matches(@"^rawdec \d+\.\d+\.\d+\n$", run.Out);
    }

    [Fact]
    public void A_file_whose_name_begins_with_a_dash_goes_after_two_dashes()
    {
        CliRun run = CliRun.Of("checksum", "--", "-x.png");

        Assert.Equal(1, run.Code);
        Assert.Equal(["-x.png: no such file"], run.ErrorLines);
    }
}
