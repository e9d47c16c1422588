// Owns: the two headers of a BMP file as nodes, field by field: stored value, meaning, and which fields nothing depends on and why.
// Stands beside BmpColorTree, which draws masks. Leaves names and places to BmpFields, values to BmpDibHeader.
using System.Buffers.Binary;
using System.Globalization;

using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal static class BmpHeaderTree
{
    /// <summary>BITMAPFILEHEADER, or what there is of it.</summary>
    public static void AddFileHeader(FieldWriter writer, BmpFile file)
    {
        BmpFileHeader head = file.FileHeader;
        writer.Add("bfType", 2, "\"BM\"", "wingdi.h bfType", Number(head.Type));
        writer.Add("bfSize", 4, $"{head.FileSize} bytes{(head.FileSize == file.FileLength ? "" : $", the file has {file.FileLength}")}; ignored: the file's own length counts",
            "wingdi.h bfSize", Number(head.FileSize));
        writer.Add("bfReserved1", 2, Reserved(head.Reserved1, "x"), "wingdi.h bfReserved1", Number(head.Reserved1));
        writer.Add("bfReserved2", 2, Reserved(head.Reserved2, "y"), "wingdi.h bfReserved2", Number(head.Reserved2));
        writer.Add("bfOffBits", 4, $"pixel data begin at byte {head.PixelOffset}"
            + (file.PixelOffset != head.PixelOffset && file.PixelOffset != 0 ? $"; taken from {file.PixelOffset} on instead" : ""),
            "wingdi.h bfOffBits", Number(head.PixelOffset));
    }

    /// <summary>The DIB header of any version, or what there is of it.</summary>
    /// <param name="writer">Fills its region.</param>
    /// <param name="payload">The region's bytes.</param>
    /// <param name="file">The headers as parsed.</param>
    public static void AddDibHeader(FieldWriter writer, ReadOnlySpan<byte> payload, BmpFile file)
    {
        // A header that is cut short is none for the decoder; what there is of it is told all the same.
        BmpDibHeader dib = file.Dib.Kind == BmpHeaderKind.Unknown && payload.Length >= 4 ? BmpDibHeader.Parse(payload) : file.Dib;
        BmpHeaderKind kind = dib.Kind;
        foreach (BmpField field in BmpFields.Of(kind))
        {
            if (payload.Length < field.Offset + field.Size)
            {
                // The header's own size ends it between fields, or the file ends.
                if (writer.Left > 0)
                    writer.Add(field.Name, field.Size, "", Clause(kind, field.Name), "");
                break;
            }

            ReadOnlySpan<byte> bytes = payload.Slice(field.Offset, field.Size);
            uint raw = field.Size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            string value = kind switch
            {
                BmpHeaderKind.Unknown => $"{raw} bytes: of no version",
                BmpHeaderKind.Os2V1 => Describe(CoreField(field.Offset), raw, dib, file),
                BmpHeaderKind.Os2V2 when field.Offset >= 40 => DescribeOs2(field.Offset, raw),
                _ => Describe(field.Offset, raw, dib, file),
            };
            writer.Add(field.Name, field.Size, value, Clause(kind, field.Name), Number(IsSigned(kind, field.Offset) ? (int)raw : raw));
        }

        if (writer.Left > 0)
            writer.Region("unknown fields", writer.Left, $"ignored: no version defines them: {NodeText.Preview(payload[^(int)writer.Left..])}", "wingdi.h biSize");
    }

    /// <summary>What a compression is called, and does.</summary>
    public static string NameOf(BmpCompression compression) => compression switch
    {
        BmpCompression.Rgb => "BI_RGB: uncompressed",
        BmpCompression.Rle8 => "BI_RLE8: run lengths of 8-bit indices",
        BmpCompression.Rle4 => "BI_RLE4: run lengths of 4-bit indices",
        BmpCompression.BitFields => "BI_BITFIELDS: uncompressed, channels where masks say",
        BmpCompression.Jpeg => "BI_JPEG: the pixel data are a JPEG file",
        BmpCompression.Png => "BI_PNG: the pixel data are a PNG file",
        BmpCompression.AlphaBitFields => "BI_ALPHABITFIELDS: uncompressed, channels and alpha where masks say",
        BmpCompression.Cmyk => "BI_CMYK: uncompressed CMYK",
        BmpCompression.CmykRle8 => "BI_CMYKRLE8",
        BmpCompression.CmykRle4 => "BI_CMYKRLE4",
        BmpCompression.Huffman1D => "BCA_HUFFMAN1D: modified Huffman code of ITU-T T.4",
        BmpCompression.Rle24 => "BCA_RLE24: run lengths of 24-bit pixels",
        _ => "not defined",
    };

    private static string Reserved(ushort value, string axis)
        => value == 0 ? "0; ignored: reserved" : $"ignored: reserved (OS/2 keeps a pointer's hot spot here: {axis} = {value})";

    /// <summary>BITMAPCOREHEADER has the first fields of the longer headers in 16 bits.</summary>
    private static int CoreField(int offset) => offset switch { 4 => 4, 6 => 8, 8 => 12, 10 => 14, _ => 0 };

    private static string Describe(int offset, uint raw, BmpDibHeader dib, BmpFile file) => offset switch
    {
        0 => $"{raw} bytes: {((dib.Findings & BmpFindings.HeaderSizeUnknown) != 0 ? "no known version, read as " : "")}{BmpFields.NameOf(dib.Kind, raw)}",
        4 => $"{dib.Width} pixels",
        8 => dib.IsTopDown ? $"{dib.Height} rows, from the top down (negative)" : $"{dib.Height} rows, from the bottom up",
        12 => $"{raw}; ignored: always 1, and no pixel depends on it",
        14 => DescribeDepth(dib),
        16 => NameOf(dib.Compression),
        20 => DescribeImageSize(raw, dib),
        24 or 28 => DescribeDensity((int)raw),
        32 => DescribeColors(raw, dib, file),
        36 => raw == 0 ? "all; ignored: a hint for displays with few colours" : $"{raw} of the colours; ignored: a hint for displays with few colours",
        40 or 44 or 48 or 52 => file.UsesMasks && dib.Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields
            ? BmpColorTree.DrawMask(raw, dib.BitCount)
            : raw == 0 ? "0; ignored: only BI_BITFIELDS has masks" : $"{BmpColorTree.DrawMask(raw, 32)}; ignored: only BI_BITFIELDS has masks",
        56 => DescribeColorSpace(dib.ColorSpaceKind.GetValueOrDefault(), raw),
        >= 60 and < 96 => Fixed((int)raw / (double)(1 << 30), dib),
        >= 96 and < 108 => Fixed(raw / 65536.0, dib),
        108 => $"{DescribeIntent(dib.Intent)}; metadata: pixels are not colour-managed",
        112 or 116 => DescribeProfile(offset, raw, file),
        _ => "ignored: reserved",
    };

    private static string DescribeDepth(BmpDibHeader dib) => dib switch
    {
        { Compression: BmpCompression.Jpeg or BmpCompression.Png } => $"{dib.BitCount}; ignored: the picture inside has its own depth",
        { BitCount: 1 or 2 or 4 or 8 } => $"{dib.BitCount} bits a pixel: indices into a palette of at most {1 << dib.BitCount}",
        { BitCount: 16 or 32 } => $"{dib.BitCount} bits a pixel: channels where masks say",
        { BitCount: 24 } => "24 bits a pixel: blue, green, red",
        { BitCount: 64 } => "64 bits a pixel: blue, green, red, alpha as s2.13 fixed-point numbers of linear light",
        _ => $"{dib.BitCount} bits a pixel: not defined",
    };

    private static string DescribeImageSize(uint raw, BmpDibHeader dib)
    {
        if (dib.IsUncompressed)
            return raw == 0 ? "not stated; ignored: rows and padding say it" : $"{raw} bytes; ignored: rows and padding say it, {dib.ImageBytes}";
        if (dib.Compression is BmpCompression.Jpeg or BmpCompression.Png)
            return raw == 0 ? "not stated: to the end of the file" : $"{raw} bytes: length of the embedded file";
        return raw == 0 ? "not stated; ignored: the code ends itself" : $"{raw} bytes; ignored: the code ends itself";
    }

    private static string DescribeDensity(int perMetre) => perMetre > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{perMetre} pixels a metre, {perMetre * 0.0254:0.#} an inch; metadata")
        : perMetre == 0 ? "not stated; metadata" : $"{perMetre}: means nothing; ignored";

    private static string DescribeColors(uint raw, BmpDibHeader dib, BmpFile file)
    {
        if (!dib.HasPalettePixels)
            return raw == 0 ? "no palette" : $"{raw} palette entries; ignored: pixels are not indices (a hint for displays with few colours)";
        return raw == 0 ? $"all that {dib.BitCount} bits can address; {file.PaletteCount} are there" : $"{raw} palette entries";
    }

    private static string DescribeColorSpace(BmpColorSpaceKind kind, uint raw) => kind switch
    {
        BmpColorSpaceKind.CalibratedRgb => "LCS_CALIBRATED_RGB: end points and gammas below; metadata: pixels are not colour-managed",
        BmpColorSpaceKind.Srgb => "LCS_sRGB",
        BmpColorSpaceKind.Windows => "LCS_WINDOWS_COLOR_SPACE: sRGB",
        BmpColorSpaceKind.ProfileLinked => "PROFILE_LINKED: an ICC profile in another file; metadata",
        BmpColorSpaceKind.ProfileEmbedded => "PROFILE_EMBEDDED: an ICC profile in this file; metadata",
        _ => $"0x{raw:X8} is not defined",
    };

    private static string Fixed(double value, BmpDibHeader dib) => string.Create(CultureInfo.InvariantCulture, $"{value:0.######}")
        + (dib.ColorSpaceKind == BmpColorSpaceKind.CalibratedRgb ? "; metadata" : "; ignored: LCS_CALIBRATED_RGB alone has it");

    private static string DescribeIntent(BmpRenderingIntent intent) => intent switch
    {
        BmpRenderingIntent.None => "not stated",
        BmpRenderingIntent.Saturation => "LCS_GM_BUSINESS: saturation",
        BmpRenderingIntent.RelativeColorimetric => "LCS_GM_GRAPHICS: relative colorimetric",
        BmpRenderingIntent.Perceptual => "LCS_GM_IMAGES: perceptual",
        BmpRenderingIntent.AbsoluteColorimetric => "LCS_GM_ABS_COLORIMETRIC: absolute colorimetric",
        _ => "not defined",
    };

    private static string DescribeProfile(int offset, uint raw, BmpFile file)
    {
        if (file.Dib.ColorSpaceKind is not (BmpColorSpaceKind.ProfileEmbedded or BmpColorSpaceKind.ProfileLinked))
            return raw == 0 ? "0; ignored: no profile" : $"{raw}; ignored: the colour space has no profile";
        return offset == 112 ? $"{raw} bytes after the start of this header: byte {file.DibOffset + (long)raw}" : $"{raw} bytes of profile";
    }

    /// <summary>The fields that only OS/2 2.x has.</summary>
    private static string DescribeOs2(int offset, uint raw) => offset switch
    {
        40 => raw == 0 ? "0: pixels per metre; ignored" : $"{raw}; ignored",
        42 => "ignored: reserved",
        44 => raw == 0 ? "0: from the bottom up; ignored: the only one defined" : $"{raw}; ignored: 0 is the only one defined",
        46 => (raw switch { 0 => "no halftoning", 1 => "error diffusion", 2 => "PANDA", 3 => "super-circle", _ => "not defined" }) + "; ignored: halftoning is history",
        48 or 52 => $"{raw}; ignored: a parameter of the halftoning",
        56 => raw == 0 ? "0: RGB; ignored: the only one defined" : $"{raw}; ignored: 0 is the only one defined",
        _ => $"{raw}; ignored: the application's own",
    };

    private static bool IsSigned(BmpHeaderKind kind, int offset)
        => kind != BmpHeaderKind.Os2V1 && offset is 4 or 8 or 24 or 28 or (>= 60 and < 96) && !(kind == BmpHeaderKind.Os2V2 && offset >= 40);

    private static string Clause(BmpHeaderKind kind, string name)
        => (kind == BmpHeaderKind.Os2V2 ? "OS/2 " : "wingdi.h ") + (name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[..dot] : name);

    private static string Number(long value) => NodeText.Number(value);
}
