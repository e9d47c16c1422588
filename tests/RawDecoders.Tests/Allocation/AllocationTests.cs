using System.Buffers.Binary;
using RawDecoders.Jpeg;
using RawDecoders.Png;
using RawDecoders.Tests.Jpeg;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Allocation;

/// <summary>
/// What a decode into the caller's memory takes from the managed heap: at most 128 KiB for formats whose rows come in the
/// order of the file, whatever the size of the picture.
/// </summary>
public class AllocationTests
{
    private const long Bound = 128 * 1024;

    /// <summary>Width and height of the large pictures: scratch that grew with the height, or with the pixels, would show.</summary>
    private const int LargeWidth = 800, LargeHeight = 900;

    public static TheoryData<int, int> PngKinds
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach ((int colorType, int depth) in PngWriter.Kinds)
                data.Add(colorType, depth);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PngKinds))]
    [Trait("Length", "Long")]
    public void Png_rows_take_little_and_no_more_for_a_large_picture(int colorType, int depth)
    {
        byte[] small = Png(colorType, depth, 40, 30);
        byte[] large = Png(colorType, depth, LargeWidth, LargeHeight);
        foreach (PixelFormat format in Formats(small))
            CheckBoth(small, large, format);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Bmp_rows_take_little_and_no_more_for_a_large_picture(int bits)
    {
        byte[] small = Bmp(bits, 40, 30);
        byte[] large = Bmp(bits, LargeWidth, LargeHeight);
        foreach (PixelFormat format in Formats(small))
            CheckBoth(small, large, format);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void Sequential_jpeg_rows_take_little_and_no_more_for_a_large_picture(int h, int v)
    {
        byte[] small = Jpeg(h, v, 40, 30);
        byte[] large = Jpeg(h, v, LargeWidth, LargeHeight);
        foreach (PixelFormat format in Formats(small))
            CheckBoth(small, large, format);
    }

    [Fact]
    public void Every_sequential_corpus_file_stays_below_the_bound()
    {
        string corpus = Repository.PathOf("corpus");
        int checkedFiles = 0;
        foreach (string path in LongRun.Sample(Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), 500))
        {
            if (Path.GetExtension(path) is not (".png" or ".bmp" or ".jpg"))
                continue;
            byte[] file = File.ReadAllBytes(path);
            if (ImageDecoder.TryIdentify(file).Info is not { } info
                || (long)info.Width * info.Height > 1 << 24
                || info.Metadata is PngMetadata { Header.IsInterlaced: true }
                || info.Metadata is JpegMetadata { Process: JpegProcess.Progressive })
            {
                continue;
            }

            long allocated;
            try
            {
                allocated = Measure(file, info.PixelFormat);
            }
            catch (ImageDecodeException)
            {
                continue;
            }

            Assert.True(allocated <= Bound, $"{Path.GetRelativePath(corpus, path)}: {allocated} bytes");
            checkedFiles++;
        }

        Assert.True(checkedFiles > 100, $"only {checkedFiles} files of the corpus were checked");
    }

    /// <summary>The natural format, which needs no conversion, and one that does.</summary>
    private static IEnumerable<PixelFormat> Formats(byte[] file)
        => new[] { ImageDecoder.Identify(file).PixelFormat, PixelFormat.Bgra32, PixelFormat.Gray8 }.Distinct();

    private static void CheckBoth(byte[] small, byte[] large, PixelFormat format)
    {
        long few = Measure(small, format);
        long many = Measure(large, format);
        Assert.True(many <= Bound, $"{format}: {many} bytes for the large picture");

        // What depends on the picture at all is of a row's order; 600 times as many pixels may not show.
        Assert.True(many - few <= 16 * 1024, $"{format}: {few} bytes for the small picture, {many} for the large one");
    }

    /// <summary>Bytes of one decode, the least of a few: pools fill in the first, and may be trimmed by a collection in any.</summary>
    private static long Measure(byte[] file, PixelFormat format)
    {
        var options = new DecodeOptions { PixelFormat = format };
        ImageInfo info = ImageDecoder.Identify(file);
        byte[] destination = new byte[info.Width * info.Height * format.GetBytesPerPixel()];
        long least = long.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ImageDecoder.Decode(file, destination, 0, options);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static byte[] Png(int colorType, int depth, int width, int height)
    {
        var random = new Random(colorType * 100 + depth);
        var picture = new PngOracle.Picture(width, height, depth, colorType, Interlaced: false)
        {
            Palette = colorType == 3 ? PngWriter.Bytes(random, 3 << depth) : [],
        };

        // Every filter type in turn; the bytes repeat, so that the file is made quickly.
        byte[] raw = new byte[PngOracle.RawLength(picture)];
        int stride = 1 + picture.RowBytes(width);
        byte[] noise = PngWriter.Bytes(random, stride);
        for (int y = 0; y < height; y++)
        {
            noise.CopyTo(raw, y * stride);
            raw[y * stride] = (byte)(y % 5);
        }

        return PngWriter.Encode(picture, raw, () => 8192);
    }

    private static byte[] Bmp(int bits, int width, int height)
    {
        int palette = bits <= 8 ? 4 << bits : 0;
        int stride = (width * bits + 31) / 32 * 4;
        byte[] file = new byte[54 + palette + stride * height];
        new Random(bits).NextBytes(file);
        file.AsSpan(0, 54).Clear();
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54 + palette);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = (byte)bits;
        return file;
    }

    /// <summary>Baseline; (0, 0) for grey.</summary>
    private static byte[] Jpeg(int h, int v, int width, int height)
    {
        (int, int)[] sampling = h == 0 ? [(1, 1)] : [(h, v), (1, 1), (1, 1)];
        var file = new JpegTestFile(width, height, sampling, progressive: false);
        file.Fill(new Random(h * 10 + v), largestAc: 20, largestDc: 200, density: 0.02, paddingDc: true, paddingAc: true);
        file.Begin();
        file.WriteScan(new TestScan([.. Enumerable.Range(0, sampling.Length)]), restartInterval: 0, steepness: 3);
        file.End();
        return file.Bytes;
    }
}
