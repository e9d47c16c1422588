// The figures of a run: counts by status, and the table of format × feature × reference that the console and the HTML
// report both show.

using RawDecoders.Conformance.Cases;

namespace RawDecoders.Conformance.Checking;

/// <summary>One cell of the table: the comparisons of one feature's files with one reference.</summary>
internal sealed class TableCell
{
    private readonly int[] _counts = new int[Enum.GetValues<CheckStatus>().Length];

    public int this[CheckStatus status] => _counts[(int)status];

    // By status: the largest difference of a sample, how many samples differ, how many were compared.
    private readonly (int Largest, long Differing, long All)[] _extents = new (int, long, long)[Enum.GetValues<CheckStatus>().Length];

    public void Add(CheckResult check)
    {
        _counts[(int)check.Status]++;
        if (check.Difference is not { } d)
            return;
        ref (int Largest, long Differing, long All) extent = ref _extents[(int)check.Status];
        extent = (Math.Max(extent.Largest, d.Largest), extent.Differing + d.Differing, extent.All + d.Samples);
    }

    /// <summary>The cell's lines, each with the status it speaks of.</summary>
    public IEnumerable<(CheckStatus Status, string Text)> Lines()
    {
        if (this[CheckStatus.Equal] is > 0 and int equal)
            yield return (CheckStatus.Equal, $"{equal} equal");
        if (this[CheckStatus.Refused] is > 0 and int refused)
            yield return (CheckStatus.Refused, $"{refused} refused");
        if (this[CheckStatus.Explained] is > 0 and int explained)
            yield return (CheckStatus.Explained, $"{explained} explained{Extent(CheckStatus.Explained)}");
        if (this[CheckStatus.Differs] is > 0 and int differs)
            yield return (CheckStatus.Differs, $"{differs} differ{Extent(CheckStatus.Differs)}");
        if (this[CheckStatus.Open] is > 0 and int open)
            yield return (CheckStatus.Open, $"{open} open{Extent(CheckStatus.Open)}");
        if (this[CheckStatus.NotRead] is > 0 and int notRead)
            yield return (CheckStatus.NotRead, $"{notRead} not read");
        if (this[CheckStatus.Reported] > 0)
            yield return (CheckStatus.Reported, $"default{Extent(CheckStatus.Reported)}");
    }

    private string Extent(CheckStatus status)
    {
        (int largest, long differing, long all) = _extents[(int)status];
        return largest > 0 ? $" ≤ {largest} on {Pictures.PictureDifference.Share(100.0 * differing / all)} %" : "";
    }
}

/// <summary>The outcome of a run.</summary>
internal sealed class RunSummary
{
    private readonly Dictionary<(string Format, string Feature, string Reference), TableCell> _cells = [];

    private readonly Dictionary<CheckStatus, int> _counts = [];

    private readonly Dictionary<(string Format, string Feature), int> _files = [];

    public RunSummary(IReadOnlyList<CaseResult> results, Verdicts verdicts)
    {
        Results = results;
        Verdicts = verdicts;
        foreach (CaseResult result in results)
        {
            ConformanceCase file = result.Case;
            _files[(file.Format, file.Feature)] = _files.GetValueOrDefault((file.Format, file.Feature)) + 1;
            foreach (CheckResult check in result.Checks)
            {
                _counts[check.Status] = Count(check.Status) + 1;
                var key = (file.Format, file.Feature, check.Reference);
                if (!_cells.TryGetValue(key, out TableCell? cell))
                    _cells[key] = cell = new TableCell();
                cell.Add(check);
            }
        }

        // The specification first, then by name.
        References = [.. _cells.Keys.Select(k => k.Reference).Distinct()
            .OrderBy(r => r != CaseChecker.Specification).ThenBy(r => r, StringComparer.Ordinal)];
        Rows = [.. _files.Keys.OrderBy(k => Array.IndexOf(Formats, k.Format)).ThenBy(k => k.Feature, StringComparer.Ordinal)];
    }

    private static readonly string[] Formats = ["PNG", "BMP", "JPEG", "OTHER"];

    public IReadOnlyList<CaseResult> Results { get; }

    public Verdicts Verdicts { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<(string Format, string Feature)> Rows { get; }

    public int Checks => _counts.Values.Sum();

    public bool Held => Count(CheckStatus.Differs) == 0;

    public int FilesThatHeld => Results.Count(r => r.Held);

    public IEnumerable<(ConformanceCase Case, CheckResult Check)> Of(params CheckStatus[] statuses)
        => Results.SelectMany(r => r.Checks.Where(c => statuses.Contains(c.Status)).Select(c => (r.Case, c)));

    /// <summary>Rules about files and references of this run that explained nothing.</summary>
    public IEnumerable<Verdict> UnusedVerdicts()
        => Verdicts.Rules.Where(rule => rule.Used == 0 && Results.Any(r => rule.Concerns(r.Case.Name) && r.Checks.Any(c => rule.ConcernsReference($"{c.Reference} {c.Profile}"))));

    public int Count(CheckStatus status) => _counts.GetValueOrDefault(status);

    public int FilesIn((string Format, string Feature) row) => _files[row];

    public TableCell? Cell((string Format, string Feature) row, string reference) => _cells.GetValueOrDefault((row.Format, row.Feature, reference));

    /// <summary>"1204 files met 5 references in 8113 comparisons: 7840 equal, ...".</summary>
    public string Headline
    {
        get
        {
            List<string> parts = [$"{Count(CheckStatus.Equal)} equal", $"{Count(CheckStatus.Refused)} refused as expected"];
            if (Count(CheckStatus.Explained) > 0)
                parts.Add($"{Count(CheckStatus.Explained)} explained by a clause");
            if (Count(CheckStatus.NotRead) > 0)
                parts.Add($"{Count(CheckStatus.NotRead)} not read by the reference");
            if (Count(CheckStatus.Reported) > 0)
                parts.Add($"{Count(CheckStatus.Reported)} for information");
            if (Count(CheckStatus.Open) > 0)
                parts.Add($"{Count(CheckStatus.Open)} by DEFECTS still open");
            parts.Add(Count(CheckStatus.Differs) == 0 ? "none differ" : $"{Count(CheckStatus.Differs)} DIFFER");
            return $"{Counted(Results.Count, "file")} met {Counted(References.Count, "reference")} in {Counted(Checks, "comparison")}: {string.Join(", ", parts)}.";
        }
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
