// Owns: reading any rectangle of a picture that has an index, as a narrow picture of its own: of each iMCU row that it touches the MCUs of its columns,
// from the point before them, and what filters need around it. Stands between the index and the destination, instead of the forward decode. Leaves
// to others: points (JpegPlaces), codes (ScanDecoder), pixels (the reconstruction of those columns), and the account of damage, which the forward
// decode has given when the index was made.

using System.Buffers;

namespace RawDecoders.Jpeg;

/// <summary>Rectangles in any order. One that goes on below the last one, with the same columns, goes on from there.</summary>
/// <remarks>
/// Columns are whole MCUs, one more on either side than hold the rectangle: triangle filters take a sample from there. A row of MCUs above it is
/// decoded where they take a sample of that. What is wrong with the data is not told again; MCUs come out as the forward decode makes them.
/// </remarks>
internal sealed class JpegRowSeeker : IDisposable
{
    private readonly JpegPlan _plan;
    private readonly FrameGeometry _geometry;
    private readonly JpegPlaces _places;
    private readonly DecodeIssues _issues;
    private readonly NativeArena _arena = new();
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder _scan;
    private readonly int _group;

    /// <summary>Size of an MCU in pixels of the picture as it is decoded.</summary>
    private readonly int _mcuWidth;
    private readonly int _mcuHeight;
    private readonly bool _hasContext;

    /// <summary>The columns that are being read, in MCUs, with their reconstruction; null: none.</summary>
    private Columns? _columns;

    /// <summary>The iMCU row that they take next.</summary>
    private int _nextImcuRow;

    private sealed record Columns(int FirstMcu, int EndMcu, FrameGeometry Geometry, JpegReconstructor Reconstructor);

    /// <param name="plan">The plan, of a scan that has places.</param>
    /// <param name="source">The file.</param>
    /// <param name="places">The places; more may come between two reads.</param>
    /// <param name="issues">Whom to tell.</param>
    public JpegRowSeeker(JpegPlan plan, ByteSource source, JpegPlaces places, DecodeIssues issues)
    {
        (_plan, _geometry, _places, _issues, _group) = (plan, plan.Geometry, places, issues, plan.StripMcus);
        FrameGeometry scaled = _geometry.At(plan.Scale);
        (_mcuWidth, _mcuHeight) = (scaled.BlockSize * scaled.MaxHorizontal, scaled.McuHeight);
        _hasContext = plan.Wide?.HasContext ?? plan.Reconstruction.HasContext;
        _strip = new CoefficientStrip(_geometry, _group, withSets: false, _arena);
        _scan = new ScanDecoder(plan.Scans[0], _geometry, _strip, source, JpegPlan.SeekingChunkBytes, _arena, new DecodeIssues(ImageFormat.Jpeg, Strictness.Lenient));
    }

    /// <summary>Bytes that one takes, for rectangles of the whole width.</summary>
    public static long BytesNeeded(JpegPlan plan)
    {
        FrameGeometry scaled = plan.Geometry.At(plan.Scale);
        return plan.WorkingBytes + (long)scaled.Width * plan.OutputFormat.GetBytesPerPixel() * scaled.McuHeight
            + ScanDecoder.BytesNeeded(JpegPlan.SeekingChunkBytes) + CoefficientStrip.BytesNeeded(plan.Geometry, plan.StripMcus, withSets: false);
    }

    /// <summary>Reads a rectangle.</summary>
    /// <param name="x">Its left column.</param>
    /// <param name="y">Its top row.</param>
    /// <param name="width">Its width.</param>
    /// <param name="target">Its rows.</param>
    /// <exception cref="ImageDecodeException">The index is not of this file.</exception>
    public void Read(int x, int y, int width, RowTarget target)
    {
        int end = y + target.RowCount;
        int first = Math.Max(y / _mcuHeight - (_hasContext && y % _mcuHeight == 0 ? 1 : 0), 0);
        int last = Math.Min(end / _mcuHeight, _geometry.McusDown - 1);
        _places.Compare(first, last + 1);
        Columns columns = Open(x, width);
        JpegReconstructor reconstructor = columns.Reconstructor;
        try
        {
            if (y < reconstructor.NextRow || first > _nextImcuRow)
                StartAt(reconstructor, first);
            while (target.RowCount > 0)
            {
                if (reconstructor.RowsReady == 0)
                {
                    DecodeRow(_nextImcuRow++, columns);
                    reconstructor.EndImcuRow();
                }

                reconstructor.SkipRows(Math.Clamp(y - reconstructor.NextRow, 0, reconstructor.RowsReady));
                int rows = Math.Min(reconstructor.RowsReady, target.RowCount);
                Emit(columns, x, target.Slice(0, rows));
                y += rows;
                target = target.From(rows);
            }
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void StartAt(JpegReconstructor reconstructor, int imcuRow)
    {
        reconstructor.StartAt(imcuRow);
        _nextImcuRow = imcuRow;
    }

    /// <summary>The reconstruction of the columns that hold a rectangle: the one before, if it is of the same.</summary>
    private Columns Open(int x, int width)
    {
        int first = Math.Max(x / _mcuWidth - 1, 0);
        int end = Math.Min((x + width - 1) / _mcuWidth + 2, _geometry.McusAcross);
        if (_columns is { } same && (same.FirstMcu, same.EndMcu) == (first, end))
            return same;
        FrameGeometry columns = _geometry.Columns(first, end - first);
        if (_columns is { } like && like.Geometry.Width == columns.Width)
        {
            _columns = like with { FirstMcu = first, EndMcu = end };
        }
        else
        {
            Close();
            _columns = new Columns(first, end, columns, _plan.Reconstruct(columns));
        }

        StartAt(_columns.Reconstructor, 0);
        return _columns;
    }

    /// <summary>Gives the MCUs of the columns in an iMCU row to their reconstruction.</summary>
    private void DecodeRow(int imcuRow, Columns columns)
    {
        long row = (long)imcuRow * _geometry.McusAcross;
        GoTo(row + columns.FirstMcu);
        for (int mcu = columns.FirstMcu; mcu < columns.EndMcu; mcu += _group)
        {
            int count = Math.Min(_group, columns.EndMcu - mcu);
            _scan.DecodeMcus(0, count);
            BlockFeed.GiveMcus(_strip, columns.Geometry, mcu - columns.FirstMcu, count, columns.Reconstructor);
        }

        if (!_issues.IsLenient && _scan.Damage.Runs.Any(IsUnfit))
            throw _places.Unfit(row);
    }

    /// <summary>
    /// Damage of a file that the forward decode has taken, or another one when the index was made: then the index is not what it was. Whether
    /// predictions stay in range is looked at once a group, and groups are others here.
    /// </summary>
    private static bool IsUnfit((long First, long End, Issue Reason) run) => run.Reason.Rule != JpegRules.DcRange;

    /// <summary>Goes to an MCU: on from where the scan is, or from the nearest point.</summary>
    private void GoTo(long mcu)
    {
        EntropyPoint point = _places.Find(mcu);
        if (_scan.NextMcu > mcu || _scan.NextMcu < point.Mcu)
        {
            _scan.Damage = new ScanDamage();
            _scan.GoTo(point);
        }

        while (_scan.NextMcu < mcu)
            _scan.DecodeMcus(0, (int)Math.Min(_group, mcu - _scan.NextMcu));
    }

    /// <summary>The next rows of the columns, of which the rectangle is a part.</summary>
    private void Emit(Columns columns, int x, RowTarget target)
    {
        JpegReconstructor reconstructor = columns.Reconstructor;
        int pixelBytes = _plan.OutputFormat.GetBytesPerPixel();
        int rowBytes = checked(_plan.Scale.Of(columns.Geometry.Width) * pixelBytes);
        if (target.RowCount == 0 || rowBytes == target.RowBytes)
        {
            reconstructor.EmitRows(target);
            return;
        }

        byte[] band = ArrayPool<byte>.Shared.Rent(rowBytes * target.RowCount);
        try
        {
            reconstructor.EmitRows(RowTarget.Create(band, 0, rowBytes, target.RowCount));
            int left = (x - columns.FirstMcu * _mcuWidth) * pixelBytes;
            for (int i = 0; i < target.RowCount; i++)
                band.AsSpan(i * rowBytes + left, target.RowBytes).CopyTo(target[i]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }
    }

    private void Close()
    {
        _columns?.Reconstructor.Dispose();
        _columns = null;
    }

    public void Dispose()
    {
        Close();
        _arena.Dispose();
    }
}
