// The findings of BmpHeaderReader in the inspector's terms: a stable name for each rule, and what the decoder does about it.
// Words, offsets, clauses and the policy itself are BmpRules'.
namespace RawDecoders.Bmp;

internal static class BmpFindingNames
{
    public const string Warned = "decoded with a warning; Strict refuses";

    /// <summary>Without these right, there is no telling where palette, masks and pixels lie.</summary>
    private const BmpFindings Impossible = BmpFindings.HeaderSizeInvalid | BmpFindings.WidthInvalid | BmpFindings.HeightInvalid
        | BmpFindings.BitCountInvalid | BmpFindings.CompressionUnknown | BmpFindings.CompressionDepthMismatch;

    /// <summary>What is judged by where those lie.</summary>
    private const BmpFindings Consequences = BmpFindings.OffsetInsideHeaders | BmpFindings.PaletteCutShort | BmpFindings.ImageSizeWrong
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
        {
            var finding = (BmpFindings)(rest & -rest);
            BmpRules.BmpRule rule = BmpRules.Describe(finding, file);
            yield return LegacyIssues.Finding(SeverityOf(rule.Severity), rule.Offset, NameOf(finding), rule.What, rule.Clause, rule.Severity switch
            {
                BmpRules.BmpSeverity.Note => "decoded; allowed",
                BmpRules.BmpSeverity.Harmless => Warned,
                BmpRules.BmpSeverity.Harmful => "refused unless Lenient: " + BestGuess(finding),
                _ => "refused",
            });
        }
    }

    /// <summary>What no rule forbids and yet nobody can mean.</summary>
    public static IEnumerable<Issue> NotesOn(BmpFile file)
    {
        // 25,400 pixels an inch: no scanner or printer comes near.
        const int MostPixelsPerMetre = 1_000_000;
        foreach ((int offset, int density) in ((int, int)[])[(38, file.Dib.PixelsPerMetreX), (42, file.Dib.PixelsPerMetreY)])
        {
            if (density is < 0 or > MostPixelsPerMetre)
            {
                yield return LegacyIssues.Finding(Severity.Note, offset, "bmp-density", $"{density} pixels a metre can hardly be meant",
                    offset == 38 ? "wingdi.h biXPelsPerMeter" : "wingdi.h biYPelsPerMeter", "decoded; the density is metadata");
            }
        }
    }

    /// <summary>How much a rule matters, in the inspector's three steps.</summary>
    public static Severity SeverityOf(BmpRules.BmpSeverity severity) => severity switch
    {
        BmpRules.BmpSeverity.Note => Severity.Note,
        BmpRules.BmpSeverity.Harmless => Severity.Warning,
        _ => Severity.Error,
    };

    /// <summary>The rule's short, stable name.</summary>
    public static string NameOf(BmpFindings finding) => finding switch
    {
        BmpFindings.NotBmp => "bmp-signature",
        BmpFindings.Truncated => "bmp-truncated",
        BmpFindings.FileSizeWrong => "bmp-file-size",
        BmpFindings.OffsetInsideHeaders or BmpFindings.OffsetPastEnd => "bmp-pixel-offset",
        BmpFindings.HeaderSizeInvalid or BmpFindings.HeaderSizeUnknown => "bmp-header-size",
        BmpFindings.WidthInvalid => "bmp-width",
        BmpFindings.HeightInvalid => "bmp-height",
        BmpFindings.PlanesNotOne => "bmp-planes",
        BmpFindings.BitCountInvalid or BmpFindings.BitCountNotInVersion or BmpFindings.EmbeddedBitCount => "bmp-bit-count",
        BmpFindings.CompressionUnknown or BmpFindings.CompressionDepthMismatch => "bmp-compression",
        BmpFindings.TopDownNotAllowed => "bmp-top-down",
        BmpFindings.ImageSizeWrong => "bmp-image-size",
        BmpFindings.PaletteTooLarge or BmpFindings.PaletteCutShort => "bmp-palette-size",
        BmpFindings.MaskNotContiguous => "bmp-mask-holes",
        BmpFindings.MasksOverlap => "bmp-mask-overlap",
        BmpFindings.MaskOutsidePixel => "bmp-mask-outside",
        BmpFindings.MasksEmpty => "bmp-mask-empty",
        BmpFindings.ColorSpaceUnknown => "bmp-color-space",
        BmpFindings.ProfileMisplaced => "bmp-profile",
        BmpFindings.PaddingMissing => "bmp-padding",
        BmpFindings.TrailingBytes => "bmp-trailing",
        _ => throw new ArgumentOutOfRangeException(nameof(finding)),
    };

    /// <summary>What a lenient decode takes for the author's meaning.</summary>
    private static string BestGuess(BmpFindings finding) => finding switch
    {
        BmpFindings.Truncated => "pixels that are not there become 0",
        BmpFindings.OffsetInsideHeaders => "pixels are taken from the end of the palette on",
        BmpFindings.HeaderSizeUnknown => "the fields of the longest known version that fits are read",
        BmpFindings.TopDownNotAllowed => "rows are taken from the top down",
        BmpFindings.MaskNotContiguous => "the bits of a mask are moved together",
        BmpFindings.MaskOutsidePixel => "bits that a pixel has not are left out of the masks",
        BmpFindings.MasksEmpty => "the masks of BI_RGB are taken",
        _ => "passed over",
    };
}
