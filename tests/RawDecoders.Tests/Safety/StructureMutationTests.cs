using RawDecoders.Inspection;
using RawDecoders.Tests.Inspection;

namespace RawDecoders.Tests.Safety;

/// <summary>
/// Files mutated by structure, decoded whole, by rows of random counts and by regions, and inspected: the same pixels, and a
/// refusal on one path is a refusal on the others; the inspector has an Error exactly where Standard refuses; nothing but
/// ImageDecodeException comes out. RAWDECODERS_FUZZ sets the number of files a format.
/// </summary>
[Trait("Length", "Long")]
public sealed class StructureMutationTests
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int n) ? n : 3_000;

    /// <summary>Of so many files one is inspected as well.</summary>
    private const int InspectedShare = 4;

    /// <summary>Pictures that are compared; larger ones are only decoded by rows.</summary>
    private const long MostPixels = 1 << 20;

    [Theory]
    [InlineData(ImageFormat.Png, "png")]
    [InlineData(ImageFormat.Bmp, "bmp")]
    [InlineData(ImageFormat.Jpeg, "jpeg")]
    public void Every_path_tells_the_same(ImageFormat format, string folder)
    {
        var mutator = new StructureMutator(format, InspectionFiles.Small(folder));
        (int pictures, int refusals, int compared) = (0, 0, 0);
        var wrong = new List<string>();
        for (int seed = 0; seed < Cases && wrong.Count < 10; seed++)
        {
            byte[] file = mutator.Make(seed);
            var strictness = (Strictness)(seed % 3);
            try
            {
                var options = new DecodeOptions { Strictness = strictness };
                if (ImageDecoder.TryIdentify(file, options).Info is { } info && (long)info.Width * info.Height > MostPixels)
                    continue;
                (PixelBuffer? whole, ImageDecodeException? refusal) = Whole(file, options);
                _ = whole is null ? refusals++ : pictures++;
                if (Difference(file, options, whole, refusal, new Random(seed)) is { } difference)
                    wrong.Add($"{format} seed {seed}, {strictness}: {difference}");
                if (seed % InspectedShare == 0)
                {
                    StructureReport report = ImageInspector.Inspect(file);
                    bool isBad = report.Worst == Severity.Error;
                    ImageDecodeException? standard = strictness == Strictness.Standard ? refusal : Whole(file, DecodeOptions.Default).Refusal;
                    compared++;
                    if (isBad != standard is not null && InspectionFiles.IsExplained(report))
                        wrong.Add($"{format} seed {seed}: {(isBad ? "decoded against an Error" : $"refused and no Error is found: {standard!.Message}")}");
                }
            }
            catch (Exception error)
            {
                wrong.Add($"{format} seed {seed}, {strictness}: {error}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // Mutations that never bite, or always kill, test nothing.
        Assert.True(pictures > Cases / 20 && refusals > Cases / 20 && compared > 0, $"{pictures} pictures, {refusals} refusals");
    }

    private static (PixelBuffer? Image, ImageDecodeException? Refusal) Whole(byte[] file, DecodeOptions options)
    {
        try
        {
            return (ImageDecoder.Decode(file, options), null);
        }
        catch (ImageDecodeException refusal)
        {
            return (null, refusal);
        }
    }

    /// <summary>What rows or a region have otherwise. After an exception nothing more is asked of a reader.</summary>
    private static string? Difference(byte[] file, DecodeOptions options, PixelBuffer? whole, ImageDecodeException? refusal, Random random)
    {
        try
        {
            using ImageRowReader rows = ImageDecoder.OpenRows(file, options);
            byte[] pixels = new byte[rows.RowBytes * rows.Height];
            while (rows.NextRow < rows.Height)
                rows.ReadRows(pixels.AsSpan((int)(rows.NextRow * rows.RowBytes)), random.Next(1, 20));
            rows.Finish();
            if (whole is null)
                return $"rows are read where the whole is refused: {refusal!.Message}";
            for (int y = 0; y < rows.Height; y++)
            {
                if (!whole.GetRow(y).SequenceEqual(pixels.AsSpan((int)(y * rows.RowBytes), (int)rows.RowBytes)))
                    return $"row {y} has other pixels";
            }
        }
        catch (ImageDecodeException error)
        {
            if (whole is not null)
                return $"rows are refused where the whole is read: {error.Message}";
        }

        if (whole is null)
            return null;
        using ImageRegionReader regions = ImageDecoder.OpenRegions(file, options);
        int x = random.Next(regions.Width), top = random.Next(regions.Height);
        int width = random.Next(1, regions.Width - x + 1), height = random.Next(1, regions.Height - top + 1);
        PixelBuffer part = regions.ReadRegion(x, top, width, height);
        int pixelBytes = whole.Format.GetBytesPerPixel();
        for (int y = 0; y < height; y++)
        {
            if (!whole.GetRow(top + y).Slice(x * pixelBytes, width * pixelBytes).SequenceEqual(part.GetRow(y)))
                return $"region {x},{top} {width} x {height} has other pixels in row {y}";
        }

        return null;
    }
}
