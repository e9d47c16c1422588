// Larger, photograph-like pictures: for timing, and for what only size shows (many blocks, long streams, windows in full use).

namespace RawDecoders.CorpusGenerator;

/// <summary>The pictures of about 0.4 megapixels.</summary>
public static class Photographs
{
    private const int Width = 768, Height = 512;

    public static IEnumerable<CorpusFile> Files()
    {
        Picture landscape = Scenes.Landscape(Width, Height), balls = Scenes.StillLife(Width, Height), text = Scenes.Text(Width, Height);
        yield return Png("landscape-rgb", "truecolour", PngImage.From(landscape, 2, 8));
        yield return Png("landscape-palette", "256 colours", PngImage.From(landscape, 3, 8), PngFilter.None);
        yield return Png("balls-grey", "greyscale", PngImage.From(balls, 0, 8));
        yield return Png("text-rgba", "a page of text, truecolour with alpha", PngImage.From(text, 6, 8));
        yield return Jpeg("landscape-444", "4:4:4, quality 90", landscape, new JpegSettings { Quality = 90 });
        yield return Jpeg("landscape-420", "4:2:0, quality 85", landscape, new JpegSettings { Sampling = [(2, 2), (1, 1), (1, 1)] });
        yield return Jpeg("balls-422-restart", "4:2:2, quality 85, restart intervals", balls, new JpegSettings { Sampling = [(2, 1), (1, 1), (1, 1)], RestartInterval = 48 });
        yield return Jpeg("landscape-progressive", "progressive 4:2:0, quality 85", landscape, new JpegSettings { Process = 2, Sampling = [(2, 2), (1, 1), (1, 1)] });
        Picture small = Scenes.Landscape(384, 256);
        SampleImage smallRgb = small.ToSamples(3, 8);
        BmpSpec bmp = new() { Width = 384, RawHeight = 256, BitCount = 24, Data = BmpPixels.PackBgr(smallRgb, 24, false) };
        yield return CorpusFile.Good("bmp/photos/landscape-24bit.bmp", "384 x 256, 24 bit", "wingdi.h BITMAPINFOHEADER", bmp.Build(), BmpPixels.ExpectedRgb(smallRgb));
        IndexedPicture indexed = Palettes.Quantise(text, 16, 8);
        BmpSpec rle = BmpCoded.Indexed(indexed, 8);
        rle = rle with { Data = BmpRunLength.Encode(BmpCoded.Pixels(indexed.Indices), Width, Height, 8, BmpRuns.Mixed) };
        yield return CorpusFile.Good("bmp/photos/text-rle8.bmp", "768 x 512, a page of text, BI_RLE8", "wingdi.h Bitmap Compression", rle.Build(), BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours));
    }

    private static CorpusFile Png(string name, string what, PngImage image, PngFilter filter = PngFilter.Adaptive)
        => CorpusFile.Good($"png/photos/{name}.png", $"{Width} x {Height}, {what}", "PNG 9.2", new PngComposer(image) { Filter = filter, Pieces = [32768] }.Build(), image.Expected());

    private static CorpusFile Jpeg(string name, string what, Picture picture, JpegSettings settings)
        => JpegMatrix.Good($"photos/{name}", $"{Width} x {Height}, {what}", "T.81 F.2", JpegEncoder.Encode(picture, settings));
}
