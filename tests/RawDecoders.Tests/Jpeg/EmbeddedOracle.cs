using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// A slow second reading of which pictures lie in a JPEG file: marker by marker from SOI to the first SOS, everything by index into
/// one array, XMP by regular expressions. Shares nothing with the library.
/// </summary>
internal static partial class EmbeddedOracle
{
    /// <summary>"Kind Coding Offset Length WxH" of each.</summary>
    public static List<string> List(byte[] f)
    {
        List<string> thumbnails = [], more = [];
        string xmp = "";
        int mpf = -1, mpfEnd = 0;
        bool sawExif = false;
        for (int at = 2; f[at] == 0xFF && f[at + 1] != 0xDA; at += 2 + (f[at + 2] << 8 | f[at + 3]))
        {
            int end = at + 2 + (f[at + 2] << 8 | f[at + 3]), body = at + 4;
            string Text(int n) => Encoding.Latin1.GetString(f, body, Math.Min(n, end - body));
            if (f[at + 1] == 0xE0 && Text(5) == "JFIF\0" && end - body >= 14)
                AddSamples("Rgb24", body + 14, f[body + 12], f[body + 13], 0, end, thumbnails);
            else if (f[at + 1] == 0xE0 && Text(5) == "JFXX\0" && f[body + 5] == 0x10)
                AddJpeg(f, "JfifThumbnail", body + 6, end - body - 6, thumbnails);
            else if (f[at + 1] == 0xE0 && Text(5) == "JFXX\0" && f[body + 5] == 0x11)
                AddSamples("Palette8", body + 8, f[body + 6], f[body + 7], 768, end, thumbnails);
            else if (f[at + 1] == 0xE0 && Text(5) == "JFXX\0" && f[body + 5] == 0x13)
                AddSamples("Rgb24", body + 8, f[body + 6], f[body + 7], 0, end, thumbnails);
            else if (f[at + 1] == 0xE1 && Text(5) == "Exif\0" && !sawExif)
                AddExif(f, body + 6, end, thumbnails, ref sawExif);
            else if (f[at + 1] == 0xE1 && Text(29) == "http://ns.adobe.com/xap/1.0/\0" && xmp.Length == 0)
                xmp = Text(65536);
            else if (f[at + 1] == 0xE2 && Text(4) == "MPF\0" && mpf < 0)
                (mpf, mpfEnd) = (body + 4, end);
        }

        if (mpf >= 0)
            AddListed(f, mpf, mpfEnd, more);
        else if (Item().Match(xmp) is { Success: true } item)
            AddJpeg(f, "UltraHdrGainMap", f.Length - long.Parse(item.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(item.Groups[1].Value, CultureInfo.InvariantCulture), more);
        return [.. thumbnails, .. more];
    }

    [GeneratedRegex("""Item:Semantic="GainMap"[^>]*Item:Length="(\d+)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Item();

    private static long Number(byte[] f, int at, int bytes, bool little)
    {
        long n = 0;
        for (int i = 0; i < bytes; i++)
            n |= (long)f[at + i] << 8 * (little ? i : bytes - 1 - i);
        return n;
    }

    private static void AddExif(byte[] f, int tiff, int end, List<string> found, ref bool saw)
    {
        saw = true;
        bool little = f[tiff] == 'I';
        int ifd0 = tiff + (int)Number(f, tiff + 4, 4, little);
        int link = ifd0 + 2 + 12 * (int)Number(f, ifd0, 2, little);
        if (link + 4 > end || Number(f, link, 4, little) is var ifd && ifd == 0)
            return;
        long offset = 0, length = 0;
        int first = tiff + (int)ifd + 2;
        for (int e = first; e < first + 12 * Number(f, first - 2, 2, little); e += 12)
        {
            if (Number(f, e, 2, little) == 0x201)
                offset = Number(f, e + 8, 4, little);
            if (Number(f, e, 2, little) == 0x202)
                length = Number(f, e + 8, 4, little);
        }

        if (length > 0 && tiff + offset + length <= end)
            AddJpeg(f, "ExifThumbnail", tiff + offset, length, found);
    }

    private static void AddListed(byte[] f, int header, int end, List<string> found)
    {
        bool little = f[header] == 'I';
        int ifd = header + (int)Number(f, header + 4, 4, little);
        for (int field = ifd + 2; field < ifd + 2 + 12 * Number(f, ifd, 2, little); field += 12)
        {
            if (Number(f, field, 2, little) != 0xB002)
                continue;
            int list = header + (int)Number(f, field + 8, 4, little);
            for (int e = list + 16; e < list + Number(f, field + 4, 4, little) && e + 16 <= end; e += 16)
                AddJpeg(f, null, header + Number(f, e + 8, 4, little), Number(f, e + 4, 4, little), found);
        }
    }

    private static void AddSamples(string coding, int at, int width, int height, int palette, int end, List<string> found)
    {
        int length = palette + width * height * (palette > 0 ? 1 : 3);
        if (width * height > 0 && at + length <= end)
            found.Add($"JfifThumbnail {coding} {at} {length} {width}x{height}");
    }

    private static void AddJpeg(byte[] f, string? kind, long offset, long length, List<string> found)
    {
        if (offset < 0 || offset + length > f.LongLength || length < 3 || f[offset] != 0xFF || f[offset + 1] != 0xD8)
            return;
        byte[] part = f[(int)offset..(int)(offset + length)];
        string head = "", text = Encoding.Latin1.GetString(part);
        for (int at = 2; at + 9 < part.Length && part[at] == 0xFF && head.Length == 0; at += 2 + (part[at + 2] << 8 | part[at + 3]))
        {
            if (part[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                head = $"{part[at + 7] << 8 | part[at + 8]}x{part[at + 5] << 8 | part[at + 6]}";
        }

        kind ??= text.Contains("hdrgm:Version", StringComparison.Ordinal) || text.Contains("urn:iso:std:iso:ts:21496:-1\0", StringComparison.Ordinal) ? "UltraHdrGainMap" : "MpfPicture";
        found.Add($"{kind} Jpeg {offset} {length} {head}");
    }
}
