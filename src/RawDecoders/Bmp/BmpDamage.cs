// The account of rows that a lenient decode could not take from the file. Rows are marked in any order, some more than
// once; neighbours are reported together, under the first reason.
namespace RawDecoders.Bmp;

internal sealed class BmpDamage(int height)
{
    private const int MaxReasons = 1000;

    private readonly List<(int First, ImageDecodeException Reason)> _reasons = [];
    private ulong[]? _rows;   // a bit a row; made with the first damage

    /// <summary>
    /// Whether a reason would be kept. A broken file may have a million bad rows; reasons are made for the first of them.
    /// </summary>
    public bool WantsReason => _reasons.Count < MaxReasons;

    public void Mark(int first, int count, ImageDecodeException? reason)
    {
        _rows ??= new ulong[(height + 63) / 64];
        bool anyNew = false;
        for (int y = first; y < first + count; y++)
        {
            ulong bit = 1UL << (y & 63);
            anyNew |= (_rows[y >> 6] & bit) == 0;
            _rows[y >> 6] |= bit;
        }

        // Only the runs' first rows need a reason, but which those are is not known before the end.
        if (anyNew && reason is not null && WantsReason)
            _reasons.Add((first, reason));
    }

    public bool IsMarked(int y) => _rows is not null && (_rows[y >> 6] >> (y & 63) & 1) != 0;

    /// <summary>Reports runs of damaged rows, top to bottom.</summary>
    public void Report(DecodeIssues issues)
    {
        if (_rows is null)
            return;
        for (int y = 0; y < height;)
        {
            if (!IsMarked(y))
            {
                y++;
                continue;
            }

            int end = y + 1;
            while (end < height && IsMarked(end))
                end++;
            issues.Lost(y, end - y, ReasonOf(y, end));
            y = end;
        }
    }

    private ImageDecodeException ReasonOf(int first, int end)
    {
        foreach ((int row, ImageDecodeException reason) in _reasons)
        {
            if (row >= first && row < end)
                return reason;
        }

        return _reasons[0].Reason;
    }
}
