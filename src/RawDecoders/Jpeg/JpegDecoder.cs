// One JPEG picture, from its segments to its pixels: reads the structure, checks limits, chooses between one scan and
// several, and drives entropy decoding and reconstruction an iMCU row at a time. What a segment means, how bits become
// coefficients and coefficients pixels is decided elsewhere.

namespace RawDecoders.Jpeg;

/// <summary>The decoder that the facade opens for JPEG files.</summary>
internal sealed partial class JpegDecoder : FormatDecoder
{
    private readonly DecodeIssues _issues;
    private readonly JpegStructure _structure;
    private DamagedRowMap? _damage;
    private readonly NativeArena _arena = new();
    private readonly FrameGeometry _geometry;
    private readonly ReconstructionPlan _plan;
    private readonly IReadOnlyList<ScanRecord> _scans;
    private readonly ByteSource _source;
    private readonly bool _isSmoothed;
    private readonly StripReconstructor _reconstructor;
    private readonly ImcuRowSource _rows;
    private readonly DecodeOptions _options;
    private ImageInfo _info;
    private int _nextImcuRow;

    /// <summary>Block rows up and down that smoothing looks at.</summary>
    private const int SmoothingReach = 2;

    private JpegDecoder(ByteSource source, DecodeOptions options, DecodeIssues issues)
    {
        _options = options;
        _source = source;
        Budget = new MemoryBudget(ImageFormat.Jpeg, options.Limits);
        _issues = issues;
        _structure = new JpegStructure(source, _issues, options.Limits);
        try
        {
            ScanRecord first = ReadToFirstScan(_structure, _issues, source, isWhole: true)!;
            bool inOneScan = !_structure.Frame.IsProgressive && first.Header.ComponentCount == _structure.Frame.ComponentCount;
            ScanOrder? order = inOneScan ? null : new ScanOrder(_structure.Frame, _issues);
            List<ScanRecord> scans = order is null ? [first] : ReadAllScans(first, order);

            CheckSize(_structure, Budget);
            _geometry = new FrameGeometry(_structure.Frame);
            if (_structure.ScanDamage is { } lost)
                MarkAllRows(lost);
            CheckData(source, first);
            ColourDecision colour = DecideColour(_structure, options, _issues);
            OutputFormat = options.PixelFormat ?? ReconstructionPlan.NaturalFormat(colour.Model);
            if (OutputFormat == PixelFormat.Indexed8)
            {
                throw _issues.Error(
                    SharedRules.PixelFormatUnavailable, _structure.FrameOffset, "Indexed8 is asked for, and a JPEG picture has no palette", "SOF");
            }

            _scans = scans;
            _plan = MakePlan(colour);
            const string part = "SOF";
            BlockSmoother? smoother = null;
            if (order is not null)
            {
                RetainedBytes = MultiScanSource.BytesNeeded(_geometry, _structure.Frame.IsProgressive, scans.Count);
                ushort[][] steps = [.. Enumerable.Range(0, _geometry.Components.Length).Select(QuantizationOf)];
                bool smooth = _structure.Frame.IsProgressive
                    && options.JpegReconstruction != JpegReconstruction.ImageSharp
                    && BlockSmoother.IsWanted(order, steps);
                if (smooth)
                    RetainedBytes += BlockSmoother.BytesNeeded(_geometry);
                Budget.Draw(RetainedBytes, _structure.FrameOffset, "the coefficients of an iMCU row", part);
                if (smooth)
                    smoother = BlockSmoother.Create(_geometry, order, steps, _arena);
            }

            _reconstructor = new StripReconstructor(_plan);
            _isSmoothed = smoother is not null;
            Budget.Draw(_reconstructor.ScratchBytes, _structure.FrameOffset, "the samples of an iMCU row", part);
            _rows = inOneScan
                ? new SingleScanSource(first, _geometry, source, _arena, _issues)
                : new MultiScanSource(
                    scans, _structure.Position, _structure.Frame.IsProgressive, smoother, _geometry, source, _arena, _issues);
            _info = MakeInfo(_structure, colour, scans: inOneScan ? null : _structure.ScanCount, source.Length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins like a JPEG file: with SOI and the 0xFF of another marker (T.81 B.2.1).</summary>
    public static bool MatchesSignature(ReadOnlySpan<byte> prefix) => prefix.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Reads everything before the pixels and makes ready to decode them.</summary>
    public static FormatDecoder Open(ByteSource source, DecodeOptions options)
        => Open(source, options, new DecodeIssues(ImageFormat.Jpeg, options.Strictness));

    /// <summary>The same, stating what is wrong to <paramref name="issues"/>, for who wants to see that after a refusal too.</summary>
    public static FormatDecoder Open(ByteSource source, DecodeOptions options, DecodeIssues issues) => new JpegDecoder(source, options, issues);

    /// <summary>
    /// Reads the properties. All headers up to the first scan are read, since colour, Exif and the like may follow the
    /// frame header; a file whose height stands in a DNL segment is read up to that.
    /// </summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        var issues = new DecodeIssues(ImageFormat.Jpeg, options.Strictness);
        var structure = new JpegStructure(source, issues, options.Limits);
        try
        {
            if (ReadToFirstScan(structure, issues, source, isWhole) is null)
                return IdentifyResult.NeedsMoreBytes(Math.Max(structure.BytesNeeded, source.Length + 1));
            CheckSize(structure, new MemoryBudget(ImageFormat.Jpeg, options.Limits));
            ColourDecision colour = DecideColour(structure, options, issues);
            return IdentifyResult.Identified(MakeInfo(structure, colour, scans: null, source.Length));
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    public override ImageInfo Info => _info;

    public override MemoryBudget Budget { get; }

    public override PixelFormat OutputFormat { get; }

    public override long RetainedBytes { get; }

    public override void DecodeAll(RowTarget target)
    {
        if (!TryDecodeOverlapped(target))
            DecodeRows(0, target);
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        if (firstRow != _reconstructor.NextRow)
            throw new InvalidOperationException($"Row {firstRow} is asked for, and row {_reconstructor.NextRow} comes next.");
        while (target.RowCount > 0)
        {
            int ready = Math.Min(_reconstructor.RowsReady, target.RowCount);
            if (ready > 0)
            {
                _reconstructor.EmitRows(target.Span, target.Stride, ready);
                target = target.From(ready);
                continue;
            }

            _rows.DecodeRow(_nextImcuRow++, _reconstructor);
            _reconstructor.EndImcuRow();
            _options.Watch?.At(_nextImcuRow, _geometry.McusDown);
        }
    }

    protected override DecodeResult Conclude()
    {
        _structure.Position = _overlapped?.Finish(_issues) ?? _rows.Finish();
        if (_overlapped is null && _rows is SingleScanSource && !_rows.Scans[0].Damage.IsEmpty)
            _structure.SkipEntropyData();
        _structure.ReadToEnd();
        CheckEnd();
        bool spreads = _geometry.MaxVertical > 1 && _options.JpegReconstruction == JpegReconstruction.LibjpegTurbo;
        int spread = (spreads ? 1 : 0) + (_isSmoothed ? SmoothingReach * 8 * _geometry.MaxVertical : 0);
        _damage ??= new DamagedRowMap(_geometry.Height);
        if (_overlapped is null)
            DamageAccount.Mark(_rows.Scans, _geometry, spread, _damage);
        ColourDecision colour = ColourDecision.Make(_structure.Frame, _structure.Metadata.Jfif, _structure.Metadata.Adobe, _options.JpegReconstruction);
        _info = MakeInfo(_structure, colour with { Model = _info.ColorModel }, _structure.ScanCount, _structure.Position);
        return new DecodeResult(_info, _info.Width, _info.Height, OutputFormat)
        {
            Warnings = _issues.Warnings,
            Damage = _damage.ToRuns(),
        };
    }

    public override void Dispose()
    {
        _reconstructor?.Dispose();
        _arena.Dispose();
    }

    /// <summary>Null only for a prefix that is too short.</summary>
    private static ScanRecord? ReadToFirstScan(JpegStructure structure, DecodeIssues issues, ByteSource source, bool isWhole)
    {
        ScanRecord? scan = structure.ReadToScan();
        if (scan is null)
        {
            if (structure.SawEndOfImage)
                throw issues.Error(JpegRules.ScanMissing, structure.Position - 2, "the image ends without a scan");
            if (!isWhole)
                return null;
            throw issues.Error(
                JpegRules.Truncated, source.Length, structure.HasFrame ? "the file ends before a scan" : "the file ends before the frame header");
        }

        if (structure.Frame.Height != 0)
            return scan;

        // B.2.5: the number of lines follows the first scan.
        structure.Position = scan.DataOffset;
        structure.SkipEntropyData();
        if (!isWhole && structure.Position >= source.Length - 5)
            return null;
        var dnl = new JpegSegmentReader(source.Window(structure.Position), structure.Position);
        bool found = dnl.Read() && dnl.Marker == JpegMarker.Dnl;
        if (found)
            structure.ReadNumberOfLines(dnl);
        if (structure.Frame.Height == 0)
        {
            // With a broken DNL segment only Lenient comes here.
            throw issues.Error(
                JpegRules.FrameHeight,
                structure.FrameOffset + FrameHeader.HeightField,
                found ? "height 0, and the DNL segment does not tell it" : "height 0, and no DNL segment follows the first scan",
                structure.Frame.Marker.GetName());
        }

        structure.Position = scan.DataOffset;
        return scan;
    }

    private List<ScanRecord> ReadAllScans(ScanRecord first, ScanOrder order)
    {
        var scans = new List<ScanRecord>();
        for (ScanRecord? scan = first; scan is not null; scan = _structure.ReadToScan())
        {
            order.Follow(scan);
            scans.Add(scan);
            _structure.Position = scan.DataOffset;
            _structure.SkipEntropyData();
        }

        CheckEnd();
        if (order.CheckComplete(_structure.Position, _structure.SawEndOfImage) is { } missing)
            MarkAllRows(missing);
        return scans;
    }

    private void MarkAllRows(Issue reason)
    {
        _damage ??= new DamagedRowMap(_structure.Frame.Height);
        _damage.Mark(0, _structure.Frame.Height, reason);
    }

    private bool _endChecked;

    /// <summary>EOI, and nothing after it.</summary>
    private void CheckEnd()
    {
        if (_endChecked)
            return;
        _endChecked = true;
        if (!_structure.SawEndOfImage)
            _issues.Report(JpegRules.EoiMissing, _structure.Position, "the file ends without it");
        else
            _structure.StateBytesAfterEnd();
    }

    private static void CheckSize(JpegStructure structure, MemoryBudget budget)
    {
        FrameHeader frame = structure.Frame;
        long at = structure.FrameOffset + FrameHeader.HeightField;
        budget.CheckDimensions(frame.Width, at + 2, frame.Height, at, frame.Marker.GetName());
    }

    /// <summary>
    /// Whether the rest of the file can hold the picture at all. A block of a sequential scan takes a code for DC and one
    /// for the end of the block, 2 bits at least; a progressive one 1 bit of its DC scan. A file that simply ends is told to
    /// be cut. Lenient takes a file that has lost most of it, and one that has lost all of it if the picture is not very large.
    /// </summary>
    private void CheckData(ByteSource source, ScanRecord first)
    {
        if ((long)_geometry.Width * _geometry.Height <= MemoryBudget.FreePixels)
            return;
        long bits = (source.Length - first.DataOffset) * 8;
        long needed = _geometry.CodedBlocks * (_structure.Frame.IsProgressive ? 1 : 2);
        if (bits >= (_issues.IsLenient ? needed / 16 : needed) || _issues.IsLenient && (long)_geometry.Width * _geometry.Height <= LenientPixels)
            return;
        if (!_issues.IsLenient && IsCut(first))
            throw _issues.Error(JpegRules.DataTruncated, source.Length, $"the file ends after {source.Length - first.DataOffset} bytes of {_geometry.CodedBlocks} blocks");
        throw _issues.Error(
            JpegRules.Limit,
            _structure.FrameOffset + FrameHeader.HeightField,
            $"{_geometry.CodedBlocks} blocks cannot be coded in the {source.Length - first.DataOffset} bytes that follow",
            _structure.Frame.Marker.GetName());
    }

    /// <summary>Pixels of a picture that a lenient decode shows whatever the file has of it: 48 MB of them.</summary>
    private const long LenientPixels = 16 * MemoryBudget.FreePixels;

    /// <summary>Whether the file ends in its scans, without a marker that ends them.</summary>
    private bool IsCut(ScanRecord first)
    {
        if (_structure.SawEndOfImage)
            return false;
        long position = _structure.Position;
        _structure.Position = first.DataOffset;
        _structure.SkipEntropyData();
        bool isCut = _structure.Position >= _source.Length || _structure.ScanCount > 1;
        _structure.Position = position;
        return isCut;
    }

    private static ColourDecision DecideColour(JpegStructure structure, DecodeOptions options, DecodeIssues issues)
    {
        var colour = ColourDecision.Make(structure.Frame, structure.Metadata.Jfif, structure.Metadata.Adobe, options.JpegReconstruction);
        if (colour.Doubt is not null)
            issues.Report(JpegRules.AdobeTransform, structure.FrameOffset, colour.Doubt);
        return colour;
    }

    /// <summary>Zeros for a component that no scan holds: all of its samples are then 128.</summary>
    private ushort[] QuantizationOf(int component) => _structure.QuantizationOf(component) ?? new ushort[64];

    private ReconstructionPlan MakePlan(in ColourDecision colour)
    {
        var components = new ReconstructionComponent[_geometry.Components.Length];
        for (int c = 0; c < components.Length; c++)
        {
            ComponentGeometry g = _geometry.Components[c];
            components[c] = new ReconstructionComponent(g.HorizontalSampling, g.VerticalSampling, QuantizationOf(c));
        }

        return new ReconstructionPlan
        {
            Width = _geometry.Width,
            Height = _geometry.Height,
            Components = components,
            ColorModel = colour.Model,
            InvertedInks = colour.InvertedInks,
            Reconstruction = _options.JpegReconstruction,
            OutputFormat = OutputFormat,
        };
    }

    private static ImageInfo MakeInfo(JpegStructure structure, in ColourDecision colour, int? scans, long end)
    {
        MetadataCollector metadata = structure.Metadata;
        FrameHeader frame = structure.Frame;
        var components = new JpegComponent[frame.ComponentCount];
        for (int i = 0; i < components.Length; i++)
        {
            FrameComponent c = frame.Components[i];
            components[i] = new JpegComponent(c.Id, c.HorizontalSampling, c.VerticalSampling, structure.QuantizationOf(i));
        }

        return new ImageInfo
        {
            Format = ImageFormat.Jpeg,
            Width = frame.Width,
            Height = frame.Height,
            PixelFormat = ReconstructionPlan.NaturalFormat(colour.Model),
            BitDepth = frame.Precision,
            ColorModel = colour.Model,
            Orientation = ExifReader.ReadOrientation(metadata.Exif) ?? ImageOrientation.TopLeft,
            Density = metadata.Density,
            IccProfile = metadata.AssembleIcc(end),
            Exif = metadata.Exif,
            Xmp = metadata.Xmp,
            Texts = metadata.Comments,
            Metadata = new JpegMetadata
            {
                Process = (JpegProcess)(frame.Marker - JpegMarker.Sof0),
                Components = components,
                RestartInterval = structure.FirstRestartInterval,
                ScanCount = scans,
                JfifVersion = metadata.Jfif is { } j ? j.MajorVersion << 8 | j.MinorVersion : null,
                AdobeTransform = metadata.Adobe?.Transform,
                HeightFromDnl = structure.HeightFromDnl,
            },
        };
    }
}
