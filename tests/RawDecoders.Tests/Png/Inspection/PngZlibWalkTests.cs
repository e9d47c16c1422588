using System.IO.Compression;
using RawDecoders.Inspection;
using RawDecoders.Png;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>The walk that study makes of image data: what it says of bare DEFLATE data.</summary>
public sealed class PngZlibWalkTests
{
    /// <summary>Walks bare data, behind a zlib header; bits count from the first of the data.</summary>
    private static PngZlibWalk Walk(byte[] data)
    {
        byte[] zlib = [0x78, 0x01, .. data];
        return new PngZlibWalk(new PngDataMap(zlib, [(0, zlib.Length)]), new PngZlibWalkOptions { MaxSymbols = long.MaxValue });
    }

    private static byte[] Compress(byte[] data, CompressionLevel level)
    {
        var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, level, leaveOpen: true))
            deflate.Write(data);
        return compressed.ToArray();
    }

    private static byte[] SomeData(int length, int alphabet, int seed)
    {
        var random = new Random(seed);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++)
            data[i] = i > 50 && random.Next(3) == 0 ? data[i - random.Next(1, 50)] : (byte)random.Next(alphabet);
        return data;
    }

    public static TheoryData<int, int, CompressionLevel> Streams()
    {
        var data = new TheoryData<int, int, CompressionLevel>();
        foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
        {
            foreach ((int length, int alphabet) in new[] { (1, 1), (1000, 1), (5000, 4), (70_000, 256), (100_000, 20) })
                data.Add(length, alphabet, level);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Inflates_what_the_platform_deflates(int length, int alphabet, CompressionLevel level)
    {
        byte[] data = SomeData(length, alphabet, length);
        byte[] compressed = Compress(data, level);

        PngZlibWalk walk = Walk(compressed);
        DeflateSymbol[] symbols = [.. walk.Blocks.SelectMany(b => b.Symbols)];

        Assert.Null(walk.Error);
        Assert.True(walk.IsComplete);
        Assert.Equal(data, walk.Output.ToArray());

        // Symbols account for every byte of output and every bit of the blocks, in order and without gaps.
        long next = 0;
        foreach (DeflateSymbol symbol in symbols)
        {
            Assert.Equal(next, symbol.OutputOffset);
            next += symbol.Length;
        }

        Assert.Equal(length, next);
        Assert.Equal(walk.EndBit, walk.Blocks.Sum(b => b.Header.HeaderBits) + symbols.Sum(s => (long)s.BitLength));
        Assert.InRange(compressed.Length * 8L - walk.EndBit, 0, 7);
    }

    [Theory]
    [InlineData(new byte[] { 0x07 }, "BTYPE 3 is reserved", 0)]
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFE }, "LEN 5 and NLEN 65274 are not complements", 8)]
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFF, 0x41 }, "the data ends before its last block and check value are whole", 48)]
    [InlineData(new byte[] { }, "the data ends before its last block and check value are whole", 0)]
    // Fixed codes: length symbol 257 is 0000001, distance 0 is 00000: a match before there is any output.
    [InlineData(new byte[] { 0x03, 0x02, 0x00 }, "distance 1 reaches before the first of 0 bytes", 10)]
    public void Says_where_and_why_a_stream_breaks(byte[] data, string what, long bit)
    {
        PngZlibWalk walk = Walk(data);

        Assert.NotNull(walk.Error);
        Assert.Equal(what, walk.Error.Value.What);
        Assert.Equal(8L * walk.DataStart + bit, walk.Error.Value.BitOffset);
        Assert.False(walk.IsComplete);
    }

    /// <summary>The only distance code of this file has one bit; with two it is not complete, and the platform says so too.</summary>
    [Fact]
    public void A_lone_code_has_one_bit()
    {
        byte[] file = PngInspecting.Read("png/sizes/3x5.png");
        StructureNode length = PngInspecting.Inspect(file, symbols: true).Nodes.Single(n => n.Name == "Code length symbol" && n.Value.StartsWith("from distance 0 on: 1 bit", StringComparison.Ordinal));
        Assert.Equal((57L, 4, 3L), (length.Offset, length.BitOffset, length.BitLength));
        // Its code, 110, becomes 111, which stands for two bits.
        file[57] ^= 1 << 6;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(65), PngWriter.Crc(file.AsSpan(37, 28)));

        Issue finding = Assert.Single(PngInspecting.Inspect(file).Findings).Finding;
        Assert.Equal("png-deflate", finding.Rule.Id);
        Assert.Contains("the distance code leaves bit patterns unused", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_throws_on_damaged_streams_and_agrees_with_the_platform_on_their_beginning()
    {
        byte[] good = Compress(SomeData(3000, 30, 5), CompressionLevel.Optimal);
        var random = new Random(1);
        for (int round = 0; round < LongRun.Times(300, 2000); round++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));

            PngZlibWalk walk = Walk(bad);
            byte[] ours = walk.Output.ToArray();

            byte[] theirs = new byte[ours.Length + 1];
            int count = 0;
            try
            {
                using var inflate = new DeflateStream(new MemoryStream(bad), CompressionMode.Decompress);
                while (count < theirs.Length && inflate.Read(theirs, count, 1) is var read && read > 0)
                    count += read;
            }
            catch (InvalidDataException)
            {
            }

            Assert.True(count <= ours.Length || walk.Error is null, "the platform inflates more");
            Assert.Equal(ours.AsSpan(0, Math.Min(count, ours.Length)), theirs.AsSpan(0, Math.Min(count, ours.Length)));
        }
    }

    /// <summary>What is read of a field that is wrong belongs to its block, and to the tree.</summary>
    [Theory]
    // BTYPE 3; LEN and NLEN; HLIT 30, HDIST and HCLEN: 17 bits; symbol 286 of the fixed codes.
    [InlineData(new byte[] { 0x07 }, 3)]
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFE }, 40)]
    [InlineData(new byte[] { 0xF5, 0x00, 0x00 }, 17)]
    [InlineData(new byte[] { 0x1B, 0x03, 0x00, 0x00 }, 11)]
    // A match before there is any output: 7 bits of length, 5 of distance.
    [InlineData(new byte[] { 0x03, 0x02, 0x00 }, 15)]
    // Data that is cut: all of it.
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFF, 0x41 }, 48)]
    [InlineData(new byte[] { 0x05 }, 8)]
    public void Ends_behind_the_field_that_is_wrong(byte[] data, long bit)
        => Assert.Equal(bit, Walk(data).EndBit);

    /// <summary>A walk stops with the symbol that passes the limit, a stored block with its last byte.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(70_000)]
    public void Stops_with_the_symbol_that_gives_more_than_is_asked_for(int limit)
    {
        foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
        {
            byte[] data = SomeData(100_000, 20, 1);
            byte[] zlib = [0x78, 0x01, .. Compress(data, level)];
            var walk = new PngZlibWalk(
                new PngDataMap(zlib, [(0, zlib.Length)]), new PngZlibWalkOptions { StopAfter = limit, MaxOutput = limit / 2, MaxSymbols = long.MaxValue });
            Assert.True(walk.IsStopped);
            Assert.Null(walk.Error);
            DeflateSymbol last = walk.Blocks[^1].Symbols[^1];
            Assert.True(last.OutputOffset <= limit && last.OutputOffset + last.Length == walk.OutputLength && walk.OutputLength > limit);
            Assert.Equal(last.BitOffset + last.BitLength, walk.EndBit);
            Assert.Equal(data[..(limit / 2)], walk.Output.ToArray());
            Assert.Equal(Adler32.Append(Adler32.Initial, data.AsSpan(0, (int)walk.OutputLength)), walk.ComputedAdler);
        }
    }
}
