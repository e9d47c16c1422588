// The middle of the decoder: one iMCU row of coefficients at a time, from the scans into the reconstruction. A sequential
// picture in one scan goes through a strip of a few MCUs. Where several scans make up the picture (progressive, or one
// component a scan) they are all decoded side by side, each from its own place in the file and an iMCU row at a time, so
// that the coefficients of one iMCU row are all that is ever held: 128 bytes a block of that row, whatever the height.

namespace RawDecoders.Jpeg;

/// <summary>Feeds a reconstruction.</summary>
internal abstract class ImcuRowSource
{
    /// <summary>Decodes iMCU row <paramref name="row"/> (each once, in order) and gives its blocks to the reconstruction.</summary>
    public abstract void DecodeRow(int row, JpegReconstructor reconstructor);

    /// <summary>After the last row: states what the scans leave. Returns the offset where the walk through the file goes on.</summary>
    public abstract long Finish();

    /// <summary>The scans, in file order, with the damage that they noticed.</summary>
    public abstract IReadOnlyList<ScanDecoder> Scans { get; }
}

/// <summary>A sequential picture whose first scan holds all components.</summary>
internal sealed unsafe class SingleScanSource : ImcuRowSource
{
    /// <summary>Bytes of coefficients in the strip: a third of the smallest L1 data cache in use.</summary>
    private const int StripBytes = 12 << 10;

    private const int ChunkBytes = 8 << 10;

    private readonly FrameGeometry _geometry;
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder _scan;
    private readonly int _group;

    public SingleScanSource(
        ScanRecord scan, FrameGeometry geometry, ByteSource source, NativeArena arena, DecodeIssues issues)
    {
        _geometry = geometry;
        _group = GroupSize(geometry);
        _strip = new CoefficientStrip(geometry, _group, withSets: false, arena);
        _scan = new ScanDecoder(scan, isProgressive: false, geometry, _strip, source, ChunkBytes, arena, issues);
    }

    /// <summary>MCUs in the strip: even, so that runs of blocks begin at even places.</summary>
    public static int GroupSize(FrameGeometry geometry)
    {
        int mcu = (int)CoefficientStrip.BytesNeeded(geometry, 1, withSets: false);
        return Math.Min(Math.Max(StripBytes / mcu & ~3, 4), geometry.McusAcross);
    }

    public override void DecodeRow(int row, JpegReconstructor reconstructor)
    {
        for (int mcu = 0; mcu < _geometry.McusAcross; mcu += _group)
        {
            int count = Math.Min(_group, _geometry.McusAcross - mcu);
            _scan.DecodeMcus(0, count);
            for (int c = 0; c < _geometry.Components.Length; c++)
            {
                if (!reconstructor.IsNeeded(c))
                    continue;
                int h = _geometry.Components[c].HorizontalSampling;
                for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                {
                    reconstructor.TransformBlocks(
                        c,
                        v,
                        mcu * h,
                        count * h,
                        new ReadOnlySpan<short>(_strip.Blocks(c, v), count * h * 64),
                        new ReadOnlySpan<byte>(_strip.Extents(c, v), count * h));
                }
            }
        }
    }

    public override long Finish() => _scan.Finish();

    public override IReadOnlyList<ScanDecoder> Scans => [_scan];
}

/// <summary>A picture in several scans.</summary>
internal sealed unsafe class MultiScanSource : ImcuRowSource
{
    /// <summary>Small, since there may be many scans; large enough that a refill is rare.</summary>
    private const int ChunkBytes = 2 << 10;

    /// <summary>Blocks given to the reconstruction at a time.</summary>
    private const int RunBlocks = 64;

    private readonly FrameGeometry _geometry;
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder[] _scans;
    private readonly bool _isProgressive;
    private readonly long _end;
    private readonly BlockSmoother? _smoother;
    private bool _dcIsKnown;
    private int _lastRowWithData = -1;

    public MultiScanSource(
        IReadOnlyList<ScanRecord> scans,
        long end,
        bool isProgressive,
        BlockSmoother? smoother,
        FrameGeometry geometry,
        ByteSource source,
        NativeArena arena,
        DecodeIssues issues)
    {
        _geometry = geometry;
        _smoother = smoother;
        _isProgressive = isProgressive;
        _end = end;
        _strip = new CoefficientStrip(geometry, geometry.McusAcross, isProgressive, arena);
        _scans = new ScanDecoder[scans.Count];
        for (int i = 0; i < _scans.Length; i++)
            _scans[i] = new ScanDecoder(scans[i], isProgressive, geometry, _strip, source, ChunkBytes, arena, issues);
    }

    /// <summary>Bytes that such a source takes, tables included.</summary>
    public static long BytesNeeded(FrameGeometry geometry, bool isProgressive, int scans)
        => CoefficientStrip.BytesNeeded(geometry, geometry.McusAcross, isProgressive)
            + (long)scans * (ChunkBytes + (8 << 10) + 2 * sizeof(DerivedHuffmanTable));

    public override void DecodeRow(int row, JpegReconstructor reconstructor)
    {
        if (_smoother is not null && !_dcIsKnown)
            DecodeAllDc(_smoother);
        foreach (ScanDecoder scan in _scans)
        {
            if (_dcIsKnown && scan.IsDc)
                continue;
            scan.DecodeImcuRow(row);
            if (scan.HadData && scan == _scans[^1])
                _lastRowWithData = row;
        }

        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            ComponentGeometry component = _geometry.Components[c];
            for (int v = 0; v < component.VerticalSampling; v++)
            {
                int blocks = component.PaddedBlocksAcross;
                if (_isProgressive)
                    _strip.SetExtents(c, v, blocks);
                if (_smoother is not null)
                    Smooth(_smoother, c, v, row);
                if (reconstructor.IsNeeded(c))
                    Transform(reconstructor, c, v, blocks);
                _strip.Clear(c, v, blocks);
            }
        }
    }

    /// <summary>Smoothing looks two rows ahead: DC coefficients, which have scans of their own, are decoded beforehand.</summary>
    private void DecodeAllDc(BlockSmoother smoother)
    {
        for (int row = 0; row < _geometry.McusDown; row++)
        {
            foreach (ScanDecoder scan in _scans)
            {
                if (!scan.IsDc)
                    continue;
                scan.DecodeImcuRow(row);
                if (scan.HadData && scan == _scans[^1])
                    _lastRowWithData = row;
            }

            for (int c = 0; c < _geometry.Components.Length; c++)
            {
                ComponentGeometry component = _geometry.Components[c];
                for (int v = 0; v < component.VerticalSampling; v++)
                {
                    Span<short> dc = smoother.DcRow(c, row * component.VerticalSampling + v);
                    for (int x = 0; x < dc.Length; x++)
                        dc[x] = _strip.Blocks(c, v)[x * 64];
                    _strip.Clear(c, v, dc.Length);
                }
            }
        }

        _dcIsKnown = true;
    }

    private void Smooth(BlockSmoother smoother, int component, int row, int imcuRow)
    {
        ComponentGeometry geometry = _geometry.Components[component];
        int blockRow = imcuRow * geometry.VerticalSampling + row;
        short* blocks = _strip.Blocks(component, row);
        Span<short> dc = smoother.DcRow(component, blockRow);
        for (int x = 0; x < dc.Length; x++)
            blocks[x * 64] = dc[x];
        if (blockRow < geometry.BlocksDown)
            smoother.Smooth(component, blockRow, imcuRow > _lastRowWithData, blocks, _strip.Extents(component, row));
    }

    private void Transform(JpegReconstructor reconstructor, int component, int row, int blocks)
    {
        for (int first = 0; first < blocks; first += RunBlocks)
        {
            int count = Math.Min(RunBlocks, blocks - first);
            reconstructor.TransformBlocks(
                component,
                row,
                first,
                count,
                new ReadOnlySpan<short>(_strip.Blocks(component, row) + first * 64, count * 64),
                new ReadOnlySpan<byte>(_strip.Extents(component, row) + first, count));
        }
    }

    public override long Finish()
    {
        foreach (ScanDecoder scan in _scans)
            scan.Finish();
        return _end;
    }

    public override IReadOnlyList<ScanDecoder> Scans => _scans;
}
