using RawDecoders.Benchmarks.Quick;
using RawDecoders.Benchmarks.Results;

namespace RawDecoders.Benchmarks;

/// <summary>
/// Cost per pixel at 100 megapixels against 1: the same kind of picture in both sizes; the two take turns. The small one is
/// decoded from as many copies, into as many places, as make up the large one: else the comparison would be one of the
/// processor's caches with memory. All memory has been written before.
/// </summary>
public static class ScalingRun
{
    private const int Rounds = 5;
    private const int SmallSide = 1000;

    public static IReadOnlyList<ScalingRow> Run(int largeMegapixels, Action<string> progress)
    {
        int side = (int)(1000 * Math.Sqrt(largeMegapixels)) & ~7;
        byte[] destination = new byte[checked(side * side * 3)];
        destination.AsSpan().Fill(1);
        var rows = new List<ScalingRow>();
        foreach ((string name, Func<int, int, byte[]> make) in ((string, Func<int, int, byte[]>)[])[("PNG", MadeInputs.Png), ("BMP", MadeInputs.Bmp), ("JPEG", MadeInputs.Jpeg)])
        {
            progress($"{name}, {side} x {side}");
            rows.Add(Measure(name, make(SmallSide, SmallSide), make(side, side), side, destination));
        }

        return rows;
    }

    private static ScalingRow Measure(string name, byte[] small, byte[] large, int side, byte[] destination)
    {
        const int SmallBytes = SmallSide * SmallSide * 3;
        var options = new DecodeOptions { PixelFormat = PixelFormat.Rgb24 };
        byte[][] copies = [.. Enumerable.Range(0, destination.Length / SmallBytes).Select(_ => (byte[])small.Clone())];
        for (int i = 0; i < 100; i++)
            ImageDecoder.Decode(small, destination, 0, options);
        Thread.Sleep(150);
        ImageDecoder.Decode(large, destination, 0, options);

        var smallTimes = new List<double>();
        var largeTimes = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            long start = DecodeClock.Now;
            for (int i = 0; i < copies.Length; i++)
                ImageDecoder.Decode(copies[i], destination.AsSpan(i * SmallBytes, SmallBytes), 0, options);
            smallTimes.Add((DecodeClock.Now - start) / ((double)SmallSide * SmallSide * copies.Length));
            start = DecodeClock.Now;
            ImageDecoder.Decode(large, destination, 0, options);
            largeTimes.Add((DecodeClock.Now - start) / ((double)side * side));
        }

        return new ScalingRow(
            name, SmallSide * SmallSide / 1e6, Math.Round(Median(smallTimes), 3), Math.Round((double)side * side / 1e6, 1), Math.Round(Median(largeTimes), 3));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
