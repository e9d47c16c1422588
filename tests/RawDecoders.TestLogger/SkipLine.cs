// Owns: the words about tests that were skipped. Stands under SummaryLogger.
namespace RawDecoders.TestLogger;

/// <summary>One line for all skipped tests.</summary>
public static class SkipLine
{
    /// <summary>"5 tests skipped: 3 × no djpeg; 2 × ...", the most frequent reason first; "" if nothing was skipped.</summary>
    public static string Of(IEnumerable<string> reasons)
    {
        (string Reason, int Count)[] counts =
        [
            .. reasons.GroupBy(r => r.Trim().TrimEnd('.')).Select(g => (g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal),
        ];
        int count = counts.Sum(c => c.Count);
        return count == 0 ? "" : $"{count} {(count == 1 ? "test" : "tests")} skipped: " + string.Join("; ", counts.Select(c => $"{c.Count} × {c.Reason}"));
    }
}
