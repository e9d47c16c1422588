using RawDecoders.Benchmarks.Quick;
using RawDecoders.Benchmarks.Results;

namespace RawDecoders.Benchmarks;

/// <summary>
/// Cost per pixel at 100 megapixels against 1: the same picture, tiled, in both sizes; the two take turns. Both decode into
/// memory that has been written before.
/// </summary>
public static class ScalingRun
{
    private const int Rounds = 5;

    public static IReadOnlyList<ScalingRow> Run(int largeMegapixels, Action<string> progress)
    {
        int side = (int)(1000 * Math.Sqrt(largeMegapixels)) & ~7;
        byte[] destination = new byte[checked(side * side * 3)];
        destination.AsSpan().Fill(1);
        var rows = new List<ScalingRow>();
        foreach ((string name, Func<int, int, byte[]> make) in ((string, Func<int, int, byte[]>)[])[("PNG", MadeInputs.Png), ("BMP", MadeInputs.Bmp), ("JPEG", MadeInputs.Jpeg)])
        {
            progress($"{name}, {side} x {side}");
            rows.Add(Measure(name, make(1000, 1000), make(side, side), side, destination));
        }

        return rows;
    }

    private static ScalingRow Measure(string name, byte[] small, byte[] large, int side, byte[] destination)
    {
        var options = new DecodeOptions { PixelFormat = PixelFormat.Rgb24 };
        for (int i = 0; i < 100; i++)
            ImageDecoder.Decode(small, destination, 0, options);
        Thread.Sleep(150);
        var smallTimes = new List<double>();
        var largeTimes = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < 20; i++)
                smallTimes.Add(Nanoseconds(small, destination, options) / 1e6);
            largeTimes.Add(Nanoseconds(large, destination, options) / ((double)side * side));
        }

        return new ScalingRow(name, 1, Math.Round(Median(smallTimes), 3), Math.Round((double)side * side / 1e6, 1), Math.Round(Median(largeTimes), 3));
    }

    private static double Nanoseconds(byte[] file, byte[] destination, DecodeOptions options)
    {
        long start = DecodeClock.Now;
        ImageDecoder.Decode(file, destination, 0, options);
        return DecodeClock.Now - start;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
