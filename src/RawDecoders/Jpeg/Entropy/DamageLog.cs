// Which iMCU rows a lenient decode could not fill from the file, and why: gathered while rows are decoded top to bottom
// (by several scans at once in progressive files), turned into rows of the picture at the end.

namespace RawDecoders.Jpeg;

/// <summary>Runs of damaged iMCU rows, each with the error that Standard strictness would report.</summary>
internal sealed class DamageLog
{
    private readonly List<(int First, int End, ImageDecodeException Reason)> _runs = [];

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Whether the row is marked already. Rows are marked in order.</summary>
    public bool IsMarked(int imcuRow) => _runs.Count > 0 && imcuRow < _runs[^1].End;

    /// <summary>Marks a row; <paramref name="reason"/> is kept where a new run of rows begins.</summary>
    public void Mark(int imcuRow, ImageDecodeException reason)
    {
        if (IsMarked(imcuRow))
            return;
        if (_runs.Count > 0 && imcuRow == _runs[^1].End)
            _runs[^1] = _runs[^1] with { End = imcuRow + 1 };
        else
            _runs.Add((imcuRow, imcuRow + 1, reason));
    }

    /// <summary>Marks every row: something of all of them is missing.</summary>
    public void MarkAll(ImageDecodeException reason) => _runs.Add((0, ushort.MaxValue, reason));

    /// <summary>
    /// Reports the runs as rows of the picture. Chroma that is interpolated between rows carries damage one row further.
    /// </summary>
    public void Report(DecodeIssues issues, int imcuHeight, int height, bool spreads)
    {
        int done = 0;
        foreach ((int first, int end, ImageDecodeException reason) in _runs)
        {
            int from = Math.Max(done, first * imcuHeight - (spreads ? 1 : 0));
            int to = Math.Min(height, end * imcuHeight + (spreads ? 1 : 0));
            issues.Lost(from, to - from, reason);
            done = Math.Max(done, to);
        }
    }
}
