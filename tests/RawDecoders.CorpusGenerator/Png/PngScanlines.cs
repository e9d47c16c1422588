// From samples to the bytes that are compressed: packing (PNG 7.2), Adam7 (8.1) and filtering (9.2). Owns: which filter
// each row gets. Leaves to others: compression (ZlibWriter).

namespace RawDecoders.CorpusGenerator;

/// <summary>The filter types of PNG 9.2, and two ways of choosing.</summary>
public enum PngFilter
{
    None,
    Sub,
    Up,
    Average,
    Paeth,

    /// <summary>All five in a sequence of rows in which every type follows every other.</summary>
    Mixed,

    /// <summary>The type with the least sum of absolute differences for each row (PNG 12.7).</summary>
    Adaptive,
}

/// <summary>Filtered scanlines.</summary>
public static class PngScanlines
{
    // Every ordered pair of the five types occurs in these 26 rows (a de Bruijn cycle).
    private static ReadOnlySpan<byte> MixedOrder => [0, 0, 1, 0, 2, 0, 3, 0, 4, 1, 1, 2, 1, 3, 1, 4, 2, 2, 3, 2, 4, 3, 3, 4, 4, 0];

    /// <summary>Column and row of the first pixel of each Adam7 pass, and the steps (PNG 8.1).</summary>
    public static ReadOnlySpan<(int X, int Y, int DX, int DY)> Adam7 =>
        new (int, int, int, int)[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) };

    /// <summary>Filter bytes and filtered rows of the whole picture, pass by pass when interlaced.</summary>
    public static byte[] Filtered(PngImage image, PngFilter filter)
    {
        ByteSink sink = new();
        int row = 0;
        if (!image.Interlaced)
            Pass(sink, image, filter, (0, 0, 1, 1), ref row);
        else
        {
            foreach ((int X, int Y, int DX, int DY) pass in Adam7)
                Pass(sink, image, filter, pass, ref row);
        }

        return sink.ToArray();
    }

    private static void Pass(ByteSink sink, PngImage image, PngFilter filter, (int X, int Y, int DX, int DY) pass, ref int rowNumber)
    {
        SampleImage samples = image.Samples;
        int width = (samples.Width - pass.X + pass.DX - 1) / pass.DX;
        if (width <= 0)
            return;
        int distance = Math.Max(1, image.BitsPerPixel / 8);
        byte[] previous = new byte[(width * image.BitsPerPixel + 7) / 8];
        for (int y = pass.Y; y < samples.Height; y += pass.DY)
        {
            MsbBitSink bits = new();
            for (int x = pass.X; x < samples.Width; x += pass.DX)
            {
                for (int c = 0; c < samples.Channels; c++)
                    bits.Write(samples[x, y, c], samples.Depth);
            }

            byte[] current = bits.ToArray();
            int type = filter switch
            {
                PngFilter.Mixed => MixedOrder[rowNumber++ % MixedOrder.Length],
                PngFilter.Adaptive => Best(current, previous, distance),
                _ => (int)filter,
            };
            sink.U8(type).Bytes(Apply(type, current, previous, distance));
            previous = current;
        }
    }

    /// <summary>One row through filter <paramref name="type"/> (PNG 9.2, table 9).</summary>
    public static byte[] Apply(int type, ReadOnlySpan<byte> current, ReadOnlySpan<byte> previous, int distance)
    {
        byte[] filtered = new byte[current.Length];
        for (int i = 0; i < current.Length; i++)
        {
            int a = i >= distance ? current[i - distance] : 0;
            int b = previous[i];
            int c = i >= distance ? previous[i - distance] : 0;
            int predictor = type switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => Paeth(a, b, c), _ => 0 };
            filtered[i] = (byte)(current[i] - predictor);
        }

        return filtered;
    }

    /// <summary>PNG 9.4.</summary>
    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c;
        int pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    private static int Best(ReadOnlySpan<byte> current, ReadOnlySpan<byte> previous, int distance)
    {
        (int best, long least) = (0, long.MaxValue);
        for (int type = 0; type < 5; type++)
        {
            long sum = 0;
            foreach (byte b in Apply(type, current, previous, distance))
                sum += Math.Abs((int)(sbyte)b);
            if (sum < least)
                (best, least) = (type, sum);
        }

        return best;
    }
}
