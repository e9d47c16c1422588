using System.Globalization;

namespace RawDecoders.Benchmarks.Results;

/// <summary>A goal, and how near a run came.</summary>
/// <param name="Text">What is compared.</param>
/// <param name="Bound">The most that reaches it.</param>
/// <param name="Worst">The largest value of the run; NaN if the run has nothing to compare.</param>
/// <param name="Median">The median over the inputs.</param>
/// <param name="Where">The input of the largest value.</param>
/// <param name="Reached">How many comparisons reach it, of <paramref name="Count"/>.</param>
/// <param name="Count">Comparisons.</param>
public sealed record Goal(string Text, double Bound, double Worst, double Median, string Where, int Reached, int Count)
{
    public string Verdict => Count == 0 ? "not measured" : Reached == Count ? "reached" : $"{Reached} of {Count}";
}

/// <summary>The goals: each is a largest ratio of our median time to another's, in the same format.</summary>
public static class Goals
{
    private const string Ours = "RawDecoders";
    private const string OwnInflater = "RawDecoders, own inflater";
    private const string TwoThreads = "RawDecoders, 2 threads";
    private const string OwnInflaterTwoThreads = "RawDecoders, own inflater, 2 threads";
    private static readonly InputKind[] Png = [InputKind.PngPhoto, InputKind.PngScreenshot, InputKind.PngPalette, InputKind.PngGray];
    private static readonly InputKind[] Jpeg = [InputKind.JpegSequential, InputKind.JpegProgressive];
    private static readonly InputKind[] Truecolour = [InputKind.PngPhoto, InputKind.PngScreenshot];

    public static IReadOnlyList<Goal> Evaluate(RunResults results)
    {
        IReadOnlyList<ResultRow> rows = results.Rows;
        ResultRow[] large = [.. rows.Where(r => r.Megapixels >= 1)];
        Goal Against(string text, double bound, string peer, InputKind[] kinds, PixelFormat? format = null)
            => Make(text, bound, Ratios(rows, Ours, peer, kinds, format));

        return
        [
            Against("JPEG, sequential, against libjpeg-turbo", 1.00, "libjpeg-turbo", [InputKind.JpegSequential]),
            Against("JPEG, progressive, against libjpeg-turbo", 0.80, "libjpeg-turbo", [InputKind.JpegProgressive]),
            Against("JPEG against SkiaSharp", 0.55, "SkiaSharp", Jpeg),
            Against("JPEG against ImageSharp", 0.55, "ImageSharp", Jpeg),
            Against("PNG truecolour against its inflate floor", 1.10, "floor: inflate", Truecolour),
            Against("PNG palette and grey against its inflate floor", 1.15, "floor: inflate", [InputKind.PngPalette, InputKind.PngGray]),
            Against("PNG photographs against SkiaSharp", 0.88, "SkiaSharp", [InputKind.PngPhoto]),
            Against("PNG photographs against ImageSharp", 0.70, "ImageSharp", [InputKind.PngPhoto]),
            Against("PNG photographs against StbImageSharp", 0.45, "StbImageSharp", [InputKind.PngPhoto]),
            Against("PNG screenshots and palette pictures against SkiaSharp", 0.70, "SkiaSharp", [InputKind.PngScreenshot, InputKind.PngPalette]),
            Against("PNG screenshots and palette pictures against ImageSharp", 0.60, "ImageSharp", [InputKind.PngScreenshot, InputKind.PngPalette]),
            Against("BMP 24-bit to Bgr24 against a copy", 1.05, "floor: copy", [InputKind.Bmp24], PixelFormat.Bgr24),
            Against("BMP 24-bit to Rgb24 against a copy", 1.50, "floor: copy", [InputKind.Bmp24], PixelFormat.Rgb24),
            Against("icons against StbImageSharp", 0.50, "StbImageSharp", [InputKind.Icon]),
            Against("icons against SkiaSharp", 0.50, "SkiaSharp", [InputKind.Icon]),
            Make("PNG and JPEG to Bgr24 against Rgb24", 1.05, Reversed(rows, [.. Jpeg, .. Truecolour, InputKind.PngPalette])),
            Make("PNG photographs, own inflater against the platform's", 0.75, Ratios(rows, OwnInflater, Ours, [InputKind.PngPhoto], null)),
            Make("other PNG, own inflater against the platform's", 0.85, Ratios(rows, OwnInflater, Ours, Png[1..], null)),
            Make("PNG photographs, own inflater, against libdeflate inflating alone", 1.20, Ratios(rows, OwnInflater, "floor: libdeflate", [InputKind.PngPhoto], null)),
            Make("PNG of a megapixel or more, own inflater, against SkiaSharp", 0.50, Ratios(large, OwnInflater, "SkiaSharp", Png, null)),
            Make("PNG icons, own inflater, against SkiaSharp", 0.50, Ratios(rows, OwnInflater, "SkiaSharp", [InputKind.Icon], null)),
            Make("PNG icons, own inflater, against StbImageSharp", 0.50, Ratios(rows, OwnInflater, "StbImageSharp", [InputKind.Icon], null)),
            Make("JPEG, sequential, of a megapixel or more, two threads against one", 0.65, Ratios(large, TwoThreads, Ours, [InputKind.JpegSequential], null)),
            Make("JPEG, progressive, of a megapixel or more, two threads against one", 0.85, Ratios(large, TwoThreads, Ours, [InputKind.JpegProgressive], null)),
            Make("PNG of a megapixel or more, two threads against its inflate floor", 1.00, Ratios(large, TwoThreads, "floor: inflate", Png, null)),
            Make("PNG photographs of a megapixel or more, own inflater, two threads against one", 0.85, Ratios(large, OwnInflaterTwoThreads, OwnInflater, [InputKind.PngPhoto], null)),
            Make("other PNG of a megapixel or more, own inflater, two threads against one", 1.00, Ratios(large, OwnInflaterTwoThreads, OwnInflater, Png[1..], null)),
            Make("allocation, sequential formats, KiB", 128, rows.Where(r => r.Decoder == Ours && r.IsSequential)
                .Select(r => ($"{r.Input} {r.Format.GetName()}", r.Allocated / 1024.0))),
            Make("cost per pixel at 100 MP against 1 MP", 1.10, results.Scaling.Select(s => (s.Format, s.Ratio))),
        ];
    }

    /// <summary>Our time over a peer's, per input and format that both have.</summary>
    private static IEnumerable<(string Where, double Value)> Ratios(IReadOnlyList<ResultRow> rows, string one, string peer, InputKind[] kinds, PixelFormat? format)
        => from theirs in rows
           where theirs.Decoder == peer && kinds.Contains(theirs.Kind) && (format is null || theirs.Format == format)
           let ours = rows.FirstOrDefault(r => r.Decoder == one && r.Input == theirs.Input && r.Format == theirs.Format)
           where ours is not null
           select ($"{theirs.Input} {theirs.Format.GetName()}", ours.Median / theirs.Median);

    /// <summary>Our time for blue first over our time for red first.</summary>
    private static IEnumerable<(string Where, double Value)> Reversed(IReadOnlyList<ResultRow> rows, InputKind[] kinds)
        => from blueFirst in rows
           where blueFirst is { Decoder: Ours, Format: PixelFormat.Bgr24 } && kinds.Contains(blueFirst.Kind)
           let redFirst = rows.FirstOrDefault(r => r.Decoder == Ours && r.Input == blueFirst.Input && r.Format == PixelFormat.Rgb24)
           where redFirst is not null
           select (blueFirst.Input, blueFirst.Median / redFirst.Median);

    private static Goal Make(string text, double bound, IEnumerable<(string Where, double Value)> values)
    {
        (string Where, double Value)[] sorted = [.. values.OrderBy(v => v.Value)];
        return sorted.Length == 0
            ? new Goal(text, bound, double.NaN, double.NaN, "", 0, 0)
            : new Goal(
                text, bound, sorted[^1].Value, sorted[sorted.Length / 2].Value, sorted[^1].Where,
                sorted.Count(v => Math.Round(v.Value, 2) <= bound), sorted.Length);
    }

    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(value >= 10 ? "F0" : "F2", CultureInfo.InvariantCulture);
}
