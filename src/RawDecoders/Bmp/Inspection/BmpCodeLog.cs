// Owns: what a decode tells of its coded pixels, kept: the codes (so many of them), where they end, and what is wrong. Stands
// between the decoder and BmpCodeTree. Leaves the words to that.

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

    public void OnCode(in BmpCode code)
    {
        Count++;
        EndBit = code.EndBit;
        if (Codes.Count < most)
            Codes.Add(code);
    }

    public void OnIssue(Issue issue, int firstRow, int rowCount)
    {
        // A broken file may have a million bad rows.
        const int MostFindings = 1000;
        if (Findings.Count >= MostFindings)
            return;
        if (rowCount > 0)
        {
            string rows = rowCount == 1 ? $"row {firstRow}" : $"rows {firstRow} to {firstRow + rowCount - 1}";
            issue = issue with { Consequence = $"refused unless Lenient, which reports {rows} as damaged" };
        }

        Findings.Add((issue, firstRow, rowCount));
    }
}
