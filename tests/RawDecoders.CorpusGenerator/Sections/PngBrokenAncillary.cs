// Broken ancillary chunks of PNG: length, CRC, place, multiplicity and content of each. Pixels do not depend on them, so Standard
// passes them over and Strict refuses.

namespace RawDecoders.CorpusGenerator;

/// <summary>PNG files with one ancillary chunk wrong.</summary>
public static class PngBrokenAncillary
{
    private const int Width = 16, Height = 12;

    /// <summary>Offset of the first chunk behind IHDR.</summary>
    private const int First = 33;

    public static IEnumerable<CorpusFile> Files() => [.. Framing(), .. Content()];

    private static PngImage Image() => PngImage.From(Scenes.ColourWheel(Width, Height), 3, 4);

    /// <summary>One valid chunk of every kind; where it must stand.</summary>
    private static IEnumerable<(PngExtra Chunk, bool BeforePalette, string Clause, bool MayRepeat)> Kinds()
    {
        yield return (PngPayloads.Gamma(), true, "PNG 11.3.2.2", false);
        yield return (PngPayloads.Chromaticities(), true, "PNG 11.3.2.1", false);
        yield return (PngPayloads.StandardRgb(), true, "PNG 11.3.2.5", false);
        yield return (PngPayloads.Profile(IccProfiles.Tiny()), true, "PNG 11.3.2.3", false);
        yield return (PngPayloads.CodePoints(), true, "PNG 11.3.2.6", false);
        yield return (PngPayloads.MasteringDisplay(), true, "PNG 11.3.2.7", false);
        yield return (PngPayloads.ContentLight(), true, "PNG 11.3.2.8", false);
        yield return (PngPayloads.SignificantBits(5, 6, 5), true, "PNG 11.3.2.4", false);
        yield return (new PngExtra("bKGD", [1]), false, "PNG 11.3.4.1", false);
        yield return (new PngExtra("hIST", new byte[32]), false, "PNG 11.3.4.2", false);
        yield return (PngPayloads.Density(1000, 1000, 1), false, "PNG 11.3.4.3", false);
        yield return (PngPayloads.Time(), false, "PNG 11.3.5.1", false);
        yield return (PngPayloads.Exif(1, true), false, "PNG 11.3.4.5", false);
        yield return (PngPayloads.AnimationControl(1), false, "PNG 11.3.6.1", false);
    }

    private static CorpusFile Passed(string name, string what, string clause, byte[] bytes, long strict)
        => CorpusFile.Good($"png/broken-ancillary/{name}.png", what, clause, bytes, Image().Expected()).WithStrict(strict);

    private static IEnumerable<CorpusFile> Framing()
    {
        foreach ((PngExtra chunk, bool before, string clause, bool _) in Kinds())
        {
            string type = chunk.Type, name = type.ToLowerInvariant();
            byte[] Build(params PngExtra[] chunks)
                => (before ? new PngComposer(Image()) { BeforePalette = [.. chunks] } : new PngComposer(Image()) { BeforeData = [.. chunks] }).Build();
            int at = before ? First : First + 12 + Image().PaletteBytes().Length;
            if (type != "acTL")
            {
                yield return Passed($"{name}-crc", $"wrong CRC of {type}", "PNG 5.5", Build(chunk with { CrcXor = 0x80 }), at + 8 + chunk.Data.Length);
                yield return Passed($"{name}-twice", $"a second {type}", "PNG 5.6", Build(chunk, chunk), at + 12 + chunk.Data.Length);
            }

            if (type is not ("iCCP" or "eXIf"))
                yield return Passed($"{name}-long", $"{type} with a byte too many", clause, Build(chunk with { Data = [.. chunk.Data, 0] }), at);
            yield return Passed($"{name}-empty", $"{type} without a byte", clause, Build(chunk with { Data = [] }), type is "iCCP" or "eXIf" ? at + 8 : at);
            if (type is not ("tIME" or "acTL"))
            {
                PngComposer late = new(Image()) { AfterData = [chunk] };
                byte[] bytes = late.Build();
                yield return Passed($"{name}-late", $"{type} behind IDAT", "PNG 5.6", bytes, late.Offsets[type]);
            }

            if (before)
            {
                PngComposer behind = new(Image()) { BeforeData = [chunk] };
                byte[] bytes = behind.Build();
                yield return Passed($"{name}-behind-plte", $"{type} behind PLTE", "PNG 5.6", bytes, behind.Offsets[type]);
            }
        }
    }

    private static IEnumerable<CorpusFile> Content()
    {
        byte[] profile = ZlibWriter.Compress(IccProfiles.Tiny());
        foreach ((string name, string what, string clause, PngExtra chunk, int at) in ((string, string, string, PngExtra, int)[])
            [
                ("gama-0", "gAMA 0", "PNG 11.3.2.2", PngPayloads.Gamma(0), 0),
                ("srgb-4", "sRGB with rendering intent 4", "PNG 11.3.2.5", PngPayloads.StandardRgb(4), 0),
                ("iccp-no-name", "iCCP with an empty name", "PNG 11.3.2.3", new PngExtra("iCCP", [0, 0, .. profile]), 0),
                ("iccp-unterminated", "iCCP whose name does not end", "PNG 11.3.2.3", new PngExtra("iCCP", [.. Enumerable.Repeat((byte)'n', 90)]), 79),
                ("iccp-method", "iCCP with compression method 1", "PNG 11.3.2.3", new PngExtra("iCCP", [.. "n\0"u8, 1, .. profile]), 2),
                ("iccp-stream", "iCCP with a broken zlib stream", "PNG 11.3.2.3", new PngExtra("iCCP", [.. "n\0"u8, 0, 0x78, 0x9C, 7, 7, 7, 7]), 3),
                ("cicp-matrix", "cICP with matrix coefficients 1", "PNG 11.3.2.6", PngPayloads.CodePoints(1), 2),
                ("sbit-0", "sBIT 0", "PNG 11.3.2.4", PngPayloads.SignificantBits(5, 0, 5), 1),
                ("sbit-9", "sBIT over 8 for a palette", "PNG 11.3.2.4", PngPayloads.SignificantBits(5, 6, 9), 2),
                ("phys-unit", "pHYs with unit 2", "PNG 11.3.4.3", PngPayloads.Density(1, 1, 2), 8),
                ("time-month", "tIME with month 13", "PNG 11.3.5.1", PngPayloads.Time(13), 2),
                ("text-no-keyword", "tEXt with an empty keyword", "PNG 11.3.3.1", PngPayloads.Text("", "x"), 0),
                ("text-80", "tEXt with a keyword of 80 letters", "PNG 11.3.3.1", PngPayloads.Text(new string('k', 80), "x"), 79),
                ("text-space", "tEXt with a keyword that begins with a space", "PNG 11.3.3.1", PngPayloads.Text(" k", "x"), 0),
                ("ztxt-method", "zTXt with compression method 1", "PNG 11.3.3.3", PngPayloads.CompressedText("k", "x", 1), 2),
                ("ztxt-stream", "zTXt with a broken zlib stream", "PNG 11.3.3.3", new PngExtra("zTXt", [.. "k\0"u8, 0, 0x78, 0x9C, 7, 7]), 3),
                ("itxt-flag", "iTXt with compression flag 2", "PNG 11.3.3.4", new PngExtra("iTXt", [.. "k\0"u8, 2, 0, 0, 0, (byte)'x']), 2),
                ("itxt-utf8", "iTXt whose text is not UTF-8", "PNG 11.3.3.4", new PngExtra("iTXt", [.. "k\0"u8, 0, 0, 0, 0, 0xC3, 0x28]), 6),
                ("splt-depth", "sPLT with sample depth 4", "PNG 11.3.4.4", new PngExtra("sPLT", [.. "n\0"u8, 4, 1, 2, 3, 4, 0, 9]), 2),
                ("splt-length", "sPLT whose entries are not whole", "PNG 11.3.4.4", new PngExtra("sPLT", [.. "n\0"u8, 8, 1, 2, 3, 4, 0]), -8),
                ("exif-header", "eXIf without a TIFF header", "PNG 11.3.4.5", new PngExtra("eXIf", "Exif\0\0II*\0"u8.ToArray()), 0),
                ("actl-0", "acTL with no frames", "PNG 11.3.6.1", PngPayloads.AnimationControl(0), 0),
                ("fctl-outside", "fcTL of a frame that is not the whole default image", "PNG 11.3.6.2", PngPayloads.FrameControl(0, Width, Height, 1), 4),
            ])
        {
            byte[] bytes = new PngComposer(Image()) { BeforePalette = [chunk] }.Build();
            yield return Passed(name, what, clause, bytes, First + 8 + at);
        }

        int behind = First + 12 + Image().PaletteBytes().Length;
        yield return Passed("bkgd-index", "bKGD with an index past the palette", "PNG 11.3.4.1", new PngComposer(Image()) { BeforeData = [new PngExtra("bKGD", [200])] }.Build(), behind + 8);
        yield return Passed("hist-count", "hIST with another count than PLTE", "PNG 11.3.4.2", new PngComposer(Image()) { BeforeData = [new PngExtra("hIST", new byte[10])] }.Build(), behind);
        PngExtra[] same = [PngPayloads.SuggestedPalette("same", 8), PngPayloads.SuggestedPalette("same", 8)];
        yield return Passed("splt-same-name", "two sPLT of one name", "PNG 11.3.4.4", new PngComposer(Image()) { BeforePalette = [.. same] }.Build(), First + 12 + same[0].Data.Length + 8);
        PngComposer frames = new(Image()) { BeforePalette = [PngPayloads.AnimationControl(3)] };
        yield return Passed("actl-frames", "acTL that declares three frames where there are none", "PNG 11.3.6.1", frames.Build(), First + 8);
        PngComposer turned = new(Image()) { AfterData = [PngPayloads.Exif(6, false)] };
        byte[] turnedBytes = turned.Build();
        yield return Passed("exif-late-6", "eXIf of orientation 6 behind IDAT: it counts all the same", "PNG 5.6", turnedBytes, turned.Offsets["eXIf"])
            .WithMetadata(("orientation", "6"));
        PngComposer early = new(Image()) { BeforeData = [PngPayloads.FrameData(0, [1, 2, 3])] };
        byte[] earlyBytes = early.Build();
        yield return Passed("fdat-early", "fdAT before IDAT", "PNG 5.6", earlyBytes, early.Offsets["fdAT"]);
    }
}
