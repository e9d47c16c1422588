// BMP: row padding, palettes, offsets, sizes that lie harmlessly, colour spaces, OS/2 headers cut after any field.

namespace RawDecoders.CorpusGenerator;

/// <summary>Everything else that valid BMP files do, and harmless violations.</summary>
public static class BmpDetails
{
    private const int Width = 27, Height = 19;

    public static IEnumerable<CorpusFile> Files() => [.. Padding(), .. PaletteSizes(), .. Os2Headers(), .. Layout(), .. Colour(), .. Harmless()];

    private static IEnumerable<CorpusFile> Padding()
    {
        foreach (int bits in (int[])[1, 2, 4, 8, 16, 24, 32])
        {
            foreach (int width in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33])
            {
                int height = 1 + width % 5;
                Picture picture = width % 2 == 0 ? Scenes.Gradient(width, height) : Scenes.Noise(width, height, width);
                BmpSpec spec = new() { Width = width, RawHeight = height, BitCount = bits };
                ExpectedPixels pixels;
                if (bits <= 8)
                {
                    IndexedPicture indexed = Palettes.Quantise(picture, 1 << bits, bits);
                    // The bits behind the last pixel are not 0 in every file.
                    spec = spec with { Palette = BmpMatrix.Full(indexed.Colours, bits), Data = BmpPixels.PackIndices(indexed.Indices, bits, false, padding: 0xA5) };
                    pixels = BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours);
                }
                else if (bits == 16)
                {
                    uint[] masks = [0x7C00, 0x03E0, 0x001F];
                    spec = spec with { Data = BmpPixels.PackMasks(picture, 16, masks, false) };
                    pixels = BmpPixels.ExpectedMasks(picture, masks);
                }
                else
                {
                    SampleImage rgb = picture.ToSamples(3, 8);
                    spec = spec with { Data = BmpPixels.PackBgr(rgb, bits, false, padding: 0xA5) };
                    pixels = BmpPixels.ExpectedRgb(rgb);
                }

                yield return CorpusFile.Good(
                    $"bmp/padding/{bits}bit-{width}x{height}.bmp", $"{bits} bit, {width} x {height}: rows padded to four bytes",
                    "wingdi.h BITMAPINFOHEADER", spec.Build(), pixels);
            }
        }
    }

    private static IEnumerable<CorpusFile> PaletteSizes()
    {
        foreach ((int bits, int count) in ((int, int)[])[(1, 1), (2, 3), (4, 1), (4, 5), (4, 15), (8, 1), (8, 2), (8, 17), (8, 200), (8, 255)])
        {
            IndexedPicture indexed = Palettes.Quantise(Scenes.StillLife(Width, Height), count, bits);
            if (count == 1)
            {
                Array.Clear(indexed.Indices.Data);
                indexed = indexed with { Colours = [indexed.Colours[0]] };
            }

            yield return Good(
                $"palette-{bits}bit-{count}", $"{bits} bit, {indexed.Colours.Length} palette entries", Indexed(indexed, bits), indexed);
        }

        IndexedPicture wheel = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 16, 4);
        (byte R, byte G, byte B, byte A)[] full = BmpMatrix.Full(wheel.Colours, 4);
        yield return Good("palette-default", "biClrUsed 0: all 16 entries", Indexed(wheel, 4) with { Palette = full, ColoursUsed = 0 }, wheel);
        (byte R, byte G, byte B, byte A)[] large = new (byte, byte, byte, byte)[40];
        wheel.Colours.CopyTo(large, 0);
        yield return Good("palette-oversize", "40 entries for 4 bits: the rest cannot be addressed", Indexed(wheel, 4) with { Palette = large }, wheel)
            .WithStrict(46);

        SampleImage rgb = Scenes.Landscape(Width, Height).ToSamples(3, 8);
        foreach (int bits in (int[])[24, 32])
        {
            BmpSpec spec = new()
            {
                Width = Width, RawHeight = Height, BitCount = bits, Palette = wheel.Colours, Data = BmpPixels.PackBgr(rgb, bits, false),
            };
            yield return CorpusFile.Good(
                $"bmp/details/palette-for-{bits}bit.bmp", $"{bits} bit with a palette for displays of few colours, which no pixel uses",
                "wingdi.h biClrUsed", spec.Build(), BmpPixels.ExpectedRgb(rgb));
        }
    }

    private static IEnumerable<CorpusFile> Os2Headers()
    {
        IndexedPicture indexed = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 256, 8);
        (byte R, byte G, byte B, byte A)[] full = BmpMatrix.Full(indexed.Colours, 8);
        foreach (int size in (int[])[16, 20, 24, 28, 32, 36, 42, 44, 46, 48, 60, 64])
        {
            yield return Good(
                $"os2-h{size}", $"OS/2 2.x header of {size} bytes: fields behind its end are 0",
                Indexed(indexed, 8) with { HeaderSize = size, Palette = full }, indexed, "OS/2 BITMAPINFOHEADER2");
        }
    }

    private static IEnumerable<CorpusFile> Layout()
    {
        SampleImage rgb = Scenes.Landscape(Width, Height).ToSamples(3, 8);
        BmpSpec plain = Rgb(rgb);
        yield return GoodRgb("gap", "17 bytes between headers and pixels (bfOffBits)", plain with { Gap = 17 }, rgb);
        yield return GoodRgb("image-size-0", "biSizeImage 0, as BI_RGB allows", plain with { ImageSize = 0 }, rgb);
        yield return GoodRgb("density-none", "no pixel density", plain with { Density = (0, 0) }, rgb);
        yield return GoodRgb("density-300x150", "11811 x 5906 pixels per metre", plain with { Density = (11811, 5906) }, rgb)
            .WithMetadata(("density", "11811 5906 metre"));
        IndexedPicture indexed = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 200, 8);
        yield return Good("gap-palette", "33 bytes between palette and pixels", Indexed(indexed, 8) with { Gap = 33 }, indexed);
    }

    private static IEnumerable<CorpusFile> Colour()
    {
        SampleImage rgb = Scenes.ColourWheel(Width, Height).ToSamples(3, 8);
        BmpSpec v5 = Rgb(rgb) with { HeaderSize = 124 }, v4 = Rgb(rgb) with { HeaderSize = 108 };
        uint[] adobe = [
            0x28F5C28F, 0x151EB852, 0x0147AE14, 0x0D70A3D7, 0x2D70A3D7, 0x051EB852, 0x0999999A, 0x03D70A3D, 0x3333_3333, 0x23333, 0x23333, 0x23333];
        yield return GoodRgb("colour-calibrated", "LCS_CALIBRATED_RGB: end points and gammas", v4 with { ColourSpace = 0, Calibration = adobe }, rgb);
        yield return GoodRgb("colour-windows", "LCS_WINDOWS_COLOR_SPACE", v5 with { ColourSpace = 0x57696E20 }, rgb);
        byte[] profile = IccProfiles.Tiny();
        yield return GoodRgb("colour-embedded", "PROFILE_EMBEDDED: an ICC profile behind the pixels", v5 with { ColourSpace = 0x4D424544, Profile = profile }, rgb)
            .WithMetadata(("icc", Checksums.Sha256(profile)));
        yield return GoodRgb(
            "colour-linked", "PROFILE_LINKED: the path of a profile", v5 with { ColourSpace = 0x4C494E4B, Profile = "C:\\colour\\tiny.icc\0"u8.ToArray() }, rgb);
        for (uint intent = 1; intent <= 8; intent *= 2)
            yield return GoodRgb($"intent-{intent}", $"bV5Intent {intent}", v5 with { Intent = intent }, rgb);
    }

    private static IEnumerable<CorpusFile> Harmless()
    {
        SampleImage rgb = Scenes.Gradient(Width, Height).ToSamples(3, 8);
        BmpSpec plain = Rgb(rgb);
        yield return GoodRgb("file-size-wrong", "bfSize 12345: never needed", plain with { FileSize = 12345 }, rgb).WithStrict(2);
        yield return GoodRgb("file-size-0", "bfSize 0, as writers that do not seek back leave it", plain with { FileSize = 0 }, rgb);
        yield return GoodRgb("planes-0", "biPlanes 0", plain with { Planes = 0 }, rgb).WithStrict(26);
        yield return GoodRgb("planes-3", "biPlanes 3", plain with { Planes = 3 }, rgb).WithStrict(26);
        yield return GoodRgb("image-size-wrong", "biSizeImage 1 for uncompressed pixels", plain with { ImageSize = 1 }, rgb).WithStrict(34);
        yield return GoodRgb("trailing", "23 bytes behind the pixels", plain with { Trailing = new byte[23] }, rgb)
            .WithStrict(plain.DataOffset + plain.Data.Length);
        byte[] bytes = plain.Build();
        yield return CorpusFile.Good(
            "bmp/details/last-padding-missing.bmp", "the padding of the last row is missing", "wingdi.h BITMAPINFOHEADER", bytes[..^3],
            BmpPixels.ExpectedRgb(rgb)).WithStrict(2);
        yield return GoodRgb(
            "colour-unknown", "bV4CSType 'XYZW'", plain with { HeaderSize = 108, ColourSpace = 0x58595A57 }, rgb).WithStrict(70);
        IndexedPicture indexed = Palettes.Quantise(Scenes.Text(Width, Height), 16, 4);
        BmpSpec rle = BmpCoded.Indexed(indexed, 4);
        byte[] code = BmpRunLength.Encode(BmpCoded.Pixels(indexed.Indices), Width, Height, 4, BmpRuns.Mixed, endOfPicture: false);
        rle = rle with { Data = code };
        yield return Good("rle-no-end", "BI_RLE4 without the end-of-picture code", rle, indexed).WithStrict(rle.DataOffset + code.Length);
    }

    private static BmpSpec Indexed(IndexedPicture picture, int bits) => new()
    {
        Width = picture.Indices.Width,
        RawHeight = picture.Indices.Height,
        BitCount = bits,
        Palette = picture.Colours,
        Data = BmpPixels.PackIndices(picture.Indices, bits, false),
    };

    private static BmpSpec Rgb(SampleImage rgb) => new()
    {
        Width = rgb.Width, RawHeight = rgb.Height, BitCount = 24, Data = BmpPixels.PackBgr(rgb, 24, false),
    };

    private static CorpusFile Good(string name, string what, BmpSpec spec, IndexedPicture picture, string clause = "wingdi.h biClrUsed")
        => CorpusFile.Good($"bmp/details/{name}.bmp", what, clause, spec.Build(), BmpPixels.ExpectedIndices(picture.Indices, spec.Palette));

    private static CorpusFile GoodRgb(string name, string what, BmpSpec spec, SampleImage rgb)
        => CorpusFile.Good($"bmp/details/{name}.bmp", what, "wingdi.h BITMAPV5HEADER", spec.Build(), BmpPixels.ExpectedRgb(rgb));
}
