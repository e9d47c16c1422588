// Rectangles of JPEG from an index, one in the making or one that was saved, are parts of the whole decode.
using RawDecoders.Jpeg;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png.Seeking;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Seeking;

public sealed class JpegIndexTests
{
    private static IEnumerable<string> Corpus => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [Fact]
    [Trait("Length", "Long")]
    public void Rectangles_of_every_file_of_the_corpus_are_parts_of_the_whole()
    {
        int indexed = 0, refused = 0, lenient = 0, without = 0;
        foreach (string path in Corpus)
        {
            byte[] file = File.ReadAllBytes(path);
            var random = new Random(Path.GetFileName(path).Length);
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                foreach (DecodeOptions options in Choices(strictness, random))
                {
                    switch (PngIndexTests.Compare(Path.GetFileName(path), file, options, random))
                    {
                        case null:
                            without++;
                            break;
                        case true:
                            indexed++;
                            lenient += strictness == Strictness.Lenient ? 1 : 0;
                            break;
                        case false:
                            refused++;
                            break;
                    }
                }
            }
        }

        Assert.True(indexed > 1000 && refused > 20 && lenient > 400 && without > 500, $"{indexed} indexed, {refused} refused, {lenient} lenient, {without} without");
    }

    /// <summary>Whatever can be asked of pixels.</summary>
    private static IEnumerable<DecodeOptions> Choices(Strictness strictness, Random random)
    {
        var options = new DecodeOptions { Strictness = strictness, MaxIndexBytes = random.Next(4) == 0 ? random.Next(3000) : 16 << 20 };
        yield return options;
        PixelFormat[] formats = [.. Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8)];
        JpegReconstruction[] reconstructions = Enum.GetValues<JpegReconstruction>();
        yield return options with { PixelFormat = formats[random.Next(formats.Length)], JpegReconstruction = reconstructions[random.Next(reconstructions.Length)] };
        yield return options with { JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated, ApplyOrientation = true };
        yield return options with { Scale = new ImageScale(random.Next(1, 9), 8) };
        ArrayConvention[] conventions = Enum.GetValues<ArrayConvention>();
        yield return options with { Like = conventions[random.Next(conventions.Length)] };
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Rectangles_of_photos_and_suites_are_parts_of_the_whole()
    {
        Suites.Require();
        int indexed = 0;
        foreach (string path in Suites.Files("photos", ".jpg", ".jpeg").Concat(Suites.Files("jpeg", ".jpg", ".jpeg")))
        {
            byte[] file = File.ReadAllBytes(Suites.PathOf(path));
            var random = new Random(path.Length);
            PixelBuffer whole;
            var options = new DecodeOptions { Strictness = path.Contains("crashtest", StringComparison.Ordinal) ? Strictness.Lenient : Strictness.Standard, Scale = new ImageScale(random.Next(3) == 0 ? random.Next(1, 8) : 8, 8) };
            try
            {
                whole = ImageDecoder.Decode(file, options);
            }
            catch (ImageDecodeException)
            {
                continue;
            }

            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
            if (reader.HasIndex)
            {
                using ImageRegionReader again = ImageDecoder.OpenRegions(file, options with { Index = Saved(reader.BuildIndex()) });
                Rectangles(path, whole, again, random);
                indexed++;
            }

            Rectangles(path, whole, reader, random);
        }

        Assert.True(indexed > 20, $"{indexed} files with an index");
    }

    [Fact]
    public void Rectangles_of_random_pictures_of_every_sampling_are_parts_of_the_whole()
    {
        var random = new Random(77);
        foreach ((int H, int V)[] sampling in EntropyDecodingTests.Samplings)
        {
            for (int round = 0; round < LongRun.Times(2, 6); round++)
            {
                int interval = random.Next(3) == 0 ? random.Next(1, 40) : 0;
                byte[] file = Make(random, random.Next(1, 500), random.Next(1, 200), sampling, interval);
                var options = new DecodeOptions { MaxIndexBytes = round == 0 ? random.Next(4000) : 1 << 20, JpegReconstruction = (JpegReconstruction)random.Next(3) };
                string name = $"{string.Join(' ', sampling)}, interval {interval}, {options.JpegReconstruction}";
                Assert.True(PngIndexTests.Compare(name, file, options, random) == true, name);
                options = options with { JpegReconstruction = (JpegReconstruction)(round % 2), Scale = new ImageScale(random.Next(1, 8), 8) };
                if (options.JpegReconstruction != JpegReconstruction.ImageSharp)
                    Assert.True(PngIndexTests.Compare($"{name}, {options.Scale}", file, options, random) == true, name);
            }
        }
    }

    /// <summary>Of the file, not of a way to decode it: scales and reconstructions, formats and strictness are those of the reader.</summary>
    [Theory]
    [InlineData("photos/balls-422-restart.jpg")]
    [InlineData("photos/landscape-420.jpg")]
    [InlineData("12-bit/420-sof1.jpg")]
    public void An_index_serves_every_way_to_decode(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine([Repository.PathOf("corpus", "jpeg"), .. name.Split('/')]));
        ImageIndex index = Saved(IndexOf(file, DecodeOptions.Default));
        var random = new Random(12);
        foreach (DecodeOptions options in (DecodeOptions[])
            [
                new() { Scale = new ImageScale(3, 8) }, new() { Scale = ImageScale.Half, PixelFormat = PixelFormat.Bgra32 }, new() { Scale = ImageScale.Eighth },
                new() { TargetSize = new ImageSize(40, 40), JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated }, new() { PixelFormat = PixelFormat.Gray8 },
                new() { JpegReconstruction = JpegReconstruction.ImageSharp, Strictness = Strictness.Strict }, new() { Like = ArrayConvention.OpenCv }, new() { Strictness = Strictness.Lenient },
            ])
        {
            DecodeOptions sized = name.StartsWith("12", StringComparison.Ordinal) && options.Scale == new ImageScale(3, 8) ? options with { Scale = ImageScale.Quarter } : options;
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, sized with { Index = index });
            Assert.True(reader.HasIndex);
            Rectangles($"{name}, {sized}", ImageDecoder.Decode(file, sized), reader, random);
        }
    }

    /// <summary>Bits that are flipped, data that break off, restart markers that are gone, doubled or renumbered.</summary>
    [Fact]
    [Trait("Length", "Long")]
    public void Rectangles_of_damaged_files_are_parts_of_what_a_lenient_decode_saves()
    {
        int indexed = 0, damaged = 0;
        foreach (string folder in (string[])["restart", "sampling", "sizes", "12-bit", "photos"])
        {
            foreach (string path in Corpus.Where(p => p.Contains($"/{folder}/", StringComparison.Ordinal)))
            {
                byte[] sound = File.ReadAllBytes(path);
                var random = new Random(path.Length);
                for (int round = 0; round < 6; round++)
                {
                    byte[] file = Damage(sound, random);
                    var options = new DecodeOptions { Strictness = Strictness.Lenient, Scale = new ImageScale(round == 0 ? random.Next(1, 9) : 8, 8) };
                    if (PngIndexTests.Compare($"{Path.GetFileName(path)}, round {round}", file, options, random) != true)
                        continue;
                    indexed++;
                    damaged += ImageDecoder.Decode(file, options).Result!.Damage.Count > 0 ? 1 : 0;
                }
            }
        }

        Assert.True(indexed > 200 && damaged > 100, $"{indexed} indexed, {damaged} with damage");
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        int start = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 12;
        if (start >= file.Length - 4)
            return file;
        int[] restarts = [.. Enumerable.Range(start, file.Length - 2 - start).Where(i => file[i] == 0xFF && file[i + 1] is >= 0xD0 and <= 0xD7)];
        int at = restarts.Length == 0 ? 0 : restarts[random.Next(restarts.Length)];
        switch (random.Next(restarts.Length == 0 ? 2 : 5))
        {
            case 0:
                file = [.. file];
                for (int i = random.Next(1, 4); i > 0; i--)
                    file[random.Next(start, file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                return file[..random.Next(start, file.Length)];
            case 2:
                return [.. file[..at], .. file[(at + 2)..]];
            case 3:
                return [.. file[..at], .. file[(at - random.Next(at - start))..]];
            default:
                file = [.. file];
                file[at + 1] = (byte)(0xD0 + random.Next(8));
                return file;
        }
    }

    /// <summary>The whole picture as libjpeg-turbo's own program decodes it.</summary>
    [Fact]
    public void Rectangles_are_parts_of_what_djpeg_decodes()
    {
        JpegTesting.RequirePrograms();
        int compared = 0;
        foreach (string path in LongRun.Sample(Corpus.Where(p => p.Contains("/restart/", StringComparison.Ordinal) || p.Contains("/sampling/", StringComparison.Ordinal)), 30))
        {
            byte[] file = File.ReadAllBytes(path);
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { IndexSpacingBytes = 1 });
            (byte[] output, bool succeeded) = JpegTesting.Run("djpeg", "-pnm", file);
            if (!reader.HasIndex || !succeeded)
                continue;
            (int width, int height, PixelFormat format, byte[] pixels) = JpegTesting.ReadPnm(output);
            if (format != reader.PixelFormat)
                continue;
            using ImageRegionReader again = ImageDecoder.OpenRegions(file, new DecodeOptions { Index = Saved(reader.BuildIndex()) });
            Rectangles(path, new PixelBuffer(pixels, width, height, format), again, new Random(width));
            compared++;
        }

        Assert.True(compared > 10, $"{compared} files");
    }

    /// <summary>Rows at the bottom of a tall picture cost a place above them: what lies between is not touched, so it may as well be gone.</summary>
    [Fact]
    public void A_rectangle_reads_no_more_of_the_data_than_its_own_rows()
    {
        byte[] file = Photo(out PixelBuffer whole);
        ImageIndex index = IndexOf(file, DecodeOptions.Default);
        int at = whole.Height / 2 / 16 * 16 + 16;
        int data = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 14;
        long first = index.Points[IndexPoint.Find(index.Points, at - 17)].Offset, last = index.Points[IndexPoint.Find(index.Points, at + 48)].Offset + 2;
        byte[] changed = [.. file];
        changed.AsSpan(data, (int)first - data).Fill(0x55);
        changed.AsSpan((int)last, Math.Max(0, changed.Length - IndexSeal.TailBytes - (int)last)).Fill(0x55);
        using ImageRegionReader reader = ImageDecoder.OpenRegions(changed, new DecodeOptions { Index = index });
        PngIndexTests.Same(whole, reader.ReadRegion(3, at, whole.Width - 5, 30), 3, at);
        Assert.Same(SharedRules.IndexOtherFile, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)).Rule);
    }

    [Fact]
    public void Files_without_an_index_say_why()
    {
        byte[] sequential = File.ReadAllBytes(Corpus.First(p => p.Contains("/sampling/", StringComparison.Ordinal)));
        ImageIndex index = IndexOf(sequential, DecodeOptions.Default);
        foreach ((string folder, string name, string word) in ((string, string, string)[])
            [("progressive", "", "progressive"), ("lossless", "", "lossless"), ("arithmetic", "420-sof9", "arithmetic"), ("12-bit", "420-sof2", "progressive"), ("scans", "three", "several scans")])
        {
            string path = Corpus.First(p => p.Contains($"/{folder}/{name}", StringComparison.Ordinal));
            byte[] file = File.ReadAllBytes(path);
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file);
            Assert.False(reader.HasIndex, path);
            Assert.Contains(word, reader.NoIndexReason, StringComparison.Ordinal);
            Assert.Contains(word, Assert.Throws<InvalidOperationException>(reader.BuildIndex).Message, StringComparison.Ordinal);
            Rectangles(path, ImageDecoder.Decode(file), reader, new Random(1));
            using ImageRowReader rows = ImageDecoder.OpenRows(file, new DecodeOptions { IndexRows = true });
            Assert.False(rows.CanSeek);
            Assert.Contains(word, Assert.Throws<InvalidOperationException>(() => rows.SeekRow(0)).Message, StringComparison.Ordinal);
            ImageDecodeException refused = Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRegions(file, new DecodeOptions { Index = index }));
            Assert.Same(SharedRules.IndexOtherFile, refused.Rule);
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>With an index a rectangle is turned upright, not the picture; a picture without one is held, turned.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rectangles_are_turned_every_way(bool isProgressive)
    {
        byte[] picture = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "photos", isProgressive ? "landscape-progressive.jpg" : "landscape-420.jpg"));
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            byte[] exif = [(byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
            byte[] file = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. picture[2..]];
            foreach (DecodeOptions options in (DecodeOptions[])[new() { ApplyOrientation = true }, new() { ApplyOrientation = true, Scale = ImageScale.Half }, new() { Like = ArrayConvention.OpenCv }])
            {
                PixelBuffer whole = ImageDecoder.Decode(file, options);
                using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
                Assert.Equal(!isProgressive, reader.HasIndex);
                Assert.Equal((whole.Width, whole.Height), (reader.Width, reader.Height));
                Rectangles($"orientation {orientation}", whole, reader, new Random(orientation));
                if (isProgressive)
                    continue;
                using ImageRegionReader again = ImageDecoder.OpenRegions(file, options with { Index = Saved(reader.BuildIndex()) });
                Rectangles($"orientation {orientation}, loaded", whole, again, new Random(orientation));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(3000)]
    [InlineData(20_000)]
    public void The_bound_is_kept_and_used(int bound)
    {
        byte[] file = Photo(out PixelBuffer whole);
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { MaxIndexBytes = bound });
        ImageIndex index = reader.BuildIndex();
        long free = IndexOf(file, DecodeOptions.Default).SizeBytes;
        Assert.InRange(index.SizeBytes, Math.Min(bound, free) / 3, bound + IndexPoint.Overhead + 16);
        using ImageRegionReader again = ImageDecoder.OpenRegions(file, new DecodeOptions { Index = Saved(index) });
        Rectangles($"{index.Count} places", whole, reader, new Random(bound));
        Rectangles($"{index.Count} places, loaded", whole, again, new Random(bound + 1));
    }

    /// <summary>Where a decode has just enough memory, rectangles begin at the top again, as they do without an index.</summary>
    [Fact]
    public void Without_memory_for_an_index_rectangles_are_read_all_the_same()
    {
        byte[] file = Photo(out PixelBuffer whole);
        int refused = 0, without = 0, with = 0;
        for (long most = 1 << 14; most < 1 << 22; most += most / 4)
        {
            var options = new DecodeOptions { Limits = new DecodeLimits { MaxBytes = most } };
            ImageRegionReader reader;
            try
            {
                reader = ImageDecoder.OpenRegions(file, options);
            }
            catch (ImageDecodeException error)
            {
                Assert.Same(SharedRules.MaxBytes, error.Rule);
                refused++;
                continue;
            }

            using (reader)
            {
                _ = reader.HasIndex ? with++ : without++;
                Assert.Equal(!reader.HasIndex, reader.NoIndexReason?.Contains("memory", StringComparison.Ordinal) ?? false);
                PngIndexTests.Same(whole, reader.ReadRegion(5, 200, 40, 40), 5, 200);
                PngIndexTests.Same(whole, reader.ReadRegion(100, 17, 30, 60), 100, 17);
            }
        }

        Assert.True(refused > 0 && without > 0 && with > 0, $"{refused} refused, {without} without an index, {with} with one");
    }

    /// <summary>A picture of 4:2:0 with many MCUs in a row: more than one point in each.</summary>
    internal static byte[] Photo(out PixelBuffer whole)
    {
        byte[] file = Make(new Random(31), 1000, 700, [(2, 2), (1, 1), (1, 1)], restartInterval: 0);
        whole = ImageDecoder.Decode(file);
        return file;
    }

    internal static byte[] Make(Random random, int width, int height, (int H, int V)[] sampling, int restartInterval)
    {
        var file = new JpegTestFile(width, height, sampling, progressive: false);
        file.Fill(random, largestAc: 1 << random.Next(1, 9), largestDc: 1 << random.Next(1, 10), random.NextDouble() / 2, paddingDc: true, paddingAc: true);
        file.Begin();
        file.WriteScan(new TestScan([.. Enumerable.Range(0, sampling.Length)]), restartInterval, steepness: random.Next(1, 9));
        file.End();
        return file.Bytes;
    }

    internal static ImageIndex IndexOf(byte[] file, DecodeOptions options)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
        return reader.BuildIndex();
    }

    internal static ImageIndex Saved(ImageIndex index)
    {
        using var saved = new MemoryStream();
        index.Save(saved);
        saved.Position = 0;
        return ImageIndex.Load(saved);
    }

    private static void Rectangles(string name, PixelBuffer whole, ImageRegionReader reader, Random random)
    {
        for (int i = 0; i < 12; i++)
        {
            (int x, int y) = (random.Next(whole.Width), random.Next(whole.Height));
            bool isSmall = i % 2 == 0;
            int width = random.Next(1, (isSmall ? Math.Min(64, whole.Width - x) : whole.Width - x) + 1);
            int height = random.Next(1, (isSmall ? Math.Min(64, whole.Height - y) : whole.Height - y) + 1);
            PngIndexTests.Same(whole, reader.ReadRegion(x, y, width, height), x, y, name);
        }
    }
}
