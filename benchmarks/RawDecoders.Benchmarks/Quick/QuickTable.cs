using System.Globalization;
using RawDecoders.Benchmarks.Peers;
using Spectre.Console;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>Prints what <see cref="QuickRun"/> measured: a table a file, our row as 1.00.</summary>
public static class QuickTable
{
    public static void Print(IReadOnlyList<Entrant> entrants)
    {
        foreach (IGrouping<BenchmarkInput, Entrant> file in entrants.GroupBy(e => e.Input))
        {
            BenchmarkInput input = file.Key;
            var table = new Table().Border(TableBorder.Simple)
                .Title(Markup.Escape($"{input.Name}  {input.Info.Width}x{input.Info.Height} {input.Info.ColorModel} {input.Info.BitDepth}-bit, {input.File.Length / 1024.0:F0} KiB"));
            table.AddColumn("decoder").AddColumn("format");
            foreach (string heading in (string[])["median ms", "quartiles", "MP/s", "MiB/s out", "allocated", "time / ours", "ours / time"])
                table.AddColumn(new TableColumn(heading).RightAligned());
            foreach (Entrant e in file)
            {
                double ours = file.First(o => o.Peer is RawDecodersPeer && o.Format == e.Format).Median;
                table.AddRow(
                    Markup.Escape(e.Peer.Name), e.Format.GetName(), F("F3", e.Median), $"{F("F3", e.Quantile(0.25))}..{F("F3", e.Quantile(0.75))}",
                    F("F1", input.Megapixels * 1000 / e.Median), F("F0", input.BytesAs(e.Format) / 1048576.0 * 1000 / e.Median),
                    e.Allocated.ToString("N0", CultureInfo.InvariantCulture), F("F2", e.Median / ours), F("F2", ours / e.Median));
            }

            AnsiConsole.Write(table);
        }

        foreach (Peer missing in Peer.All.Where(p => p.Missing is not null))
            AnsiConsole.WriteLine($"not run: {missing.Name} ({missing.Missing})");
    }

    private static string F(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
