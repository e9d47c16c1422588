// What files in the wild have that nobody would think of: pictures behind pictures, films behind pictures, keys of too many bits, alpha that the
// compression does not allow for, progressive files that end after DC. Owns: the files of png/wild and jpeg/wild, and those of bmp/wild that
// BmpWild does not have.

using System.Text;

namespace RawDecoders.CorpusGenerator;

/// <summary>Files of kinds met in the wild.</summary>
public static class Wild
{
    private const int Width = 24, Height = 18;

    private static readonly Picture Scene = Scenes.StillLife(Width, Height), Other = Scenes.Landscape(Width, Height);

    public static IEnumerable<CorpusFile> Files() => [.. Png(), .. Bmp(), .. Jpeg()];

    private static IEnumerable<CorpusFile> Png()
    {
        foreach ((int type, int depth) in ((int, int)[])[(0, 1), (0, 2), (0, 4), (0, 8), (2, 8)])
        {
            PngImage image = PngImage.From(Scene, type, depth).WithTransparency(3, 3);
            PngImage stated = image with { Key = [.. image.Key!.Select(k => (ushort)(k | (0xFFFF << depth)))] };
            yield return CorpusFile.Good(
                $"png/wild/trns-above-{type}-{depth}.png", $"colour type {type}, {depth} bit: the key has bits above the depth, which are not used", "PNG 11.3.1.1",
                new PngComposer(stated).Build(), image.Expected());
        }

        PngImage first = PngImage.From(Scene, 2, 8), second = PngImage.From(Other, 2, 8);
        byte[] png = new PngComposer(first).Build();
        yield return CorpusFile.Good("png/wild/two-pictures.png", "a second whole PNG behind IEND: the first is the picture", "PNG 11.2.5", [.. png, .. new PngComposer(second).Build()], first.Expected())
            .WithStrict(png.Length);
        // Two columns: passes 2, 4 and 6 hold something only where the picture is wide enough (PNG 8.1); one column leaves them without.
        foreach (int width in (int[])[1, 2, 3, 4])
        {
            PngImage narrow = PngImage.From(Scenes.StillLife(width, 33), 6, 16, true);
            yield return CorpusFile.Good(
                $"png/wild/adam7-columns-{width}.png", $"Adam7, {width} x 33, 16-bit alpha: passes without columns have no filter bytes", "PNG 8.1", new PngComposer(narrow).Build(), narrow.Expected());
        }
    }

    private static IEnumerable<CorpusFile> Bmp()
    {
        SampleImage scene = Scene.ToSamples(3, 8);
        uint[] masks = [0xFF0000, 0xFF00, 0xFF, 0xFF000000];
        BmpSpec plain = new() { Width = Width, RawHeight = Height, BitCount = 24, Data = BmpPixels.PackBgr(scene, 24, false) };
        byte[] bmp = plain.Build();
        yield return CorpusFile.Good("bmp/wild/two-pictures.bmp", "a second whole BMP behind the first: the first is the picture", "wingdi.h bfSize", [.. bmp, .. bmp.Reverse()], BmpPixels.ExpectedRgb(scene))
            .WithStrict(2);
        foreach (int header in (int[])[108, 124])
        {
            BmpSpec alpha = new() { HeaderSize = header, Width = Width, RawHeight = Height, BitCount = 32, Masks = masks, Data = BmpPixels.PackMasks(Scene, 32, masks, false) };
            yield return CorpusFile.Good(
                $"bmp/wild/alpha-bi-rgb-h{header}.bmp", $"header of {header} bytes, BI_RGB and an alpha mask: no mask counts with BI_RGB, whose high byte is not used",
                "wingdi.h BI_RGB, bV4AlphaMask", alpha.Build(), BmpPixels.ExpectedMasks(Scene, masks[..3]));
        }
    }

    private static IEnumerable<CorpusFile> Jpeg()
    {
        byte[] jpeg = JpegEncoder.Encode(Scene, new JpegSettings()), second = JpegEncoder.Encode(Other, new JpegSettings());
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        yield return Good("two-pictures", "a second whole JPEG behind EOI, which nothing mentions: the first is the picture", "T.81 B.2.1", [.. jpeg, .. second], pixels).WithStrict(jpeg.Length);

        byte[] packet = Encoding.UTF8.GetBytes("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            + "<rdf:Description xmlns:Camera='http://ns.google.com/photos/1.0/camera/' Camera:MotionPhoto='1' Camera:MotionPhotoVersion='1'/></rdf:RDF></x:xmpmeta>");
        byte[] film = [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "isommp42"u8, 0, 0, 0, 16, .. "mdat"u8, 0xFF, 0xD8, 0xFF, 0xC0, 0xFF, 0xD9, 0, 0];
        byte[] photo = JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE1, packet)] });
        yield return Good("motion-photo", "an MP4 behind EOI, as motion photos have it, with markers in it", "T.81 B.2.1", [.. photo, .. film], pixels).WithStrict(photo.Length);

        foreach ((string name, (int, int)[] sampling) in ((string, (int, int)[])[])[("444", []), ("420", [(2, 2), (1, 1), (1, 1)])])
        {
            byte[] blocks = JpegEncoder.Encode(Scene, new JpegSettings { RestartInterval = 1, Sampling = sampling, Script = [new([0]), new([1]), new([2])] });
            yield return Good($"restart-block-{name}", $"{name[0]}:{name[1]}:{name[2]}, three scans, a restart behind every block", "T.81 E.1.4", blocks, JpegOracle.Decode(blocks));
        }

        // One block a component: T.81 K.8 lets decoders guess missing AC coefficients from the DC of the blocks around, and here there are none.
        foreach ((string name, JpegColour colour, int[] components) in ((string, JpegColour, int[])[])[("grey", JpegColour.Grey, [0]), ("444", JpegColour.YCbCr, [0, 1, 2])])
        {
            Picture block = Scenes.StillLife(8, 8);
            byte[] dc = JpegEncoder.Encode(block, new JpegSettings { Process = 2, Colour = colour, Script = [new(components, 0, 0)] });
            yield return Good($"dc-only-{name}", $"progressive, {name}, and DC alone: the block has one colour", "T.81 G.1.1.1", dc, JpegOracle.Decode(dc));
        }
    }

    private static CorpusFile Good(string name, string what, string clause, byte[] jpeg, ExpectedPixels pixels)
        => CorpusFile.Good($"jpeg/wild/{name}.jpg", what, clause, jpeg, pixels, "oracle");
}
