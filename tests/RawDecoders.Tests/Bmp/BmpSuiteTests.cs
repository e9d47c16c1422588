using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>
/// BMP Suite, file by file, against bmpsuite.tsv beside this file: what each decodes to, and why that is not always what
/// ImageSharp shows.
/// </summary>
public sealed class BmpSuiteTests
{
    private sealed record Row(string File, string Picture, string Sha256, string Strict, string Standard, string Lenient);

    private static readonly Row[] Table = File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Bmp", "bmpsuite.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t'))
        .Select(f => new Row("bmpsuite/" + f[0], f[1], f[2], f[3], f[4], f[5]))
        .ToArray();

    public static TheoryData<string> Files => new(Table.Select(r => r.File));

    [Fact]
    public void The_table_has_every_file_once()
    {
        Suites.Require();
        Assert.Equal(
            Suites.Files("bmpsuite/good-questionable", ".bmp").Concat(Suites.Files("bmpsuite/bad", ".bmp")).Order(StringComparer.Ordinal),
            Table.Select(r => r.File).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_file_gives_its_picture_or_its_refusal(string file)
    {
        Suites.Require();
        Row row = Table.Single(r => r.File == file);
        byte[] bytes = Suites.Read(file);
        Check(row, bytes, Strictness.Strict, row.Strict);
        Check(row, bytes, Strictness.Standard, row.Standard);
        Check(row, bytes, Strictness.Lenient, row.Lenient);
    }

    private static void Check(Row row, byte[] bytes, Strictness strictness, string expected)
    {
        string outcome;
        PixelBuffer? image = null;
        try
        {
            image = BmpTesting.Decode(bytes, BmpTesting.As(PixelFormat.Rgba32, strictness));
            outcome = !image.Result!.IsComplete ? "damaged" : image.Result.Warnings.Count > 0 ? "warns" : "clean";
        }
        catch (ImageDecodeException error)
        {
            outcome = $"{ImageDecodeException.Name(error.Kind).Replace(' ', '-')}@{error.Offset}";
            Assert.Equal(ImageFormat.Bmp, error.Format);
        }

        Assert.Equal(expected, outcome);
        if (image is null || row.Picture is "-" or "embedded")
            return;
        if (row.Picture == "imagesharp")
        {
            Expectation imageSharp = Suites.Find(row.File, "imagesharp-3.1.12", "rgba32")!;
            Assert.Equal(imageSharp.Shape, PixelHash.Shape(image));
            Assert.Equal(imageSharp.Sha256, PixelHash.Sha256(image));
            return;
        }

        // The colour of a transparent pixel is nobody's business, and the author's pictures have several.
        for (int i = 0; i < image.Span.Length; i += 4)
        {
            if (image.Span[i + 3] == 0)
                image.Span.Slice(i, 4).Clear();
        }

        Assert.Equal(row.Sha256, PixelHash.Sha256(image));
    }

    [Fact]
    public void Embedded_pictures_are_those_of_the_files_inside()
    {
        Suites.Require();
        DecodeOptions rgba = BmpTesting.As(PixelFormat.Rgba32, Strictness.Strict);
        PixelBuffer png = ImageDecoder.Decode(Suites.Read("bmpsuite/good-questionable/rgb24png.bmp"), rgba);
        Assert.Equal(Table.Single(r => r.Picture == "rgb24.png").Sha256, PixelHash.Sha256(png));
        PixelBuffer jpeg = ImageDecoder.Decode(Suites.Read("bmpsuite/good-questionable/rgb24jpeg.bmp"), rgba);
        PixelBuffer inside = ImageDecoder.Decode(Suites.Read("bmpsuite/expected/rgb24.jpg"), rgba);
        Assert.Equal(PixelHash.Sha256(inside), PixelHash.Sha256(jpeg));
    }

    [Theory]
    [InlineData("pal4rlecut", "c2b10ee32d45775c23524fde26fc7255e12495b2674e1811728ad5db0a9c5015")]
    [InlineData("pal4rletrns", "8f6688a49f354e9ee8c13396923231af22720298b5f61d7a060ff2ed4fc04d37")]
    [InlineData("pal8rlecut", "f767ef24f1b4f788a36d8cd8594fb2859b120f7945e28d0189a4ec59a5e08c09")]
    [InlineData("pal8rletrns", "c37e483b96ea753561d587d8a4788b18d4917132f3bb0be8ee953bbba8a5f7e5")]
    public void Skipped_pixels_without_alpha_are_palette_entry_0(string name, string sha256)
    {
        // The author's pictures NAME-0.png, packed RGB.
        Suites.Require();
        PixelBuffer image = BmpTesting.Decode(Suites.Read($"bmpsuite/good-questionable/{name}.bmp"));
        Assert.Equal(PixelFormat.Rgb24, image.Format);
        Assert.Equal(sha256, PixelHash.Sha256(image));
    }

    [Theory]
    [InlineData("pal8", PixelFormat.Rgb24, 8, ColorModel.Indexed)]
    [InlineData("pal1", PixelFormat.Rgb24, 1, ColorModel.Indexed)]
    [InlineData("rgb16", PixelFormat.Rgb24, 5, ColorModel.Rgb)]
    [InlineData("rgb16-565", PixelFormat.Rgb24, 6, ColorModel.Rgb)]
    [InlineData("rgb24", PixelFormat.Rgb24, 8, ColorModel.Rgb)]
    [InlineData("rgb32fakealpha", PixelFormat.Rgb24, 8, ColorModel.Rgb)]
    [InlineData("rgba16-4444", PixelFormat.Rgba32, 4, ColorModel.Rgba)]
    [InlineData("rgba32-1", PixelFormat.Rgba32, 8, ColorModel.Rgba)]
    [InlineData("rgb32-111110", PixelFormat.Rgb48, 11, ColorModel.Rgb)]
    [InlineData("rgb32-7187", PixelFormat.Rgb48, 16, ColorModel.Rgb)]
    [InlineData("rgba32-1010102", PixelFormat.Rgba64, 10, ColorModel.Rgba)]
    public void Natural_format_keeps_depth_and_declared_alpha(string name, PixelFormat format, int depth, ColorModel model)
    {
        Suites.Require();
        PixelBuffer image = BmpTesting.Decode(Suites.Read($"bmpsuite/good-questionable/{name}.bmp"));
        Assert.Equal(format, image.Format);
        ImageInfo info = image.Result!.Info;
        Assert.Equal((format, depth, model), (info.PixelFormat, info.BitDepth, info.ColorModel));
    }

    [Fact]
    public void A_file_cut_short_gives_the_rows_it_has()
    {
        Suites.Require();
        PixelBuffer whole = BmpTesting.Decode(Suites.Read("bmpsuite/good-questionable/pal1.bmp"), BmpTesting.As(PixelFormat.Rgba32));
        PixelBuffer cut = BmpTesting.Decode(Suites.Read("bmpsuite/bad/shortfile.bmp"), BmpTesting.As(PixelFormat.Rgba32, Strictness.Lenient));

        // 211 bytes are 13 rows of 16 bytes and 3 bytes, 24 pixels, of another.
        DamagedRows damage = Assert.Single(cut.Result!.Damage);
        Assert.Equal((0, 51), (damage.FirstRow, damage.RowCount));
        Assert.Equal(ImageDecodeErrorKind.Truncated, damage.Reason.Kind);
        for (int y = 51; y < 64; y++)
            Assert.Equal(whole.GetRow(y), cut.GetRow(y));
        Assert.Equal(whole.GetRow(50)[..96], cut.GetRow(50)[..96]);
        Assert.False(cut.GetRow(50)[96..].ContainsAnyExcept((byte)0));
        Assert.False(cut.GetRow(49).ContainsAnyExcept((byte)0));
    }
}
