// Owns: the account of rows that a lenient decode could not take from the file, the same for every format. Rows are marked in any
// order, some more than once; neighbours are told together, under the first reason. Leaves to the decoders which rows a flaw
// can have reached.

namespace RawDecoders;

/// <summary>Damaged rows of one picture, each with the violation that Standard refuses the file for.</summary>
/// <param name="height">Rows of the picture.</param>
internal sealed class DamagedRowMap(int height)
{
    /// <summary>A broken file may have a million bad rows: reasons are kept for the first of them only.</summary>
    private const int MaxReasons = 1000;

    private readonly List<(int First, Issue Reason)> _reasons = [];

    /// <summary>A bit a row, made with the first damage.</summary>
    private ulong[]? _rows;

    /// <summary>Whether every row is as stored, so far.</summary>
    public bool IsEmpty => _rows is null;

    /// <summary>Whether a reason would be kept: making one costs a text.</summary>
    public bool WantsReason => _reasons.Count < MaxReasons;

    /// <summary>Whether row <paramref name="y"/> is marked.</summary>
    public bool IsMarked(int y) => _rows is not null && (_rows[y >> 6] >> (y & 63) & 1) != 0;

    /// <summary>Marks rows; what lies outside the picture does not count.</summary>
    /// <param name="first">The first row, counted from the top, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="reason">Why; null only when <see cref="WantsReason"/> says that it would not be kept.</param>
    public void Mark(int first, long count, Issue? reason)
    {
        int end = (int)Math.Min(height, first + count);
        first = Math.Max(first, 0);
        if (first >= end)
            return;
        _rows ??= new ulong[(height + 63) / 64];
        bool anyNew = false;
        for (int y = first; y < end;)
        {
            int bit = y & 63;
            int taken = Math.Min(64 - bit, end - y);
            ulong mask = ulong.MaxValue >> (64 - taken) << bit;
            anyNew |= (_rows[y >> 6] & mask) != mask;
            _rows[y >> 6] |= mask;
            y += taken;
        }

        // Only the runs' first rows need a reason, but which those are is not known before the end.
        if (anyNew && reason is not null && WantsReason)
            _reasons.Add((first, reason));
    }

    /// <summary>
    /// The runs of damaged rows, top to bottom. Of more than <see cref="DecodeIssues.MaxRecorded"/> the last one reaches from its
    /// first row to the last damaged row of all: an account may list too much, never too little.
    /// </summary>
    public IReadOnlyList<DamagedRows> ToRuns()
    {
        if (_rows is null)
            return [];
        var runs = new List<DamagedRows>();
        (int First, Issue Reason)[] reasons = [.. _reasons.OrderBy(r => r.First)];
        int next = 0;
        for (int y = NextMarked(0); y < height;)
        {
            int end = NextClear(y);
            while (next + 1 < reasons.Length && reasons[next + 1].First <= y)
                next++;
            if (runs.Count == DecodeIssues.MaxRecorded - 1)
                end = LastMarked() + 1;

            // The reason of the topmost row that has one; where a run begins in the middle of what was marked, that one's.
            Issue reason = ReasonWithin(reasons, y, end) ?? reasons[next].Reason;
            runs.Add(new DamagedRows(y, end - y, reason));
            y = NextMarked(end);
        }

        return runs;
    }

    private static Issue? ReasonWithin((int First, Issue Reason)[] sorted, int first, int end)
    {
        // Binary search for the topmost reason in the run.
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle].First < first)
                low = middle + 1;
            else
                high = middle;
        }

        return low < sorted.Length && sorted[low].First < end ? sorted[low].Reason : null;
    }

    private int NextMarked(int y)
    {
        while (y < height && !IsMarked(y))
            y = (y & 63) == 0 && _rows![y >> 6] == 0 ? y + 64 : y + 1;
        return Math.Min(y, height);
    }

    private int NextClear(int y)
    {
        while (y < height && IsMarked(y))
            y = (y & 63) == 0 && _rows![y >> 6] == ulong.MaxValue ? y + 64 : y + 1;
        return Math.Min(y, height);
    }

    private int LastMarked()
    {
        int y = height - 1;
        while (!IsMarked(y))
            y--;
        return y;
    }
}
