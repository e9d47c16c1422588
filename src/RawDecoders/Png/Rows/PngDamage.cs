// Owns: errors in what the image data says (filter types, palette indices), and, in lenient decodes, the account of rows that are not as
// stored. Stands beside the reconstruction of rows, and behind the last one. Leaves to others: what an inflater finds wrong (PngExactData).
namespace RawDecoders.Png;

/// <summary>The account of one decode.</summary>
internal sealed class PngDamage
{
    private readonly PngRaster _raster;
    private readonly DecodeIssues _issues;
    private readonly bool _isTrial;
    private readonly DamagedRowMap _damaged;

    /// <summary>Lenient: rows that an error in what the data says has damaged, until it is known which error is the first.</summary>
    private DamagedRowMap? _flawed;

    /// <summary>Lenient: the first error in what the data says; see <see cref="Report"/>.</summary>
    private (Rule Rule, long RawOffset, string What)? _firstFlaw;

    /// <param name="raster">The picture.</param>
    /// <param name="issues">Whom to tell.</param>
    /// <param name="isTrial">Whether any error ends the attempt: someone else will find it again, and say where it is.</param>
    public PngDamage(PngRaster raster, DecodeIssues issues, bool isTrial = false)
    {
        (_raster, _issues, _isTrial) = (raster, issues, isTrial);
        _damaged = new DamagedRowMap(raster.Header.Height);
    }

    /// <summary>Whether the decode goes on after an error.</summary>
    public bool IsLenient => _issues.IsLenient;

    /// <summary>Rows that are not as stored.</summary>
    public IReadOnlyList<DamagedRows> ToRuns() => _damaged.ToRuns();

    /// <summary>A filter type that there is not (PNG 9.2).</summary>
    public ImageDecodeException? BadFilter(PngStrip strip, int row, byte type)
        => Report(PngRules.FilterType, strip.RawOffset + (long)row * strip.RawStride, $"filter type {type} is not defined");

    /// <summary>A palette index that there is no entry for (PNG 11.2.2).</summary>
    public ImageDecodeException? BadIndex(PngStrip strip, int row, int column, int entries)
    {
        long raw = strip.RawOffset + (long)row * strip.RawStride + 1 + (long)column * _raster.Header.BitDepth / 8;
        return Report(PngRules.PaletteIndex, raw, $"a palette index in column {column} of its row is beyond the {entries} entries");
    }

    /// <summary>
    /// An error in what the data says. The caller throws it; a filter type only after the rows before it, which may have an
    /// error of their own. Null if lenient: of many only the first in the data is told, at the end (<see cref="ReportFirstFlaw"/>).
    /// Which of them is met first depends on how many rows are unfiltered together before they are converted.
    /// </summary>
    private ImageDecodeException? Report(Rule rule, long rawOffset, string what)
    {
        if (_isTrial)
            throw _issues.Error(rule, 0, what);
        if (_issues.IsLenient)
        {
            if (_firstFlaw is not { } first || rawOffset < first.RawOffset)
                _firstFlaw = (rule, rawOffset, what);
            return null;
        }

        // A damaged chunk explains it better, whether or not its end has been read by now.
        PngIdatSum.CheckAll(_raster.Source, _raster.FirstIdat, _issues);
        return _issues.Error(rule, PngRawLocator.Find(_raster.Source, _raster.FirstIdat, rawOffset), what);
    }

    /// <summary>
    /// Lenient: the first error in what the data says, as the reason of all rows that are marked without one. Where it is in
    /// the file is only known by inflating again.
    /// </summary>
    public void ReportFirstFlaw()
    {
        if (_firstFlaw is not { } flaw)
            return;
        Issue issue = _issues.Keep(flaw.Rule, PngRawLocator.Find(_raster.Source, _raster.FirstIdat, flaw.RawOffset), flaw.What);
        _issues.Report(issue.Rule, issue.Offset, issue.What, issue.Part);
        for (int y = 0; y < _raster.Header.Height; y++)
        {
            if (_flawed!.IsMarked(y))
                _damaged.Mark(y, 1, issue);
        }
    }

    /// <summary>Lenient: notes that rows of a pass are not as stored; without a reason, for the first flaw in what the data says.</summary>
    public void Mark(in PngPass pass, int firstRow, int count, Issue? reason)
    {
        DamagedRowMap map = reason is null ? _flawed ??= new DamagedRowMap(_raster.Header.Height) : _damaged;
        if (pass.StepY == 1)
        {
            map.Mark(pass.Y + firstRow, count, reason);
            return;
        }

        for (int i = firstRow; i < firstRow + count; i++)
            map.Mark(pass.Y + i * pass.StepY, 1, reason);
    }

    /// <summary>
    /// Lenient: rows that rest on bytes in doubt. Garbage inflates to garbage: what comes after the first such byte counts as damaged
    /// to the end, whether or not its filter types happen to exist.
    /// </summary>
    /// <param name="headers">What makes every row doubtful, if anything does.</param>
    /// <param name="data">The first raw byte in doubt, and why.</param>
    public void MarkDoubtful(Issue? headers, (long Raw, Issue Reason)? data)
    {
        if (!_issues.IsLenient)
            return;
        if (headers is not null)
            _damaged.Mark(0, _raster.Header.Height, headers);
        if (data is not (long doubtful, Issue reason))
            return;
        long raw = 0;
        foreach (PngPass pass in _raster.Passes)
        {
            long stride = _raster.GetRawStride(pass);
            int first = (int)Math.Clamp((doubtful - raw) / stride, 0, pass.Height);
            Mark(pass, first, pass.Height - first, reason);
            raw += stride * pass.Height;
        }
    }
}
