// Owns: errors in what the image data says, and, in lenient decodes, the account of rows that are not as stored.
namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>Lenient: rows that an error in what the data says has damaged, until it is known which error is the first.</summary>
    private DamagedRowMap? _flawed;

    /// <summary>Lenient: the first error in what the data says; see <see cref="Report"/>.</summary>
    private Flaw? _firstFlaw;

    /// <summary>An error in what the data says, to be located.</summary>
    /// <param name="Rule">The rule that is broken.</param>
    /// <param name="RawOffset">The raw byte.</param>
    /// <param name="Given">IDAT bytes given before its strip.</param>
    /// <param name="What">What is wrong.</param>
    private sealed record Flaw(Rule Rule, long RawOffset, long Given, string What);

    private ImageDecodeException? BadFilter(byte type, int stripRow, nint rawStride)
        => Report(PngRules.FilterType, _stripRawOffset + stripRow * rawStride, $"filter type {type} is not defined");

    private ImageDecodeException? BadIndex(int column, int stripRow, nint rawStride)
    {
        long raw = _stripRawOffset + stripRow * rawStride + 1 + (long)column * _header.BitDepth / 8;
        return Report(PngRules.PaletteIndex, raw, $"a palette index in column {column} of its row is beyond the {_palette.Length / 4} entries");
    }

    /// <summary>
    /// An error in what the data says. The caller throws it; a filter type only after the rows before it, which may have an
    /// error of their own. Null if lenient: of many only the first in the data is told, at the end (<see cref="TellFirstFlaw"/>).
    /// Which of them is met first depends on how many rows are unfiltered together before they are converted.
    /// </summary>
    private ImageDecodeException? Report(Rule rule, long rawOffset, string what)
    {
        if (_isTrial)
            throw _issues.Error(rule, 0, what);
        if (_issues.IsLenient)
        {
            if (_firstFlaw is null || rawOffset < _firstFlaw.RawOffset)
                _firstFlaw = new Flaw(rule, rawOffset, _stripGiven, what);
            return null;
        }

        // A damaged chunk explains it better, whether or not its end has been read by now.
        _data.CheckCrcs();
        return _issues.Error(rule, _data.Locate(rawOffset, _stripGiven), what);
    }

    /// <summary>
    /// Lenient: the first error in what the data says, as the reason of all rows that are marked without one. Where it is in
    /// the file is only known by inflating again.
    /// </summary>
    private void TellFirstFlaw()
    {
        if (_firstFlaw is not { } flaw)
            return;
        Issue issue = DecodeIssues.Make(flaw.Rule, _data.Locate(flaw.RawOffset, flaw.Given), flaw.What);
        _issues.Report(issue.Rule, issue.Offset, issue.What);
        for (int y = 0; y < _header.Height; y++)
        {
            if (_flawed!.IsMarked(y))
                _damage.Mark(y, 1, issue);
        }
    }

    /// <summary>Lenient: notes that rows of a pass are not as stored; without a reason, for the first flaw in what the data says.</summary>
    private void MarkRows(in PngPass pass, int firstRow, int count, Issue? reason)
    {
        DamagedRowMap map = reason is null ? _flawed ??= new DamagedRowMap(_header.Height) : _damage;
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
    private void MarkDoubtful()
    {
        if (!_issues.IsLenient)
            return;
        if (_collector.Doubt is { } header)
            _damage.Mark(0, _header.Height, header);
        if (_data.FindDoubt() is not (long doubtful, Issue reason))
            return;
        long raw = 0;
        foreach (PngPass pass in _passes)
        {
            long rawStride = _header.GetRowBytes(pass.Width) + 1;
            int first = (int)Math.Clamp((doubtful - raw) / rawStride, 0, pass.Height);
            MarkRows(pass, first, pass.Height - first, reason);
            raw += rawStride * pass.Height;
        }
    }
}
