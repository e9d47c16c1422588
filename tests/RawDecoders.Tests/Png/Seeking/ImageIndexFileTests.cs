// Saved indexes: of another file, of another state of it, of no file at all, and mutated ones with every hash put right.
using System.Buffers.Binary;
using System.IO.Hashing;
using RawDecoders.Png;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png.Seeking;

public sealed class ImageIndexFileTests
{
    private static readonly byte[] File = Make(1);
    private static readonly byte[] Index = IndexOf(File, Strictness.Standard);

    private static byte[] Make(int seed)
    {
        // So noisy that the file is larger than what the fingerprint has of its end.
        var random = new Random(seed);
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 2, 8, interlaced: false, 64, 600);
        for (int i = 0; i < raw.Length; i++)
            raw[i] = i % 193 == 0 ? (byte)random.Next(5) : (byte)random.Next(1 << random.Next(1, 9));
        return PngWriter.Encode(picture, raw, () => 5000);
    }

    private static byte[] IndexOf(byte[] file, Strictness strictness)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { Strictness = strictness, IndexSpacingBytes = 8000, WorkUnitBytes = 3000 });
        using var saved = new MemoryStream();
        reader.BuildIndex().Save(saved);
        return saved.ToArray();
    }

    private static Rule Refusal(Action action) => Assert.Throws<ImageDecodeException>(action).Rule;

    private static ImageIndex Load(byte[] index) => ImageIndex.Load(new MemoryStream(index));

    [Fact]
    public void Saving_and_loading_by_path_and_stream_give_the_same()
    {
        string path = Path.GetTempFileName();
        try
        {
            ImageIndex index = Load(Index);
            index.Save(path);
            Assert.Equal(Index, System.IO.File.ReadAllBytes(path));
            Assert.Equal(index.Count, ImageIndex.Load(path).Count);
            Assert.True(index.Count > 5);
            Assert.Equal((64, 600, File.Length, Strictness.Strict), (index.Width, index.Height, index.FileLength, index.Strictest));
            System.IO.File.WriteAllBytes(path, [1, 2, 3]);
            Assert.Equal(path, Assert.Throws<ImageDecodeException>(() => ImageIndex.Load(path)).Path);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void An_index_of_another_file_or_of_another_state_of_it_is_refused()
    {
        ImageIndex index = Load(Index);
        var options = new DecodeOptions { Index = index };
        // Another file, of another length; then one byte changed, everywhere.
        Assert.Same(SharedRules.IndexOtherFile, Refusal(() => ImageDecoder.OpenRegions(Make(2), options)));
        Assert.Same(SharedRules.IndexOtherFile, Refusal(() => ImageDecoder.OpenRegions((byte[])[.. File, 0], options)));
        PixelBuffer whole = ImageDecoder.Decode(File);
        int atOpening = 0, later = 0;
        for (int at = 8; at < File.Length; at += 97)
        {
            byte[] changed = [.. File];
            changed[at] ^= 1;
            ImageRegionReader? reader = null;
            try
            {
                reader = ImageDecoder.OpenRegions(changed, options);
                PngIndexTests.Same(whole, reader.ReadRegion(3, 0, 20, 600), 3, 0);
                Assert.Fail($"the change at {at} was not seen");
            }
            catch (ImageDecodeException error)
            {
                if (reader is null)
                    atOpening++;
                else
                    later++;
                Assert.True(error.Rule == SharedRules.IndexOtherFile || at < 60, $"{at}: {error}");
                if (reader is not null)
                    Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)));
            }
            finally
            {
                reader?.Dispose();
            }
        }

        Assert.True(atOpening > 0 && (later > 0), $"{atOpening} at opening, {later} later");
    }

    [Fact]
    public void What_only_a_lenient_decode_takes_serves_only_lenient_decodes()
    {
        byte[] file = [.. File];
        file[file.Length / 2] ^= 4;
        ImageIndex index = Load(IndexOf(file, Strictness.Lenient));
        Assert.Equal(Strictness.Lenient, index.Strictest);
        Assert.Same(SharedRules.IndexStrictness, Refusal(() => ImageDecoder.OpenRegions(file, new DecodeOptions { Index = index })));
        // Bytes after the end are a warning, which Strict refuses.
        byte[] longer = [.. File, 1];
        index = Load(IndexOf(longer, Strictness.Lenient));
        Assert.Equal(Strictness.Standard, index.Strictest);
        using (ImageRegionReader reader = ImageDecoder.OpenRegions(longer, new DecodeOptions { Index = index }))
            Assert.Equal(1, reader.ReadRegion(0, 599, 1, 1).Width);
        Assert.Same(SharedRules.IndexStrictness, Refusal(() => ImageDecoder.OpenRegions(longer, new DecodeOptions { Index = index, Strictness = Strictness.Strict })));
    }

    [Fact]
    public void What_is_no_index_is_refused_by_its_own_rule()
    {
        Assert.Same(SharedRules.IndexSignature, Refusal(() => Load(File)));
        Assert.Same(SharedRules.IndexCut, Refusal(() => Load([])));
        for (int length = 0; length < Index.Length; length += Math.Max(1, length / 9))
            Assert.Same(SharedRules.IndexCut, Refusal(() => Load(Index[..length])));
        byte[] other = [.. Index];
        other[8] = 2;
        Assert.Same(SharedRules.IndexVersion, Refusal(() => Load(other)));
        Assert.Same(SharedRules.IndexContent, Refusal(() => Load([.. Index, 0])));
        for (int at = 24; at < Index.Length; at += 61)
        {
            other = [.. Index];
            other[at] ^= 8;
            Assert.Throws<ImageDecodeException>(() => Load(other));
        }
    }

    /// <summary>Else comparing each place's data with its hash could go through the whole file as often as there are places.</summary>
    [Theory]
    [InlineData(0, 700)]
    [InlineData(8, -1)]
    [InlineData(16, -1)]
    [InlineData(24, 1 << 30)]
    [InlineData(24, -5)]
    public void Places_that_cannot_be_are_refused_when_they_are_loaded(int field, int value)
    {
        byte[] index = [.. Index];
        int at = ImageIndexFile.HeaderBytes + 2 * ImageIndexFile.PointBytes + field;
        if (field == 0)
            BinaryPrimitives.WriteInt32LittleEndian(index.AsSpan(at), value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan(at), value);
        BinaryPrimitives.WriteUInt64LittleEndian(index.AsSpan(index.Length - 8), XxHash3.HashToUInt64(index.AsSpan(0, index.Length - 8)));
        Assert.Same(SharedRules.IndexContent, Refusal(() => Load(index)));
    }

    /// <summary>Whoever can write an index can put its hashes right. It then may give other pixels, or be refused; nothing else.</summary>
    [Fact]
    public void Mutated_indexes_are_refused_or_give_pixels()
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
                using ImageRegionReader reader = ImageDecoder.OpenRegions(File, new DecodeOptions { Index = index });
                (int x, int y) = (random.Next(64), random.Next(600));
                reader.ReadRegion(x, y, random.Next(1, 64 - x + 1), random.Next(1, 600 - y + 1));
                read++;
            }
            catch (ImageDecodeException)
            {
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 8 * (File.Length + Index.Length) + (4 << 20), $"{allocated} bytes in round {round}");
        }

        Assert.True(loaded > LongRun.Times(150, 1000) && read > LongRun.Times(30, 200) && refused > LongRun.Times(75, 500), $"{loaded} loaded, {read} read, {refused} refused");
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20));
        int table = ImageIndexFile.HeaderBytes, states = table + count * ImageIndexFile.PointBytes;
        switch (random.Next(3))
        {
            case 0:
                // Numbers of the header and the table, but for the fingerprint, which would only be refused.
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    int at = random.Next(8) == 0 ? random.Next(8, 24) : random.Next(table, states);
                    bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] + random.Next(-2, 3));
                }

                break;
            case 1:
                for (int i = random.Next(1, 4); i > 0; i--)
                    bytes[random.Next(states, bytes.Length - 8)] ^= (byte)(1 << random.Next(8));
                break;
            default:
                bytes = MutateState(bytes, count, states, random);
                break;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)));
        return bytes;
    }

    /// <summary>Unpacks one state, changes it and packs it again.</summary>
    private static byte[] MutateState(byte[] bytes, int count, int states, Random random)
    {
        int chosen = random.Next(1, count), at = states;
        Span<byte> Entry(int i) => bytes.AsSpan(ImageIndexFile.HeaderBytes + i * ImageIndexFile.PointBytes, ImageIndexFile.PointBytes);
        for (int i = 0; i < chosen; i++)
            at += BinaryPrimitives.ReadInt32LittleEndian(Entry(i)[4..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(Entry(chosen)[4..]);
        using var plain = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(bytes, at, length), System.IO.Compression.CompressionMode.Decompress))
            zlib.CopyTo(plain);
        byte[] state = plain.ToArray();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int place = random.Next(3) == 0 ? random.Next(state.Length) : random.Next(InflateStateRecord.Bytes);
            state[place] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(state[place] ^ 1 << random.Next(8));
        }

        byte[] packed = PngWriter.Zlib(random.Next(10) == 0 ? state[..random.Next(state.Length)] : state);
        BinaryPrimitives.WriteInt32LittleEndian(Entry(chosen)[4..], packed.Length);
        return [.. bytes[..at], .. packed, .. bytes[(at + length)..]];
    }
}
