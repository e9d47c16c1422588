using System.IO.Compression;
using RawDecoders.Png;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png.Coding;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>
/// A second thread that inflates ahead changes nothing but the time. Pictures of many blocks are compared with the slow oracle's pixels, damaged
/// ones with what one thread says of them.
/// </summary>
public sealed class PngAheadTests
{
    private static DecodeOptions Options(int threads, Strictness strictness = Strictness.Standard) => new()
    {
        MaxDegreeOfParallelism = threads, Strictness = strictness, Inflater = Inflater.Managed, ParallelFromPixels = 0, AheadFromBytes = 0,
    };

    /// <summary>A picture of many blocks, in chunks of all sizes.</summary>
    private static (byte[] File, PngOracle.Picture Picture, byte[] Raw) MakeFile(int seed)
    {
        var random = new Random(seed);
        (int colorType, int depth) = PngWriter.Kinds[seed % PngWriter.Kinds.Length];
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, seed % 5 == 4, 200 + random.Next(300), 150 + random.Next(400));
        byte[] zlib = InflateAheadTests.CompressInBlocks(raw, seed % 3 == 0 ? CompressionLevel.Fastest : CompressionLevel.Optimal, random.Next(3000, 40_000));
        int most = seed % 4 == 0 ? int.MaxValue : random.Next(100, 20_000);
        return (PngWriter.Wrap(picture, zlib, () => random.Next(10) == 0 ? random.Next(3) : random.Next(most)), picture, raw);
    }

    /// <summary>All that a decode says, in words, its pixels, and how much of it was inflated ahead.</summary>
    private static unsafe (string Account, byte[] Pixels, long Ahead) Decode(byte[] file, DecodeOptions options)
    {
        fixed (byte* start = file)
        {
            try
            {
                using FormatDecoder decoder = ImageFormats.Open(new ByteSource(start, file.Length), options);
                int stride = decoder.Info.Width * decoder.OutputFormat.GetBytesPerPixel();
                byte[] pixels = new byte[stride * decoder.Info.Height];
                decoder.DecodeAll(pixels, stride);
                DecodeResult result = decoder.Finish();
                string account = string.Join('\n', result.Warnings) + "\n"
                    + string.Join('\n', result.Damage.Select(d => $"{d.FirstRow}+{d.RowCount}: {d.Reason}"));
                return (account, pixels, ((PngDecoder)decoder).Data.TakenAhead);
            }
            catch (ImageDecodeException error)
            {
                return ($"{error.Issue.Kind} at {error.Issue.Offset}: {error.Issue.Message}", [], 0);
            }
        }
    }

    [Fact]
    public void Pixels_are_the_oracles()
    {
        long ahead = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            (byte[] file, PngOracle.Picture picture, byte[] raw) = MakeFile(seed);
            byte[] expected = PngOracle.Natural(picture, raw).Pixels;
            // Whether the other thread comes in time is not for this one to say.
            for (int i = 0; i < 4; i++)
            {
                (_, byte[] pixels, long taken) = Decode(file, Options(2, i % 2 == 0 ? Strictness.Strict : Strictness.Standard));
                Assert.True(expected.AsSpan().SequenceEqual(pixels), $"picture {seed}");
                ahead += taken;
            }
        }

        Assert.True(ahead > 0, "nothing was inflated ahead");
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Damaged_files_are_those_of_one_thread()
    {
        int refused = 0, told = 0;
        byte[][] files = [.. Enumerable.Range(0, 90).Select(seed => MakeFile(seed).File)];
        Parallel.For(0, 1500, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var random = new Random(seed);
            byte[] file = [.. files[seed % files.Length]];
            for (int n = random.Next(1, 3); n > 0; n--)
                file[random.Next(100, file.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(6) == 0)
                Array.Resize(ref file, random.Next(file.Length / 3, file.Length));
            var strictness = (Strictness)(seed % 3);
            (string expected, byte[] expectedPixels, _) = Decode(file, Options(1, strictness));
            (string account, byte[] pixels, _) = Decode(file, Options(2, strictness));
            Assert.Equal(expected, account);
            Assert.True(expectedPixels.AsSpan().SequenceEqual(pixels), $"file {seed}");
            Interlocked.Add(ref refused, pixels.Length == 0 ? 1 : 0);
            Interlocked.Add(ref told, pixels.Length > 0 && account.Length > 1 ? 1 : 0);
        });
        Assert.True(refused > 200, $"{refused} refused");
        Assert.True(told > 100, $"{told} with warnings");
    }

    /// <summary>Where a picture ends before its data does, before, within or behind what was inflated ahead.</summary>
    [Fact]
    public void More_data_than_pixels_is_told_as_ever()
    {
        byte[] raw = Inflating.SomeData(400 * 601, 20, 3);
        for (int i = 0; i < raw.Length; i += 601)
            raw[i] = 1;
        byte[] zlib = InflateAheadTests.CompressInBlocks(raw, CompressionLevel.Optimal, 9000);
        for (int height = 60; height <= 400; height += 20)
        {
            byte[] file = PngWriter.Wrap(new PngOracle.Picture(200, height, 8, 2, false), zlib);
            (string expected, byte[] expectedPixels, _) = Decode(file, Options(1));
            for (int i = 0; i < 3; i++)
            {
                (string account, byte[] pixels, _) = Decode(file, Options(2));
                Assert.Equal(expected, account);
                Assert.True(expectedPixels.AsSpan().SequenceEqual(pixels), $"{height} rows");
            }
        }
    }

    /// <summary>Photographs, with everything as it is usually.</summary>
    [Fact]
    [Trait("Length", "Long")]
    public void Photographs_are_the_same_and_made_ahead()
    {
        Suites.Require();
        foreach (string path in Suites.Files("photos", ".png"))
        {
            byte[] file = Suites.Read(path);
            var one = new DecodeOptions { MaxDegreeOfParallelism = 1, Inflater = Inflater.Managed };
            (string expected, byte[] expectedPixels, _) = Decode(file, one);
            long ahead = 0;
            for (int i = 0; i < 20; i++)
            {
                (string account, byte[] pixels, long taken) = Decode(file, one with { MaxDegreeOfParallelism = 2 });
                Assert.Equal(expected, account);
                Assert.True(expectedPixels.AsSpan().SequenceEqual(pixels), path);
                ahead += taken;
            }

            // The two others are too small, or nearly all long matches.
            if (path.Contains("kodim") || path.Contains("Fantasy") || path.Contains("zune"))
                Assert.True(ahead > 0, $"{path}: nothing was inflated ahead");
        }
    }

    /// <summary>More decodes than the pool has threads: none waits for one that it does not get.</summary>
    [Fact]
    public async Task Many_decodes_at_once_end()
    {
        (byte[] file, PngOracle.Picture picture, byte[] raw) = MakeFile(4);
        byte[] expected = PngOracle.Natural(picture, raw).Pixels;
        int wrong = 0;
        Task[] tasks = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                if (!Decode(file, Options(2)).Pixels.AsSpan().SequenceEqual(expected))
                    Interlocked.Increment(ref wrong);
            }
        }))];
        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(0, wrong);
    }
}
