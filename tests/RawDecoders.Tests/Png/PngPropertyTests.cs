using RawDecoders.Tests.Oracles;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>What must not matter: how IDAT is split, how the data was compressed, how rows are asked for, how strict.</summary>
public sealed class PngPropertyTests
{
    private static IEnumerable<(PngOracle.Picture Picture, byte[] Raw)> Pictures(int seed, int count)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            (int colorType, int depth) = Kinds[random.Next(Kinds.Length)];
            yield return PngWriter.Random(random, colorType, depth, random.Next(3) == 0, random.Next(1, 90), random.Next(1, 60));
        }
    }

    [Fact]
    public void Splitting_IDAT_changes_nothing()
    {
        var random = new Random(3);
        foreach ((PngOracle.Picture picture, byte[] raw) in Pictures(1, 60))
        {
            byte[] whole = PngTesting.Packed(PngTesting.Decode(Encode(picture, raw), PngTesting.With(Strictness.Strict)));
            foreach (Func<int> split in new Func<int>[] { () => 1, () => random.Next(3), () => random.Next(2000), () => random.Next(4) == 0 ? 100 : 0 })
            {
                byte[] file = Encode(picture, raw, split);
                PixelBuffer image = PngTesting.Decode(file, PngTesting.With(Strictness.Strict));
                Assert.Equal(whole, PngTesting.Packed(image));
                Assert.Empty(image.Result!.Warnings);
            }
        }
    }

    [Fact]
    public void Trailing_empty_chunks_change_nothing()
    {
        byte[] raw = new byte[14];
        byte[] data = Zlib(raw);
        byte[] file = File(
            Chunk("IHDR", Header(2, 2, 8, 2)), Chunk("IDAT"), Chunk("IDAT", data[..1]), Chunk("IDAT"), Chunk("IDAT", data[1..]), Chunk("IDAT"), Chunk("IDAT"), End);
        Assert.Empty(PngTesting.Decode(file, PngTesting.With(Strictness.Strict)).Result!.Warnings);
    }

    [Fact]
    public void Compression_levels_and_small_windows_change_nothing()
    {
        foreach ((PngOracle.Picture picture, byte[] raw) in Pictures(2, 20))
        {
            byte[] expected = PngOracle.Natural(picture, raw).Pixels;
            foreach (var level in new[] { System.IO.Compression.CompressionLevel.NoCompression, System.IO.Compression.CompressionLevel.SmallestSize })
                Assert.Equal(expected, PngTesting.Packed(PngTesting.Decode(Encode(picture, raw, level: level))));
        }

        // Window sizes are declared from 2^8 to 2^15; decoders have room for all.
        byte[] stored = [1, 14, 0, 0xF1, 0xFF, .. new byte[14], 0, 14, 0, 1];
        for (int info = 0; info <= 7; info++)
        {
            int cmf = (info << 4) | 8;
            byte flags = (byte)(31 - (cmf * 256 % 31));
            byte[] file = File(Chunk("IHDR", Header(2, 2, 8, 2)), Chunk("IDAT", [(byte)cmf, flags, .. stored]), End);
            Assert.Empty(PngTesting.Decode(file, PngTesting.With(Strictness.Strict)).Result!.Warnings);
        }
    }

    [Fact]
    public void Rows_in_any_batches_are_the_whole()
    {
        var random = new Random(4);
        foreach ((PngOracle.Picture picture, byte[] raw) in Pictures(3, 80))
        {
            byte[] file = Encode(picture, raw);
            PixelFormat? asked = random.Next(2) == 0 ? null : PixelOracle.DirectFormats[random.Next(PixelOracle.DirectFormats.Length)];
            byte[] whole = PngTesting.Packed(PngTesting.Decode(file, PngTesting.As(asked), extraStride: random.Next(1, 40)));
            Assert.Equal(whole, PngTesting.Packed(PngTesting.ReadInBatches(file, PngTesting.As(asked), _ => 1)));
            Assert.Equal(whole, PngTesting.Packed(PngTesting.ReadInBatches(file, PngTesting.As(asked), _ => random.Next(1, 20))));
        }
    }

    /// <summary>Pictures of many strips, so that rows above lie in the strip before.</summary>
    [Theory]
    [InlineData(2, 8, false)]
    [InlineData(6, 16, false)]
    [InlineData(0, 1, false)]
    [InlineData(3, 8, false)]
    [InlineData(2, 8, true)]
    [InlineData(0, 16, true)]
    public void Pictures_larger_than_a_strip(int colorType, int depth, bool interlaced)
    {
        var random = new Random(5);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, interlaced, 700, 500);
        byte[] expected = PngOracle.Natural(picture, raw).Pixels;
        byte[] file = Encode(picture, raw, () => 8192);
        Assert.Equal(expected, PngTesting.Packed(PngTesting.Decode(file)));
        Assert.Equal(expected, PngTesting.Packed(PngTesting.ReadInBatches(file, null, _ => random.Next(1, 100))));
        byte[] swapped = PixelOracle.Convert(expected, PngOracle.Natural(picture, raw).Format, PixelFormat.Bgra32, 700 * 500);
        Assert.Equal(swapped, PngTesting.Packed(PngTesting.Decode(file, PngTesting.As(PixelFormat.Bgra32))));
    }

    /// <summary>Formats that are a permutation of the file's bytes are written by the filters themselves, by one thread or two.</summary>
    [Theory]
    [InlineData(2, 8, PixelFormat.Bgr24)]
    [InlineData(6, 8, PixelFormat.Bgra32)]
    [InlineData(0, 16, PixelFormat.Gray16)]
    [InlineData(6, 16, PixelFormat.Rgba64)]
    [Trait("Length", "Long")]
    public void Permuted_pixels_by_one_thread_or_two(int colorType, int depth, PixelFormat asked)
    {
        PngOracle.Picture picture = new(700, 1600, depth, colorType, false);
        byte[] raw = Bytes(new Random(9), PngOracle.RawLength(picture));
        int stride = picture.RowBytes(700) + 1;
        for (int y = 0; y < 1600; y++)
            raw[y * stride] %= 5;
        (PixelFormat natural, byte[] pixels) = PngOracle.Natural(picture, raw);
        byte[] expected = PixelOracle.Convert(pixels, natural, asked, 700 * 1600);
        byte[] file = Encode(picture, raw);
        for (int threads = 1; threads <= 2; threads++)
        {
            var options = new DecodeOptions { PixelFormat = asked, MaxDegreeOfParallelism = threads };
            Assert.True(expected.AsSpan().SequenceEqual(PngTesting.Packed(PngTesting.Decode(file, options))), $"{threads} threads");
        }
    }

    [Theory]
    [InlineData(1, 3000)]
    [InlineData(100000, 2)]
    [InlineData(400000, 3)]
    public void Long_and_thin_pictures(int width, int height)
    {
        // Rows of 1.2 MB are longer than a strip.
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(6), 2, 8, false, width, height);
        Assert.Equal(PngOracle.Natural(picture, raw).Pixels, PngTesting.Packed(PngTesting.Decode(Encode(picture, raw))));
    }

    [Fact]
    public void Strictness_does_not_matter_to_good_files()
    {
        foreach ((PngOracle.Picture picture, byte[] raw) in Pictures(7, 60))
        {
            byte[] file = Encode(picture, raw);
            byte[] strict = PngTesting.Packed(PngTesting.Decode(file, PngTesting.With(Strictness.Strict)));
            Assert.Equal(strict, PngTesting.Packed(PngTesting.Decode(file, PngTesting.With(Strictness.Standard))));
            PixelBuffer lenient = PngTesting.Decode(file, PngTesting.With(Strictness.Lenient));
            Assert.Equal(strict, PngTesting.Packed(lenient));
            Assert.True(lenient.Result!.IsComplete);
        }
    }

    /// <summary>An interlaced picture read by rows, its passes waiting in memory or in a temporary file.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    [Trait("Length", "Long")]
    public void Passes_wait_in_memory_or_in_a_file(int holdBytes)
    {
        var random = new Random(11);
        foreach ((int colorType, int depth) in new[] { (0, 1), (0, 16), (2, 8), (3, 4), (4, 8), (6, 8), (6, 16) })
        {
            // Above 1 MiB the file is written in several blocks.
            foreach ((int width, int height) in new[] { (1, 1), (1, 9), (9, 1), (2, 2), (5, 3), (8, 8), (33, 40), (900, 700) })
            {
                (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, true, width, height);
                byte[] file = Encode(picture, raw);
                var options = new DecodeOptions { HoldBytes = holdBytes };
                PixelBuffer rows = PngTesting.ReadInBatches(file, options, _ => random.Next(1, 20));
                Assert.True(PngOracle.Natural(picture, raw).Pixels.AsSpan().SequenceEqual(PngTesting.Packed(rows)), $"{colorType} {depth} {width} x {height}");

                // Cut off anywhere, the rows are those of the whole picture's lenient decode.
                byte[] cut = file[..(file.Length - 16 - random.Next(file.Length / 2))];
                options = options with { Strictness = Strictness.Lenient };
                PixelBuffer whole;
                try
                {
                    whole = PngTesting.Decode(cut, options);
                }
                catch (ImageDecodeException)
                {
                    continue;    // in its headers
                }

                rows = PngTesting.ReadInBatches(cut, options, _ => random.Next(1, 20));
                Assert.Equal(PngTesting.Packed(whole), PngTesting.Packed(rows));
                Assert.Equal(
                    whole.Result!.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)),
                    rows.Result!.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)));
            }
        }
    }

    [Fact]
    public unsafe void A_broken_interlaced_picture_is_refused_each_time()
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(12), 2, 8, true, 40, 40);
        byte[] file = Encode(picture, raw);
        file[^30] ^= 0x55;
        foreach (int holdBytes in new[] { 0, int.MaxValue })
        {
            using ImageRowReader rows = ImageDecoder.OpenRows(file.AsMemory(), new DecodeOptions { HoldBytes = holdBytes, Strictness = Strictness.Strict });
            byte[] row = new byte[120 * 40];
            ImageDecodeException first = Assert.Throws<ImageDecodeException>(() => ReadAll(rows, row));
            Assert.Equal(first.Message, Assert.Throws<ImageDecodeException>(() => ReadAll(rows, row)).Message);
        }

        static void ReadAll(ImageRowReader rows, byte[] row)
        {
            while (rows.ReadRows(row, 1) > 0)
            {
            }

            rows.Finish();
        }
    }

    [Fact]
    public void Passes_that_wait_in_a_file_are_not_held()
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(13), 6, 8, true, 41, 31);
        using ImageRowReader rows = ImageDecoder.OpenRows(Encode(picture, raw).AsMemory(), new DecodeOptions { HoldBytes = 100 });
        Assert.Equal((0, 41 * 16 * 4), (rows.RetainedBytes, rows.SpooledBytes));
    }

    [Fact]
    public unsafe void Interlaced_pictures_say_what_they_hold()
    {
        foreach (bool interlaced in new[] { false, true })
        {
            (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(8), 2, 8, interlaced, 30, 20);
            byte[] file = Encode(picture, raw);
            fixed (byte* start = file)
            {
                using var decoder = RawDecoders.Png.PngDecoder.Open(new ByteSource(start, file.Length), PngTesting.As(PixelFormat.Rgba32));
                Assert.Equal(interlaced ? 30 * 10 * 4 : 0, decoder.RetainedBytes);
                Assert.Equal(0, decoder.SpooledBytes);
            }
        }
    }
}
