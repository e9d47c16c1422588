// What a frame header implies: MCUs, blocks and block rows of each component (T.81 A.1.1, A.2). Numbers only; used by the
// scans, by the strips that hold coefficients, and by the check that the file is long enough for its picture.

namespace RawDecoders.Jpeg;

/// <summary>One component's blocks.</summary>
/// <param name="HorizontalSampling">Hi, 1 to 4; 1 in a frame of one component.</param>
/// <param name="VerticalSampling">Vi likewise.</param>
/// <param name="BlocksAcross">
/// Blocks that hold samples of the picture, in a row: what a scan of this component alone codes (A.2.2).
/// </param>
/// <param name="BlocksDown">The same, in a column.</param>
/// <param name="PaddedBlocksAcross">Blocks in a row with those that complete the MCUs (A.2.4).</param>
internal readonly record struct ComponentGeometry(
    int HorizontalSampling, int VerticalSampling, int BlocksAcross, int BlocksDown, int PaddedBlocksAcross);

/// <summary>The blocks of a frame.</summary>
internal sealed class FrameGeometry
{
    public FrameGeometry(in FrameHeader frame)
    {
        ReadOnlySpan<FrameComponent> components = frame.Components;
        Width = frame.Width;
        Height = frame.Height;

        // With one component the data unit is the MCU whatever its factors are (A.2.2), and A.1.1 gives it the full size.
        bool single = components.Length == 1;
        foreach (FrameComponent c in components)
        {
            MaxHorizontal = Math.Max(MaxHorizontal, single ? 1 : c.HorizontalSampling);
            MaxVertical = Math.Max(MaxVertical, single ? 1 : c.VerticalSampling);
        }

        McusAcross = CeilDivide(Width, 8 * MaxHorizontal);
        McusDown = CeilDivide(Height, 8 * MaxVertical);
        Components = new ComponentGeometry[components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            int h = single ? 1 : components[i].HorizontalSampling;
            int v = single ? 1 : components[i].VerticalSampling;
            Components[i] = new ComponentGeometry(
                h,
                v,
                CeilDivide(CeilDivide(Width * h, MaxHorizontal), 8),
                CeilDivide(CeilDivide(Height * v, MaxVertical), 8),
                McusAcross * h);
        }
    }

    /// <summary>X: samples per line.</summary>
    public int Width { get; }

    /// <summary>Y: lines.</summary>
    public int Height { get; }

    /// <summary>Hmax.</summary>
    public int MaxHorizontal { get; } = 1;

    /// <summary>Vmax.</summary>
    public int MaxVertical { get; } = 1;

    /// <summary>Interleaved MCUs in a row.</summary>
    public int McusAcross { get; }

    /// <summary>Rows of interleaved MCUs ("iMCU rows"), each 8 × Vmax lines.</summary>
    public int McusDown { get; }

    public ComponentGeometry[] Components { get; }

    /// <summary>Blocks of all components that a scan codes at least: those that hold samples of the picture.</summary>
    public long CodedBlocks
    {
        get
        {
            long blocks = 0;
            foreach (ComponentGeometry c in Components)
                blocks += (long)c.BlocksAcross * c.BlocksDown;
            return blocks;
        }
    }

    /// <summary>The first component whose factors do not divide the largest ones, or -1.</summary>
    public int FindFractionalRatio()
        => Array.FindIndex(Components, c => MaxHorizontal % c.HorizontalSampling != 0 || MaxVertical % c.VerticalSampling != 0);

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
