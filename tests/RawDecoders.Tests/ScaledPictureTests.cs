using RawDecoders.Tests.Support;

namespace RawDecoders.Tests;

/// <summary>Scales at the face: the same for every format and every way to read.</summary>
public sealed class ScaledPictureTests
{
    private static string PathOf(string name) => Repository.PathOf(["corpus", .. name.Split('/')]);

    private static byte[] Corpus(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Files of every row pipeline: stored, coded and bottom-up BMP, BMP that hold others, PNG of each depth, interlaced, with alpha.</summary>
    public static TheoryData<string> Files =>
    [
        "jpeg/sampling/420-sof0.jpg", "jpeg/sampling/440-sof0.jpg", "jpeg/progressive/default-420.jpg", "jpeg/metadata/exif-6-ii.jpg",
        "jpeg/12-bit/420-sof9.jpg", "jpeg/arithmetic/restart-3-sof10.jpg", "jpeg/lossless/apart-restarts.jpg",
        "png/matrix/rgba16-mixed.png", "png/matrix/rgba16-adam7-paeth.png", "png/transparency/palette-one.png", "png/photos/landscape-rgb.png",
        "png/sizes/5x3.png", "bmp/coded/jpeg-h40.bmp", "bmp/coded/png-h40.bmp", "bmp/photos/" + BmpPhoto,
    ];

    private static string BmpPhoto => Path.GetFileName(Directory.EnumerateFiles(Repository.PathOf("corpus", "bmp", "photos"), "*.bmp").Order(StringComparer.Ordinal).First());

    private static readonly ImageScale[] Boxes = [ImageScale.Half, ImageScale.Quarter, ImageScale.Eighth];

    /// <summary>The definition: a pixel is the average of the box of pixels that the same options give at full size.</summary>
    private static byte[] Average(PixelBuffer whole, int side)
    {
        var average = new BoxAverage(whole.Format, side);
        int width = (whole.Width + side - 1) / side, height = (whole.Height + side - 1) / side, rowBytes = width * whole.Format.GetBytesPerPixel();
        byte[] result = new byte[rowBytes * height];
        for (int y = 0; y < height; y++)
            average.Average(whole.Span[(y * side * whole.Stride)..], whole.Stride, Math.Min(side, whole.Height - y * side), whole.Width, result.AsSpan(y * rowBytes, rowBytes));
        return result;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Other_formats_than_JPEG_are_averages_of_boxes(string name)
    {
        byte[] file = Corpus(name);
        ImageInfo info = ImageDecoder.Identify(file);
        if ((info.EmbeddedFormat ?? info.Format) == ImageFormat.Jpeg)
            return;
        foreach (ImageScale scale in Boxes)
        {
            foreach (PixelFormat? format in (PixelFormat?[])[null, PixelFormat.Bgr24, PixelFormat.Gray16, PixelFormat.Rgba32])
            {
                PixelBuffer small = ImageDecoder.Decode(file, new DecodeOptions { Scale = scale, PixelFormat = format });
                Assert.Equal((scale.Of(info.Width), scale.Of(info.Height)), (small.Width, small.Height));
                Assert.Equal((info.Width, info.Height), (small.Result!.Info.Width, small.Result.Info.Height));
                Assert.True(small.Span.SequenceEqual(Average(ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = format }), 8 / scale.Eighths)), $"{scale} {format}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_way_to_read_gives_the_same(string name)
    {
        CancellationToken none = TestContext.Current.CancellationToken;
        byte[] file = Corpus(name);
        foreach (ImageScale scale in Boxes)
        {
            var options = new DecodeOptions { Scale = scale };
            PixelBuffer expected = ImageDecoder.Decode(file, options);
            byte[] memory = new byte[expected.Span.Length + expected.Height * 5];
            DecodeResult into = ImageDecoder.Decode(file, memory, expected.Stride + 5, options);
            Assert.Equal((expected.Width, expected.Height), (into.Width, into.Height));
            for (int y = 0; y < expected.Height; y++)
                Assert.True(expected.GetRow(y).SequenceEqual(memory.AsSpan(y * (expected.Stride + 5), expected.RowBytes)));

            using (ImageRowReader rows = ImageDecoder.OpenRows(file, options))
            {
                Assert.Equal((expected.Width, expected.Height), (rows.Width, rows.Height));
                byte[] part = new byte[3 * rows.RowBytes];
                for (int y = 0, step = 1; y < rows.Height; step = step % 3 + 1)
                {
                    int read = rows.ReadRows(part, step);
                    Assert.True(expected.Span.Slice(y * expected.Stride, read * expected.Stride).SequenceEqual(part.AsSpan(0, read * expected.Stride)), $"row {y}");
                    y += read;
                }

                Assert.Equal((expected.Width, expected.Height), (rows.Finish().Width, rows.Finish().Height));
            }

            Assert.True((await ImageDecoder.DecodeAsync(new MemoryStream(file), options, none)).Span.SequenceEqual(expected.Span));
            await foreach (DecodeManyResult one in ImageDecoder.DecodeMany([PathOf(name)], new DecodeManyOptions { Decode = options }, none))
                Assert.True(one.Image!.Span.SequenceEqual(expected.Span));
            CheckRegions(file, options, expected);
        }
    }

    private static void CheckRegions(byte[] file, DecodeOptions options, PixelBuffer expected)
    {
        using ImageRegionReader regions = ImageDecoder.OpenRegions(file, options);
        Assert.Equal((expected.Width, expected.Height), (regions.Width, regions.Height));
        var random = new Random(3);
        for (int i = 0; i < 12; i++)
        {
            int x = random.Next(expected.Width), y = random.Next(expected.Height);
            int width = random.Next(1, expected.Width - x + 1), height = random.Next(1, expected.Height - y + 1);
            PixelBuffer part = regions.ReadRegion(x, y, width, height);
            for (int row = 0; row < height; row++)
            {
                int pixelBytes = expected.Format.GetBytesPerPixel();
                Assert.True(expected.GetRow(y + row).Slice(x * pixelBytes, width * pixelBytes).SequenceEqual(part.GetRow(row)), $"{x},{y},{width},{height} of {options.Scale}");
            }
        }
    }

    /// <summary>Scaled first, then turned: so a crop is one of the small, upright picture.</summary>
    [Theory]
    [InlineData("jpeg/metadata/exif-6-ii.jpg")]
    [InlineData("jpeg/metadata/exif-5-mm.jpg")]
    [InlineData("jpeg/metadata/exif-3-ii.jpg")]
    public void Turning_comes_after_scaling(string name)
    {
        byte[] file = Corpus(name);
        var options = new DecodeOptions { Scale = ImageScale.Half };
        PixelBuffer stored = ImageDecoder.Decode(file, options);
        ImageOrientation orientation = stored.Result!.Info.Orientation;
        Assert.NotEqual(ImageOrientation.TopLeft, orientation);
        PixelBuffer upright = ImageDecoder.Decode(file, options with { ApplyOrientation = true });
        bool swaps = OrientationTransform.SwapsAxes(orientation);
        Assert.Equal(swaps ? (stored.Height, stored.Width) : (stored.Width, stored.Height), (upright.Width, upright.Height));
        byte[] expected = new byte[stored.Span.Length];
        int rowBytes = upright.Width * upright.Format.GetBytesPerPixel();
        OrientationTransform.Apply(stored.Span, stored.Stride, RowTarget.Create(expected, rowBytes, rowBytes, upright.Height), upright.Format.GetBytesPerPixel(), orientation);
        Assert.True(upright.Span.SequenceEqual(expected));
        CheckRegions(file, options with { ApplyOrientation = true }, upright);
    }

    [Fact]
    public void The_smallest_scale_that_covers_a_size_is_taken()
    {
        byte[] jpeg = Corpus("jpeg/photos/landscape-420.jpg"), bmp = TinyBmp.Create(40, 24);
        ImageInfo info = ImageDecoder.Identify(jpeg);
        for (int eighths = 1; eighths <= 8; eighths++)
        {
            var scale = new ImageScale(eighths, 8);
            (int width, int height) = (scale.Of(info.Width), scale.Of(info.Height));
            foreach ((ImageSize target, bool isNext) in ((ImageSize, bool)[])[(new(width, 1), false), (new(1, height), false), (new(width, height), false), (new(width + 1, 1), true)])
            {
                PixelBuffer image = ImageDecoder.Decode(jpeg, new DecodeOptions { TargetSize = target });
                var expected = new ImageScale(Math.Min(8, eighths + (isNext ? 1 : 0)), 8);
                Assert.Equal((expected.Of(info.Width), expected.Of(info.Height)), (image.Width, image.Height));
            }
        }

        foreach ((int width, int height, int expected) in ((int, int, int)[])[(1, 1, 5), (5, 3, 5), (6, 1, 10), (1, 4, 10), (11, 1, 20), (20, 12, 20), (1, 13, 40), (400, 1, 40)])
            Assert.Equal(expected, ImageDecoder.Decode(bmp, new DecodeOptions { TargetSize = new(width, height) }).Width);
    }

    /// <summary>The target is of the picture as it is delivered.</summary>
    [Fact]
    public void A_target_is_turned_with_the_picture()
    {
        byte[] file = Corpus("jpeg/metadata/exif-6-ii.jpg");
        ImageInfo info = ImageDecoder.Identify(file);
        var half = new ImageSize(ImageScale.Half.Of(info.Height), ImageScale.Half.Of(info.Width));
        PixelBuffer image = ImageDecoder.Decode(file, new DecodeOptions { TargetSize = half, ApplyOrientation = true });
        Assert.Equal((half.Width, half.Height), (image.Width, image.Height));
    }

    [Fact]
    public void What_does_not_go_together_is_an_argument_error()
    {
        var half = new DecodeOptions { Scale = ImageScale.Half };
        foreach (DecodeOptions options in (DecodeOptions[])[
            half with { TargetSize = new(1, 1) }, new() { TargetSize = new(0, 1) }, new() { TargetSize = new(1, -1) }, half with { Like = ArrayConvention.Pillow },
            half with { JpegReconstruction = JpegReconstruction.ImageSharp }, half with { PixelFormat = PixelFormat.Indexed8 }])
        {
            Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(TinyBmp.Create(4, 4), options));
            Assert.Throws<ArgumentException>(() => ImageDecoder.OpenRows(TinyBmp.Create(4, 4), options));
            Assert.Throws<ArgumentException>(() => ImageDecoder.OpenRegions(TinyBmp.Create(4, 4), options));
        }

        Assert.Throws<ArgumentException>(() => ImageDecoder.OpenFrames(Corpus("png/animation/0-01-adam7.png"), half));
    }

    [Theory]
    [InlineData("bmp/coded/png-h40.bmp")]
    [InlineData("png/sizes/5x3.png")]
    public void Scales_that_a_format_has_not_are_refused(string name)
    {
        foreach (int eighths in (int[])[3, 5, 6, 7])
        {
            var error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(Corpus(name), new DecodeOptions { Scale = new(eighths, 8) }));
            Assert.Equal((ImageDecodeErrorKind.Unsupported, "option-scale"), (error.Kind, error.Issue.Rule.Id));
        }
    }

    /// <summary>A file that is cut: the rows of the small picture that have one of its lost rows in their boxes.</summary>
    [Fact]
    public void Damage_is_told_in_rows_of_the_small_picture()
    {
        byte[] file = TinyBmp.Create(20, 21)[..^(60 * 5)];
        PixelBuffer whole = ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient });
        DamagedRows lost = Assert.Single(whole.Result!.Damage);
        PixelBuffer small = ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient, Scale = ImageScale.Half });
        DamagedRows run = Assert.Single(small.Result!.Damage);
        Assert.Equal((0, 5), (lost.FirstRow, lost.RowCount));
        Assert.Equal((0, 3), (run.FirstRow, run.RowCount));
    }

    /// <summary>The index of a PNG is of the file: it serves every scale.</summary>
    [Fact]
    public void An_index_serves_every_scale()
    {
        byte[] file = Corpus("png/photos/landscape-rgb.png");
        using ImageRegionReader small = ImageDecoder.OpenRegions(file, new DecodeOptions { Scale = ImageScale.Quarter, IndexSpacingBytes = 1 << 12 });
        Assert.True(small.HasIndex);
        ImageIndex index = small.BuildIndex();
        CheckRegions(file, new DecodeOptions { Scale = ImageScale.Half, Index = index }, ImageDecoder.Decode(file, new DecodeOptions { Scale = ImageScale.Half }));
    }

    /// <summary>The picture at full size is never held.</summary>
    [Fact]
    public void Memory_is_that_of_a_band_of_rows()
    {
        byte[] file = TinyBmp.Create(4000, 1000);
        var options = new DecodeOptions { Scale = ImageScale.Eighth, Limits = new DecodeLimits { MaxBytes = 1 << 20 } };
        Assert.Equal(500, ImageDecoder.Decode(file, options).Width);
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, options with { Scale = ImageScale.Full }));
    }

    [Theory]
    [InlineData("1/2", 4)]
    [InlineData("4/8", 4)]
    [InlineData("3/4", 6)]
    [InlineData("2/16", 1)]
    [InlineData("1", 8)]
    [InlineData("5/5", 8)]
    public void Scales_are_read_and_written(string text, int eighths)
    {
        Assert.True(ImageScale.TryParse(text, out ImageScale scale));
        Assert.Equal(eighths, scale.Eighths);
        Assert.True(ImageScale.TryParse(scale.ToString(), out ImageScale again));
        Assert.Equal(scale, again);
        Assert.Equal(8 * scale.Numerator, scale.Denominator * eighths);
        Assert.Equal((125 * eighths + 7) / 8, scale.Of(125));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1/3")]
    [InlineData("9/8")]
    [InlineData("0/8")]
    [InlineData("1/0")]
    [InlineData("1/2/2")]
    [InlineData("-1/2")]
    [InlineData("0.5")]
    public void What_is_no_scale_is_not_read(string text)
    {
        Assert.False(ImageScale.TryParse(text, out _));
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], out int numerator) && int.TryParse(parts[1], out int denominator))
            Assert.Throws<ArgumentException>(() => new ImageScale(numerator, denominator));
    }
}
