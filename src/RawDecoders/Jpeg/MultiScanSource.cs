// Owns: the way of several scans (progressive, or one component a scan): they are all decoded side by side, each from its own place in
// the file and an iMCU row at a time, so that the coefficients of one iMCU row are all that is ever held: 128 bytes a block of that
// row, whatever the height. Stands between the ScanDecoders and BlockFeed, with smoothing in between where the plan has it. Leaves to
// others: restarts and damage (ScanDecoder), the estimates (BlockSmoother).

namespace RawDecoders.Jpeg;

/// <summary>A picture in several scans.</summary>
internal sealed unsafe class MultiScanSource : ImcuRowSource
{
    private readonly FrameGeometry _geometry;
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder[] _scans;
    private readonly bool _isProgressive;
    private readonly long _end;
    private readonly BlockSmoother? _smoother;
    private bool _dcIsKnown;
    private int _lastRowWithData = -1;

    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="end">Where the scans end.</param>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="issues">Is told what is wrong with the scans.</param>
    public MultiScanSource(JpegPlan plan, ByteSource source, long end, NativeArena arena, DecodeIssues issues)
    {
        _geometry = plan.Geometry;
        _isProgressive = plan.IsProgressive;
        _end = end;
        _strip = new CoefficientStrip(_geometry, plan.StripMcus, _isProgressive, arena);
        _scans = new ScanDecoder[plan.Scans.Count];
        for (int i = 0; i < _scans.Length; i++)
            _scans[i] = new ScanDecoder(plan.Scans[i], _geometry, _strip, source, plan.ChunkBytes, arena, issues);
        if (plan.SmoothedOrder is { } order)
            _smoother = BlockSmoother.Create(_geometry, order, plan.Quantization, arena);
    }

    public override void DecodeRow(int row, JpegReconstructor reconstructor)
    {
        if (_smoother is not null && !_dcIsKnown)
            DecodeAllDc(_smoother);
        foreach (ScanDecoder scan in _scans)
        {
            if (!_dcIsKnown || !scan.IsDc)
                DecodeRow(scan, row);
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
                    BlockFeed.GiveRow(_strip, c, v, 0, blocks, reconstructor);
                _strip.Clear(c, v, blocks);
            }
        }
    }

    private void DecodeRow(ScanDecoder scan, int row)
    {
        scan.DecodeImcuRow(row);
        if (scan.HadData && scan == _scans[^1])
            _lastRowWithData = row;
    }

    /// <summary>Smoothing looks two rows ahead: DC coefficients, which have scans of their own, are decoded beforehand.</summary>
    private void DecodeAllDc(BlockSmoother smoother)
    {
        for (int row = 0; row < _geometry.McusDown; row++)
        {
            foreach (ScanDecoder scan in _scans)
            {
                if (scan.IsDc)
                    DecodeRow(scan, row);
            }

            for (int c = 0; c < _geometry.Components.Length; c++)
            {
                int down = _geometry.Components[c].VerticalSampling;
                for (int v = 0; v < down; v++)
                {
                    Span<short> dc = smoother.DcRow(c, row * down + v);
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

    public override long Finish()
    {
        foreach (ScanDecoder scan in _scans)
            scan.Finish();
        return _end;
    }

    public override IReadOnlyList<ScanDecoder> Scans => _scans;
}
