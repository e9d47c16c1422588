// Owns: which format a file has, by its first bytes, and what to call one that is none of ours. Stands at the door: ImageFormats and
// ImageInspector ask it first. Leaves headers to the formats.
using System.Buffers.Binary;
using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>
/// Recognises a file by its first bytes: the three formats that are decoded and, by name, those that are often mistaken
/// for them, so that the error message can say what the file is instead. A bare DIB has no signature: BmpDibHeader knows it.
/// </summary>
internal static class FormatSniffer
{
    /// <summary>As many bytes as any rule here looks at.</summary>
    public const int PrefixLength = 512;

    /// <summary>The format of a file that begins with <paramref name="prefix"/>; Unknown if no signature matches.</summary>
    public static ImageFormat Sniff(ReadOnlySpan<byte> prefix)
    {
        if (prefix.StartsWith(PngSignature.Bytes) || IsDamagedPng(prefix))
            return ImageFormat.Png;
        if (JpegDecoder.MatchesSignature(prefix))
            return ImageFormat.Jpeg;
        if ((prefix.StartsWith("BM"u8) && !IsText(prefix)) || BmpDibHeader.BytesToRecognise(prefix) == 0)
            return ImageFormat.Bmp;
        return ImageFormat.Unknown;
    }

    /// <summary>Whether more bytes after <paramref name="prefix"/> could still complete a signature.</summary>
    public static bool CouldBecomeKnown(ReadOnlySpan<byte> prefix)
        => prefix.Length < 8
            && (PngSignature.Bytes.StartsWith(prefix) || "\u00FF\u00D8\u00FF".StartsWithBytes(prefix) || "BM".StartsWithBytes(prefix));

    /// <summary>
    /// How many bytes from the start of a file are needed to tell its format, if <paramref name="prefix"/> is not enough; else 0.
    /// </summary>
    public static int GetBytesNeeded(ReadOnlySpan<byte> prefix)
    {
        if (CouldBecomeKnown(prefix))
            return 8;
        // What begins with BM may be text as long as the DIB header's size is not whole: its high bytes are 0, or it is refused.
        const int dibSizeEnd = 18;
        if (prefix.Length < dibSizeEnd && prefix.StartsWith("BM"u8) && IsText(prefix))
            return dibSizeEnd;
        return Math.Max(0, BmpDibHeader.BytesToRecognise(prefix));
    }

    /// <summary>The refusal of a file that is none of the three formats.</summary>
    public static ImageDecodeException Unknown(ReadOnlySpan<byte> prefix)
    {
        bool isCut = CouldBecomeKnown(prefix) || (prefix.Length >= 4 && BmpDibHeader.BytesToRecognise(prefix) > 0);
        string what = prefix.IsEmpty ? "the file is empty"
            : isCut ? $"the file ends after {prefix.Length} bytes of a {(CouldBecomeKnown(prefix) ? "signature" : "DIB header")}"
            : DescribeOther(prefix) is { } other ? $"not a PNG, BMP or JPEG file; it looks like {other}"
            : $"not a PNG, BMP or JPEG file; it begins with {HexText.Of(prefix[..Math.Min(prefix.Length, 8)])}";
        Rule rule = isCut ? SharedRules.CutSignature : SharedRules.UnknownFormat;
        return new ImageDecodeException(new Issue(rule, isCut ? prefix.Length : 0, what), ImageFormat.Unknown);
    }

    /// <summary>
    /// A PNG signature that a transfer has damaged: PNG 5.2 chose its bytes so that this shows. The chunk type IHDR must
    /// then stand nearby, or "PNG" at byte 1.
    /// </summary>
    private static bool IsDamagedPng(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < 8)
            return false;
        if (prefix.Slice(1, 3).SequenceEqual("PNG"u8) && (prefix[0] & 0x7F) == 0x09)
            return true;
        int ihdr = prefix[..Math.Min(prefix.Length, 20)].IndexOf("IHDR"u8);
        return ihdr >= 9;
    }

    private static string? DescribeOther(ReadOnlySpan<byte> p)
    {
        if (p.StartsWith("GIF87a"u8) || p.StartsWith("GIF89a"u8))
            return "a GIF image";
        if (p.StartsWith("RIFF"u8) && p.Length >= 12 && p.Slice(8, 4).SequenceEqual("WEBP"u8))
            return "a WebP image";
        if (p.StartsWith("II*\0"u8) || p.StartsWith("MM\0*"u8))
            return "a TIFF image";
        if (p.StartsWith("II+\0"u8) || p.StartsWith("MM\0+"u8))
            return "a BigTIFF image";
        if (p.Length >= 12 && p.Slice(4, 4).SequenceEqual("ftyp"u8))
        {
            ReadOnlySpan<byte> brand = p.Slice(8, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return "an AVIF image";
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("hevc"u8))
                return "a HEIC image";
            return "an ISO media file (MP4 or similar)";
        }

        if (p.StartsWith("\0\0\0\x0CJXL "u8) || (p.Length >= 2 && p[0] == 0xFF && p[1] == 0x0A))
            return "a JPEG XL image";
        if (p.StartsWith("\0\0\0\x0CjP  "u8) || (p.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(p) == 0xFF4FFF51))
            return "a JPEG 2000 image";
        if (p.StartsWith("8BPS"u8))
            return "a Photoshop document";
        if (p.StartsWith("\0\0\x01\0"u8) || p.StartsWith("\0\0\x02\0"u8))
            return "a Windows icon or cursor";
        if (p.StartsWith("%PDF"u8))
            return "a PDF document";
        if (p.StartsWith("PK\x03\x04"u8))
            return "a ZIP archive";
        if (p.Length >= 2 && p[0] == 0x1F && p[1] == 0x8B)
            return "gzip data";
        if (p.StartsWith("qoif"u8))
            return "a QOI image";
        if (p.Length >= 3 && p[0] == 'P' && p[1] is >= (byte)'1' and <= (byte)'7' && p[2] is (byte)'\n' or (byte)' ' or (byte)'\r')
            return "a PNM or PAM image";
        if (!IsText(p))
            return null;
        ReadOnlySpan<byte> start = p.TrimStart("\uFEFF \t\r\n"u8);
        if (StartsWithIgnoreCase(start, "<!doctype html") || StartsWithIgnoreCase(start, "<html"))
            return "an HTML page";
        if (StartsWithIgnoreCase(start, "<svg"))
            return "an SVG image";
        if (StartsWithIgnoreCase(start, "<?xml"))
            return "an XML document";
        if (StartsWithIgnoreCase(start, "version https://git-lfs"))
            return "a Git LFS pointer, not the file itself";
        if (start.StartsWith("{"u8) || start.StartsWith("["u8))
            return "JSON text";
        return "text";
    }

    /// <summary>Whether all of the prefix is UTF-8 or ASCII text: no control bytes but white space.</summary>
    private static bool IsText(ReadOnlySpan<byte> p)
    {
        foreach (byte b in p)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C) || b == 0x7F)
                return false;
        }

        // A character cut off by the end of the prefix is still text.
        for (int cut = 0; cut <= Math.Min(3, p.Length - 1); cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(p[..^cut]))
                return true;
        }

        return false;
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, string start)
        => text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private static bool StartsWithBytes(this string signature, ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length > signature.Length)
            return false;
        for (int i = 0; i < prefix.Length; i++)
        {
            if (signature[i] != prefix[i])
                return false;
        }

        return true;
    }
}
