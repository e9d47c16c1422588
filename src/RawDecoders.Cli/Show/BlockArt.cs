// Half blocks: a character cell is about twice as high as wide, so "▀" in one colour on another shows two square pixels.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>Draws Rgba32 pictures with half blocks.</summary>
internal static class BlockArt
{
    /// <summary>Pixels less opaque than this show the terminal's own background.</summary>
    private const byte OpaqueFrom = 128;

    public static void Write(TextWriter output, PixelBuffer image)
    {
        var line = new StringBuilder();
        for (int y = 0; y < image.Height; y += 2)
        {
            ReadOnlySpan<byte> upper = image.GetRow(y);
            ReadOnlySpan<byte> lower = y + 1 < image.Height ? image.GetRow(y + 1) : default;
            int foreground = -1, background = -1;
            for (int x = 0; x < image.Width; x++)
            {
                int above = ColorAt(upper, x), below = ColorAt(lower, x);
                // With nothing above, the lower half is drawn instead of the upper, so that the background stays the terminal's.
                (char half, int ink, int paper) = above >= 0 ? ('▀', above, below) : ('▄', below, -1);
                if (paper != background)
                    SetColor(line, 48, background = paper);
                if (ink < 0)
                {
                    line.Append(' ');
                    continue;
                }

                if (ink != foreground)
                    SetColor(line, 38, foreground = ink);
                line.Append(half);
            }

            line.Append("\e[0m\n");
            output.Write(line);
            line.Clear();
        }
    }

    /// <summary>0xRRGGBB, or -1 where nothing is to be drawn.</summary>
    private static int ColorAt(ReadOnlySpan<byte> row, int x)
        => row.IsEmpty || row[4 * x + 3] < OpaqueFrom ? -1 : row[4 * x] << 16 | row[4 * x + 1] << 8 | row[4 * x + 2];

    private static void SetColor(StringBuilder line, int what, int color)
    {
        if (color < 0)
            line.Append($"\e[{what + 1}m");
        else
            line.Append($"\e[{what};2;{color >> 16};{(color >> 8) & 255};{color & 255}m");
    }
}
