using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary>What the command line leaves alone: files that are there, terminals, files that Lenient has to be asked for.</summary>
public sealed class OutputMannersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_clobber_keeps_a_file_and_says_so()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(2, 2));
        string there = _folder.Write("out.raw", "mine");

        CliRun run = CliRun.Of("decode", input, "-o", there, "--no-clobber");

        Assert.Equal(1, run.Code);
        Assert.Equal([$"{there}: exists already, and is kept (--no-clobber)"], run.ErrorLines);
        Assert.Equal("mine", File.ReadAllText(there));
        Assert.Equal(0, CliRun.Of("decode", input, "-n", "-o", _folder.PathOf("new.raw")).Code);
        Assert.Equal(12, new FileInfo(_folder.PathOf("new.raw")).Length);
        Assert.Equal(0, CliRun.Of("decode", input, "-o", there).Code);
        Assert.Equal(12, new FileInfo(there).Length);
    }

    [Fact]
    public void No_clobber_leaves_nothing_of_a_refused_picture()
    {
        string input = _folder.Write("cut.png", SampleFiles.RgbPng(4000, 2000)[..^4000]);
        string output = _folder.PathOf("out.npy");

        Assert.Equal(1, CliRun.Of("decode", input, "-n", "-o", output).Code);
        Assert.False(File.Exists(output));
        Assert.Single(Directory.EnumerateFiles(_folder.Root));
    }

    [Fact]
    public void In_a_folder_no_clobber_writes_those_that_are_not_there()
    {
        _folder.Write("a.png", SampleFiles.RgbPng(2, 2));
        _folder.Write("b.png", SampleFiles.RgbPng(2, 2));
        Directory.CreateDirectory(_folder.PathOf("out"));
        _folder.Write("out/a.npy", "mine");

        CliRun run = CliRun.Of("decode", _folder.PathOf("*.png"), "-n", "-o", _folder.PathOf("out"));

        Assert.Equal(1, run.Code);
        Assert.Contains("1 kept as they were", run.Out);
        Assert.Equal("mine", File.ReadAllText(_folder.PathOf("out/a.npy")));
        Assert.True(File.Exists(_folder.PathOf("out/b.npy")));
    }

    [Fact]
    public void Every_command_that_writes_files_can_keep_them()
    {
        string png = _folder.Write("in.png", SampleFiles.RgbPng(300, 200));
        string jpeg = Path.Combine(CorpusFolder.Find(), "jpeg/embedded/exif-thumbnail-ii.jpg");
        Assert.True(File.Exists(jpeg));
        string[][] commands =
        [
            ["index", png, "-n"],
            ["inspect", png, "-n", "--stages", _folder.PathOf("stages")],
            ["extract", jpeg, "-n", "-o", _folder.PathOf("parts")],
            ["decode", png, "-n", "--frames", "-o", _folder.PathOf("frames.npz")],
            ["decode", png, "-n", "-o", _folder.PathOf("all.npz")],
            ["decode", jpeg, "-n", "--planes", "-o", _folder.PathOf("planes.npz")],
        ];
        foreach (string[] command in commands)
        {
            Assert.Equal(0, CliRun.Of(command).Code);
            CliRun again = CliRun.Of(command);
            Assert.Equal(1, again.Code);
            Assert.Contains("exists already, and is kept", again.Error);
            Assert.Equal(0, CliRun.Of([.. command.Where(w => w != "-n")]).Code);
        }
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("png")]
    public void A_terminal_gets_no_raw_bytes(string kind)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var output = new MemoryStream();
        var host = new CliHost(new MemoryStream(SampleFiles.RgbPng(2, 2)), output, null, error) { OutputIsTerminal = true };

        int code = RawDecoders.Cli.Cli.Run(["decode", "-", "-o", "-", "--as", kind], host);

        Assert.Equal(2, code);
        Assert.StartsWith("rawdec: standard output is a terminal, and this would write bytes to it", error.ToString());
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void A_file_that_Lenient_shows_is_refused_with_that_hint()
    {
        string cut = _folder.Write("cut.png", SampleFiles.RgbPng(100, 100)[..^40]);
        string hopeless = _folder.Write("hopeless.png", SampleFiles.RgbPng(100, 100)[..40]);

        foreach (string command in (string[])["decode", "checksum", "show"])
        {
            Assert.Matches(@"\); --strictness lenient shows it, \d+ of 100 rows as stored$", Assert.Single(CliRun.Of(command, cut).ErrorLines));
            Assert.DoesNotContain("lenient", CliRun.Of(command, hopeless).Error);
            Assert.DoesNotContain("shows it", CliRun.Of(command, "--strictness", "lenient", cut).Error);
        }

        Assert.Matches("; --strictness lenient shows it", CliRun.Of("decode", cut, "-o", _folder.PathOf("x.raw")).Error);
        Assert.Matches("; --strictness lenient shows it", CliRun.Of("decode", cut, "-o", _folder.PathOf("x.npz")).Error);
        Assert.Matches("; --strictness lenient shows it", CliRun.Of("decode", cut, "-o", _folder.PathOf("x/")).Error);
        Assert.Matches("; --strictness lenient shows it", CliRun.Of("base64", "--pixels", cut).Error);
    }

    /// <summary>Of every broken file of the corpus: the hint is there if and only if Lenient gives a row, or a JPEG anything.</summary>
    [Theory]
    [InlineData("png/broken")]
    [InlineData("bmp/broken")]
    [InlineData("jpeg/broken")]
    public void The_hint_tells_the_truth(string folder)
    {
        int hints = 0;
        foreach (string path in Directory.EnumerateFiles(Path.Combine(CorpusFolder.Find(), folder)))
        {
            byte[] file = File.ReadAllBytes(path);
            if (ImageDecoder.TryDecode(file, out _, out Issue? error))
                continue;
            bool comesOut = ImageDecoder.TryDecode(file, out PixelBuffer? image, out _, new DecodeOptions { Strictness = Strictness.Lenient })
                && (image.Result!.IntactRows > 0 || image.Result.Info.Format == ImageFormat.Jpeg)
                && error.Kind is ImageDecodeErrorKind.Malformed or ImageDecodeErrorKind.Truncated;
            bool isHinted = CliRun.Of("decode", path).Error.Contains("--strictness lenient shows", StringComparison.Ordinal);
            Assert.True(comesOut == isHinted, path);
            hints += isHinted ? 1 : 0;
        }

        Assert.True(hints > 0);
    }

    [Fact]
    public void Refusals_of_a_batch_are_told_in_English()
    {
        _folder.Write("a.png", SampleFiles.Png(1, 1, 8, 6, new byte[4]));
        _folder.Write("b.png", SampleFiles.RgbPng(100, 100)[..^40]);
        _folder.Write("c.png", "text");

        CliRun run = CliRun.Of("decode", _folder.PathOf("*.png"), "-o", _folder.PathOf("out"), "--as", "ppm");

        Assert.Contains("refused  3 files: 1 of unknown format, 1 that the output cannot hold, 1 truncated\n", run.Out);
    }

    /// <summary>Headers of any size are shown, unless a bound was asked for; and then nothing else is asked of the file.</summary>
    [Fact]
    public void Info_keeps_to_a_limit_that_is_given()
    {
        byte[] huge = SampleFiles.RgbPng(30, 20)[..33];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 2_000_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(huge.AsSpan(12, 17)));
        string input = _folder.Write("huge.png", [.. huge, .. SampleFiles.RgbPng(30, 20).AsSpan(33)]);
        Assert.Contains("2000000 x 20 pixels", CliRun.Of("info", input).Out);
        CliRun refused = CliRun.Of("info", input, "--max-width", "1000");
        Assert.Equal((1, ""), (refused.Code, refused.Out));
        Assert.StartsWith($"{input}: limit exceeded", refused.Error);
        Assert.Contains("\"rule\":\"limit-max-width\"", CliRun.Of("info", "--json", input, "--max-width", "1000").Out);
        // Cut behind its header: no decode would take it, and nobody asked for one.
        string cut = _folder.Write("cut.png", SampleFiles.RgbPng(30, 20)[..60]);
        Assert.Equal(CliRun.Of("info", cut).Out, CliRun.Of("info", cut, "--max-pixels", "600").Out);
        Assert.Equal(1, CliRun.Of("info", cut, "--max-pixels", "599").Code);
    }

    [Fact]
    public void Limits_refuse_what_is_larger()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(30, 20));
        foreach ((string option, string most, string less) in ((string, string, string)[])[("--max-pixels", "600", "599"), ("--max-width", "30", "29"), ("--max-height", "20", "19")])
        {
            foreach (string command in (string[])["decode", "checksum", "show", "info", "base64"])
            {
                string[] words = [command, input, option, most, .. command == "base64" ? ["--pixels"] : (string[])[]];
                Assert.Equal(0, CliRun.Of(words).Code);
                words[3] = less;
                CliRun refused = CliRun.Of(words);
                Assert.Equal(1, refused.Code);
                Assert.Contains("limit exceeded", refused.Error);
            }
        }

        Assert.Contains("limit exceeded", CliRun.Of("decode", input, "--max-bytes", "1000").Error);
        Assert.Contains("limit exceeded", CliRun.Of("info", input, "--max-bytes", "10").Error);
        string scans = Path.Combine(CorpusFolder.Find(), "jpeg/photos");
        string progressive = Directory.EnumerateFiles(scans).First(f => f.Contains("progressive", StringComparison.Ordinal));
        Assert.Contains("limit exceeded", CliRun.Of("decode", progressive, "--max-scans", "1").Error);
    }
}
