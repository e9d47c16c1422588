// What a decode tells of its coded pixels, kept: the codes (so many of them), where they end, and what is wrong.
namespace RawDecoders.Bmp;

/// <summary>Keeps what it is told.</summary>
/// <param name="most">How many codes are kept; those after them are counted.</param>
internal sealed class BmpCodeLog(int most) : IBmpObserver
{
    /// <summary>The first codes, in the order of decoding, which is that of the file.</summary>
    public List<BmpCode> Codes { get; } = [];

    /// <summary>All codes.</summary>
    public long Count { get; private set; }

    /// <summary>The bit after the last code, from the start of the file; 0 if there is none.</summary>
    public long EndBit { get; private set; }

    /// <summary>What is wrong.</summary>
    public List<(Issue Finding, int FirstRow, int RowCount)> Findings { get; } = [];

    public void See(in BmpCode code)
    {
        Count++;
        EndBit = code.EndBit;
        if (Codes.Count < most)
            Codes.Add(code);
    }

    public void Find(Severity severity, string rule, long offset, string what, string clause, int firstRow, int rowCount)
    {
        // A broken file may have a million bad rows.
        const int MostFindings = 1000;
        if (Findings.Count >= MostFindings)
            return;
        string consequence = severity == Severity.Note ? "decoded; no pixel depends on it"
            : severity == Severity.Warning ? BmpFindingNames.Warned
            : rowCount == 1 ? $"refused unless Lenient, which reports row {firstRow} as damaged"
            : $"refused unless Lenient, which reports rows {firstRow} to {firstRow + rowCount - 1} as damaged";
        Findings.Add((LegacyIssues.Finding(severity, offset, rule, what, clause, consequence), firstRow, rowCount));
    }
}
