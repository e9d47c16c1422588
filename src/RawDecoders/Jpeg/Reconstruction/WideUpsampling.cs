// Owns: upsampling of samples of more than 8 bits, or of lossless files: a component's row to a row with a sample a pixel, by the filters of
// ChromaUpsampling, edges repeated. Scalar. Stands between the strips of WideReconstructor and WideComposer. Leaves to others: which
// filter it is, and rows above the first and below the last.

namespace RawDecoders.Jpeg;

/// <summary>The filters, on 16-bit samples.</summary>
internal static class WideUpsampling
{
    /// <summary>Each sample <paramref name="ratio"/> times.</summary>
    public static void Replicate(ReadOnlySpan<ushort> source, Span<ushort> destination, int ratio)
    {
        for (int i = 0; i < source.Length; i++)
            destination.Slice(i * ratio, ratio).Fill(source[i]);
    }

    /// <summary>2:1 across.</summary>
    public static void TriangleH2V1(ReadOnlySpan<ushort> source, Span<ushort> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            int three = 3 * source[i];
            destination[2 * i] = (ushort)((three + source[Math.Max(i - 1, 0)] + 1) >> 2);
            destination[2 * i + 1] = (ushort)((three + source[Math.Min(i + 1, source.Length - 1)] + 2) >> 2);
        }
    }

    /// <summary>1:2 down; see <see cref="ChromaUpsampling.TriangleH1V2Scalar"/>.</summary>
    public static void TriangleH1V2(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, Span<ushort> destination, bool upper)
    {
        int bias = upper ? 1 : 2;
        for (int i = 0; i < near.Length; i++)
            destination[i] = (ushort)((3 * near[i] + far[i] + bias) >> 2);
    }

    /// <summary>2:2.</summary>
    public static void TriangleH2V2(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, Span<ushort> destination)
    {
        int current = 3 * near[0] + far[0], last = current;
        for (int i = 0; i < near.Length; i++)
        {
            int after = Math.Min(i + 1, near.Length - 1);
            int next = 3 * near[after] + far[after];
            destination[2 * i] = (ushort)((3 * current + last + 8) >> 4);
            destination[2 * i + 1] = (ushort)((3 * current + next + 7) >> 4);
            (last, current) = (current, next);
        }
    }
}
