using RawDecoders.Tests.Support;

namespace RawDecoders.Tests;

/// <summary>
/// Several threads change nothing: pixels, results, warnings, damage and errors are those of one. Small units of work make
/// small pictures have many of them.
/// </summary>
public class ThreadedDecodeTests
{
    private static DecodeOptions Options(int threads, Strictness strictness, PixelFormat? format = null, JpegReconstruction reconstruction = default, int unitBytes = 1) => new()
    {
        MaxDegreeOfParallelism = threads,
        Strictness = strictness,
        PixelFormat = format,
        JpegReconstruction = reconstruction,
        ParallelFromPixels = 0,
        WorkUnitBytes = unitBytes,
        Limits = new DecodeLimits { MaxPixels = 1 << 23 },
    };

    private static readonly Strictness[] Strictnesses = [Strictness.Strict, Strictness.Standard, Strictness.Lenient];

    /// <summary>All that a decode says, in words, and its pixels.</summary>
    private static (string Account, byte[] Pixels) Decode(byte[] file, DecodeOptions options)
    {
        try
        {
            PixelBuffer image = ImageDecoder.Decode(file, options);
            DecodeResult result = image.Result!;
            string account = $"{image.Width} x {image.Height} {image.Format}, {result.Info.Texts.Count} texts, {result.Info.Metadata}\n"
                + string.Join('\n', result.Warnings) + "\n"
                + string.Join('\n', result.Damage.Select(d => $"{d.FirstRow}+{d.RowCount}: {Say(d.Reason)}"));
            return (account, image.ToArray());
        }
        catch (ImageDecodeException error)
        {
            return (Say(error.Issue), []);
        }
    }

    private static string Say(Issue error) => $"{error.Kind} at {error.Offset}: {error.Message}";

    private static void AssertSame(byte[] file, string name, Strictness strictness, params int[] threads)
        => AssertSame(file, name, t => Options(t, strictness), threads);

    private static void AssertSame(byte[] file, string name, Func<int, DecodeOptions> options, params int[] threads)
    {
        (string account, byte[] pixels) = Decode(file, options(1));
        foreach (int count in threads)
        {
            (string other, byte[] otherPixels) = Decode(file, options(count));
            Assert.True(account == other, $"{name}, {options(count).Strictness}, {count} threads:\n{other}\ninstead of\n{account}");
            Assert.True(pixels.AsSpan().SequenceEqual(otherPixels), $"{name}, {options(count).Strictness}, {count} threads: other pixels");
        }
    }

    private static IEnumerable<string> CorpusFiles()
        => new[] { "png", "jpeg" }.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf("corpus", f), "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".png" or ".jpg");

    private static IEnumerable<string> SuiteFiles()
        => new[] { "pngsuite", "jpeg" }.SelectMany(f => Suites.Files(f, ".png", ".jpg", ".jpeg")).Select(Suites.PathOf);

    [Fact]
    [Trait("Length", "Long")]
    public void Corpus_files_are_the_same()
    {
        int files = 0;
        Parallel.ForEach(CorpusFiles(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (Strictness strictness in Strictnesses)
                AssertSame(file, path, strictness, 2, 4);
            foreach (int unit in new[] { 3000, 9000, 30_000 })
                AssertSame(file, path, t => Options(t, Strictness.Lenient, unitBytes: unit), 2);
            Interlocked.Increment(ref files);
        });
        Assert.True(files > 300, $"{files} files");
    }

    [Fact]
    public void Suite_files_are_the_same()
    {
        Suites.Require();
        Parallel.ForEach(SuiteFiles(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (Strictness strictness in Strictnesses)
                AssertSame(file, path, strictness, 2, 4);
        });
    }

    /// <summary>
    /// What ends the data is told of the last range, whoever else is under way: a thread that had taken an earlier one was given its decoder.
    /// </summary>
    [Fact]
    public void Last_range_ends_the_scan()
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "metadata", "exif-7-ii.jpg"));
        for (int i = 0; i < 2000; i++)
            AssertSame(file, "exif-7-ii", Strictness.Standard, 4);
    }

    /// <summary>Photographs, with units of the usual size.</summary>
    [Fact]
    [Trait("Length", "Long")]
    public void Photographs_are_the_same()
    {
        Suites.Require();
        foreach (string path in Suites.Files("photos", ".png", ".jpg"))
            AssertSame(Suites.Read(path), path, t => new DecodeOptions { MaxDegreeOfParallelism = t }, 2);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    public void Damaged_files_are_the_same(string format)
    {
        byte[][] seeds = [.. CorpusFiles().Where(f => f.EndsWith(format == "png" ? ".png" : ".jpg")).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).Where(f => f.Length < 20_000)];
        int refused = 0, damaged = 0;
        Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(i);
            byte[] file = [.. seeds[random.Next(seeds.Length)]];
            for (int n = random.Next(1, 3); n > 0; n--)
            {
                // Rather in the pixels' data than in the headers.
                int at = random.Next(file.Length / (1 + n), file.Length);
                file[at] = random.Next(3) == 0 ? (byte)(file[at] ^ 1 << random.Next(8)) : (byte)random.Next(256);
            }

            if (random.Next(4) == 0)
                Array.Resize(ref file, random.Next(file.Length / 2, file.Length));
            var strictness = (Strictness)(i % 3);
            var reconstruction = (JpegReconstruction)(i / 3 % 3);
            PixelFormat? pixels = (i % 5) switch { 0 => PixelFormat.Rgb24, 1 => PixelFormat.Gray8, _ => null };
            int unit = random.Next(2) == 0 ? 1 : random.Next(1, 20_000);
            AssertSame(file, $"mutation {i}", t => Options(t, strictness, pixels, reconstruction, unit), 2 + i % 3);
            (string account, byte[] bytes) = Decode(file, Options(1, strictness, pixels, reconstruction, unit));
            if (bytes.Length == 0)
                Interlocked.Increment(ref refused);
            else if (account.Split('\n').Length > 3)
                Interlocked.Increment(ref damaged);
        });
        Assert.True(refused > 300, $"{refused} refused");
        Assert.True(damaged > 100, $"{damaged} with damage");
    }

    /// <summary>What the other tests compare is not the decode on one thread with itself.</summary>
    [Theory]
    [InlineData("plain", "png/idat/split-1.png")]
    [InlineData("interlaced", "png/idat/split-1-adam7.png")]
    [InlineData("one scan", "jpeg/restart/65535-sof0-420.jpg")]
    [InlineData("intervals of a row", "jpeg/restart/1-sof0.jpg")]
    [InlineData("intervals within a row", "jpeg/restart/1-sof0-420.jpg")]
    [InlineData("intervals over rows", "jpeg/restart/7-sof0-420.jpg")]
    [InlineData("components apart", "jpeg/restart/apart.jpg")]
    [InlineData("progressive", "jpeg/progressive/default-420.jpg")]
    public unsafe void Valid_files_are_decoded_by_several(string what, string name)
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf(["corpus", .. name.Split('/')]));
        fixed (byte* start = file)
        {
            using FormatDecoder decoder = ImageFormats.Open(new ByteSource(start, file.Length), Options(2, Strictness.Strict));
            int stride = decoder.Info.Width * 8;
            decoder.DecodeAll(new byte[stride * decoder.Info.Height], stride);
            Assert.True(decoder is RawDecoders.Png.PngDecoder { IsOverlapped: true } or RawDecoders.Jpeg.JpegDecoder { IsOverlapped: true }, what);
        }
    }

    /// <summary>More decodes than there are threads in the pool: none waits for one that it does not get.</summary>
    [Fact]
    public async Task Many_decodes_at_once_end()
    {
        byte[][] files = [.. new[] { "restart/7-sof0-420.jpg", "progressive/default-420.jpg" }.Select(f => File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", f)))];
        byte[][] expected = [.. files.Select(f => Decode(f, Options(1, Strictness.Standard)).Pixels)];
        int wrong = 0;
        var tasks = new Task[200];
        for (int t = 0; t < tasks.Length; t++)
        {
            int which = t % files.Length;
            tasks[t] = Task.Run(
                () =>
                {
                    for (int i = 0; i < 5; i++)
                    {
                        if (!Decode(files[which], Options(4, Strictness.Standard)).Pixels.AsSpan().SequenceEqual(expected[which]))
                            Interlocked.Increment(ref wrong);
                    }
                },
                TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(0, wrong);
    }

    /// <summary>A limit that one thread's memory just fits must not refuse the picture to several.</summary>
    [Theory]
    [InlineData("png/idat/split-2.png")]
    [InlineData("jpeg/restart/7-sof0-420.jpg")]
    [InlineData("jpeg/progressive/default-420.jpg")]
    public void Memory_limits_refuse_the_same(string name)
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf(["corpus", .. name.Split('/')]));
        bool some = false, all = false;
        for (long bytes = 1 << 10; bytes < 4 << 20; bytes += bytes / 7)
        {
            DecodeOptions Limited(int threads) => Options(threads, Strictness.Standard) with { Limits = new DecodeLimits { MaxBytes = bytes } };
            AssertSame(file, $"{name}, {bytes} bytes", Limited, 2, 4);
            bool decoded = Decode(file, Limited(2)).Pixels.Length > 0;
            some |= !decoded;
            all = decoded;
        }

        Assert.True(some && all);
    }

    [Fact]
    public void The_number_of_threads_is_at_least_one()
    {
        Assert.Equal(1, DecodeOptions.Default.MaxDegreeOfParallelism);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeOptions { MaxDegreeOfParallelism = 0 });
    }
}
