// Files on which the ways to read a picture once differed, or went on after an error: see the tests of readers and paths.

namespace RawDecoders.CorpusGenerator;

/// <summary>Small BMP files, each for one find.</summary>
public static class ReaderFinds
{
    private const int Width = 8, Height = 4;

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
    }
}
