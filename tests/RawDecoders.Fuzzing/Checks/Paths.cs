// Every path from a file to pixels must give the same.

using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing;

/// <summary>The comparison of paths that several targets make.</summary>
internal static class Paths
{
    /// <summary>Decodes by every path, with options drawn from the input.</summary>
    public static void Compare(byte[] file, Strictness strictness)
    {
        Random random = Draw.From(file);
        DecodeOptions options = Draw.Options(random, strictness);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome whole = Outcome.Whole(file, options);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        FuzzFailure.Unless(
            allocated < Draw.AllocatedBytes(file.Length), $"{allocated} bytes were allocated for {file.Length}");
        string words = $"({options.Strictness}, {options.PixelFormat?.ToString() ?? options.Like?.ToString() ?? "natural"}, "
            + $"{options.JpegReconstruction}, orientation {options.ApplyOrientation})";

        // Rows that have to wait for others do so in memory, or now and then in a temporary file.
        DecodeOptions onDisk = random.Next(8) == 0 ? options with { HoldBytes = 0 } : options;
        whole.MustBe(Outcome.ByRows(file, onDisk, random), $"by rows {words}");
        whole.MustBe(Outcome.IntoMemory(file, options, gap: random.Next(5)), $"into memory {words}");
        whole.MustBe(Outcome.FromStream(file, options, random), $"from a stream {words}");

        // Parts of the size that the library's own buffers give them, and parts as small as they can be.
        int unit = random.Next(2) == 0 ? 1 : random.Next(1, 2000);
        DecodeOptions inSmallParts = options with { BlocksFromBytes = random.Next(2) == 0 ? 0 : long.MaxValue, WorkUnitBytes = unit };
        whole.MustBe(Outcome.Whole(file, inSmallParts), $"in parts of {unit} {words}");
        CompareRegions(file, options, whole, random, count: 2);
        if (strictness == Strictness.Lenient)
            CompareStrictness(file, options);

        // The last, since nothing after it is recorded.
        Coverage.Pause();
        DecodeOptions onTwo = options with { MaxDegreeOfParallelism = 2, ParallelFromPixels = 0, WorkUnitBytes = unit };
        whole.MustBe(Outcome.Whole(file, onTwo), $"on two threads in parts of {unit} {words}");
    }

    /// <summary>Reads rectangles in random order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How it is decoded.</param>
    /// <param name="whole">What decoding it whole gave. If that is an error, a rectangle may give pixels or any error.</param>
    /// <param name="random">Where the rectangles come from.</param>
    /// <param name="count">How many.</param>
    public static void CompareRegions(byte[] file, DecodeOptions options, Outcome whole, Random random, int count)
    {
        try
        {
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
            for (int i = 0; i < count; i++)
            {
                PixelArea area = Draw.Area(random, reader.Width, reader.Height);
                PixelBuffer part = reader.ReadRegion(area.X, area.Y, area.Width, area.Height);
                if (whole.Error is null)
                    whole.MustHold(part, area, "a rectangle");
            }
        }
        catch (ImageDecodeException error) when (whole.Error is null)
        {
            throw new FuzzFailure($"a rectangle is refused, the whole is not: {error.Message}");
        }
        catch (ImageDecodeException)
        {
        }
    }

    /// <summary>
    /// What a stricter decode lets pass is the same picture. Not with the same account: Lenient believes a chunk whose CRC is wrong,
    /// and may find more in it. Nor turned the same way, for an orientation may stand in such a chunk.
    /// </summary>
    private static void CompareStrictness(byte[] file, DecodeOptions options)
    {
        options = options with { ApplyOrientation = false, Like = options.Like == ArrayConvention.OpenCv ? null : options.Like };
        Outcome lenient = Outcome.Whole(file, options);
        foreach (Strictness strictness in (Strictness[])[Strictness.Standard, Strictness.Strict])
        {
            Outcome stricter = Outcome.Whole(file, options with { Strictness = strictness });
            if (stricter.Error is null)
                stricter.MustLookLike(lenient, $"Lenient against {strictness}");
        }
    }
}
