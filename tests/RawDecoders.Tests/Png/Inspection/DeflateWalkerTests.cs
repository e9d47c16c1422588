using System.IO.Compression;
using RawDecoders.Inspection;
using RawDecoders.Png;

namespace RawDecoders.Tests.Png.Inspection;

public sealed class DeflateWalkerTests
{
    private static (byte[] Output, List<DeflateBlock> Blocks, List<DeflateSymbol> Symbols, DeflateWalker Walker) Walk(byte[] data)
    {
        var output = new List<byte>();
        var blocks = new List<DeflateBlock>();
        var symbols = new List<DeflateSymbol>();
        var walker = new DeflateWalker(data, output.Add);
        while (walker.ReadBlock(out DeflateBlock? block))
        {
            blocks.Add(block);
            while (walker.ReadSymbol(out DeflateSymbol symbol))
                symbols.Add(symbol);
        }

        return ([.. output], blocks, symbols, walker);
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

        (byte[] output, List<DeflateBlock> blocks, List<DeflateSymbol> symbols, DeflateWalker walker) = Walk(compressed);

        Assert.Null(walker.Error);
        Assert.True(walker.IsComplete);
        Assert.Equal(data, output);

        // Symbols account for every byte of output and every bit of the blocks, in order and without gaps.
        long next = 0;
        foreach (DeflateSymbol symbol in symbols)
        {
            Assert.Equal(next, symbol.OutputOffset);
            next += symbol.Length;
        }

        Assert.Equal(length, next);
        Assert.Equal(walker.BitPosition, blocks.Sum(b => b.HeaderBits) + symbols.Sum(s => (long)s.BitLength));
        Assert.InRange(compressed.Length * 8L - walker.BitPosition, 0, 7);
    }

    [Theory]
    [InlineData(new byte[] { 0x07 }, "BTYPE 3 is reserved", 0)]
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFE }, "LEN 5 and NLEN 65274 are not complements", 8)]
    [InlineData(new byte[] { 0x01, 0x05, 0x00, 0xFA, 0xFF, 0x41 }, "the data ends after 1 of 5 stored bytes", 48)]
    [InlineData(new byte[] { }, "the data ends before BFINAL", 0)]
    // Fixed codes: length symbol 257 is 0000001, distance 0 is 00000: a match before there is any output.
    [InlineData(new byte[] { 0x03, 0x02, 0x00 }, "distance 1 reaches before the first of 0 bytes", 10)]
    public void Says_where_and_why_a_stream_breaks(byte[] data, string what, long bit)
    {
        DeflateWalker walker = Walk(data).Walker;

        Assert.NotNull(walker.Error);
        Assert.Equal(what, walker.Error.What);
        Assert.Equal(bit, walker.Error.BitOffset);
        Assert.False(walker.IsComplete);
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
        for (int round = 0; round < 2000; round++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));

            byte[] ours = Walk(bad).Output;

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

            Assert.True(count <= ours.Length || Walk(bad).Walker.Error is null, "the platform inflates more");
            Assert.Equal(ours.AsSpan(0, Math.Min(count, ours.Length)), theirs.AsSpan(0, Math.Min(count, ours.Length)));
        }
    }
}
