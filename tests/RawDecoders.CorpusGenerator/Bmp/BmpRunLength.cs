// BI_RLE8, BI_RLE4 and OS/2's RLE24: an encoder that can be told which of the code's forms to use, and to leave pixels out.

namespace RawDecoders.CorpusGenerator;

/// <summary>Which forms of the code are used.</summary>
public enum BmpRuns
{
    /// <summary>Runs of one colour only (two colours in turn for RLE4).</summary>
    Encoded,

    /// <summary>Literal pixels wherever three or more are left, with their padding to a word.</summary>
    Absolute,

    /// <summary>Whichever is shorter.</summary>
    Mixed,
}

/// <summary>The encoder.</summary>
public static class BmpRunLength
{
    /// <summary>
    /// The code of a picture, bottom row first. Pixels are integers: an index, or blue | green &lt;&lt; 8 | red &lt;&lt; 16.
    /// A negative pixel is left out, by a jump inside the row, by ending the row early or the picture early.
    /// </summary>
    public static byte[] Encode(int[] pixels, int width, int height, int bits, BmpRuns runs, bool endOfPicture = true)
    {
        ByteSink sink = new();
        int x = 0, y = 0;
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<int> line = pixels.AsSpan((height - 1 - row) * width, width);
            for (int start = 0; start < width;)
            {
                if (line[start] < 0)
                {
                    start++;
                    continue;
                }

                int end = start;
                while (end < width && line[end] >= 0)
                    end++;
                MoveTo(sink, ref x, ref y, start, row);
                WritePixels(sink, line[start..end], bits, runs);
                x = start = end;
            }

            if (row < height - 1 && line[width - 1] >= 0)
            {
                sink.U8(0).U8(0);
                (x, y) = (0, y + 1);
            }
        }

        if (endOfPicture)
            sink.U8(0).U8(1);
        return sink.ToArray();
    }

    /// <summary>Ends of rows where the target is left of here, else jumps of at most 255 in either direction.</summary>
    private static void MoveTo(ByteSink sink, ref int x, ref int y, int targetX, int targetY)
    {
        if (targetY > y && targetX < x)
        {
            sink.U8(0).U8(0);
            (x, y) = (0, y + 1);
        }

        while (x < targetX || y < targetY)
        {
            int right = Math.Min(255, targetX - x), down = Math.Min(255, targetY - y);
            sink.U8(0).U8(2).U8(right).U8(down);
            x += right;
            y += down;
        }
    }

    private static void WritePixels(ByteSink sink, ReadOnlySpan<int> pixels, int bits, BmpRuns runs)
    {
        while (!pixels.IsEmpty)
        {
            int run = Run(pixels, bits);
            int literal = 0;
            if (runs == BmpRuns.Absolute)
            {
                literal = Math.Min(pixels.Length, 255);
            }
            else if (runs == BmpRuns.Mixed && run < 4)
            {
                while (literal < Math.Min(pixels.Length, 255) && Run(pixels[literal..], bits) < 4)
                    literal++;
            }

            if (literal >= 3)
            {
                sink.U8(0).U8(literal);
                int start = sink.Position;
                WriteLiterals(sink, pixels[..literal], bits);
                if ((sink.Position - start) % 2 != 0)
                    sink.U8(0);
                pixels = pixels[literal..];
                continue;
            }

            sink.U8(run);
            if (bits == 4)
                sink.U8(pixels[0] << 4 | (run > 1 ? pixels[1] : pixels[0]));
            else
                WriteLiterals(sink, pixels[..1], bits);
            pixels = pixels[run..];
        }
    }

    private static void WriteLiterals(ByteSink sink, ReadOnlySpan<int> pixels, int bits)
    {
        if (bits == 4)
        {
            for (int i = 0; i < pixels.Length; i += 2)
                sink.U8(pixels[i] << 4 | (i + 1 < pixels.Length ? pixels[i + 1] : 0));
            return;
        }

        foreach (int pixel in pixels)
        {
            for (int b = 0; b < bits; b += 8)
                sink.U8(pixel >> b & 0xFF);
        }
    }

    /// <summary>Length of the run that one pair can code: equal pixels, or two in turn for RLE4.</summary>
    private static int Run(ReadOnlySpan<int> pixels, int bits)
    {
        int step = bits == 4 ? 2 : 1, run = 1;
        while (run < pixels.Length && run < 255 && (run < step || pixels[run] == pixels[run - step]))
            run++;
        return run;
    }
}
