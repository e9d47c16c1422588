using System.Diagnostics;
using System.Globalization;

namespace RawDecoders.Benchmarks;

/// <summary>
/// Random rectangles of one large PNG or JPEG, read from its index as it was saved and loaded, against a whole decode by rows on one thread, with the same engine. Whole
/// decodes stand before and after the rectangles; times are the process's processor time.
/// </summary>
public static class RegionRun
{
    /// <summary>Of so many times of each rectangle, and of the whole decode, the least counts: on a busy machine the others tell of its neighbours.</summary>
    private const int Rounds = 3;

    /// <summary>Measures and prints.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rectangles">How many.</param>
    /// <param name="size">Their width and height.</param>
    /// <param name="maxIndexBytes">Bound on the index.</param>
    /// <param name="check">Whether to compare pixels with a whole decode.</param>
    public static void Run(string path, int rectangles, int size, long maxIndexBytes, bool check)
    {
        var options = new DecodeOptions { MaxIndexBytes = maxIndexBytes, Inflater = Inflater.Managed, Limits = new DecodeLimits { MaxPixels = long.MaxValue } };
        double whole = Whole(path, options);
        Print($"whole decode by rows, {whole:F0} ms of processor time");
        double start = Cpu;
        ImageIndex index = MakeIndex(path, options);
        Print($"index made in {Cpu - start:F0} ms: {index.Count} places, {index.SizeBytes} bytes, bound {maxIndexBytes}");
        using ImageRegionReader reader = ImageDecoder.OpenRegions(path, options with { Index = index });

        var random = new Random(1);
        (int X, int Y)[] places = [.. Enumerable.Range(0, rectangles).Select(_ => (random.Next(reader.Width - size + 1), random.Next(reader.Height - size + 1)))];
        byte[] pixels = new byte[size * size * reader.PixelFormat.GetBytesPerPixel()];
        reader.ReadRegion(places[0].X, places[0].Y, size, size, pixels);
        double[] times = new double[rectangles];
        times.AsSpan().Fill(double.MaxValue);
        double first = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < rectangles; i++)
            {
                start = Cpu;
                reader.ReadRegion(places[i].X, places[i].Y, size, size, pixels);
                times[i] = Math.Min(times[i], Cpu - start);
            }

            if (round == 0)
                first = times.Order().ElementAt(rectangles / 2);
        }

        (long anonymous, long mapped) = Resident();
        for (int round = 1; round < Rounds; round++)
            whole = Math.Min(whole, Whole(path, options));
        double[] sorted = [.. times.Order()];
        Print($"{rectangles} rectangles of {size} x {size}: median {sorted[rectangles / 2]:F2} ms, 1/{whole / sorted[rectangles / 2]:F0} of the whole; slowest {sorted[^1]:F2} ms, 1/{whole / sorted[^1]:F0}");
        Print($"the first time, when the data behind new places is compared with the index: median {first:F2} ms, 1/{whole / first:F0}");
        Print($"resident {anonymous >> 20} MiB, {(anonymous - index.SizeBytes) >> 20} MiB beside the index; of mapped files {mapped >> 20} MiB");
        if (check)
            Check(path, options, reader, places, size);
    }

    /// <summary>Makes an index, saves it and loads it.</summary>
    private static ImageIndex MakeIndex(string path, DecodeOptions options)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(path, options);
        using var saved = new MemoryStream();
        reader.BuildIndex().Save(saved);
        saved.Position = 0;
        return ImageIndex.Load(saved);
    }

    /// <summary>Milliseconds of processor time of the process.</summary>
    private static double Cpu => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    private static double Whole(string path, DecodeOptions options)
    {
        double start = Cpu;
        using ImageRowReader rows = ImageDecoder.OpenRows(path, options);
        byte[] band = new byte[16 * rows.RowBytes];
        while (rows.ReadRows(band, 16) > 0)
        {
        }

        rows.Finish();
        return Cpu - start;
    }

    private static void Check(string path, DecodeOptions options, ImageRegionReader reader, (int X, int Y)[] places, int size)
    {
        int pixelBytes = reader.PixelFormat.GetBytesPerPixel();
        PixelBuffer[] parts = [.. places.Select(p => reader.ReadRegion(p.X, p.Y, size, size))];
        using ImageRowReader rows = ImageDecoder.OpenRows(path, options);
        byte[] row = new byte[rows.RowBytes];
        long compared = 0;
        for (int y = 0; rows.ReadRows(row, 1) > 0; y++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                if (y < places[i].Y || y >= places[i].Y + size)
                    continue;
                if (!parts[i].GetRow(y - places[i].Y).SequenceEqual(row.AsSpan(places[i].X * pixelBytes, size * pixelBytes)))
                    throw new FormatException($"rectangle {i} differs in row {y}");
                compared += size;
            }
        }

        Print($"{compared} pixels are equal to the whole decode's");
    }

    /// <summary>Resident bytes of the process's own, and of mapped files, as Linux counts them (RssAnon, RssFile).</summary>
    private static (long Anonymous, long Mapped) Resident()
    {
        if (!OperatingSystem.IsLinux())
            return (Process.GetCurrentProcess().WorkingSet64, 0);
        long Of(string name) => 1024 * long.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return (Of("RssAnon:"), Of("RssFile:"));
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
