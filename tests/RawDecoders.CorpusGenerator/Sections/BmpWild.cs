// What common programs write although the format has it otherwise, and what can be read of it without a doubt.

namespace RawDecoders.CorpusGenerator;

/// <summary>BMP files with an oddity that costs no pixel: decoded with a warning, refused when strict.</summary>
public static class BmpWild
{
    private const int Height = 9;

    public static IEnumerable<CorpusFile> Files()
    {
        // ImageMagick and GraphicsMagick run-length code the rows of their own memory, padding to 32 bits and all.
        foreach ((int bits, int width, int padded) in ((int, int, int)[])[(8, 21, 24), (8, 22, 24), (8, 23, 24), (4, 17, 24), (4, 23, 24)])
        {
            foreach (BmpRuns runs in (BmpRuns[])[BmpRuns.Encoded, BmpRuns.Absolute])
            {
                IndexedPicture indexed = Palettes.Quantise(Scenes.Text(width, Height), 1 << bits, bits);
                int[] pixels = BmpCoded.Pixels(indexed.Indices);
                int[] rows = new int[padded * Height];
                for (int i = 0; i < rows.Length; i++)
                    rows[i] = i % padded < width ? pixels[i / padded * width + i % padded] : 0;
                BmpSpec spec = BmpCoded.Indexed(indexed, bits) with { Data = BmpRunLength.Encode(rows, padded, Height, bits, runs) };
                byte[] file = spec.Build();
                int firstOver = spec.DataOffset + FirstOver(spec.Data, width, bits);
                yield return CorpusFile.Good(
                    $"bmp/wild/rle{bits}-padding-{width}-{runs.ToString().ToLowerInvariant()}.bmp", $"runs over the padding of a row of {width}",
                    "wingdi.h Bitmap Compression", file, BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours)).WithStrict(firstOver);
            }
        }

        SampleImage scene = Scenes.StillLife(19, Height).ToSamples(3, 8);
        BmpSpec plain = new() { Width = 19, RawHeight = Height, BitCount = 24, Data = BmpPixels.PackBgr(scene, 24, false), PixelOffset = 0 };
        yield return CorpusFile.Good("bmp/wild/offset-0.bmp", "bfOffBits is 0", "wingdi.h bfOffBits", plain.Build(), BmpPixels.ExpectedRgb(scene)).WithStrict(10);
        IndexedPicture few = Palettes.Quantise(Scenes.StillLife(19, Height), 16, 4);
        BmpSpec palette = BmpCoded.Indexed(few, 4) with { Compression = 0, Data = BmpPixels.PackIndices(few.Indices, 4, false) };
        ExpectedPixels expected = BmpPixels.ExpectedIndices(few.Indices, few.Colours);
        yield return CorpusFile.Good(
            "bmp/wild/offset-0-palette.bmp", "bfOffBits is 0, and there is a palette", "wingdi.h bfOffBits", (palette with { PixelOffset = 0 }).Build(), expected).WithStrict(10);
        foreach (int inside in (int[])[0, 20])
        {
            yield return CorpusFile.Good(
                $"bmp/wild/offset-in-palette-{inside}.bmp", $"bfOffBits points to byte {inside} of the palette", "wingdi.h bfOffBits",
                (palette with { PixelOffset = (uint)(palette.PaletteOffset + inside) }).Build(), expected).WithStrict(10);
        }

        // Bare DIBs, as the clipboard and .dib files have them: pixels follow headers, masks and palette.
        uint[] masks = [0xF800, 0x07E0, 0x001F];
        yield return Bare("24bit", "24 bits", plain, BmpPixels.ExpectedRgb(scene));
        yield return Bare("topdown", "24 bits, top-down", plain with { RawHeight = -Height, Data = BmpPixels.PackBgr(scene, 24, true) }, BmpPixels.ExpectedRgb(scene));
        yield return Bare("core", "BITMAPCOREHEADER, 24 bits", plain with { HeaderSize = 12 }, BmpPixels.ExpectedRgb(scene));
        yield return Bare("table", "24 bits, and a table of colours that no pixel refers to", plain with { Palette = palette.Palette }, BmpPixels.ExpectedRgb(scene));
        yield return Bare("palette", "4 bits", palette, expected);
        yield return Bare("rle4", "run lengths of 4 bits", BmpCoded.Indexed(few, 4) with
        {
            Data = BmpRunLength.Encode(BmpCoded.Pixels(few.Indices), 19, Height, 4, BmpRuns.Encoded),
        }, expected);
        foreach (int header in (int[])[40, 124])
        {
            yield return Bare($"565-h{header}", $"16 bits and masks, header of {header} bytes", plain with
            {
                HeaderSize = header, BitCount = 16, Compression = 3, Masks = masks, Data = BmpPixels.PackMasks(Scenes.StillLife(19, Height), 16, masks, false),
            }, BmpPixels.ExpectedMasks(Scenes.StillLife(19, Height), masks));
        }
    }

    private static CorpusFile Bare(string name, string what, BmpSpec spec, ExpectedPixels pixels)
        => CorpusFile.Good($"bmp/wild/bare-{name}.dib", $"no file header: {what}", "wingdi.h BITMAPFILEHEADER", spec.Build()[14..], pixels).WithStrict(0);

    /// <summary>Where the first code begins that leaves the row: by following the code.</summary>
    private static int FirstOver(byte[] code, int width, int bits)
    {
        int at = 0, x = 0;
        while (true)
        {
            (int count, int escape) = (code[at], code[at + 1]);
            if (count == 0 && escape == 0)
            {
                x = 0;
                at += 2;
                continue;
            }

            int pixels = count > 0 ? count : escape;
            if (x + pixels > width)
                return at;
            x += pixels;
            at += count > 0 ? 2 : 2 + ((escape * bits + 15) / 16 * 2);
        }
    }
}
