// Saved indexes of JPEG: of another file, of another state of it, and mutated ones with every hash put right.
using System.Buffers.Binary;
using System.IO.Hashing;
using RawDecoders.Tests.Png.Seeking;

namespace RawDecoders.Tests.Jpeg.Seeking;

public sealed class JpegIndexFileTests
{
    private static readonly byte[] File = Make(1);
    private static readonly byte[] Index = Bytes(JpegIndexTests.IndexOf(File, new DecodeOptions { IndexSpacingBytes = 1 }));

    /// <summary>Larger than what the fingerprint has of its end, with restart intervals that end within rows.</summary>
    private static byte[] Make(int seed) => JpegIndexTests.Make(new Random(seed), 120, 2500, [(2, 1), (1, 1), (1, 1)], restartInterval: 13);

    private static byte[] Bytes(ImageIndex index)
    {
        using var saved = new MemoryStream();
        index.Save(saved);
        return saved.ToArray();
    }

    private static ImageIndex Load(byte[] index) => ImageIndex.Load(new MemoryStream(index));

    private static Rule Refusal(Action action) => Assert.Throws<ImageDecodeException>(action).Rule;

    [Fact]
    public void An_index_that_was_saved_is_the_same()
    {
        ImageIndex index = Load(Index);
        Assert.Equal(Index, Bytes(index));
        Assert.Equal((ImageFormat.Jpeg, 120, 2500, File.Length, Strictness.Strict), (index.Format, index.Width, index.Height, index.FileLength, index.Strictest));
        Assert.Equal((2500 + 7) / 8, index.Count);
    }

    [Fact]
    public void An_index_of_another_file_or_of_another_state_of_it_is_refused()
    {
        var options = new DecodeOptions { Index = Load(Index) };
        Assert.Same(SharedRules.IndexOtherFile, Refusal(() => ImageDecoder.OpenRegions(Make(2), options)));
        Assert.Same(SharedRules.IndexOtherFile, Refusal(() => ImageDecoder.OpenRegions((byte[])[.. File, 0], options)));
        int atOpening = 0, later = 0;
        for (int at = 2; at < File.Length; at += LongRun.Times(409, 61))
        {
            byte[] changed = [.. File];
            changed[at] ^= 1;
            ImageRegionReader? reader = null;
            try
            {
                reader = ImageDecoder.OpenRegions(changed, options);
                reader.ReadRegion(3, 0, 20, 2500);
                Assert.Fail($"the change at {at} was not seen");
            }
            catch (ImageDecodeException error)
            {
                _ = reader is null ? atOpening++ : later++;
                int head = File.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 14;
                Assert.True(error.Rule == SharedRules.IndexOtherFile || at < head, $"{at}: {error}");
                if (reader is not null)
                    Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)));
            }
            finally
            {
                reader?.Dispose();
            }
        }

        Assert.True(atOpening > 0 && later > LongRun.Times(15, 100), $"{atOpening} at opening, {later} later");
    }

    /// <summary>The byte in which one row ends and the next begins belongs to both.</summary>
    [Fact]
    public void A_change_in_a_byte_that_two_rows_share_is_seen_by_either()
    {
        byte[] file = JpegIndexTests.Make(new Random(5), 60, 20_000, [(1, 1)], restartInterval: 0);
        ImageIndex index = JpegIndexTests.IndexOf(file, DecodeOptions.Default);
        int seen = 0;
        for (int i = 1; i < index.Count && index.Points[i].Offset < file.Length - IndexSeal.TailBytes; i += LongRun.Times(8, 1))
        {
            byte[] changed = [.. file];
            changed[(int)index.Points[i].Offset] ^= 16;
            foreach (int row in (int[])[index.Points[i].Row - 1, index.Points[i].Row])
            {
                using ImageRegionReader reader = ImageDecoder.OpenRegions(changed, new DecodeOptions { Index = index });
                Assert.Same(SharedRules.IndexOtherFile, Refusal(() => reader.ReadRegion(0, row, 1, 1)));
                seen++;
            }
        }

        Assert.True(seen > LongRun.Times(6, 50), $"{seen} changes");
    }

    [Fact]
    public void What_only_a_lenient_decode_takes_serves_only_lenient_decodes()
    {
        byte[] file = [.. File];
        file = file[..(file.Length / 2)];
        var lenient = new DecodeOptions { Strictness = Strictness.Lenient };
        ImageIndex index = JpegIndexTests.Saved(JpegIndexTests.IndexOf(file, lenient));
        Assert.Equal(Strictness.Lenient, index.Strictest);
        Assert.Same(SharedRules.IndexStrictness, Refusal(() => ImageDecoder.OpenRegions(file, new DecodeOptions { Index = index })));
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, lenient with { Index = index });
        PixelBuffer whole = ImageDecoder.Decode(file, lenient);
        foreach (int y in (int[])[2400, 0, 1200])
            PngIndexTests.Same(whole, reader.ReadRegion(10, y, 60, 100), 10, y);
    }

    [Fact]
    public void What_is_no_index_is_refused_by_its_own_rule()
    {
        for (int length = 0; length < Index.Length; length += Math.Max(1, length / 9))
            Assert.Same(SharedRules.IndexCut, Refusal(() => Load(Index[..length])));
        byte[] other = [.. Index];
        other[8] = 1;
        Assert.Same(SharedRules.IndexVersion, Refusal(() => Load(other)));
        Assert.Same(SharedRules.IndexContent, Refusal(() => Load([.. Index, 0])));
        BinaryPrimitives.WriteInt64LittleEndian((other = [.. Index]).AsSpan(56), File.Length + 1);
        Assert.Same(SharedRules.IndexContent, Refusal(() => Load(Rehashed(other))));
    }

    /// <summary>Whoever can write an index can put its hashes right. It then may give other pixels, or be refused; nothing else.</summary>
    [Theory]
    [InlineData(Strictness.Standard)]
    [InlineData(Strictness.Lenient)]
    public void Mutated_indexes_are_refused_or_give_pixels(Strictness strictness)
    {
        var random = new Random(8);
        int loaded = 0, read = 0, refused = 0;
        for (int round = 0; round < LongRun.Times(600, 4000); round++)
        {
            byte[] bytes = Mutate([.. Index], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ImageIndex index = Load(bytes);
                loaded++;
                using ImageRegionReader reader = ImageDecoder.OpenRegions(File, new DecodeOptions { Index = index, Strictness = strictness });
                (int x, int y) = (random.Next(120), random.Next(2500));
                reader.ReadRegion(x, y, random.Next(1, 120 - x + 1), random.Next(1, Math.Min(100, 2500 - y) + 1));
                read++;
            }
            catch (ImageDecodeException)
            {
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 8 * (File.Length + Index.Length) + (4 << 20), $"{allocated} bytes in round {round}");
        }

        Assert.True(loaded > LongRun.Times(150, 1000) && read > LongRun.Times(75, 500) && refused > LongRun.Times(75, 500), $"{loaded} loaded, {read} read, {refused} refused");
    }

    private static byte[] Rehashed(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)));
        return bytes;
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20));
        int table = ImageIndexFile.HeaderBytes, states = table + count * ImageIndexFile.PointBytes;
        if (random.Next(3) == 0)
        {
            // Numbers of the header and the table, but for the fingerprint, which would only be refused.
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(8) == 0 ? random.Next(8, 24) : random.Next(table, states);
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] + random.Next(-2, 3));
            }
        }
        else
        {
            // Many points: a rectangle meets few of them.
            for (int i = random.Next(1, 2000); i > 0; i--)
                bytes[random.Next(states, bytes.Length - 8)] ^= (byte)(1 << random.Next(8));
        }

        return Rehashed(bytes);
    }
}
