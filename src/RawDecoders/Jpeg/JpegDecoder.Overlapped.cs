// A whole JPEG picture on several threads: whether to, and what to do when the attempt finds that the file has something
// to report. Errors, warnings and damage come from the decode on one thread only, so that they are the same whatever the
// number of threads; a broken file costs up to twice the time.

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class JpegDecoder
{
    /// <summary>Set once it has decoded the picture.</summary>
    private OverlappedScans? _overlapped;

    /// <summary>Whether the picture was decoded by several threads.</summary>
    internal bool IsOverlapped => _overlapped is not null;

    private bool TryDecodeOverlapped(RowTarget target)
    {
        // Smoothing is for files that break off; and what is known to be damaged is for one thread anyway.
        int threads = _options.ThreadsFor((long)_geometry.Width * _geometry.Height);
        if (threads < 2 || _isSmoothed || _damage is not null)
            return false;

        var work = new OverlappedScans(_scans, _structure.Frame.IsProgressive, _structure.Position, _geometry, _source, _plan, _reconstructor, threads, _options.WorkUnitBytes)
        {
            Watch = _options.Watch,
        };
        if (!work.IsUseful || !Budget.TryDraw(work.BytesNeeded))
            return false;
        fixed (byte* start = target.Span)
        {
            if (work.Decode(start, target.Span.Length, target.Stride, _arena))
                _overlapped = work;
            else
                _reconstructor.StartAt(0);
        }

        return IsOverlapped;
    }
}
