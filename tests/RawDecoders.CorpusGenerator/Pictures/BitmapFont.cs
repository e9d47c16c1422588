// A 5 × 7 capital font drawn for this corpus: each glyph is seven rows of five bits, highest bit left.

namespace RawDecoders.CorpusGenerator;

/// <summary>Glyphs of letters, digits and some punctuation.</summary>
public static class BitmapFont
{
    public const int GlyphWidth = 5;

    public const int GlyphHeight = 7;

    private const string Glyphs = """
        A 0E 11 11 1F 11 11 11
        B 1E 11 11 1E 11 11 1E
        C 0E 11 10 10 10 11 0E
        D 1E 11 11 11 11 11 1E
        E 1F 10 10 1E 10 10 1F
        F 1F 10 10 1E 10 10 10
        G 0E 11 10 17 11 11 0F
        H 11 11 11 1F 11 11 11
        I 0E 04 04 04 04 04 0E
        J 07 02 02 02 02 12 0C
        K 11 12 14 18 14 12 11
        L 10 10 10 10 10 10 1F
        M 11 1B 15 15 11 11 11
        N 11 19 15 15 13 11 11
        O 0E 11 11 11 11 11 0E
        P 1E 11 11 1E 10 10 10
        Q 0E 11 11 11 15 12 0D
        R 1E 11 11 1E 14 12 11
        S 0F 10 10 0E 01 01 1E
        T 1F 04 04 04 04 04 04
        U 11 11 11 11 11 11 0E
        V 11 11 11 11 0A 0A 04
        W 11 11 11 15 15 1B 11
        X 11 11 0A 04 0A 11 11
        Y 11 11 0A 04 04 04 04
        Z 1F 01 02 04 08 10 1F
        0 0E 13 13 15 19 19 0E
        1 04 0C 04 04 04 04 0E
        2 0E 11 01 06 08 10 1F
        3 1F 02 04 06 01 11 0E
        4 02 06 0A 12 1F 02 02
        5 1F 10 1E 01 01 11 0E
        6 06 08 10 1E 11 11 0E
        7 1F 01 02 04 08 08 08
        8 0E 11 11 0E 11 11 0E
        9 0E 11 11 0F 01 02 0C
        . 00 00 00 00 00 0C 0C
        , 00 00 00 00 0C 04 08
        - 00 00 00 1F 00 00 00
        : 00 0C 0C 00 0C 0C 00
        / 01 01 02 04 08 10 10
        + 00 04 04 1F 04 04 00
        """;

    private static readonly Dictionary<char, byte[]> Table = Parse();

    /// <summary>Whether the glyph of <paramref name="letter"/> has ink at (x, y); blank outside and for unknown letters.</summary>
    public static bool Ink(char letter, int x, int y)
        => (uint)x < GlyphWidth && (uint)y < GlyphHeight && Table.TryGetValue(letter, out byte[]? rows) && (rows[y] >> (4 - x) & 1) != 0;

    /// <summary>Ink of running text that is wrapped over a grid of 6 × 9 cells, <paramref name="columns"/> cells wide.</summary>
    public static bool Ink(string text, int columns, int x, int y)
    {
        int column = x / 6, line = y / 9;
        return column < columns && Ink(text[(line * columns + column) % text.Length], x % 6, y % 9 - 1);
    }

    private static Dictionary<char, byte[]> Parse()
    {
        Dictionary<char, byte[]> table = [];
        foreach (string line in Glyphs.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            table[line[0]] = [.. line[2..].Split(' ').Select(h => Convert.ToByte(h, 16))];
        return table;
    }
}
