using RawDecoders.Bmp;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Bmp;

/// <summary>RLE8, RLE4, RLE24 and Huffman 1D against the oracle on random code, and the rules on broken code.</summary>
public sealed class BmpCodedTests
{
    private static readonly byte[] Palette16 = BmpWriter.Noise(1, 48);
    private static readonly byte[] Palette256 = BmpWriter.Noise(2, 768);

    private static BmpWriter Rle(int bits, int width, int height, byte[] code) => new()
    {
        HeaderSize = bits == 24 ? 64 : 40,
        Width = width,
        Height = height,
        Bits = bits,
        Compression = bits switch { 8 => 1u, 4 => 2u, _ => 4u },
        Palette = bits switch { 8 => Palette256, 4 => Palette16, _ => [] },
        Pixels = code,
    };

    /// <summary>Valid random code: runs, literal pixels, jumps, early ends of rows and, sometimes, of the picture.</summary>
    private static byte[] RandomRle(int seed, int bits, int width, int height)
    {
        var random = new Random(seed);
        var code = new List<byte>();
        int unit = bits == 24 ? 3 : 1;
        (int x, int y) = (0, 0);
        while (y < height)
        {
            int room = width - x;
            switch (random.Next(8))
            {
                case 0 or 1 or 2 when room > 0:
                    int run = random.Next(1, Math.Min(room, 255) + 1);
                    code.Add((byte)run);
                    code.AddRange(BmpWriter.Noise(random.Next(), unit));
                    x += run;
                    break;
                case 3 or 4 when room >= 3:
                    int count = random.Next(3, Math.Min(room, 255) + 1);
                    int bytes = (count * bits + 7) / 8;
                    code.AddRange([0, (byte)count, .. BmpWriter.Noise(random.Next(), bytes + (bytes & 1))]);
                    x += count;
                    break;
                case 5:
                    int right = random.Next(0, Math.Min(room, 255) + 1);
                    int down = random.Next(0, Math.Min(height - y, 3));
                    code.AddRange([0, 2, (byte)right, (byte)down]);
                    (x, y) = (x + right, y + down);
                    break;
                case 6 when random.Next(40) == 0:
                    code.AddRange([0, 1]);
                    return [.. code];
                case 7 when room == 0 || random.Next(4) == 0:
                    code.AddRange([0, 0]);
                    (x, y) = (0, y + 1);
                    break;
            }
        }

        return [.. code, 0, 1];
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(24)]
    public void Random_run_lengths_equal_the_oracle(int bits)
    {
        for (int seed = 0; seed < LongRun.Times(30, 100); seed++)
        {
            var random = new Random(seed);
            (int width, int height) = (random.Next(1, 300), random.Next(1, 12));
            byte[] code = RandomRle(seed, bits, width, height);
            byte[] file = Rle(bits, width, height, code).ToArray();
            int?[][] canvas = BmpOracle.RunLengths(code, bits, width, height);
            byte[] palette = bits == 4 ? Palette16 : Palette256;
            foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Bgra32, PixelFormat.GrayAlpha32])
            {
                PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(format, Strictness.Strict));
                int pixelBytes = format.GetBytesPerPixel();
                byte[] expected = new byte[pixelBytes];
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        int? value = canvas[height - 1 - y][x];
                        if (value is null && format.HasAlpha())
                        {
                            expected.AsSpan().Clear();
                        }
                        else
                        {
                            int v = value ?? 0;
                            BmpOracle.Pixel pixel = bits == 24
                                ? BmpOracle.Pixel.Rgb((byte)(v >> 16), (byte)(v >> 8), (byte)v)
                                : BmpOracle.Pixel.Rgb(palette[3 * v], palette[3 * v + 1], palette[3 * v + 2]);
                            BmpKernelTests.Write(expected, format, pixel);
                        }

                        Assert.True(image.GetRow(y).Slice(x * pixelBytes, pixelBytes).SequenceEqual(expected), $"seed {seed}, {format}, {x},{y}");
                    }
                }

                Assert.Equal(BmpTesting.Packed(image), BmpTesting.Packed(BmpTesting.ReadInBatches(file, BmpTesting.As(format), _ => random.Next(1, 5))));
            }
        }
    }

    [Theory]
    [InlineData("a run over the edge", ImageDecodeErrorKind.Malformed, 0, new byte[] { 5, 1, 0, 0, 4, 2, 0, 1 })]
    [InlineData("literal pixels over the edge", ImageDecodeErrorKind.Malformed, 2, new byte[] { 2, 1, 0, 3, 1, 2, 3, 0, 0, 0, 4, 2, 0, 1 })]
    [InlineData("a row that goes on after it is full", ImageDecodeErrorKind.Malformed, 2, new byte[] { 4, 1, 1, 1, 0, 0, 4, 2, 0, 1 })]
    [InlineData("an end in a row", ImageDecodeErrorKind.Truncated, 6, new byte[] { 4, 1, 0, 0, 3, 2 })]
    [InlineData("an end in an opcode", ImageDecodeErrorKind.Truncated, 5, new byte[] { 4, 1, 0, 0, 4 })]
    [InlineData("an end in a jump", ImageDecodeErrorKind.Truncated, 7, new byte[] { 4, 1, 0, 0, 0, 2, 1 })]
    [InlineData("an end in literal pixels", ImageDecodeErrorKind.Truncated, 8, new byte[] { 4, 1, 0, 0, 0, 4, 1, 2 })]
    [InlineData("nothing after an end of row", ImageDecodeErrorKind.Truncated, 4, new byte[] { 4, 1, 0, 0 })]
    public void Broken_run_lengths_are_refused_where_they_break_and_salvaged(string what, ImageDecodeErrorKind kind, int at, byte[] code)
    {
        _ = what;
        byte[] file = Rle(8, 4, 2, code).ToArray();
        int start = 54 + 1024;
        foreach (Strictness strictness in (Strictness[])[Strictness.Strict, Strictness.Standard])
        {
            ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(file, BmpTesting.As(null, strictness)));
            Assert.Equal((kind, start + at), (error.Kind, error.Offset));
            error = Assert.Throws<ImageDecodeException>(() => BmpTesting.ReadInBatches(file, BmpTesting.As(null, strictness), _ => 1));
            Assert.Equal((kind, start + at), (error.Kind, error.Offset));
        }

        PixelBuffer saved = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8, Strictness.Lenient));
        // The rows from the bad one on are listed, which come from the bottom up; the other row is there all the same.
        DamagedRows damage = Assert.Single(saved.Result!.Damage);
        Assert.Equal((0, kind), (damage.FirstRow, damage.Reason.Kind));
        int good = damage.RowCount == 1 ? 1 : 0;
        byte color = (byte)(good == 1 ? 1 : 2);
        Assert.Equal([color, color, color, color], saved.GetRow(good).ToArray());
        PixelBuffer batches = BmpTesting.ReadInBatches(file, BmpTesting.As(PixelFormat.Indexed8, Strictness.Lenient), _ => 1);
        Assert.Equal(BmpTesting.Packed(saved), BmpTesting.Packed(batches));
        Assert.Equal(saved.Result.Damage.Select(d => (d.FirstRow, d.RowCount)), batches.Result!.Damage.Select(d => (d.FirstRow, d.RowCount)));
        Assert.Equal(saved.Result.Warnings, batches.Result.Warnings);
    }

    [Theory]
    [InlineData(new byte[] { 4, 1, 0, 0, 4, 2 })]                  // no end of picture
    [InlineData(new byte[] { 4, 1, 0, 0, 4, 2, 0, 0 })]
    [InlineData(new byte[] { 4, 1, 0, 0, 4, 2, 0, 0, 9, 9, 0, 1 })]   // pixels below the last row
    [InlineData(new byte[] { 4, 1, 0, 2, 9, 0, 0, 0, 4, 2, 0, 1 })]   // a jump out of the row
    public void Odd_run_lengths_that_cost_no_pixel_are_warnings(byte[] code)
    {
        byte[] file = Rle(8, 4, 2, code).ToArray();
        PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8));
        Assert.Equal([2, 2, 2, 2, 1, 1, 1, 1], BmpTesting.Packed(image));
        Assert.Single(image.Result!.Warnings);
        Assert.Equal(ImageDecodeErrorKind.Malformed, Assert.Throws<ImageDecodeException>(
            () => BmpTesting.Decode(file, BmpTesting.As(null, Strictness.Strict))).Kind);
        Assert.Single(BmpTesting.ReadInBatches(file, null, _ => 1).Result!.Warnings);
    }

    private static BmpWriter Huffman(int width, int height, string bits, bool lowBitFirst)
    {
        byte[] code = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++)
        {
            if (bits[i] == '1')
                code[i / 8] |= (byte)(lowBitFirst ? 1 << i % 8 : 0x80 >> i % 8);
        }

        return new BmpWriter { HeaderSize = 64, Width = width, Height = height, Bits = 1, Compression = 3, Palette = [255, 255, 255, 0, 0, 0], Pixels = code };
    }

    private const string Eol = "000000000001";

    /// <summary>Rows in file order, coded with an end-of-line code before each and six at the end; or none at all.</summary>
    private static string Encode(IReadOnlyList<int[]> rows, bool lines, int fill = 0)
    {
        var bits = new System.Text.StringBuilder();
        foreach (int[] row in rows)
        {
            if (lines)
                bits.Append('0', fill).Append(Eol);
            bool black = false;
            for (int x = 0; x < row.Length;)
            {
                int run = 0;
                while (x + run < row.Length && row[x + run] == (black ? 1 : 0))
                    run++;
                bits.Append(BmpOracle.CodeOf(run, black));
                x += run;
                black = !black;
            }
        }

        return bits + (lines ? string.Concat(Enumerable.Repeat(Eol, 6)) : "");
    }

    private static int[][] RandomRows(int seed, int width, int height)
    {
        var random = new Random(seed);
        var rows = new int[height][];
        for (int y = 0; y < height; y++)
        {
            rows[y] = new int[width];
            int longest = random.Next(1, 4) switch { 1 => 8, 2 => 100, _ => 6000 };
            for (int x = 0, color = random.Next(2); x < width; color ^= 1)
            {
                for (int run = random.Next(1, longest); run > 0 && x < width; run--)
                    rows[y][x++] = color;
            }
        }

        return rows;
    }

    [Theory]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 0)]
    [InlineData(false, true, 500)]
    [InlineData(true, true, 3)]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [Trait("Length", "Long")]
    public void Random_Huffman_rows_equal_the_oracle(bool lowBitFirst, bool lines, int fill)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            (int width, int height) = (random.Next(seed < 16 ? 20 : 3000, seed < 16 ? 200 : 9000), random.Next(8, 20));
            int[][] rows = RandomRows(seed, width, height);
            string bits = Encode(rows, lines, fill);
            int[][] oracle = BmpOracle.Huffman(bits, width, height);
            byte[] file = Huffman(width, height, bits, lowBitFirst).ToArray();
            PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8, Strictness.Strict));
            for (int y = 0; y < height; y++)
            {
                Assert.Equal(rows[y], oracle[y]);
                Assert.Equal(rows[y].Select(i => (byte)i), image.GetRow(height - 1 - y).ToArray());
            }

            PixelBuffer batches = BmpTesting.ReadInBatches(file, BmpTesting.As(PixelFormat.Indexed8), _ => random.Next(1, 4));
            Assert.Equal(BmpTesting.Packed(image), BmpTesting.Packed(batches));
        }
    }

    [Fact]
    public void Every_code_is_read_as_another_coder_writes_it()
    {
        // 104 rows of 5300 pixels: n white, n black, the rest white, for n = 0 to 63 and 64, 128 ... 2560; coded by libtiff 4.
        const string Coded =
          "ABAfAfkqgAjoB8B+SmAC+A+A/ILABiAfAfkCgA2wHwH5FoAOGA+A/IrAB4gHwH5FIAPjAfAfkLgAzFAfAfkKgA0EAfAfkJgAnCAPgPyGwAUBQH"
        + "wH5AYAJAcB8B+RgAEMEAfAfkTAB0BwHwH5KAAdQwA+A/IGADUC4D4D8hAANYMAPgPyTgApwIAfAflUACMDOA+A/LQAEQGgB8B+RAAJcNgD4D8j"
        + "gAgwbgPgPymACEBQA+A/LgAVAFwHwH5WACrAwA+A/JwASYZQD4D8jUAFIGWA+A/szABMBmAPgP7SwAQIM0B8B/a2ACBg0APgP7WQARoGkB8B/Z"
        + "KACNg1APgP7VQARIGsB8B/amACJhpAPgP7CwARQNMB8B/YKACKhqAPgP7LQARYNUB8B/ZWACLhrAPgP7KQASgNcB8B/YuACUg2APgP7FQASoG0"
        + "B8B/YmACVhtAPgP7GwASwNsB8B/YGACWgqAPgP7MAAggKoD4D+yYAIKCsA+A/tQACFArgPgP7BgAhYMgD4D+xAAKkDKA+A/tOACpgpAPgP7qAB"
        + "VAUwHwH96AAqoEgD4D+yAASQDcB8B/ZwASUDgB8B/cwAVgCcB8B/fAArIFAD4D+7ABWgWAHwH9uACtgsgPgP7NQAUoCsB8B8zABSwLAHwH0sAE"
        + "yBaAfAfWwATMGYB8B9ZABNAZwHwHyUAHZqB4bgPgPqoAMjUMgNwHwHVUAFc1DJDcB8BdVABbmoLYbgPgKqoAJsagZhuA+AmqgAm5qBoG4D4DVU"
        + "AFkNQNQ3AfAQqgAspqBsDcB9hVABaDUDaG4D6ZVQAWc1AlBuA+21UAFmGoEsNwH2yqgAs01AmBuA+11UAFpGoE0NwH2qqgAtM1A5BuA+01UAFq"
        + "GoHMNwH2aqgAtU1A6BuA+zqoALWNQOobgPsqqAC1zUDsG4D5uqgAtg1A7huA+3VQAWyagUg3AfkqgAto1AphuA+qgAts1AqBuA6qgApg1AqhuA"
        + "uqgApk1AtBuAqqgApo1AthuAmqgAsGoGQNwGqoAKbNQMobgIVQAQEGoCA3YVQAQGGoDA3TKqACA01AaG7bVQAQEjUBIN2yqgAgJmoCYbtdVABA"
        + "UNQFA3aqqACAqagKhu01UAAQFjUBYN2aqgAgLmoC4bs6qACA4agOBuyqoAIDpqA6G5uqgAgPGoDwbt1UAEB81AfDeSqA";
        byte[] file = new BmpWriter
        {
            HeaderSize = 64, Width = 5300, Height = 104, Bits = 1, Compression = 3, Palette = [255, 255, 255, 0, 0, 0],
            Pixels = Convert.FromBase64String(Coded),
        }.ToArray();
        PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8));
        for (int i = 0; i < 104; i++)
        {
            int n = i < 64 ? i : (i - 63) * 64;
            byte[] expected = new byte[5300];
            expected.AsSpan(n, n).Fill(1);
            Assert.True(image.GetRow(103 - i).SequenceEqual(expected), $"run of {n}");
        }
    }

    [Fact]
    public void The_codes_of_a_colour_are_a_prefix_code()
    {
        foreach (string[] codes in (string[][])
            [
                [.. BmpHuffmanCodes.WhiteTerminating.Split(' '), .. BmpHuffmanCodes.WhiteMakeUp.Split(' '), .. BmpHuffmanCodes.CommonMakeUp.Split(' ')],
                [.. BmpHuffmanCodes.BlackTerminating.Split(' '), .. BmpHuffmanCodes.BlackMakeUp.Split(' '), .. BmpHuffmanCodes.CommonMakeUp.Split(' ')],
            ])
        {
            Assert.Equal(64 + 27 + 13, codes.Length);
            foreach (string code in codes)
                Assert.Single(codes, other => other.StartsWith(code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Broken_Huffman_rows_are_refused_and_the_next_end_of_line_is_found()
    {
        int[][] rows = RandomRows(3, 100, 6);
        string[] lines = [.. rows.Select(r => Encode([r], lines: true)[..^72])];
        void Check(string[] broken, int badRow, ImageDecodeErrorKind kind, int badRows)
        {
            byte[] file = Huffman(100, 6, string.Concat(broken), lowBitFirst: false).ToArray();
            foreach (bool batches in (bool[])[false, true])
            {
                ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => batches ? BmpTesting.ReadInBatches(file, null, _ => 2) : BmpTesting.Decode(file));
                Assert.Equal(kind, error.Kind);
                DecodeOptions lenient = BmpTesting.As(PixelFormat.Indexed8, Strictness.Lenient);
                PixelBuffer saved = batches ? BmpTesting.ReadInBatches(file, lenient, _ => 2) : BmpTesting.Decode(file, lenient);
                DamagedRows damage = Assert.Single(saved.Result!.Damage);
                Assert.Equal((0, 6 - badRow), (damage.FirstRow, damage.RowCount));   // all from the bad row on
                for (int y = 0; y < 6; y++)
                {
                    if (y < badRow || y >= badRow + badRows)
                        Assert.Equal(rows[y].Select(i => (byte)i), saved.GetRow(5 - y).ToArray());
                }
            }
        }

        string[] copy = [.. lines];
        copy[2] = Eol + BmpOracle.CodeOf(50, false);                              // ends early
        Check(copy, 2, ImageDecodeErrorKind.Malformed, 1);
        copy[2] = Eol + BmpOracle.CodeOf(10, false) + "000000000" + "1111";       // no code of this kind
        Check(copy, 2, ImageDecodeErrorKind.Malformed, 1);
        copy[2] = Eol + BmpOracle.CodeOf(101, false);                             // too long
        Check(copy, 2, ImageDecodeErrorKind.Malformed, 1);
        Check([.. lines[..4]], 4, ImageDecodeErrorKind.Truncated, 2);             // no more rows
        Check([.. lines[..4], Eol, Eol], 4, ImageDecodeErrorKind.Truncated, 2);   // return to control
    }
}
