// Corpus and suites beside ImageSharp itself, in this run: each file decoded by both in the same pixel format, and what ImageSharp
// gives held against what is recorded of the other version. States facts; what may differ is the list's and the tests' affair.

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using RawDecoders.CorpusGenerator;
using RawDecoders.ImageSharpHost;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.ImageSharpLive;

/// <summary>One file in one profile.</summary>
/// <param name="Path">Path below corpus or suites.</param>
/// <param name="Profile">"rgba64", "rgba32", "rgb24", "l8".</param>
/// <param name="Outcome">"equal", "refused" (by both), "broken" (a broken file that ImageSharp shows), "unfinished" (one that it takes too long for), "departs", "throws", "hangs".</param>
/// <param name="Record">Whether it is what is recorded of the other version: null if there is no record that could be met.</param>
/// <param name="Text">More about it.</param>
internal sealed record LiveResult(string Path, string Profile, string Outcome, bool? Record, string Text);

/// <summary>Runs the comparison.</summary>
internal static class LiveComparison
{
    /// <summary>The version whose results are recorded.</summary>
    public const string Recorded = "imagesharp-3.1.12";

    private static readonly string[] Exact = ["rgba64", "rgba32"];

    private static readonly string[] Jpeg = ["rgb24", "l8"];

    private static readonly string CorpusPath = CorpusFolder.Find();

    private static readonly Lazy<(string Name, LiveResult[] Results, int Starts)> CorpusRun = new(() => Run(CorpusFiles()));

    private static readonly Lazy<(string Name, LiveResult[] Results, int Starts)> SuitesRun = new(() => Run(SuiteFiles()));

    /// <summary>The corpus: the version's name, what came of each file, and how many processes that took. Run once.</summary>
    public static (string Name, LiveResult[] Results, int Starts) Corpus => CorpusRun.Value;

    /// <summary>The public suites.</summary>
    public static (string Name, LiveResult[] Results, int Starts) OfSuites => SuitesRun.Value;

    private static IEnumerable<Subject> CorpusFiles()
        => ManifestReader.ReadFile(System.IO.Path.Combine(CorpusPath, "manifest")).Select(entry => new Subject(
            entry.Path,
            System.IO.Path.Combine(CorpusPath, entry.Path),
            profile => entry.References.Where(r => r.Name == $"{Recorded} {profile}").Select(r => r.Value).FirstOrDefault()));

    private static IEnumerable<Subject> SuiteFiles()
        => Suites.Files("", ".png", ".bmp", ".jpg", ".jpeg").Select(path => new Subject(
            path,
            Suites.PathOf(path),
            profile => Suites.Find(path, Recorded, profile) is { } e ? e.Sha256 is null ? "error" : $"{e.Shape} {e.Sha256}" : null));

    // While one thread waits for ImageSharp, the other decodes.
    private static (string Name, LiveResult[] Results, int Starts) Run(IEnumerable<Subject> subjects)
    {
        using var theirs = new ImageSharpProcess();
        var results = new ConcurrentBag<LiveResult>();
        Parallel.ForEach(subjects, new ParallelOptions { MaxDegreeOfParallelism = 2 }, subject =>
        {
            bool jpeg = subject.File.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) || subject.File.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase);
            foreach (string profile in jpeg ? Jpeg : Exact)
                results.Add(Compare(theirs, subject, profile, jpeg));
        });
        return (theirs.Name, [.. results.OrderBy(r => r.Path, StringComparer.Ordinal).ThenBy(r => r.Profile, StringComparer.Ordinal)], theirs.Starts);
    }

    private static LiveResult Compare(ImageSharpProcess process, Subject subject, string profile, bool jpeg)
    {
        PixelFormat format = profile == "l8" ? PixelFormat.Gray8 : Enum.GetValues<PixelFormat>().Single(f => f.GetName() == profile);
        PixelBuffer? ours = null;
        string text = "";
        try
        {
            ours = ImageDecoder.Decode(subject.File, new DecodeOptions { PixelFormat = format, JpegReconstruction = JpegReconstruction.ImageSharp });
        }
        catch (ImageDecodeException e)
        {
            text = e.Message;
        }

        ImageSharpAnswer theirs = process.Decode(subject.File, profile, pixels: false);
        string outcome = (ours, theirs) switch
        {
            // A picture of 65500 by 65500 that nobody needs: whether it ends within the limit is the machine's affair.
            (null, { Error: ImageSharpAnswer.Hang }) => "unfinished",
            (_, { Error: ImageSharpAnswer.Hang }) => "hangs",
            (null, { Error: not null }) => "refused",
            (null, _) => "broken",
            (_, { Error: not null }) => "throws",
            _ => theirs.Shape == PixelHash.Shape(ours) && theirs.Sha256 == PixelHash.Sha256(ours) ? "equal" : "departs",
        };
        if (outcome == "departs")
            text = Difference(ours!, process.Decode(subject.File, profile, pixels: true));
        else if (theirs.Error is not null)
            text = theirs.Error;

        // What ImageSharp leaves unset in the picture of a broken JPEG file is whatever memory held: refused or not is all there is to compare.
        string given = theirs.Sha256 is null ? "error" : $"{theirs.Shape} {theirs.Sha256}";
        bool? record = subject.Record(profile) is not { } recorded || outcome == "unfinished" ? null
            : jpeg && outcome == "broken" ? recorded != "error" : recorded == given;
        return new LiveResult(subject.Path, profile, outcome, record, text);
    }

    private static string Difference(PixelBuffer ours, ImageSharpAnswer theirs)
    {
        if (theirs.Shape != PixelHash.Shape(ours))
            return $"{theirs.Shape}, not {PixelHash.Shape(ours)}";
        bool wide = ours.Format.GetBytesPerSample() == 2;
        int largest = 0, differing = 0, samples = 0;
        for (int y = 0; y < ours.Height; y++)
        {
            ReadOnlySpan<byte> a = ours.GetRow(y), b = theirs.Pixels.AsSpan(y * ours.RowBytes, ours.RowBytes);
            int count = wide ? a.Length / 2 : a.Length;
            for (int i = 0; i < count; i++)
            {
                int d = Math.Abs(wide ? MemoryMarshal.Cast<byte, ushort>(a)[i] - MemoryMarshal.Cast<byte, ushort>(b)[i] : a[i] - b[i]);
                differing += d != 0 ? 1 : 0;
                largest = Math.Max(largest, d);
            }

            samples += count;
        }

        return FormattableString.Invariant($"differs by at most {largest} on {100.0 * differing / samples:0.##} % of samples");
    }

    private sealed record Subject(string Path, string File, Func<string, string?> Record);
}
