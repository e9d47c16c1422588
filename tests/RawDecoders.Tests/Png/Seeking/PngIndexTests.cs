// Rectangles from an index, one in the making or one that was saved, are parts of the whole decode, at the tightest spacing.
using RawDecoders.Png;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Seeking;

public sealed class PngIndexTests
{
    /// <summary>As many places as there can be, in strips of a few rows.</summary>
    internal static DecodeOptions Tight(DecodeOptions options, Random random)
        => options with { IndexSpacingBytes = 1, WorkUnitBytes = random.Next(1, 300) };

    [Fact]
    [Trait("Length", "Long")]
    public void Rectangles_of_every_file_of_the_corpus_are_parts_of_the_whole()
    {
        int indexed = 0, refused = 0, damaged = 0;
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("corpus", "png"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);
            var random = new Random(Path.GetFileName(path).Length);
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                foreach (DecodeOptions options in Choices(strictness, random))
                {
                    switch (Compare(Path.GetFileName(path), file, options, random))
                    {
                        case null:
                            break;
                        case true:
                            indexed++;
                            damaged += strictness == Strictness.Lenient ? 1 : 0;
                            break;
                        case false:
                            refused++;
                            break;
                    }
                }
            }
        }

        Assert.True(indexed > 100 && refused > 20 && damaged > 20, $"{indexed} indexed, {refused} refused, {damaged} lenient");
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Rectangles_of_random_pictures_of_every_kind_are_parts_of_the_whole()
    {
        var random = new Random(77);
        foreach ((int colorType, int depth) in PngWriter.Kinds)
        {
            for (int round = 0; round < 4; round++)
            {
                (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, interlaced: false, random.Next(1, 400), random.Next(1, 300));
                byte[] file = PngWriter.Encode(picture, raw, () => random.Next(1, 3000));
                PixelFormat[] formats = [.. Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8 || colorType == 3)];
                foreach (PixelFormat? format in (PixelFormat?[])[null, formats[random.Next(formats.Length)], formats[random.Next(formats.Length)]])
                    Assert.True(Compare($"{colorType}, {depth}", file, new DecodeOptions { PixelFormat = format }, random));

                // Anything wrong with it, and saved as far as it can be.
                for (int i = 0; i < 6; i++)
                    file[random.Next(60, file.Length)] ^= (byte)(1 << random.Next(8));
                Compare($"{colorType}, {depth}, damaged", file, new DecodeOptions { Strictness = Strictness.Lenient }, random);
                Compare($"{colorType}, {depth}, cut", file[..random.Next(60, file.Length)], new DecodeOptions { Strictness = Strictness.Lenient }, random);
            }
        }
    }

    [Fact]
    public void Rectangles_before_the_index_is_whole_go_down_and_back()
    {
        var random = new Random(5);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 2, 8, interlaced: false, 100, 500);
        byte[] file = PngWriter.Encode(picture, raw);
        PixelBuffer whole = ImageDecoder.Decode(file);
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, Tight(DecodeOptions.Default, random));
        Assert.True(reader.HasIndex && !reader.IsRandomAccess);
        foreach ((int top, int rows) in ((int, int)[])[(100, 20), (90, 60), (0, 1), (149, 1), (150, 1), (400, 100), (151, 248), (0, 500)])
            Same(whole, reader.ReadRegion(7, top, 50, rows), 7, top);
    }

    [Fact]
    public void A_file_that_is_refused_is_refused_by_its_index_alike()
    {
        var random = new Random(6);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 2, 8, interlaced: false, 60, 100);
        byte[] file = PngWriter.Encode(picture, raw);
        file[file.Length / 2] ^= 0x10;
        ImageDecodeException wanted = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file));
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, Tight(DecodeOptions.Default, random));
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(reader.BuildIndex);
        Assert.Equal((wanted.Rule, wanted.Offset, wanted.Message), (error.Rule, error.Offset, error.Message));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(reader.BuildIndex));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)));
    }

    /// <summary>
    /// Reading from an index takes what the picture needs, and less where there is less: strips grow with the memory, from one row on. A picture of
    /// 48 KB is read from its index within 256 KB, half of which the index may have; one of 2.7 MB within 1 MB.
    /// </summary>
    [Theory]
    [InlineData(40, 400, 256 << 10)]
    [InlineData(300, 3000, 1 << 20)]
    [InlineData(30_000, 30, 2 << 20)]
    public void Tight_memory_still_reads_from_an_index(int width, int height, int most)
    {
        var random = new Random(width);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 2, 8, interlaced: false, width, height);
        byte[] file = PngWriter.Encode(picture, raw);
        PixelBuffer whole = ImageDecoder.Decode(file);
        var options = new DecodeOptions { Limits = new DecodeLimits { MaxBytes = most }, IndexSpacingBytes = 20_000, WorkUnitBytes = 4096 };
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
        using var saved = new MemoryStream();
        reader.BuildIndex().Save(saved);
        saved.Position = 0;
        Same(whole, reader.ReadRegion(0, height - 3, 10, 3), 0, height - 3);
        Same(whole, reader.ReadRegion(5, 0, 10, 3), 5, 0);

        // Strips of the usual size, as nobody asks for smaller ones.
        using ImageRegionReader again = ImageDecoder.OpenRegions(file, options with { WorkUnitBytes = 0, Limits = new DecodeLimits { MaxBytes = 3 * most }, Index = ImageIndex.Load(saved) });
        foreach (int top in (int[])[height - 7, 0, height / 2])
            Same(whole, again.ReadRegion(width - 9, top, 9, 5), width - 9, top);
    }

    /// <summary>What follows the last row is part of it, also when rectangles have come through all rows before.</summary>
    [Fact]
    public void An_index_is_not_built_before_the_end_of_the_file_has_been_read()
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(8), 2, 8, interlaced: false, 10, 10);
        byte[] file = [.. PngWriter.Encode(picture, raw), 0];
        using (ImageRegionReader strict = ImageDecoder.OpenRegions(file, new DecodeOptions { Strictness = Strictness.Strict }))
        {
            strict.ReadRegion(0, 9, 10, 1);
            Assert.Same(PngRules.AfterEnd, Assert.Throws<ImageDecodeException>(strict.BuildIndex).Rule);
        }

        using ImageRegionReader reader = ImageDecoder.OpenRegions(file);
        reader.ReadRegion(0, 9, 10, 1);
        Assert.Equal(Strictness.Standard, reader.BuildIndex().Strictest);
    }

    [Fact]
    public void Files_without_an_index_say_so()
    {
        byte[] png = PngWriter.Small();
        using ImageRegionReader reader = ImageDecoder.OpenRegions(png);
        ImageIndex index = reader.BuildIndex();
        byte[] bmp = TinyBmp.Create(2, 2);
        byte[] interlaced = PngWriter.Encode(new PngOracle.Picture(2, 2, 8, 2, true), new byte[PngOracle.RawLength(new PngOracle.Picture(2, 2, 8, 2, true))]);
        foreach (byte[] file in (byte[][])[bmp, interlaced])
        {
            using ImageRegionReader other = ImageDecoder.OpenRegions(file);
            Assert.False(other.HasIndex);
            Assert.Throws<InvalidOperationException>(other.BuildIndex);
            Assert.Equal(2, other.ReadRegion(0, 0, 2, 2).Width);
            Assert.Same(SharedRules.IndexOtherFile, Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRegions(file, new DecodeOptions { Index = index })).Rule);
            Assert.Same(SharedRules.IndexOtherFile, Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRows(file, new DecodeOptions { Index = index })).Rule);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    [InlineData(40_000)]
    [InlineData(200_000)]
    public void The_bound_is_kept_and_used(int bound)
    {
        var random = new Random(9);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 2, 8, interlaced: false, 300, 2000);
        // Calm at first: the places of the second half are many times larger.
        for (int y = 0; y < 900; y++)
            raw.AsSpan(y * 901 + 1, 900).Clear();
        for (int i = 900 * 901; i < raw.Length; i++)
            raw[i] = i % 901 == 0 ? raw[i] : (byte)random.Next(256);
        byte[] file = PngWriter.Encode(picture, raw);
        PixelBuffer whole = ImageDecoder.Decode(file);
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { MaxIndexBytes = bound, IndexSpacingBytes = 1, WorkUnitBytes = 3000 });
        ImageIndex index = reader.BuildIndex();
        using var saved = new MemoryStream();
        index.Save(saved);
        Assert.InRange(index.SizeBytes, 0, bound + IndexPoint.Overhead);
        Assert.InRange(saved.Length, 0, bound + 200);
        if (bound >= 40_000)
            Assert.InRange(index.SizeBytes, bound / 2, bound + IndexPoint.Overhead);
        for (int i = 0; i < 20; i++)
        {
            (int x, int y) = (random.Next(250), random.Next(1950));
            Same(whole, reader.ReadRegion(x, y, 50, 50), x, y);
        }
    }

    private static IEnumerable<DecodeOptions> Choices(Strictness strictness, Random random)
    {
        var options = new DecodeOptions { Strictness = strictness };
        yield return options;
        PixelFormat[] formats = Enum.GetValues<PixelFormat>();
        yield return options with { PixelFormat = formats[random.Next(formats.Length)] };
        ArrayConvention[] conventions = Enum.GetValues<ArrayConvention>();
        yield return options with { Like = conventions[random.Next(conventions.Length)] };
    }

    /// <summary>Null: there is no index. False: the file is refused, both ways alike.</summary>
    internal static bool? Compare(string name, byte[] file, DecodeOptions options, Random random)
    {
        name = $"{name}, {options.Strictness}, {options.PixelFormat}, {options.Like}";
        PixelBuffer? whole = null;
        ImageDecodeException? wanted = null;
        try
        {
            whole = ImageDecoder.Decode(file, options);
        }
        catch (ImageDecodeException error)
        {
            wanted = error;
        }

        try
        {
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, Tight(options, random));
            if (!reader.HasIndex)
                return null;
            ImageIndex index = reader.BuildIndex();
            Assert.True(whole is not null, $"{name}: {wanted}");
            Rectangles(name, whole, reader, random);
            using var saved = new MemoryStream();
            index.Save(saved);
            saved.Position = 0;
            var loaded = ImageIndex.Load(saved);
            Assert.Equal((index.Format, index.Width, index.Height, index.Count, index.SizeBytes, index.Strictest), (loaded.Format, loaded.Width, loaded.Height, loaded.Count, loaded.SizeBytes, loaded.Strictest));
            using ImageRegionReader again = ImageDecoder.OpenRegions(file, options with { Index = loaded });
            Rectangles($"{name}, loaded", whole, again, random);
            Assert.Same(loaded, again.BuildIndex());
            return true;
        }
        catch (ImageDecodeException error)
        {
            Assert.True(wanted is not null, $"{name}: {error}");
            Assert.Equal((wanted.Rule, wanted.Offset, wanted.Message), (error.Rule, error.Offset, error.Message));
            return false;
        }
    }

    private static void Rectangles(string name, PixelBuffer whole, ImageRegionReader reader, Random random)
    {
        for (int i = 0; i < 6; i++)
        {
            (int x, int y) = (random.Next(whole.Width), random.Next(whole.Height));
            (int width, int height) = (random.Next(1, whole.Width - x + 1), random.Next(1, whole.Height - y + 1));
            Same(whole, reader.ReadRegion(x, y, width, height), x, y, name);
        }
    }

    internal static void Same(PixelBuffer whole, PixelBuffer part, int x, int y, string name = "")
    {
        int pixelBytes = whole.Format.GetBytesPerPixel();
        for (int row = 0; row < part.Height; row++)
        {
            Assert.True(
                part.GetRow(row).SequenceEqual(whole.GetRow(y + row).Slice(x * pixelBytes, part.Width * pixelBytes)),
                $"{name}: row {row} of {part.Width} x {part.Height} at {x}, {y}");
        }
    }
}
