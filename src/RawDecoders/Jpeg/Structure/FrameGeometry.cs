// Owns: what a frame header implies: MCUs, blocks, samples and ratios of each component (T.81 A.1.1, A.2). The one place where
// they are computed. Stands behind the frame header; scans, strips, upsampling and damage all measure by it. Leaves to others:
// whether such a frame is decoded at all and at which scale, and what memory its blocks take.

namespace RawDecoders.Jpeg;

/// <summary>One component's samples and blocks.</summary>
internal readonly record struct ComponentGeometry
{
    /// <summary>Hi, 1 to 4; 1 in a frame of one component.</summary>
    public required int HorizontalSampling { get; init; }

    /// <summary>Vi likewise: block rows in an iMCU row.</summary>
    public required int VerticalSampling { get; init; }

    /// <summary>Pixels per sample across: Hmax / Hi, 1 to 4.</summary>
    public required int HorizontalRatio { get; init; }

    /// <summary>Pixel rows per sample row: Vmax / Vi, 1 to 4.</summary>
    public required int VerticalRatio { get; init; }

    /// <summary>xi: samples in a row that belong to the picture (A.1.1).</summary>
    public required int Width { get; init; }

    /// <summary>yi: rows that belong to the picture.</summary>
    public required int Height { get; init; }

    /// <summary>Blocks in a row that hold samples of the picture: what a scan of this component alone codes (A.2.2).</summary>
    public required int BlocksAcross { get; init; }

    /// <summary>The same, in a column.</summary>
    public required int BlocksDown { get; init; }

    /// <summary>Blocks in a row with those that complete the MCUs (A.2.4).</summary>
    public required int PaddedBlocksAcross { get; init; }

    /// <summary>The same, in a column.</summary>
    public required int PaddedBlocksDown { get; init; }

    /// <summary>Samples that become of a block each way: 8, unless the picture is decoded at a scale.</summary>
    public required int BlockSize { get; init; }
}

/// <summary>The blocks of a frame.</summary>
internal sealed class FrameGeometry
{
    /// <summary>The geometry of a frame; without rows while its height is 0, which DNL will tell (B.2.5).</summary>
    public FrameGeometry(in FrameHeader frame)
        : this(frame.IsLossless ? 1 : FullBlockSize, frame.Width, frame.Height, SamplingOf(frame))
    {
    }

    /// <summary>The geometry of components with the sampling factors (Hi, Vi), 1 to 4 of them.</summary>
    public FrameGeometry(int width, int height, params ReadOnlySpan<(int H, int V)> sampling)
        : this(FullBlockSize, width, height, sampling)
    {
    }

    private FrameGeometry(int dataUnit, int width, int height, ReadOnlySpan<(int H, int V)> sampling)
    {
        DataUnit = BlockSize = dataUnit;
        Width = width;
        Height = height;

        // With one component the data unit is the MCU whatever its factors are (A.2.2), and A.1.1 gives it the full size.
        bool single = sampling.Length == 1;
        foreach ((int h, int v) in sampling)
        {
            MaxHorizontal = Math.Max(MaxHorizontal, single ? 1 : h);
            MaxVertical = Math.Max(MaxVertical, single ? 1 : v);
        }

        McusAcross = CeilDivide(Width, DataUnit * MaxHorizontal);
        McusDown = CeilDivide(Height, McuHeight);
        Components = new ComponentGeometry[sampling.Length];
        for (int i = 0; i < sampling.Length; i++)
        {
            (int h, int v) = single ? (1, 1) : sampling[i];
            int samplesAcross = CeilDivide(Width * h, MaxHorizontal), samplesDown = CeilDivide(Height * v, MaxVertical);
            Components[i] = new ComponentGeometry
            {
                HorizontalSampling = h,
                VerticalSampling = v,
                HorizontalRatio = MaxHorizontal / h,
                VerticalRatio = MaxVertical / v,
                Width = samplesAcross,
                Height = samplesDown,
                BlocksAcross = CeilDivide(samplesAcross, DataUnit),
                BlocksDown = CeilDivide(samplesDown, DataUnit),
                PaddedBlocksAcross = McusAcross * h,
                PaddedBlocksDown = McusDown * v,
                BlockSize = dataUnit,
            };
        }
    }

    /// <summary>The same frame at a scale: blocks stay what they are, and fewer samples become of them.</summary>
    private FrameGeometry(FrameGeometry whole, ImageScale scale, bool keepsSampling)
    {
        (Width, Height) = (scale.Of(whole.Width), scale.Of(whole.Height));
        (MaxHorizontal, MaxVertical, McusAcross, McusDown) = (whole.MaxHorizontal, whole.MaxVertical, whole.McusAcross, whole.McusDown);
        (DataUnit, BlockSize) = (whole.DataUnit, scale.Eighths);
        Components = new ComponentGeometry[whole.Components.Length];
        for (int i = 0; i < Components.Length; i++)
        {
            ComponentGeometry c = whole.Components[i];

            // A component of fewer samples is made larger by its transform, by 2, 4 or 8, as long as it stays no larger than the picture
            // both ways; so chroma of 4:2:0 at 1/2 has 8 x 8 samples a block, and no upsampling. The last doubling may go past 8, not from it.
            int size = BlockSize;
            while (!keepsSampling && size < FullBlockSize
                && MaxHorizontal * BlockSize % (c.HorizontalSampling * size * 2) == 0 && MaxVertical * BlockSize % (c.VerticalSampling * size * 2) == 0)
                size *= 2;
            Components[i] = c with
            {
                BlockSize = size,
                HorizontalRatio = MaxHorizontal * BlockSize / (c.HorizontalSampling * size),
                VerticalRatio = MaxVertical * BlockSize / (c.VerticalSampling * size),
                Width = CeilDivide(whole.Width * c.HorizontalSampling * size, MaxHorizontal * FullBlockSize),
                Height = CeilDivide(whole.Height * c.VerticalSampling * size, MaxVertical * FullBlockSize),
            };
        }
    }

    /// <summary>Samples of a block each way where nothing is scaled.</summary>
    public const int FullBlockSize = 8;

    /// <summary>Samples of a data unit each way (A.1): 8 of a block, 1 of a lossless frame, whose "blocks" are samples.</summary>
    public int DataUnit { get; }

    /// <summary>X: samples per line.</summary>
    public int Width { get; }

    /// <summary>Y: lines.</summary>
    public int Height { get; }

    /// <summary>Hmax.</summary>
    public int MaxHorizontal { get; } = 1;

    /// <summary>Vmax.</summary>
    public int MaxVertical { get; } = 1;

    /// <summary>Samples each way of a block of a component that has as many as the picture; of a lossless frame 1.</summary>
    public int BlockSize { get; }

    /// <summary>Lines of an interleaved MCU.</summary>
    public int McuHeight => BlockSize * MaxVertical;

    /// <summary>Interleaved MCUs in a row.</summary>
    public int McusAcross { get; }

    /// <summary>Rows of interleaved MCUs ("iMCU rows"), each 8 × Vmax lines.</summary>
    public int McusDown { get; }

    public ComponentGeometry[] Components { get; }

    /// <summary>Pixels of the picture.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>A frame of some columns of this one, which is at full size: whole MCUs, and all rows.</summary>
    /// <param name="firstMcu">The first MCU of a row.</param>
    /// <param name="mcus">How many.</param>
    public FrameGeometry Columns(int firstMcu, int mcus)
    {
        int mcuWidth = DataUnit * MaxHorizontal;
        var sampling = new (int, int)[Components.Length];
        for (int c = 0; c < sampling.Length; c++)
            sampling[c] = (Components[c].HorizontalSampling, Components[c].VerticalSampling);
        return new FrameGeometry(DataUnit, Math.Min(mcus * mcuWidth, Width - firstMcu * mcuWidth), Height, sampling);
    }

    /// <summary>The frame as it comes out at a scale: by the rule of libjpeg's decompression master (see spec-notes/jpeg.md).</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="keepsSampling">Whether each component comes out at that scale, as planes do: none is made larger by its transform.</param>
    public FrameGeometry At(ImageScale scale, bool keepsSampling = false)
        => scale == ImageScale.Full ? this : new FrameGeometry(this, scale, keepsSampling);

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

    /// <summary>MCUs of a scan in a row of them.</summary>
    public int McusInRow(in ScanHeader header) => header.ComponentCount > 1 ? McusAcross : Components[header.Components[0].Component].BlocksAcross;

    /// <summary>MCUs of a scan (A.2.2, A.2.3): those of the frame, or the blocks of its only component.</summary>
    public long CountMcus(in ScanHeader header)
    {
        if (header.ComponentCount > 1)
            return (long)McusAcross * McusDown;
        ComponentGeometry only = Components[header.Components[0].Component];
        return (long)only.BlocksAcross * only.BlocksDown;
    }

    /// <summary>The first component whose factors do not divide the largest ones, or -1.</summary>
    public int FindFractionalRatio()
        => Array.FindIndex(Components, c => MaxHorizontal % c.HorizontalSampling != 0 || MaxVertical % c.VerticalSampling != 0);

    private static (int H, int V)[] SamplingOf(in FrameHeader frame)
    {
        var sampling = new (int, int)[frame.ComponentCount];
        for (int i = 0; i < sampling.Length; i++)
            sampling[i] = (frame.Components[i].HorizontalSampling, frame.Components[i].VerticalSampling);
        return sampling;
    }

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
