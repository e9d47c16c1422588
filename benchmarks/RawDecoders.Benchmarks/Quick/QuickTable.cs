using System.Globalization;
using RawDecoders.Benchmarks.Results;
using Spectre.Console;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>Prints what <see cref="QuickRun"/> measured: a table a file, our row as 1.00; then the goals.</summary>
public static class QuickTable
{
    public static void Print(RunResults results)
    {
        // Redirected output has no width: 80 columns would break every number.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        foreach (IGrouping<string, ResultRow> file in results.Rows.GroupBy(r => r.Input))
        {
            ResultRow input = file.First();
            var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(
                $"{input.Input}  {input.Width}x{input.Height} {input.Description}, {F("F0", input.FileBytes / 1024.0)} KiB, {input.Kind}"));
            table.AddColumn("decoder").AddColumn("format");
            foreach (string heading in (string[])["median ms", "quartiles", "rounds", "MP/s", "MiB/s out", "allocated", "time / ours", "ours / time"])
                table.AddColumn(new TableColumn(heading).RightAligned());
            table.AddColumn("pixels");
            foreach (ResultRow r in file)
            {
                double ours = file.First(o => o.Decoder == file.First().Decoder && o.Format == r.Format).Median;
                double mib = (double)r.Width * r.Height * r.Format.GetBytesPerPixel() / 1048576;
                table.AddRow(
                    Markup.Escape(r.Decoder), r.Format.GetName(), F("F3", r.Median), $"{F("F3", r.LowerQuartile)}..{F("F3", r.UpperQuartile)}",
                    r.Rounds.ToString(CultureInfo.InvariantCulture), F("F1", r.Megapixels * 1000 / r.Median), F("F0", mib * 1000 / r.Median),
                    r.Allocated.ToString("N0", CultureInfo.InvariantCulture), F("F2", r.Median / ours), F("F2", ours / r.Median), r.Pixels ?? "");
            }

            AnsiConsole.Write(table);
        }

        PrintGoals(results);
        foreach (string missing in results.NotRun)
            AnsiConsole.WriteLine($"not run: {missing}");
    }

    public static void PrintGoals(RunResults results)
    {
        var table = new Table().Border(TableBorder.Simple).Title("goals (our time / theirs)");
        table.AddColumn("goal");
        foreach (string heading in (string[])["at most", "median", "worst"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("").AddColumn("worst input");
        foreach (Goal goal in Goals.Evaluate(results))
            table.AddRow(goal.Text, Goals.Number(goal.Bound), Goals.Number(goal.Median), Goals.Number(goal.Worst), goal.Verdict, Markup.Escape(goal.Where));
        AnsiConsole.Write(table);
    }

    private static string F(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
