// Owns: finding by several threads where the ranges of a scan without restarts begin. Each passes over a segment of the entropy-coded bytes from its
// first byte on, as if an MCU began there, and notes every so many MCUs where it stands. Huffman codes find step by themselves: after some
// MCUs it stands where somebody stands who came from the beginning, and from there on goes the same way, for the place of an MCU is all that its
// codes depend on. One thread at a time joins segments up: it comes to a segment with what is true, passes MCUs until it meets a place that
// was noted, and has all that was noted after that for nothing but a count of MCUs and sums of DC differences. What is never met is passed over so.
// Stands under ScanRanges, which decodes from those places. Leaves to others: who works when (StagedWork), damage (found when
// decoding), and files with restarts, whose markers are found by looking for bytes.

namespace RawDecoders.Jpeg;

/// <summary>Segments of a scan as units of work.</summary>
internal sealed unsafe class SharedScan : StagedWork
{
    private const int Guess = 0, Join = 1;

    /// <summary>Bytes of a noted place.</summary>
    public static int PointBytes => sizeof(EntropyPoint);

    private readonly RangePlan _ranges;
    private readonly FrameGeometry _geometry;
    private readonly ByteSource _source;
    private readonly ScanDecoder _joiner;
    private readonly Stack<ScanDecoder> _passers = [];
    private readonly Func<ScanDecoder?, ScanDecoder> _makePasser;
    private readonly Segment[] _segments;
    private readonly EntropyPoint[] _starts;
    private readonly long _end;
    private EntropyPoint _known;
    private int _range;

    /// <summary>Places noted of a segment.</summary>
    private sealed class Segment(long offset, EntropyPoint* points, int capacity, int spacing)
    {
        public long Offset => offset;

        public int Spacing { get; private set; } = spacing;

        public ReadOnlySpan<EntropyPoint> Points => new(points, Count);

        private int Count { get; set; }

        /// <summary>Notes a place; of too many every second one, from then on.</summary>
        public void Note(in EntropyPoint point)
        {
            if (Count == capacity)
            {
                for (int i = 0; i < (Count + 1) / 2; i++)
                    points[i] = points[2 * i];
                Count = (Count + 1) / 2;
                Spacing *= 2;
            }

            points[Count++] = point;
        }
    }

    /// <param name="plan">The plan; of a picture whose scan is shared.</param>
    /// <param name="source">The file.</param>
    /// <param name="strip">A strip, which is left alone.</param>
    /// <param name="trial">Is told what is wrong with the data, and refuses it.</param>
    /// <param name="arena">Where memory comes from.</param>
    public SharedScan(JpegPlan plan, ByteSource source, CoefficientStrip strip, DecodeIssues trial, NativeArena arena)
    {
        (_ranges, _geometry, _source) = (plan.Ranges!, plan.Geometry, source);
        ScanRecord scan = plan.Scans[0];
        _makePasser = Passer;
        _joiner = Passer(null);
        _starts = new EntropyPoint[_ranges.Ranges];

        // Looking for the marker that ends the data would take as long as joining all segments up. What follows it is mostly nothing.
        _end = source.Length;
        _segments = new Segment[_ranges.Segments];
        for (int i = 0; i < _segments.Length; i++)
        {
            var points = (EntropyPoint*)arena.Allocate((long)_ranges.SegmentPoints * sizeof(EntropyPoint));
            _segments[i] = new Segment(
                Begin(scan.DataOffset + (_end - scan.DataOffset) * i / _segments.Length, scan.DataOffset), points, _ranges.SegmentPoints, _ranges.Spacing);
        }

        ScanDecoder Passer(ScanDecoder? like)
            => new(scan, plan.Geometry, strip, source, plan.ChunkBytes, arena, trial, tellsPoints: true, onlyPasses: true, tablesOf: like);
    }

    /// <summary>MCUs of all segments that were met, and of none; for tests and measurements.</summary>
    internal (long Met, long Passed) Account { get; private set; }

    /// <summary>
    /// For each range the last noted place that is not behind its first MCU. Null: something is wrong with the data.
    /// </summary>
    public EntropyPoint[]? Find()
    {
        _known = _joiner.NextPoint();
        if (!Run(_segments.Length, 2, _segments.Length, _ranges.Threads, 1 << Guess))
            return null;
        Offer(_known with { Mcu = long.MaxValue });
        return _starts;
    }

    /// <summary>No segment begins with the zero of a stuffed byte.</summary>
    private long Begin(long offset, long first)
    {
        while (offset > first && offset < _source.Length && _source.Slice(offset - 1, 1)[0] == 0xFF)
            offset++;
        return offset;
    }

    protected override void Do(int stage, int unit, int slot)
    {
        if (stage == Join)
        {
            JoinUp(unit);
            return;
        }

        ScanDecoder passer;
        lock (_passers)
            passer = _passers.Count > 0 ? _passers.Pop() : _makePasser(_joiner);
        PassOver(_segments[unit], passer, unit == _segments.Length - 1 ? _end : _segments[unit + 1].Offset);
        lock (_passers)
            _passers.Push(passer);
    }

    /// <summary>To the first noted place behind the segment.</summary>
    private static void PassOver(Segment segment, ScanDecoder passer, long end)
    {
        passer.GuessAt(segment.Offset);
        EntropyPoint point = passer.PassedTo;
        segment.Note(point);
        while (point.Place.Offset < end && passer.PassAnyhow(segment.Spacing))
        {
            point = passer.PassedTo;
            segment.Note(point);
        }
    }

    private void JoinUp(int unit)
    {
        ReadOnlySpan<EntropyPoint> points = _segments[unit].Points;
        long end = unit == _segments.Length - 1 ? _end : _segments[unit + 1].Offset, last = (long)_geometry.McusAcross * _geometry.McusDown;
        EntropyPoint at = _known;
        _joiner.GoTo(at);
        int next = 0;
        while (at.Place.Offset < end && at.Mcu < last)
        {
            while (next < points.Length && IsBefore(points[next].Place, at.Place))
                next++;
            if (next < points.Length && points[next].Place == at.Place)
            {
                Take(points[next..], at);
                return;
            }

            Offer(at);
            int passing = next < points.Length ? 1 : (int)Math.Min(_ranges.Spacing, last - at.Mcu);
            for (int i = 0; i < passing; i++)
                _joiner.DecodeMcus(0, 1);
            Account = (Account.Met, Account.Passed + passing);
            at = _joiner.NextPoint();
        }

        Offer(at);
    }

    private static bool IsBefore(BitPlace place, BitPlace other) => place.Offset < other.Offset || (place.Offset == other.Offset && place.Bit < other.Bit);

    /// <summary>Of places that were noted with counts of their own the first is known.</summary>
    private void Take(ReadOnlySpan<EntropyPoint> points, in EntropyPoint first)
    {
        EntropyPoint own = points[0];
        foreach (EntropyPoint point in points)
        {
            Offer(new EntropyPoint(
                first.Mcu + (point.Mcu - own.Mcu), point.Place, first.First + (point.First - own.First), first.Second + (point.Second - own.Second),
                first.Third + (point.Third - own.Third), first.Fourth + (point.Fourth - own.Fourth), long.MaxValue, 0));
        }

        Account = (Account.Met + (_known.Mcu - first.Mcu), Account.Passed);
    }

    /// <summary>A place that is known, behind all before: the ranges that begin before it begin behind the last one.</summary>
    private void Offer(in EntropyPoint point)
    {
        while (_range < _starts.Length && (long)_range * _ranges.RangeRows * _geometry.McusAcross < point.Mcu)
            _starts[_range++] = _known;
        _known = point;
    }
}
