// The tables that T.81 annex K gives as examples and everyone uses, and code construction from statistics.

namespace RawDecoders.CorpusGenerator;

/// <summary>A Huffman table as DHT carries it: BITS and HUFFVAL (T.81 B.2.4.2).</summary>
/// <param name="Bits">Number of codes of each length 1..16.</param>
/// <param name="Values">Symbols in order of increasing code.</param>
public sealed record JpegHuffman(byte[] Bits, byte[] Values)
{
    /// <summary>Code and length of each symbol; length 0 for symbols without a code (T.81 annex C).</summary>
    public (int Code, int Length)[] Codes()
    {
        (int Code, int Length)[] codes = new (int, int)[256];
        int code = 0, at = 0;
        for (int length = 1; length <= 16; length++)
        {
            for (int i = 0; i < Bits[length - 1]; i++)
                codes[Values[at++]] = (code++, length);
            code <<= 1;
        }

        return codes;
    }

    /// <summary>The optimal table for symbol counts; no code is all ones (T.81 K.2 reserves it the same way).</summary>
    public static JpegHuffman Optimal(ReadOnlySpan<int> counts)
    {
        int[] frequencies = new int[257];
        counts.CopyTo(frequencies);
        frequencies[256] = 1;
        if (frequencies.AsSpan(0, 256).IndexOfAnyExcept(0) < 0)
            frequencies[0] = 1;
        for (int i = 0; i < 256; i++)
            frequencies[i] *= 2;    // the reserved symbol is the rarest, so its code is the longest and the last
        int[] lengths = HuffmanLengths.FromFrequencies(frequencies, 16);
        byte[] bits = new byte[16];
        List<byte> values = [];
        for (int length = 1; length <= 16; length++)
        {
            for (int symbol = 0; symbol < 256; symbol++)
            {
                if (lengths[symbol] != length)
                    continue;
                bits[length - 1]++;
                values.Add((byte)symbol);
            }
        }

        return new JpegHuffman(bits, [.. values]);
    }
}

/// <summary>Zig-zag order, quantisation and Huffman tables of annex K.</summary>
public static class JpegTables
{
    /// <summary>Natural (row-major) position of the k-th coefficient of the zig-zag sequence (T.81 figure A.6).</summary>
    public static readonly int[] ZigZag = MakeZigZag();

    /// <summary>T.81 table K.1, natural order.</summary>
    public static readonly int[] LumaQuantisation =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>T.81 table K.2, natural order.</summary>
    public static readonly int[] ChromaQuantisation =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>T.81 tables K.3 to K.6: DC and AC, luminance and chrominance.</summary>
    public static readonly JpegHuffman LumaDc = new([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    public static readonly JpegHuffman ChromaDc = new([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    public static readonly JpegHuffman LumaAc = new(
        [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D],
        Symbols("01 02 03 00 04 11 05 12 21 31 41 06 13 51 61 07 22 71 14 32 81 91 A1 08 23 42 B1 C1 15 52 D1 F0 24 33 62 72 82 09 0A", 0x16));

    public static readonly JpegHuffman ChromaAc = new(
        [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
        Symbols("00 01 02 03 11 04 05 21 31 06 12 41 51 07 61 71 13 22 32 81 08 14 42 91 A1 B1 C1 09 23 33 52 F0 15 62 72 D1 0A 16 24 34 E1 25 F1", 0x17));

    /// <summary>A table scaled as the IJG's quality setting does: 1..100, 50 leaves it alone.</summary>
    public static int[] Scaled(int[] table, int quality, int largest = 255)
    {
        int scale = quality < 50 ? 5000 / quality : 200 - quality * 2;
        return [.. table.Select(q => Math.Clamp((q * scale + 50) / 100, 1, largest))];
    }

    /// <summary>The given symbols, then in ascending order those of each run up to 10 bits that are not among them.</summary>
    private static byte[] Symbols(string first, int start)
    {
        List<byte> symbols = [.. first.Split(' ').Select(h => Convert.ToByte(h, 16))];
        for (int run = start >> 4; run < 16; run++)
        {
            for (int size = 1; size <= 10; size++)
            {
                int symbol = run << 4 | size;
                if (symbol >= start && !symbols.Contains((byte)symbol))
                    symbols.Add((byte)symbol);
            }
        }

        return [.. symbols];
    }

    private static int[] MakeZigZag()
    {
        int[] order = new int[64];
        int k = 0;
        for (int sum = 0; sum < 15; sum++)
        {
            for (int i = 0; i <= sum; i++)
            {
                // Even diagonals run upwards, odd ones downwards.
                int row = sum % 2 == 0 ? sum - i : i, column = sum - row;
                if (row < 8 && column < 8)
                    order[k++] = row * 8 + column;
            }
        }

        return order;
    }
}
