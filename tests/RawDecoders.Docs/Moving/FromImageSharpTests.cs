using RawDecoders;

namespace DocPages.Moving;

/// <summary>What from-imagesharp.md says of pixels, beside the ImageSharp that this project is built with.</summary>
public sealed class FromImageSharpTests
{
    private const string Photo = "jpeg/photos/landscape-420.jpg";

    // Each coding once; what ImageSharp does not decode as the specification has it is listed in corpus/imagesharp-2.1.13.tsv.
    public static TheoryData<string> Pictures =>
    [
        Photo, "jpeg/photos/landscape-444.jpg", "jpeg/photos/landscape-progressive.jpg", "jpeg/photos/balls-422-restart.jpg",
        "png/photos/landscape-rgb.png", "bmp/photos/landscape-24bit.bmp", "bmp/photos/text-rle8.bmp",
    ];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Like_ImageSharp_gives_the_same_array(string file)
    {
        string path = Files.Corpus(file);

        Assert.Equal(ImageSharpCode.Load(path), FromImageSharp.Load(path));
        Assert.Equal(
            ImageSharpCode.LoadRgb(path),
            ImageDecoder.Decode(path, new DecodeOptions { Like = ArrayConvention.ImageSharp, PixelFormat = PixelFormat.Rgb24 }).ToArray());
    }

    [Fact]
    public void Png_needs_no_convention_at_8_and_at_16_bits()
    {
        HashSet<string> known = [.. File.ReadLines(Files.Corpus("imagesharp-2.1.13.tsv")).Select(l => Files.Corpus(l.Split('\t')[0]))];
        string[] files = [.. Files.InCorpus("png/matrix").Where(f => !known.Contains(f)).Where((_, i) => i % 8 == 0)];

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(ImageSharpCode.Load(f), FromImageSharp.LoadOwn(f, PixelFormat.Rgba32)));
        Assert.All(files, f => Assert.Equal(ImageSharpCode.LoadDeep(f), FromImageSharp.LoadOwn(f, PixelFormat.Rgba64)));
    }

    [Fact]
    public async Task Streams_give_the_same_array()
    {
        await using FileStream first = File.OpenRead(Files.Corpus(Photo)), second = File.OpenRead(Files.Corpus(Photo));

        Assert.Equal(await ImageSharpCode.LoadAsync(first, default), await FromImageSharp.LoadAsync(second, default));
    }

    [Fact]
    public void Rows_are_walked_to_the_same_sum()
    {
        string path = Files.Corpus("png/photos/landscape-rgb.png");

        Assert.Equal(ImageSharpCode.SumOfReds(path), FromImageSharp.SumOfReds(path));
        Assert.Equal(ImageSharpCode.SumOfReds(path), FromImageSharp.SumOfRedsByRows(path));
    }

    [Fact]
    public void Headers_tell_the_same_size()
        => Assert.All(Pictures, p => Assert.Equal(ImageSharpCode.Identify(Files.Corpus(p.Data)), FromImageSharp.Identify(Files.Corpus(p.Data))));

    [Fact]
    public void Pictures_are_turned_alike()
    {
        string[] turned = [.. Files.InCorpus("jpeg/metadata").Where(f => Path.GetFileName(f).StartsWith("exif-", StringComparison.Ordinal))];

        Assert.NotEmpty(turned);
        Assert.All(turned, f => Assert.Equal(ImageSharpCode.Upright(f), FromImageSharp.Upright(f)));
    }

    [Fact]
    public void A_thumbnail_covers_what_ImageSharp_would_fit_into()
    {
        (int width, int height) = FromImageSharp.Thumbnail(Files.Corpus(Photo));
        (int fitted, _) = ImageSharpCode.Thumbnail(Files.Corpus(Photo));

        Assert.True(width >= 40 && height >= 30 && width <= 768 / 8, $"{width} x {height}");
        Assert.InRange(fitted, 1, 40);
    }

    [Fact]
    public void Refusals_can_be_told_apart_as_before()
    {
        byte[] text = "no picture at all, but text"u8.ToArray();
        byte[] cut = File.ReadAllBytes(Files.Corpus("png/photos/landscape-rgb.png"))[..100];

        Assert.Equal("not a picture", ImageSharpCode.Refusal(text));
        Assert.Equal("not a picture", FromImageSharp.Refusal(text));
        Assert.EndsWith("]", FromImageSharp.Refusal(cut), StringComparison.Ordinal);
    }
}
