// Owns: the geometry of interlacing (PNG 8.1): which pixels are in which pass. A picture that is not interlaced is one pass here too, so that
// decoders know one loop only. Stands behind IHDR. Leaves to others: the pixels (Rows/PngAdam7.cs).
namespace RawDecoders.Png;

/// <summary>One pass: a reduced image whose pixel (i, j) is the picture's (X + i × StepX, Y + j × StepY).</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height)
{
    /// <summary>First column, first row, column step, row step.</summary>
    private static ReadOnlySpan<byte> Table =>
    [
        0, 0, 8, 8,
        4, 0, 8, 8,
        0, 4, 4, 8,
        2, 0, 4, 4,
        0, 2, 2, 4,
        1, 0, 2, 2,
        0, 1, 1, 2,
    ];

    /// <summary>The passes that have pixels, in file order.</summary>
    public static PngPass[] Of(in PngHeader header)
    {
        if (!header.IsInterlaced)
            return [new PngPass(0, 0, 1, 1, header.Width, header.Height)];
        var passes = new List<PngPass>(7);
        for (int i = 0; i < 28; i += 4)
        {
            int x = Table[i];
            int y = Table[i + 1];
            int stepX = Table[i + 2];
            int stepY = Table[i + 3];
            // 64-bit: width + step - 1 may pass 2^31.
            int width = (int)(((long)header.Width - x + stepX - 1) / stepX);
            int height = (int)(((long)header.Height - y + stepY - 1) / stepY);
            // A pass without columns or rows has no bytes at all, no filter types either.
            if (width > 0 && height > 0)
                passes.Add(new PngPass(x, y, stepX, stepY, width, height));
        }

        return passes.ToArray();
    }
}
