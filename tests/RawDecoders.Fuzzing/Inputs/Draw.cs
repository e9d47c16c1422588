// Random choices that depend on the input's bytes alone: inputs stay plain image files, and a file that failed fails again.

using System.IO.Hashing;
using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing;

/// <summary>The options and orders that a target tries on an input.</summary>
internal static class Draw
{
    /// <summary>
    /// Small enough that no input takes long because it is large; what is refused for it is compared like everything else.
    /// </summary>
    public static DecodeLimits Limits { get; } = new() { MaxPixels = 1 << 16, MaxMetadataBytes = 1 << 18, MaxScans = 60 };

    /// <summary>
    /// What a decode within these limits may allocate: tables and pixels of 8 bytes a few times over, and what the bytes of the
    /// file can be inflated to.
    /// </summary>
    public static long AllocatedBytes(int fileLength) => (8 << 20) + 300L * fileLength;

    /// <summary>A source of choices for an input.</summary>
    public static Random From(ReadOnlySpan<byte> input) => new((int)XxHash32.HashToUInt32(input));

    /// <summary>How to decode: mostly the file's own pixels, at times another format, convention, scale, arithmetic or orientation.</summary>
    public static DecodeOptions Options(Random random, Strictness strictness)
    {
        var options = new DecodeOptions
        {
            Strictness = strictness,
            Limits = Limits,
            JpegReconstruction = (JpegReconstruction)random.Next(2),
            ApplyOrientation = random.Next(4) == 0,
        };
        return random.Next(8) switch
        {
            0 or 1 => options with { PixelFormat = Pick(random, Enum.GetValues<PixelFormat>()) },
            2 => options with { Like = Pick(random, Enum.GetValues<ArrayConvention>()) },
            3 when options.JpegReconstruction != JpegReconstruction.ImageSharp => options with { Scale = Pick(random, [ImageScale.Eighth, ImageScale.Quarter, ImageScale.Half, new(3, 8), new(7, 8)]) },
            4 when options.JpegReconstruction != JpegReconstruction.ImageSharp => options with { TargetSize = new ImageSize(random.Next(1, 80), random.Next(1, 80)) },
            5 => options with { SampleRange = SampleRange.Stored },
            _ => options,
        };
    }

    /// <summary>The strictness that a target tries; Lenient as often as the others together.</summary>
    public static Strictness Strictness(Random random)
        => (Strictness)Pick(random, [(int)RawDecoders.Strictness.Strict, (int)RawDecoders.Strictness.Standard, (int)RawDecoders.Strictness.Lenient, (int)RawDecoders.Strictness.Lenient]);

    /// <summary>A rectangle inside a picture.</summary>
    public static PixelArea Area(Random random, int width, int height)
    {
        int x = random.Next(width), y = random.Next(height);
        return new PixelArea(x, y, random.Next(1, width - x + 1), random.Next(1, height - y + 1));
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
