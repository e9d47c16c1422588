// Owns: everything that is read before the first pixel: the segments up to the first scan, the height where DNL tells it, the
// headers of all scans where several make the picture; then whether size, scans and data can make a picture at all. Stands between
// the walk over segments and the plan (JpegPlan), which is made from nothing else. Leaves to others: what follows the last scan that
// is decoded, and how the picture is decoded.

namespace RawDecoders.Jpeg;

/// <summary>The headers of a picture that may be decoded.</summary>
internal sealed class JpegHeaders
{
    /// <summary>Pixels of a picture that a lenient decode shows whatever the file has of it, and any decode of one that is arithmetic-coded: 48 MB of them.</summary>
    private const long LenientPixels = 16 * MemoryBudget.FreePixels;

    /// <summary>
    /// Blocks that a bit of arithmetic coding may stand for in a picture of more than <see cref="LenientPixels"/>. T.81 sets no bound: a blank
    /// page of any size takes eight bytes, as trailing zeros are left out (D.1.8). Of pictures with anything in them it is some ten.
    /// </summary>
    private const long ArithmeticBlocksPerBit = 512;

    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly List<Issue> _damageOfAllRows = [];
    private bool _isEndChecked;

    private JpegHeaders(ByteSource source, DecodeIssues issues, DecodeLimits limits)
    {
        _source = source;
        _issues = issues;
        Structure = new JpegStructure(source, issues, limits);
    }

    /// <summary>The state of the walk: after the first scan's header where that holds the picture, else at the end of the scans.</summary>
    public JpegStructure Structure { get; }

    /// <summary>The scans that make the picture, in file order.</summary>
    public IReadOnlyList<ScanRecord> Scans { get; private set; } = [];

    /// <summary>Which bits of which coefficients they code; null where one scan holds the picture.</summary>
    public ScanOrder? Order { get; private set; }

    public ColourDecision Colour { get; private set; }

    /// <summary>Lenient: why no row can be as stored, although the entropy-coded data may be whole.</summary>
    public IReadOnlyList<Issue> DamageOfAllRows => _damageOfAllRows;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="ImageDecodeException">The headers are refused, or the picture is over a limit.</exception>
    public static JpegHeaders Read(ByteSource source, DecodeOptions options, DecodeIssues issues, MemoryBudget budget)
    {
        var headers = new JpegHeaders(source, issues, options.Limits);
        ScanRecord first = headers.ReadToFirstScan(isWhole: true)!;
        if (first.HoldsPicture)
            headers.Scans = [first];
        else
            headers.ReadAllScans(first);

        headers.CheckSize(budget);
        if (headers.Structure.RefusedScan is { } damage)
            headers._damageOfAllRows.Add(damage);
        headers.CheckData(first);
        headers.DecideColour(options);
        return headers;
    }

    /// <summary>
    /// Reads the properties. All headers up to the first scan are read, since colour, Exif and the like may follow the
    /// frame header; a file whose height stands in a DNL segment is read up to that.
    /// </summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        var headers = new JpegHeaders(source, new DecodeIssues(ImageFormat.Jpeg, options.Strictness), options.Limits);
        try
        {
            if (headers.ReadToFirstScan(isWhole) is null)
                return IdentifyResult.NeedsMoreBytes(Math.Max(headers.Structure.BytesNeeded, source.Length + 1));
            headers.CheckSize(new MemoryBudget(ImageFormat.Jpeg, options.Limits));
            headers.DecideColour(options);
            return IdentifyResult.Identified(JpegDescription.Make(headers.Structure, headers.Colour, scans: null, source.Length, headers.Structure.FindEmbedded(isWhole)));
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    /// <summary>EOI, and nothing after it: asked once, when the walk has come to the end.</summary>
    public void CheckEnd()
    {
        if (_isEndChecked)
            return;
        _isEndChecked = true;
        if (!Structure.SawEndOfImage)
            _issues.Report(JpegRules.EoiMissing, Structure.Position, "the file ends without it");
        else
            Structure.ReportBytesAfterEnd();
    }

    /// <summary>Null only for a prefix that is too short.</summary>
    private ScanRecord? ReadToFirstScan(bool isWhole)
    {
        ScanRecord? scan = Structure.ReadToScan();
        if (scan is null)
        {
            if (Structure.SawEndOfImage)
                throw _issues.Error(JpegRules.ScanMissing, Structure.Position - 2, "the image ends without a scan");
            if (!isWhole)
                return null;
            throw _issues.Error(
                JpegRules.Truncated, _source.Length, Structure.HasFrame ? "the file ends before a scan" : "the file ends before the frame header");
        }

        if (Structure.Frame.Height == 0)
        {
            Structure.Position = scan.DataOffset;
            if (!ReadHeightBehindScan(isWhole))
                return null;
            Structure.Position = scan.DataOffset;
        }

        return scan;
    }

    /// <summary>B.2.5: the number of lines follows the first scan. False only for a prefix that is too short.</summary>
    private bool ReadHeightBehindScan(bool isWhole)
    {
        Structure.SkipEntropyData();
        if (!isWhole && Structure.Position >= _source.Length - 5)
            return false;
        var dnl = new JpegSegmentReader(_source.Window(Structure.Position), Structure.Position);
        bool found = dnl.Read() && dnl.Marker == JpegMarker.Dnl;
        if (found)
            Structure.ReadNumberOfLines(dnl);
        if (Structure.Frame.Height != 0)
            return true;

        // With a broken DNL segment only Lenient comes here.
        throw _issues.Error(
            JpegRules.FrameHeight,
            Structure.FrameOffset + FrameHeader.HeightField,
            found ? "height 0, and the DNL segment does not tell it" : "height 0, and no DNL segment follows the first scan",
            Structure.Frame.Marker.GetName());
    }

    private void ReadAllScans(ScanRecord first)
    {
        var scans = new List<ScanRecord>();
        Order = new ScanOrder(Structure.Frame, _issues);
        for (ScanRecord? scan = first; scan is not null; scan = Structure.ReadToScan())
        {
            Order.Follow(scan);
            scans.Add(scan);
            Structure.Position = scan.DataOffset;
            Structure.SkipEntropyData();
        }

        CheckEnd();
        if (Order.CheckComplete(Structure.Position, Structure.SawEndOfImage) is { } missing)
            _damageOfAllRows.Add(missing);
        Scans = scans;
    }

    private void CheckSize(MemoryBudget budget)
    {
        FrameHeader frame = Structure.Frame;
        long at = Structure.FrameOffset + FrameHeader.HeightField;
        budget.CheckDimensions(frame.Width, at + 2, frame.Height, at, frame.Marker.GetName());
    }

    /// <summary>
    /// Whether the rest of the file can hold the picture at all. A block of a sequential scan takes a code for DC and one
    /// for the end of the block, 2 bits at least; a progressive one 1 bit of its DC scan, a lossless sample 1 bit of its code. A file that simply ends is
    /// truncated. Lenient takes a file that has lost most of it, and one that has lost all of it if the picture is not very large.
    /// </summary>
    private void CheckData(ScanRecord first)
    {
        FrameGeometry geometry = Structure.Geometry;
        if (geometry.Pixels <= (first.Arithmetic is null ? MemoryBudget.FreePixels : LenientPixels))
            return;
        long bytes = _source.Length - first.DataOffset;
        long needed = BitsNeeded(geometry, first);
        if (bytes * 8 >= (_issues.IsLenient ? needed / 16 : needed) || _issues.IsLenient && geometry.Pixels <= LenientPixels)
            return;
        if (!_issues.IsLenient && IsCut(first))
            throw _issues.Error(JpegRules.DataTruncated, _source.Length, $"the file ends after {bytes} bytes of {geometry.CodedBlocks} blocks");
        throw _issues.Error(
            JpegRules.Limit,
            Structure.FrameOffset + FrameHeader.HeightField,
            $"{geometry.CodedBlocks} blocks cannot be coded in the {bytes} bytes that follow",
            Structure.Frame.Marker.GetName());
    }

    private static long BitsNeeded(FrameGeometry geometry, ScanRecord first)
    {
        if (first.Arithmetic is not null)
            return geometry.CodedBlocks / ArithmeticBlocksPerBit;
        return geometry.CodedBlocks * (first.IsProgressive || first.IsLossless ? 1 : 2);
    }

    /// <summary>Whether the file ends in its scans, without a marker that ends them.</summary>
    private bool IsCut(ScanRecord first)
    {
        if (Structure.SawEndOfImage)
            return false;
        long position = Structure.Position;
        Structure.Position = first.DataOffset;
        Structure.SkipEntropyData();
        bool isCut = Structure.Position >= _source.Length || Structure.ScanCount > 1;
        Structure.Position = position;
        return isCut;
    }

    private void DecideColour(DecodeOptions options)
    {
        Colour = ColourDecision.Make(Structure.Frame, Structure.Metadata, options.JpegReconstruction, options.JpegColorTransform);
        if (Colour.Doubt is not null)
            _issues.Report(JpegRules.AdobeTransform, Structure.FrameOffset, Colour.Doubt);
    }
}
