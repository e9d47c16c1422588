// Owns: the names of a BMP file's parts, as facts that BmpHeaderReader states: regions, header versions, compressions, colour
// spaces, findings. Stands below everything in this folder. Leaves to BmpHeaderIssues what a finding means.
//
// "wingdi.h" in clauses stands for the Windows documentation of BITMAPFILEHEADER, BITMAPINFOHEADER, BITMAPV4HEADER and
// BITMAPV5HEADER ([MS-WMF] 2.2.2 has the same structures); "OS/2" for BITMAPINFOHEADER2 of the OS/2 2.x presentation manager.
namespace RawDecoders.Bmp;

/// <summary>A part of a BMP file. Every byte belongs to one.</summary>
/// <example>
/// <code>
/// var reader = new BmpHeaderReader(File.ReadAllBytes("picture.bmp"));
/// while (reader.Read() &amp;&amp; reader.Kind != BmpRegionKind.PixelData)
///     Console.WriteLine($"{reader.Kind}: {reader.Length} bytes");
/// </code>
/// </example>
public enum BmpRegionKind
{
    /// <summary>BITMAPFILEHEADER, 14 bytes: signature, file size, pixel offset.</summary>
    FileHeader = 0,

    /// <summary>The DIB header of any version, 12 to 124 bytes.</summary>
    DibHeader,

    /// <summary>Three or four colour masks that follow a 40-byte header.</summary>
    ColorMasks,

    /// <summary>The colour table: 3-byte (OS/2 1.x) or 4-byte entries, blue first.</summary>
    Palette,

    /// <summary>Bytes that nothing refers to.</summary>
    Gap,

    /// <summary>The picture.</summary>
    PixelData,

    /// <summary>The ICC profile, or the name of a profile file.</summary>
    Profile,

    /// <summary>Bytes after everything else; or all that could not be interpreted.</summary>
    Trailing,
}

/// <summary>Version of a DIB header, told by its size.</summary>
/// <remarks>wingdi.h BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER; OS/2 BITMAPINFOHEADER2.</remarks>
public enum BmpHeaderKind
{
    /// <summary>No known size.</summary>
    Unknown = 0,

    /// <summary>BITMAPCOREHEADER, 12 bytes: OS/2 1.x, Windows 2.</summary>
    Os2V1,

    /// <summary>BITMAPINFOHEADER2 of OS/2 2.x: 16 to 64 bytes, fields beyond the stated size are 0.</summary>
    Os2V2,

    /// <summary>BITMAPINFOHEADER, 40 bytes (OS/2 2.x writes this size too; the fields are the same).</summary>
    Info,

    /// <summary>40 bytes and red, green, blue masks: 52 bytes.</summary>
    InfoV2,

    /// <summary>40 bytes and red, green, blue, alpha masks: 56 bytes.</summary>
    InfoV3,

    /// <summary>BITMAPV4HEADER, 108 bytes: adds a calibrated colour space.</summary>
    V4,

    /// <summary>BITMAPV5HEADER, 124 bytes: adds rendering intent and ICC profile.</summary>
    V5,
}

/// <summary>How pixels are coded: the compression field, read as the header's version means it.</summary>
/// <remarks>wingdi.h biCompression; OS/2 BITMAPINFOHEADER2, ulCompression.</remarks>
public enum BmpCompression
{
    /// <summary>BI_RGB: uncompressed.</summary>
    Rgb = 0,

    /// <summary>
    /// BI_RLE8: run lengths of 8-bit indices. The code may skip pixels. They are transparent (all channels 0) when a
    /// format with alpha is asked for, and palette entry 0 otherwise; the natural format stays Rgb24. So for every run-length
    /// coding; in RLE24, which has no palette, they are black.
    /// </summary>
    Rle8,

    /// <summary>BI_RLE4: run lengths of 4-bit indices.</summary>
    Rle4,

    /// <summary>BI_BITFIELDS: uncompressed, channels where masks say.</summary>
    BitFields,

    /// <summary>BI_JPEG: the pixel data is a JPEG file.</summary>
    Jpeg,

    /// <summary>BI_PNG: the pixel data is a PNG file.</summary>
    Png,

    /// <summary>BI_ALPHABITFIELDS: as <see cref="BitFields"/> with an alpha mask (Windows CE).</summary>
    AlphaBitFields,

    /// <summary>BI_CMYK: uncompressed CMYK (printing metafiles).</summary>
    Cmyk,

    /// <summary>BI_CMYKRLE8.</summary>
    CmykRle8,

    /// <summary>BI_CMYKRLE4.</summary>
    CmykRle4,

    /// <summary>BCA_HUFFMAN1D of OS/2 2.x (value 3 there): modified Huffman of ITU-T T.4.</summary>
    Huffman1D,

    /// <summary>BCA_RLE24 of OS/2 2.x (value 4 there): run lengths of 24-bit pixels.</summary>
    Rle24,

    /// <summary>A value that no version defines.</summary>
    Unknown,
}

/// <summary>Colour space type of a V4 or V5 header (bV4CSType, bV5CSType).</summary>
/// <remarks>wingdi.h bV5CSType.</remarks>
public enum BmpColorSpaceKind : uint
{
    /// <summary>LCS_CALIBRATED_RGB: end points and gamma values apply.</summary>
    CalibratedRgb = 0,

    /// <summary>LCS_sRGB.</summary>
    Srgb = 0x73524742,

    /// <summary>LCS_WINDOWS_COLOR_SPACE: the system's default, sRGB.</summary>
    Windows = 0x57696E20,

    /// <summary>PROFILE_LINKED: a profile file, by name.</summary>
    ProfileLinked = 0x4C494E4B,

    /// <summary>PROFILE_EMBEDDED: an ICC profile in the file.</summary>
    ProfileEmbedded = 0x4D424544,
}

/// <summary>Rendering intent of a V5 header (bV5Intent).</summary>
/// <remarks>wingdi.h bV5Intent.</remarks>
public enum BmpRenderingIntent
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>LCS_GM_BUSINESS: saturation.</summary>
    Saturation = 1,

    /// <summary>LCS_GM_GRAPHICS: relative colorimetric.</summary>
    RelativeColorimetric = 2,

    /// <summary>LCS_GM_IMAGES: perceptual.</summary>
    Perceptual = 4,

    /// <summary>LCS_GM_ABS_COLORIMETRIC: absolute colorimetric.</summary>
    AbsoluteColorimetric = 8,
}

/// <summary>What is odd about a part of a BMP file. Facts; <see cref="Strictness"/> decides what they lead to.</summary>
/// <example>
/// <code>
/// var reader = new BmpHeaderReader(File.ReadAllBytes("picture.bmp"));
/// var all = BmpFindings.None;
/// while (reader.Read())
///     all |= reader.Findings;
/// Console.WriteLine(all);
/// </code>
/// </example>
[Flags]
public enum BmpFindings : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The file does not begin with "BM".</summary>
    NotBmp = 1L << 0,

    /// <summary>The file ends inside this region.</summary>
    Truncated = 1L << 1,

    /// <summary>bfSize is neither the file's length, nor 0, nor (an OS/2 habit) the length of the headers.</summary>
    FileSizeWrong = 1L << 2,

    /// <summary>bfOffBits points into the headers.</summary>
    OffsetInsideHeaders = 1L << 3,

    /// <summary>bfOffBits is 0: pixel data follows headers and palette.</summary>
    OffsetZero = 1L << 27,

    /// <summary>bfOffBits points into the palette, and the length of the file shows that pixel data follows it.</summary>
    OffsetInsidePalette = 1L << 28,

    /// <summary>bfOffBits lies at or past the end of the file.</summary>
    OffsetPastEnd = 1L << 4,

    /// <summary>The header size cannot be that of a header.</summary>
    HeaderSizeInvalid = 1L << 5,

    /// <summary>The header size is of no known version; the fields of the longest known one that fits are read.</summary>
    HeaderSizeUnknown = 1L << 6,

    /// <summary>The width is not positive.</summary>
    WidthInvalid = 1L << 7,

    /// <summary>The height is 0 or -2^31.</summary>
    HeightInvalid = 1L << 8,

    /// <summary>biPlanes is not 1.</summary>
    PlanesNotOne = 1L << 9,

    /// <summary>biBitCount is no depth of any version.</summary>
    BitCountInvalid = 1L << 10,

    /// <summary>A depth that this version of the header does not define.</summary>
    BitCountNotInVersion = 1L << 11,

    /// <summary>A compression that no version defines.</summary>
    CompressionUnknown = 1L << 12,

    /// <summary>The compression does not go with the depth.</summary>
    CompressionDepthMismatch = 1L << 13,

    /// <summary>biBitCount of an embedded JPEG or PNG is not 0.</summary>
    EmbeddedBitCount = 1L << 14,

    /// <summary>A negative height (top-down rows) where compression or version does not allow it.</summary>
    TopDownNotAllowed = 1L << 15,

    /// <summary>biSizeImage is not the length of the pixel data.</summary>
    ImageSizeWrong = 1L << 16,

    /// <summary>biClrUsed is more than biBitCount can address.</summary>
    PaletteTooLarge = 1L << 17,

    /// <summary>The pixel data begins before the stated palette ends.</summary>
    PaletteCutShort = 1L << 18,

    /// <summary>The bits of a mask are not contiguous.</summary>
    MaskNotContiguous = 1L << 19,

    /// <summary>Two masks share bits.</summary>
    MasksOverlap = 1L << 20,

    /// <summary>A mask has bits that a pixel has not.</summary>
    MaskOutsidePixel = 1L << 21,

    /// <summary>Red, green and blue masks are all 0.</summary>
    MasksEmpty = 1L << 22,

    /// <summary>A colour space type that is not defined.</summary>
    ColorSpaceUnknown = 1L << 23,

    /// <summary>The profile lies, wholly or in part, outside the file or inside another part of it.</summary>
    ProfileMisplaced = 1L << 24,

    /// <summary>Only padding bytes of the last row are missing.</summary>
    PaddingMissing = 1L << 25,

    /// <summary>Bytes after the last part.</summary>
    TrailingBytes = 1L << 26,

    /// <summary>The file begins with its DIB header: there is no file header, and pixel data follows headers and palette.</summary>
    FileHeaderMissing = 1L << 29,
}
