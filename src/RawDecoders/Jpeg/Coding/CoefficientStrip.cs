// Owns: the coefficients of a run of MCUs. Horizontally neighbouring blocks of a component's block row are contiguous, so that
// the inverse transform takes two a vector. A scan that holds everything needs a strip of a few MCUs, which stays in the L1
// cache; several scans of one picture meet in a strip of a whole iMCU row; there is never one higher than that. Stands between
// entropy decoding and reconstruction. Leaves to others: which it is (JpegPlan), and filling and giving away (ScanDecoder,
// BlockFeed).

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>
/// Blocks whose extent is 0 have zeros everywhere but at DC (see <see cref="BlockPlan.Extent"/>): the strip starts so.
/// </summary>
internal sealed unsafe class CoefficientStrip
{
    private readonly short*[] _blocks;
    private readonly byte*[] _extents;
    private readonly ulong*[] _nonZero;
    private readonly int[] _rowBlocks;
    private readonly int[] _rows;

    /// <summary>Numbers of a data unit: 64 of a block, 1 of a lossless sample.</summary>
    private readonly int _unit;

    /// <param name="geometry">The frame.</param>
    /// <param name="mcus">MCUs across.</param>
    /// <param name="withSets">Whether progressive scans will keep their sets of non-zero coefficients.</param>
    /// <param name="arena">Where the memory comes from.</param>
    public CoefficientStrip(FrameGeometry geometry, int mcus, bool withSets, NativeArena arena)
    {
        int count = geometry.Components.Length;
        _unit = geometry.DataUnit * geometry.DataUnit;
        _blocks = new short*[count];
        _extents = new byte*[count];
        _nonZero = new ulong*[count];
        _rowBlocks = new int[count];
        _rows = new int[count];
        for (int c = 0; c < count; c++)
        {
            ComponentGeometry component = geometry.Components[c];
            _rowBlocks[c] = mcus * component.HorizontalSampling;
            _rows[c] = component.VerticalSampling;
            long blocks = (long)_rowBlocks[c] * component.VerticalSampling;
            _blocks[c] = (short*)arena.AllocateZeroed(blocks * _unit * sizeof(short));
            if (_unit > 1)
                _extents[c] = arena.AllocateZeroed(blocks);
            if (withSets)
                _nonZero[c] = (ulong*)arena.AllocateZeroed(blocks * sizeof(ulong));
        }
    }

    /// <summary>
    /// MCUs of a strip that stays in the L1 cache: 12 KiB, a third of the smallest one in use. Even, so that runs of blocks begin at
    /// even places.
    /// </summary>
    public static int McusInCache(FrameGeometry geometry)
    {
        int mcu = (int)BytesNeeded(geometry, 1, withSets: false);
        return Math.Min(Math.Max((12 << 10) / mcu & ~3, 4), geometry.McusAcross);
    }

    /// <summary>Bytes that such a strip takes.</summary>
    public static long BytesNeeded(FrameGeometry geometry, int mcus, bool withSets)
    {
        long bytes = 0;
        int unit = geometry.DataUnit * geometry.DataUnit;
        foreach (ComponentGeometry c in geometry.Components)
            bytes += (long)mcus * c.HorizontalSampling * c.VerticalSampling * (unit * sizeof(short) + 1 + (withSets ? sizeof(ulong) : 0));
        return bytes;
    }

    /// <summary>Blocks in a row of a component.</summary>
    public int BlocksAcross(int component) => _rowBlocks[component];

    /// <summary>First coefficient of block row <paramref name="row"/> (0 to V - 1) of a component; of a lossless frame the first difference.</summary>
    public short* Blocks(int component, int row) => _blocks[component] + First(component, row) * _unit;

    /// <summary>Coefficients, or differences, from one block to the next.</summary>
    public int Unit => _unit;

    /// <summary>Extents of the same row; null of a lossless frame.</summary>
    public byte* Extents(int component, int row) => _extents[component] == null ? null : _extents[component] + First(component, row);

    /// <summary>Sets of non-zero coefficients of the same row, or null.</summary>
    public ulong* NonZero(int component, int row)
        => _nonZero[component] == null ? null : _nonZero[component] + First(component, row);

    /// <summary>The first block of a block row.</summary>
    private nint First(int component, int row)
    {
        Debug.Assert((uint)row < (uint)_rows[component], "the strip is no higher");
        return (nint)row * _rowBlocks[component];
    }

    /// <summary>Makes the extents of a row's first blocks from their sets.</summary>
    public void SetExtents(int component, int row, int count)
    {
        Debug.Assert(count >= 0 && count <= _rowBlocks[component], "the strip is no wider");
        ulong* sets = NonZero(component, row);
        byte* extents = Extents(component, row);
        for (int i = 0; i < count; i++)
            extents[i] = (byte)(63 - (int)ulong.LeadingZeroCount(sets[i] | 1));
    }

    /// <summary>Makes a row's first blocks zero again, DC and sets included.</summary>
    public void Clear(int component, int row, int count)
    {
        Debug.Assert(count >= 0 && count <= _rowBlocks[component], "the strip is no wider");
        short* block = Blocks(component, row);
        byte* extents = Extents(component, row);
        for (int i = 0; i < count; i++, block += 64)
        {
            if (extents[i] != 0)
                SequentialKernel.Clear(block);
            block[0] = 0;
            extents[i] = 0;
        }

        ulong* sets = NonZero(component, row);
        if (sets != null)
            new Span<ulong>(sets, count).Clear();
    }
}
