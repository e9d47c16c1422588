using RawDecoders.Png;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png.Coding;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>
/// The inflater under study's eyes against the oracle that reads RFC 1951 bit by bit: every field of every header, every symbol with its
/// bits, every byte, and the place of every error.
/// </summary>
public sealed class DeflateOracleTests
{
    [Fact]
    public void Tells_of_every_corpus_file_what_the_oracle_reads()
    {
        int streams = 0;
        foreach (string path in PngInspecting.Corpus)
        {
            byte[] zlib = ZlibInflaterTests.JoinIdat(File.ReadAllBytes(path));
            // The longest take the oracle seconds, and hold nothing that the others do not.
            if (zlib.Length is < 2 or > 100_000 || (zlib[1] & 0x20) != 0)
                continue;
            AssertSame(zlib, () => path);
            streams++;
        }

        Assert.True(streams > 300, $"{streams} streams");
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Tells_of_mutated_streams_what_the_oracle_reads()
    {
        byte[][] seeds = [.. PngInspecting.Corpus.Select(path => ZlibInflaterTests.JoinIdat(File.ReadAllBytes(path))).Where(z => z.Length is > 20 and < 3000 && (z[1] & 0x20) == 0)];
        int broken = 0;
        for (int i = 0; i < 5000; i++)
        {
            var random = new Random(i);
            byte[] zlib = [.. seeds[random.Next(seeds.Length)]];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                // Headers of blocks are where rules are densest.
                int at = 2 + (random.Next(2) == 0 ? random.Next(Math.Min(60, zlib.Length - 2)) : random.Next(zlib.Length - 2));
                zlib[at] ^= (byte)(1 << random.Next(8));
            }

            if (random.Next(6) == 0)
                Array.Resize(ref zlib, random.Next(2, zlib.Length));
            broken += AssertSame(zlib, () => $"mutation {i}, {Convert.ToHexString(zlib)}") ? 0 : 1;
        }

        Assert.InRange(broken, 1000, 4900);
    }

    /// <summary>Compares both accounts of a datastream; whether it is whole.</summary>
    private static bool AssertSame(byte[] zlib, Func<string> name)
    {
        var walk = new PngZlibWalk(new PngDataMap(zlib, [(0, zlib.Length)]), new PngZlibWalkOptions { MaxSymbols = long.MaxValue });
        var output = new List<byte>();
        var oracle = new DeflateOracle(zlib.AsMemory(2), output.Add);
        int blocks = 0;
        while (oracle.ReadBlock(out DeflateBlock? header))
        {
            Assert.True(blocks < walk.Blocks.Count, $"{name()}: block {blocks} is not told");
            PngDeflateBlock told = walk.Blocks[blocks++];
            AssertSameHeader(header, told.Header, name);
            int symbols = 0;
            while (oracle.ReadSymbol(out DeflateSymbol symbol) || symbol.Length > 0)
                Assert.True(symbols < told.Symbols.Count && symbol == told.Symbols[symbols++], $"{name()}: {symbol} is not symbol {symbols} of block {header.Index}");
            Assert.True(symbols == told.Symbols.Count && oracle.OutputLength == told.OutputEnd, $"{name()}: block {header.Index} has {told.Symbols.Count} symbols, not {symbols}");
        }

        Assert.True(blocks == walk.BlockCount && blocks == walk.Blocks.Count, $"{name()}: {walk.BlockCount} blocks, not {blocks}");
        Assert.True(walk.Output.Span.SequenceEqual(output.ToArray()), $"{name()}: other bytes");
        Assert.True(walk.IsComplete == oracle.IsComplete && walk.Error is null == oracle.Error is null, $"{name()}: {walk.Error} and {oracle.Error}");
        if (oracle.Error is not { } expected)
        {
            Assert.True(walk.EndBit == oracle.BitPosition, $"{name()}: ends at bit {walk.EndBit}, not {oracle.BitPosition}");
            return true;
        }

        // Bits that no code begins with the oracle calls cut where fewer than 15 are left.
        InflateError error = walk.Error!.Value;
        if (expected.IsTruncation)
            Assert.True(error.Flaw is DeflateFlaw.Truncated or DeflateFlaw.UnassignedLiteralCode or DeflateFlaw.UnassignedDistanceCode, $"{name()}: {error} and {expected}");
        else
            Assert.True(!error.IsTruncation && error.BitOffset == expected.BitOffset + 16, $"{name()}: {error} and {expected}");
        // Of a code that does not exist the oracle reads 15 bits, in vain.
        if (error.Flaw is not (DeflateFlaw.UnassignedLiteralCode or DeflateFlaw.UnassignedDistanceCode or DeflateFlaw.Truncated))
            Assert.True(walk.EndBit == oracle.BitPosition, $"{name()}: ends at bit {walk.EndBit}, not {oracle.BitPosition}: {error}");
        return false;
    }

    private static void AssertSameHeader(DeflateBlock expected, DeflateBlock told, Func<string> name)
    {
        DeflateBlock Plain(DeflateBlock block) => block with { LiteralLengths = [], DistanceLengths = [], CodeLengthLengths = [], CodeLengthSymbols = [] };
        Assert.True(Plain(expected).ToString() == Plain(told).ToString(), $"{name()}: {told} instead of {expected}");
        Assert.Equal(expected.LiteralLengths, told.LiteralLengths);
        Assert.Equal(expected.DistanceLengths, told.DistanceLengths);
        Assert.Equal(expected.CodeLengthLengths, told.CodeLengthLengths);
        Assert.Equal(expected.CodeLengthSymbols, told.CodeLengthSymbols);
    }
}
