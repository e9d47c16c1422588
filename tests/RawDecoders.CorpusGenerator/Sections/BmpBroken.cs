// Broken BMP, one rule each: headers, masks, palette, pixel data, codes. Offsets are those of the field or data that is wrong.

namespace RawDecoders.CorpusGenerator;

/// <summary>BMP files that cannot be decoded whole, or not as they say.</summary>
public static class BmpBroken
{
    private const int Width = 24, Height = 18;

    public static IEnumerable<CorpusFile> Files() => [.. Headers(), .. Truncations(), .. Masks(), .. Indices(), .. RunLength(), .. Huffman()];

    private static SampleImage Scene() => Scenes.StillLife(Width, Height).ToSamples(3, 8);

    private static BmpSpec Rgb() => new() { Width = Width, RawHeight = Height, BitCount = 24, Data = BmpPixels.PackBgr(Scene(), 24, false) };

    private static ExpectedPixels Pixels() => BmpPixels.ExpectedRgb(Scene());

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"bmp/broken/{name}.bmp", what, clause, bytes, error, offset);

    private static IEnumerable<CorpusFile> Headers()
    {
        BmpSpec plain = Rgb();
        yield return Bad("width-0", "width 0", "wingdi.h biWidth", (plain with { Width = 0 }).Build(), "Malformed", 18);
        yield return Bad("width-negative", "width -24", "wingdi.h biWidth", (plain with { Width = -Width }).Build(), "Malformed", 18);
        yield return Bad("height-0", "height 0", "wingdi.h biHeight", (plain with { RawHeight = 0 }).Build(), "Malformed", 22);
        yield return Bad("height-least", "height -2147483648", "wingdi.h biHeight", (plain with { RawHeight = int.MinValue }).Build(), "Malformed", 22);
        foreach (int bits in (int[])[0, 3, 5, 12, 48, 65535])
            yield return Bad($"bits-{bits}", $"{bits} bits a pixel", "wingdi.h biBitCount", (plain with { BitCount = bits }).Build(), "Malformed", 28);
        foreach (uint compression in (uint[])[7, 14, 0x30313233])
            yield return Bad($"compression-{compression}", $"compression {compression}", "wingdi.h biCompression", (plain with { Compression = compression }).Build(), "Unsupported", 30);
        yield return Bad("compression-cmyk", "BI_CMYK: refused by name", "wingdi.h biCompression", (plain with { Compression = 11, BitCount = 32, Data = new byte[Width * Height * 4] }).Build(), "Unsupported", 30);
        foreach ((uint compression, int bits) in ((uint, int)[])[(1, 4), (1, 24), (2, 8), (2, 1), (3, 24), (6, 8)])
        {
            yield return Bad(
                $"compression-{compression}-{bits}bit", $"compression {compression} with {bits} bits", "wingdi.h biCompression",
                (plain with { Compression = compression, BitCount = bits }).Build(), "Malformed", 30);
        }

        foreach (uint size in (uint[])[0, 11, 13, 5000, 0xFFFF_FFFF])
            yield return Bad($"header-size-{size}", $"header size {size}", "wingdi.h biSize", (plain with { StatedHeaderSize = size }).Build(), "Malformed", 14);
        yield return Bad("offset-past-end", "bfOffBits behind the end of the file", "wingdi.h bfOffBits", (plain with { PixelOffset = 99999 }).Build(), "Truncated", 10);
        yield return Bad("offset-in-headers", "bfOffBits inside the headers", "wingdi.h bfOffBits", (plain with { PixelOffset = 30 }).Build(), "Malformed", 10).WithSaved(Pixels(), 0, Height);
        yield return Bad("signature", "'BN' instead of 'BM'", "wingdi.h bfType", [(byte)'B', (byte)'N', .. plain.Build()[2..]], "UnknownFormat", 0);
        yield return Bad("huge", "1 x 2147483647 pixels in a small file", "wingdi.h biHeight", (plain with { Width = 1, RawHeight = int.MaxValue }).Build(), "LimitExceeded", 22);
        IndexedPicture indexed = Palettes.Quantise(Scenes.Text(Width, Height), 16, 4);
        BmpSpec rle = BmpCoded.Indexed(indexed, 4) with
        {
            RawHeight = -Height, Data = BmpRunLength.Encode(Flipped(indexed.Indices), Width, Height, 4, BmpRuns.Mixed),
        };
        yield return Bad("rle-topdown", "BI_RLE4 from the top down", "wingdi.h biHeight", rle.Build(), "Malformed", 22)
            .WithSaved(BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours), 0, Height);
    }

    private static int[] Flipped(SampleImage image)
    {
        int[] pixels = new int[image.Data.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = image[i % image.Width, image.Height - 1 - i / image.Width, 0];
        return pixels;
    }

    private static IEnumerable<CorpusFile> Truncations()
    {
        BmpSpec plain = Rgb();
        byte[] bytes = plain.Build();
        int stride = Width * 3;
        foreach (int cut in (int[])[2, 13, 14, 17, 30, 53])
            yield return Bad($"cut-{cut}", $"the file ends behind {cut} bytes", "wingdi.h BITMAPFILEHEADER", bytes[..cut], "Truncated", cut);
        foreach (bool topDown in (bool[])[false, true])
        {
            BmpSpec spec = plain with { RawHeight = topDown ? -Height : Height, Data = BmpPixels.PackBgr(Scene(), 24, topDown) };
            foreach (int rows in (int[])[1, 9, 17])
            {
                int cut = spec.DataOffset + rows * stride + 10;
                yield return Bad(
                    $"cut-row-{rows}{(topDown ? "-topdown" : "")}", $"the file ends in row {rows} of the {(topDown ? "top-down" : "bottom-up")} rows", "wingdi.h BITMAPINFO",
                    spec.Build()[..cut], "Truncated", cut).WithSaved(Pixels(), topDown ? 0 : Height - rows, rows);
            }
        }

        IndexedPicture indexed = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 256, 8);
        BmpSpec palette = BmpCoded.Indexed(indexed, 8) with { Compression = 0, Data = BmpPixels.PackIndices(indexed.Indices, 8, false) };
        yield return Bad("cut-palette", "the file ends inside the palette", "wingdi.h BITMAPINFO", palette.Build()[..200], "Truncated", 10) with { Standard = CorpusOutcome.Refused("Truncated", 200) };
    }

    private static IEnumerable<CorpusFile> Masks()
    {
        Picture picture = Scenes.Gradient(Width, Height);
        foreach ((string name, string what, int bits, uint[] masks, uint[] saved) in ((string, string, int, uint[], uint[])[])
            [
                ("mask-beyond", "a red mask above the 16 bits of a pixel: no red is left", 16, [0x00F8_0000, 0x07E0, 0x001F], [0, 0x07E0, 0x001F]),
                ("mask-none-16", "no masks at all: those of BI_RGB are the best guess", 16, [0, 0, 0], [0x7C00, 0x03E0, 0x001F]),
                ("mask-none-32", "no masks at all: those of BI_RGB are the best guess", 32, [0, 0, 0], [0xFF0000, 0xFF00, 0xFF]),
            ])
        {
            BmpSpec spec = new()
            {
                Width = Width, RawHeight = Height, BitCount = bits, Compression = 3, Masks = masks, HeaderSize = 56,
                Data = BmpPixels.PackMasks(picture, bits, saved, false),
            };
            yield return Bad(name, what, "wingdi.h biCompression", spec.Build(), "Malformed", 54)
                .WithSaved(BmpPixels.ExpectedMasks(picture, saved), 0, Height);
        }

        // Red has seven bits with a gap between the fourth and the third: they are drawn together.
        uint[] seven = [0x007F_0000, 0xFF00, 0xFF];
        byte[] gapped = BmpPixels.PackMasks(picture, 32, seven, false);
        for (int i = 2; i < gapped.Length; i += 4)
            gapped[i] = (byte)((gapped[i] & 0x78) << 1 | gapped[i] & 7);
        BmpSpec gap = new()
        {
            Width = Width, RawHeight = Height, BitCount = 32, Compression = 3, Masks = [0x00F7_0000, 0xFF00, 0xFF], HeaderSize = 56, Data = gapped,
        };
        yield return Bad("mask-gap", "a red mask with a gap", "wingdi.h biCompression", gap.Build(), "Malformed", 54)
            .WithSaved(BmpPixels.ExpectedMasks(picture, seven), 0, Height);

        uint[] overlap = [0xFF00, 0x0FF0, 0x00FF];
        SampleImage grey = Scenes.Landscape(Width, Height).ToSamples(1, 8);
        ByteSink data = new(), expected = new();
        for (int i = 0; i < Width * Height; i++)
        {
            data.Le16(grey[i % Width, Height - 1 - i / Width, 0] * 257);
            int v = grey.Data[i] * 257;
            expected.U8(v >> 8).U8(v >> 4 & 0xFF).U8(v & 0xFF);
        }

        BmpSpec overlapping = new()
        {
            Width = Width, RawHeight = Height, BitCount = 16, Compression = 3, Masks = overlap, HeaderSize = 56, Data = data.ToArray(),
        };
        yield return CorpusFile.Good("bmp/broken/mask-overlap.bmp", "masks that overlap: each takes its bits", "wingdi.h biCompression", overlapping.Build(),
            new ExpectedPixels("rgb24", Width, Height, expected.ToArray())).WithStrict(54);
    }

    private static IEnumerable<CorpusFile> Indices()
    {
        IndexedPicture indexed = Palettes.Quantise(Scenes.ColourWheel(Width, Height), 16, 4);
        SampleImage indices = new(Width, Height, 1, 8);
        for (int i = 0; i < indices.Data.Length; i++)
            indices.Data[i] = (ushort)(i % Width / 2);
        indices[7, Height - 1, 0] = 12;
        BmpSpec spec = BmpCoded.Indexed(indexed, 8) with { Compression = 0, Palette = indexed.Colours[..12], Data = BmpPixels.PackIndices(indices, 8, false) };
        ExpectedPixels pixels = BmpPixels.ExpectedIndices(indices, spec.Palette);
        int offset = spec.DataOffset + 7;
        yield return Bad("index-beyond-palette", "index 12 of 12 entries in the last row", "wingdi.h biClrUsed", spec.Build(), "Malformed", offset).WithSaved(pixels, 0, Height - 1);
    }

    private static IEnumerable<CorpusFile> RunLength()
    {
        foreach (int bits in (int[])[4, 8])
        {
            IndexedPicture indexed = Palettes.Quantise(Scenes.Text(Width, Height), 1 << bits, bits);
            ExpectedPixels pixels = BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours);
            BmpSpec plain = BmpCoded.Indexed(indexed, bits);
            int[] all = BmpCoded.Pixels(indexed.Indices);

            // The bottom ten rows are coded well; then one code is wrong.
            byte[] ten = BmpRunLength.Encode(all[((Height - 10) * Width)..], Width, 10, bits, BmpRuns.Absolute, endOfPicture: false);
            ten = [.. ten, 0, 0];
            (string Name, string What, byte[] Code, string Error, int At)[] wrong =
            [
                ("run-too-long", "a run over the end of the row", [25, 0, 0, 0], "Malformed", 0),
                ("literal-too-long", "literal pixels over the end of the row", [0, 26, .. new byte[bits == 4 ? 14 : 26]], "Malformed", 0),
                ("cut-pair", "the code ends inside a pair", [5], "Truncated", 1),
                ("cut-literal", "the code ends inside literal pixels", [0, 20, 1, 1, 1], "Truncated", 5),
                ("cut-jump", "the code ends inside a jump", [0, 2, 4], "Truncated", 3),
                ("cut-rows", "the code ends between two rows", [], "Truncated", 0),
            ];
            foreach ((string name, string what, byte[] code, string error, int at) in wrong)
            {
                BmpSpec spec = plain with { Data = [.. ten, .. code] };
                yield return Bad(
                    $"rle{bits}-{name}", $"BI_RLE{bits}: {what}, behind ten good rows", "wingdi.h Bitmap Compression", spec.Build(), error, spec.DataOffset + ten.Length + at)
                    .WithSaved(pixels, Height - 10, 10);
            }

            byte[] whole = BmpRunLength.Encode(all, Width, Height, bits, BmpRuns.Absolute);
            BmpSpec cut = plain with { Data = whole[..5] };
            yield return Bad($"rle{bits}-cut-early", $"BI_RLE{bits}: five bytes of code and no more", "wingdi.h Bitmap Compression", cut.Build(), "Truncated", cut.DataOffset + 5) with
            {
                Format = pixels.Format, Shape = pixels.Shape, PixelHash = pixels.Hash, Expected = pixels, Source = "construction",
                Lenient = CorpusOutcome.Rows(0, 0, pixels.HashOfRows(0, 0)),
            };
        }
    }

    private static IEnumerable<CorpusFile> Huffman()
    {
        SampleImage bits = Scenes.Text(Width, Height).ToSamples(1, 1);
        (byte, byte, byte, byte)[] palette = [(250, 248, 235, 255), (20, 24, 60, 255)];
        BmpSpec spec = new() { HeaderSize = 64, Width = Width, RawHeight = Height, BitCount = 1, Compression = 3, Palette = palette };
        ExpectedPixels pixels = BmpPixels.ExpectedIndices(bits, palette);
        byte[] noEnd = BmpHuffman1D.Encode(bits, lowBitFirst: false, returnToControl: false);
        yield return CorpusFile.Good(
            "bmp/broken/huffman-no-end.bmp", "Huffman 1D without the six end-of-line codes", "T.4 4.1.4", (spec with { Data = noEnd }).Build(), pixels);
        SampleImage half = new(Width, 9, 1, 1);
        Array.Copy(bits.Data, 9 * Width, half.Data, 0, half.Data.Length);
        byte[] nine = BmpHuffman1D.Encode(half, lowBitFirst: false);
        yield return Bad("huffman-rows-missing", "the code ends properly behind nine of 18 rows", "T.4 4.1.4", (spec with { Data = nine }).Build(), "Truncated", spec.DataOffset + nine.Length - 1)
            .WithSaved(pixels, 9, 9);
    }
}
