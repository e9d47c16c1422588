// Owns: the names of rules. A name says what is wrong in words that stay: it follows from the clause that is broken and, where a
// clause has several rules, from the field at the finding's offset.
using System.Text;

namespace RawDecoders.Png;

/// <summary>Names of rules: "png-chunk-crc", "png-ihdr-bit-depth".</summary>
internal static class PngFindingRules
{
    /// <summary>The name of the rule that is broken at an offset.</summary>
    /// <param name="root">The tree, whose leaf at the offset is the field in question.</param>
    /// <param name="layout">The file's parts.</param>
    /// <param name="offset">Where.</param>
    /// <param name="part">The part of the file that the decoder names.</param>
    /// <param name="clause">The clause that it names.</param>
    public static string Name(StructureNode root, PngLayout layout, long offset, string part, string clause)
    {
        if (clause.StartsWith("DecodeLimits.", StringComparison.Ordinal))
            return $"limit-{Slug(clause["DecodeLimits.".Length..])}";
        string leaf = offset >= 0 && offset < root.Length
            ? new StructureReport(ImageFormat.Png, root, IsCut: false).PathTo(offset)[^1].Name
            : "";
        return clause switch
        {
            "PNG 5.2" => "png-signature",
            "PNG 5.3" => leaf == "Length" ? "png-chunk-length" : "png-chunk-type",
            "PNG 5.4" => "png-chunk-unknown",
            "PNG 5.5" => "png-chunk-crc",
            "PNG 5.6" when part == "IDAT" && PartAt(layout, offset)?.Is(PngChunkType.Iend) == true => "png-idat-missing",
            "PNG 5.6" => Order(root, layout, offset),
            "PNG 9.2" => "png-filter-type",
            "PNG 10.1" => leaf is "CMF" or "FLG" ? "png-zlib-header" : "png-zlib-end",
            "PNG 10.2" or "RFC 1951 3.2.5" => "png-image-data-length",
            "PNG 10.3" => "png-zlib-metadata",
            "PNG 11.2.3" => "png-unused-bytes",
            "RFC 1950 2.2" => "png-zlib-header",
            "RFC 1951" => "png-deflate",
            _ when part == "IDAT" => "png-palette-index",
            _ when part == "PLTE" && leaf == "Length" && PartAt(layout, offset)?.Is(PngChunkType.Idat) == true => "png-plte-missing",
            // The chunk as a whole: its length, its place, or an empty payload, after which the CRC stands.
            _ when leaf is "" or "Length" or "Chunk type" or "CRC" or "Exif block" => $"png-{part.ToLowerInvariant()}",
            _ => $"png-{part.ToLowerInvariant()}-{Slug(leaf)}",
        };
    }

    private static string Order(StructureNode root, PngLayout layout, long offset)
    {
        if (offset >= root.Length)
            return "png-file-ends";
        if (PartAt(layout, offset) is not { } part || part.Kind == PngPartKind.Trailer)
            return "png-after-iend";
        bool isSecond = layout.Parts.Exists(p => p.Offset < part.Offset && p.Is(part.Type.Value));
        bool mayRepeat = part.Type.Value != PngChunkType.Ihdr && PngChunkRule.Find(part.Type) is not { MayRepeat: false };
        return isSecond && !mayRepeat ? "png-chunk-repeated" : "png-chunk-order";
    }

    private static PngPart? PartAt(PngLayout layout, long offset)
    {
        int i = layout.Parts.FindLastIndex(p => p.Offset <= offset);
        return i < 0 ? null : layout.Parts[i];
    }

    /// <summary>A field's name in small letters with hyphens, without numbers: "Alpha of entry 5" is "alpha-of-entry".</summary>
    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        char before = ' ';
        foreach (char c in name)
        {
            // MaxMetadataBytes is three words.
            if (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before))
                slug.Append('-');
            before = c;
            if (char.IsAsciiLetter(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsAsciiDigit(c))
                slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }
}
