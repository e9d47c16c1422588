// Which iMCU rows a lenient decode could not fill from the file, and why: gathered while rows are decoded, turned into
// rows of the picture at the end.

namespace RawDecoders.Jpeg;

/// <summary>Damaged iMCU rows, each with the error that Standard strictness would report.</summary>
internal sealed class DamageLog
{
    private ImageDecodeException?[] _reasons = [];

    public bool IsEmpty => _reasons.Length == 0;

    public bool IsMarked(int imcuRow) => imcuRow < _reasons.Length && _reasons[imcuRow] is not null;

    /// <summary>Marks a row; the first reason stays.</summary>
    public void Mark(int imcuRow, ImageDecodeException reason)
    {
        if (imcuRow >= _reasons.Length)
            Array.Resize(ref _reasons, Math.Max(imcuRow + 1, 2 * _reasons.Length));
        _reasons[imcuRow] ??= reason;
    }

    /// <summary>
    /// Reports runs of marked rows as rows of the picture, each with its first reason. Chroma that is interpolated between
    /// rows carries damage one row further.
    /// </summary>
    public void Report(DecodeIssues issues, int imcuHeight, int height, bool spreads)
    {
        int done = 0;
        for (int first = 0; first < _reasons.Length;)
        {
            int end = first;
            while (IsMarked(end))
                end++;
            if (end > first)
            {
                int from = Math.Max(done, first * imcuHeight - (spreads ? 1 : 0));
                int to = Math.Min(height, end * imcuHeight + (spreads ? 1 : 0));
                issues.Lost(from, to - from, _reasons[first]!);
                done = Math.Max(done, to);
            }

            first = end + 1;
        }
    }
}
