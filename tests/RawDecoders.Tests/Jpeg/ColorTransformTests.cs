using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// The colour transform said by the caller: the pixels are those of the same file with an Adobe segment that says so, whose place a test
/// finds by itself.
/// </summary>
public sealed class ColorTransformTests
{
    private static byte[] Read(string name) => File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "colour", name + ".jpg"));

    private static byte[] WithAdobe(byte[] file, byte transform)
    {
        byte[] copy = (byte[])file.Clone();
        int at = copy.AsSpan().IndexOf("Adobe"u8);
        Assert.True(at > 0);
        copy[at + 11] = transform;
        return copy;
    }

    private static byte[] Pixels(byte[] file, DecodeOptions options) => ImageDecoder.Decode(file, options).Span.ToArray();

    [Theory]
    [InlineData("rgb-adobe-0-sof0", 1, ColorModel.Rgb, ColorModel.YCbCr)]
    [InlineData("ycc-adobe-1-sof2", 1, ColorModel.Rgb, ColorModel.YCbCr)]
    [InlineData("cmyk-adobe-0-sof0", 2, ColorModel.Cmyk, ColorModel.Ycck)]
    [InlineData("cmyk-2111-sof1", 2, ColorModel.Cmyk, ColorModel.Ycck)]
    [InlineData("ycck-adobe-2-sof2", 2, ColorModel.Cmyk, ColorModel.Ycck)]
    [InlineData("ycck-420-sof0", 2, ColorModel.Cmyk, ColorModel.Ycck)]
    public void Pixels_are_those_of_a_file_that_says_so(string name, byte transformed, ColorModel none, ColorModel ycc)
    {
        byte[] file = Read(name);
        foreach (JpegReconstruction reconstruction in Enum.GetValues<JpegReconstruction>())
        {
            foreach (PixelFormat? format in (PixelFormat?[])[null, PixelFormat.Rgba32, PixelFormat.Gray8])
            {
                var options = new DecodeOptions { JpegReconstruction = reconstruction, PixelFormat = format };
                byte[] plain = Pixels(WithAdobe(file, 0), options), converted = Pixels(WithAdobe(file, transformed), options);
                Assert.NotEqual(plain, converted);
                Assert.Equal(plain, Pixels(file, options with { JpegColorTransform = JpegColorTransform.None }));
                Assert.Equal(converted, Pixels(file, options with { JpegColorTransform = JpegColorTransform.YCbCr }));
                Assert.Equal(converted, Pixels(WithAdobe(file, 0), options with { JpegColorTransform = JpegColorTransform.YCbCr, MaxDegreeOfParallelism = 2, ParallelFromPixels = 0 }));
            }
        }

        Assert.Equal(none, ImageDecoder.Identify(file, new DecodeOptions { JpegColorTransform = JpegColorTransform.None }).ColorModel);
        Assert.Equal(ycc, ImageDecoder.Identify(file, new DecodeOptions { JpegColorTransform = JpegColorTransform.YCbCr }).ColorModel);
    }

    [Fact]
    public void JFIF_and_identifiers_do_not_matter()
    {
        var none = new DecodeOptions { JpegColorTransform = JpegColorTransform.None };
        var ycc = new DecodeOptions { JpegColorTransform = JpegColorTransform.YCbCr };
        byte[] jfif = Read("jfif-and-adobe-0-sof0"), ids = Read("rgb-ids-sof0"), adobe = Read("rgb-adobe-0-sof0");

        Assert.Equal(Pixels(jfif, new DecodeOptions()), Pixels(jfif, ycc));
        Assert.NotEqual(Pixels(jfif, none), Pixels(jfif, ycc));
        Assert.Equal(Pixels(ids, new DecodeOptions()), Pixels(ids, none));
        Assert.NotEqual(Pixels(ids, none), Pixels(ids, ycc));
        Assert.Equal(Pixels(adobe, new DecodeOptions()), Pixels(adobe, none));
    }

    [Fact]
    public void The_sense_of_inks_stays_the_files()
    {
        // The same scan with and without its Adobe segment, of 16 bytes: 255 is no ink with it, all ink without.
        byte[] file = Read("ycck-adobe-2-sof0");
        int at = file.AsSpan().IndexOf("Adobe"u8) - 4;
        byte[] bare = [.. file[..at], .. file[(at + 16)..]];
        var options = new DecodeOptions { JpegColorTransform = JpegColorTransform.YCbCr };

        Assert.Equal(Pixels(file, options).Select(b => (byte)~b), Pixels(bare, options));
    }

    [Fact]
    public void One_and_two_components_and_other_formats_leave_it_alone()
    {
        foreach (string path in (string[])["jpeg/colour/grey-sof0.jpg", "png/photos/landscape-rgb.png"])
        {
            byte[] file = File.ReadAllBytes(Repository.PathOf(["corpus", .. path.Split('/')]));
            foreach (JpegColorTransform transform in Enum.GetValues<JpegColorTransform>())
                Assert.Equal(Pixels(file, new DecodeOptions()), Pixels(file, new DecodeOptions { JpegColorTransform = transform }));
        }
    }

    [Fact]
    public void A_doubtful_Adobe_segment_is_no_matter_then()
    {
        byte[] file = WithAdobe(Read("ycc-adobe-1-sof0"), 7);
        var strict = new DecodeOptions { Strictness = Strictness.Strict };

        Assert.Contains(ImageDecoder.Decode(file).Result!.Warnings, w => w.Rule.Id == "jpeg-adobe-transform");
        Assert.Empty(ImageDecoder.Decode(file, strict with { JpegColorTransform = JpegColorTransform.YCbCr }).Result!.Warnings);
    }

    [Fact]
    public void The_command_line_has_it()
    {
        string path = Repository.PathOf("corpus", "jpeg", "colour", "ycc-sof0.jpg");
        byte[] expected = Pixels(File.ReadAllBytes(path), new DecodeOptions { JpegColorTransform = JpegColorTransform.None });

        Assert.Equal(expected, CliRun.Of("decode", "--color-transform", "none", path, "-o", "-").Bytes);
        Assert.Equal(2, CliRun.Of("decode", "--color-transform", "rgb", path).Code);
        Assert.Equal(2, CliRun.Of("decode", "--color-transform", "none", "--like", "pillow", path).Code);
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(File.ReadAllBytes(path), new DecodeOptions { Like = ArrayConvention.Pillow, JpegColorTransform = JpegColorTransform.None }));
    }
}
