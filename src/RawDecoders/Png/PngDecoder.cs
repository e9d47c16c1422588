// Owns: one PNG decode from its opening to its account: headers, then the plan, then the stages. Stands between the facade and the folders
// Structure, Coding and Rows. Leaves to others: what is chosen (PngPlan), the loop over strips (PngStripLoop, PngStripWork on two threads).
namespace RawDecoders.Png;

/// <summary>Decodes one PNG picture (PNG third edition, W3C 2025; of animations the default image).</summary>
internal sealed unsafe partial class PngDecoder : FormatDecoder
{
    private readonly ByteSource _source;
    private readonly DecodeOptions _options;
    private readonly DecodeIssues _issues;
    private readonly MemoryBudget _budget;
    private readonly PngChunkCollector _collector;

    /// <summary>Reads what follows the image data; null for a frame of an animation, of which that is known.</summary>
    private readonly PngHeaderWalk? _walk;
    private readonly PngPlan _plan;
    private readonly bool _isPipelineShared;
    private readonly PngDamage _damage;
    private readonly PngStripLoop _loop;
    private ImageInfo _info;

    /// <summary>The image data, if two threads have decoded it.</summary>
    private PngImageData? _shared;

    /// <summary>The passes before the last, when an interlaced picture is read by rows.</summary>
    private PngPassStore? _passStore;

    private PngDecoder(
        PngRaster raster, PngChunkCollector collector, PngHeaderWalk? walk, DecodeOptions options, DecodeIssues issues, MemoryBudget budget, PngRowPipeline? shared = null)
    {
        (_source, _collector, _walk, _options, _issues, _budget) = (raster.Source, collector, walk, options, issues, budget);

        // The plan.
        if (options.KeepsIndex && walk is not null)
            _options = options = OpenIndex(raster, options);
        _plan = PngPlan.Make(raster, collector, options, issues, shared);
        _isPipelineShared = shared is not null;
        _info = GetInfo();
        // Whoever turns the picture must know how before its pixels; others learn of a late eXIf when it is reached.
        if (options.TurnsUpright && walk?.FindLateOrientation() is { } late)
            _info = _info with { Orientation = late };

        // The stages.
        var data = new PngImageData(raster, (int)_plan.StripBytes, budget, options, issues) { Index = _index };
        budget.Draw(_plan.WorkingBytes, PngPlan.HeaderOffset, "working memory", "IHDR");
        BoundIndex();
        _damage = new PngDamage(raster, issues);
        _loop = new PngStripLoop(_plan, data, options, issues, _damage);
    }

    public override ImageInfo Info => _info;

    public override MemoryBudget Budget => _budget;

    public override PixelFormat OutputFormat => _plan.OutputFormat;

    public override ReadOnlyMemory<byte> Palette => OutputFormat == PixelFormat.Indexed8 ? _plan.Palette : default;

    /// <summary>Rows of an interlaced picture are complete only after the last pass: those before it wait.</summary>
    public override long RetainedBytes => _plan.IsSpooled ? 0 : _plan.WaitingBytes;

    public override long SpooledBytes => _plan.IsSpooled ? _plan.WaitingBytes : 0;

    /// <summary>Whether the picture was decoded by several threads.</summary>
    internal bool IsOverlapped => _shared is not null;

    /// <summary>Where the image data comes from.</summary>
    internal PngImageData Data => _shared ?? _loop.Data;

    /// <summary>Reads the headers, checks limits and opens the image data.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">
    /// Where to tell what is wrong, for the inspector, which wants it of a refused file too; by default only the result tells.
    /// </param>
    public static PngDecoder Open(ByteSource source, DecodeOptions options, DecodeIssues? issues = null)
    {
        var opening = new PngOpening(source, options, issues);
        return new PngDecoder(opening.ReadHeaders(), opening.Collector, opening.Walk, options, opening.Issues, opening.Budget);
    }

    /// <summary>Opens one frame of an animation, a picture of its own in all but its headers.</summary>
    /// <param name="frame">Its data, and the size that its fcTL states.</param>
    /// <param name="collector">What the headers of the file said.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">Whom to tell what is wrong.</param>
    /// <param name="budget">What the frame may allocate.</param>
    /// <param name="pipeline">From rows to the format of <paramref name="options"/>, the same for all frames; stays the caller's.</param>
    public static PngDecoder OpenFrame(
        PngRaster frame, PngChunkCollector collector, DecodeOptions options, DecodeIssues issues, MemoryBudget budget, PngRowPipeline pipeline)
        => new(frame, collector, walk: null, options, issues, budget, pipeline);

    /// <summary>
    /// Reads the properties. Of a whole file those after the image data too, of the beginning of one those before it.
    /// </summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        var opening = new PngOpening(source, options);
        long needed = opening.Walk.ToImageData(isWhole);
        if (needed > 0)
            return IdentifyResult.NeedsMoreBytes(needed);
        if (isWhole)
            opening.Walk.ToEnd(tolerateEnd: true, tolerateIdat: true);
        return IdentifyResult.Identified(opening.Collector.GetInfo(PngPlan.GetNaturalFormat(opening.Collector)));
    }

    public override void DecodeAll(RowTarget target)
    {
        _loop.IsDirect = _plan.Way != PngRowWay.Converted;
        _loop.IsScattered = _plan.Header.IsInterlaced;
        _index?.Rest();
        fixed (byte* start = target.Span)
        {
            var rows = new PngRowSpan(start, target.Stride);
            if (_plan.IsAhead)
                _shared = PngAheadWork.TryDecode(_plan, rows, _budget, _options);
            else if (_plan.Threads > 1)
                _shared = PngStripWork.TryDecode(_plan, rows, _budget, _options);
            if (_shared is null)
                _loop.Decode(rows, long.MaxValue);
            else
                _shared.ReportTo(_issues);
        }
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        fixed (byte* start = target.Span)
        {
            var rows = new PngRowSpan(start, target.Stride);
            if (!_plan.Header.IsInterlaced)
                _loop.Decode(rows, target.RowCount);
            else
                ReadInterlacedRows(firstRow, rows, target.RowCount);
        }
    }

    private void ReadInterlacedRows(int firstRow, PngRowSpan destination, int rowCount)
    {
        if (_passStore is null)
            StorePasses();
        for (int i = 0; i < rowCount; i++)
        {
            if ((firstRow + i) % 2 == 0)
                _passStore!.ReadRow(firstRow + i, destination[i]);
            else
                _loop.Decode(destination.From(i), 1);    // the seventh pass: whole rows
        }
    }

    /// <summary>Decodes the passes before the seventh, of which rows then are put together.</summary>
    private void StorePasses()
    {
        _budget.Draw(_plan.WaitingBytes, PngPlan.HeaderOffset, "an interlaced picture read by rows", "IHDR");
        PngPass[] stored = PngPassStore.Stored(_plan.Raster.Passes);
        _passStore = new PngPassStore(stored, _plan.PixelBytes, _options.HoldBytes);
        foreach (PngPass pass in stored)
        {
            nint rowBytes = (nint)pass.Width * _plan.PixelBytes;
            for (int left = pass.Height; left > 0;)
            {
                int rows = left;
                byte* next = _passStore.Next(pass, ref rows);
                _loop.Decode(new PngRowSpan(next, rowBytes), rows);
                _source.Progress(rows * rowBytes);
                left -= rows;
            }
        }

        _passStore.Complete();
    }

    protected override DecodeResult Conclude()
    {
        _damage.ReportFirstFlaw();
        Data.Finish();
        _damage.MarkDoubtful(_collector.Doubt, Data.FindDoubt());
        _walk?.ToEnd(tolerateEnd: _loop.Pending is not null, tolerateIdat: Data.HasResumed, Data.HasResumed ? null : Data.LastChunk);
        _info = GetInfo();
        return new DecodeResult(_info, _plan.Header.Width, _plan.Header.Height, OutputFormat)
        {
            Warnings = _issues.Warnings,
            Damage = _damage.ToRuns(),
        };
    }

    /// <summary>A frame is as large as its fcTL says.</summary>
    private ImageInfo GetInfo() => _collector.GetInfo(_plan.NaturalFormat) with { Width = _plan.Header.Width, Height = _plan.Header.Height };

    public override void Dispose()
    {
        _loop.Data.Dispose();
        _shared?.Dispose();
        _seeker?.Dispose();
        _loop.Dispose();
        if (!_isPipelineShared)
            _plan.Pipeline.Dispose();
        _passStore?.Dispose();
        _passStore = null;
    }
}
