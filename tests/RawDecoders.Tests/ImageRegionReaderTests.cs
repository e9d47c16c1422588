using System.Buffers.Binary;
using RawDecoders.Export;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests;

/// <summary>Rectangles are parts of the whole picture, whatever the file and the order they are asked in.</summary>
public sealed class ImageRegionReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bmp", "*.bmp")]
    [InlineData("png", "*.png")]
    [InlineData("jpeg", "*.jpg")]
    public void A_rectangle_is_that_part_of_the_picture(string folder, string pattern)
    {
        string root = Repository.PathOf("corpus", folder);
        string[] files = Directory.Exists(root) ? [.. LongRun.Sample(Directory.GetFiles(root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal), 150)] : [];
        Assert.SkipWhen(files.Length == 0, "the corpus has no such files");
        var random = new Random(5);
        int compared = 0, direct = 0;
        foreach (string path in files)
        {
            // All conventions, because each has its own way from the file's rows.
            var options = new DecodeOptions { Like = random.Next(2) == 0 ? null : (ArrayConvention)random.Next(4) };
            PixelBuffer whole;
            try
            {
                whole = ImageDecoder.Decode(path, options);
            }
            catch (ImageDecodeException)
            {
                continue;
            }

            using ImageRegionReader reader = ImageDecoder.OpenRegions(path, options);
            Assert.Equal((whole.Width, whole.Height, whole.Format, whole.IsBoolean), (reader.Width, reader.Height, reader.PixelFormat, reader.IsBoolean));
            direct += reader.IsRandomAccess ? 1 : 0;
            for (int i = 0; i < 4; i++)
            {
                int x = random.Next(whole.Width), y = random.Next(whole.Height);
                int width = random.Next(1, whole.Width - x + 1), height = random.Next(1, whole.Height - y + 1);
                PixelBuffer part = reader.ReadRegion(x, y, width, height);
                int pixel = whole.Format.GetBytesPerPixel();
                for (int r = 0; r < height; r++)
                {
                    Assert.True(
                        part.GetRow(r).SequenceEqual(whole.GetRow(y + r).Slice(x * pixel, width * pixel)),
                        $"{Path.GetFileName(path)} as {options.Like}: row {r} of {width} x {height} at {x}, {y}");
                }

                compared++;
            }
        }

        Assert.True(compared > 10);
        Assert.Equal(folder == "bmp", direct > 0);
    }

    [Fact]
    public void Orientation_is_applied_before_the_rectangle_is_cut()
    {
        byte[] exif = [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] file = SampleFiles.Png(2, 1, 8, 0, [1, 2], ("eXIf", exif));

        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { ApplyOrientation = true });

        Assert.Equal((1, 2), (reader.Width, reader.Height));
        Assert.Equal([2], reader.ReadRegion(0, 1, 1, 1).ToArray());
        Assert.Equal([1], reader.ReadRegion(0, 0, 1, 1).ToArray());
    }

    [Fact]
    public void The_callers_stride_leaves_gaps_alone()
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(SampleFiles.Png(3, 2, 8, 0, SampleFiles.Ramp(6)));
        byte[] memory = new byte[6];

        reader.ReadRegion(1, 0, 2, 2, memory, 4);

        Assert.Equal([1, 2, 0, 0, 4, 5], memory);
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, -1, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(2, 0, 2, 1)]
    [InlineData(0, 1, 1, 2)]
    [InlineData(int.MaxValue, 0, int.MaxValue, 1)]
    public void What_is_not_inside_is_an_argument_error(int x, int y, int width, int height)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(SampleFiles.Png(3, 2, 8, 0, SampleFiles.Ramp(6)));

        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRegion(x, y, width, height));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRegion(x, y, width, height, new byte[64]));
    }

    [Fact]
    public void Memory_that_is_too_small_and_a_closed_reader_are_refused()
    {
        ImageRegionReader reader = ImageDecoder.OpenRegions(SampleFiles.Png(3, 2, 8, 0, SampleFiles.Ramp(6)));

        Assert.Throws<ArgumentException>(() => reader.ReadRegion(0, 0, 2, 2, new byte[3]));
        Assert.Throws<ArgumentException>(() => reader.ReadRegion(0, 0, 2, 2, new byte[9], 1));
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadRegion(0, 0, 1, 1));
    }

    [Fact]
    public void A_large_uncompressed_file_costs_only_the_rectangle()
    {
        // 400 million pixels, of which the file stores none but the four that are looked at.
        const int Width = 20_000, Height = 20_000;
        string path = _folder.PathOf("large.bmp");
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            byte[] header = new byte[54];
            "BM"u8.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(2), 54 + unchecked(Width * Height * 3));
            header[10] = 54;
            header[14] = 40;
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), Width);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), Height);
            header[26] = 1;
            header[28] = 24;
            file.Write(header);
            file.SetLength(54L + Width * Height * 3);
            for (int row = 0; row < 2; row++)
            {
                file.Position = 54 + (Height - 1 - (10_000 + row)) * (long)Width * 3 + 15_000 * 3;
                file.Write([1, 2, 3, 4, 5, (byte)row]);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        using ImageRegionReader reader = ImageDecoder.OpenRegions(path);
        PixelBuffer part = reader.ReadRegion(15_000, 10_000, 2, 2);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(reader.IsRandomAccess);
        Assert.Equal([3, 2, 1, 0, 5, 4, 3, 2, 1, 1, 5, 4], part.ToArray());
        Assert.True(allocated < 100_000, $"{allocated} bytes were allocated");
    }

    [Fact]
    public void Pages_let_go_on_the_way_come_back()
    {
        // Over 32 MiB, so that it is mapped, and letting go happens twice.
        byte[] file = TinyBmp.Create(4000, 3000);
        string path = _folder.Write("mapped.bmp", file);
        PixelBuffer whole = ImageDecoder.Decode(file);

        using ImageRowReader rows = ImageDecoder.OpenRows(path);
        byte[] band = new byte[100 * rows.RowBytes];
        while (rows.NextRow < rows.Height)
        {
            int first = rows.NextRow;
            int read = rows.ReadRows(band, 100);
            Assert.True(band.AsSpan(0, read * (int)rows.RowBytes).SequenceEqual(whole.Span.Slice(first * whole.Stride, read * whole.Stride)));
        }

        using ImageRegionReader regions = ImageDecoder.OpenRegions(path);
        for (int i = 0; i < 3; i++)
            Assert.True(regions.ReadRegion(0, 1000, 4000, 1500).Span.SequenceEqual(whole.Span.Slice(1000 * whole.Stride, 1500 * whole.Stride)));
    }

    [Fact]
    public void Crop_writes_and_shows_the_rectangle()
    {
        string path = _folder.Write("a.png", SampleFiles.Png(3, 2, 8, 0, SampleFiles.Ramp(6))), output = _folder.PathOf("a.npy");

        Assert.Equal(0, CliRun.Of("decode", "--crop", "1,0,2,2", path, "-o", output).Code);
        Assert.Equal([.. NpyWriter.CreateHeader(NpyType.U1, 2, 2), 1, 2, 4, 5], File.ReadAllBytes(output));
        Assert.Equal([4, 5], CliRun.Of("decode", "--crop", "1,1,2,1", path, "-o", "-").Bytes);
        Assert.Contains("2x1:uint8", CliRun.Of("decode", "--crop", "1,0,1,2", path).Out);
        Assert.Equal(2, CliRun.Of("decode", "--crop", "1,0,2", path).Code);
        Assert.Equal(2, CliRun.Of("decode", "--crop", "1,0,2,0", path).Code);
        Assert.Equal(2, CliRun.Of("decode", "--crop", "1,0,1,1", path, "-o", _folder.PathOf("out/")).Code);
        CliRun outside = CliRun.Of("decode", "--crop", "2,0,2,2", path, "-o", "-");
        Assert.Equal(1, outside.Code);
        Assert.Contains("3 x 2", outside.Error);
    }
}
