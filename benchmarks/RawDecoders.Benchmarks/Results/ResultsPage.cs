using System.Globalization;
using System.Text;

namespace RawDecoders.Benchmarks.Results;

/// <summary>Writes the results page (Markdown) and its plot from a run's raw medians.</summary>
public static class ResultsPage
{
    private static readonly string[] Order =
        ["RawDecoders", "RawDecoders, own inflater", "RawDecoders, 2 threads", "RawDecoders, own inflater, 2 threads", "libjpeg-turbo", "libspng", "libpng", "SkiaSharp", "ImageSharp", "StbImageSharp", "floor: inflate", "floor: libdeflate", "floor: copy"];

    /// <summary>Writes RESULTS.md, results.svg and summary.svg into <paramref name="folder"/>.</summary>
    public static void Write(RunResults results, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "RESULTS.md"), Markdown(results));
        File.WriteAllText(Path.Combine(folder, "results.svg"), ResultsPlot.Svg(results));
        WriteSummary(folder);
    }

    /// <summary>Writes summary.svg of the RESULTS.md that is there.</summary>
    public static void WriteSummary(string folder)
        => File.WriteAllText(Path.Combine(folder, "summary.svg"), SummaryPlot.Svg(File.ReadAllText(Path.Combine(folder, "RESULTS.md"))));

    private static string Markdown(RunResults results)
    {
        var page = new StringBuilder();
        void Line(string text = "") => page.Append(text).Append('\n');
        Line("# Results");
        Line();
        Line("Written by `page` from the raw medians of one run; see [README.md](README.md) for what is compared and how.");
        Line();
        Line($"- Date: {results.Date}");
        Line($"- Machine: {results.Machine}");
        Line($"- Runtime: {results.Runtime}");
        Line($"- Command: `{results.Command}`");
        foreach (string missing in results.NotRun)
            Line($"- Not run: {missing}");
        Line();
        Line("![Time of each decoder over ours, per file](results.svg)");
        Line();
        Line("## Goals");
        Line();
        Line("Our median time over the other's, in the same format, one thread, into the caller's memory. Lower is better.");
        Line();
        Line("| | at most | median | worst | | worst input |");
        Line("|---|---:|---:|---:|---|---|");
        foreach (Goal goal in Goals.Evaluate(results))
            Line($"| {goal.Text} | {Goals.Number(goal.Bound)} | {Goals.Number(goal.Median)} | {Goals.Number(goal.Worst)} | {goal.Verdict} | {goal.Where} |");
        Line();
        if (results.Scaling.Count > 0)
        {
            Line("## Cost per pixel");
            Line();
            Line("| | small, MP | ns a pixel | large, MP | ns a pixel | ratio |");
            Line("|---|---:|---:|---:|---:|---:|");
            foreach (ScalingRow s in results.Scaling)
                Line($"| {s.Format} | {N("F1", s.SmallMegapixels)} | {N("F2", s.SmallNanosecondsPerPixel)} | {N("F1", s.LargeMegapixels)} | {N("F2", s.LargeNanosecondsPerPixel)} | {N("F2", s.Ratio)} |");
            Line();
        }

        Line("## Times");
        Line();
        Line("Median milliseconds, and in parentheses the time over ours in the same format (above 1: slower than ours). `≠` marks pixels");
        Line("that are not the same as ours; the list below the table says by how much.");
        Line();
        string[] decoders = [.. Order.Where(d => results.Rows.Any(r => r.Decoder == d))];
        Line($"| file | format | {string.Join(" | ", decoders)} |");
        Line($"|---|---|{string.Concat(decoders.Select(_ => "---:|"))}");
        var different = new List<string>();
        foreach (IGrouping<(string Input, PixelFormat Format), ResultRow> row in results.Rows.GroupBy(r => (r.Input, r.Format)))
        {
            ResultRow? ours = row.FirstOrDefault(r => r.Decoder == Order[0]);
            if (ours is null)
                continue;
            page.Append(CultureInfo.InvariantCulture, $"| {ours.Input} {ours.Width}×{ours.Height} | {row.Key.Format.GetName()} |");
            foreach (string decoder in decoders)
            {
                ResultRow? r = row.FirstOrDefault(r => r.Decoder == decoder);
                bool differs = r?.Pixels is not (null or "equal");
                if (differs)
                    different.Add($"{r!.Decoder} on {r.Input} as {r.Format.GetName()}: {r.Pixels}");
                page.Append(r is null ? " |"
                    : r == ours ? $" **{N("F3", r.Median)}** |"
                    : $" {N("F3", r.Median)} ({N("F2", r.Median / ours.Median)}){(differs ? " ≠" : "")} |");
            }

            Line();
        }

        if (different.Count > 0)
        {
            Line();
            Line("Samples that differ from ours (largest difference, share of samples):");
            Line();
            foreach (string text in different)
                Line($"- {text}");
        }

        return page.ToString();
    }

    private static string N(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
