// Owns: an index in the making: which of the places that a forward decode comes by are kept, and that all of them stay below a bound. Stands beside
// SingleScanSource, which tells the places. Leaves to others: their bytes (EntropyPointRow), and what makes an index of this file of them.

using System.Runtime.InteropServices;

namespace RawDecoders.Jpeg;

/// <summary>The places of a picture that is being read from the top down: one an iMCU row, which holds points within the row as well.</summary>
/// <remarks>Where the bound is passed, every other point within rows goes, as often as it takes; then every other row.</remarks>
internal sealed class JpegIndexBuilder
{
    private readonly FrameGeometry _geometry;
    private readonly ScanRecord _scan;
    private readonly List<EntropyPoint> _row = [];

    /// <summary>MCUs between two points of a row, a multiple of those of a group; iMCU rows between two places.</summary>
    private int _spacing;
    private int _rowStep = 1;

    /// <param name="plan">The plan, of a scan that has places.</param>
    /// <param name="leastSpacing">Bytes of coefficients between two points at least; those of the plan's groups are the usual number.</param>
    public JpegIndexBuilder(JpegPlan plan, long leastSpacing)
    {
        (_geometry, _scan) = (plan.Geometry, plan.Scans[0]);
        long mcuBytes = CoefficientStrip.BytesNeeded(_geometry, 1, withSets: false);
        _spacing = GroupMcus = (int)Math.Clamp(leastSpacing / mcuBytes, 1, plan.StripMcus);
    }

    /// <summary>MCUs from one place that is told to the next.</summary>
    public int GroupMcus { get; }

    /// <summary>Bytes that all places together may take; beyond that only the first one is kept.</summary>
    public long Bound { get; set; }

    /// <summary>Bytes that they can take at most.</summary>
    public long MaxBytes
    {
        get
        {
            int points = (_geometry.McusAcross + GroupMcus - 1) / GroupMcus;
            return _geometry.McusDown * (IndexPoint.Overhead + EntropyPointRow.MaxHeadBytes + (long)points * EntropyPointRow.MaxPointBytes);
        }
    }

    /// <summary>Whether the picture is decoded whole: nobody will ask for places.</summary>
    public bool Rests { get; set; }

    /// <summary>The places, from the top down.</summary>
    public List<IndexPoint> Points { get; } = [];

    /// <summary>Bytes that they hold.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Takes the point at which a group begins.</summary>
    public void Note(in EntropyPoint point)
    {
        (long row, long mcu) = Math.DivRem(point.Mcu, _geometry.McusAcross);
        if (row % _rowStep == 0 && mcu % _spacing == 0)
            _row.Add(point);
    }

    /// <summary>Makes a place of an iMCU row's points.</summary>
    public void EndRow(int imcuRow)
    {
        if (_row.Count == 0)
            return;
        long offset = _row[0].Place.Offset;
        Points.Add(new IndexPoint(imcuRow * _geometry.McuHeight, offset, 0, offset - _scan.DataOffset, Pack(_row)));
        SizeBytes += Points[^1].SizeBytes;
        _row.Clear();
        while (SizeBytes > Bound && TryThin())
            SizeBytes = Points.Sum(p => p.SizeBytes);
    }

    private byte[] Pack(List<EntropyPoint> row)
        => EntropyPointRow.Pack(CollectionsMarshal.AsSpan(row), Math.Min(_spacing, _geometry.McusAcross), _scan.Header.ComponentCount);

    /// <summary>Half of the points, or of the rows. False: there is one row with one point.</summary>
    private bool TryThin()
    {
        if (_spacing < _geometry.McusAcross)
        {
            _spacing = (int)Math.Min(2L * _spacing, int.MaxValue);
            for (int i = 0; i < Points.Count; i++)
                Points[i] = Points[i] with { State = Pack(Unpack(Points[i])) };
            return true;
        }

        if (Points.Count == 1)
            return false;
        _rowStep *= 2;
        Points.RemoveAll(p => p.Row / _geometry.McuHeight % _rowStep != 0);
        return true;
    }

    /// <summary>The points of a row that are kept at the spacing as it is now.</summary>
    private List<EntropyPoint> Unpack(in IndexPoint place)
    {
        var points = new List<EntropyPoint>();
        long first = (long)(place.Row / _geometry.McuHeight) * _geometry.McusAcross;
        for (int m = 0; m < _geometry.McusAcross; m += _spacing)
        {
            if (!EntropyPointRow.TryFind(place.State.Span, _scan, first, place.Offset, _geometry.McusAcross, first + m, out EntropyPoint point))
                throw new InvalidOperationException("A place of our own cannot be read.");
            points.Add(point);
        }

        return points;
    }
}
