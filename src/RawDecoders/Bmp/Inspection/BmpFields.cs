// Owns: the fields of the DIB header of every version: names as its documentation has them, places and sizes. Stands under
// BmpHeaderTree, which makes nodes of them. Leaves what a field means to decoding to BmpDibHeader.

namespace RawDecoders.Bmp;

/// <summary>A field of a DIB header.</summary>
/// <param name="Name">Its name in the version's documentation.</param>
/// <param name="Offset">From the start of the header.</param>
/// <param name="Size">Bytes: 2 or 4, little-endian.</param>
internal readonly record struct BmpField(string Name, int Offset, int Size);

internal static class BmpFields
{
    /// <summary>Fields that BITMAPINFOHEADER and its extensions share, without the prefix; all of 4 bytes but two.</summary>
    private static readonly string[] Info =
        ["Size", "Width", "Height", "Planes", "BitCount", "Compression", "SizeImage", "XPelsPerMeter", "YPelsPerMeter", "ClrUsed", "ClrImportant"];

    private static readonly string[] Masks = ["RedMask", "GreenMask", "BlueMask", "AlphaMask"];

    private static readonly string[] ColorSpace =
    [
        "CSType",
        "Endpoints.ciexyzRed.ciexyzX", "Endpoints.ciexyzRed.ciexyzY", "Endpoints.ciexyzRed.ciexyzZ",
        "Endpoints.ciexyzGreen.ciexyzX", "Endpoints.ciexyzGreen.ciexyzY", "Endpoints.ciexyzGreen.ciexyzZ",
        "Endpoints.ciexyzBlue.ciexyzX", "Endpoints.ciexyzBlue.ciexyzY", "Endpoints.ciexyzBlue.ciexyzZ",
        "GammaRed", "GammaGreen", "GammaBlue",
    ];

    private static readonly string[] Profile = ["Intent", "ProfileData", "ProfileSize", "Reserved"];

    private static readonly string[] Os2 =
        ["cbFix", "cx", "cy", "cPlanes", "cBitCount", "ulCompression", "cbImage", "cxResolution", "cyResolution", "cclrUsed", "cclrImportant",
         "usUnits", "usReserved", "usRecording", "usRendering", "cSize1", "cSize2", "ulColorEncoding", "ulIdentifier"];

    /// <summary>The fields of a version, in order, without a gap from offset 0 on; those past the header's size are not in the file.</summary>
    public static IReadOnlyList<BmpField> Of(BmpHeaderKind kind) => kind switch
    {
        BmpHeaderKind.Os2V1 => [new("bcSize", 0, 4), new("bcWidth", 4, 2), new("bcHeight", 6, 2), new("bcPlanes", 8, 2), new("bcBitCount", 10, 2)],
        BmpHeaderKind.Os2V2 => Place("", Os2),
        BmpHeaderKind.Info => Place("bi", Info),
        BmpHeaderKind.InfoV2 => Place("bi", [.. Info, .. Masks[..3]]),
        BmpHeaderKind.InfoV3 => Place("bi", [.. Info, .. Masks]),
        BmpHeaderKind.V4 => Place("bV4", [.. Info, .. Masks, .. ColorSpace]),
        BmpHeaderKind.V5 => Place("bV5", [.. Info, .. Masks, .. ColorSpace, .. Profile]),
        _ => [new("biSize", 0, 4)],
    };

    /// <summary>What the documentation calls the version.</summary>
    public static string NameOf(BmpHeaderKind kind, uint size) => kind switch
    {
        BmpHeaderKind.Os2V1 => "BITMAPCOREHEADER",
        BmpHeaderKind.Os2V2 => size == 64 ? "BITMAPINFOHEADER2" : $"BITMAPINFOHEADER2 cut to {size} bytes",
        BmpHeaderKind.Info => "BITMAPINFOHEADER",
        BmpHeaderKind.InfoV2 => "BITMAPV2INFOHEADER",
        BmpHeaderKind.InfoV3 => "BITMAPV3INFOHEADER",
        BmpHeaderKind.V4 => "BITMAPV4HEADER",
        BmpHeaderKind.V5 => "BITMAPV5HEADER",
        _ => "DIB header",
    };

    private static List<BmpField> Place(string prefix, string[] names)
    {
        var fields = new List<BmpField>(names.Length);
        int at = 0;
        foreach (string name in names)
        {
            int size = name is "Planes" or "BitCount" or "cPlanes" or "cBitCount" or "usUnits" or "usReserved" or "usRecording" or "usRendering" ? 2 : 4;

            // V4's field has the version twice in its name.
            fields.Add(new BmpField(prefix == "bV4" && name == "Compression" ? "bV4V4Compression" : prefix + name, at, size));
            at += size;
        }

        return fields;
    }
}
