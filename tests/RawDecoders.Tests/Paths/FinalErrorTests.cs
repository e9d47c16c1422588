// An error of a reader is final, and the paths that once went apart do not. Each case failed before.
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png;

namespace RawDecoders.Tests.Paths;

public sealed class FinalErrorTests
{
    /// <summary>A bottom-up BI_RLE8 picture whose fourth row in the file has too many pixels.</summary>
    private const string RowTooLong = "Qk1eAAAAAAAAADoAAAAoAAAAAQAAAAkAAAABAAgAAQAAACQAAAATCwAAEwsAAAEAAAAAAAAA3vP5AAEAAAABAAAAARAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQgAAQ==";

    /// <summary>The same kind, with both a palette index that is too large and, later in the file, a row too long.</summary>
    private const string IndexAndRow = "Qk16AQAAAAAAAEYAAAA4AAAAGAAAAHAAAAABAAgAAQAAADQBAAATCwQAEwsAAAQAAAAAAAAAPhsXACMXygDe8/kAo3V1AAAYAgICAgICAgIAAAIAAgIAAAACAgICAgICAAAAGAICAgoCAgIAAgIAAgIAAgICAAICAgICAgAAABgCAgICAgICAAIAAgACAAICAgACAgICAgIAAAAYAgICAgICAgACAgIAAgACAgIAAgICAgICAAAAGAICAgICAgIAAgICAAIAAgICAAICAgICAgAAABgCAgICAgICAAICAgACAAICAgACAgICAgIAAAAYAgICAgICAgIAAAACAgACAgIAAgICAgICAAAAGAMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwAAABgCAgICAgICAgICAgICAgICAgICAgICAgIAAAAYAgICAQICAgECAgIBAgEBAQEBAgICAgICAAAAGgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>A PNG whose DEFLATE data break off within a byte that ends several codes.</summary>
    private const string BrokenWithinByte = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAMAAABEpIrGAAAADFBMVEUXGz7KFyP58951daOnaSmoAAABHUlEQVR4nIVTCRLDIAhc0P//uFguEZPOdE2IAiosBKxQQTqg4A2fDUodplsVdCYCFl2ZK7ibYltqFukzbQEJP4fuFrHlYFBcs02TF0xTclB4lBxMN+bam+0SO6PW+1x+wPT+Rc+4o/Ip2FV+dZj1xQlskQbhRIbdHI3B7ZPPeGB+lEUfGSkhFZnKUWwPD56D+PSAG9NJePhalkqNalmAOvVzgnyeEK6R/KCdG6USe7RO7vFi/Qn2cu13NeJSO/vaJd0Ee+dQMG3E0bFbG4VD+Vy70zCdNSPPK+8yNYGKgbta+BSbkd2A6gr07gja+ZLoDfTqpHdnxd0/ZIabPyPa4X1k2wrQ4sauZGTxB/snlaUg+6hQnRSpVzaZYCfiCwu3YgcuK/FlAAAAAElFTkSuQmCC";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_of_a_broken_interlaced_png_fail_the_same_way_every_time(bool isBrokenLate)
    {
        var picture = new PngOracle.Picture(64, 3000, 8, 6, true);
        byte[] raw = new byte[PngOracle.RawLength(picture)];
        new Random(5).NextBytes(raw);
        raw[isBrokenLate ? raw.Length - 257 : raw.Length / 3] = 0;
        byte[] data = PngWriter.Zlib(raw);
        data.AsSpan(data.Length * (isBrokenLate ? 15 : 9) / 16, 40).Fill(0xFF);
        byte[] file = PngWriter.File(PngWriter.Chunk("IHDR", PngWriter.Header(64, 3000, 8, 6, interlace: 1)), PngWriter.Chunk("IDAT", data), PngWriter.End);
        FailsForGood(file);
    }

    [Fact]
    public void Rows_of_a_broken_run_length_bmp_fail_the_same_way_every_time() => FailsForGood(Convert.FromBase64String(RowTooLong));

    [Fact]
    public void Rows_of_broken_jpegs_fail_the_same_way_every_time()
    {
        int failed = 0;
        string folder = Path.Combine(RawDecoders.CorpusGenerator.CorpusFolder.Find(), "jpeg", "broken");
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            foreach (Strictness strictness in (Strictness[])[Strictness.Strict, Strictness.Standard])
            {
                ImageRowReader reader;
                try
                {
                    reader = ImageDecoder.OpenRows(path, new DecodeOptions { Strictness = strictness });
                }
                catch (ImageDecodeException)
                {
                    continue;
                }

                using (reader)
                    failed += FailsForGood(reader) ? 1 : 0;
            }
        }

        Assert.True(failed > 5, $"only {failed} files failed in their rows");
    }

    [Fact]
    public void Wrong_arguments_end_nothing()
    {
        byte[] file = PngWriter.Small();
        using ImageRowReader reader = ImageDecoder.OpenRows(file);
        Assert.ThrowsAny<ArgumentException>(() => reader.ReadRows(new byte[1], 1));
        Assert.ThrowsAny<ArgumentException>(() => reader.ReadRows(new byte[12], 2, 5));
        Assert.ThrowsAny<ArgumentException>(() => reader.ReadRows(new byte[12], -1));
        Assert.Throws<InvalidOperationException>(reader.Finish);
        Assert.Equal(2, reader.ReadRows(new byte[12], 2));
        Assert.Empty(reader.Finish().Warnings);
        using ImageRegionReader regions = ImageDecoder.OpenRegions(file);
        Assert.ThrowsAny<ArgumentException>(() => regions.ReadRegion(0, 0, 3, 1));
        Assert.ThrowsAny<ArgumentException>(() => regions.ReadRegion(0, 0, 2, 2, new byte[3]));
        Assert.Equal(2, regions.ReadRegion(0, 0, 2, 2).Height);
    }

    [Fact]
    public void A_region_after_an_error_fails_the_same_way()
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(Convert.FromBase64String(RowTooLong));
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 9));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 8, 1, 1)));
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadRegion(0, 0, 1, 1));
    }

    [Theory]
    [InlineData(Strictness.Standard)]
    [InlineData(Strictness.Lenient)]
    public void Rows_and_whole_of_a_run_length_bmp_tell_the_same(Strictness strictness)
        => Agree(Convert.FromBase64String(IndexAndRow), new DecodeOptions { Strictness = strictness });

    [Fact]
    public void The_account_of_a_broken_png_does_not_depend_on_the_size_of_pieces()
        => Agree(Convert.FromBase64String(BrokenWithinByte), new DecodeOptions { Strictness = Strictness.Lenient });

    /// <summary>Bad filter types and palette indices, wherever strips begin and end: the first in the data is told.</summary>
    [Fact]
    public void Of_many_flaws_the_first_is_told()
    {
        const int size = 40;
        var random = new Random(11);
        for (int round = 0; round < LongRun.Times(8, 60); round++)
        {
            bool interlaced = round % 2 == 1;
            var picture = new PngOracle.Picture(size, size, 8, 3, interlaced) { Palette = PngWriter.Bytes(random, 12) };
            byte[] raw = new byte[PngOracle.RawLength(picture)];
            for (int i = 0; i < raw.Length; i++)
                raw[i] = (byte)(random.Next(60) == 0 ? random.Next(9) : 0);
            byte[] file = PngWriter.Encode(picture, raw, () => random.Next(1, 60));
            if (round % 3 == 0)
                file[^(20 + random.Next(60))] ^= 0x55;
            Agree(file, new DecodeOptions { Strictness = Strictness.Lenient });
        }
    }

    private static void Agree(byte[] file, DecodeOptions options)
    {
        options = options with { MaxDegreeOfParallelism = 1 };
        Outcome whole = Outcome.Of(() => Outcome.Decoded(ImageDecoder.Decode(file, options)));
        for (int seed = 0; seed < 20; seed++)
        {
            foreach ((string name, var read) in Ways.All)
            {
                string? difference = whole.Compare(Outcome.Of(() => read(file, options, whole, new Random(seed))));
                Assert.True(difference is null, $"{name}: {difference}");
            }
        }
    }

    private static void FailsForGood(byte[] file)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file);
        Assert.True(FailsForGood(reader), "the rows were read");
    }

    /// <summary>Reads all rows at once; if that throws, three times more, one row, and the end: the same exception.</summary>
    private static bool FailsForGood(ImageRowReader reader)
    {
        byte[] pixels = new byte[reader.RowBytes * reader.Height];
        ImageDecodeException error;
        try
        {
            reader.ReadRows(pixels, reader.Height);
            return false;
        }
        catch (ImageDecodeException first)
        {
            error = first;
        }

        int next = reader.NextRow;
        for (int again = 0; again < 3; again++)
        {
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(pixels, reader.Height)));
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(pixels, 1)));
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(pixels, 0)));
            Assert.Same(error, Assert.Throws<ImageDecodeException>(reader.Finish));
        }

        Assert.Equal(next, reader.NextRow);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadRows(pixels, 1));
        return true;
    }
}
