// Owns: the place of one component's samples: a ring of block rows inside the reconstructor's one pooled buffer, and the stages that
// fill and read it. Part of the reconstruction's plan; nothing here changes while a picture is decoded. Leaves to others: the buffer
// itself, and which rows are in the ring at a time (StripReconstructor).

namespace RawDecoders.Jpeg;

/// <summary>One component's strip of samples.</summary>
/// <remarks>
/// Without vertical filters the ring holds one iMCU row. With them it has one block row more, so that the last rows of the iMCU row
/// before stay readable without being copied. Here for V = 1 (chroma of 4:2:0), rows of blocks by number, ring of two:
/// <code>
///   iMCU row 0      iMCU row 1      iMCU row 2
///   +---------+     +---------+     +---------+
///   | rows 0  |     | rows 0  |     | rows 2  |  new     rows 2 take the place of rows 0
///   +---------+     +---------+     +---------+
///   |         |     | rows 1  |     | rows 1  |  context: its last row filters the first of rows 2,
///   +---------+     +---------+     +---------+           and its own last pixel row waited for them
/// </code>
/// </remarks>
internal sealed class ComponentStrip
{
    /// <summary>
    /// Readable bytes on both sides of a row: one holds the repeated edge sample, and vectors may run over the rest.
    /// </summary>
    public const int Margin = 64;

    private readonly int _offset;
    private readonly int _ringRows;

    /// <param name="geometry">The component.</param>
    /// <param name="offset">Where the ring begins in the buffer.</param>
    /// <param name="hasContext">Whether rows of the iMCU row before are read as well.</param>
    public ComponentStrip(in ComponentGeometry geometry, int offset, bool hasContext)
    {
        Geometry = geometry;
        _offset = offset;
        _ringRows = geometry.BlockSize * Math.Min(geometry.VerticalSampling + (hasContext ? 1 : 0), geometry.PaddedBlocksDown);

        // An odd number of cache lines, so that the 8 rows of a block do not compete for one set of the L1 cache.
        int needed = geometry.PaddedBlocksAcross * geometry.BlockSize + 2 * Margin;
        Stride = ((needed / 64) | 1) * 64;
        if (Stride < needed)
            Stride += 128;
    }

    /// <summary>The component's samples and blocks.</summary>
    public ComponentGeometry Geometry { get; }

    /// <summary>How its samples become as many as the picture has pixels.</summary>
    public required Upsampling Upsampling { get; init; }

    /// <summary>Blocks to samples.</summary>
    public required InverseTransform Transform { get; init; }

    /// <summary>Whether the output depends on this component; one on which it does not has no memory.</summary>
    public required bool IsNeeded { get; init; }

    /// <summary>Bytes between rows.</summary>
    public int Stride { get; }

    /// <summary>Bytes of the ring.</summary>
    public int RingBytes => _ringRows * Stride;

    /// <summary>Bytes that it takes of the buffer.</summary>
    public int UsedBytes => IsNeeded ? RingBytes : 0;

    /// <summary>The strip of some columns of the component, by the same stages.</summary>
    public ComponentStrip Of(in ComponentGeometry columns, int offset, bool hasContext)
        => new(columns, offset, hasContext) { Upsampling = Upsampling, Transform = Transform, IsNeeded = IsNeeded };

    /// <summary>Where sample 0 of a row lies in the buffer; rows count from the top of the picture.</summary>
    public int RowOffset(int row) => _offset + row % _ringRows * Stride + Margin;

    /// <summary>
    /// The further of the two rows that a pixel row of a 1:2 component lies between: above for the upper of a pair, below for the
    /// lower. The first and the last row of the component repeat outside it.
    /// </summary>
    public int FarRow(int pixelRow) => Math.Clamp(pixelRow / Geometry.VerticalRatio + (pixelRow % 2 == 0 ? -1 : 1), 0, Geometry.Height - 1);
}
