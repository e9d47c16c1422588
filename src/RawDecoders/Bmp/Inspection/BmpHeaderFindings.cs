// Owns: which of the headers' issues the inspector tells: all but those that only follow from a graver one, and some more that
// no rule forbids. Stands between BmpHeaderIssues and BmpInspector. Leaves words, places and rules to the former.

namespace RawDecoders.Bmp;

internal static class BmpHeaderFindings
{
    /// <summary>Without these right, there is no telling where palette, masks and pixels lie.</summary>
    private const BmpFindings Impossible = BmpFindings.HeaderSizeInvalid | BmpFindings.WidthInvalid | BmpFindings.HeightInvalid
        | BmpFindings.BitCountInvalid | BmpFindings.CompressionUnknown | BmpFindings.CompressionDepthMismatch;

    /// <summary>What is judged by where those lie.</summary>
    private const BmpFindings Consequences = BmpFindings.OffsetInsideHeaders | BmpFindings.OffsetZero
        | BmpFindings.OffsetInsidePalette | BmpFindings.PaletteCutShort | BmpFindings.ImageSizeWrong
        | BmpFindings.MaskNotContiguous | BmpFindings.MasksOverlap | BmpFindings.MaskOutsidePixel | BmpFindings.MasksEmpty
        | BmpFindings.ProfileMisplaced | BmpFindings.PaddingMissing | BmpFindings.TrailingBytes;

    /// <summary>
    /// Every finding of the headers, without those that only follow from a graver one: a wrong depth makes a wrong size of the
    /// pixel data, and a file cut in its headers has no pixels behind them.
    /// </summary>
    public static IEnumerable<Issue> Of(BmpFile file)
    {
        BmpFindings findings = file.Findings;
        if ((findings & Impossible) != 0)
        {
            findings &= ~Consequences;
            if (file.BytesNeeded == 0)
                findings &= ~BmpFindings.Truncated;
        }

        if (file.BytesNeeded != 0)
            findings &= ~BmpFindings.OffsetPastEnd;
        for (long rest = (long)findings; rest != 0; rest &= rest - 1)
            yield return BmpHeaderIssues.Describe((BmpFindings)(rest & -rest), file);
    }

    /// <summary>What no rule forbids and yet nobody can mean.</summary>
    public static IEnumerable<Issue> NotesOn(BmpFile file)
    {
        // 25,400 pixels an inch: no scanner or printer comes near.
        const int MostPixelsPerMetre = 1_000_000;
        foreach ((int offset, int density) in ((int, int)[])[(24, file.Dib.PixelsPerMetreX), (28, file.Dib.PixelsPerMetreY)])
        {
            if (density is < 0 or > MostPixelsPerMetre)
                yield return new Issue(BmpRules.Density, file.DibOffset + offset, $"{density} pixels a metre can hardly be meant");
        }
    }
}
