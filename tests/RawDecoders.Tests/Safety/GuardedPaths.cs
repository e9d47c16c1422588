// Owns: every way through the library for one file, with the file and all destinations in guarded memory. That the results
// are right is other tests'; here nothing may be read or written that is not the caller's.

using RawDecoders.Inspection;

namespace RawDecoders.Tests.Safety;

/// <summary>Takes one file along every path.</summary>
/// <param name="bytes">The file.</param>
/// <param name="endsAtGuard">Which side of memory lies at the guard.</param>
/// <param name="strictness">How to decode.</param>
/// <param name="tell">Is told each path before it is taken.</param>
internal sealed class GuardedPaths(byte[] bytes, bool endsAtGuard, Strictness strictness, Action<string> tell)
{
    /// <summary>Pixels of pictures that are decoded whole; of others only rows and regions.</summary>
    private const long MostPixels = 2_000_000;

    private const int MostInspected = 4_000;

    private static readonly PixelFormat[] Formats = Enum.GetValues<PixelFormat>();

    public void TakeAll(int seed)
    {
        var random = new Random(seed);
        using GuardedMemory file = GuardedMemory.ReadOnlyCopy(bytes, endsAtGuard);
        var options = new DecodeOptions { Strictness = strictness };
        IdentifyResult identified = default!;
        Take("TryIdentify", () => identified = ImageDecoder.TryIdentify(file.GetSpan(), options));
        for (int i = 0; i < 3; i++)
        {
            int length = random.Next(Math.Min(bytes.Length, 400) + 1);
            using GuardedMemory prefix = GuardedMemory.ReadOnlyCopy(bytes.AsSpan(0, length), endsAtGuard);
            Take($"TryIdentify of {length} bytes", () => ImageDecoder.TryIdentify(prefix.GetSpan(), options));
        }

        Take("Identify", () => ImageDecoder.Identify(file.GetSpan(), options));
        if (bytes.Length <= MostInspected)
            Take("Inspect", () => ImageInspector.Inspect(file.Memory));
        if (identified.Info is not { } info || (long)info.Width * info.Height > MostPixels)
            return;

        Take("Decode", () => ImageDecoder.Decode(file.GetSpan(), options));
        Take("Decode, 2 threads", () => ImageDecoder.Decode(file.GetSpan(), options with { MaxDegreeOfParallelism = 2 }));
        foreach (PixelFormat format in (PixelFormat[])[info.PixelFormat, Formats[random.Next(Formats.Length)], Formats[random.Next(Formats.Length)]])
        {
            DecodeOptions formatted = format == info.PixelFormat ? options : options with { PixelFormat = format };
            IntoMemory(file, formatted, info, format, 0);
            IntoMemory(file, formatted, info, format, 1 + 2 * random.Next(20));
        }

        Rows(file, options, random);
        Rows(file, options with { PixelFormat = Formats[random.Next(Formats.Length)] }, random);
        Regions(file, options, random);
        Regions(file, options with { IndexSpacingBytes = 1, WorkUnitBytes = 300, PixelFormat = Formats[random.Next(Formats.Length)] }, random);
    }

    private void IntoMemory(GuardedMemory file, DecodeOptions options, ImageInfo info, PixelFormat format, int extra)
    {
        int rowBytes = info.Width * format.GetBytesPerPixel(), stride = rowBytes + extra;
        using var destination = new GuardedMemory(stride * (info.Height - 1) + rowBytes, endsAtGuard);
        foreach (int threads in (int[])[1, 2])
        {
            Take($"Decode to {format}, stride {stride}, {threads} threads", () => ImageDecoder.Decode(
                file.GetSpan(), destination.GetSpan(), stride, options with { MaxDegreeOfParallelism = threads }));
        }
    }

    private void Rows(GuardedMemory file, DecodeOptions options, Random random) => Take($"rows, {options.PixelFormat}", () =>
    {
        using ImageRowReader rows = ImageDecoder.OpenRows(file.Memory, options);
        while (rows.NextRow < rows.Height)
        {
            int count = Math.Min(random.Next(3) == 0 ? random.Next(1, 60) : random.Next(1, 4), rows.Height - rows.NextRow);
            int stride = (int)rows.RowBytes + (random.Next(2) == 0 ? 0 : random.Next(1, 40));
            tell($"{count} rows from {rows.NextRow} on, {rows.PixelFormat}, stride {stride}");
            using var destination = new GuardedMemory(stride * (count - 1) + (int)rows.RowBytes, endsAtGuard);
            rows.ReadRows(destination.GetSpan(), count, stride);
        }

        rows.Finish();
    });

    private void Regions(GuardedMemory file, DecodeOptions options, Random random) => Take("regions", () =>
    {
        using ImageRegionReader regions = ImageDecoder.OpenRegions(file.Memory, options);
        int top = 0;
        for (int i = 0; i < 4 && top < regions.Height; i++)
        {
            // Downwards, as those that read in order want it.
            int x = random.Next(regions.Width), y = random.Next(top, regions.Height);
            int width = random.Next(1, regions.Width - x + 1), height = random.Next(1, regions.Height - y + 1);
            // With an index, back up again too.
            if (!regions.IsRandomAccess && !regions.HasIndex)
                top = y + height;
            int rowBytes = width * regions.PixelFormat.GetBytesPerPixel(), stride = rowBytes + random.Next(9);
            tell($"region {x},{y} {width} x {height}, stride {stride}");
            using var destination = new GuardedMemory(stride * (height - 1) + rowBytes, endsAtGuard);
            regions.ReadRegion(x, y, width, height, destination.GetSpan(), stride);
        }
    });

    /// <summary>Refusals are as good as pixels here; a format that the file cannot be had in is an argument that it is not.</summary>
    private void Take(string what, Action path)
    {
        tell(what);
        try
        {
            path();
        }
        catch (Exception error) when (error is ImageDecodeException || error.GetType() == typeof(ArgumentException))
        {
        }
    }
}
