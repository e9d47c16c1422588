using RawDecoders.Png;

namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>What png.md and deflate.md draw: neighbours of the filters, passes, the window, a code.</summary>
internal static class PngDrawings
{
    /// <summary>a, b, c and x (PNG 9.2).</summary>
    public static Svg Filters()
    {
        var svg = new Svg(268, "The neighbours that filters predict from",
            "Two rows of three-byte pixels: x is the byte to predict, a the same sample of the pixel to the left, b the one above, c the one above to the left.");
        const int left = 20, cell = 40;
        int[] tops = [36, 104];
        string[] samples = ["R", "G", "B"];
        for (int row = 0; row < 2; row++)
        {
            for (int i = 0; i < 9; i++)
            {
                string fill = (row, i) switch { (0, 1) => "d", (0, 4) => "b", (1, 1) => "c", (1, 4) => "a", (1, > 4) => "w", _ => "g" };
                svg.Box(left + (i * cell), tops[row], cell, cell, fill);
                string letter = (row, i) switch { (0, 1) => "c", (0, 4) => "b", (1, 1) => "a", (1, 4) => "x", _ => samples[i % 3] };
                svg.Text(left + (i * cell) + (cell / 2), tops[row] + 25, letter, letter.Length == 1 && "abcx".Contains(letter, StringComparison.Ordinal) ? "m big" : "m small hint");
            }

            for (int pixel = 0; pixel < 3; pixel++)
                svg.Rect(left + (pixel * 3 * cell), tops[row], 3 * cell, cell, "ink");
        }

        svg.Text(left, 28, "the row above", "small hint");
        svg.Text(left, 96, "this row: each box a byte, three of them a pixel", "small hint");
        svg.Path("M80 146q60 24 114 5", "mark");
        svg.Head(197, 148, -25);
        svg.Text(140, 178, "one pixel back: 3 bytes here, never less than 1", "small hint m");
        (string Name, string Prediction)[] filters =
        [
            ("1 Sub", "x − a"), ("2 Up", "x − b"), ("3 Average", "x − ⌊(a + b) / 2⌋"), ("4 Paeth", "x − the one of a, b, c nearest to a + b − c"),
        ];
        for (int i = 0; i < filters.Length; i++)
        {
            svg.Text(left, 204 + (i * 17), filters[i].Name);
            svg.Text(left + 80, 204 + (i * 17), filters[i].Prediction);
        }

        return svg;
    }

    /// <summary>The passes of Adam7, from the decoder's own table (PNG 8.1).</summary>
    public static Svg Adam7()
    {
        var svg = new Svg(300, "The seven passes of Adam7", "An 8 by 8 block of pixels, each with the number of the pass that brings it, and what passes 1, 1 to 3 and 1 to 5 have brought.");
        var header = new PngHeader(8, 8, 8, PngColorType.Grayscale, IsInterlaced: true);
        PngPass[] passes = PngPass.Of(header);
        int[,] of = new int[8, 8];
        for (int p = 0; p < passes.Length; p++)
        {
            for (int y = passes[p].Y; y < 8; y += passes[p].StepY)
            {
                for (int x = passes[p].X; x < 8; x += passes[p].StepX)
                    of[y, x] = p + 1;
            }
        }

        string[] fills = ["", "a", "a", "d", "d", "b", "b", "w"];
        const int left = 14, top = 28, cell = 28;
        for (int i = 0; i < 64; i++)
        {
            (int y, int x) = Math.DivRem(i, 8);
            svg.Box(left + (x * cell), top + (y * cell), cell, cell, fills[of[y, x]]);
            svg.Text(left + (x * cell) + (cell / 2), top + (y * cell) + 19, $"{of[y, x]}", "m");
        }

        svg.Text(left, 18, "the pass that brings each pixel", "small hint");
        int[] upTo = [1, 3, 5];
        for (int k = 0; k < 3; k++)
        {
            int x0 = 270, y0 = 28 + (k * 88), small = 9;
            for (int i = 0; i < 64; i++)
            {
                (int y, int x) = Math.DivRem(i, 8);
                svg.Box(x0 + (x * small), y0 + (y * small), small, small, of[y, x] <= upTo[k] ? "b" : "w");
            }

            int count = Enumerable.Range(0, 64).Count(i => of[i / 8, i % 8] <= upTo[k]);
            svg.Text(x0 + (8 * small) + 6, y0 + 16, upTo[k] == 1 ? "pass 1" : $"1 to {upTo[k]}", "small");
            svg.Text(x0 + (8 * small) + 6, y0 + 32, $"1/{64 / count}", "small");
        }

        svg.Text(left, 272, "Passes 2, 4 and 6 double the columns,", "small hint");
        svg.Text(left, 288, "3, 5 and 7 the rows: 1/64, 1/32, 1/16 ... 1.", "small hint");
        return svg;
    }

    /// <summary>A match in the window (RFC 1951 3.2.5), and one that reaches into itself.</summary>
    public static Svg Window()
    {
        var svg = new Svg(290, "DEFLATE: matches copy from the window",
            "Bytes that were given already; a match of length 4 and distance 6 copies the four bytes that begin six back; one of length 5 and distance 1 repeats the last byte.");
        Row(svg, 56, "blue, blue".ToCharArray(), 4, 6, "length 4, distance 6: from 6 back, 4 bytes");
        Row(svg, 176, ['a', 'b', 'z', 'z', 'z', 'z', 'z', 'z'], 5, 1, "length 5, distance 1: each byte that it makes is there for the next");
        svg.Text(14, 256, "The window is the last 32,768 bytes at most. Extra bits follow the", "small hint");
        svg.Text(14, 272, "codes: up to 13 for a distance, up to 5 for a length (3 to 258).", "small hint");
        return svg;
    }

    /// <summary>The code that the note works out: symbol 0 has 2 bits, 1, 2, 32, 224, 256 and 257 have 3.</summary>
    public static Svg CodeTree()
    {
        string[] names = ["0", "1", "2", "32", "224", "256", "257"];
        return HuffmanTree.Draw("A Huffman code as a tree", [0, 1, 6], [0, 1, 2, 3, 4, 5, 6], symbol => names[symbol], "symbol");
    }

    private static void Row(Svg svg, int top, char[] bytes, int length, int distance, string words)
    {
        const int left = 14, cell = 34;
        int to = bytes.Length - length, from = to - distance;
        for (int i = 0; i < bytes.Length; i++)
        {
            svg.Box(left + (i * cell), top, cell, cell, i >= to ? "a" : i >= from && i < from + length ? "b" : "g");
            svg.Text(left + (i * cell) + (cell / 2), top + 22, bytes[i] == ' ' ? "␣" : $"{bytes[i]}", "m mono big");
        }

        svg.Rect(left + (to * cell), top, length * cell, cell, "ink");
        double x1 = left + (from * cell) + (cell / 2), x2 = left + (to * cell) + (cell / 2);
        svg.Path($"M{Svg.N(x1)} {top - 2}C{Svg.N(x1)} {top - 26} {Svg.N(x2)} {top - 26} {Svg.N(x2)} {top - 4}", "mark");
        svg.Head(x2, top - 1, 90);
        svg.Text(left, top + cell + 17, words, "small");
        svg.Text(left, top - 32, $"given: {to} bytes, then a match", "small hint");
    }
}
