// A picture in plain characters, denser where it is brighter: for pipes, and for terminals without colour.

namespace RawDecoders.Cli;

/// <summary>Draws Rgba32 pictures as text.</summary>
internal static class TextArt
{
    private const string Ramp = " .:-=+*#%@";

    /// <summary>Draws a picture two rows a line.</summary>
    public static void Write(TextWriter output, PixelBuffer image)
    {
        char[] line = new char[image.Width];
        for (int y = 0; y < image.Height; y += 2)
        {
            ReadOnlySpan<byte> upper = image.GetRow(y);
            ReadOnlySpan<byte> lower = image.GetRow(Math.Min(y + 1, image.Height - 1));
            for (int x = 0; x < line.Length; x++)
            {
                int brightness = (Brightness(upper, x) + Brightness(lower, x)) / 2;
                line[x] = Ramp[brightness * Ramp.Length / 256];
            }

            output.Write(line.AsSpan().TrimEnd(' '));
            output.Write('\n');
        }
    }

    /// <summary>Luma on black, 0 to 255.</summary>
    private static int Brightness(ReadOnlySpan<byte> row, int x)
        => (299 * row[4 * x] + 587 * row[4 * x + 1] + 114 * row[4 * x + 2]) * row[4 * x + 3] / (1000 * 255);
}
