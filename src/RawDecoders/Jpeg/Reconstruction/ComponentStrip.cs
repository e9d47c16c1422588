// The geometry of one component and the place of its samples: a ring of block rows inside the reconstructor's one pooled
// buffer. Without vertical filters it holds one iMCU row; with them, one block row more, so that the last rows of the
// iMCU row before stay readable without being copied.

namespace RawDecoders.Jpeg;

/// <summary>One component's strip of samples.</summary>
internal sealed class ComponentStrip
{
    /// <summary>
    /// Readable bytes on both sides of a row: one holds the repeated edge sample, and vectors may run over the rest.
    /// </summary>
    public const int Margin = 64;

    /// <summary>Reads the geometry of component <paramref name="index"/> from the plan.</summary>
    public ComponentStrip(ReconstructionPlan plan, int index, int maxH, int maxV)
    {
        ReconstructionComponent component = plan.Components[index];
        V = component.VerticalSampling;
        HRatio = maxH / component.HorizontalSampling;
        VRatio = maxV / V;
        Width = CeilDivide(plan.Width * component.HorizontalSampling, maxH);
        Height = CeilDivide(plan.Height * V, maxV);
        BlocksPerLine = CeilDivide(plan.Width, 8 * maxH) * component.HorizontalSampling;
        BlocksPerColumn = CeilDivide(plan.Height, 8 * maxV) * V;

        // An odd number of cache lines, so that the 8 rows of a block do not compete for one set of the L1 cache.
        Stride = (((BlocksPerLine * 8 + 2 * Margin) / 64) | 1) * 64;
        if (Stride < BlocksPerLine * 8 + 2 * Margin)
            Stride += 128;
    }

    /// <summary>Vertical sampling factor: block rows in an iMCU row.</summary>
    public int V { get; }

    /// <summary>Pixels per sample across: 1 to 4.</summary>
    public int HRatio { get; }

    /// <summary>Pixel rows per sample row: 1 to 4.</summary>
    public int VRatio { get; }

    /// <summary>Samples in a row that belong to the picture (T.81 A.1.1).</summary>
    public int Width { get; }

    /// <summary>Rows that belong to the picture.</summary>
    public int Height { get; }

    /// <summary>Blocks across, padded to whole MCUs.</summary>
    public int BlocksPerLine { get; }

    /// <summary>Block rows, padded to whole MCUs.</summary>
    public int BlocksPerColumn { get; }

    /// <summary>Bytes between rows.</summary>
    public int Stride { get; }

    public Upsampling Upsampling { get; set; }

    /// <summary>Whether the output depends on this component.</summary>
    public bool IsNeeded { get; set; }

    /// <summary>Block rows in the ring.</summary>
    public int RingBlockRows { get; set; }

    /// <summary>Where the ring begins in the buffer.</summary>
    public int Offset { get; set; }

    public InverseTransform Transform { get; set; } = null!;

    /// <summary>Bytes of the ring.</summary>
    public int RingBytes => RingBlockRows * 8 * Stride;

    /// <summary>Where sample 0 of a row lies in the buffer; rows count from the top of the picture.</summary>
    public int RowOffset(int row) => Offset + row % (8 * RingBlockRows) * Stride + Margin;

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
