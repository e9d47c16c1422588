using System.Buffers.Binary;
using System.IO.Compression;
using RawDecoders.CorpusGenerator;
using RawDecoders.Png;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>
/// Broken datastreams: the bytes before the flaw, its identity and its place, the same by every way, and the verdict of the
/// platform's inflater. 100,000 mutations, or as many as RAWDECODERS_FUZZ says; a case is its number.
/// </summary>
public sealed class ZlibInflaterFlawTests
{
    private const int Room = 60_000;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int n) ? n : 100_000;

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    /// <summary>Bits of a stream, written as they are read: the first bit of each number lowest, codes first bit first.</summary>
    private static byte[] Stream(string bits)
    {
        bits = string.Concat("0001 1110 1000 0000".Where(c => c != ' ')) + string.Concat(bits.Where(c => c is '0' or '1'));
        byte[] bytes = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++)
            bytes[i / 8] |= (byte)((bits[i] - '0') << (i % 8));
        return bytes;
    }

    public static TheoryData<byte[], string, long, long> Flaws() => new()
    {
        { [0x78, 0x02, 0], nameof(DeflateFlaw.HeaderCheck), 0, 0 },
        { [0x77, 0x09, 0], nameof(DeflateFlaw.Method), 0, 0 },
        { [0x88, 0x1C, 0], nameof(DeflateFlaw.WindowSize), 4, 0 },
        { [0x78, 0x20, 0, 0, 0, 0], nameof(DeflateFlaw.PresetDictionary), 13, 0 },
        { Stream("1 11"), nameof(DeflateFlaw.BlockType), 16, 0 },
        { [0x78, 0x01, 0x01, 0x05, 0x00, 0xFA, 0xFE], nameof(DeflateFlaw.StoredLength), 24, 0 },
        // HLIT 30, HDIST 0: 287 codes.
        { Stream("1 01 01111 00000 0000"), nameof(DeflateFlaw.TooManyCodes), 19, 0 },
        { Stream("1 01 00000 01111 0000"), nameof(DeflateFlaw.TooManyCodes), 19, 0 },
        // The code length code: three codes of one bit; one of one bit; none.
        { Stream("1 01 00000 00000 0000 100 100 100 000"), nameof(DeflateFlaw.CodeLengthCodeOversubscribed), 19, 0 },
        { Stream("1 01 00000 00000 0000 000 000 100 000"), nameof(DeflateFlaw.CodeLengthCodeIncomplete), 19, 0 },
        { [.. Stream("1 01 00000 00000 0000 000 000 000 000"), .. new byte[60]], nameof(DeflateFlaw.CodeLengthCodeIncomplete), 19, 0 },
        // Symbols 16 and 0 with one bit: 0 is symbol 0, 1 is symbol 16.
        { Stream("1 01 00000 00000 0000 100 000 000 100 1 00 000000"), nameof(DeflateFlaw.RepeatOfNothing), 19 + 26, 0 },
        // Symbols 18 (1) and 0 (0): two runs of 138 zeros.
        { Stream("1 01 00000 00000 0000 000 000 100 100 1 1111111 1 1111111 0"), nameof(DeflateFlaw.RepeatPastEnd), 19 + 26 + 8, 0 },
        // The same, 138 + 120 zeros: no code for 256.
        { Stream("1 01 00000 00000 0000 000 000 100 100 1 1111111 1 1011011"), nameof(DeflateFlaw.NoEndOfBlock), 19, 0 },
        // The end of the block alone has a code, 0; lengths 0, 1, 2 and 18 have two bits each. Then comes 1.
        {
            Stream("1 01 00000 00000 0111 000 000 010 010 000 000 000 000 000 000 000 000 000 000 000 010 000 010 11 1111111 11 1101011 01 00 1"),
            nameof(DeflateFlaw.UnassignedLiteralCode), 109, 0
        },
        // Fixed: 11000110 is symbol 286; 0000001 is a match of 3; distances 30 and 0.
        { Stream("1 10 11000110"), nameof(DeflateFlaw.ReservedLengthSymbol), 19, 0 },
        { Stream("1 10 00110000 0000001 11110"), nameof(DeflateFlaw.ReservedDistanceSymbol), 34, 1 },
        { Stream("1 10 0000001 00000"), nameof(DeflateFlaw.DistanceTooFar), 26, 0 },
        { Stream("1 10 00110000 0000001 00001"), nameof(DeflateFlaw.DistanceTooFar), 34, 1 },
        { [.. Stream("1 10 00110000 0000000"), 0, 0, 0, 0], nameof(DeflateFlaw.CheckValue), 40, 1 },
        { Stream("1 10 00110000 0"), nameof(DeflateFlaw.Truncated), 27, 1 },
        { [], nameof(DeflateFlaw.Truncated), 0, 0 },
        { [0x78], nameof(DeflateFlaw.Truncated), 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Each_flaw_has_its_identity_and_place(byte[] zlib, string flaw, long bit, long output)
    {
        Inflated inflated = AssertAgreement(zlib, 0);
        Assert.Equal((flaw, bit, output), (inflated.Error.Flaw.ToString(), inflated.Error.BitOffset, inflated.Error.OutputOffset));
        Assert.Matches("^RFC 195[01] [0-9.]+$", inflated.Error.Clause);
        Assert.DoesNotContain("{", inflated.Error.What, StringComparison.Ordinal);
    }

    /// <summary>A lone distance code: of one bit it is legal (and its other bit a flaw when met), of two bits it is not.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("1", true)]
    [InlineData("2", false)]
    [InlineData("11", true)]
    [InlineData("12", false)]
    [InlineData("122", true)]
    [InlineData("111", false)]
    public void Distance_codes_that_are_not_complete_are_taken_as_zlib_takes_them(string lengths, bool isTaken)
    {
        // 97 zeros, the literal 'a' and, after 158 zeros more, the end of block have one bit each; then the distances.
        var bits = new System.Text.StringBuilder("1 01 00000");
        int count = Math.Max(1, lengths.Length);
        for (int i = 0; i < 5; i++)
            bits.Append((count - 1) >> i & 1);
        // HCLEN 14: 18 lengths in the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1; 18, 0, 2 and 1 have two bits each.
        bits.Append(" 0111 000 000 010 010 000 000 000 000 000 000 000 000 000 000 000 010 000 010 ");
        string Zeros(int n) => "11" + string.Concat(Enumerable.Range(0, 7).Select(i => (char)('0' + ((n - 11) >> i & 1))));
        bits.Append(Zeros(97)).Append("01").Append(Zeros(138)).Append(Zeros(20)).Append("01");
        foreach (char c in lengths.Length == 0 ? "0" : lengths)
            bits.Append(c == '0' ? "00" : c == '1' ? "01" : "10");
        // 'a', end of block.
        bits.Append("0 1");
        byte[] deflate = Stream(bits.ToString());
        byte[] zlib = [.. deflate, 0x00, 0x62, 0x00, 0x62];

        Inflated inflated = AssertAgreement(zlib, 0);
        Assert.Equal(isTaken ? InflateStatus.Complete : InflateStatus.Flawed, inflated.Status);
        Assert.Equal(isTaken ? "a"u8.ToArray() : [], inflated.Bytes);
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Mutated_streams_break_alike_by_every_way()
    {
        byte[][] seeds = Seeds();
        int[] flaws = new int[(int)DeflateFlaw.CheckValue + 1];
        int whole = 0;
        Parallel.For(0, Cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            Inflated inflated = AssertAgreement(Mutate(seeds, i), i);
            Interlocked.Increment(ref inflated.Status == InflateStatus.Complete ? ref whole : ref flaws[(int)inflated.Error.Flaw]);
        });

        // Mutations that never bite, or always kill at once, test nothing.
        if (Cases >= 100_000)
        {
            Assert.True(whole > 100, $"{whole} whole");
            // A literal/length code that is one bit for the end of the block is too rare to come of a mutation.
            foreach (DeflateFlaw flaw in Enum.GetValues<DeflateFlaw>().Except([DeflateFlaw.None, DeflateFlaw.UnassignedLiteralCode]))
                Assert.True(flaws[(int)flaw] > 0, $"no {flaw} in {Cases} mutations");
        }
    }

    private static byte[][] Seeds()
    {
        var seeds = new List<byte[]>();
        for (int i = 0; i < 60; i++)
        {
            byte[] data = Inflating.SomeData(30 + i * 40, i % 3 == 0 ? 256 : 3 + i, i);
            seeds.Add(i % 2 == 0
                ? Inflating.Compress(data, (CompressionLevel)(i / 2 % 4))
                : ZlibWriter.Compress(data, new DeflateSettings((DeflateBlocks)(i / 2 % 4), BlockTokens: 40 + i * 10)));
        }

        return [.. seeds];
    }

    private static byte[] Mutate(byte[][] seeds, int number)
    {
        var random = new Random(number);
        byte[] zlib = [.. seeds[random.Next(seeds.Length)]];
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            // Headers of blocks are where rules are densest.
            int at = random.Next(3) == 0 ? random.Next(Math.Min(80, zlib.Length)) : random.Next(zlib.Length);
            zlib[at] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)(zlib[at] ^ 1 << random.Next(8));
        }

        if (random.Next(3) != 0)
            (zlib[0], zlib[1]) = (0x78, 0x9C);
        else if (random.Next(2) == 0)
            BinaryPrimitives.WriteUInt16BigEndian(zlib, (ushort)(31 * random.Next(1, 65536 / 31)));
        if (random.Next(6) == 0)
            Array.Resize(ref zlib, random.Next(zlib.Length));
        // Without this hardly any datastream would be whole.
        if (random.Next(8) == 0 && Inflating.Whole(zlib, Room) is { Error.Flaw: DeflateFlaw.CheckValue } almost)
            BinaryPrimitives.WriteUInt32BigEndian(zlib.AsSpan((int)(almost.Error.BitOffset / 8)), (uint)almost.Error.Second);
        return zlib;
    }

    /// <summary>Inflates by all ways and asserts that they agree.</summary>
    private static Inflated AssertAgreement(byte[] zlib, int number)
    {
        string Name() => $"case {number}, {Hex(zlib)}";
        var random = new Random(~number);
        Inflated fast = Inflating.Whole(zlib, Room), exact = Inflating.Whole(zlib, Room, isExact: true);
        int largest = random.Next(2, 3000), margin = random.Next(2) * 400;
        Inflated pieces = Inflating.InPieces(zlib, () => random.Next(largest), () => random.Next(largest), margin, saves: number % 4 == 0, Room);
        foreach (Inflated other in (Inflated[])[exact, pieces])
        {
            Assert.True(fast.Status == other.Status || other.Status == InflateStatus.NeedsRoom || fast.Status == InflateStatus.NeedsRoom, $"{Name()}: {fast.Status} and {other.Status}");
            int common = Math.Min(fast.Bytes.Length, other.Bytes.Length);
            Assert.True(fast.Bytes.AsSpan(0, common).SequenceEqual(other.Bytes.AsSpan(0, common)), $"{Name()}: other bytes");
            if (fast.Status == InflateStatus.NeedsRoom || other.Status == InflateStatus.NeedsRoom)
                continue;
            Assert.True(fast.Bytes.Length == other.Bytes.Length && fast.Error == other.Error, $"{Name()}: {fast.Error} and {other.Error}");
        }

        if (fast.Status != InflateStatus.NeedsRoom)
            Assert.True(fast.Error.OutputOffset == (fast.Status == InflateStatus.Complete ? 0 : fast.Bytes.Length), $"{Name()}: {fast.Error}");
        AssertAgreesWithPlatform(zlib, fast, Name);
        AssertAgreesWithOracle(zlib, fast, Name);
        return fast;
    }

    private static void AssertAgreesWithPlatform(byte[] zlib, Inflated ours, Func<string> name)
    {
        (byte[] bytes, bool isFlawed, bool isCut) = Inflating.ByPlatform(zlib, ours.Status == InflateStatus.NeedsRoom ? ours.Bytes.Length : ours.Bytes.Length + 1);
        int heldBack = isFlawed && bytes.Length == ours.Bytes.Length - 1 ? 1 : 0;
        Assert.True(ours.Bytes.AsSpan(0, ours.Bytes.Length - heldBack).SequenceEqual(bytes), $"{name()}: {bytes.Length} bytes by the platform, {ours.Bytes.Length} by us");
        if (ours.Status == InflateStatus.NeedsRoom)
            return;
        // That a preset dictionary is called for is said once the flag is read; the platform waits for its identifier, 4 bytes more.
        if (ours.Error.Flaw == DeflateFlaw.PresetDictionary && zlib.Length < 6)
            (isFlawed, isCut) = (isCut, isFlawed);
        Assert.True(isFlawed == ours.IsFlawed && isCut == ours.Error.IsTruncation, $"{name()}: by the platform {(isFlawed ? "flawed" : isCut ? "cut" : "whole")}, by us {ours.Error}");
    }

    private static void AssertAgreesWithOracle(byte[] zlib, Inflated ours, Func<string> name)
    {
        if (ours.Status == InflateStatus.NeedsRoom
            || ours.Error.Flaw is DeflateFlaw.HeaderCheck or DeflateFlaw.Method or DeflateFlaw.WindowSize or DeflateFlaw.PresetDictionary || zlib.Length < 2)
        {
            return;
        }

        var output = new List<byte>();
        var oracle = new DeflateOracle(zlib.AsMemory(2), output.Add);
        while (oracle.ReadBlock(out _))
        {
            while (oracle.ReadSymbol(out _))
            {
            }
        }

        Assert.True(ours.Bytes.AsSpan().SequenceEqual(output.ToArray()), $"{name()}: other bytes by the oracle");
        // The oracle does not read the check value; and bits that no code begins with it calls cut where fewer than 15 are left.
        if (oracle.IsComplete)
            Assert.True(ours.Status == InflateStatus.Complete || ours.Error.Flaw is DeflateFlaw.CheckValue or DeflateFlaw.Truncated, $"{name()}: {ours.Error}");
        else if (!oracle.Error!.IsTruncation)
            Assert.True(oracle.Error.BitOffset + 16 == ours.Error.BitOffset && oracle.Error.Clause[..8] == ours.Error.Clause[..8], $"{name()}: {oracle.Error} and {ours.Error}");
        else
            Assert.True(ours.Error.Flaw is DeflateFlaw.Truncated or DeflateFlaw.UnassignedDistanceCode or DeflateFlaw.UnassignedLiteralCode, $"{name()}: {oracle.Error} and {ours.Error}");
    }
}
