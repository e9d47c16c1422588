// Broken PNG, one rule each: signature, IHDR, framing, order, PLTE and tRNS, image data. Offsets are those of the field or data
// that is wrong. Rows are stored uncompressed and unfiltered where Lenient's share is to be counted in rows.

namespace RawDecoders.CorpusGenerator;

/// <summary>PNG files whose pixels are wrong or missing, or that are no PNG at all.</summary>
public static class PngBrokenStructure
{
    private const int Width = 24, Height = 18;

    /// <summary>Offset of IHDR's payload.</summary>
    private const int Ihdr = 16;

    private static readonly DeflateSettings Stored = new(DeflateBlocks.Stored, Matches: false);

    public static IEnumerable<CorpusFile> Files() => [.. Signatures(), .. Headers(), .. Framing(), .. Palettes(), .. ImageData(), .. Streams()];

    private static PngImage Rgb() => PngImage.From(Scenes.StillLife(Width, Height), 2, 8);

    private static PngImage Indexed() => PngImage.From(Scenes.ColourWheel(Width, Height), 3, 4);

    private static byte[] Whole(PngImage image) => new PngComposer(image) { Settings = Stored, Filter = PngFilter.None }.Build();

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"png/broken/{name}.png", what, clause, bytes, error, offset);

    private static byte[] Changed(byte[] bytes, int offset, params byte[] values)
    {
        byte[] changed = [.. bytes];
        values.CopyTo(changed, offset);
        return changed;
    }

    private static IEnumerable<CorpusFile> Signatures()
    {
        byte[] png = Whole(Rgb());
        yield return Bad("signature-7-bit", "the first byte without its high bit", "PNG 5.2", Changed(png, 0, 0x09), "Malformed", 0);
        yield return Bad(
            "signature-lf-crlf", "a transfer as text: every LF became CR LF", "PNG 5.2", [.. png.SelectMany(b => b == 10 ? [13, 10] : new[] { b })], "Malformed", 5);
        yield return Bad("signature-crlf-lf", "a transfer as text: CR LF became LF", "PNG 5.2", [.. png[..4], .. png[5..]], "Malformed", 4);
        yield return Bad("signature-cut", "four bytes of the signature and no more", "PNG 5.2", png[..4], "Truncated", 4);
        yield return Bad("signature-only", "the signature and no more", "PNG 5.6", png[..8], "Truncated", 8);
    }

    private static IEnumerable<CorpusFile> Headers()
    {
        foreach ((string name, string what, int at, uint width, uint height, int depth, int type, int compression, int filter, int interlace) in
            ((string, string, int, uint, uint, int, int, int, int, int)[])
            [
                ("width-0", "width 0", 0, 0, 18, 8, 2, 0, 0, 0),
                ("height-0", "height 0", 4, 24, 0, 8, 2, 0, 0, 0),
                ("width-2g", "width 2^31", 0, 0x8000_0000, 18, 8, 2, 0, 0, 0),
                ("height-2g", "height 2^31", 4, 24, 0x8000_0000, 8, 2, 0, 0, 0),
                ("depth-3", "bit depth 3", 8, 24, 18, 3, 0, 0, 0, 0),
                ("depth-0", "bit depth 0", 8, 24, 18, 0, 0, 0, 0, 0),
                ("depth-32", "bit depth 32", 8, 24, 18, 32, 0, 0, 0, 0),
                ("depth-rgb-4", "bit depth 4 for truecolour", 8, 24, 18, 4, 2, 0, 0, 0),
                ("depth-palette-16", "bit depth 16 for a palette", 8, 24, 18, 16, 3, 0, 0, 0),
                ("depth-grey-alpha-4", "bit depth 4 for grey with alpha", 8, 24, 18, 4, 4, 0, 0, 0),
                ("depth-rgba-1", "bit depth 1 for truecolour with alpha", 8, 24, 18, 1, 6, 0, 0, 0),
                ("colour-1", "colour type 1", 9, 24, 18, 8, 1, 0, 0, 0),
                ("colour-5", "colour type 5", 9, 24, 18, 8, 5, 0, 0, 0),
                ("colour-7", "colour type 7", 9, 24, 18, 8, 7, 0, 0, 0),
                ("compression-1", "compression method 1", 10, 24, 18, 8, 2, 1, 0, 0),
                ("filter-method-1", "filter method 1", 11, 24, 18, 8, 2, 0, 1, 0),
                ("interlace-2", "interlace method 2", 12, 24, 18, 8, 2, 0, 0, 2),
            ])
        {
            PngFile file = new();
            file.Header(width, height, depth, type, interlace, compression, filter);
            file.Data(ZlibWriter.Compress(PngScanlines.Filtered(Rgb(), PngFilter.None)));
            file.End();
            yield return Bad($"ihdr-{name}", what, "PNG 11.2.1", file.ToArray(), "Malformed", Ihdr + at);
        }

        PngImage image = Rgb();
        byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(image, PngFilter.None));
        foreach (int length in (int[])[12, 14])
        {
            PngFile file = new();
            file.Chunk("IHDR", new ByteSink().Be32(Width).Be32(Height).U8(8).U8(2).Zeros(length - 10));
            file.Data(zlib);
            file.End();
            yield return Bad($"ihdr-length-{length}", $"IHDR of {length} bytes", "PNG 11.2.1", file.ToArray(), "Malformed", 8);
        }

        byte[] png = Whole(image);
        yield return Bad("ihdr-crc", "wrong CRC of IHDR", "PNG 5.5", Changed(png, 29, (byte)(png[29] ^ 1)), "Malformed", 29).WithSaved(image.Expected(), 0, 0);
        yield return Bad("ihdr-missing", "no IHDR: IDAT comes first", "PNG 5.6", [.. png[..8], .. png[33..]], "Malformed", 8);
        PngComposer twice = new(image) { BeforeData = [new PngExtra("IHDR", png[16..29])], Settings = Stored, Filter = PngFilter.None };
        yield return Bad("ihdr-twice", "a second IHDR", "PNG 5.6", twice.Build(), "Malformed", 33).WithSaved(image.Expected(), 0, Height);
        PngFile late = new();
        late.Chunk("gAMA", [0, 0, 0xB1, 0x8F]);
        late.Raw(png.AsSpan(8));
        yield return CorpusFile.Good("png/broken/ihdr-second.png", "gAMA before IHDR", "PNG 5.6", late.ToArray(), image.Expected()).WithStrict(8);
    }

    private static IEnumerable<CorpusFile> Framing()
    {
        PngImage image = Rgb();
        ExpectedPixels pixels = image.Expected();
        PngComposer plain = new(image) { Settings = Stored, Filter = PngFilter.None };
        byte[] png = plain.Build();
        int idat = plain.Offsets["IDAT"], iend = plain.Offsets["IEND"];
        int row = 1 + 3 * Width;

        // The IDAT payload: two zlib bytes, five bytes of a stored block, then the rows.
        int firstRow = idat + 8 + 2 + 5;
        foreach (int rows in (int[])[0, 1, 9, 17])
        {
            int cut = firstRow + rows * row + (rows == 0 ? 0 : 5);
            CorpusFile file = Bad($"cut-row-{rows}", $"the file ends in row {rows}", "PNG 5.6", png[..cut], "Truncated", cut);
            yield return rows == 0 ? file with { Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction", Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)) } : file.WithSaved(pixels, 0, rows);
        }

        yield return Bad("cut-ihdr", "the file ends inside IHDR", "PNG 5.6", png[..20], "Truncated", 20);
        yield return Bad("cut-after-ihdr", "the file ends behind IHDR", "PNG 5.6", png[..33], "Truncated", 33);
        yield return Bad("cut-idat-length", "the file ends inside the length of IDAT", "PNG 5.6", png[..(idat + 2)], "Truncated", idat + 2);
        yield return CorpusFile.Good("png/broken/cut-idat-crc.png", "the file ends inside the CRC of the last IDAT: all rows are there", "PNG 5.6", png[..(iend - 2)], pixels)
            .WithStrict(iend - 2, "Malformed");
        yield return CorpusFile.Good("png/broken/iend-missing.png", "no IEND", "PNG 5.6", png[..iend], pixels).WithStrict(iend);
        yield return CorpusFile.Good("png/broken/iend-cut.png", "the file ends inside IEND", "PNG 5.6", png[..(iend + 6)], pixels).WithStrict(iend + 6);
        PngFile fullEnd = new();
        fullEnd.Raw(png.AsSpan(8, iend - 8));
        fullEnd.Chunk("IEND", [1, 2, 3]);
        yield return CorpusFile.Good("png/broken/iend-payload.png", "IEND with three bytes", "PNG 11.2.4", fullEnd.ToArray(), pixels).WithStrict(iend);
        yield return CorpusFile.Good("png/broken/iend-crc.png", "wrong CRC of IEND", "PNG 5.5", Changed(png, iend + 8, 0), pixels).WithStrict(iend + 8);
        yield return CorpusFile.Good("png/broken/after-iend.png", "11 bytes behind IEND", "PNG 5.6", [.. png, .. new byte[11]], pixels).WithStrict(png.Length);
        yield return Bad("idat-missing", "no IDAT", "PNG 5.6", [.. png[..idat], .. png[iend..]], "Malformed", idat);
        yield return Bad("idat-crc", "wrong CRC of IDAT", "PNG 5.5", Changed(png, iend - 1, (byte)(png[iend - 1] ^ 0x55)), "Malformed", iend - 4).WithSaved(pixels, 0, Height);
        yield return Bad("length-2g", "a chunk length of 2^31", "PNG 5.3", Changed(png, idat, 0x80, 0, 0, 0), "Malformed", idat);
        yield return Bad("length-past-end", "a tEXt chunk that is longer than the file", "PNG 5.3", new PngComposer(image)
        {
            BeforeData = [PngPayloads.Text("Comment", "x") with { Length = 0x7FFF_0000 }],
        }.Build(), "Truncated", new PngComposer(image) { BeforeData = [PngPayloads.Text("Comment", "x")] }.Build().Length);
        yield return Bad("critical-unknown", "an unknown critical chunk", "PNG 5.4", new PngComposer(image) { BeforeData = [new PngExtra("ABCD", [1])] }.Build(), "Unsupported", 33)
            .WithSaved(pixels, 0, Height);
        yield return Bad("type-digits", "a chunk type that is not four letters, before the data", "PNG 5.3", new PngComposer(image) { BeforeData = [new PngExtra("a1B2", [1])] }.Build(), "Malformed", 37);
        PngComposer digits = new(image) { AfterData = [new PngExtra("a1B2", [1])] };
        yield return CorpusFile.Good("png/broken/type-digits-after.png", "a chunk type that is not four letters, behind the data", "PNG 5.3", digits.Build(), pixels)
            .WithStrict(digits.Offsets["a1B2"] + 4);
        PngComposer empty = new(image) { AfterData = [PngPayloads.Text("Comment", "between"), new PngExtra("IDAT", [])] };
        byte[] emptyBytes = empty.Build();
        yield return CorpusFile.Good("png/broken/idat-apart.png", "tEXt between two IDAT chunks, the second one empty", "PNG 5.6", emptyBytes, pixels)
            .WithStrict(empty.Offsets["IDAT"]);
        byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(image, PngFilter.None), Stored);
        PngFile apart = new();
        apart.Header(image);
        apart.Chunk("IDAT", zlib.AsSpan(0, 7 + 6 * row));
        int between = apart.Chunk("tEXt", "Comment\0between"u8);
        int second = apart.Chunk("IDAT", zlib.AsSpan(7 + 6 * row));
        apart.End();
        yield return Bad("idat-parted", "tEXt between two IDAT chunks that both have rows", "PNG 5.6", apart.ToArray(), "Malformed", second).WithSaved(pixels, 0, Height);
        _ = between;
    }

    private static IEnumerable<CorpusFile> Palettes()
    {
        PngImage image = Indexed();
        ExpectedPixels pixels = image.Expected();
        byte[] png = Whole(image);
        int plte = 33, count = image.Palette!.Length, idat = plte + 12 + 3 * count;
        yield return Bad("plte-missing", "a palette picture without PLTE", "PNG 11.2.2", [.. png[..plte], .. png[idat..]], "Malformed", plte);
        yield return Bad("plte-crc", "wrong CRC of PLTE", "PNG 5.5", Changed(png, idat - 1, (byte)(png[idat - 1] ^ 1)), "Malformed", idat - 4).WithSaved(pixels, 0, 0);
        yield return Bad("plte-empty", "PLTE without entries", "PNG 11.2.2", WithPalette(image, []), "Malformed", plte);
        yield return Bad("plte-length", "PLTE of a length that is not a multiple of 3", "PNG 11.2.2", WithPalette(image, [.. image.PaletteBytes(), 9]), "Malformed", plte)
            .WithSaved(pixels, 0, Height);
        yield return CorpusFile.Good(
            "png/broken/plte-17.png", "17 entries for 4 bits", "PNG 11.2.2", WithPalette(image, [.. image.PaletteBytes(), 9, 9, 9]), pixels).WithStrict(plte);
        PngImage wide = PngImage.From(Scenes.ColourWheel(Width, Height), 3, 8);
        byte[] many = new byte[257 * 3];
        wide.PaletteBytes().CopyTo(many, 0);
        yield return CorpusFile.Good("png/broken/plte-257.png", "257 entries", "PNG 11.2.2", WithPalette(wide, many), wide.Expected()).WithStrict(plte);
        PngComposer twice = new(image) { BeforeData = [new PngExtra("PLTE", new byte[6])] };
        byte[] twiceBytes = twice.Build();
        yield return Bad("plte-twice", "a second PLTE", "PNG 5.6", twiceBytes, "Malformed", twice.Offsets["PLTE"]).WithSaved(pixels, 0, Height);
        PngImage grey = PngImage.From(Scenes.Landscape(Width, Height), 0, 8);
        yield return CorpusFile.Good(
            "png/broken/plte-grey.png", "PLTE in a grey picture", "PNG 11.2.2", new PngComposer(grey) { BeforePalette = [new PngExtra("PLTE", new byte[6])] }.Build(),
            grey.Expected()).WithStrict(plte);
        PngImage rgb = Rgb();
        PngComposer late = new(rgb) { AfterData = [new PngExtra("PLTE", new byte[6])] };
        byte[] lateBytes = late.Build();
        yield return CorpusFile.Good("png/broken/plte-late.png", "PLTE behind IDAT in truecolour", "PNG 5.6", lateBytes, rgb.Expected()).WithStrict(late.Offsets["PLTE"]);

        // 11 entries, and index 15 in the last row alone.
        SampleImage indices = new(Width, Height, 1, 4);
        for (int i = 0; i < indices.Data.Length; i++)
            indices.Data[i] = (ushort)(i % Width * 11 / Width);
        indices[4, Height - 1, 0] = 15;
        PngImage beyond = new(3, indices) { Palette = image.Palette[..11] };
        PngComposer composer = new(beyond) { Settings = Stored, Filter = PngFilter.None };
        byte[] beyondBytes = composer.Build();
        CorpusFile bad = Bad("index-beyond-palette", "index 15 of 11 entries", "PNG 11.2.2", beyondBytes, "Malformed", composer.Offsets["IDAT"] + 8 + 7 + (Height - 1) * (Width / 2 + 1) + 3);
        yield return bad.WithSaved(beyond.Expected(), 0, Height - 1);

        foreach ((string name, string what, int type, byte[] data) in ((string, string, int, byte[])[])
            [
                ("trns-grey-1", "tRNS of 1 byte for grey", 0, [1]),
                ("trns-grey-4", "tRNS of 4 bytes for grey", 0, [0, 1, 0, 2]),
                ("trns-rgb-2", "tRNS of 2 bytes for truecolour", 2, [0, 1]),
                ("trns-rgb-7", "tRNS of 7 bytes for truecolour", 2, [0, 1, 0, 1, 0, 1, 0]),
            ])
        {
            PngImage p = PngImage.From(Scenes.Landscape(Width, Height), type, 8);
            PngComposer c = new(p) { BeforeData = [new PngExtra("tRNS", data)] };
            yield return Bad(name, what, "PNG 11.3.1.1", c.Build(), "Malformed", 33).WithSaved(p.Expected(), 0, Height);
        }

        PngImage rgba = PngImage.From(Scenes.AlphaShapes(Width, Height), 6, 8);
        yield return CorpusFile.Good(
            "png/broken/trns-rgba.png", "tRNS for truecolour with alpha", "PNG 11.3.1.1",
            new PngComposer(rgba) { BeforeData = [new PngExtra("tRNS", [0, 1, 0, 1, 0, 1])] }.Build(), rgba.Expected()).WithStrict(37);
        PngImage transparent = image.WithTransparency(0, 0);
        PngComposer over = new(transparent);
        over.Build();
        yield return CorpusFile.Good(
            "png/broken/trns-too-long.png", "tRNS with more entries than PLTE", "PNG 11.3.1.1",
            new PngComposer(image) { BeforeData = [new PngExtra("tRNS", [.. Enumerable.Repeat((byte)255, count + 1)])] }.Build(), pixels).WithStrict(idat);
        yield return Bad(
            "trns-crc", "wrong CRC of tRNS", "PNG 5.5",
            new PngComposer(image) { BeforeData = [new PngExtra("tRNS", transparent.TransparencyBytes()!) { CrcXor = 1 }] }.Build(), "Malformed",
            idat + 8 + transparent.TransparentEntries).WithSaved(transparent.Expected(), 0, 0);
        PngComposer trnsLate = new(image) { AfterData = [new PngExtra("tRNS", [0])] };
        byte[] trnsLateBytes = trnsLate.Build();
        yield return CorpusFile.Good("png/broken/trns-late.png", "tRNS behind IDAT", "PNG 5.6", trnsLateBytes, pixels).WithStrict(trnsLate.Offsets["tRNS"]);
    }

    private static byte[] WithPalette(PngImage image, byte[] palette)
    {
        PngFile file = new();
        file.Header(image);
        file.Chunk("PLTE", palette);
        file.Data(ZlibWriter.Compress(PngScanlines.Filtered(image, PngFilter.None), Stored));
        file.End();
        return file.ToArray();
    }

    private static IEnumerable<CorpusFile> ImageData()
    {
        PngImage image = Rgb();
        ExpectedPixels pixels = image.Expected();
        byte[] filtered = PngScanlines.Filtered(image, PngFilter.None);
        int row = 1 + 3 * Width, payload = 33 + 8, rows = payload + 7;
        byte[] With(byte[] data, uint? adler = null) => new PngComposer(image) { Zlib = ZlibWriter.Compress(data, Stored, adler: adler) }.Build();

        // Behind an unknown filter type unfiltered rows are right again, rows that depend on the one above are not.
        byte[] last = [.. filtered];
        last[17 * row] = 5;
        yield return Bad("filter-5", "filter type 5 in the last row", "PNG 9.2", With(last), "Malformed", rows + 17 * row).WithSaved(pixels, 0, 17);
        byte[] up = PngScanlines.Filtered(image, PngFilter.Up);
        up[9 * row] = 255;
        yield return Bad("filter-255", "filter type 255 in row 9, Up in all others", "PNG 9.2", With(up), "Malformed", rows + 9 * row).WithSaved(pixels, 0, 9);

        byte[] shortData = With(filtered[..(12 * row)]);
        yield return Bad("rows-missing", "the zlib stream ends properly after 12 of 18 rows", "PNG 10.2", shortData, "Malformed", rows + 12 * row + 4).WithSaved(pixels, 0, 12);
        byte[] halfRow = With(filtered[..(12 * row + 30)]);
        yield return Bad("row-cut", "the zlib stream ends properly inside row 12", "PNG 10.2", halfRow, "Malformed", rows + 12 * row + 30 + 4).WithSaved(pixels, 0, 12);
        yield return Bad("no-rows", "a zlib stream of no bytes", "PNG 10.2", With([]), "Malformed", rows + 4) with
        {
            Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction",
            Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)),
        };
        yield return CorpusFile.Good("png/broken/rows-too-many.png", "two rows more than the picture has", "PNG 10.2", With([.. filtered, .. filtered[..(2 * row)]]), pixels)
            .WithStrict(rows + filtered.Length);
        yield return CorpusFile.Good("png/broken/adler.png", "wrong Adler-32", "RFC 1950 2.2", With(filtered, 0x12345678), pixels).WithStrict(rows + filtered.Length)
            with { Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)) };
        byte[] zlib = ZlibWriter.Compress(filtered, Stored);
        yield return CorpusFile.Good(
            "png/broken/adler-missing.png", "the zlib stream ends without Adler-32", "RFC 1950 2.2", new PngComposer(image) { Zlib = zlib[..^4] }.Build(), pixels)
            .WithStrict(rows + filtered.Length);
        yield return CorpusFile.Good(
            "png/broken/data-after-adler.png", "bytes behind Adler-32 inside IDAT", "PNG 10.2", new PngComposer(image) { Zlib = [.. zlib, 1, 2, 3] }.Build(), pixels);
    }

    private static IEnumerable<CorpusFile> Streams()
    {
        PngImage image = Rgb();
        ExpectedPixels pixels = image.Expected();
        byte[] filtered = PngScanlines.Filtered(image, PngFilter.None);
        int payload = 33 + 8, row = 1 + 3 * Width;
        byte[] deflate = DeflateEncoder.Encode(filtered, Stored);
        uint adler = Checksums.Adler32(filtered);
        byte[] With(byte[] zlib) => new PngComposer(image) { Zlib = zlib }.Build();
        CorpusFile Nothing(CorpusFile file) => file with
        {
            Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction",
            Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)),
        };

        yield return Bad("zlib-method-7", "zlib compression method 7", "RFC 1950 2.2", With(ZlibWriter.Wrap(deflate, ZlibWriter.Header(7, 7, 2, false), adler)), "Malformed", payload);
        yield return CorpusFile.Good("png/broken/zlib-window-8.png", "CINFO 8: a window of 65536 bytes", "RFC 1950 2.2", With(ZlibWriter.Wrap(deflate, ZlibWriter.Header(8, 8, 2, false), adler)), pixels)
            .WithStrict(payload);
        yield return Bad("zlib-dictionary", "a preset dictionary", "PNG 10.1", With(ZlibWriter.Wrap([1, 2, 3, 4, .. deflate], ZlibWriter.Header(8, 7, 2, true), adler)), "Malformed", payload + 1);
        yield return CorpusFile.Good("png/broken/zlib-check.png", "CMF and FLG are no multiple of 31", "RFC 1950 2.2", With(ZlibWriter.Wrap(deflate, 0x789D, adler)), pixels)
            .WithStrict(payload + 1);
        yield return Nothing(Bad("deflate-type-3", "DEFLATE block type 3", "RFC 1951 3.2.3", With(ZlibWriter.Wrap([7, 0, 0, 0, 0, 0], 0x789C, 1)), "Malformed", payload + 2));
        yield return Nothing(Bad("deflate-stored-length", "LEN and NLEN disagree", "RFC 1951 3.2.4", With(ZlibWriter.Wrap([1, 10, 0, 10, 0, 1, 2, 3], 0x789C, 1)), "Malformed", payload + 3));
        yield return Nothing(Bad("deflate-distance", "a match from before the start", "RFC 1951 3.2.5", With(ZlibWriter.Wrap(FarMatch(), 0x789C, 1)), "Malformed", payload + 4));
        yield return Nothing(Bad("deflate-lengths", "code lengths that over-subscribe the code", "RFC 1951 3.2.7", With(ZlibWriter.Wrap(Oversubscribed(), 0x789C, 1)), "Malformed", payload + 2));

        // Ten rows stored, then a block of type 3.
        byte[] ten = [0, .. deflate[1..5], .. filtered[..(10 * row)], 7, 0];
        (ten[1], ten[2], ten[3], ten[4]) = ((byte)(10 * row), (byte)(10 * row >> 8), (byte)~(10 * row), (byte)(~(10 * row) >> 8));
        yield return Bad("deflate-row-10", "DEFLATE block type 3 behind ten rows", "RFC 1951 3.2.3", With(ZlibWriter.Wrap(ten, 0x789C, 1)), "Malformed", payload + 2 + 5 + 10 * row)
            .WithSaved(pixels, 0, 10);
    }

    private static byte[] FarMatch()
    {
        LsbBitSink sink = new();
        sink.Write(1, 1);
        sink.Write(1, 2);
        sink.WriteCode(0x30, 8);    // literal 0
        sink.WriteCode(1, 7);       // length 3
        sink.WriteCode(10, 5);      // distance 33
        sink.Write(0, 4);
        sink.WriteCode(0, 7);
        return sink.ToArray();
    }

    private static byte[] Oversubscribed()
    {
        LsbBitSink sink = new();
        sink.Write(1, 1);
        sink.Write(2, 2);
        sink.Write(0, 5);
        sink.Write(0, 5);
        sink.Write(15, 4);
        for (int i = 0; i < 19; i++)
            sink.Write(1, 3);       // nineteen codes of one bit
        sink.Write(0, 16);
        return sink.ToArray();
    }
}
