using RawDecoders.Png;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>
/// Image data inflated in blocks, or as a stream: pixels, results, warnings and errors are the same, whatever is wrong with
/// a file and wherever a block ends.
/// </summary>
public sealed class PngBlockInflaterTests
{
    private static DecodeOptions Options(bool blocks, int unitBytes = 0, Strictness strictness = Strictness.Standard, PixelFormat? format = null) => new()
    {
        BlocksFromBytes = blocks ? 0 : long.MaxValue,
        WorkUnitBytes = unitBytes,
        Strictness = strictness,
        PixelFormat = format,
        Limits = new DecodeLimits { MaxPixels = 1 << 23 },
    };

    /// <summary>All that a decode says, in words, and its pixels; by rows in batches, or all at once.</summary>
    private static (string Account, byte[] Pixels) Decode(byte[] file, DecodeOptions options, int batch = 0)
    {
        try
        {
            PixelBuffer image = batch == 0 ? PngTesting.Decode(file, options) : PngTesting.ReadInBatches(file, options, _ => batch);
            DecodeResult result = image.Result!;
            string account = $"{image.Width} x {image.Height} {image.Format}, {result.Info.Texts.Count} texts\n" + string.Join('\n', result.Warnings) + "\n"
                + string.Join('\n', result.Damage.Select(d => $"{d.FirstRow}+{d.RowCount}: {d.Reason.Message}"));
            return (account, PngTesting.Packed(image));
        }
        catch (ImageDecodeException error)
        {
            return ($"{error.Kind} at {error.Offset}: {error.Message}", []);
        }
    }

    private static string AssertSame(byte[] file, string name, Func<bool, DecodeOptions> options, int batch = 0)
    {
        (string expected, byte[] pixels) = Decode(file, options(false), batch);
        (string account, byte[] others) = Decode(file, options(true), batch);
        Assert.True(expected == account, $"{name}, {options(true)}:\n{account}\ninstead of\n{expected}");
        Assert.True(pixels.AsSpan().SequenceEqual(others), $"{name}, {options(true)}: other pixels");
        return account;
    }

    private static IEnumerable<string> Files()
        => Directory.EnumerateFiles(Repository.PathOf("corpus", "png"), "*.png", SearchOption.AllDirectories)
            .Concat(Suites.Available ? Suites.Files("pngsuite", ".png").Select(Suites.PathOf) : []);

    [Fact]
    public void Files_are_the_same()
    {
        int files = 0;
        Parallel.ForEach(LongRun.Sample(Files().Order(StringComparer.Ordinal), 80), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (int unit in (int[])[0, 1, 333, 5000])
            {
                AssertSame(file, path, b => Options(b, unit));
                AssertSame(file, path, b => Options(b, unit, Strictness.Strict, PixelFormat.Bgra32));
                AssertSame(file, path, b => Options(b, unit), batch: 3);
            }

            Interlocked.Increment(ref files);
        });
        Assert.True(files > LongRun.Times(70, 200), $"{files} files");
    }

    [Fact]
    public void Damaged_files_are_the_same()
    {
        byte[][] seeds = [.. Files().Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(f => f.Length < 20_000)];
        int refused = 0, warned = 0;
        Parallel.For(0, LongRun.Times(800, 4000), new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(i);
            byte[] file = [.. seeds[random.Next(seeds.Length)]];
            for (int n = random.Next(1, 3); n > 0; n--)
            {
                // Rather in the image data than in the headers.
                int at = random.Next(file.Length / (1 + n), file.Length);
                file[at] = random.Next(3) == 0 ? (byte)(file[at] ^ 1 << random.Next(8)) : (byte)random.Next(256);
            }

            // Without the chunk's CRC to tell of it.
            if (random.Next(2) == 0)
                MendCrcs(file);
            if (random.Next(4) == 0)
                Array.Resize(ref file, random.Next(file.Length / 2, file.Length));
            int unit = random.Next(3) == 0 ? 0 : random.Next(1, 4000);
            string account = AssertSame(file, $"mutation {i}", b => Options(b, unit, (Strictness)(i % 2)), batch: i % 3 == 0 ? random.Next(1, 20) : 0);
            if (!account.Contains('\n', StringComparison.Ordinal))
                Interlocked.Increment(ref refused);
            else if (account.Trim().Contains('\n', StringComparison.Ordinal))
                Interlocked.Increment(ref warned);
        });
        Assert.True(refused > LongRun.Times(200, 1000), $"{refused} refused");
        Assert.True(warned > LongRun.Times(10, 50), $"{warned} with warnings");
    }

    public static TheoryData<string> Flaws => [.. LongRun.Sample<string>(["none", "crc", "cut", "check value", "more data", "bytes after", "gap", "filter type", "code", "no last chunk"], 5)];

    /// <summary>A picture of several blocks of the usual size, with one flaw.</summary>
    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_large_file_is_the_same_with_a_flaw(string flaw)
    {
        byte[] file = Large(flaw);
        foreach (Strictness strictness in (Strictness[])[Strictness.Strict, Strictness.Standard])
        {
            foreach (int batch in (int[])[0, 5])
            {
                string account = AssertSame(file, flaw, b => Options(b, 0, strictness), batch);
                Assert.Equal(flaw == "none", account == "700 x 600 Rgba32, 0 texts\n\n");
            }
        }
    }

    /// <summary>What the other tests compare is not one way with itself.</summary>
    [Fact]
    public unsafe void Flawless_data_of_some_size_is_inflated_in_blocks()
    {
        bool IsInBlocks(byte[] file, DecodeOptions options)
        {
            fixed (byte* start = file)
            {
                using PngDecoder decoder = PngDecoder.Open(new ByteSource(start, file.Length), options);
                int stride = decoder.Info.Width * 8;
                decoder.DecodeAll(new byte[stride * decoder.Info.Height], stride);
                decoder.Finish();
                return decoder.Data.IsInBlocks;
            }
        }

        Assert.True(IsInBlocks(Large("none"), DecodeOptions.Default));
        Assert.False(IsInBlocks(Large("check value"), DecodeOptions.Default));
        Assert.False(IsInBlocks(Large("none"), PngTesting.With(Strictness.Lenient)));
        Assert.False(IsInBlocks(PngWriter.Small(), DecodeOptions.Default));
        Assert.True(IsInBlocks(PngWriter.Small(), Options(blocks: true)));
        Assert.True(IsInBlocks(PngWriter.Small(), Options(blocks: true, unitBytes: 1)));
    }

    /// <summary>All of it runs on the calling thread: a context that never runs anything is not asked.</summary>
    [Fact]
    public async Task Contexts_of_the_caller_do_not_matter()
    {
        byte[] file = Large("none");
        byte[] expected = Decode(file, Options(false)).Pixels;
        SynchronizationContext? before = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            Assert.Equal(expected, Decode(file, Options(true)).Pixels);
            Assert.IsType<DeadContext>(SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        Task<byte[]> decode = Task.Factory.StartNew(
            () => Decode(file, Options(true)).Pixels, TestContext.Current.CancellationToken, TaskCreationOptions.None, scheduler);
        Assert.Equal(expected, await decode.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    /// <summary>Decoders that are closed before the end give their buffers back: the next one allocates none.</summary>
    [Fact]
    public unsafe void A_reader_may_stop_anywhere()
    {
        byte[] file = Large("none");
        byte[] row = new byte[700 * 4];
        long least = long.MaxValue;
        for (int i = 0; i < 40; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            fixed (byte* start = file)
            {
                using PngDecoder decoder = PngDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
                for (int y = 0; y < i * 15; y++)
                    decoder.ReadRows(row, row.Length, 1);
                Assert.Equal(i > 0, decoder.Data.IsInBlocks);
            }

            if (i > 0)
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, 32 << 10);
    }

    /// <summary>No room for blocks is no reason to refuse a picture.</summary>
    [Fact]
    public void Memory_limits_refuse_the_same()
    {
        byte[] file = Large("none");
        bool some = false, all = false;
        for (long bytes = 1 << 10; bytes < 8 << 20; bytes += bytes / 5)
        {
            string account = AssertSame(file, $"{bytes} bytes", b => Options(b) with { Limits = new DecodeLimits { MaxBytes = bytes } });
            some |= account.Contains("MaxBytes", StringComparison.Ordinal);
            all = account.Contains("Rgba32", StringComparison.Ordinal);
        }

        Assert.True(some && all);
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("posted");

        public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("sent");
    }

    /// <summary>700 × 600 pixels of 4 bytes, 1.7 MB, of which a few hundred KiB are left when deflated, in chunks of 8 to 50 KiB.</summary>
    private static byte[] Large(string flaw)
    {
        var random = new Random(17);
        var picture = new PngOracle.Picture(700, 600, 8, 6, false);
        byte[] raw = new byte[PngOracle.RawLength(picture)];
        for (int i = 0; i < raw.Length; i++)
            raw[i] = (byte)(random.Next(4) == 0 ? random.Next(16) : 0);
        for (int y = 0; y < 600; y++)
            raw[y * 2801] = (byte)random.Next(5);
        if (flaw == "filter type")
            raw[500 * 2801] = 9;
        byte[] data = PngWriter.Zlib(flaw == "more data" ? [.. raw, 1, 2, 3] : raw);
        Assert.InRange(data.Length, 200_000, 1_500_000);
        switch (flaw)
        {
            case "check value":
                data[^2] ^= 1;
                break;
            case "bytes after":
                data = [.. data, 0];
                break;
            case "code":
                data[data.Length * 2 / 3] ^= 0x55;
                data[(data.Length * 2 / 3) + 1] ^= 0x55;
                break;
        }

        var chunks = new List<byte[]> { PngWriter.Chunk("IHDR", PngWriter.Header(700, 600, 8, 6)) };
        for (int at = 0; at < data.Length;)
        {
            int length = Math.Min(random.Next(8 << 10, 50 << 10), data.Length - at);
            byte[] payload = data[at..(at + length)];
            bool middle = at < data.Length / 2 && at + length >= data.Length / 2;
            if (flaw == "gap" && middle)
                chunks.Add(PngWriter.Chunk("tEXt", "a\0b"u8.ToArray()));
            chunks.Add(PngWriter.Chunk("IDAT", payload, flaw == "crc" && middle ? 1u : null));
            at += length;
        }

        if (flaw == "no last chunk")
            chunks.RemoveAt(chunks.Count - 1);
        chunks.Add(PngWriter.End);
        byte[] file = PngWriter.File(chunks);
        return flaw == "cut" ? file[..(file.Length * 2 / 3)] : file;
    }

    /// <summary>Gives every complete IDAT chunk the CRC that its bytes have.</summary>
    private static void MendCrcs(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
                return;
            Span<byte> covered = file.AsSpan((int)at + 4, (int)length + 4);
            if (covered.StartsWith("IDAT"u8))
                PngWriter.BigEndian(PngWriter.Crc(covered)).CopyTo(file.AsSpan((int)at + 8 + (int)length));
            at += 12 + length;
        }
    }
}
