using System.Diagnostics;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec decode -o x.png</c> and <c>.bmp</c>: files that hold what was decoded, for this decoder and for others.</summary>
public sealed class PictureOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png", 0, 8)]
    [InlineData("png", 0, 16)]
    [InlineData("png", 2, 8)]
    [InlineData("png", 2, 16)]
    [InlineData("png", 4, 8)]
    [InlineData("png", 4, 16)]
    [InlineData("png", 6, 8)]
    [InlineData("png", 6, 16)]
    [InlineData("bmp", 0, 8)]
    [InlineData("bmp", 2, 8)]
    [InlineData("bmp", 4, 8)]
    [InlineData("bmp", 6, 8)]
    public void The_file_holds_the_same_pixels(string kind, int colorType, int depth)
    {
        int channels = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        // Odd, so that rows of a BMP are padded.
        byte[] stored = new byte[37 * 23 * channels * depth / 8];
        new Random(colorType + depth).NextBytes(stored);
        string input = _folder.Write("in.png", SampleFiles.Png(37, 23, depth, colorType, stored));
        string output = _folder.PathOf($"out.{kind}");

        CliRun run = CliRun.Of("decode", input, "-o", output);

        Assert.Equal((0, "", ""), (run.Code, run.Out, run.Error));
        PixelBuffer wanted = ImageDecoder.Decode(input);
        // A BMP has no grey with alpha.
        PixelBuffer got = ImageDecoder.Decode(output, new DecodeOptions { Strictness = Strictness.Strict, PixelFormat = wanted.Format });
        Assert.Equal(wanted.Span.ToArray(), got.Span.ToArray());
        if (kind == "png")
            Assert.Equal(wanted.Format, ImageDecoder.Identify(output).PixelFormat);
    }

    [Fact]
    public void A_large_picture_is_written_in_many_chunks_and_read_again()
    {
        byte[] stored = new byte[900 * 700 * 3];
        new Random(5).NextBytes(stored);
        string input = _folder.Write("in.png", SampleFiles.Png(900, 700, 8, 2, stored));

        Assert.Equal(0, CliRun.Of("decode", input, "-o", _folder.PathOf("out.png")).Code);
        Assert.Equal(stored, ImageDecoder.Decode(_folder.PathOf("out.png"), new DecodeOptions { Strictness = Strictness.Strict }).Span.ToArray());
    }

    [Theory]
    [InlineData("out.png")]
    [InlineData("out.bmp")]
    public void Other_decoders_read_it(string name)
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(37, 23));
        string output = _folder.PathOf(name);
        Assert.Equal(0, CliRun.Of("decode", input, "-o", output).Code);
        string? pixels = Run("/usr/bin/python3", "-c", "import sys; from PIL import Image; sys.stdout.write(Image.open(sys.argv[1]).convert('RGB').tobytes().hex())", output);
        Assert.SkipWhen(pixels is null, "no Python with Pillow");
        Assert.Equal(Convert.ToHexStringLower(SampleFiles.Ramp(37 * 23 * 3)), pixels);
    }

    [Theory]
    [InlineData("bmp", 2, 16, "a .bmp file cannot hold 16 bits a sample: use .png to keep them, or --format rgb24")]
    [InlineData("bmp", 4, 16, "a .bmp file cannot hold 16 bits a sample: use .png to keep them, or --format rgba32")]
    [InlineData("bmp", 0, 16, "a .bmp file cannot hold 16 bits a sample: use .png to keep them, or --format gray8")]
    public void What_a_bmp_cannot_hold_is_refused_with_a_hint(string kind, int colorType, int depth, string reason)
    {
        int channels = colorType switch { 2 => 3, 4 => 2, _ => 1 };
        string input = _folder.Write("in.png", SampleFiles.Png(1, 1, depth, colorType, new byte[channels * depth / 8]));

        Assert.Equal([$"{input}: {reason}"], CliRun.Of("decode", input, "-o", _folder.PathOf($"out.{kind}")).ErrorLines);
        Assert.Equal(0, CliRun.Of("decode", input, "-o", _folder.PathOf($"out.{kind}"), "--format", reason.Split("--format ")[1]).Code);
    }

    [Theory]
    [InlineData("cmyk32", "a .png file cannot hold CMYK: use .pam to keep it, or --format rgb24 to convert")]
    [InlineData("rgb565", "a .png file cannot hold words of 5, 6 and 5 bits: use .npy or .raw, or --format rgb24")]
    public void What_a_png_cannot_hold_is_refused_with_a_hint(string format, string reason)
        => Assert.Equal([$"-: {reason}"], CliRun.OnInput(SampleFiles.RgbPng(2, 2), "decode", "-", "-o", _folder.PathOf("out.png"), "--format", format).ErrorLines);

    [Fact]
    public void Crops_scaled_pictures_and_frames_become_pictures_too()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(40, 30));

        Assert.Equal(0, CliRun.Of("decode", input, "--crop", "3,4,10,5", "-o", _folder.PathOf("crop.png")).Code);
        Assert.Equal(0, CliRun.Of("decode", input, "--scale", "1/2", "-o", _folder.PathOf("half.bmp")).Code);
        Assert.Equal(0, CliRun.Of("decode", input, "--frames", "-o", _folder.PathOf("frames/"), "--as", "png").Code);

        PixelBuffer whole = ImageDecoder.Decode(input);
        PixelBuffer crop = ImageDecoder.Decode(_folder.PathOf("crop.png"));
        Assert.Equal((10, 5), (crop.Width, crop.Height));
        Assert.Equal(whole.GetRow(4)[9..39].ToArray(), crop.GetRow(0).ToArray());
        Assert.Equal((20, 15), (ImageDecoder.Identify(_folder.PathOf("half.bmp")).Width, ImageDecoder.Identify(_folder.PathOf("half.bmp")).Height));
        Assert.Equal(whole.Span.ToArray(), ImageDecoder.Decode(_folder.PathOf("frames/frame-0000.png")).Span.ToArray());
    }

    private static string? Run(string program, params string[] args)
    {
        if (!File.Exists(program))
            return null;
        using Process child = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? output : null;
    }
}
