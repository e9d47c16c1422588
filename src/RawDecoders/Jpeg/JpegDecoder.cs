// Owns: one JPEG picture from its first byte to its last row: headers, then the plan, then its stages, an iMCU row at a time or by several
// threads, then the account of what was read. Stands at the top of this folder, below the facade. Leaves to others: what a segment
// means (Structure), how bits become coefficients (Coding) and coefficients pixels (Reconstruction), and every choice between ways to
// do so (JpegPlan).

namespace RawDecoders.Jpeg;

/// <summary>The decoder that the facade opens for JPEG files.</summary>
internal sealed partial class JpegDecoder : FormatDecoder
{
    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly DecodeOptions _options;
    private readonly NativeArena _arena = new();
    private readonly JpegHeaders _headers;
    private readonly JpegPlan _plan;
    private readonly JpegReconstructor _reconstructor;
    private readonly ImcuRowSource _rows;

    /// <summary>Set once several threads have decoded the picture.</summary>
    private ThreadedDecode? _overlapped;

    private ImageInfo _info;
    private int _nextImcuRow;
    private int _nextRow;

    private JpegDecoder(ByteSource source, DecodeOptions options, DecodeIssues issues)
    {
        (_source, _options, _issues) = (source, options, issues);
        Budget = new MemoryBudget(ImageFormat.Jpeg, options.Limits);
        try
        {
            // Headers.
            _headers = JpegHeaders.Read(source, options, issues, Budget);
            JpegStructure structure = _headers.Structure;
            OutputFormat = options.PixelFormat ?? _headers.Colour.NaturalFormat;
            if (OutputFormat == PixelFormat.Indexed8)
            {
                throw issues.Error(
                    SharedRules.PixelFormatUnavailable, structure.FrameOffset, "Indexed8 is asked for, and a JPEG picture has no palette", "SOF");
            }

            if (options.SampleRange == SampleRange.Stored && structure.Frame.Precision is not (8 or 16) && !HoldsStored(_headers.Colour.NaturalFormat, OutputFormat))
            {
                throw issues.Error(
                    SharedRules.SampleRangeUnavailable, structure.FrameOffset, $"stored values of {structure.Frame.Precision} bits are asked for in {OutputFormat}", "SOF");
            }

            _info = JpegDescription.Make(structure, _headers.Colour, scans: _headers.Scans[0].HoldsPicture ? null : structure.ScanCount, source.Length, structure.FindEmbedded(isWhole: true));

            // Plan, and whether there is the memory for it.
            // Of wide samples a smaller picture is made as for the other formats, by averages.
            bool isWide = JpegPlan.IsWide(structure.Frame);
            _plan = JpegPlan.Choose(_headers, OutputFormat, options, isWide ? ImageScale.Full : ScaleChoice.Of(options, _info, boxesOnly: false));
            Budget.Draw(_plan.CoefficientBytes, structure.FrameOffset, "the coefficients of an iMCU row", "SOF");
            Budget.Draw(_plan.WorkingBytes, structure.FrameOffset, "the samples of an iMCU row", "SOF");

            // Stages.
            _reconstructor = _plan.Wide is { } wide ? new WideReconstructor(wide) : new StripReconstructor(_plan.Reconstruction);
            _index = OpenIndex();
            _rows = ImcuRowSource.Create(_plan, source, structure.Position, _arena, issues, _index);
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

    /// <summary>The same, stating what is wrong to <paramref name="issues"/>, for a caller who wants to see that after a refusal as well.</summary>
    public static FormatDecoder Open(ByteSource source, DecodeOptions options, DecodeIssues issues) => new JpegDecoder(source, options, issues);

    /// <inheritdoc cref="JpegHeaders.Identify"/>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options) => JpegHeaders.Identify(source, isWhole, options);

    /// <summary>Whether a format holds the stored values of a picture of a natural one: as many bits, and no inks of colours.</summary>
    private static bool HoldsStored(PixelFormat natural, PixelFormat format)
        => format != PixelFormat.Rgb565 && format.GetBytesPerSample() >= natural.GetBytesPerSample() && format.GetChannels() == "CMYK" == (natural.GetChannels() == "CMYK");

    public override ImageInfo Info => _info;

    public override int Width => _plan.Scale.Of(_plan.Geometry.Width);

    public override int Height => _plan.Scale.Of(_plan.Geometry.Height);

    public override bool ScalesItself => _plan.Wide is null;

    public override MemoryBudget Budget { get; }

    public override PixelFormat OutputFormat { get; }

    public override long RetainedBytes => _plan.CoefficientBytes;

    /// <summary>Whether the picture was decoded by several threads.</summary>
    internal bool IsOverlapped => _overlapped is not null;

    public override void DecodeAll(RowTarget target)
    {
        if (_index is not null)
            _index.Rests = true;
        if (!TryDecodeOverlapped(target))
            DecodeRows(0, target);
    }

    /// <summary>
    /// Errors, warnings and damage come from the decode on one thread only, so that they are the same whatever the number of
    /// threads: what several find irregular is decoded again, and a broken file costs up to twice the time.
    /// </summary>
    private bool TryDecodeOverlapped(RowTarget target)
    {
        if (_reconstructor is not StripReconstructor reconstructor
            || ThreadedDecode.Create(_plan, _source, _headers.Structure.Position, reconstructor, _options.Watch) is not { } work || !Budget.TryDraw(_plan.ThreadBytes))
            return false;
        if (work.Decode(target, _arena))
            _overlapped = work;
        else
            reconstructor.StartAt(0);
        return IsOverlapped;
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        if (firstRow != _nextRow)
            throw new InvalidOperationException($"Row {firstRow} is asked for, and row {_nextRow} comes next.");
        while (target.RowCount > 0)
        {
            int ready = Math.Min(_reconstructor.RowsReady, target.RowCount);
            if (ready > 0)
            {
                _reconstructor.EmitRows(target.Slice(0, ready));
                _nextRow += ready;
                target = target.From(ready);
                continue;
            }

            _rows.DecodeRow(_nextImcuRow++, _reconstructor);
            _reconstructor.EndImcuRow();
            _options.Watch?.At(_nextImcuRow, _plan.Geometry.McusDown);
        }
    }

    protected override DecodeResult Conclude()
    {
        JpegStructure structure = _headers.Structure;
        structure.Position = _dataEnd = _overlapped?.Finish(_issues) ?? _rows.Finish();

        // Damaged data may end anywhere: the walk finds the end of the only scan by itself.
        bool isDamaged = !IsOverlapped && _rows.Scans.Any(scan => !scan.Damage.IsEmpty);
        if (isDamaged && _plan.IsInOneScan)
            structure.SkipEntropyData();
        structure.ReadToEnd();
        _headers.CheckEnd();

        _info = JpegDescription.Make(structure, _headers.Colour, structure.ScanCount, structure.Position, structure.FindEmbedded(isWhole: true));
        return new DecodeResult(_info, Width, Height, OutputFormat)
        {
            Warnings = _issues.Warnings,
            Damage = DamagedRows(isDamaged),
        };
    }

    private IReadOnlyList<DamagedRows> DamagedRows(bool scansAreDamaged)
    {
        var rows = new DamagedRowMap(_plan.Geometry.Height);
        foreach (Issue reason in _headers.DamageOfAllRows)
            rows.Mark(0, _plan.Geometry.Height, reason);
        if (scansAreDamaged)
            DamageAccount.Mark(_rows.Scans, _plan.Geometry, _plan.DamageSpread, rows);
        return ScaleChoice.Shrink(rows.ToRuns(), _plan.Scale, Height);
    }

    public override void Dispose()
    {
        _seeker?.Dispose();
        _reconstructor?.Dispose();
        _arena.Dispose();
    }
}
