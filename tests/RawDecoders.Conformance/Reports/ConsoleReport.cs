// The run on the terminal: the table, the differences, the closing line.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using Spectre.Console;

namespace RawDecoders.Conformance.Reports;

/// <summary>Prints a run.</summary>
internal static class ConsoleReport
{
    private const int Listed = 40;

    /// <summary>Prints the run; without the table if <paramref name="brief"/>.</summary>
    public static void Write(IAnsiConsole console, RunSummary summary, bool brief)
    {
        if (!brief)
            console.Write(Table(summary));
        // One line for a file whose comparisons all say the same.
        var differences = summary.Of(CheckStatus.Differs)
            .GroupBy(d => (d.Case.Name, d.Check.Text), d => d.Check)
            .ToList();
        foreach (var group in differences.Take(Listed))
        {
            string where = string.Join(", ", group.GroupBy(c => c.Reference).Select(r => $"{r.Key} {string.Join('/', r.Select(c => c.Profile))}"));
            console.MarkupLineInterpolated($"[red]{group.Key.Name}[/] [grey]{where}:[/] {group.Key.Text}");
        }

        if (differences.Count > Listed)
            console.MarkupLineInterpolated($"[red]... and {differences.Count - Listed} more; the report has them all[/]");
        foreach (Verdict rule in summary.UnusedVerdicts())
            console.MarkupLineInterpolated($"[yellow]a verdict explains nothing in this run: {rule.Path} {rule.Reference} ({rule.Clause})[/]");
        console.MarkupLineInterpolated($"[{(summary.Held ? "green" : "red")}]{summary.Headline}[/]");
    }

    private static Table Table(RunSummary summary)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = false };
        table.AddColumn("format");
        table.AddColumn("feature");
        table.AddColumn(new TableColumn("files").RightAligned());
        foreach (string reference in summary.References)
            table.AddColumn(Markup.Escape(reference));
        string last = "";
        foreach ((string Format, string Feature) row in summary.Rows)
        {
            List<string> cells = [row.Format == last ? "" : row.Format, Markup.Escape(row.Feature), $"{summary.FilesIn(row)}"];
            last = row.Format;
            foreach (string reference in summary.References)
            {
                cells.Add(summary.Cell(row, reference) is { } cell
                    ? string.Join('\n', cell.Lines().Select(l => $"[{Color(l.Status)}]{Markup.Escape(l.Text)}[/]"))
                    : "");
            }

            table.AddRow([.. cells]);
        }

        return table;
    }

    private static string Color(CheckStatus status) => status switch
    {
        CheckStatus.Equal or CheckStatus.Refused => "green",
        CheckStatus.Explained => "yellow",
        CheckStatus.Differs or CheckStatus.Open => "red",
        _ => "grey",
    };
}
