// Owns: an index in the making: at which rows there is a place, and that all of them stay below a bound. Stands beside the forward decode, which
// stops its inflater where the builder says and shows it the rows that it has unfiltered. Leaves to others: packing (PngCheckpoint), and what makes
// an index of this file of the places.

namespace RawDecoders.Png;

/// <summary>The places of a picture that is being read from the top down.</summary>
/// <remarks>
/// A place is at the beginning of a row. The inflater comes to it before the row above is unfiltered, so a place is begun (<see cref="Stop"/>)
/// and later completed (<see cref="TakeRows"/>); one at a time.
/// </remarks>
internal sealed class PngIndexBuilder
{
    private readonly PngRaster _raster;
    private readonly long _stride;
    private readonly long _leastSpacing;
    private readonly byte[] _window = new byte[ZlibInflater.WindowSize];
    private InflateState _state;
    private IndexPoint? _begun;
    private int _windowBytes;
    private bool _rests;

    /// <summary>Places packed so far, kept or not, and their bytes: from them the spacing is estimated.</summary>
    private long _packed;
    private long _packedBytes;

    /// <param name="raster">The picture, not interlaced.</param>
    /// <param name="leastSpacing">Raw bytes between two places, at least.</param>
    public PngIndexBuilder(PngRaster raster, long leastSpacing)
    {
        (_raster, _leastSpacing) = (raster, leastSpacing);
        _stride = raster.GetRawStride(raster.Passes[0]);
    }

    /// <summary>Bytes that all places together may take.</summary>
    public long Bound { get; set; }

    /// <summary>The places, from the top down. The first is the beginning, as soon as the image data is open.</summary>
    public List<IndexPoint> Points { get; } = [];

    /// <summary>Bytes that they hold.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>The picture is decoded whole: nobody will ask for places.</summary>
    public void Rest() => _rests = true;

    /// <summary>Where the image data begins, behind a header that is passed over if there is one.</summary>
    public void Begin(in PngIdatRun run)
    {
        if (Points.Count == 0)
            Points.Add(new IndexPoint(0, run.Chunk.Offset, run.Taken, run.Position, default));
    }

    /// <summary>
    /// The raw byte at which the inflater is to stop next: the beginning of a row, whose row above has not all been inflated
    /// yet; <see cref="long.MaxValue"/>: nowhere.
    /// </summary>
    /// <param name="made">Raw bytes inflated so far.</param>
    public long StopAfter(long made)
    {
        if (_begun is not null || _rests)
            return long.MaxValue;
        long due = Points[^1].Row * _stride + Spacing;
        long row = Math.Max((due + _stride - 1) / _stride, made / _stride + 1);
        return row < _raster.Header.Height ? row * _stride : long.MaxValue;
    }

    /// <summary>Begins a place where <see cref="StopAfter"/> has said.</summary>
    /// <param name="state">The inflater's state.</param>
    /// <param name="window">At least the raw bytes that matches refer to, up to the place.</param>
    /// <param name="run">The place of its next input.</param>
    public void Stop(in InflateState state, ReadOnlySpan<byte> window, in PngIdatRun run)
    {
        _state = state;
        _windowBytes = PngCheckpoint.GetWindowBytes(state.OutputLength);
        window[^_windowBytes..].CopyTo(_window);
        _begun = new IndexPoint((int)(state.OutputLength / _stride), run.Chunk.Offset, run.Taken, run.Position, default);
    }

    /// <summary>Completes the place that was begun, if the row above it is among these.</summary>
    /// <param name="firstRow">The first of the rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="unfiltered">Their bytes without filters, as far apart as the raw ones.</param>
    public unsafe void TakeRows(int firstRow, int rows, byte* unfiltered)
    {
        if (_begun is not { } point || point.Row <= firstRow || point.Row > firstRow + rows)
            return;
        var above = new ReadOnlySpan<byte>(unfiltered + (nint)(point.Row - 1 - firstRow) * (nint)_stride, (int)_stride - 1);
        byte[] packed = PngCheckpoint.Pack(_state, _window.AsSpan(0, _windowBytes), above, _raster.Header.FilterDistance);
        _packed++;
        _packedBytes += packed.Length + IndexPoint.Overhead;
        point = point with { State = packed };
        Points.Add(point);
        SizeBytes += point.SizeBytes;
        _begun = null;
        while (SizeBytes > Bound)
            DropOne();
    }

    /// <summary>Raw bytes from one place to the next: so many that as many places as the rest of the picture will need find room.</summary>
    private long Spacing
        => _packed == 0 ? _leastSpacing : Math.Max(_leastSpacing, (long)Math.Min((double)_packedBytes / _packed * _raster.RawBytes / Math.Max(Bound, 1), long.MaxValue / 4));

    /// <summary>Drops the place whose neighbours are nearest to each other, but for the first one.</summary>
    private void DropOne()
    {
        int best = Points.Count - 1;
        long least = 2L * (Points[best].Row - Points[best - 1].Row);
        for (int i = 1; i < Points.Count - 1; i++)
        {
            long gap = Points[i + 1].Row - Points[i - 1].Row;
            if (gap < least)
                (best, least) = (i, gap);
        }

        SizeBytes -= Points[best].SizeBytes;
        Points.RemoveAt(best);
    }
}
