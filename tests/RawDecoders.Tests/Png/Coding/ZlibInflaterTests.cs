using System.Buffers.Binary;
using System.IO.Compression;
using RawDecoders.CorpusGenerator;
using RawDecoders.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>Whole datastreams: the bytes of the platform's inflater, in whatever pieces they come and go.</summary>
[Trait("Category", "Kernels")]
public sealed class ZlibInflaterTests
{
    private static void AssertInflates(byte[] data, byte[] zlib, string name)
    {
        foreach (bool isExact in (bool[])[false, true])
        {
            Inflated inflated = Inflating.Whole(zlib, data.Length, isExact);
            Assert.True(inflated.Status == InflateStatus.Complete, $"{name}: {inflated.Status}, {inflated.Error}");
            Assert.True(data.AsSpan().SequenceEqual(inflated.Bytes), $"{name}: other bytes");
            Assert.Equal(zlib.Length, inflated.Used);
        }
    }

    /// <summary>The zlib datastream of a PNG's image data.</summary>
    internal static byte[] JoinIdat(ReadOnlySpan<byte> file)
    {
        var joined = new MemoryStream();
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file[at..]), (uint)(file.Length - at - 12));
            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
                joined.Write(file.Slice(at + 8, length));
            at += length + 12;
        }

        return joined.ToArray();
    }

    [Fact]
    public void Inflates_what_the_platform_deflates()
    {
        foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
        {
            foreach (int length in (int[])[1, 2, 100, 5000, 70_000, 400_000])
            {
                foreach (int alphabet in (int[])[1, 3, 20, 256])
                {
                    byte[] data = Inflating.SomeData(length, alphabet, length + alphabet);
                    AssertInflates(data, Inflating.Compress(data, level), $"{length} bytes of {alphabet}, {level}");
                }
            }
        }
    }

    /// <summary>Blocks of few tokens and of all types in turn, small windows, no matches.</summary>
    [Fact]
    public void Inflates_odd_block_structures()
    {
        foreach (DeflateBlocks blocks in Enum.GetValues<DeflateBlocks>())
        {
            foreach (int tokens in (int[])[1, 7, 1000, 32768])
            {
                foreach (bool matches in (bool[])[true, false])
                {
                    byte[] data = Inflating.SomeData(tokens == 1 ? 300 : 20_000, 40, tokens);
                    byte[] zlib = ZlibWriter.Compress(data, new DeflateSettings(blocks, WindowBits: matches ? 9 : 15, matches, tokens));
                    AssertInflates(data, zlib, $"{blocks}, {tokens} tokens a block, matches {matches}");
                }
            }
        }
    }

    [Fact]
    public void Image_data_of_files_is_as_the_platform_inflates_it()
    {
        int whole = 0;
        Parallel.ForEach(Files(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            byte[] zlib = JoinIdat(File.ReadAllBytes(path));
            using var stream = new ZLibStream(new MemoryStream(zlib), CompressionMode.Decompress);
            var expected = new MemoryStream();
            try
            {
                stream.CopyTo(expected);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                return;
            }

            Inflated inflated = Inflating.Whole(zlib, (int)expected.Length + 1);
            Assert.True(expected.ToArray().AsSpan().SequenceEqual(inflated.Bytes), path);
            if (inflated.Status != InflateStatus.Complete)
            {
                Assert.True(inflated.Error.IsTruncation, $"{path}: {inflated.Error}");
                return;
            }

            Interlocked.Increment(ref whole);
        });
        Assert.True(whole > 200, $"{whole} files");
    }

    internal static IEnumerable<string> Files()
        => Directory.EnumerateFiles(Repository.PathOf("corpus", "png"), "*.png", SearchOption.AllDirectories)
            .Concat(Suites.Available ? Suites.Files("pngsuite", ".png").Concat(Suites.Files("photos", ".png")).Select(Suites.PathOf) : [])
            .Order(StringComparer.Ordinal);

    /// <summary>Every cut of the input in two, and pieces of one byte.</summary>
    [Fact]
    public void Input_may_be_cut_anywhere()
    {
        byte[] data = Inflating.SomeData(3000, 30, 3);
        foreach (DeflateBlocks blocks in Enum.GetValues<DeflateBlocks>())
        {
            byte[] zlib = ZlibWriter.Compress(data, new DeflateSettings(blocks, BlockTokens: 300));
            for (int cut = 0; cut <= zlib.Length; cut++)
            {
                int pieces = 0;
                Inflated inflated = Inflating.InPieces(zlib, () => pieces++ == 0 ? cut : zlib.Length - cut, () => 5000, ZlibInflater.Margin);
                Assert.Equal(InflateStatus.Complete, inflated.Status);
                Assert.Equal(data, inflated.Bytes);
            }

            Assert.Equal(data, Inflating.InPieces(zlib, () => 1, () => 5000, saves: true).Bytes);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(17, 0)]
    [InlineData(257, 3)]
    [InlineData(1000, 400)]
    [InlineData(65536, 0)]
    [InlineData(65536, 400)]
    public void Strips_may_have_any_size(int strip, int margin)
    {
        byte[] data = Inflating.SomeData(150_000, 30, 3);
        byte[] zlib = Inflating.Compress(data, CompressionLevel.Optimal);
        foreach (int piece in (int[])[1, 1000, int.MaxValue])
        {
            Inflated inflated = Inflating.InPieces(zlib, () => piece, () => strip, margin, saves: strip > 100);
            Assert.Equal(InflateStatus.Complete, inflated.Status);
            Assert.True(data.AsSpan().SequenceEqual(inflated.Bytes), $"strips of {strip}, pieces of {piece}");
        }
    }

    [Fact]
    public void Pieces_and_strips_at_random_with_a_saved_state_between()
    {
        for (int seed = 0; seed < LongRun.Times(80, 300); seed++)
        {
            var random = new Random(seed);
            byte[] data = Inflating.SomeData(random.Next(60_000), random.Next(1, 257), seed);
            byte[] zlib = random.Next(2) == 0
                ? Inflating.Compress(data, (CompressionLevel)random.Next(4))
                : ZlibWriter.Compress(data, new DeflateSettings(DeflateBlocks.Mixed, BlockTokens: random.Next(20, 3000)));
            int largest = random.Next(2, 20_000);
            Inflated inflated = Inflating.InPieces(zlib, () => random.Next(largest), () => random.Next(largest), random.Next(2) * random.Next(500), saves: seed % 2 == 0);
            Assert.Equal(InflateStatus.Complete, inflated.Status);
            Assert.True(data.AsSpan().SequenceEqual(inflated.Bytes), $"seed {seed}");
        }
    }

    /// <summary>Random access: states saved on the way, with their windows, are gone back to in any order.</summary>
    [Fact]
    public void Goes_on_from_any_saved_state()
    {
        byte[] data = Inflating.SomeData(500_000, 60, 9);
        byte[] zlib = Inflating.Compress(data, CompressionLevel.Optimal);
        var inflater = new ZlibInflater();
        byte[] buffer = new byte[data.Length + ZlibInflater.Margin];
        var states = new List<InflateState>();
        ReadOnlySpan<byte> input = zlib;
        int at = 0;
        for (int target = 10_000; target < data.Length; target += 10_000)
        {
            Assert.Equal(InflateStatus.NeedsRoom, inflater.Inflate(ref input, buffer, ref at, target));
            states.Add(inflater.Save());
        }

        var random = new Random(1);
        byte[] part = new byte[ZlibInflater.WindowSize + 20_000];
        for (int round = 0; round < 200; round++)
        {
            InflateState state = states[random.Next(states.Count)];
            int from = (int)state.OutputLength, window = Math.Min(from, ZlibInflater.WindowSize), count = Math.Min(20_000, data.Length - from);
            data.AsSpan(from - window, window).CopyTo(part);
            inflater.Restore(in state);
            input = zlib.AsSpan((int)state.InputOffset);
            at = window;
            inflater.Inflate(ref input, part.AsSpan(0, window + count), ref at, window + count);
            Assert.True(data.AsSpan(from, count).SequenceEqual(part.AsSpan(window, at - window)));
        }
    }

    /// <summary>Bytes behind the check value are left over, and counted as not used.</summary>
    [Fact]
    public void Bytes_after_the_end_are_not_used()
    {
        byte[] data = Inflating.SomeData(10_000, 30, 3);
        byte[] zlib = Inflating.Compress(data, CompressionLevel.Optimal);
        Inflated inflated = Inflating.Whole([.. zlib, .. new byte[50]], data.Length);
        Assert.Equal((InflateStatus.Complete, zlib.Length), (inflated.Status, (int)inflated.Used));
    }

    [Fact]
    public void An_exact_target_finds_the_end_and_one_too_small_does_not()
    {
        byte[] data = Inflating.SomeData(10_000, 30, 3);
        byte[] zlib = Inflating.Compress(data, CompressionLevel.Optimal);
        Assert.Equal(InflateStatus.Complete, Inflating.InPieces(zlib, () => int.MaxValue, () => data.Length).Status);
        Inflated cut = Inflating.InPieces(zlib, () => int.MaxValue, () => data.Length - 1, limit: 1);
        Assert.Equal(InflateStatus.NeedsRoom, cut.Status);
        Assert.Equal(data[..^1], cut.Bytes);
    }
}
