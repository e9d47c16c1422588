// BMP files for the rules that no other file breaks, one each: odd header versions, fields that lie harmlessly, jumps and Huffman codes
// that leave their row.

namespace RawDecoders.CorpusGenerator;

/// <summary>A file for each rule of BMP that the other sections leave whole.</summary>
public static class BmpRuleBreakers
{
    private const int Width = 24, Height = 18;

    public static IEnumerable<CorpusFile> Files() => [.. Headers(), .. Palettes16(), .. Codes(), .. Huffman()];

    private static IEnumerable<CorpusFile> Headers()
    {
        SampleImage rgb = Scenes.Landscape(Width, Height).ToSamples(3, 8);
        ExpectedPixels pixels = BmpPixels.ExpectedRgb(rgb);
        BmpSpec plain = new() { Width = Width, RawHeight = Height, BitCount = 24, Data = BmpPixels.PackBgr(rgb, 24, false) };
        yield return CorpusFile.Broken(
            "bmp/broken/header-size-80.bmp", "a header of 80 bytes, of no version", "wingdi.h biSize", (plain with { HeaderSize = 80 }).Build(), "Malformed", 14)
            .WithSaved(pixels, 0, Height);
        yield return CorpusFile.Broken(
            "bmp/broken/header-size-132.bmp", "a header of 132 bytes, longer than any version", "wingdi.h biSize", (plain with { HeaderSize = 132 }).Build(), "Unsupported", 14)
            .WithSaved(pixels, 0, Height);
        yield return Good("os2-32bit", "an OS/2 1.x header with 32 bits a pixel, which its version does not know", "OS/2 cBitCount",
            (plain with { HeaderSize = 12, BitCount = 32, Data = BmpPixels.PackBgr(rgb, 32, false) }).Build(), pixels).WithStrict(24);
        yield return Good("density-absurd", "2 million pixels a metre across, and -5 down", "wingdi.h biXPelsPerMeter",
            (plain with { Density = (2_000_000, -5) }).Build(), pixels);
        byte[] misplaced = (plain with { HeaderSize = 124, ColourSpace = 0x4D42_4544 }).Build();
        // bV5ProfileData and bV5ProfileSize.
        new byte[] { 0x40, 0x42, 0x0F, 0, 100, 0, 0, 0 }.CopyTo(misplaced, 126);
        yield return Good("profile-outside", "an embedded profile a million bytes behind the end of the file", "wingdi.h bV5ProfileData", misplaced, pixels)
            .WithStrict(126);
        PngImage inner = PngImage.From(Scenes.StillLife(Width, Height), 2, 8);
        BmpSpec embedded = new() { Width = Width, RawHeight = Height, BitCount = 24, Compression = 5, Data = PngMatrix.Build(inner) };
        yield return Good("png-24bit", "BI_PNG whose header says 24 bits a pixel instead of 0", "wingdi.h biBitCount", embedded.Build(), inner.Expected())
            .WithStrict(28);
    }

    private static IEnumerable<CorpusFile> Palettes16()
    {
        IndexedPicture indexed = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 12, 4);
        BmpSpec spec = new()
        {
            Width = Width, RawHeight = Height, BitCount = 4, Palette = indexed.Colours, Data = BmpPixels.PackIndices(indexed.Indices, 4, false),
        };
        ExpectedPixels pixels = BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours);
        yield return Good("palette-cut", "16 palette entries are stated, and the pixels begin behind fewer", "wingdi.h biClrUsed",
            (spec with { ColoursUsed = 16 }).Build(), pixels).WithStrict(46);
        yield return Good("palette-short", "biClrUsed 0, and the pixels begin behind fewer than 16 entries", "wingdi.h biClrUsed",
            (spec with { ColoursUsed = 0 }).Build(), pixels);
    }

    private static IEnumerable<CorpusFile> Codes()
    {
        IndexedPicture text = Palettes.Quantise(Scenes.Text(Width, Height), 16, 8);
        BmpSpec rle = BmpCoded.Indexed(text, 8);
        byte[] code = BmpRunLength.Encode(BmpCoded.Pixels(text.Indices), Width, Height, 8, BmpRuns.Mixed);
        yield return Good("rle-image-size-0", "BI_RLE8 with biSizeImage 0", "wingdi.h biSizeImage", (rle with { Data = code, ImageSize = 0 }).Build(),
            BmpPixels.ExpectedIndices(text.Indices, text.Colours));

        // One colour; in the top row a jump over 200 pixels where 12 are left. What it skips is of entry 0 too.
        SampleImage one = new(Width, Height, 1, 8);
        ByteSink rows = new();
        for (int y = 0; y < Height - 1; y++)
            rows.U8(Width).U8(0).U8(0).U8(0);
        int jump = (Height - 1) * 4 + 2;
        rows.U8(Width / 2).U8(0).U8(0).U8(2).U8(200).U8(0).U8(0).U8(1);
        BmpSpec jumping = rle with { Data = rows.ToArray() };
        yield return Good("rle-jump-outside", "BI_RLE8: a jump over the end of the row", "wingdi.h Bitmap Compression", jumping.Build(),
            BmpPixels.ExpectedIndices(one, text.Colours)).WithStrict(jumping.DataOffset + jump + 2);

        BmpSpec huge = rle with { Width = 4000, RawHeight = 4000, Data = [4, 0, 0, 1] };
        yield return CorpusFile.Broken(
            "bmp/broken/rle-unjustified.bmp", "16 million pixels of BI_RLE8 in four bytes", "wingdi.h biWidth", huge.Build(), "LimitExceeded", 18);
    }

    private static IEnumerable<CorpusFile> Huffman()
    {
        (byte, byte, byte, byte)[] palette = [(250, 248, 235, 255), (20, 24, 60, 255)];
        BmpSpec spec = new() { HeaderSize = 64, Width = Width, RawHeight = Height, BitCount = 1, Compression = 3, Palette = palette };
        ExpectedPixels pixels = BmpPixels.ExpectedIndices(new SampleImage(Width, Height, 1, 1), palette);
        // EOL, then the eight bits of a white run of 30: the run has been read in the third byte.
        byte[] wide = [0x00, 0x10, 0x30, .. new byte[12]];
        yield return Nothing("huffman-run-too-long", "Huffman 1D: a white run of 30 in a row of 24", spec with { Data = wide }, pixels, 2);
        // EOL, then nine bits that begin no code.
        byte[] none = [0x00, 0x10, 0x08, .. new byte[12]];
        yield return Nothing("huffman-no-code", "Huffman 1D: bits that begin no code", spec with { Data = none }, pixels, 1);
    }

    private static CorpusFile Nothing(string name, string what, BmpSpec spec, ExpectedPixels pixels, int at)
        => CorpusFile.Broken($"bmp/broken/{name}.bmp", what, "T.4 4.1", spec.Build(), "Malformed", spec.DataOffset + at) with
        {
            Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction",
            Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)),
        };

    private static CorpusFile Good(string name, string what, string clause, byte[] bytes, ExpectedPixels pixels)
        => CorpusFile.Good($"bmp/details/{name}.bmp", what, clause, bytes, pixels);
}
