// PNG: colour type × depth × interlace × filter × tRNS, complete. 32 × 32 pixels each, the scene changing with the
// filter so that no two neighbouring files look alike.

namespace RawDecoders.CorpusGenerator;

/// <summary>The complete matrix of what an IHDR can say.</summary>
public static class PngMatrix
{
    /// <summary>The legal combinations of PNG 11.2.1, table 11.1.</summary>
    public static readonly (int ColourType, int[] Depths, string Name)[] ColourTypes =
    [
        (0, [1, 2, 4, 8, 16], "grey"),
        (2, [8, 16], "rgb"),
        (3, [1, 2, 4, 8], "palette"),
        (4, [8, 16], "grey-alpha"),
        (6, [8, 16], "rgba"),
    ];

    private const int Size = 32;

    public static IEnumerable<CorpusFile> Files()
    {
        foreach ((int colourType, int[] depths, string name) in ColourTypes)
        {
            foreach (int depth in depths)
            {
                foreach (bool interlaced in (bool[])[false, true])
                {
                    for (PngFilter filter = PngFilter.None; filter <= PngFilter.Mixed; filter++)
                    {
                        yield return File(colourType, depth, name, interlaced, filter, transparent: false);
                        if (colourType <= 3)
                            yield return File(colourType, depth, name, interlaced, filter, transparent: true);
                    }
                }
            }
        }
    }

    private static CorpusFile File(int colourType, int depth, string name, bool interlaced, PngFilter filter, bool transparent)
    {
        Picture picture = Scene(colourType, (int)filter);
        PngImage image = PngImage.From(picture, colourType, depth, interlaced);
        if (transparent)
            image = image.WithTransparency(Size / 2, Size / 2);
        string path = $"png/matrix/{name}{depth}{(transparent ? "-trns" : "")}{(interlaced ? "-adam7" : "")}-{Lower(filter)}.png";
        string what = $"colour type {colourType} ({name}), {depth} bit, {(interlaced ? "Adam7" : "not interlaced")}, "
            + $"filter {Lower(filter)}{(transparent ? ", tRNS" : "")}";
        string clause = transparent ? "PNG 11.3.1.1" : interlaced ? "PNG 8.1" : "PNG 9.2";
        return CorpusFile.Good(path, what, clause, Build(image, filter), image.Expected());
    }

    /// <summary>IHDR, PLTE, tRNS, one IDAT, IEND.</summary>
    public static byte[] Build(PngImage image, PngFilter filter = PngFilter.Adaptive, DeflateSettings? settings = null)
    {
        PngFile file = new();
        file.Header(image);
        if (image.Palette is not null)
            file.Chunk("PLTE", image.PaletteBytes());
        if (image.TransparencyBytes() is { } trns)
            file.Chunk("tRNS", trns);
        file.Data(ZlibWriter.Compress(PngScanlines.Filtered(image, filter), settings));
        file.End();
        return file.ToArray();
    }

    public static string Lower(PngFilter filter) => filter.ToString().ToLowerInvariant();

    private static Picture Scene(int colourType, int index)
    {
        if (colourType >= 4)
            return Scenes.AlphaShapes(Size, Size);
        return index switch
        {
            0 => Scenes.Edges(Size, Size),
            1 => Scenes.Gradient(Size, Size),
            2 => Scenes.Landscape(Size, Size),
            3 => Scenes.ColourWheel(Size, Size),
            4 => Scenes.StillLife(Size, Size),
            _ => Scenes.Text(Size, Size),
        };
    }
}
