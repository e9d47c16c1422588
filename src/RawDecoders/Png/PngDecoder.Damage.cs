// Owns: errors in what the image data says, and, in lenient decodes, the account of rows that are not as stored.
namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>For each row of the picture 0, or 1 + the index of the reason that it is damaged.</summary>
    private byte[]? _damage;
    private readonly List<ImageDecodeException?> _reasons = [];

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
        ImageDecodeException error = _issues.Error(flaw.Rule, _data.Locate(flaw.RawOffset, flaw.Given), flaw.What);
        _issues.Report(error.Rule, error.Offset, error.What);
        _reasons[_reasons.IndexOf(null)] = error;
    }

    /// <summary>Lenient: notes that rows of a pass are not as stored; without a reason, for the first flaw in what the data says.</summary>
    private void MarkRows(in PngPass pass, int firstRow, int count, ImageDecodeException? reason)
    {
        if (_damage is null)
        {
            _budget.Draw(_header.Height, HeaderOffset, "the account of damaged rows", "IHDR");
            _damage = new byte[_header.Height];
        }

        int index = _reasons.IndexOf(reason);
        if (index < 0 && _reasons.Count < 255)
        {
            index = _reasons.Count;
            _reasons.Add(reason);
        }

        for (int i = firstRow; i < firstRow + count; i++)
        {
            ref byte mark = ref _damage[pass.Y + i * pass.StepY];
            if (mark == 0)
                mark = (byte)(Math.Max(index, 0) + 1);
        }
    }

    /// <summary>Lenient: rows whose data came from a chunk with a wrong CRC on, when the check value does not clear them.</summary>
    private void MarkSuspects()
    {
        if (_data.SuspectFrom < 0)
            return;
        ImageDecodeException reason = _issues.Error(
            PngRules.ChunkCrc, _walk.FirstIdat.Offset, "a chunk has a wrong CRC, and the check value does not clear it", "IDAT");
        long raw = 0;
        foreach (PngPass pass in _passes)
        {
            long rawStride = _header.GetRowBytes(pass.Width) + 1;
            int first = (int)Math.Clamp((_data.SuspectFrom - raw) / rawStride, 0, pass.Height);
            MarkRows(pass, first, pass.Height - first, reason);
            raw += rawStride * pass.Height;
        }
    }

    private void ReportDamage()
    {
        if (_damage is null)
            return;
        for (int y = 0; y < _damage.Length;)
        {
            int end = y + 1;
            while (end < _damage.Length && _damage[end] == _damage[y])
                end++;
            if (_damage[y] != 0)
                _issues.Lost(y, end - y, _reasons[_damage[y] - 1]!);
            y = end;
        }
    }
}
