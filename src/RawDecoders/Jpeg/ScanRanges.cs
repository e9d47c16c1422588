// Owns: the decode of one sequential scan by several threads, each of which takes a range of iMCU rows from bits to pixels by itself, with its
// own decoder, strip and reconstructor, so that nothing but places in the file goes from one core to another. Carries out RangePlan. Where
// a range begins is found ahead of them: by restart markers, or by passing over the codes, which needs no coefficient but DC. Leaves to
// others: who works when (StagedWork), and whatever is not as it should be (see ThreadedDecode).

namespace RawDecoders.Jpeg;

/// <summary>Ranges of a scan as units of work.</summary>
/// <remarks>
/// Rows on both sides of the border of two ranges are made of samples of both if chroma is filtered downwards. Each range leaves its first and
/// last row of samples for the last stage, which composes the two rows of a border.
/// </remarks>
internal sealed unsafe class ScanRanges : ThreadedDecode
{
    private const int Find = 0, Decoding = 1, Borders = 2;

    private readonly JpegPlan _plan;
    private readonly RangePlan _ranges;
    private readonly FrameGeometry _geometry;
    private readonly ScanRecord _scan;
    private readonly ByteSource _source;
    private readonly DecodeIssues _trial = new(ImageFormat.Jpeg, Strictness.Strict);
    private readonly StripReconstructor _lent;
    private readonly Stack<Lane> _lanes = [];
    private EntropyPoint[] _starts;
    private readonly EntropyPoint[] _begun;
    private readonly EntropyPoint[] _ended;
    private readonly int _edgeBytes;
    private byte* _edges;
    private NativeArena? _arena;
    private ScanDecoder? _first;

    /// <summary>Stages that are over before the ranges are taken: 1 if all of them have been found.</summary>
    private readonly int _found;
    private ScanDecoder? _finder;
    private long _seek;
    private long _end;

    /// <summary>What a thread needs to decode a range.</summary>
    private sealed record Lane(ScanDecoder Scan, CoefficientStrip Strip, StripReconstructor Reconstructor);

    /// <param name="plan">The plan; of a picture to be decoded by ranges.</param>
    /// <param name="source">The file.</param>
    /// <param name="reconstructor">A first reconstructor of that plan: lent.</param>
    public ScanRanges(JpegPlan plan, ByteSource source, StripReconstructor reconstructor)
    {
        _plan = plan;
        _ranges = plan.Ranges ?? throw new ArgumentException("The plan is for one thread.", nameof(plan));
        (_geometry, _scan, _source, _lent) = (plan.Geometry, plan.Scans[0], source, reconstructor);

        _starts = new EntropyPoint[_ranges.Ranges];
        _begun = new EntropyPoint[_ranges.Ranges];
        _ended = new EntropyPoint[_ranges.Ranges];
        _found = _ranges.Segments > 0 ? 1 : 0;
        _edgeBytes = StripReconstructor.GetEdgeBytes(plan.Reconstruction);
    }

    private bool HasBorders => _plan.Reconstruction.HasContext;

    protected override bool Decode(NativeArena arena)
    {
        _arena = arena;
        _lanes.Push(MakeLane(null));
        if (HasBorders)
            _edges = arena.Allocate(2L * _ranges.Slots * _edgeBytes);
        try
        {
            return PrepareFinding(arena)
                && Run(_ranges.Ranges, (HasBorders ? 3 : 2) - _found, _ranges.Slots, _ranges.Threads, (1 << Decoding | 1 << Borders) >> _found, looksBack: HasBorders)
                && _trial.Warnings.Count == 0 && AreJoined();
        }
        finally
        {
            foreach (Lane lane in _lanes)
            {
                if (lane.Reconstructor != _lent)
                    lane.Reconstructor.Dispose();
            }
        }
    }

    public override long Finish(DecodeIssues issues) => _end;

    /// <summary>A thread's own: made when it comes for the first time, so that no thread waits for what the others need.</summary>
    private Lane MakeLane(ScanDecoder? first)
    {
        var strip = new CoefficientStrip(_geometry, _ranges.StripMcus, withSets: false, _arena!);
        var scan = new ScanDecoder(_scan, _geometry, strip, _source, _plan.ChunkBytes, _arena!, _trial, tellsPoints: true, tablesOf: first);
        _first ??= scan;
        return new Lane(scan, strip, first is null ? _lent : new StripReconstructor(_plan.Reconstruction));
    }

    protected override void Do(int stage, int unit, int slot)
    {
        if (stage + _found == Find)
        {
            FindNext(unit);
            return;
        }

        // The arena, too, is for one at a time.
        Lane? lane;
        lock (_lanes)
            lane = _lanes.Count > 0 ? _lanes.Pop() : MakeLane(_first);
        try
        {
            if (stage + _found == Decoding)
                DecodeRange(unit, slot, lane);
            else if (unit > 0)
                ComposeBorder(unit, slot, lane);
        }
        finally
        {
            lock (_lanes)
                _lanes.Push(lane);
        }
    }

    private int FirstRow(int unit) => unit * _ranges.RangeRows;

    private long FirstMcu(int unit) => (long)FirstRow(unit) * _geometry.McusAcross;

    /// <summary>Whether each range began, with the same predictions, where the one before it ended: both ways to read the codes have come to the same place.</summary>
    private bool AreJoined() => _begun.AsSpan(1).SequenceEqual(_ended.AsSpan(..^1));

    private Span<byte> Edge(int slot, bool isLast) => new(_edges + (2L * slot + (isLast ? 1 : 0)) * _edgeBytes, _edgeBytes);

    /// <summary>Makes ready to find where ranges begin, or finds it. False: something is wrong with the data.</summary>
    private bool PrepareFinding(NativeArena arena)
    {
        _seek = _scan.DataOffset;
        if (_ranges.HasMarkers)
        {
            _starts[0] = ScanDecoder.PointOfInterval(_scan, 0, _seek);
            return true;
        }

        if (_ranges.Segments > 0)
        {
            var shared = new SharedScan(_plan, _source, _lanes.Peek().Strip, _trial, arena);
            if (shared.Find() is not { } starts)
                return false;
            _starts = starts;
            return true;
        }

        var strip = new CoefficientStrip(_geometry, _ranges.StripMcus, withSets: false, arena);
        _finder = new ScanDecoder(_scan, _geometry, strip, _source, _plan.ChunkBytes, arena, _trial, tellsPoints: true, onlyPasses: true);
        _starts[0] = _finder.NextPoint();
        return true;
    }

    /// <summary>Finds where the range after a unit begins.</summary>
    private void FindNext(int unit)
    {
        if (unit == _ranges.Ranges - 1)
            return;
        if (_finder is not null)
        {
            for (int row = FirstRow(unit); row < FirstRow(unit + 1); row++)
                DecodeRow(_finder, null, null);
            _starts[unit + 1] = _finder.NextPoint();
            return;
        }

        long next = FirstMcu(unit + 1) / _scan.RestartInterval;
        for (long interval = FirstMcu(unit) / _scan.RestartInterval; interval < next; interval++)
        {
            ReadOnlySpan<byte> data = _source.Window(_seek);
            int at = MarkerSearch.Find(data);
            if (at < 0 || data[at + 1] != (int)JpegMarker.Rst0 + (interval & 7))
                throw Irregular(_seek);
            _seek += at + 2;
        }

        _starts[unit + 1] = ScanDecoder.PointOfInterval(_scan, next * _scan.RestartInterval, _seek);
    }

    /// <summary>An iMCU row, in portions like those of SingleScanSource: DC predictions are checked after each.</summary>
    private void DecodeRow(ScanDecoder scan, CoefficientStrip? strip, StripReconstructor? reconstructor)
    {
        for (int mcu = 0; mcu < _geometry.McusAcross; mcu += _ranges.StripMcus)
        {
            int count = Math.Min(_ranges.StripMcus, _geometry.McusAcross - mcu);
            scan.DecodeMcus(0, count);
            if (strip is not null)
                BlockFeed.GiveMcus(strip, _geometry, mcu, count, reconstructor!);
        }
    }

    private void DecodeRange(int unit, int slot, Lane lane)
    {
        (ScanDecoder scan, CoefficientStrip strip, StripReconstructor reconstructor) = lane;
        int first = FirstRow(unit), end = Math.Min(FirstRow(unit + 1), _geometry.McusDown);
        scan.GoTo(_starts[unit]);

        // What is known is where some MCU before begins: those between are decoded for nothing.
        for (long between = FirstMcu(unit) - _starts[unit].Mcu; between > 0; between -= _ranges.StripMcus)
            scan.DecodeMcus(0, (int)Math.Min(between, _ranges.StripMcus));
        _begun[unit] = PlaceOf(scan);
        reconstructor.StartAt(first);
        for (int row = first; row < end; row++)
        {
            DecodeRow(scan, strip, reconstructor);
            reconstructor.EndImcuRow();
            if (HasBorders && row == first)
            {
                reconstructor.CopyEdge(isLast: false, Edge(slot, isLast: false));
                reconstructor.SkipRows(first > 0 ? 1 : 0);
            }

            if (reconstructor.RowsReady > 0)
                reconstructor.EmitRows(RowsFrom(reconstructor.NextRow, reconstructor.RowsReady));
        }

        if (HasBorders)
            reconstructor.CopyEdge(isLast: true, Edge(slot, isLast: true));

        // (The end of the scan is looked at here: a thread that has taken a range before this one may be given this lane.)
        if (unit == _ranges.Ranges - 1)
            _end = scan.Finish();
        else
            _ended[unit] = PlaceOf(scan);
    }

    /// <summary>Restarts are counted from where a decoder began, where there are none.</summary>
    private static EntropyPoint PlaceOf(ScanDecoder scan) => scan.NextPoint() with { UntilRestart = 0, NextRestart = 0 };

    private void ComposeBorder(int unit, int slot, Lane lane)
    {
        int row = FirstRow(unit), before = (unit - 1) % _ranges.Slots;
        int y = row * _plan.Reconstruction.Geometry.McuHeight - 1;
        lane.Reconstructor.EmitBorder(row, Edge(before, isLast: true), Edge(slot, isLast: false), RowsFrom(y, 2));
    }

    /// <summary>Never seen outside: the decode on one thread says what it is.</summary>
    private static ImageDecodeException Irregular(long offset)
        => new(new Issue(JpegRules.RestartOrder, offset, "irregular entropy-coded data"), ImageFormat.Jpeg);
}
