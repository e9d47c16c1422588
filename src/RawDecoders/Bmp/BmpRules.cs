// Owns: every rule of BMP, once: identifier, clause, how much it matters, what a lenient decode does. Stands below everything in
// this folder. Leaves to BmpHeaderIssues which finding of the headers breaks which rule, to the codings what they find.
// "wingdi.h X" is the documentation of the field or constant X in the Windows GDI reference.

namespace RawDecoders.Bmp;

internal static class BmpRules
{
    private static readonly RuleTable Table = new(ImageFormat.Bmp);

    /// <summary>Every rule of this table, in its order.</summary>
    public static IReadOnlyList<Rule> All => Table.All;

    private const string FileHeader = "BITMAPFILEHEADER";
    private const string Dib = "DIB header";
    private const string Masks = "masks";
    private const string Pixels = "pixel data";
    private const string RunLengths = "wingdi.h Bitmap Compression";

    // The file and its headers.
    public static readonly Rule Signature = Table.Fatal("bmp-signature", FileHeader, "wingdi.h bfType", "The first two bytes are \"BM\".", ImageDecodeErrorKind.UnknownFormat);
    public static readonly Rule HeadersTruncated = Table.Fatal("bmp-headers-truncated", "", "wingdi.h BITMAPINFO", "The file holds its headers whole.", ImageDecodeErrorKind.Truncated);
    public static readonly Rule FileHeaderMissing = Table.Warning("bmp-file-header-missing", FileHeader, "wingdi.h BITMAPFILEHEADER", "The file begins with its file header; in a bare DIB, which does not, pixels follow headers and palette.");
    public static readonly Rule FileSize = Table.Warning("bmp-file-size", FileHeader, "wingdi.h bfSize", "The file size stated is that of the file.");
    public static readonly Rule PixelOffsetInside = Table.Error("bmp-pixel-offset", FileHeader, "wingdi.h bfOffBits", "Pixel data begins after the headers.", "takes pixels from the end of the palette on");
    public static readonly Rule PixelOffsetZero = Table.Warning("bmp-pixel-offset-zero", FileHeader, "wingdi.h bfOffBits", "The place of the pixel data is stated; where it is 0, they follow the palette.");
    public static readonly Rule PixelOffsetPalette = Table.Warning("bmp-pixel-offset-palette", FileHeader, "wingdi.h bfOffBits", "Pixel data begins after the palette; where the file is just long enough for both, it does.");
    public static readonly Rule PixelOffsetPastEnd = Table.Fatal("bmp-pixel-offset-past-end", FileHeader, "wingdi.h bfOffBits", "Pixel data begins inside the file.", ImageDecodeErrorKind.Truncated);
    public static readonly Rule HeaderSize = Table.Fatal("bmp-header-size", Dib, "wingdi.h biSize", "The size of the DIB header is one of a version.");
    public static readonly Rule HeaderSizeOdd = Table.Error("bmp-header-size-odd", Dib, "wingdi.h biSize", "A DIB header that begins like a version has all of it.", "reads the fields of the longest known version that fits");
    public static readonly Rule HeaderSizeNew = Table.Error("bmp-header-size-new", Dib, "wingdi.h biSize", "The DIB header is no longer than BITMAPV5HEADER.", "reads the fields of BITMAPV5HEADER", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule Width = Table.Fatal("bmp-width", Dib, "wingdi.h biWidth", "The width is positive.");
    public static readonly Rule Height = Table.Fatal("bmp-height", Dib, "wingdi.h biHeight", "The height is not 0, nor -2147483648.");
    public static readonly Rule Planes = Table.Warning("bmp-planes", Dib, "wingdi.h biPlanes", "There is one plane.");
    public static readonly Rule BitCount = Table.Fatal("bmp-bit-count", Dib, "wingdi.h biBitCount", "A pixel has 1, 2, 4, 8, 16, 24, 32 or 64 bits.");
    public static readonly Rule BitCountVersion = Table.Warning("bmp-bit-count-version", Dib, "OS/2 cBitCount", "An OS/2 header has 1, 4, 8 or 24 bits a pixel.");
    public static readonly Rule EmbeddedBitCount = Table.Warning("bmp-embedded-bit-count", Dib, "wingdi.h biBitCount", "The header of an embedded picture has 0 bits a pixel.");
    public static readonly Rule CompressionUnknown = Table.Fatal("bmp-compression-unknown", Dib, "wingdi.h biCompression", "The compression is one that is defined.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule CompressionDepth = Table.Fatal("bmp-compression", Dib, "wingdi.h biCompression", "The compression goes with the bits of a pixel.");
    public static readonly Rule Unsupported = Table.Fatal("bmp-unsupported", Dib, "wingdi.h biCompression", "The pixels are in a coding that is decoded.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule TopDown = Table.Error("bmp-top-down", Dib, "wingdi.h biHeight", "Rows of compressed pixels, and those of OS/2 files, come from the bottom up.", "takes rows from the top down");
    public static readonly Rule ImageSize = Table.Warning("bmp-image-size", Dib, "wingdi.h biSizeImage", "The image size stated is that of the pixel data.");
    public static readonly Rule ImageSizeMissing = Table.Note("bmp-image-size-missing", Dib, "wingdi.h biSizeImage", "The image size is stated; 0 may stand for that of uncompressed pixels.");
    public static readonly Rule Density = Table.Note("bmp-density", Dib, "wingdi.h biXPelsPerMeter", "The resolution is one that a device can have.");
    public static readonly Rule Unjustified = Table.Fatal("bmp-pixels-unjustified", Dib, "wingdi.h biWidth", "The pixel data can give as many pixels as the header states.", ImageDecodeErrorKind.LimitExceeded);
    public static readonly Rule RowTooLong = Table.Fatal("bmp-row-length", Dib, "wingdi.h biWidth", "A row takes less than 2 GiB.", ImageDecodeErrorKind.LimitExceeded);

    // Palette, masks, colour space.
    public static readonly Rule PaletteSize = Table.Warning("bmp-palette-size", Dib, "wingdi.h biClrUsed", "The palette has no more entries than pixels can address.");
    public static readonly Rule PaletteCut = Table.Warning("bmp-palette-cut", "palette", "wingdi.h biClrUsed", "The pixel data begins after the palette that is stated.");
    public static readonly Rule PaletteShort = Table.Note("bmp-palette-short", "palette", "wingdi.h biClrUsed", "A palette whose size is not stated has an entry for every index.");
    public static readonly Rule PaletteIndex = Table.Error("bmp-palette-index", Pixels, "wingdi.h biClrUsed", "Every pixel is the index of a palette entry.", "makes the pixel black and lists its row as damaged, and in coded pixels those after it");
    public static readonly Rule MaskHoles = Table.Error("bmp-mask-holes", Masks, "wingdi.h biCompression", "The bits of a mask are contiguous.", "moves the bits of a mask together");
    public static readonly Rule MaskOverlap = Table.Warning("bmp-mask-overlap", Masks, "wingdi.h biCompression", "Masks do not overlap.");
    public static readonly Rule MaskOutside = Table.Error("bmp-mask-outside", Masks, "wingdi.h biCompression", "A mask has no bits that a pixel has not.", "leaves those bits out of the masks");
    public static readonly Rule MaskEmpty = Table.Error("bmp-mask-empty", Masks, "wingdi.h biCompression", "Red, green or blue has a bit.", "takes the masks of BI_RGB");
    public static readonly Rule ColorSpace = Table.Warning("bmp-color-space", Dib, "wingdi.h bV5CSType", "The colour space is one that is defined.");
    public static readonly Rule Profile = Table.Warning("bmp-profile", Dib, "wingdi.h bV5ProfileData", "The profile lies in the file, outside of other data.");
    public static readonly Rule ProfileSize = Table.Fatal("bmp-profile-size", Dib, $"DecodeLimits.{nameof(DecodeLimits.MaxMetadataBytes)}", "The profile is no larger than the limit.", ImageDecodeErrorKind.LimitExceeded);

    // Pixel data.
    public static readonly Rule Truncated = Table.Error("bmp-truncated", Pixels, "wingdi.h BITMAPINFO", "The file holds all rows.", "makes pixels 0 that are not there, and lists their rows as damaged", ImageDecodeErrorKind.Truncated);
    public static readonly Rule Padding = Table.Warning("bmp-padding", Pixels, "wingdi.h BITMAPINFO", "The last row is padded to 32 bits like the others.");
    public static readonly Rule Trailing = Table.Warning("bmp-trailing", "end of file", "wingdi.h bfSize", "Nothing follows the last part of the file.");
    public static readonly Rule EmbeddedSize = Table.Warning("bmp-embedded-size", Dib, "wingdi.h BI_JPEG", "An embedded picture has the dimensions that the header states.");

    public static readonly Rule RleRow = Table.Error("bmp-rle-row", Pixels, RunLengths, "A run stays in its row.", "leaves the pixels outside out, and lists the row and those after it as damaged");
    public static readonly Rule RlePadding = Table.Warning("bmp-rle-padding", Pixels, RunLengths, "A run stays in its row; one may fill the row's padding to 32 bits, as ImageMagick writes it.");
    public static readonly Rule RleJump = Table.Warning("bmp-rle-jump", Pixels, RunLengths, "A jump stays in the picture.");
    public static readonly Rule RleEnd = Table.Warning("bmp-rle-end-of-picture", Pixels, RunLengths, "An end-of-picture code follows the last row.");
    public static readonly Rule RleTruncated = Table.Error("bmp-rle-truncated", Pixels, RunLengths, "The code does not end before the picture.", "leaves the rest as it is, and lists its rows as damaged", ImageDecodeErrorKind.Truncated);

    public static readonly Rule HuffmanRow = Table.Error("bmp-huffman-row", Pixels, "T.4 4.1", "Runs fill their row and no more.", "leaves the pixels outside out, and lists the row and those after it as damaged");
    public static readonly Rule HuffmanCode = Table.Error("bmp-huffman-code", Pixels, "T.4 4.1", "Every code is in the tables.", "goes on at the next end of line, and lists the row and those after it as damaged");
    public static readonly Rule HuffmanTruncated = Table.Error("bmp-huffman-truncated", Pixels, "T.4 4.1", "The code does not end before the picture.", "lists the rows that are missing as damaged", ImageDecodeErrorKind.Truncated);
    public static readonly Rule HuffmanEnd = Table.Note("bmp-huffman-end", Pixels, "T.4 4.1.4", "Six end-of-line codes follow the last row.");
}
