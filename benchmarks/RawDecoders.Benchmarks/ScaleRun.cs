using System.Globalization;
using RawDecoders.Benchmarks.Peers;
using RawDecoders.Benchmarks.Quick;

namespace RawDecoders.Benchmarks;

/// <summary>
/// Pictures decoded at each scale that their format has, against themselves at full size and, for JPEG, against libjpeg-turbo at the same
/// scale: in turn, in one process; medians.
/// </summary>
public static class ScaleRun
{
    private static readonly ImageScale[] Boxes = [ImageScale.Eighth, ImageScale.Quarter, ImageScale.Half];

    private static readonly ImageScale[] Eighths = [.. Boxes, new(3, 8), new(5, 8), new(6, 8), new(7, 8)];

    /// <summary>Measures and prints.</summary>
    /// <param name="inputs">The files.</param>
    /// <param name="seconds">About how long each takes.</param>
    /// <param name="threads">Threads of this library's decodes.</param>
    public static void Run(IEnumerable<BenchmarkInput> inputs, double seconds, int threads)
    {
        var turbo = new TurboJpegPeer();
        Console.WriteLine($"{"file",-40} {"scale",5} {"ms",9} {"of full",8} {"libjpeg-turbo",14} {"ratio",7}");
        foreach (BenchmarkInput input in inputs)
            Run(input, input.Info.Format == ImageFormat.Jpeg && turbo.Missing is null && turbo.FormatsFor(input).Count > 0 ? turbo : null, seconds, threads);
    }

    private static void Run(BenchmarkInput input, TurboJpegPeer? turbo, double seconds, int threads)
    {
        byte[] destination = new byte[input.BytesAs(input.CommonFormat)];
        ImageScale[] scales = [ImageScale.Full, .. input.Info.Format == ImageFormat.Jpeg ? Eighths : Boxes];
        var ours = scales.Select(_ => new List<double>()).ToArray();
        var theirs = scales.Select(_ => new List<double>()).ToArray();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (int round = 0; round < 5 || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            for (int i = 0; i < scales.Length; i++)
            {
                var options = new DecodeOptions { PixelFormat = input.CommonFormat, Scale = scales[i], MaxDegreeOfParallelism = threads };
                ours[i].Add(Time(() => ImageDecoder.Decode(input.File, destination, 0, options)));
                if (turbo is not null)
                    theirs[i].Add(Time(() => turbo.Decode(input, input.CommonFormat, scales[i], destination)));
            }
        }

        double full = Median(ours[0]);
        for (int i = 0; i < scales.Length; i++)
        {
            string other = turbo is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {Median(theirs[i]),14:F3} {Median(ours[i]) / Median(theirs[i]),7:F3}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{input.Name,-40} {scales[i],5} {Median(ours[i]),9:F3} {Median(ours[i]) / full,8:F3}{other}"));
        }
    }

    private static double Time(Action decode)
    {
        long start = DecodeClock.Now;
        decode();
        return DecodeClock.MillisecondsSince(start);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
