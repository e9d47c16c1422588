// PNG: every ancillary chunk, how IDAT may be split, how zlib may be used, sizes.

namespace RawDecoders.CorpusGenerator;

/// <summary>What valid PNG files do beside the matrix.</summary>
public static class PngDetails
{
    private const int Width = 24, Height = 18;

    public static IEnumerable<CorpusFile> Files() => [.. Colour(), .. Rendering(), .. Texts(), .. Transparency(), .. Animation(), .. Splits(), .. Compression(), .. Sizes()];

    private static PngImage Rgb(bool interlaced = false) => PngImage.From(Scenes.StillLife(Width, Height), 2, 8, interlaced);

    private static PngImage Indexed() => PngImage.From(Scenes.ColourWheel(Width, Height), 3, 4);

    private static CorpusFile Good(string name, string what, string clause, PngImage image, PngComposer composer)
        => CorpusFile.Good($"png/{name}.png", what, clause, composer.Build(), image.Expected());

    private static CorpusFile Before(string name, string what, string clause, params PngExtra[] chunks)
    {
        PngImage image = Rgb();
        return Good($"ancillary/{name}", what, clause, image, new PngComposer(image) { BeforePalette = [.. chunks] });
    }

    private static IEnumerable<CorpusFile> Colour()
    {
        yield return Before("gama", "gAMA 1/2.2", "PNG 11.3.2.2", PngPayloads.Gamma()).WithMetadata(("gamma", "0.45455"));
        yield return Before("gama-1", "gAMA 1.0: pixels stay as stored", "PNG 11.3.2.2", PngPayloads.Gamma(100000)).WithMetadata(("gamma", "1"));
        yield return Before("chrm", "cHRM of sRGB", "PNG 11.3.2.1", PngPayloads.Chromaticities());
        for (int intent = 0; intent < 4; intent++)
            yield return Before($"srgb-{intent}", $"sRGB, rendering intent {intent}", "PNG 11.3.2.5", PngPayloads.StandardRgb(intent));
        byte[] profile = IccProfiles.Tiny();
        yield return Before("iccp", "iCCP", "PNG 11.3.2.3", PngPayloads.Profile(profile)).WithMetadata(("icc", Checksums.Sha256(profile)));
        byte[] large = IccProfiles.Tiny(3000);
        yield return Before("iccp-3000", "iCCP that inflates to 3000 bytes", "PNG 11.3.2.3", PngPayloads.Profile(large)).WithMetadata(("icc", Checksums.Sha256(large)));
        yield return Before("cicp", "cICP: BT.2100 PQ", "PNG 11.3.2.6", PngPayloads.CodePoints());
        yield return Before("mdcv", "mDCV with cICP", "PNG 11.3.2.7", PngPayloads.CodePoints(), PngPayloads.MasteringDisplay());
        yield return Before("clli", "cLLI with cICP", "PNG 11.3.2.8", PngPayloads.CodePoints(), PngPayloads.ContentLight());
        yield return Before(
            "colour-all", "gAMA, cHRM, sRGB, cICP, mDCV, cLLI and sBIT together", "PNG 4.3", PngPayloads.Gamma(), PngPayloads.Chromaticities(),
            PngPayloads.StandardRgb(), PngPayloads.CodePoints(), PngPayloads.MasteringDisplay(), PngPayloads.ContentLight(), PngPayloads.SignificantBits(5, 6, 5));

        foreach ((int type, int depth, byte[] bits) in ((int, int, byte[])[])
            [(0, 8, [5]), (0, 16, [12]), (2, 8, [5, 6, 5]), (2, 16, [10, 11, 10]), (3, 4, [6, 6, 6]), (4, 8, [7, 3]), (6, 8, [4, 4, 4, 2]), (6, 16, [13, 13, 13, 9])])
        {
            PngImage image = PngImage.From(Scenes.AlphaShapes(Width, Height), type, depth);
            yield return Good(
                $"ancillary/sbit-{type}-{depth}", $"sBIT for colour type {type}, {depth} bit: samples stay as stored", "PNG 11.3.2.4", image,
                new PngComposer(image) { BeforePalette = [PngPayloads.SignificantBits(bits)] });
        }
    }

    private static IEnumerable<CorpusFile> Rendering()
    {
        foreach ((int type, int depth) in ((int, int)[])[(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 4), (4, 8), (4, 16), (6, 8), (6, 16)])
        {
            PngImage image = PngImage.From(Scenes.AlphaShapes(Width, Height), type, depth);
            ByteSink data = new();
            if (type == 3)
                data.U8(3);
            for (int c = 0; type != 3 && c < (type is 0 or 4 ? 1 : 3); c++)
                data.Be16(((1 << depth) - 1) * (c + 1) / 4);
            yield return Good(
                $"ancillary/bkgd-{type}-{depth}", $"bKGD for colour type {type}, {depth} bit: nothing is blended", "PNG 11.3.4.1", image,
                new PngComposer(image) { BeforeData = [new PngExtra("bKGD", data)] });
        }

        PngImage indexed = Indexed();
        ByteSink histogram = new();
        for (int i = 0; i < indexed.Palette!.Length; i++)
            histogram.Be16(indexed.Samples.Data.Count(v => v == i));
        yield return Good("ancillary/hist", "hIST", "PNG 11.3.4.2", indexed, new PngComposer(indexed) { BeforeData = [new PngExtra("hIST", histogram)] });
        yield return Before("phys-metre", "pHYs 2835 x 5670 per metre", "PNG 11.3.4.3", PngPayloads.Density(2835, 5670, 1)).WithMetadata(("density", "2835 5670 metre"));
        yield return Before("phys-aspect", "pHYs 1 : 2, unit unknown", "PNG 11.3.4.3", PngPayloads.Density(1, 2, 0)).WithMetadata(("density", "1 2 none"));
        yield return Before(
            "splt", "two sPLT chunks, 8 and 16 bit", "PNG 11.3.4.4", PngPayloads.SuggestedPalette("eight", 8), PngPayloads.SuggestedPalette("sixteen", 16));
        yield return Before("time", "tIME with a leap second", "PNG 11.3.5.1", PngPayloads.Time());
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            yield return Before(
                $"exif-{orientation}", $"eXIf, orientation {orientation}, {(orientation % 2 == 0 ? "II" : "MM")}: not applied unasked", "PNG 11.3.4.5",
                PngPayloads.Exif(orientation, orientation % 2 == 0)).WithMetadata(("orientation", $"{orientation}"));
        }

        yield return Before(
            "private", "private ancillary chunks, safe to copy and not", "PNG 5.4", new PngExtra("coRp", [1, 2, 3]), new PngExtra("prIV", []), new PngExtra("prIV", [255]));
    }

    private static IEnumerable<CorpusFile> Texts()
    {
        yield return Before("text", "tEXt, Latin-1", "PNG 11.3.3.2", PngPayloads.Text("Title", "Balls \u00E9\u00FF"), PngPayloads.Text("Author", ""))
            .WithMetadata(("text", "Title=Balls \u00E9\u00FF"), ("text", "Author="));
        yield return Before("text-79", "tEXt with a keyword of 79 letters", "PNG 11.3.3.1", PngPayloads.Text(new string('k', 79), "long"))
            .WithMetadata(("text", new string('k', 79) + "=long"));
        string verse = string.Join(' ', Enumerable.Repeat("over the hills and far away", 12));
        yield return Before("ztxt", "zTXt", "PNG 11.3.3.3", PngPayloads.CompressedText("Description", verse)).WithMetadata(("text", $"Description={verse}"));
        yield return Before("itxt", "iTXt with language and translated keyword", "PNG 11.3.3.4", PngPayloads.InternationalText("Title", "de-CH", "Titel", "K\u00FCgeli \u2713", false))
            .WithMetadata(("text", "Title=K\u00FCgeli \u2713"));
        yield return Before("itxt-compressed", "iTXt, compressed", "PNG 11.3.3.4", PngPayloads.InternationalText("Comment", "", "", verse, true))
            .WithMetadata(("text", $"Comment={verse}"));
        const string Packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>";
        yield return Before("itxt-xmp", "iTXt with an XMP packet", "PNG 11.3.3.4", PngPayloads.InternationalText("XML:com.adobe.xmp", "", "", Packet, false))
            .WithMetadata(("xmp", Checksums.Sha256(System.Text.Encoding.UTF8.GetBytes(Packet))));
        PngImage image = Rgb();
        yield return Good(
            "ancillary/after-data", "text and time behind the image data", "PNG 5.6", image,
            new PngComposer(image) { AfterData = [PngPayloads.Text("Comment", "after"), PngPayloads.CompressedText("Source", "after"), PngPayloads.Time()] })
            .WithMetadata(("text", "Comment=after"), ("text", "Source=after"));
    }

    private static IEnumerable<CorpusFile> Transparency()
    {
        PngImage indexed = Indexed();
        PngImage opaque = indexed with { TransparentEntries = indexed.Palette!.Length };
        yield return Good("transparency/palette-all-opaque", "tRNS in which every entry is 255: still opaque", "PNG 11.3.1.1", opaque, new PngComposer(opaque));
        PngImage one = indexed with { Palette = [(indexed.Palette[0].R, indexed.Palette[0].G, indexed.Palette[0].B, 0), .. indexed.Palette[1..]], TransparentEntries = 1 };
        yield return Good("transparency/palette-one", "tRNS with one entry", "PNG 11.3.1.1", one, new PngComposer(one));

        // A key that differs from other samples in the low byte only: readers that cut to 8 bits first make too much transparent.
        foreach (int type in (int[])[0, 2])
        {
            PngImage deep = PngImage.From(Scenes.Gradient(Width, Height), type, 16);
            for (int i = 0; i < deep.Samples.Data.Length; i++)
                deep.Samples.Data[i] = (ushort)(0x8000 | i / deep.Samples.Channels % 5);
            deep = deep.WithTransparency(2, 0);
            yield return Good($"transparency/low-byte-{type}", $"colour type {type}, 16 bit: the key differs from its neighbours in the low byte only", "PNG 11.3.1.1", deep, new PngComposer(deep));
        }

        PngImage none = PngImage.From(Scenes.Landscape(Width, Height), 2, 8) with { Key = [1, 2, 3] };
        yield return Good("transparency/key-unused", "a key that no pixel has: the format has alpha all the same", "PNG 11.3.1.1", none, new PngComposer(none));
        PngImage truecolour = Rgb();
        yield return Good(
            "transparency/plte-in-rgb", "a suggested palette (PLTE) in a truecolour picture", "PNG 11.2.2", truecolour,
            new PngComposer(truecolour) { BeforePalette = [new PngExtra("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255])] });
    }

    private static IEnumerable<CorpusFile> Animation()
    {
        PngImage image = Rgb();
        byte[] frame = ZlibWriter.Compress(PngScanlines.Filtered(PngImage.From(Scenes.Edges(Width, Height), 2, 8), PngFilter.Sub));
        yield return Good(
            "ancillary/animation-default-first", "acTL, fcTL, fdAT; the default image is the first frame", "PNG 11.3.6", image,
            new PngComposer(image)
            {
                BeforePalette = [PngPayloads.AnimationControl(2), PngPayloads.FrameControl(0, Width, Height)],
                AfterData = [PngPayloads.FrameControl(1, Width, Height), PngPayloads.FrameData(2, frame)],
            });
        yield return Good(
            "ancillary/animation-default-apart", "acTL, fcTL, fdAT; the default image is no frame", "PNG 11.3.6", image,
            new PngComposer(image)
            {
                BeforePalette = [PngPayloads.AnimationControl(1, 3)],
                AfterData = [PngPayloads.FrameControl(0, Width, Height), PngPayloads.FrameData(1, frame[..40]), PngPayloads.FrameData(2, frame[40..])],
            });
    }

    private static IEnumerable<CorpusFile> Splits()
    {
        foreach (bool interlaced in (bool[])[false, true])
        {
            foreach ((string name, int[] pieces) in ((string, int[])[])
                [("1", [1]), ("2", [2]), ("7", [7]), ("empty", [0, 5, 0, 0, 100]), ("empty-first", [0, 1 << 20]), ("header-apart", [1, 1, 1 << 20]), ("primes", [2, 3, 5, 7, 11, 13, 17, 19])])
            {
                PngImage image = Rgb(interlaced);
                yield return Good(
                    $"idat/split-{name}{(interlaced ? "-adam7" : "")}", $"IDAT chunks of {string.Join(", ", pieces)} bytes{(interlaced ? ", Adam7" : "")}", "PNG 11.2.3", image,
                    new PngComposer(image) { Pieces = pieces });
            }
        }

        PngImage last = Rgb();
        byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(last, PngFilter.Paeth));
        yield return Good("idat/split-adler", "the check value in chunks of its own", "PNG 11.2.3", last, new PngComposer(last) { Zlib = zlib, Pieces = [zlib.Length - 4, 1] });
        yield return Good("idat/empty-last", "an empty IDAT behind the data", "PNG 11.2.3", last, new PngComposer(last) { AfterData = [new PngExtra("IDAT", [])] });
    }

    private static IEnumerable<CorpusFile> Compression()
    {
        // 96 rows of 96 × 3 bytes with long repeats: distances up to the whole window occur.
        PngImage image = PngImage.From(Scenes.Text(96, 64), 2, 8);
        byte[] filtered = PngScanlines.Filtered(image, PngFilter.None);
        for (int bits = 8; bits <= 15; bits++)
        {
            yield return Good(
                $"zlib/window-{1 << bits}", $"CINFO {bits - 8}: no distance over {1 << bits}", "PNG 10.1, RFC 1950 2.2", image,
                new PngComposer(image) { Filter = PngFilter.None, Settings = new DeflateSettings(WindowBits: bits) });
        }

        foreach (DeflateBlocks blocks in Enum.GetValues<DeflateBlocks>())
        {
            foreach (int tokens in (int[])[200, 1 << 20])
            {
                yield return Good(
                    $"zlib/{blocks.ToString().ToLowerInvariant()}-{(tokens == 200 ? "many" : "one")}",
                    $"{blocks.ToString().ToLowerInvariant()} DEFLATE blocks, {(tokens == 200 ? "many" : "as few as can be")}", "RFC 1951 3.2", image,
                    new PngComposer(image) { Settings = new DeflateSettings(blocks, BlockTokens: tokens) });
            }
        }

        yield return Good("zlib/literals", "no matches at all", "RFC 1951 3.2", image, new PngComposer(image) { Settings = new DeflateSettings(Matches: false) });
        PngImage flat = PngImage.From(Picture.Paint(97, 61, (_, _) => (20000, 40000, 60000, 65535)), 2, 8);
        yield return Good("zlib/flat", "one colour: matches of 258, a distance code of one symbol", "RFC 1951 3.2.7", flat, new PngComposer(flat) { Filter = PngFilter.None });
        byte[] deflate = DeflateEncoder.Encode(filtered, DeflateSettings.Default);
        for (int level = 0; level < 4; level++)
        {
            byte[] zlib = ZlibWriter.Wrap(deflate, ZlibWriter.Header(8, 7, level, false), Checksums.Adler32(filtered));
            yield return Good($"zlib/flevel-{level}", $"FLEVEL {level}", "RFC 1950 2.2", image, new PngComposer(image) { Zlib = zlib });
        }

        // Empty stored blocks, as a flush leaves them, before and after the data.
        byte[] flushed = [0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, .. deflate];
        yield return Good(
            "zlib/empty-blocks", "empty stored blocks before the data", "RFC 1951 3.2.4", image,
            new PngComposer(image) { Zlib = ZlibWriter.Wrap(flushed, ZlibWriter.Header(8, 7, 2, false), Checksums.Adler32(filtered)) });
    }

    private static IEnumerable<CorpusFile> Sizes()
    {
        (int Type, int Depth)[] kinds = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)];
        for (int size = 1; size <= 33; size++)
        {
            foreach (bool interlaced in (bool[])[false, true])
            {
                (int type, int depth) = kinds[(size * 2 + (interlaced ? 7 : 0)) % kinds.Length];
                yield return Sized(size, size, type, depth, interlaced);
            }
        }

        foreach ((int width, int height) in ((int, int)[])[(1, 9), (9, 1), (2, 40), (40, 2), (3, 5), (5, 3), (1, 400), (400, 1), (1000, 3), (3, 1000), (5, 4), (4, 5), (8, 1), (1, 8)])
        {
            foreach (bool interlaced in (bool[])[false, true])
                yield return Sized(width, height, (width + height) % 2 == 0 ? 0 : 2, (width + height) % 2 == 0 ? 1 : 8, interlaced);
        }
    }

    private static CorpusFile Sized(int width, int height, int type, int depth, bool interlaced)
    {
        PngImage image = PngImage.From(type >= 4 ? Scenes.AlphaShapes(width, height) : Scenes.Gradient(width, height), type, depth, interlaced);
        return Good(
            $"sizes/{width}x{height}{(interlaced ? "-adam7" : "")}", $"{width} x {height}, colour type {type}, {depth} bit{(interlaced ? ", Adam7: empty passes" : "")}",
            "PNG 8.1", image, new PngComposer(image) { Filter = PngFilter.Mixed });
    }
}
