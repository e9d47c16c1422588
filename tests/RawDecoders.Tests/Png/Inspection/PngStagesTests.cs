using RawDecoders.Inspection;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>Pictures of stages: which there are, and that they show what they say.</summary>
public sealed class PngStagesTests
{
    private static StagePicture[] Stages(string path) => [.. ImageInspector.Stages(PngInspecting.Read(path))];

    [Fact]
    public void A_plain_picture_has_three_stages()
    {
        StagePicture[] stages = Stages("png/matrix/rgb8-mixed.png");
        Assert.Equal(["bits", "filters", "filtered"], stages.Select(s => s.Name));
        Assert.Equal([PixelFormat.Gray8, PixelFormat.Rgb24, PixelFormat.Rgb24], stages.Select(s => s.Pixels.Format));
        Assert.All(stages, s => Assert.Equal((32, 32), (s.Pixels.Width, s.Pixels.Height)));
        Assert.All(stages, s => Assert.NotEmpty(s.Caption));
    }

    /// <summary>Filter type None: the filtered bytes are the picture.</summary>
    [Fact]
    public void Unfiltered_bytes_are_the_picture()
    {
        byte[] file = PngInspecting.Read("png/matrix/rgb8-none.png");
        Assert.Equal(ImageDecoder.Decode(file).Span.ToArray(), ImageInspector.Stages(file).Single(s => s.Name == "filtered").Pixels.Span.ToArray());
    }

    /// <summary>Filter type Up: the differences to the row above, moved to the middle of the scale.</summary>
    [Fact]
    public void Filtered_bytes_are_differences()
    {
        byte[] file = PngInspecting.Read("png/matrix/grey8-up.png");
        PixelBuffer image = ImageDecoder.Decode(file);
        PixelBuffer filtered = ImageInspector.Stages(file).Single(s => s.Name == "filtered").Pixels;
        for (int y = 1; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
                Assert.Equal((byte)(image.GetRow(y)[x] - image.GetRow(y - 1)[x] + 128), filtered.GetRow(y)[x]);
        }
    }

    [Fact]
    public void Filter_types_have_their_colours()
    {
        byte[] file = PngInspecting.Read("png/matrix/grey8-mixed.png");
        PixelBuffer map = ImageInspector.Stages(file).Single(s => s.Name == "filters").Pixels;
        StructureNode[] rows = [.. PngInspecting.Inspect(file).Nodes.Where(n => n.Name.StartsWith("Row ", StringComparison.Ordinal))];
        Assert.Equal(map.Height, rows.Length);
        string[] colors = [.. Enumerable.Range(0, map.Height).Select(y => Convert.ToHexString(map.GetRow(y)[..3]))];
        for (int y = 0; y < map.Height; y++)
            Assert.Equal(colors[Array.FindIndex(rows, r => r.Raw == rows[y].Raw)], colors[y]);
        Assert.Equal(5, colors.Distinct().Count());
    }

    [Theory]
    [InlineData("png/matrix/rgb8-adam7-mixed.png", 7)]
    [InlineData("png/matrix/grey16-adam7-none.png", 7)]
    [InlineData("png/sizes/3x5-adam7.png", 6)]
    [InlineData("png/sizes/1x1-adam7.png", 1)]
    public void Passes_put_together_are_the_picture(string path, int count)
    {
        byte[] file = PngInspecting.Read(path);
        StagePicture[] passes = [.. ImageInspector.Stages(file).Where(s => s.Name.StartsWith("pass-", StringComparison.Ordinal))];
        Assert.Equal(count, passes.Length);
        PixelBuffer image = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = passes[0].Pixels.Format });
        Assert.Equal(image.Width * image.Height, passes.Sum(p => p.Pixels.Width * p.Pixels.Height));
        int size = passes[0].Pixels.Format.GetBytesPerPixel();
        int[][] table = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
        foreach (StagePicture pass in passes)
        {
            int[] t = table[int.Parse(pass.Name["pass-".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1];
            for (int y = 0; y < pass.Pixels.Height; y++)
            {
                for (int x = 0; x < pass.Pixels.Width; x++)
                {
                    Assert.Equal(
                        image.GetRow(t[1] + y * t[3]).Slice((t[0] + x * t[2]) * size, size).ToArray(),
                        pass.Pixels.GetRow(y).Slice(x * size, size).ToArray());
                }
            }
        }
    }

    /// <summary>Stored blocks cost 8 bits a byte, which is white; zeros cost next to nothing.</summary>
    [Fact]
    public void Bits_are_what_the_data_took()
    {
        byte[] random = PngWriter.Bytes(new Random(1), 64);
        for (int y = 0; y < 8; y++)
            random[8 * y] = 0;
        byte[] stored = PngWriter.File(
            PngWriter.Chunk("IHDR", PngWriter.Header(7, 8, 8, 0)),
            PngWriter.Chunk("IDAT", PngWriter.Zlib(random, System.IO.Compression.CompressionLevel.NoCompression)), PngWriter.End);
        Assert.All(ImageInspector.Stages(stored).Single(s => s.Name == "bits").Pixels.Span.ToArray(), b => Assert.Equal(255, b));

        byte[] zeros = PngWriter.File(
            PngWriter.Chunk("IHDR", PngWriter.Header(255, 255, 8, 0)), PngWriter.Chunk("IDAT", PngWriter.Zlib(new byte[256 * 255], System.IO.Compression.CompressionLevel.Optimal)), PngWriter.End);
        PixelBuffer bits = ImageInspector.Stages(zeros).Single(s => s.Name == "bits").Pixels;
        Assert.All(bits.Span[1000..^1000].ToArray(), b => Assert.InRange(b, 0, 4));
    }

    [Fact]
    public void A_refused_file_has_no_stages()
        => Assert.Throws<ImageDecodeException>(() => Stages("png/broken/filter-5.png"));
}
