// Owns: which MCUs of one scan a lenient decode may not have as they were coded. Codes resynchronise, so that damage is often
// noticed long after it began, or told only by an interval that has too little data: what is noticed in a restart interval
// counts from its first MCU to its last. Only where the file itself ends is what came before known to be whole. Stands beside
// ScanDecoder, which fills it. Leaves to others: what later scans build on this one, and which rows of the picture it makes
// (DamageAccount).

namespace RawDecoders.Jpeg;

/// <summary>Damaged MCUs of one scan, in order.</summary>
internal sealed class ScanDamage
{
    private readonly List<(long First, long End, Issue Reason)> _runs = [];

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Runs of MCUs: from the first to before the end, none touching the next, each with what was noticed first.</summary>
    public IReadOnlyList<(long First, long End, Issue Reason)> Runs => _runs;

    /// <summary>Whether an MCU is in the last run: making another reason for it would cost a text.</summary>
    public bool Covers(long mcu) => _runs.Count > 0 && mcu >= _runs[^1].First && mcu < _runs[^1].End;

    /// <summary>Adds MCUs, not before those of the last call, but for some of them again.</summary>
    public void Add(long first, long end, Issue reason)
    {
        if (first >= end)
            return;
        while (_runs.Count > 0 && _runs[^1].End >= first && _runs[^1].First <= end)
        {
            (long before, long after, Issue earlier) = _runs[^1];
            (first, end, reason) = (Math.Min(first, before), Math.Max(end, after), earlier);
            _runs.RemoveAt(_runs.Count - 1);
        }

        _runs.Add((first, end, reason));
    }
}
