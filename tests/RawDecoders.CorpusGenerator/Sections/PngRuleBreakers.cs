// PNG files for the rules that no other section breaks, one each: private values, files of relatives of PNG, chunks cut or too long behind
// the image data, and details of ancillary chunks.

namespace RawDecoders.CorpusGenerator;

/// <summary>A file for each rule of PNG that the other sections leave whole.</summary>
public static class PngRuleBreakers
{
    private const int Width = 24, Height = 18;

    /// <summary>Offsets of IHDR's payload, and of the first chunk behind IHDR.</summary>
    private const int Ihdr = 16, First = 33;

    private static readonly DeflateSettings Stored = new(DeflateBlocks.Stored, Matches: false);

    public static IEnumerable<CorpusFile> Files() => [.. Headers(), .. AfterTheData(), .. ImageData(), .. Details()];

    private static PngImage Rgb() => PngImage.From(Scenes.StillLife(Width, Height), 2, 8);

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"png/broken/{name}.png", what, clause, bytes, error, offset);

    private static CorpusFile Passed(string name, string what, string clause, byte[] bytes, long strict, string error = "Malformed")
        => CorpusFile.Good($"png/broken-ancillary/{name}.png", what, clause, bytes, Rgb().Expected()).WithStrict(strict, error);

    private static IEnumerable<CorpusFile> Headers()
    {
        byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(Rgb(), PngFilter.None));
        byte[] With(int compression, int filter)
        {
            PngFile file = new();
            file.Header(Width, Height, 8, 2, 0, compression, filter);
            file.Data(zlib);
            file.End();
            return file.ToArray();
        }

        yield return Bad("ihdr-filter-64", "filter method 64, MNG's intrapixel differencing", "PNG 11.2.1", With(0, 64), "Unsupported", Ihdr + 11);
        yield return Bad("ihdr-private", "compression method 128, a private value", "PNG 5.8", With(128, 0), "Unsupported", Ihdr + 10);
        byte[] png = new PngComposer(Rgb()).Build();
        PngFile apple = new();
        apple.Chunk("CgBI", [0x50, 0, 0x20, 2]);
        apple.Raw(png.AsSpan(8));
        yield return Bad("cgbi", "CgBI before IHDR: a file for iOS, not PNG", "PNG 5.6", apple.ToArray(), "Unsupported", 8);
    }

    private static IEnumerable<CorpusFile> AfterTheData()
    {
        PngComposer tooLong = new(Rgb()) { AfterData = [PngPayloads.Text("k", "x") with { Length = 0x8000_0000 }] };
        byte[] bytes = tooLong.Build();
        yield return Passed("length-after", "tEXt behind IDAT with a length of 2^31", "PNG 5.3", bytes, tooLong.Offsets["tEXt"]);
        PngComposer cut = new(Rgb()) { AfterData = [PngPayloads.Text("k", "some text")] };
        bytes = cut.Build();
        int end = cut.Offsets["tEXt"] + 12;
        yield return Passed("cut-after", "the file ends within tEXt behind IDAT", "PNG 5.6", bytes[..end], end);
    }

    private static IEnumerable<CorpusFile> ImageData()
    {
        PngImage image = Rgb();
        byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(image, PngFilter.None));
        PngFile large = new();
        large.Header(30_000, 30_000, 8, 2);
        large.Data(zlib);
        int end = large.Position;
        large.End();
        byte[] bytes = large.ToArray();
        yield return Bad("pixels-unjustified", "900 million pixels in a few hundred bytes", "RFC 1951 3.2.5", bytes, "LimitExceeded", Ihdr);
        yield return Bad("pixels-cut", "900 million pixels, and the file ends in its first IDAT", "RFC 1951 3.2.5", bytes[..(end - 20)], "Truncated", end - 20);

        // All rows in a stored block that is not the last one, then a block of the type that there is not.
        byte[] rows = PngScanlines.Filtered(image, PngFilter.None);
        byte[] broken = ZlibWriter.Compress(rows, Stored);
        broken[2] = 0;
        PngComposer after = new(image) { Zlib = [.. broken[..^4], 7, .. broken[^4..]] };
        bytes = after.Build();
        yield return CorpusFile.Good("png/broken/deflate-after.png", "behind the last pixel DEFLATE goes on with a block of type 3", "RFC 1951 3.2.3", bytes, image.Expected())
            .WithStrict(after.Offsets["IDAT"] + 8 + broken.Length - 4);
    }

    private static IEnumerable<CorpusFile> Details()
    {
        foreach ((string name, string what, string clause, PngExtra chunk, int at) in ((string, string, string, PngExtra, int)[])
            [
                ("plte-suggested", "a suggested palette of four bytes", "PNG 11.2.2", new PngExtra("PLTE", [1, 2, 3, 4]), -8),
                ("cicp-range", "cICP with full range flag 2", "PNG 11.3.2.6", new PngExtra("cICP", [9, 16, 0, 2]), 3),
                ("text-null", "tEXt with a null in its text", "PNG 11.3.3.2", PngPayloads.Text("k", "a\0b"), 3),
                ("itxt-method", "iTXt compressed with method 1", "PNG 11.3.3.4", new PngExtra("iTXt", [.. "k\0"u8, 1, 1, 0, 0, .. ZlibWriter.Compress("x"u8.ToArray())]), 3),
                ("itxt-null", "iTXt whose language tag does not end", "PNG 11.3.3.4", new PngExtra("iTXt", [.. "k\0"u8, 0, 0, .. "en"u8]), 4),
                ("splt-no-name", "sPLT with an empty name", "PNG 11.3.4.4", new PngExtra("sPLT", [0, 8, 1, 2, 3, 4, 0, 9]), 0),
                ("fctl-25", "fcTL of 25 bytes", "PNG 11.3.6.2", PngPayloads.FrameControl(0, Width, Height) is var fctl ? fctl with { Data = fctl.Data[..25] } : fctl, -8),
                ("fctl-dispose-3", "fcTL with dispose operation 3", "PNG 11.3.6.2", fctl with { Data = [.. fctl.Data[..24], 3, 0] }, 24),
            ])
        {
            yield return Passed(name, what, clause, new PngComposer(Rgb()) { BeforePalette = [chunk] }.Build(), First + 8 + at);
        }

        PngComposer two = new(Rgb()) { BeforePalette = [PngPayloads.StandardRgb(), PngPayloads.Profile(IccProfiles.Tiny())] };
        yield return CorpusFile.Good("png/broken-ancillary/two-profiles.png", "sRGB and iCCP", "PNG 11.3.2.5", two.Build(), Rgb().Expected());
    }
}
