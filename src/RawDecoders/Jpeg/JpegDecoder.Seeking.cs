// Owns: one JPEG decode that has an index: its own, which grows as rows are read from the top down, or one that was made before; and which files
// have none, and why. Stands beside the forward decode in JpegDecoder.cs. Leaves to others: the places (JpegIndexBuilder), reading from them
// (JpegRowSeeker).

namespace RawDecoders.Jpeg;

internal sealed partial class JpegDecoder
{
    /// <summary>The index in the making, or null.</summary>
    private readonly JpegIndexBuilder? _index;

    /// <summary>An index that was made before, or null.</summary>
    private ImageIndex? _given;
    private JpegRowSeeker? _seeker;
    private string? _noIndexReason;

    /// <summary>Offset of the marker behind the scan, once that is known.</summary>
    private long _dataEnd;

    public override bool HasIndex => _index is not null || _given is not null;

    public override bool IsIndexGiven => _given is not null;

    public override string? NoIndexReason => _noIndexReason;

    public override int ReachableRows => _given is not null ? Height : _index is not null ? NextRow : 0;

    public override void ReadRegion(int x, int y, int width, RowTarget target)
    {
        _seeker ??= new JpegRowSeeker(_plan, _source, new JpegPlaces(_plan, _source, _index, _given, _issues), _issues);
        _seeker.Read(x, y, width, target);
    }

    public override ImageIndex MakeIndex(DecodeResult result)
        => _given ?? JpegIndexSeal.Make(_plan, _source, _index!.Points, _dataEnd, result, _options.Strictness);

    /// <summary>
    /// Begins an index, or checks the one that is given. The data of a sequential Huffman-coded scan have places between any two MCUs; where
    /// several scans make a pixel, or a coder has learned from all that came before, there are none.
    /// </summary>
    private JpegIndexBuilder? OpenIndex()
    {
        JpegStructure structure = _headers.Structure;
        _noIndexReason = ReasonOf(structure.Frame, _plan.Scans);
        if (_noIndexReason is not null || !_options.KeepsIndex)
            return null;
        long needed = JpegRowSeeker.BytesNeeded(_plan);
        if (_options.Index is { } given)
        {
            JpegIndexSeal.Check(given, _plan, _source, structure.FrameOffset, _issues);
            Budget.Draw(needed, structure.FrameOffset, "reading from an index", "SOF");
            _given = given;
            return null;
        }

        if (!Budget.TryDraw(needed))
        {
            _noIndexReason = "the limit on memory leaves too little to read from one";
            return null;
        }

        var index = new JpegIndexBuilder(_plan, _options.IndexSpacingBytes);
        long bound = Math.Min(Math.Min(_options.MaxIndexBytes, index.MaxBytes), (_options.Limits.MaxBytes - Budget.Used) / 2);
        index.Bound = Budget.TryDraw(bound) ? bound : 0;
        return index;
    }

    private static string? ReasonOf(in FrameHeader frame, IReadOnlyList<ScanRecord> scans)
        => frame.IsLossless ? "a lossless JPEG has none: its samples are predicted from those above"
            : frame.IsProgressive ? "a progressive JPEG has none: its pixels are made of all of its scans"
            : scans.Any(scan => scan.Arithmetic is not null) ? "an arithmetic-coded JPEG has none: its coder has learned from all that came before"
            : RangePlan.IsDivisible(scans[0]) ? null
            : "a JPEG of several scans has none: its pixels are made of all of them";
}
