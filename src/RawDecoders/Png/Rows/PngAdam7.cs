// Owns: the way of a pass's pixels to their places in the picture (PNG 8.1). Stands behind conversion. Leaves to others: which places those
// are (Structure/PngPass.cs).
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>Pixels of a pass to their places.</summary>
internal static unsafe class PngAdam7
{
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
