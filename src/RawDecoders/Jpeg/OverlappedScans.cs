// Owns: entropy decoding of some iMCU rows while others are reconstructed, with a strip for each iMCU row under way: the way of several threads
// for pictures of many scans, which are shared out, a later scan following an earlier one some rows behind; and for arithmetic coding, of
// which nothing can be passed over. Carries out OverlapPlan. Leaves to others: who works when (StagedWork), and whatever is not as it
// should be (see ThreadedDecode).

namespace RawDecoders.Jpeg;

/// <summary>All scans of a picture and its reconstruction, as stages of work.</summary>
internal sealed class OverlappedScans : ThreadedDecode
{
    private readonly JpegPlan _plan;
    private readonly OverlapPlan _overlap;
    private readonly IReadOnlyList<ScanRecord> _scans;
    private readonly FrameGeometry _geometry;
    private readonly ByteSource _source;
    private readonly long _end;
    private readonly int _mcusAtOnce;
    private readonly Stack<StripReconstructor> _reconstructors = [];
    private readonly StripReconstructor _lent;
    private CoefficientStrip[] _strips = [];
    private ScanDecoder[] _decoders = [];
    private int[] _groupEnds = [];

    /// <param name="plan">The plan; of a picture to be overlapped.</param>
    /// <param name="source">The file.</param>
    /// <param name="end">Where the scans end, if there are several.</param>
    /// <param name="reconstructor">A first reconstructor of that plan: lent.</param>
    public OverlappedScans(JpegPlan plan, ByteSource source, long end, StripReconstructor reconstructor)
    {
        _plan = plan;
        _overlap = plan.Overlap ?? throw new ArgumentException("The plan is for one thread.", nameof(plan));
        _scans = plan.Scans;
        _geometry = plan.Geometry;
        _source = source;
        _end = end;
        _mcusAtOnce = plan.StripMcus;
        _lent = reconstructor;
        _reconstructors.Push(reconstructor);
    }

    protected override bool Decode(NativeArena arena)
    {
        _strips = new CoefficientStrip[_overlap.Slots * _overlap.UnitRows];
        for (int i = 0; i < _strips.Length; i++)
            _strips[i] = new CoefficientStrip(_geometry, _geometry.McusAcross, _plan.IsProgressive, arena);

        var trial = new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict);
        _decoders = new ScanDecoder[_scans.Count];
        for (int i = 0; i < _decoders.Length; i++)
        {
            _decoders[i] = new ScanDecoder(_scans[i], _geometry, _strips[0], _source, _plan.ChunkBytes, arena, trial);
        }

        ShareOutScans();
        try
        {
            return Run(_overlap.Units, _overlap.DecodingStages + 1, _overlap.Slots, _overlap.Threads, 1 << _overlap.DecodingStages, _plan.Reconstruction.HasContext) && trial.Warnings.Count == 0;
        }
        finally
        {
            foreach (StripReconstructor reconstructor in _reconstructors)
            {
                if (reconstructor != _lent)
                    reconstructor.Dispose();
            }
        }
    }

    public override long Finish(DecodeIssues issues)
    {
        if (_plan.IsInOneScan)
            return _decoders[0].Finish(issues);
        foreach (ScanDecoder scan in _decoders)
            scan.Finish(issues);
        return _end;
    }

    protected override void Do(int stage, int unit, int slot)
    {
        int first = unit * _overlap.UnitRows;
        int end = Math.Min(first + _overlap.UnitRows, _geometry.McusDown);
        if (stage == _overlap.DecodingStages)
            Reconstruct(first, end);
        else
            DecodeGroup(stage, first, end);
    }

    /// <summary>Divides the scans into runs of about the same number of bytes.</summary>
    private void ShareOutScans()
    {
        _groupEnds = new int[_overlap.DecodingStages];
        long start = _scans[0].DataOffset;
        long total = Math.Max(1, _end - start);
        int scan = 0;
        for (int g = 0; g < _overlap.DecodingStages; g++)
        {
            long goal = start + total * (g + 1) / _overlap.DecodingStages;
            int most = _scans.Count - (_overlap.DecodingStages - 1 - g);
            scan++;
            while (scan < most && (g == _overlap.DecodingStages - 1 || (_scans[scan].DataOffset + (scan + 1 < _scans.Count ? _scans[scan + 1].DataOffset : _end)) / 2 <= goal))
                scan++;
            _groupEnds[g] = Math.Min(scan, _scans.Count);
        }
    }

    private void DecodeGroup(int group, int firstRow, int endRow)
    {
        int firstScan = group == 0 ? 0 : _groupEnds[group - 1];
        for (int row = firstRow; row < endRow; row++)
        {
            CoefficientStrip strip = StripOf(row);
            if (group == 0 && firstRow >= _overlap.Slots * _overlap.UnitRows)
                Clear(strip);
            for (int i = firstScan; i < _groupEnds[group]; i++)
                DecodeRow(_decoders[i], row, strip);
            if (group == _overlap.DecodingStages - 1 && _plan.IsProgressive)
                SetExtents(strip);
        }
    }

    private CoefficientStrip StripOf(int row) => _strips[row % _strips.Length];

    /// <summary>Zeros, for scans that only add to what is there. The blocks of a single scan are cleared as they are written.</summary>
    private void Clear(CoefficientStrip strip)
    {
        for (int c = 0; c < _geometry.Components.Length && !_plan.IsInOneScan; c++)
        {
            for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                strip.Clear(c, v, _geometry.Components[c].PaddedBlocksAcross);
        }
    }

    private void SetExtents(CoefficientStrip strip)
    {
        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                strip.SetExtents(c, v, _geometry.Components[c].PaddedBlocksAcross);
        }
    }

    private void DecodeRow(ScanDecoder scan, int row, CoefficientStrip strip)
    {
        scan.Strip = strip;
        if (!_plan.IsInOneScan)
        {
            scan.DecodeImcuRow(row);
            return;
        }

        // In portions like those of SingleScanSource: DC predictions are checked after each.
        for (int mcu = 0; mcu < _geometry.McusAcross; mcu += _mcusAtOnce)
            scan.DecodeMcus(mcu, Math.Min(_mcusAtOnce, _geometry.McusAcross - mcu));
    }

    /// <summary>
    /// The rows that iMCU rows complete. With context the first of them lies in the iMCU row before, whose last block rows
    /// are transformed again.
    /// </summary>
    private void Reconstruct(int firstRow, int endRow)
    {
        StripReconstructor? reconstructor;
        lock (_reconstructors)
            _reconstructors.TryPop(out reconstructor);
        reconstructor ??= new StripReconstructor(_plan.Reconstruction);
        try
        {
            bool withContext = _plan.Reconstruction.HasContext && firstRow > 0;
            reconstructor.StartAt(withContext ? firstRow - 1 : firstRow);
            if (withContext)
            {
                BlockFeed.GiveImcuRow(StripOf(firstRow - 1), _geometry, onlyLast: true, reconstructor);
                reconstructor.EndImcuRow();
                reconstructor.DropRows();
            }

            for (int row = firstRow; row < endRow; row++)
            {
                BlockFeed.GiveImcuRow(StripOf(row), _geometry, onlyLast: false, reconstructor);
                reconstructor.EndImcuRow();
                if (reconstructor.RowsReady == 0)
                    continue;
                reconstructor.EmitRows(RowsFrom(reconstructor.NextRow, reconstructor.RowsReady));
            }
        }
        finally
        {
            lock (_reconstructors)
                _reconstructors.Push(reconstructor);
        }
    }
}
