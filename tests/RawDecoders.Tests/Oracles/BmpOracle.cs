using RawDecoders.Bmp;

namespace RawDecoders.Tests.Oracles;

/// <summary>
/// BMP pixels as the documents word them, bit by bit, pixel by pixel, in exact fractions. Shares with the library only the
/// code tables of T.4, which other tests prove against another coder's output.
/// </summary>
internal static class BmpOracle
{
    /// <summary>A channel's value out of its largest.</summary>
    public readonly record struct Fraction(long Value, long Most)
    {
        /// <summary>round(value * top / most), halves up.</summary>
        public int To(int top) => Most == 0 ? 0 : (int)decimal.Floor((decimal)Value * top / Most + 0.5m);
    }

    /// <summary>A pixel; <see cref="Skipped"/> for one that the code leaves out.</summary>
    public readonly record struct Pixel(Fraction R, Fraction G, Fraction B, Fraction A, int Index = 0)
    {
        public static readonly Pixel Skipped = new(default, default, default, default, -1);

        public static Pixel Rgb(byte r, byte g, byte b, int index = 0) => new(new(r, 255), new(g, 255), new(b, 255), new(255, 255), index);
    }

    /// <summary>The bits of a row of uncompressed pixels, the first pixel in the high bits of the first byte.</summary>
    public static int[] Indices(ReadOnlySpan<byte> row, int bits, int width)
    {
        int[] indices = new int[width];
        for (int i = 0; i < width * bits; i++)
        {
            int bit = row[i / 8] >> (7 - i % 8) & 1;
            indices[i / bits] = indices[i / bits] * 2 + bit;
        }

        return indices;
    }

    /// <summary>One pixel of 16 or 32 bits, each channel gathered bit by bit from the lowest.</summary>
    public static Pixel Masked(uint pixel, BmpMasks masks)
        => new(Gather(pixel, masks.Red), Gather(pixel, masks.Green), Gather(pixel, masks.Blue),
            masks.Alpha == 0 ? new Fraction(1, 1) : Gather(pixel, masks.Alpha));

    private static Fraction Gather(uint pixel, uint mask)
    {
        long value = 0;
        int bits = 0;
        for (int i = 0; i < 32; i++)
        {
            if ((mask >> i & 1) == 0)
                continue;
            value += (long)(pixel >> i & 1) << bits;
            bits++;
        }

        return new Fraction(value, (1L << bits) - 1);
    }

    /// <summary>Run-length code painted on a canvas of skipped pixels; rows in file order. 4, 8 and 24 bits.</summary>
    public static int?[][] RunLengths(ReadOnlySpan<byte> code, int bits, int width, int height)
    {
        var canvas = new int?[height][];
        for (int i = 0; i < height; i++)
            canvas[i] = new int?[width];
        (int x, int y, int at) = (0, 0, 0);
        int unit = bits == 24 ? 3 : 1;
        while (at + 1 < code.Length)
        {
            int count = code[at++];
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                    canvas[y][x++] = Value(code[at..], bits, bits == 4 ? i & 1 : 0);
                at += unit;
                continue;
            }

            int escape = code[at++];
            if (escape == 0)
                (x, y) = (0, y + 1);
            else if (escape == 1)
                break;
            else if (escape == 2)
                (x, y, at) = (x + code[at], y + code[at + 1], at + 2);
            else
            {
                for (int i = 0; i < escape; i++)
                    canvas[y][x++] = Value(code[at..], bits, i);
                int bytes = (escape * bits + 7) / 8;
                at += bytes + (bytes & 1);
            }
        }

        return canvas;

        static int Value(ReadOnlySpan<byte> from, int bits, int i) => bits switch
        {
            4 => i % 2 == 0 ? from[i / 2] >> 4 : from[i / 2] & 15,
            8 => from[i],
            _ => from[3 * i] | from[3 * i + 1] << 8 | from[3 * i + 2] << 16,
        };
    }

    private static readonly Dictionary<string, int> White = Codes(BmpHuffmanCodes.WhiteTerminating, BmpHuffmanCodes.WhiteMakeUp);
    private static readonly Dictionary<string, int> Black = Codes(BmpHuffmanCodes.BlackTerminating, BmpHuffmanCodes.BlackMakeUp);

    private static readonly Dictionary<int, string> WhiteCodes = White.ToDictionary(c => c.Value, c => c.Key);
    private static readonly Dictionary<int, string> BlackCodes = Black.ToDictionary(c => c.Value, c => c.Key);

    private static Dictionary<string, int> Codes(string terminating, string makeUp)
    {
        var codes = new Dictionary<string, int>();
        int run = 0;
        foreach (string code in terminating.Split(' '))
            codes.Add(code, run++);
        foreach (string code in makeUp.Split(' ').Concat(BmpHuffmanCodes.CommonMakeUp.Split(' ')))
        {
            codes.Add(code, run);
            run += 64;
        }

        return codes;
    }

    /// <summary>The code of a run: make-up codes and a terminating code.</summary>
    public static string CodeOf(int run, bool black)
    {
        Dictionary<int, string> codes = black ? BlackCodes : WhiteCodes;
        string text = "";
        for (; run >= 64 + 2560; run -= 2560)
            text += codes[2560];
        if (run >= 64)
        {
            text += codes[run / 64 * 64];
            run %= 64;
        }

        return text + codes[run];
    }

    /// <summary>Rows of 0 (white) and 1 from a string of bits: end-of-line codes are passed, runs read character by character.</summary>
    public static int[][] Huffman(string bits, int width, int height)
    {
        var rows = new int[height][];
        int at = 0;
        for (int y = 0; y < height; y++)
        {
            while (true)
            {
                int one = bits.IndexOf('1', at);
                if (one - at < 11)
                    break;
                at = one + 1;
            }

            var row = new List<int>();
            bool black = false;
            while (row.Count < width)
            {
                int run;
                do
                {
                    int length = 1;
                    while (!(black ? Black : White).TryGetValue(bits.Substring(at, length), out run))
                        length++;
                    at += length;
                    row.AddRange(Enumerable.Repeat(black ? 1 : 0, run));
                }
                while (run >= 64);
                black = !black;
            }

            rows[y] = [.. row];
        }

        return rows;
    }

    /// <summary>s2.13 of linear light to an sRGB-coded sample with the largest value <paramref name="top"/>.</summary>
    public static int FixedPoint(short value, int top)
    {
        double light = Math.Clamp(value / 8192.0, 0, 1);
        double coded = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055;
        return (int)Math.Floor(coded * top + 0.5);
    }
}
