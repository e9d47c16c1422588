// RFC 1951 from scratch, because the bytes must be the same on every machine and runtime, and because a test wants block
// types that no platform encoder can be told to write. Owns: the three block types. Leaves to others: matching (Lz77),
// the zlib wrapper (ZlibWriter).

namespace RawDecoders.CorpusGenerator;

/// <summary>How blocks are coded.</summary>
public enum DeflateBlocks
{
    /// <summary>Dynamic Huffman codes (RFC 1951, 3.2.7).</summary>
    Dynamic,

    /// <summary>Fixed Huffman codes (3.2.6).</summary>
    Fixed,

    /// <summary>Stored (3.2.4).</summary>
    Stored,

    /// <summary>The three types in turn.</summary>
    Mixed,
}

/// <summary>Settings of one compressed stream.</summary>
/// <param name="Blocks">Block types.</param>
/// <param name="WindowBits">Window size, 8..15 (256 to 32768 bytes): the largest distance used and, in zlib, CINFO + 8.</param>
/// <param name="Matches">Whether to look for matches at all.</param>
/// <param name="BlockTokens">Tokens (or stored bytes) a block.</param>
public sealed record DeflateSettings(
    DeflateBlocks Blocks = DeflateBlocks.Dynamic, int WindowBits = 15, bool Matches = true, int BlockTokens = 32768)
{
    public static DeflateSettings Default { get; } = new();
}

/// <summary>The encoder.</summary>
public static class DeflateEncoder
{
    internal static ReadOnlySpan<int> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    internal static ReadOnlySpan<int> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    internal static ReadOnlySpan<int> DistanceBase =>
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    internal static ReadOnlySpan<int> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private static ReadOnlySpan<int> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>The DEFLATE stream of <paramref name="data"/>.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> data, DeflateSettings settings)
    {
        LsbBitSink sink = new();
        List<LzToken> tokens = Lz77.Tokenise(data, settings.Matches ? 1 << settings.WindowBits : 0);
        int at = 0, first = 0, block = 0;
        do
        {
            DeflateBlocks kind = settings.Blocks == DeflateBlocks.Mixed ? (DeflateBlocks)(block % 3) : settings.Blocks;
            int count = Math.Min(settings.BlockTokens, tokens.Count - first);
            List<LzToken> part = tokens.GetRange(first, count);
            int bytes = part.Sum(t => Math.Max(t.Length, 1));
            bool last = first + count == tokens.Count;
            if (kind == DeflateBlocks.Stored)
                WriteStored(sink, data.Slice(at, bytes), last);
            else
                WriteHuffman(sink, part, kind == DeflateBlocks.Fixed, last);
            at += bytes;
            first += count;
            block++;
        }
        while (first < tokens.Count);
        return sink.ToArray();
    }

    private static void WriteStored(LsbBitSink sink, ReadOnlySpan<byte> data, bool last)
    {
        do
        {
            int length = Math.Min(data.Length, 65535);
            sink.Write(last && length == data.Length ? 1 : 0, 1);
            sink.Write(0, 2);
            sink.Align();
            sink.Write(length, 16);
            sink.Write(~length, 16);
            sink.Bytes(data[..length]);
            data = data[length..];
        }
        while (!data.IsEmpty);
    }

    private static void WriteHuffman(LsbBitSink sink, List<LzToken> tokens, bool useFixed, bool last)
    {
        sink.Write(last ? 1 : 0, 1);
        sink.Write(useFixed ? 1 : 2, 2);
        int[] literalLengths, distanceLengths;
        if (useFixed)
        {
            (literalLengths, distanceLengths) = FixedLengths();
        }
        else
        {
            (literalLengths, distanceLengths) = DynamicLengths(tokens);
            WriteTables(sink, literalLengths, distanceLengths);
        }

        int[] literalCodes = HuffmanLengths.CanonicalCodes(literalLengths);
        int[] distanceCodes = HuffmanLengths.CanonicalCodes(distanceLengths);
        foreach (LzToken token in tokens)
        {
            if (token.Length == 0)
            {
                sink.WriteCode(literalCodes[token.Value], literalLengths[token.Value]);
                continue;
            }

            int l = Slot(LengthBase, token.Length), d = Slot(DistanceBase, token.Distance);
            sink.WriteCode(literalCodes[257 + l], literalLengths[257 + l]);
            sink.Write(token.Length - LengthBase[l], LengthExtra[l]);
            sink.WriteCode(distanceCodes[d], distanceLengths[d]);
            sink.Write(token.Distance - DistanceBase[d], DistanceExtra[d]);
        }

        sink.WriteCode(literalCodes[256], literalLengths[256]);
    }

    private static (int[] Literal, int[] Distance) FixedLengths()
    {
        int[] literal = new int[288];
        for (int s = 0; s < 288; s++)
            literal[s] = s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8;
        int[] distance = new int[30];
        Array.Fill(distance, 5);
        return (literal, distance);
    }

    private static (int[] Literal, int[] Distance) DynamicLengths(List<LzToken> tokens)
    {
        int[] literal = new int[286], distance = new int[30];
        literal[256] = 1;
        foreach (LzToken token in tokens)
        {
            if (token.Length == 0)
            {
                literal[token.Value]++;
            }
            else
            {
                literal[257 + Slot(LengthBase, token.Length)]++;
                distance[Slot(DistanceBase, token.Distance)]++;
            }
        }

        return (HuffmanLengths.FromFrequencies(literal, 15), HuffmanLengths.FromFrequencies(distance, 15));
    }

    private static void WriteTables(LsbBitSink sink, int[] literal, int[] distance)
    {
        int literals = Math.Max(257, Array.FindLastIndex(literal, l => l != 0) + 1);
        int distances = Math.Max(1, Array.FindLastIndex(distance, l => l != 0) + 1);
        List<(int Symbol, int Extra, int Bits)> runs = RunLengths([.. literal.AsSpan(0, literals), .. distance.AsSpan(0, distances)]);
        int[] frequencies = new int[19];
        foreach ((int symbol, int _, int _) in runs)
            frequencies[symbol]++;
        int[] lengths = HuffmanLengths.FromFrequencies(frequencies, 7);
        int[] codes = HuffmanLengths.CanonicalCodes(lengths);
        int count = 19;
        while (count > 4 && lengths[CodeLengthOrder[count - 1]] == 0)
            count--;

        sink.Write(literals - 257, 5);
        sink.Write(distances - 1, 5);
        sink.Write(count - 4, 4);
        for (int i = 0; i < count; i++)
            sink.Write(lengths[CodeLengthOrder[i]], 3);
        foreach ((int symbol, int extra, int bits) in runs)
        {
            sink.WriteCode(codes[symbol], lengths[symbol]);
            sink.Write(extra, bits);
        }
    }

    /// <summary>Code lengths as symbols 0..15, 16 (repeat 3..6), 17 (3..10 zeros), 18 (11..138 zeros).</summary>
    private static List<(int Symbol, int Extra, int Bits)> RunLengths(int[] lengths)
    {
        List<(int Symbol, int Extra, int Bits)> runs = [];
        for (int i = 0; i < lengths.Length;)
        {
            int value = lengths[i], run = 1;
            while (i + run < lengths.Length && lengths[i + run] == value)
                run++;
            i += run;
            if (value != 0)
            {
                runs.Add((value, 0, 0));
                run--;
            }

            while (run >= 3)
            {
                int take = Math.Min(run, value != 0 ? 6 : 138);
                runs.Add(value != 0 ? (16, take - 3, 2) : take <= 10 ? (17, take - 3, 3) : (18, take - 11, 7));
                run -= take;
            }

            for (; run > 0; run--)
                runs.Add((value, 0, 0));
        }

        return runs;
    }

    private static int Slot(ReadOnlySpan<int> bases, int value)
    {
        int slot = bases.Length - 1;
        while (bases[slot] > value)
            slot--;
        return slot;
    }
}
