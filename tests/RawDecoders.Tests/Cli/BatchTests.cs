using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec decode</c> of folders, patterns and lists into a folder.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string In => _folder.PathOf("in");

    private string Out => _folder.PathOf("out");

    public BatchTests()
    {
        Directory.CreateDirectory(Path.Combine(In, "a", "b"));
        _folder.Write("in/1.png", SampleFiles.RgbPng(2, 2));
        _folder.Write("in/2.PNG", SampleFiles.RgbPng(2, 3));
        _folder.Write("in/notes.txt", "not a picture");
        _folder.Write("in/a/3.png", SampleFiles.RgbPng(2, 4));
        _folder.Write("in/a/b/4.png", SampleFiles.RgbPng(2, 5));
        _folder.Write("in/a/b/broken.jpg", SampleFiles.RgbPng(2, 5)[..50]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_decoded_into_a_folder_of_the_same_shape()
    {
        CliRun run = CliRun.Of("decode", In, "-o", Out, "--as", "ppm", "--jobs", "2");

        Assert.Equal(1, run.Code);
        Assert.Equal(["1.ppm", "2.ppm", "a/3.ppm", "a/b/4.ppm"], Outputs());
        Assert.Equal([.. "P6\n2 4\n255\n"u8, .. SampleFiles.Ramp(24)], File.ReadAllBytes(Path.Combine(Out, "a", "3.ppm")));
        Assert.StartsWith($"{Path.Combine(In, "a/b/broken.jpg")}: truncated at byte ", Assert.Single(run.ErrorLines));
        Assert.Equal(Out, run.Lines[0]);
        Assert.Contains("decoded  4 of 5 files", run.Out);
        Assert.Contains("refused  1 file: 1 truncated", run.Out);
        Assert.Contains("2 jobs", run.Out);
    }

    [Theory]
    [InlineData("*.png", "1.raw")]
    [InlineData("?.*", "1.raw", "2.raw")]
    [InlineData("a/*.png", "3.raw")]
    [InlineData("a/**/*.png", "3.raw", "b/4.raw")]
    [InlineData("*/?.png", "a/3.raw")]
    [InlineData("**/b/4.png", "a/b/4.raw")]
    [InlineData("**/4.png", "a/b/4.raw")]
    public void Patterns_are_matched(string pattern, params string[] expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "*.png is *.PNG there");
        CliRun run = CliRun.Of("decode", $"{In}/{pattern}", "-o", Out, "--as", "raw");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(expected, Outputs());
    }

    [Fact]
    public void Inputs_that_would_meet_keep_their_own_endings()
    {
        string other = _folder.Write("1.png", SampleFiles.RgbPng(1, 1));
        string bmp = _folder.Write("1.bmp", SampleFiles.RgbPng(1, 2));

        CliRun run = CliRun.Of("decode", Path.Combine(In, "1.png"), bmp, other, "-o", Out, "--as", "raw");

        Assert.Equal(1, run.Code);
        Assert.Equal(["1.bmp.raw", "1.png.raw"], Outputs());
        Assert.Equal([$"{other}: its output 1.png.raw is that of {Path.Combine(In, "1.png")} already"], run.ErrorLines);
        Assert.Equal(12, new FileInfo(Path.Combine(Out, "1.png.raw")).Length);
    }

    [Fact]
    public void Arrays_are_what_a_folder_gets_unasked()
    {
        Assert.Equal(0, CliRun.Of("decode", Path.Combine(In, "a", "3.png"), "-o", $"{Out}/").Code);
        Assert.Equal(["3.npy"], Outputs());
    }

    [Fact]
    public void A_list_goes_into_a_folder()
    {
        string list = _folder.Write("list.txt", $"{In}/1.png\n{In}/a/3.png\n{In}/missing.png\n");

        CliRun run = CliRun.Of("decode", $"@{list}", "-o", Out, "--as", "raw");

        Assert.Equal(1, run.Code);
        Assert.Equal(["1.raw", "3.raw"], Outputs());
        Assert.Equal([$"{In}/missing.png: no such file"], run.ErrorLines);
        Assert.Contains("1 not readable", run.Out);
    }

    [Fact]
    public void One_file_into_a_folder_that_exists_or_ends_as_one()
    {
        string input = Path.Combine(In, "1.png");

        Assert.Equal(0, CliRun.Of("decode", input, "-o", $"{Out}/", "--as", "raw").Code);
        Assert.Equal(0, CliRun.Of("decode", input, "-o", Out, "--as", "pam").Code);
        Assert.Equal(["1.pam", "1.raw"], Outputs());
    }

    [Theory]
    [InlineData("several files go into a folder", "{0}", "-o", "x.raw")]
    [InlineData("several files go into a folder", "{0}/1.png", "{0}/2.PNG", "-o", "{0}/notes.txt")]
    [InlineData("standard output takes one FILE", "{0}/1.png", "{0}/2.PNG", "-o", "-")]
    [InlineData("standard input and data URIs do not go into a folder", "-", "{0}/1.png", "-o", "out")]
    [InlineData("no picture found in ", "{0}/*.tif", "-o", "out")]
    [InlineData("--jobs '0' is not a number from 1 to 1024", "{0}", "-o", "out", "--jobs", "0")]
    public void What_makes_no_sense_is_wrong_usage(string reason, params string[] args)
    {
        CliRun run = CliRun.Of([.. args.Select(a => a.Replace("{0}", In, StringComparison.Ordinal)).Prepend("decode")]);

        Assert.Equal(2, run.Code);
        Assert.Contains(reason, run.ErrorLines[0]);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_is_said_for_each_file()
    {
        CliRun run = CliRun.Of("decode", $"{In}/1.png", $"{In}/a/3.png", "-o", $"{In}/notes.txt/out/", "--as", "raw");

        Assert.Equal(1, run.Code);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.Contains("2 not writable", run.Out);
    }

    [Fact]
    public void A_terminal_gets_a_progress_bar_on_standard_error_and_whole_lines_beside_it()
    {
        using var error = new StringWriter();
        using var output = new MemoryStream();
        var host = new CliHost(Stream.Null, output, null, error) { ErrorIsTerminal = true, TerminalSize = (200, 24), Variable = _ => "xterm" };

        int code = RawDecoders.Cli.Cli.Run(["decode", In, "-o", Out, "--as", "raw"], host);

        Assert.Equal(1, code);
        Assert.Contains("5 of 5, ", error.ToString());
        Assert.Contains("broken.jpg: truncated at byte ", error.ToString());
        Assert.DoesNotContain('\e', System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void A_refusal_is_written_where_the_bar_was_and_nothing_of_it_stays()
    {
        using var error = new StringWriter();
        var host = new CliHost(Stream.Null, Stream.Null, null, error) { ErrorIsTerminal = true, TerminalSize = (200, 24), Variable = _ => "xterm" };

        RawDecoders.Cli.Cli.Run(["decode", In, "-o", Out, "--as", "raw", "--jobs", "1"], host);

        string text = error.ToString();
        Assert.DoesNotContain('\e', text);
        Assert.Contains("\r", text);
        string[] screen = Screen(text);
        Assert.StartsWith($"{Path.Combine(In, "a/b/broken.jpg")}: truncated at byte ", screen[0]);
        Assert.DoesNotContain("#", screen[0]);
        Assert.Equal(["", ""], [.. screen[1..], ""]);
    }

    /// <summary>What a terminal shows in the end.</summary>
    private static string[] Screen(string written) => [.. written.Split('\n').Select(line =>
    {
        var cells = new char[300];
        int at = 0;
        foreach (char c in line)
        {
            if (c == '\r')
                at = 0;
            else
                cells[at++] = c;
        }

        return new string([.. cells.TakeWhile(c => c != '\0')]).TrimEnd();
    })];

    private string[] Outputs()
        => [.. Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
