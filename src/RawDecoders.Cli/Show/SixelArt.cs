// Sixel graphics (DEC VT340): bands of six rows, one pass a band for each colour in it, run lengths written "!n". Terminals
// have 256 colour registers, so colours are dithered to a fixed cube of 6 x 7 x 6 levels, green the finest.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>Draws Rgba32 pictures as sixels.</summary>
internal static class SixelArt
{
    private const int RedLevels = 6, GreenLevels = 7, BlueLevels = 6;

    private const int ColorCount = RedLevels * GreenLevels * BlueLevels;

    private const byte None = 255;

    /// <summary>Bayer's 4 × 4 matrix, in sixteenths.</summary>
    private static ReadOnlySpan<byte> Bayer => [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

    public static void Write(TextWriter output, PixelBuffer image)
    {
        byte[] indices = Quantize(image);
        var text = new StringBuilder();
        // P2 = 1: pixels that no colour is given for stay as they are. Raster attributes: square pixels, the size.
        text.Append($"\eP0;1;0q\"1;1;{image.Width};{image.Height}");
        for (int i = 0; i < ColorCount; i++)
        {
            if (!indices.AsSpan().Contains((byte)i))
                continue;
            int red = i / (GreenLevels * BlueLevels), green = i / BlueLevels % GreenLevels, blue = i % BlueLevels;
            text.Append($"#{i};2;{Percent(red, RedLevels)};{Percent(green, GreenLevels)};{Percent(blue, BlueLevels)}");
        }

        for (int top = 0; top < image.Height; top += 6)
        {
            WriteBand(text, indices, image.Width, top, Math.Min(6, image.Height - top));
            output.Write(text);
            text.Clear();
        }

        output.Write("\e\\\n");
    }

    private static void WriteBand(StringBuilder text, byte[] indices, int width, int top, int rows)
    {
        // For each colour in the band, the six bits of each column.
        var columns = new byte[ColorCount][];
        for (int row = 0; row < rows; row++)
        {
            for (int x = 0; x < width; x++)
            {
                byte index = indices[(top + row) * width + x];
                if (index != None)
                    (columns[index] ??= new byte[width])[x] |= (byte)(1 << row);
            }
        }

        for (int i = 0; i < ColorCount; i++)
        {
            if (columns[i] is not { } bits)
                continue;
            text.Append('#').Append(i);
            int end = bits.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            for (int x = 0; x < end;)
            {
                int run = bits.AsSpan(x, end - x).IndexOfAnyExcept(bits[x]);
                if (run < 0)
                    run = end - x;
                char sixel = (char)('?' + bits[x]);
                if (run > 3)
                    text.Append('!').Append(run).Append(sixel);
                else
                    text.Append(sixel, run);
                x += run;
            }

            text.Append('$');
        }

        text.Append('-');
    }

    private static byte[] Quantize(PixelBuffer image)
    {
        var indices = new byte[image.Width * image.Height];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.GetRow(y);
            for (int x = 0; x < image.Width; x++)
            {
                // From 1/32 to 31/32 of a level.
                float threshold = (Bayer[(y & 3) * 4 + (x & 3)] + 0.5f) / 16;
                indices[y * image.Width + x] = row[4 * x + 3] < 128
                    ? None
                    : (byte)((Level(row[4 * x], RedLevels, threshold) * GreenLevels
                        + Level(row[4 * x + 1], GreenLevels, threshold)) * BlueLevels
                        + Level(row[4 * x + 2], BlueLevels, threshold));
            }
        }

        return indices;
    }

    private static int Level(byte value, int levels, float threshold) => (int)(value * (levels - 1) / 255f + threshold) is var l && l < levels ? l : levels - 1;

    private static int Percent(int level, int levels) => (level * 100 + (levels - 1) / 2) / (levels - 1);
}
