// Owns: what each finding of BmpHeaderReader means: which rule it breaks, where, and with which values. Stands between the reader,
// which states facts, and the decode, which applies its strictness. Leaves what is wrong with coded pixels to the codings.

namespace RawDecoders.Bmp;

internal static class BmpHeaderIssues
{
    /// <summary>Throws for the first finding that leaves no picture, whatever the strictness.</summary>
    public static void ThrowIfFatal(BmpFile file)
    {
        foreach (Issue issue in All(file))
        {
            if (issue.Rule.IsRefusedBy(Strictness.Lenient))
                throw new ImageDecodeException(issue, ImageFormat.Bmp);
        }
    }

    /// <summary>Reports each finding; the strictness decides.</summary>
    public static void Report(BmpFile file, DecodeIssues issues)
    {
        foreach (Issue issue in All(file))
            issues.Report(issue.Rule, issue.Offset, issue.What, issue.Part);
    }

    /// <summary>Every finding, those of earlier fields first.</summary>
    public static IEnumerable<Issue> All(BmpFile file)
    {
        for (long rest = (long)file.Findings; rest != 0; rest &= rest - 1)
            yield return Describe((BmpFindings)(rest & -rest), file);
    }

    /// <summary>The rule that one finding breaks, with place and values.</summary>
    public static Issue Describe(BmpFindings finding, BmpFile file)
    {
        BmpFileHeader head = file.FileHeader;
        BmpDibHeader dib = file.Dib;
        bool core = dib.Kind == BmpHeaderKind.Os2V1;
        int d = file.DibOffset;
        return finding switch
        {
            BmpFindings.NotBmp => new(BmpRules.Signature, 0, "the first two bytes are not \"BM\""),
            BmpFindings.Truncated when file.BytesNeeded != 0 => new(
                BmpRules.HeadersTruncated, file.FileLength, $"the file ends inside its headers; {file.BytesNeeded} bytes are needed") { Part = file.TruncatedPart },
            BmpFindings.Truncated => new(
                BmpRules.Truncated, file.FileLength,
                $"{dib.ImageBytes} bytes begin at {file.PixelOffset}; {file.FileLength - file.PixelOffset} are there"),
            BmpFindings.FileSizeWrong => new(BmpRules.FileSize, 2, $"file size {head.FileSize} is stated, {file.FileLength} bytes are there"),
            BmpFindings.FileHeaderMissing => new(
                BmpRules.FileHeaderMissing, 0, $"the file begins with a DIB header of {dib.Size} bytes; pixels are taken from {file.PixelOffset} on"),
            BmpFindings.OffsetInsideHeaders => new(BmpRules.PixelOffsetInside, 10, $"pixel offset {head.PixelOffset} lies inside the headers"),
            BmpFindings.OffsetZero => new(BmpRules.PixelOffsetZero, 10, "pixel offset 0"),
            BmpFindings.OffsetInsidePalette => new(
                BmpRules.PixelOffsetPalette, 10, $"pixel offset {head.PixelOffset} lies inside the palette, which ends at {file.PixelOffset}"),
            BmpFindings.OffsetPastEnd => new(BmpRules.PixelOffsetPastEnd, 10, $"pixel offset {head.PixelOffset} lies behind the last of {file.FileLength} bytes"),
            BmpFindings.HeaderSizeInvalid => new(BmpRules.HeaderSize, d, $"header size {dib.Size} is of no version"),
            BmpFindings.HeaderSizeUnknown => new(
                dib.Size > 124 ? BmpRules.HeaderSizeNew : BmpRules.HeaderSizeOdd, d, $"header size {dib.Size} is of no known version"),
            BmpFindings.WidthInvalid => new(BmpRules.Width, d + 4, $"width {dib.Width} is not positive"),
            BmpFindings.HeightInvalid => new(BmpRules.Height, core ? d + 6 : d + 8, $"height {dib.RawHeight} is not allowed"),
            BmpFindings.PlanesNotOne => new(BmpRules.Planes, core ? d + 8 : d + 12, $"{dib.Planes} planes; there is always 1"),
            BmpFindings.BitCountInvalid => new(BmpRules.BitCount, core ? d + 10 : d + 14, $"{dib.BitCount} bits a pixel are not allowed"),
            BmpFindings.BitCountNotInVersion => new(
                BmpRules.BitCountVersion, core ? d + 10 : d + 14, $"{dib.BitCount} bits a pixel are not defined for OS/2"),
            BmpFindings.CompressionUnknown => new(BmpRules.CompressionUnknown, d + 16, $"compression {dib.RawCompression} is not known"),
            BmpFindings.CompressionDepthMismatch => new(
                BmpRules.CompressionDepth, d + 16, $"compression {dib.RawCompression} ({dib.Compression}) does not go with {dib.BitCount} bits a pixel"),
            BmpFindings.EmbeddedBitCount => new(
                BmpRules.EmbeddedBitCount, d + 14, $"{dib.BitCount} bits a pixel for an embedded {dib.Compression}; 0 is prescribed"),
            BmpFindings.TopDownNotAllowed => new(
                BmpRules.TopDown, d + 8, $"top-down rows (height {dib.RawHeight}) are not allowed for {dib.Compression} pixels"
                + (dib.Kind == BmpHeaderKind.Os2V2 ? " in OS/2 files" : "")),
            BmpFindings.ImageSizeWrong => new(
                dib.ImageSize == 0 ? BmpRules.ImageSizeMissing : BmpRules.ImageSize, d + 20, $"image size {dib.ImageSize} is not that of the pixel data"),
            BmpFindings.PaletteTooLarge => new(
                BmpRules.PaletteSize, d + 32, $"{dib.ColorsUsed} palette entries; {dib.BitCount} bits can address {1 << dib.BitCount}"),
            BmpFindings.PaletteCutShort => new(
                dib.ColorsUsed == 0 ? BmpRules.PaletteShort : BmpRules.PaletteCut, core || dib.ColorsUsed == 0 ? 10 : d + 32,
                $"cut to {file.PaletteCount} entries by the pixel data"),
            BmpFindings.MaskNotContiguous => new(BmpRules.MaskHoles, file.MaskOffset, $"one is not contiguous: {Masks(file)}"),
            BmpFindings.MasksOverlap => new(BmpRules.MaskOverlap, file.MaskOffset, $"some overlap: {Masks(file)}"),
            BmpFindings.MaskOutsidePixel => new(BmpRules.MaskOutside, file.MaskOffset, $"one exceeds the {dib.BitCount} bits of a pixel: {Masks(file)}"),
            BmpFindings.MasksEmpty => new(BmpRules.MaskEmpty, file.MaskOffset, "red, green and blue have no bits"),
            BmpFindings.ColorSpaceUnknown => new(BmpRules.ColorSpace, d + 56, $"colour space 0x{(uint)dib.ColorSpaceKind.GetValueOrDefault():X8} is not known"),
            BmpFindings.ProfileMisplaced => new(
                BmpRules.Profile, d + 112,
                $"the profile of {dib.ProfileSize} bytes at {d + (long)dib.ProfileOffset} lies outside the file or in other data"),
            BmpFindings.PaddingMissing => new(BmpRules.Padding, file.FileLength, "the padding of the last row is missing"),
            BmpFindings.TrailingBytes => new(BmpRules.Trailing, file.TrailingOffset, $"{file.FileLength - file.TrailingOffset} bytes after the last part"),
            _ => throw new ArgumentOutOfRangeException(nameof(finding)),
        };
    }

    /// <summary>What it means that an embedded picture has other dimensions than the header states; null if they agree.</summary>
    public static Issue? DescribeMismatch(BmpFile file, int width, int height)
    {
        BmpDibHeader dib = file.Dib;
        return dib.Width == width && dib.Height == height ? null : new Issue(
            BmpRules.EmbeddedSize, file.DibOffset + 4, $"the header says {dib.Width} x {dib.Height}, the embedded {dib.Compression} is {width} x {height}");
    }

    private static string Masks(BmpFile file)
        => $"{file.StatedMasks.Red:X8} {file.StatedMasks.Green:X8} {file.StatedMasks.Blue:X8} {file.StatedMasks.Alpha:X8}";
}
