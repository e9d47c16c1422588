// Owns: interblock smoothing: where a progressive file leaves low AC coefficients out, or unrefined, libjpeg-turbo estimates
// them from the DC values of the 5 x 5 blocks around, an extension of T.81 K.8. It is part of its default pixels; a complete
// file never comes here. Stands between the scans' coefficients and the reconstruction. Leaves to others: whether the
// reconstruction asked for has it (JpegPlan), and when the DC values are known.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Estimates the first nine AC coefficients (zigzag 1 to 9) of blocks whose scans did not tell them.</summary>
internal sealed unsafe class BlockSmoother
{
    private const int Estimated = 9;

    /// <summary>Weights of the 25 DC values, in units of 1/256, by zigzag index: where some AC data are known.</summary>
    private static readonly short[][] WithAc =
    [
        [],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, -7, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, -50, 0, 0, 0, 0, 7, 0, 0],
        [0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0],
        [0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    /// <summary>The same where nothing but DC is known; [0] is DC itself, which is then smoothed as well.</summary>
    private static readonly short[][] DcOnly =
    [
        [-2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2],
        [-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1],
        [-1, -3, -3, -3, -1, -1, 13, 38, 13, -1, 0, 0, 0, 0, 0, 1, -13, -38, -13, 1, 1, 3, 3, 3, 1],
        [0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0],
        [-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1],
        [0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, -3, 0, 3, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, -1, 0, 0, 0, 0, 0, 0],
    ];

    private readonly FrameGeometry _geometry;
    private readonly ScanOrder _order;
    private readonly IReadOnlyList<ushort[]> _quantization;
    private readonly short*[] _dc;

    private BlockSmoother(FrameGeometry geometry, ScanOrder order, IReadOnlyList<ushort[]> quantization, NativeArena arena)
    {
        _geometry = geometry;
        _order = order;
        _quantization = quantization;
        _dc = new short*[quantization.Count];
        for (int c = 0; c < quantization.Count; c++)
        {
            ComponentGeometry g = geometry.Components[c];
            _dc[c] = (short*)arena.Allocate((long)g.PaddedBlocksAcross * g.PaddedBlocksDown * sizeof(short));
        }
    }

    /// <summary>
    /// Whether libjpeg would smooth: all DC are known in part, all steps that matter are not 0, and some low AC
    /// coefficient is not known to the last bit.
    /// </summary>
    public static bool IsWanted(ScanOrder order, IReadOnlyList<ushort[]> quantization)
    {
        bool useful = false;
        for (int c = 0; c < quantization.Count; c++)
        {
            if (order.LowestBit(c, 0) < 0)
                return false;
            for (int k = 0; k <= Estimated; k++)
            {
                if (quantization[c][ZigZag.ToNatural[k]] == 0)
                    return false;
                useful |= k > 0 && order.LowestBit(c, k) != 0;
            }
        }

        return useful;
    }

    /// <summary>Bytes that the DC values of a picture take.</summary>
    public static long BytesNeeded(FrameGeometry geometry)
    {
        long blocks = 0;
        foreach (ComponentGeometry c in geometry.Components)
            blocks += (long)c.PaddedBlocksAcross * c.PaddedBlocksDown;
        return blocks * sizeof(short);
    }

    public static BlockSmoother Create(FrameGeometry geometry, ScanOrder order, IReadOnlyList<ushort[]> quantization, NativeArena arena)
        => new(geometry, order, quantization, arena);

    /// <summary>The DC values of a component's block row, counted over the picture.</summary>
    public Span<short> DcRow(int component, int blockRow)
    {
        int across = _geometry.Components[component].PaddedBlocksAcross;
        return new Span<short>(_dc[component] + (nint)blockRow * across, across);
    }

    /// <summary>Puts the estimates into a block row of coefficients; all DC values must be there.</summary>
    /// <param name="component">The component.</param>
    /// <param name="blockRow">The block row, counted over the picture.</param>
    /// <param name="isWithoutData">
    /// Whether the file's last scan has no data for this row: what the scan before it said then counts.
    /// </param>
    /// <param name="blocks">The row's coefficients, natural order.</param>
    /// <param name="extents">Their extents; raised where an estimate is put in.</param>
    public void Smooth(int component, int blockRow, bool isWithoutData, short* blocks, byte* extents)
    {
        Debug.Assert(blocks != null && extents != null && blockRow >= 0);
        ComponentGeometry g = _geometry.Components[component];
        Span<int> known = stackalloc int[Estimated + 1];
        bool dcOnly = true;
        for (int k = 1; k <= Estimated; k++)
        {
            known[k] = isWithoutData ? _order.LowestBitBefore(component, k) : _order.LowestBit(component, k);
            dcOnly &= known[k] == -1;
        }

        Span<short> window = stackalloc short[25];
        for (int x = 0; x < g.BlocksAcross; x++)
        {
            FillWindow(component, x, blockRow, window);
            short* block = blocks + x * 64;
            int count = dcOnly ? Estimated : 5;
            for (int k = 1; k <= count; k++)
            {
                int natural = ZigZag.ToNatural[k];
                if (known[k] == 0 || block[natural] != 0)
                    continue;
                int estimate = Divide(Weigh(window, (dcOnly ? DcOnly : WithAc)[k]), component, natural);
                int limit = known[k] > 0 ? (1 << known[k]) - 1 : int.MaxValue;
                block[natural] = (short)Math.Clamp(estimate, -limit, limit);
            }

            if (dcOnly)
                block[0] = (short)Divide(Weigh(window, DcOnly[0]), component, 0);
            extents[x] = Math.Max(extents[x], (byte)Estimated);
        }
    }

    /// <summary>The DC values of the 5 x 5 blocks around a block, row by row.</summary>
    public void FillWindow(int component, int x, int blockRow, Span<short> window)
    {
        ComponentGeometry g = _geometry.Components[component];
        Span<int> neighbours = stackalloc int[5];
        FindRows(g, blockRow, neighbours);

        // Columns past the edge repeat the edge; right of a picture of two columns libjpeg-turbo 2.1 repeats the first.
        int past = g.BlocksAcross == 2 ? 0 : g.BlocksAcross - 1;
        for (int i = 0; i < 25; i++)
        {
            int column = x + i % 5 - 2;
            window[i] = DcRow(component, neighbours[i / 5])[column >= g.BlocksAcross ? past : Math.Max(column, 0)];
        }
    }

    /// <summary>The weights of those values for a coefficient, in units of 1/256; empty for one that is not estimated.</summary>
    /// <param name="dcOnly">Whether no AC coefficient of the component is known.</param>
    /// <param name="k">Zigzag index, 0 to 9.</param>
    public static ReadOnlySpan<short> Weights(bool dcOnly, int k) => dcOnly ? DcOnly[k] : k < WithAc.Length ? WithAc[k] : [];

    /// <summary>
    /// The block rows two above to two below. Rows past the edge repeat the edge; and libjpeg-turbo 2.1 sees the second
    /// row above or below only in the same iMCU row, or where two iMCU rows lie on that side.
    /// </summary>
    private void FindRows(in ComponentGeometry g, int blockRow, Span<int> rows)
    {
        int imcuRow = blockRow / g.VerticalSampling;
        int row = blockRow % g.VerticalSampling;
        int last = _geometry.McusDown - 1;
        int own = Math.Min(g.VerticalSampling, g.BlocksDown - imcuRow * g.VerticalSampling);
        rows[2] = blockRow;
        rows[1] = blockRow > 0 ? blockRow - 1 : blockRow;
        rows[0] = row > 1 || imcuRow > 1 ? blockRow - 2 : rows[1];
        rows[3] = row < own - 1 || imcuRow < last ? blockRow + 1 : blockRow;
        rows[4] = row < own - 2 || imcuRow + 1 < last ? blockRow + 2 : rows[3];
    }

    private static long Weigh(ReadOnlySpan<short> window, ReadOnlySpan<short> weights)
    {
        long sum = 0;
        for (int i = 0; i < 25; i++)
            sum += window[i] * weights[i];
        return sum;
    }

    /// <summary>From 256ths of dequantised DC to this coefficient's steps, rounded half away from zero.</summary>
    private int Divide(long sum, int component, int natural)
    {
        long scaled = sum * _quantization[component][0];
        long step = _quantization[component][natural];
        int magnitude = (int)((step * 128 + Math.Abs(scaled)) / (step * 256));
        return scaled < 0 ? -magnitude : magnitude;
    }
}
