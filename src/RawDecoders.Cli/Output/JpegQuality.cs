// Owns: two things that people say of a JPEG, made of what its headers say: the subsampling as 4:2:0, and the quality that libjpeg's
// encoder, which most others follow, would have been asked for: the number whose scaled tables of T.81 Annex K are the file's, or
// come nearest. Leaves the headers to the library. The C interface compiles this file too.

using RawDecoders.Jpeg;

namespace RawDecoders.Cli;

/// <summary>Subsampling and quality.</summary>
internal static class JpegQuality
{
    /// <summary>T.81 table K.1, luminance, row by row.</summary>
    private static ReadOnlySpan<byte> Luminance =>
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>T.81 table K.2, chrominance.</summary>
    private static ReadOnlySpan<byte> Chrominance =>
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>"4:2:0" and the like; null where the second and third components do not share a rate that has such a name.</summary>
    public static string? Subsampling(IReadOnlyList<JpegComponent> components)
    {
        if (components.Count < 3 || components[1].HorizontalSampling != components[2].HorizontalSampling
            || components[1].VerticalSampling != components[2].VerticalSampling
            || components[0].HorizontalSampling % components[1].HorizontalSampling != 0 || components[0].VerticalSampling % components[1].VerticalSampling != 0)
        {
            return null;
        }

        return (components[0].HorizontalSampling / components[1].HorizontalSampling, components[0].VerticalSampling / components[1].VerticalSampling) switch
        {
            (1, 1) => "4:4:4",
            (1, 2) => "4:4:0",
            (2, 1) => "4:2:2",
            (2, 2) => "4:2:0",
            (4, 1) => "4:1:1",
            (4, 2) => "4:1:0",
            _ => null,
        };
    }

    /// <summary>The quality, 1 to 100, and whether the tables are just those of it; null without tables, as in a lossless file.</summary>
    public static (int Quality, bool IsExact)? Estimate(IReadOnlyList<JpegComponent> components)
    {
        if (components.Count == 0 || components[0].Quantization.Length != Luminance.Length)
            return null;
        ReadOnlySpan<ushort> first = components[0].Quantization.Span;
        ReadOnlySpan<ushort> second = components.Count > 1 ? components[1].Quantization.Span : [];
        int nearest = 0;
        long least = long.MaxValue;
        for (int quality = 100; quality >= 1; quality--)
        {
            long distance = Distance(first, Luminance, quality) + (second.Length == Chrominance.Length ? Distance(second, Chrominance, quality) : 0);
            if (distance < least)
                (nearest, least) = (quality, distance);
        }

        return (nearest, least == 0);
    }

    /// <summary>How far a table is from the standard's at a quality, as libjpeg scales it (jcparam.c: jpeg_quality_scaling).</summary>
    private static long Distance(ReadOnlySpan<ushort> table, ReadOnlySpan<byte> standard, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        // Tables for baseline decoders have no step of more than eight bits.
        int most = table.ContainsAnyExceptInRange<ushort>(1, 255) ? 32767 : 255;
        long distance = 0;
        for (int i = 0; i < table.Length; i++)
            distance += Math.Abs(table[i] - Math.Clamp((standard[i] * percent + 50) / 100, 1, most));
        return distance;
    }
}
