// Owns: chroma upsampling, scalar: from a component's own sampling grid to the picture's, a row at a time; and which filter a
// component gets. Stands between the strips and the composers. Leaves to others: vectors (ChromaUpsampling.Vectorized.cs), and
// edges: the strips' rows come with their first and last real sample repeated once outside, and rows above the first and below
// the last are the caller's to repeat.
//
// The triangle ("fancy") filters weigh the nearer sample 3/4 and the further one 1/4 in each direction. Rounding
// alternates between a pixel pair (+1/+2 of 4, +8/+7 of 16), as libjpeg-turbo's does, to keep the mean.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>How the samples of a component become as many as the picture has pixels.</summary>
internal enum Upsampling
{
    /// <summary>They are as many.</summary>
    None,

    /// <summary>Each sample stands for hRatio × vRatio pixels.</summary>
    Replicate,

    /// <summary>Triangle filter across, ratio 2:1 (4:2:2).</summary>
    TriangleH2V1,

    /// <summary>Triangle filter down, ratio 1:2 (4:4:0).</summary>
    TriangleH1V2,

    /// <summary>Triangle filter in both directions, 2:2 (4:2:0).</summary>
    TriangleH2V2,
}

/// <summary>The upsampling filters.</summary>
internal static unsafe partial class ChromaUpsampling
{
    /// <summary>Which filter a reconstruction applies to a component: triangles are libjpeg-turbo's, and all else replicates.</summary>
    public static Upsampling Choose(in ComponentGeometry component, JpegReconstruction reconstruction)
        => reconstruction == JpegReconstruction.LibjpegTurbo ? ChooseTriangle(component.HorizontalRatio, component.VerticalRatio, component.Width)
            : component is { HorizontalRatio: 1, VerticalRatio: 1 } ? Upsampling.None
            : Upsampling.Replicate;

    /// <summary>
    /// Which filter libjpeg-turbo 2.1 applies by default: triangles for the three common ratios, if a row has more than
    /// two samples where it goes across; replication for all else.
    /// </summary>
    public static Upsampling ChooseTriangle(int hRatio, int vRatio, int componentWidth) => (hRatio, vRatio) switch
    {
        (1, 1) => Upsampling.None,
        (2, 1) when componentWidth > 2 => Upsampling.TriangleH2V1,
        (1, 2) => Upsampling.TriangleH1V2,
        (2, 2) when componentWidth > 2 => Upsampling.TriangleH2V2,
        _ => Upsampling.Replicate,
    };

    /// <summary>Each of <paramref name="count"/> samples <paramref name="ratio"/> times.</summary>
    public static void ReplicateScalar(byte* source, byte* destination, int count, int ratio)
    {
        Debug.Assert(count > 0 && ratio > 0 && source != destination);
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < ratio; k++)
                destination[i * ratio + k] = source[i];
        }
    }

    /// <summary>2:1 across. Reads source[-1] to source[count].</summary>
    public static void TriangleH2V1Scalar(byte* source, byte* destination, int count)
    {
        Debug.Assert(count > 0 && source != destination);
        for (int i = 0; i < count; i++)
        {
            int three = 3 * source[i];
            destination[2 * i] = (byte)((three + source[i - 1] + 1) >> 2);
            destination[2 * i + 1] = (byte)((three + source[i + 1] + 2) >> 2);
        }
    }

    /// <summary>
    /// 1:2 down: one output row between <paramref name="near"/> and <paramref name="far"/>. The upper row of a pair
    /// (whose far row is above) rounds with 1, the lower with 2.
    /// </summary>
    public static void TriangleH1V2Scalar(byte* near, byte* far, byte* destination, int count, bool upper)
    {
        Debug.Assert(count > 0 && near != destination && far != destination);
        int bias = upper ? 1 : 2;
        for (int i = 0; i < count; i++)
            destination[i] = (byte)((3 * near[i] + far[i] + bias) >> 2);
    }

    /// <summary>2:2: one output row. Reads columns -1 to <paramref name="count"/> of both rows.</summary>
    public static void TriangleH2V2Scalar(byte* near, byte* far, byte* destination, int count)
    {
        Debug.Assert(count > 0 && near != destination && far != destination);
        int last = 3 * near[-1] + far[-1];
        int current = 3 * near[0] + far[0];
        for (int i = 0; i < count; i++)
        {
            int next = 3 * near[i + 1] + far[i + 1];
            destination[2 * i] = (byte)((3 * current + last + 8) >> 4);
            destination[2 * i + 1] = (byte)((3 * current + next + 7) >> 4);
            last = current;
            current = next;
        }
    }
}
