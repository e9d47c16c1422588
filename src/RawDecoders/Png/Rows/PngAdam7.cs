// Owns: the geometry of interlacing (PNG 8.1) and the way of a pass's pixels to their places in the picture. A picture that
// is not interlaced is one pass here too, so that the decoder knows one loop only.
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>One pass: a reduced image whose pixel (i, j) is the picture's (X + i × StepX, Y + j × StepY).</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height);

/// <summary>The seven passes of Adam7.</summary>
internal static unsafe class PngAdam7
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
    public static PngPass[] GetPasses(in PngHeader header)
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

    /// <summary>Puts <paramref name="count"/> pixels of <paramref name="pixelBytes"/> bytes each <paramref name="step"/> pixels apart.</summary>
    public static void Scatter(byte* pixels, byte* row, int step, int count, int pixelBytes)
    {
        switch (pixelBytes)
        {
            case 1:
                Scatter<byte>(pixels, row, step, count);
                break;
            case 2:
                Scatter<ushort>(pixels, row, step, count);
                break;
            case 3:
                Scatter<PngPixel3>(pixels, row, step, count);
                break;
            case 4:
                Scatter<uint>(pixels, row, step, count);
                break;
            case 6:
                Scatter<PngPixel6>(pixels, row, step, count);
                break;
            default:
                Scatter<ulong>(pixels, row, step, count);
                break;
        }
    }

    private static void Scatter<T>(byte* pixels, byte* row, nint step, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.WriteUnaligned(row, Unsafe.ReadUnaligned<T>(pixels));
            pixels += sizeof(T);
            row += step * sizeof(T);
        }
    }

    [InlineArray(3)]
    private struct PngPixel3
    {
        private byte _first;
    }

    [InlineArray(6)]
    private struct PngPixel6
    {
        private byte _first;
    }
}
