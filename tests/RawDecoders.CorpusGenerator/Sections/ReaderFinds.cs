// Files on which the ways to read a picture once differed, or went on after an error: see the tests of readers and paths.

namespace RawDecoders.CorpusGenerator;

/// <summary>Small files, each for one find.</summary>
public static class ReaderFinds
{
    private const int Width = 8, Height = 4;

    private static readonly DeflateSettings Stored = new(DeflateBlocks.Stored, Matches: false);

    public static IEnumerable<CorpusFile> Files()
    {
        // 54 bytes of headers and 48 of pixels: the file's length, 102, is the letter f, and the first three bytes are text.
        SampleImage scene = Scenes.StillLife(4, 4).ToSamples(3, 8);
        yield return CorpusFile.Good(
            "bmp/finds/begins-as-text.bmp", "the first three bytes are text", "BITMAPFILEHEADER bfSize",
            new BmpSpec { Width = 4, RawHeight = 4, BitCount = 24, Data = BmpPixels.PackBgr(scene, 24, false) }.Build(), BmpPixels.ExpectedRgb(scene));

        (byte R, byte G, byte B, byte A)[] palette = [(255, 255, 255, 255), (40, 60, 200, 255)];
        SampleImage indices = new(Width, Height, 1, 8);
        for (int x = 0; x < Width; x++)
            (indices[x, 0, 0], indices[x, 2, 0], indices[x, 3, 0]) = (1, 1, 3);
        ExpectedPixels pixels = BmpPixels.ExpectedIndices(indices, palette);
        CorpusOutcome nothing = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0));
        BmpSpec rle = new() { Width = Width, RawHeight = Height, BitCount = 8, Compression = 1, Palette = palette };
        byte[] upper = [Width, 0, 0, 0, Width, 1, 0, 1];

        // From the bottom up: an index without a colour, then a run that is too long.
        BmpSpec both = rle with { Data = [Width, 3, 0, 0, Width + 1, 1, 0, 0, .. upper] };
        yield return CorpusFile.Broken(
            "bmp/finds/rle8-index-then-run.bmp", "the bottom row has index 3 of 2 entries, the one above a run of 9 pixels", "wingdi.h biClrUsed",
            both.Build(), "Malformed", both.DataOffset) with { Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction", Lenient = nothing };
        BmpSpec run = rle with { Data = [Width, 0, 0, 0, Width + 1, 1, 0, 0, .. upper] };
        for (int x = 0; x < Width; x++)
            indices[x, 3, 0] = 0;
        yield return CorpusFile.Broken(
            "bmp/finds/rle8-run.bmp", "the second row from below has a run of 9 pixels", "wingdi.h Bitmap Compression",
            run.Build(), "Malformed", run.DataOffset + 4).WithSaved(BmpPixels.ExpectedIndices(indices, palette), 3, 1);

        yield return Interlaced();
        yield return FilterTypes();
        yield return Narrow();
        yield return Directories();

        // 14 + 40 bytes of headers, then 40 bytes of which biSizeImage counts 10: the JPEG begins, and is cut.
        BmpSpec jpeg = new()
        {
            Width = 1024, RawHeight = 1024, BitCount = 0, Compression = 4, ImageSize = 10, Data = [0xFF, 0xD8, 0xFF, 0xE0, 0, 32, .. "JFIF"u8, .. new byte[30]],
        };
        yield return CorpusFile.Broken("bmp/finds/jpeg-of-10-bytes.bmp", "BI_JPEG whose biSizeImage ends within the first segment", "T.81 B.1.1.4", jpeg.Build(), "Truncated", 64).WithStrict(64);
    }

    /// <summary>A filter type that there is not in a row of the first pass, and no row whose passes are all there.</summary>
    private static CorpusFile Interlaced()
    {
        PngImage image = PngImage.From(Scenes.Landscape(16, 160), 6, 8, true);
        byte[] rows = PngScanlines.Filtered(image, PngFilter.None);

        // Pass 1 has 20 rows of 2 pixels (PNG 8.1). Behind two bytes of zlib and five of the stored block each byte of a row has its own.
        const int Flaw = 10 * 9;
        rows[Flaw] = 31;
        PngComposer composer = new(image) { Zlib = ZlibWriter.Compress(rows, Stored) };
        byte[] png = composer.Build();
        int data = composer.Offsets["IDAT"] + 8 + 7;

        // Passes 1 to 5 are a quarter of the data: pass 6, which all even rows need, does not begin.
        return CorpusFile.Broken("png/finds/adam7-filter-31-cut.png", "filter type 31 in a row of the first pass, and the file ends in the fifth", "PNG 9.2", png[..(data + rows.Length * 3 / 16)], "Malformed", data + Flaw)
            .WithSaved(image.Expected(), 0, 0);
    }

    /// <summary>Very many rows of one pixel in a few bytes: each is a node to who explains the file.</summary>
    private static CorpusFile Narrow()
    {
        PngImage image = new(0, new SampleImage(1, 50_000, 1, 8));
        return CorpusFile.Good("png/finds/narrow.png", "50,000 rows of one pixel", "PNG 9.2", new PngComposer(image) { Filter = PngFilter.None }.Build(), image.Expected());
    }

    /// <summary>Exif directories that lie over each other, two bytes apart, each with an entry for every 12 bytes of the block.</summary>
    private static CorpusFile Directories()
    {
        byte[] tiff = new byte[6000];
        "II*\0"u8.CopyTo(tiff);
        tiff[4] = 8;
        for (int i = 8; i + 2 <= tiff.Length; i += 2)
            (tiff[i], tiff[i + 1]) = (0xF0, 1);
        foreach ((int at, int tag) in ((int, int)[])[(10, 0x8769), (22, 0x8825), (34, 0xA005)])
            new byte[] { (byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, (byte)(100 + at), 0, 0, 0 }.CopyTo(tiff, at);
        PngImage image = PngImage.From(Scenes.ColourWheel(8, 8), 2, 8);
        return CorpusFile.Good("png/finds/exif-overlapping.png", "Exif directories that overlap", "Exif 4.6.2", new PngComposer(image) { BeforeData = [new PngExtra("eXIf", tiff)] }.Build(), image.Expected());
    }

    /// <summary>Filter types that there are not and a palette index that there is not, in turn; every row rests on the one above.</summary>
    private static CorpusFile FilterTypes()
    {
        PngImage image = PngImage.From(Scenes.ColourWheel(32, 32), 3, 8);
        byte[] rows = PngScanlines.Filtered(image, PngFilter.Up);
        foreach (int row in (int[])[9, 10, 20])
            rows[row * 33] = 254;
        rows[14 * 33 + 5] ^= 128;
        PngComposer composer = new(image) { Zlib = ZlibWriter.Compress(rows, Stored) };
        byte[] png = composer.Build();
        return CorpusFile.Broken(
            "png/finds/filter-254-thrice.png", "filter type 254 in three rows, an index without an entry between them", "PNG 9.2", png, "Malformed", composer.Offsets["IDAT"] + 8 + 7 + 9 * 33)
            .WithSaved(image.Expected(), 0, 9);
    }
}
