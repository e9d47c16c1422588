// Owns: what a decode of a PNG costs at most, told beforehand from its header and the lengths of its chunks, in the units of
// InspectOptions.MaxWork. Stands before every decode that the inspector asks for. Leaves to others: what is left of the budget
// (InspectBudget).

namespace RawDecoders.Png;

/// <summary>Estimates for the inspector.</summary>
internal static class PngCost
{
    /// <summary>Bytes that a byte of DEFLATE data gives at most: 258 for each 2 bits.</summary>
    private const long MostRatio = 1032;

    /// <summary>Bytes that the image data inflates to: those of the picture, or fewer if its data cannot give as many.</summary>
    public static long Raw(PngLayout layout)
    {
        if (layout.Header is not { } header)
            return 0;
        long data = 0;
        foreach (PngPart part in layout.Parts)
            data += part.Is(PngChunkType.Idat) ? part.PayloadLength : 0;
        return (long)Int128.Min(PngImageWalk.RawLength(header, PngPass.Of(header)), MostRatio * data);
    }

    /// <summary>Decoding rows: half a unit a byte, 50 a row.</summary>
    public static long Rows(PngLayout layout)
    {
        long raw = Raw(layout);
        return (raw / 2) + (50 * Math.Min(raw, layout.Header?.Height ?? 0));
    }

    /// <summary>Inflating texts and profiles: an eighth of a unit a byte.</summary>
    public static long Metadata(PngLayout layout, DecodeLimits limits)
    {
        long work = 0;
        foreach (PngPart part in layout.Parts)
        {
            if (part.Is(PngChunkType.Ztxt) || part.Is(PngChunkType.Itxt) || part.Is(PngChunkType.Iccp))
                work += Math.Min(MostRatio * part.PayloadLength, limits.MaxMetadataBytes) / 8;
        }

        return work;
    }
}
