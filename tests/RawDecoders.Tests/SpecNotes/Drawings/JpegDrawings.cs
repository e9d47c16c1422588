using System.Globalization;
using System.Text;
using RawDecoders.Jpeg;

namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>What jpeg.md draws: the zigzag, the patterns that a block is the sum of, 4:2:0, and a code as a tree.</summary>
internal static class JpegDrawings
{
    /// <summary>The order of coefficients, from the decoder's own table (T.81 Figure A.6).</summary>
    public static Svg ZigZagOrder()
    {
        var svg = new Svg(340, "The zigzag order of an 8 by 8 block",
            "A line through all 64 places of a block, from the mean at the top left along the diagonals to the finest pattern at the bottom right.");
        const int left = 62, top = 30, cell = 36;
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        var path = new StringBuilder();
        for (int k = 0; k < 64; k++)
        {
            (int row, int column) = Math.DivRem((int)natural[k], 8);
            double x = left + (column * cell), y = top + (row * cell);
            svg.Box(x, y, cell, cell, k == 0 ? "a" : row + column < 7 ? "b" : "w");
            path.Append(CultureInfo.InvariantCulture, $"{(k == 0 ? 'M' : 'L')}{x + (cell / 2)} {y + (cell / 2)}");
        }

        svg.Path(path.ToString(), "soft bold");
        for (int k = 0; k < 64; k++)
        {
            (int row, int column) = Math.DivRem((int)natural[k], 8);
            svg.Text(left + (column * cell) + (cell / 2), top + (row * cell) + (cell / 2) + 4, $"{k}", "m");
        }

        svg.Text(left, 20, "→ finer from left to right", "small hint");
        svg.Text(left + (8 * cell), 20, "0: DC, the mean", "small hint e");
        svg.Raw($"<text transform=\"translate(50 {top}) rotate(90)\" class=\"small hint\">→ finer from top to bottom</text>");
        svg.Text(left + (8 * cell), 334, "63: the finest", "small hint e");
        return svg;
    }

    /// <summary>The 64 patterns of the cosine transform (T.81 A.3.3), in 13 shades.</summary>
    public static Svg BasisPatterns()
    {
        var svg = new Svg(400, "The 64 patterns that a block is the sum of",
            "Eight by eight patterns of cosines: the first is even, to the right they have more columns, downwards more rows, the last is a fine chequerboard.");
        const int left = 24, top = 24, pitch = 46, dot = 5, shades = 13;
        var paths = new StringBuilder[shades];
        for (int pattern = 0; pattern < 64; pattern++)
        {
            (int v, int u) = Math.DivRem(pattern, 8);
            for (int y = 0; y < 8; y++)
            {
                int[] row = [.. Enumerable.Range(0, 8).Select(x => Shade(u, v, x, y, shades))];
                for (int x = 0; x < 8;)
                {
                    int run = row.Skip(x).TakeWhile(s => s == row[x]).Count();
                    (paths[row[x]] ??= new StringBuilder()).Append(
                        CultureInfo.InvariantCulture, $"M{left + (u * pitch) + (x * dot)} {top + (v * pitch) + (y * dot)}h{run * dot}v{dot}h-{run * dot}z");
                    x += run;
                }
            }
        }

        for (int shade = 0; shade < shades; shade++)
        {
            int grey = shade * 255 / (shades - 1);
            if (paths[shade] is { } path)
                svg.Raw($"<path d=\"{path}\" fill=\"#{grey:x2}{grey:x2}{grey:x2}\"/>");
        }

        for (int pattern = 0; pattern < 64; pattern++)
            svg.Rect(left + (pattern % 8 * pitch), top + (pattern / 8 * pitch), 8 * dot, 8 * dot, "soft");
        svg.Text(left, 16, "u = 0, 1, ... 7: cosines across →", "small hint");
        svg.Raw($"<text transform=\"translate(10 {top}) rotate(90)\" class=\"small hint\">v = 0, 1, ... 7: cosines down →</text>");
        return svg;
    }

    private static int Shade(int u, int v, int x, int y, int shades)
    {
        double value = Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * Math.Cos(((2 * y) + 1) * v * Math.PI / 16);
        return (int)Math.Round((value + 1) / 2 * (shades - 1));
    }

    /// <summary>Where the samples of a 4:2:0 picture lie (T.871 7.1), and what the triangle filter takes of them.</summary>
    public static Svg Subsampling()
    {
        var svg = new Svg(300, "Samples of 4:2:0",
            "Sixteen samples of Y, one in each pixel, and four of Cb and Cr, each in the middle of two by two pixels; a pixel takes nine sixteenths of the nearest one.");
        const int left = 20, top = 34, cell = 52;
        for (int i = 0; i < 16; i++)
            svg.Box(left + (i % 4 * cell), top + (i / 4 * cell), cell, cell, "w");
        for (int i = 0; i < 4; i++)
            svg.Rect(left + (i % 2 * 2 * cell), top + (i / 2 * 2 * cell), 2 * cell, 2 * cell, "ink");
        (int px, int py) = (left + cell + (cell / 2), top + cell + (cell / 2));
        string[] weights = ["9/16", "3/16", "3/16", "1/16"];
        for (int i = 0; i < 4; i++)
        {
            int x = left + cell + (i % 2 * 2 * cell), y = top + cell + (i / 2 * 2 * cell);
            svg.Stroke(px, py, x, y, "mark");
            svg.Raw($"<circle cx=\"{x}\" cy=\"{y}\" r=\"9\" class=\"d\"/>");
            svg.Raw($"<circle cx=\"{x}\" cy=\"{y}\" r=\"9\" class=\"ink\"/>");
            svg.Text(x + (i % 2 == 0 ? -12 : 12), y + 4, weights[i], i % 2 == 0 ? "e" : "");
        }

        for (int i = 0; i < 16; i++)
        {
            (int x, int y) = (left + (i % 4 * cell) + (cell / 2), top + (i / 4 * cell) + (cell / 2));
            bool isOurs = (x, y) == (px, py);
            svg.Raw($"<rect x=\"{x - 5}\" y=\"{y - 5}\" width=\"10\" height=\"10\" class=\"{(isOurs ? "arrow" : "b")}\"/>");
            svg.Raw($"<rect x=\"{x - 5}\" y=\"{y - 5}\" width=\"10\" height=\"10\" class=\"ink\"/>");
        }

        svg.Text(left, 20, "4 × 4 pixels", "hint");
        const int legend = 250;
        svg.Box(legend, 60, 10, 10, "b", "ink");
        svg.Text(legend + 20, 70, "Y: one a pixel");
        svg.Raw($"<circle cx=\"{legend + 5}\" cy=\"96\" r=\"9\" class=\"d\"/><circle cx=\"{legend + 5}\" cy=\"96\" r=\"9\" class=\"ink\"/>");
        svg.Text(legend + 20, 100, "Cb and Cr: one");
        svg.Text(legend + 20, 116, "for 2 × 2 pixels");
        svg.Box(legend, 140, 10, 10, "arrow", "ink");
        svg.Text(legend + 20, 150, "this pixel's Cb is");
        svg.Text(legend + 20, 166, "the sum of four,");
        svg.Text(legend + 20, 182, "by these weights");
        svg.Text(left, 270, "With 4:2:0 a picture has half as many samples", "small hint");
        svg.Text(left, 286, "as with 4:4:4: 16 + 4 + 4 here instead of 48.", "small hint");
        return svg;
    }

    /// <summary>The luma DC code of scene-50.jpg, from its DHT segment, as a tree.</summary>
    public static Svg CodeTree()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(CorpusGenerator.CorpusFolder.Find(), "jpeg", "quality", "scene-50.jpg"));
        // The first table of the segment that the note shows: Tc/Th, sixteen counts, the symbols.
        var reader = new JpegSegmentReader(file);
        while (reader.Read() && reader.Marker != JpegMarker.Dht)
        {
        }

        ReadOnlySpan<byte> payload = reader.Payload;
        return HuffmanTree.Draw("A Huffman code as a tree: DC of Y in scene-50.jpg", payload.Slice(1, 16), payload[17..], symbol => $"{symbol}", "category");
    }
}
