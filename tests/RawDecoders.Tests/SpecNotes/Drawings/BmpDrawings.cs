namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>What bmp.md draws: the opcodes of run lengths.</summary>
internal static class BmpDrawings
{
    /// <summary>RLE8 code of one row and what it gives, opcode by opcode (wingdi.h Bitmap Compression).</summary>
    public static Svg RunLengths()
    {
        var svg = new Svg(308, "RLE8: bytes of code and the pixels that they give",
            "An encoded run gives one index several times, an absolute run gives indices one by one and is padded to an even length, a delta skips pixels, 0 0 ends the row.");
        (byte[] Code, string Words)[] opcodes =
        [
            ([5, 7], "encoded: 5 pixels of 7"),
            ([0, 3, 1, 2, 3, 0], "absolute: 3 pixels, a 0 of padding"),
            ([0, 2, 2, 0], "delta: 2 to the right, 0 up"),
            ([2, 9], "encoded: 2 pixels of 9"),
            ([0, 0], "end of row"),
        ];
        string[] fills = ["a", "b", "g", "d", "w"];
        int y = 34, x = 0;
        svg.Text(14, 20, "code", "small hint");
        svg.Text(176, 20, "what it says", "small hint");
        var pixels = new List<(int X, int Index, string Fill)>();
        for (int i = 0; i < opcodes.Length; i++, y += 36)
        {
            (byte[] code, string words) = opcodes[i];
            for (int b = 0; b < code.Length; b++)
            {
                svg.Box(14 + (b * 26), y, 26, 24, fills[i], "ink");
                svg.Text(14 + (b * 26) + 13, y + 16, $"{code[b]}", "m mono");
            }

            svg.Text(176, y + 16, words, "small");
            switch (code)
            {
                case [0, 2, var dx, _]:
                    x += dx;
                    break;
                case [0, > 2 and var n, ..]:
                    pixels.AddRange(Enumerable.Range(0, n).Select(k => (x + k, (int)code[2 + k], fills[i])));
                    x += n;
                    break;
                case [> 0 and var n, var index]:
                    pixels.AddRange(Enumerable.Range(0, n).Select(k => (x + k, (int)index, fills[i])));
                    x += n;
                    break;
                default:
                    break;
            }
        }

        const int cell = 28, top = 236;
        svg.Text(14, top - 8, "the row that it gives", "small hint");
        for (int column = 0; column < 13; column++)
        {
            (int X, int Index, string Fill)? pixel = pixels.Where(p => p.X == column).Select(p => ((int, int, string)?)p).FirstOrDefault();
            svg.Box(14 + (column * cell), top, cell, cell, pixel?.Fill ?? "w");
            svg.Text(14 + (column * cell) + (cell / 2), top + 19, pixel is { } p ? $"{p.Index}" : "–", pixel is null ? "m hint" : "m");
        }

        svg.Text(14, top + cell + 18, "– no pixel: skipped, or after the end of the row;", "small hint");
        svg.Text(14, top + cell + 34, "transparent, or palette entry 0", "small hint");
        return svg;
    }
}
