// BMP: header × depth × compression × direction × masks, and what belongs to single headers.

namespace RawDecoders.CorpusGenerator;

/// <summary>The matrix of BMP headers and pixel layouts.</summary>
public static class BmpMatrix
{
    private const int Width = 35, Height = 26;   // odd in every row width

    private static readonly int[] Headers = [12, 40, 52, 56, 64, 108, 124];

    /// <summary>Mask sets: name, bits, red, green, blue, alpha.</summary>
    private static readonly (string Name, int Bits, uint[] Masks)[] MaskSets =
    [
        ("565", 16, [0xF800, 0x07E0, 0x001F]),
        ("555", 16, [0x7C00, 0x03E0, 0x001F]),
        ("444", 16, [0x0F00, 0x00F0, 0x000F]),
        ("bgr565", 16, [0x001F, 0x07E0, 0xF800]),
        ("1-5-10", 16, [0x8000, 0x7C00, 0x03FF]),
        ("332", 16, [0x00E0, 0x001C, 0x0003]),
        ("a1555", 16, [0x7C00, 0x03E0, 0x001F, 0x8000]),
        ("a4444", 16, [0x0F00, 0x00F0, 0x000F, 0xF000]),
        ("a2-5-4-5", 16, [0xF800, 0x0780, 0x007C, 0x0003]),
        ("888", 32, [0xFF0000, 0xFF00, 0xFF]),
        ("rgb888", 32, [0xFF, 0xFF00, 0xFF0000]),
        ("high888", 32, [0xFF000000, 0xFF0000, 0xFF00]),
        ("10-10-10", 32, [0x3FF00000, 0x000FFC00, 0x000003FF]),
        ("11-11-10", 32, [0xFFE00000, 0x001FFC00, 0x000003FF]),
        ("1-1-1", 32, [0x80000000, 0x00008000, 0x00000001]),
        ("16-8-8", 32, [0xFFFF0000, 0x0000FF00, 0x000000FF]),
        ("no-green", 32, [0xFF0000, 0, 0xFF]),
        ("a8888", 32, [0xFF0000, 0xFF00, 0xFF, 0xFF000000]),
        ("rgba8888", 32, [0xFF, 0xFF00, 0xFF0000, 0xFF000000]),
        ("abgr8888", 32, [0xFF000000, 0xFF0000, 0xFF00, 0xFF]),
        ("a2-10-10-10", 32, [0x3FF00000, 0x000FFC00, 0x000003FF, 0xC0000000]),
        ("a1-8-8-8", 32, [0xFF0000, 0xFF00, 0xFF, 0x80000000]),
    ];

    public static IEnumerable<CorpusFile> Files() => [.. Plain(), .. Fields(), .. Fixed()];

    private static IEnumerable<CorpusFile> Plain()
    {
        foreach (int header in Headers)
        {
            foreach (int bits in (int[])[1, 2, 4, 8, 16, 24, 32])
            {
                if (header is 12 or 64 && bits is 2 or 16 or 32)
                    continue;   // OS/2 defines 1, 4, 8 and 24
                foreach (bool topDown in (bool[])[false, true])
                {
                    if (topDown && header is 12 or 64)
                        continue;
                    yield return Uncompressed(header, bits, topDown);
                }
            }
        }
    }

    private static CorpusFile Uncompressed(int header, int bits, bool topDown)
    {
        string path = $"bmp/matrix/h{header}-{bits}bit{(topDown ? "-topdown" : "")}.bmp";
        string what = $"{HeaderName(header)}, {bits} bit, BI_RGB, {(topDown ? "top-down" : "bottom-up")}";
        BmpSpec spec = new() { HeaderSize = header, Width = Width, RawHeight = topDown ? -Height : Height, BitCount = bits };
        Picture picture = bits switch
        {
            1 => Scenes.Text(Width, Height),
            2 => Scenes.Edges(Width, Height),
            4 => Scenes.StillLife(Width, Height),
            8 => Scenes.ColourWheel(Width, Height),
            16 => Scenes.Gradient(Width, Height),
            24 => Scenes.Landscape(Width, Height),
            _ => Scenes.StillLife(Width, Height),
        };
        ExpectedPixels pixels;
        if (bits <= 8)
        {
            IndexedPicture indexed = Palettes.Quantise(picture, 1 << bits, bits);
            spec = spec with { Palette = Full(indexed.Colours, bits), Data = BmpPixels.PackIndices(indexed.Indices, bits, topDown) };
            pixels = BmpPixels.ExpectedIndices(indexed.Indices, spec.Palette);
        }
        else if (bits == 16)
        {
            uint[] masks = [0x7C00, 0x03E0, 0x001F];
            spec = spec with { Data = BmpPixels.PackMasks(picture, 16, masks, topDown) };
            pixels = BmpPixels.ExpectedMasks(picture, masks);
        }
        else
        {
            // The fourth byte of undeclared 32-bit pixels is not alpha, whatever it holds.
            SampleImage rgb = picture.ToSamples(3, 8);
            spec = spec with { Data = BmpPixels.PackBgr(rgb, bits, topDown, fourth: 0x5A) };
            pixels = BmpPixels.ExpectedRgb(rgb);
        }

        return CorpusFile.Good(path, what, $"wingdi.h {StructName(header)}", spec.Build(), pixels);
    }

    private static IEnumerable<CorpusFile> Fields()
    {
        foreach ((string name, int bits, uint[] masks) in MaskSets)
        {
            bool alpha = masks.Length == 4;
            foreach (int header in (int[])[40, 52, 56, 108, 124])
            {
                if (alpha && header == 52)
                    continue;   // BITMAPV2INFOHEADER has no alpha mask
                uint compression = alpha && header == 40 ? 6u : 3u;
                bool topDown = header == 124;
                Picture picture = alpha ? Scenes.AlphaShapes(Width, Height) : Scenes.Gradient(Width, Height);
                BmpSpec spec = new()
                {
                    HeaderSize = header,
                    Width = Width,
                    RawHeight = topDown ? -Height : Height,
                    BitCount = bits,
                    Compression = compression,
                    Masks = masks,
                    Data = BmpPixels.PackMasks(picture, bits, masks, topDown),
                };
                yield return CorpusFile.Good(
                    $"bmp/masks/h{header}-{name}.bmp",
                    $"{HeaderName(header)}, {bits} bit, {(compression == 6 ? "BI_ALPHABITFIELDS" : "BI_BITFIELDS")} {name}{(topDown ? ", top-down" : "")}",
                    "wingdi.h biCompression", spec.Build(), BmpPixels.ExpectedMasks(picture, masks));
            }
        }
    }

    private static IEnumerable<CorpusFile> Fixed()
    {
        Picture picture = Scenes.AlphaShapes(Width, Height);
        foreach (int header in (int[])[40, 108, 124])
        {
            foreach (bool topDown in (bool[])[false, true])
            {
                BmpSpec spec = new()
                {
                    HeaderSize = header,
                    Width = Width,
                    RawHeight = topDown ? -Height : Height,
                    BitCount = 64,
                    Data = BmpPixels.PackFixedPoint(picture, topDown),
                };
                yield return CorpusFile.Good(
                    $"bmp/matrix/h{header}-64bit{(topDown ? "-topdown" : "")}.bmp",
                    $"{HeaderName(header)}, 64 bit (s2.13 linear light, alpha), {(topDown ? "top-down" : "bottom-up")}",
                    "GDI+ PixelFormat64bppARGB", spec.Build(), BmpPixels.ExpectedFixedPoint(picture));
            }
        }
    }

    /// <summary>The palette filled up with black to all that the depth can address.</summary>
    internal static (byte R, byte G, byte B, byte A)[] Full((byte R, byte G, byte B, byte A)[] colours, int bits)
    {
        (byte R, byte G, byte B, byte A)[] full = new (byte, byte, byte, byte)[1 << bits];
        colours.CopyTo(full, 0);
        return full;
    }

    internal static string HeaderName(int size) => $"{StructName(size)} ({size})";

    private static string StructName(int size) => size switch
    {
        12 => "BITMAPCOREHEADER",
        40 => "BITMAPINFOHEADER",
        52 => "BITMAPV2INFOHEADER",
        56 => "BITMAPV3INFOHEADER",
        108 => "BITMAPV4HEADER",
        124 => "BITMAPV5HEADER",
        _ => "OS/2 BITMAPINFOHEADER2",
    };
}
