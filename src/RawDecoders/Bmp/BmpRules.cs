// The policy on what BmpHeaderReader finds: which finding is harmless, which costs pixels, which makes a picture impossible,
// and the words, offset and clause of each. Everything about coded pixels is reported where it is found, by the coding.
namespace RawDecoders.Bmp;

internal static class BmpRules
{
    public enum BmpSeverity
    {
        /// <summary>Worth telling, refused by no strictness.</summary>
        Note,

        /// <summary>No pixel depends on it.</summary>
        Harmless,

        /// <summary>Pixels depend on it, and a lenient decoder has a best guess.</summary>
        Harmful,

        /// <summary>There is no picture to be had.</summary>
        Fatal,
    }

    public readonly record struct BmpRule(
        BmpSeverity Severity, long Offset, string What, string Part, string Clause, ImageDecodeErrorKind Kind = ImageDecodeErrorKind.Malformed);

    private const string FileHeader = "BITMAPFILEHEADER";
    private const string Dib = "DIB header";

    /// <summary>Throws for the first finding that leaves no picture, whatever the strictness.</summary>
    public static void ThrowIfFatal(BmpFile file, DecodeIssues issues)
    {
        for (long rest = (long)file.Findings; rest != 0; rest &= rest - 1)
        {
            BmpRule rule = Describe((BmpFindings)(rest & -rest), file);
            if (rule.Severity == BmpSeverity.Fatal)
                throw issues.Error(rule.Kind, rule.Offset, rule.What, rule.Part, rule.Clause);
        }
    }

    /// <summary>Applies the strictness to each finding that is not fatal.</summary>
    public static void Apply(BmpFile file, DecodeIssues issues)
    {
        for (long rest = (long)file.Findings; rest != 0; rest &= rest - 1)
        {
            BmpRule rule = Describe((BmpFindings)(rest & -rest), file);
            switch (rule.Severity)
            {
                case BmpSeverity.Note:
                    issues.Warn(rule.Offset, rule.What, rule.Part, rule.Clause);
                    break;
                case BmpSeverity.Harmless:
                    issues.Harmless(rule.Offset, rule.What, rule.Part, rule.Clause);
                    break;
                case BmpSeverity.Harmful:
                    issues.Harmful(rule.Kind, rule.Offset, rule.What, rule.Part, rule.Clause);
                    break;
            }
        }
    }

    /// <summary>The rule that one finding breaks.</summary>
    public static BmpRule Describe(BmpFindings finding, BmpFile file)
    {
        BmpFileHeader head = file.FileHeader;
        BmpDibHeader dib = file.Dib;
        bool core = dib.Kind == BmpHeaderKind.Os2V1;
        long maskOffset = file.MaskOffset;
        return finding switch
        {
            BmpFindings.NotBmp => new(BmpSeverity.Fatal, 0, "the first two bytes are not \"BM\"", FileHeader, "wingdi.h bfType",
                ImageDecodeErrorKind.UnknownFormat),
            BmpFindings.Truncated => Truncation(file),
            BmpFindings.FileSizeWrong => new(BmpSeverity.Harmless, 2, $"file size {head.FileSize} is stated, {file.FileLength} bytes are there",
                FileHeader, "wingdi.h bfSize"),
            BmpFindings.OffsetInsideHeaders => new(BmpSeverity.Harmful, 10, $"pixel offset {head.PixelOffset} lies inside the headers",
                FileHeader, "wingdi.h bfOffBits"),
            BmpFindings.OffsetPastEnd => new(BmpSeverity.Fatal, 10, $"pixel offset {head.PixelOffset} lies behind the last of {file.FileLength} bytes",
                FileHeader, "wingdi.h bfOffBits", ImageDecodeErrorKind.Truncated),
            BmpFindings.HeaderSizeInvalid => new(BmpSeverity.Fatal, 14, $"header size {dib.Size} is of no DIB header", Dib, "wingdi.h biSize"),
            BmpFindings.HeaderSizeUnknown => new(BmpSeverity.Harmful, 14, $"header size {dib.Size} is of no known version", Dib, "wingdi.h biSize",
                dib.Size > 124 ? ImageDecodeErrorKind.Unsupported : ImageDecodeErrorKind.Malformed),
            BmpFindings.WidthInvalid => new(BmpSeverity.Fatal, 18, $"width {dib.Width} is not positive", Dib, "wingdi.h biWidth"),
            BmpFindings.HeightInvalid => new(BmpSeverity.Fatal, core ? 20 : 22, $"height {dib.RawHeight} is not allowed", Dib, "wingdi.h biHeight"),
            BmpFindings.PlanesNotOne => new(BmpSeverity.Harmless, core ? 22 : 26, $"{dib.Planes} planes; there is always 1", Dib, "wingdi.h biPlanes"),
            BmpFindings.BitCountInvalid => new(BmpSeverity.Fatal, core ? 24 : 28, $"{dib.BitCount} bits a pixel are not allowed", Dib, "wingdi.h biBitCount"),
            BmpFindings.BitCountNotInVersion => new(BmpSeverity.Harmless, core ? 24 : 28,
                $"{dib.BitCount} bits a pixel are not defined for an OS/2 header", Dib, "OS/2 cBitCount"),
            BmpFindings.CompressionUnknown => new(BmpSeverity.Fatal, 30, $"compression {dib.RawCompression} is not known", Dib, "wingdi.h biCompression",
                ImageDecodeErrorKind.Unsupported),
            BmpFindings.CompressionDepthMismatch => new(BmpSeverity.Fatal, 30,
                $"compression {dib.RawCompression} ({dib.Compression}) does not go with {dib.BitCount} bits a pixel", Dib, "wingdi.h biCompression"),
            BmpFindings.EmbeddedBitCount => new(BmpSeverity.Harmless, 28, $"{dib.BitCount} bits a pixel for an embedded {dib.Compression}; 0 is prescribed",
                Dib, "wingdi.h biBitCount"),
            BmpFindings.TopDownNotAllowed => new(BmpSeverity.Harmful, 22, $"top-down rows (height {dib.RawHeight}) are not allowed for {dib.Compression} pixels"
                + (dib.Kind == BmpHeaderKind.Os2V2 ? " in OS/2 files" : ""), Dib, "wingdi.h biHeight"),
            BmpFindings.ImageSizeWrong => new(
                dib.ImageSize == 0 ? BmpSeverity.Note : BmpSeverity.Harmless, 34, $"image size {dib.ImageSize} is not that of the pixel data", Dib, "wingdi.h biSizeImage"),
            BmpFindings.PaletteTooLarge => new(BmpSeverity.Harmless, 46, $"{dib.ColorsUsed} palette entries; {dib.BitCount} bits can address {1 << dib.BitCount}",
                Dib, "wingdi.h biClrUsed"),
            BmpFindings.PaletteCutShort => new(
                dib.ColorsUsed == 0 ? BmpSeverity.Note : BmpSeverity.Harmless, core || dib.ColorsUsed == 0 ? 10 : 46,
                $"the palette is cut to {file.PaletteCount} entries by the pixel data", "palette", "wingdi.h biClrUsed"),
            BmpFindings.MaskNotContiguous => new(BmpSeverity.Harmful, maskOffset, $"a mask is not contiguous: {Masks(file)}", "masks", "wingdi.h biCompression"),
            BmpFindings.MasksOverlap => new(BmpSeverity.Harmless, maskOffset, $"masks overlap: {Masks(file)}", "masks", "wingdi.h biCompression"),
            BmpFindings.MaskOutsidePixel => new(BmpSeverity.Harmful, maskOffset, $"a mask exceeds the {dib.BitCount} bits of a pixel: {Masks(file)}",
                "masks", "wingdi.h biCompression"),
            BmpFindings.MasksEmpty => new(BmpSeverity.Harmful, maskOffset, "red, green and blue have no bits", "masks", "wingdi.h biCompression"),
            BmpFindings.ColorSpaceUnknown => new(BmpSeverity.Harmless, 70, $"colour space 0x{(uint)dib.ColorSpaceKind.GetValueOrDefault():X8} is not known", Dib, "wingdi.h bV5CSType"),
            BmpFindings.ProfileMisplaced => new(BmpSeverity.Harmless, 126,
                $"the profile of {dib.ProfileSize} bytes at {BmpFileHeader.Size + (long)dib.ProfileOffset} lies outside the file or in other data", Dib, "wingdi.h bV5ProfileData"),
            BmpFindings.PaddingMissing => new(BmpSeverity.Harmless, file.FileLength, "the padding of the last row is missing", "pixel data", "wingdi.h BITMAPINFO"),
            BmpFindings.TrailingBytes => new(BmpSeverity.Harmless, file.TrailingOffset,
                $"{file.FileLength - file.TrailingOffset} bytes after the last part", "end of file", "wingdi.h bfSize"),
            _ => throw new ArgumentOutOfRangeException(nameof(finding)),
        };
    }

    /// <summary>The rule that an embedded picture of other dimensions than the header's breaks; null if they agree.</summary>
    public static BmpRule? DescribeMismatch(BmpFile file, int width, int height)
    {
        BmpDibHeader dib = file.Dib;
        return dib.Width == width && dib.Height == height ? null : new BmpRule(
            BmpSeverity.Harmless, 18, $"the header says {dib.Width} x {dib.Height}, the embedded {dib.Compression} is {width} x {height}", Dib, "wingdi.h BI_JPEG");
    }

    private static BmpRule Truncation(BmpFile file)
    {
        if (file.BytesNeeded != 0)
        {
            return new(BmpSeverity.Fatal, file.FileLength, $"the file ends inside its headers; {file.BytesNeeded} bytes are needed", file.TruncatedPart,
                "wingdi.h BITMAPINFO", ImageDecodeErrorKind.Truncated);
        }

        return new(BmpSeverity.Harmful, file.FileLength,
            $"pixel data of {file.Dib.ImageBytes} bytes begins at {file.PixelOffset}; {file.FileLength - file.PixelOffset} bytes are there",
            "pixel data", "wingdi.h BITMAPINFO", ImageDecodeErrorKind.Truncated);
    }

    private static string Masks(BmpFile file)
        => $"{file.StatedMasks.Red:X8} {file.StatedMasks.Green:X8} {file.StatedMasks.Blue:X8} {file.StatedMasks.Alpha:X8}";
}
