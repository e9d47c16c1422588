using RawDecoders;

namespace DocPages.Moving;

/// <summary>What from-stbimagesharp.md says of pixels, beside StbImageSharp itself.</summary>
public sealed class FromStbImageSharpTests
{
    // Pictures of every colour type and depth, interlaced or not.
    private static string[] PngOf(Func<ImageInfo, bool> wanted) => [.. Files.InCorpus("png/matrix").Where(f => wanted(ImageDecoder.Identify(f)))];

    [Fact]
    public void Png_of_8_bits_and_fewer_is_the_same_array()
    {
        string[] files = PngOf(i => i.BitDepth <= 8);

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(StbImageSharpCode.Load(f), FromStbImageSharp.Load(f)));
    }

    [Fact]
    public void Png_of_16_bits_is_the_same_array_when_its_low_bytes_are_dropped()
    {
        string[] files = PngOf(i => i.BitDepth == 16);

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(StbImageSharpCode.Load(f), FromStbImageSharp.HighBytes(f)));
        Assert.Contains(files, f => !StbImageSharpCode.Load(f).SequenceEqual(FromStbImageSharp.Load(f)));
    }

    [Fact]
    public void Bmp_is_the_same_array()
        => Assert.Equal(StbImageSharpCode.Load(Files.Corpus("bmp/photos/landscape-24bit.bmp")), FromStbImageSharp.Load(Files.Corpus("bmp/photos/landscape-24bit.bmp")));

    [Theory]
    [InlineData("jpeg/photos/landscape-444.jpg", 2)]
    [InlineData("jpeg/photos/landscape-420.jpg", 3)]
    [InlineData("jpeg/photos/landscape-progressive.jpg", 3)]
    public void Jpeg_differs_by_so_much_at_most(string file, int most)
    {
        byte[] stb = StbImageSharpCode.Load(Files.Corpus(file)), own = FromStbImageSharp.Load(Files.Corpus(file));

        Assert.Equal(stb.Length, own.Length);
        Assert.Equal(most, stb.Zip(own, (a, b) => Math.Abs(a - b)).Max());
    }

    [Fact]
    public void The_natural_format_has_the_same_channels()
    {
        string[] files = PngOf(i => i.BitDepth == 8);

        Assert.All(files, f =>
        {
            (byte[] pixels, int channels) = StbImageSharpCode.LoadNatural(File.ReadAllBytes(f));
            (byte[] own, int ownChannels) = FromStbImageSharp.LoadNatural(File.ReadAllBytes(f));
            // A palette whose entries are all opaque has no alpha here, though the file has a tRNS chunk.
            if (channels == ownChannels)
                Assert.Equal(pixels, own);
            else
                Assert.Equal(0, ImageDecoder.Decode(f, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 }).ToArray().Where((_, i) => i % 4 == 3).Count(a => a != 255));
        });
    }

    [Fact]
    public void Headers_tell_the_same_size()
    {
        using FileStream first = File.OpenRead(Files.Corpus("png/photos/landscape-rgb.png")), second = File.OpenRead(Files.Corpus("png/photos/landscape-rgb.png"));

        Assert.Equal(StbImageSharpCode.Identify(first), FromStbImageSharp.Identify(second));
    }

    [Fact]
    public void A_picture_upside_down_is_the_same_array()
        => Assert.Equal(StbImageSharpCode.Flipped(Files.Corpus("png/photos/landscape-rgb.png")), FromStbImageSharp.Flipped(Files.Corpus("png/photos/landscape-rgb.png")));
}
