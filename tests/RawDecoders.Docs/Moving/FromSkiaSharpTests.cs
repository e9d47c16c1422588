using RawDecoders;
using SkiaSharp;

namespace DocPages.Moving;

/// <summary>What from-skiasharp.md says of pixels, beside SkiaSharp itself.</summary>
public sealed class FromSkiaSharpTests
{
    public static TheoryData<string> Opaque =>
    [
        "jpeg/photos/landscape-420.jpg", "jpeg/photos/landscape-444.jpg", "jpeg/photos/landscape-progressive.jpg",
        "jpeg/photos/balls-422-restart.jpg", "png/photos/landscape-rgb.png", "bmp/photos/landscape-24bit.bmp", "bmp/photos/text-rle8.bmp",
    ];

    [Theory]
    [MemberData(nameof(Opaque))]
    public void Opaque_pictures_are_the_same_array(string file)
    {
        string path = Files.Corpus(file);

        Assert.Equal(SkiaSharpCode.Load(path), FromSkiaSharp.Load(path));
        Assert.Equal(SkiaSharpCode.LoadRgba(path), FromSkiaSharp.LoadRgba(path));
    }

    [Fact]
    public void Pictures_with_alpha_of_8_bits_are_the_same_array()
    {
        string[] files = [.. Files.InCorpus("png/matrix").Where(f => ImageDecoder.Identify(f) is { BitDepth: <= 8, PixelFormat: var format } && format.HasAlpha())];

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(SkiaSharpCode.LoadRgba(f), FromSkiaSharp.LoadRgba(f)));
        Assert.All(files, f => Assert.Equal(SkiaSharpCode.Load(f), FromSkiaSharp.Load(f)));
    }

    [Theory]
    [MemberData(nameof(Opaque))]
    public void Headers_tell_the_same(string file) => Assert.Equal(SkiaSharpCode.Identify(Files.Corpus(file)), FromSkiaSharp.Identify(Files.Corpus(file)));

    [Fact]
    public void A_jpeg_at_half_size_is_the_same_array()
        => Assert.All(
            Opaque.Where(f => f.Data.EndsWith(".jpg", StringComparison.Ordinal)),
            f => Assert.Equal(SkiaSharpCode.Half(Files.Corpus(f.Data)), FromSkiaSharp.Half(Files.Corpus(f.Data))));

    [Fact]
    public void A_refusal_has_a_reason()
    {
        string page = Files.Corpus("other/page.html");

        Assert.NotNull(SkiaSharpCode.Refusal(page));
        Assert.Contains("not a PNG, BMP or JPEG file", FromSkiaSharp.Refusal(page), StringComparison.Ordinal);
    }
}
