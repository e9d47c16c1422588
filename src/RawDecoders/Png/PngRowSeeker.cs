// Owns: reading any rows of a picture that has an index: from the place above them, only the columns wanted and those left of them. Stands
// between the index and the destination, instead of the forward decode. Leaves to others: sums and the account of damage, which the forward
// decode has given when the index was made; what a place holds (PngCheckpoint).
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>Rows in any order. A read that goes on below the last one goes on from there.</summary>
/// <remarks>
/// Rows are unfiltered apart from the inflater's buffer, since matches refer to it, and only as far to the
/// right as is asked for: each byte is predicted from those left of it and above.
/// </remarks>
internal sealed unsafe class PngRowSeeker : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly PngPlan _plan;
    private readonly PngRaster _raster;
    private readonly DecodeIssues _issues;
    private readonly IReadOnlyList<IndexPoint> _points;

    /// <summary>Of an index that was loaded: whether the image data behind a place has been compared with its hash.</summary>
    private readonly bool[]? _compared;
    private readonly NativeArena _arena = new();
    private readonly ZlibInflater _inflater = new();
    private readonly int _stride;

    /// <summary>Rows that are inflated and unfiltered together.</summary>
    private readonly int _stripRows;
    private readonly byte* _unfiltered;
    private readonly byte* _prior;
    private readonly byte* _discard;
    private readonly byte* _plain;
    private readonly byte[] _columns;
    private PngIdatRun _run;
    private PngWindow _window;

    /// <summary>The row that comes next; -1: none, as something is wrong or nothing has been read.</summary>
    private int _row = -1;

    /// <summary>Bytes of each row, from its left, that are unfiltered.</summary>
    private int _unfilteredBytes;

    /// <summary>Whether the data is at its end, which for lenient decodes may come before the picture's.</summary>
    private bool _isEnded;

    /// <param name="plan">The picture, and the stages that are chosen for it.</param>
    /// <param name="points">The places; more may come between two reads.</param>
    /// <param name="isLoaded">Whether they are somebody else's, and so may be of another file or none at all.</param>
    /// <param name="budget">Pays for buffers.</param>
    /// <param name="issues">Whom to tell.</param>
    public PngRowSeeker(PngPlan plan, IReadOnlyList<IndexPoint> points, bool isLoaded, MemoryBudget budget, DecodeIssues issues)
    {
        (_plan, _raster, _points, _issues) = (plan, plan.Raster, points, issues);
        _compared = isLoaded ? new bool[points.Count] : null;
        _stride = _raster.GetRawStride(_raster.Passes[0]);
        int rowBytes = _stride - 1;
        int plain = PngCheckpoint.GetUnpackedBytes(rowBytes);
        long rest = 2L * rowBytes + plain + 5 * PngStrip.Slack;
        int strip = GetStripBytes(budget.Limits.MaxBytes - budget.Used - rest);
        _stripRows = strip / _stride;
        int capacity = GetCapacity(strip);
        budget.Draw(capacity + strip + rest, PngPlan.HeaderOffset, "reading from an index", "IHDR");
        _window = new PngWindow(_arena.Allocate(capacity), capacity);
        _unfiltered = _arena.Allocate(strip + PngStrip.Slack);
        _prior = _arena.Allocate(rowBytes + PngStrip.Slack);
        _discard = _arena.Allocate(rowBytes + 2 * PngStrip.Slack) + PngStrip.Slack;
        _discard[-1] = PngFilterType.None;
        _plain = _arena.Allocate(plain);
        // At most 7 pixels more than were asked for.
        _columns = plan.Header.BitsPerPixel < 8 ? new byte[(plan.Header.Width + 8L) * plan.PixelBytes] : [];
    }

    /// <summary>Bytes of a strip, whole rows: that of the plan, or where memory is short what there is of it, one row at least.</summary>
    private int GetStripBytes(long left)
    {
        long strip = _plan.StripBytes / _stride * _stride;
        while (strip > _stride && GetCapacity((int)strip) + strip > left)
            strip = Math.Max(1, strip / _stride / 2) * _stride;
        return (int)strip;
    }

    /// <summary>Bytes of the inflater's buffer; a small picture's raw bytes all find room, and never have to move.</summary>
    private int GetCapacity(int strip) => (int)Math.Min(PngWindow.GetBytes(strip), _raster.RawBytes + ZlibInflater.Margin);

    /// <summary>Reads a rectangle.</summary>
    /// <param name="x">Its left column.</param>
    /// <param name="y">Its top row.</param>
    /// <param name="width">Its width.</param>
    /// <param name="target">Its rows.</param>
    /// <exception cref="ImageDecodeException">The index is not of this file.</exception>
    public void Read(int x, int y, int width, RowTarget target)
    {
        int end = y + target.RowCount;
        int point = Compare(y, end);
        int bytes = (int)_raster.Header.GetRowBytes(x + width);
        if (_row < 0 || _row > y || _row < _points[point].Row || _unfilteredBytes < bytes)
            GoTo(_points[point]);
        _unfilteredBytes = bytes;
        while (_row < end)
        {
            int wanted = Math.Min(_stripRows, end - _row);
            int rows = Unfilter(wanted);
            for (int i = Math.Max(0, y - _row); i < wanted; i++)
            {
                Span<byte> to = target[_row + i - y];
                if (i < rows)
                    Convert(_unfiltered + (nint)i * _stride, x, width, to);
                else
                    to.Clear();
            }

            _raster.Source.Progress((long)rows * _stride);
            _row += wanted;
        }
    }

    /// <summary>The place to begin at for row <paramref name="y"/>; up to <paramref name="end"/> the data is as it was.</summary>
    private int Compare(int y, int end)
    {
        int first = IndexPoint.Find(_points, y);
        for (int i = first; _compared is not null && i < _points.Count && _points[i].Row < end; i++)
        {
            if (_compared[i])
                continue;
            IndexPoint point = _points[i];
            if (PngIndexSeal.Hash(_raster.Source, point, i + 1 < _points.Count ? _points[i + 1].Position : long.MaxValue) != point.Hash)
                throw _issues.Error(SharedRules.IndexOtherFile, Math.Min(point.Offset, _raster.Source.Length), $"the image data for the rows from {point.Row} on is not what the index was made of");
            _compared[i] = true;
        }

        return first;
    }

    private void GoTo(in IndexPoint point)
    {
        _row = -1;
        (_window.Start, _window.At, _isEnded) = (0, 0, false);
        int rowBytes = _stride - 1;
        if (!PngIdatRun.TryAt(_raster.Source, point.Offset, point.Taken, point.Position, out _run))
            throw Unfit(point);
        if (point.State.IsEmpty)
        {
            // The beginning, or behind a header that a flaw makes to be passed over.
            if (point.Row != 0 || point.Position is not (0 or 2))
                throw Unfit(point);
            if (point.Position == 0)
                _inflater.Reset();
            else
                _inflater.ResetBehindHeader();
            NativeMemory.Clear(_prior, (nuint)rowBytes);
        }
        else
        {
            int window = PngCheckpoint.GetWindowBytes((long)point.Row * _stride);
            var plain = new Span<byte>(_plain, InflateStateRecord.Bytes + window + rowBytes);
            bool isState = PngCheckpoint.TryUnpack(_inflater, point.State.Span, plain, out InflateState state)
                && state.OutputLength == (long)point.Row * _stride && state.InputOffset == point.Position
                && _inflater.Restore(state) == DeflateFlaw.None;
            if (!isState)
                throw Unfit(point);
            byte* parts = _plain + InflateStateRecord.Bytes;
            Buffer.MemoryCopy(parts, _window.Memory, _window.Capacity, window);
            _window.Start = _window.At = window;
            _plan.Kernels.Sub(parts + window, _prior, rowBytes);
        }

        _row = point.Row;
        _unfilteredBytes = rowBytes;
    }

    /// <summary>The next rows without their filters. Fewer: a lenient decode, and the data has no more.</summary>
    private int Unfilter(int wanted)
    {
        int got = Inflate(wanted * _stride);
        int rows = got / _stride;
        byte* raw = _window.Take(rows * _stride);
        int done = UnfilterWhole(raw, rows);
        if (rows == wanted)
            return done;
        if (!_issues.IsLenient)
            throw Unfit(_points[IndexPoint.Find(_points, _row)]);

        int partial = got % _stride;
        if (partial <= 1)
            return done;
        // As PngStripLoop has it: the rest of the row as if nothing differed from its prediction.
        byte* last = _unfiltered + (nint)rows * _stride;
        byte* made = _plain;
        Buffer.MemoryCopy(raw + (nint)rows * _stride, made, _stride, partial);
        new Span<byte>(made + partial, _stride - partial).Clear();
        if (made[0] > PngFilterType.Paeth)
            made[0] = PngFilterType.None;
        PngUnfilter.Rows(_plan.Kernels, new PngRowSpan(made, _stride), _prior, new PngRowSpan(last, _stride), _unfilteredBytes, 1, _discard);
        Buffer.MemoryCopy(last, _prior, _stride, _unfilteredBytes);
        _window.Start = _window.At;
        return done + 1;
    }

    private int UnfilterWhole(byte* raw, int rows)
    {
        byte* prior = _prior;
        int done = 0;
        while (done < rows)
        {
            byte* next = raw + (nint)done * _stride;
            byte* target = _unfiltered + (nint)done * _stride;
            int good = PngUnfilter.Rows(_plan.Kernels, new PngRowSpan(next, _stride), prior, new PngRowSpan(target, _stride), _unfilteredBytes, rows - done, _discard);
            if (good == 0)
            {
                if (!_issues.IsLenient)
                    throw Unfit(_points[IndexPoint.Find(_points, _row + done)]);
                // As PngReconstruction has it: without a prediction. The byte stays, as matches may refer to it.
                Buffer.MemoryCopy(next + 1, target, _stride, _unfilteredBytes);
                good = 1;
            }

            done += good;
            prior = _unfiltered + (nint)(done - 1) * _stride;
        }

        if (done > 0)
            Buffer.MemoryCopy(prior, _prior, _stride, _unfilteredBytes);
        return done;
    }

    /// <summary>Inflates until so many bytes wait, or there are no more; returns how many there are of them.</summary>
    private int Inflate(int bytes)
    {
        Debug.Assert(bytes <= _stripRows * _stride);
        if (_window.Start + bytes > _window.Limit)
            _window.MakeRoom();
        int target = _window.Start + bytes;
        while (_window.At < target && !_isEnded)
        {
            ReadOnlySpan<byte> piece = _run.Peek(PieceBytes);
            int before = piece.Length;
            InflateStatus status = _inflater.Inflate(ref piece, _window.Span, ref _window.At, target);
            _run.Take(before - piece.Length);
            _isEnded = status switch
            {
                InflateStatus.NeedsRoom => false,
                InflateStatus.NeedsInput => _run.Left == 0 && !_run.MoveNext() && !_run.MovePastGap(out _),
                _ => true,
            };
        }

        return Math.Min(bytes, _window.Waiting);
    }

    private void Convert(byte* row, int x, int width, Span<byte> target)
    {
        PngHeader header = _raster.Header;
        int pixelBytes = _plan.PixelBytes;
        long firstBit = (long)x * header.BitsPerPixel;
        int lead = (int)(firstBit % 8) / header.BitsPerPixel;
        int first = (int)(firstBit / 8), bytes = (int)header.GetRowBytes(lead + width);
        Span<byte> to = lead == 0 ? target : _columns.AsSpan(0, (lead + width) * pixelBytes);
        int bad = _plan.Pipeline.Convert(new ReadOnlySpan<byte>(row + first, bytes), to, lead + width);
        if (bad >= 0 && !_issues.IsLenient)
            throw Unfit(_points[0]);
        if (lead > 0)
            to[(lead * pixelBytes)..].CopyTo(target);
    }

    /// <summary>Of an index that somebody else has made.</summary>
    private ImageDecodeException Unfit(in IndexPoint point)
    {
        _row = -1;
        return _issues.Error(SharedRules.IndexContent, Math.Clamp(point.Offset, 0, _raster.Source.Length), $"the place for row {point.Row} is none at which decoding can begin");
    }

    public void Dispose() => _arena.Dispose();
}
