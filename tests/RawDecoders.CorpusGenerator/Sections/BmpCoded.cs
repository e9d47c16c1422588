// BMP: the run-length codes, Huffman 1D and embedded files.

namespace RawDecoders.CorpusGenerator;

/// <summary>Compressed BMP files.</summary>
public static class BmpCoded
{
    private const int Width = 35, Height = 26;

    public static IEnumerable<CorpusFile> Files() => [.. Palette(), .. Skips(), .. Rle24(), .. Huffman(), .. Embedded()];

    private static IEnumerable<CorpusFile> Palette()
    {
        foreach (int bits in (int[])[4, 8])
        {
            IndexedPicture indexed = Palettes.Quantise(bits == 4 ? Scenes.Text(Width, Height) : Scenes.StillLife(Width, Height), 1 << bits, bits);
            foreach (int header in (int[])[40, 52, 56, 64, 108, 124])
            {
                foreach (BmpRuns runs in (BmpRuns[])[BmpRuns.Encoded, BmpRuns.Absolute, BmpRuns.Mixed])
                {
                    BmpSpec spec = Indexed(indexed, bits) with { HeaderSize = header };
                    spec = spec with { Data = BmpRunLength.Encode(Pixels(indexed.Indices), Width, Height, bits, runs) };
                    yield return CorpusFile.Good(
                        $"bmp/coded/rle{bits}-h{header}-{runs.ToString().ToLowerInvariant()}.bmp",
                        $"{BmpMatrix.HeaderName(header)}, BI_RLE{bits}, {runs.ToString().ToLowerInvariant()} mode",
                        "wingdi.h Bitmap Compression", spec.Build(), BmpPixels.ExpectedIndices(indexed.Indices, indexed.Colours));
                }
            }

            // Rows longer than one code can say, and literal counts of every parity.
            foreach (int width in (int[])[1, 2, 3, 4, 5, 254, 255, 256, 257, 511])
            {
                IndexedPicture wide = Palettes.Quantise(Scenes.Text(width, 9), 1 << bits, bits);
                foreach (BmpRuns runs in (BmpRuns[])[BmpRuns.Absolute, BmpRuns.Encoded])
                {
                    BmpSpec spec = Indexed(wide, bits) with { Data = BmpRunLength.Encode(Pixels(wide.Indices), width, 9, bits, runs) };
                    yield return CorpusFile.Good(
                        $"bmp/coded/rle{bits}-width{width}-{runs.ToString().ToLowerInvariant()}.bmp",
                        $"BI_RLE{bits}, {width} pixels a row, {runs.ToString().ToLowerInvariant()} mode",
                        "wingdi.h Bitmap Compression", spec.Build(), BmpPixels.ExpectedIndices(wide.Indices, wide.Colours));
                }
            }
        }
    }

    private static IEnumerable<CorpusFile> Skips()
    {
        foreach (int bits in (int[])[4, 8])
        {
            Picture picture = Scenes.StillLife(Width, Height);
            IndexedPicture indexed = Palettes.Quantise(picture, (1 << bits) - 1, bits);
            (byte R, byte G, byte B, byte A)[] colours = [(64, 0, 96, 255), .. indexed.Colours];
            int[] all = [.. Pixels(indexed.Indices).Select(i => i + 1)];
            foreach ((string name, string what, Func<int, int, bool> keep) in ((string, string, Func<int, int, bool>)[])
                [
                    ("jumps", "jumps inside rows", (x, y) => (x - 10) * (x - 10) + (y - 12) * (y - 12) > 60 && (x - 26) * (x - 26) + (y - 9) * (y - 9) > 40),
                    ("jump-rows", "jumps over whole rows", (x, y) => y is < 6 or > 15 && x > 3),
                    ("short-rows", "rows that end early", (x, y) => x < 10 + y),
                    ("short-picture", "a picture that ends early", (x, y) => y > 8),
                    ("nothing", "an end-of-picture code alone", (_, _) => false),
                ])
            {
                int[] pixels = [.. all.Select((v, i) => keep(i % Width, i / Width) ? v : -1)];
                BmpSpec spec = Indexed(indexed, bits) with { Palette = colours, Data = BmpRunLength.Encode(pixels, Width, Height, bits, BmpRuns.Mixed) };
                yield return Skipped($"bmp/coded/rle{bits}-{name}.bmp", $"BI_RLE{bits}: {what}; skipped pixels show index 0, or are transparent", spec, pixels, i => colours[i]);
            }
        }
    }

    /// <summary>Skipped pixels: entry 0 (black without a palette) in the natural format, transparent black in Rgba32.</summary>
    private static CorpusFile Skipped(string path, string what, BmpSpec spec, int[] pixels, Func<int, (byte R, byte G, byte B, byte A)> colour)
    {
        ByteSink natural = new(), alpha = new();
        foreach (int pixel in pixels)
        {
            (byte r, byte g, byte b, byte _) = colour(Math.Max(pixel, 0));
            natural.U8(r).U8(g).U8(b);
            if (pixel < 0)
                alpha.Zeros(4);
            else
                alpha.U8(r).U8(g).U8(b).U8(255);
        }

        CorpusFile file = CorpusFile.Good(path, what, "wingdi.h Bitmap Compression", spec.Build(), new ExpectedPixels("rgb24", Width, Height, natural.ToArray()));
        return file with { Variants = [("rgba32", Checksums.Sha256(alpha.ToArray()))] };
    }

    private static IEnumerable<CorpusFile> Rle24()
    {
        // Flat colours, so that runs occur.
        IndexedPicture few = Palettes.Quantise(Scenes.StillLife(Width, Height), 12, 8);
        int[] pixels = [.. few.Indices.Data.Select(i => few.Colours[i].B | few.Colours[i].G << 8 | few.Colours[i].R << 16)];
        foreach (BmpRuns runs in (BmpRuns[])[BmpRuns.Encoded, BmpRuns.Absolute, BmpRuns.Mixed])
        {
            foreach (int header in (int[])[40, 64])
            {
                BmpSpec spec = Rle24Spec(header) with { Data = BmpRunLength.Encode(pixels, Width, Height, 24, runs) };
                yield return CorpusFile.Good(
                    $"bmp/coded/rle24-h{header}-{runs.ToString().ToLowerInvariant()}.bmp",
                    $"{BmpMatrix.HeaderName(header)}, RLE24, {runs.ToString().ToLowerInvariant()} mode",
                    "OS/2 BCA_RLE24", spec.Build(), BmpPixels.ExpectedIndices(few.Indices, few.Colours));
            }
        }

        int[] holes = [.. pixels.Select((v, i) => (i % Width - 14) * (i % Width - 14) + (i / Width - 12) * (i / Width - 12) < 90 ? -1 : v)];
        yield return Skipped(
            "bmp/coded/rle24-jumps.bmp", "RLE24: jumps inside rows", Rle24Spec(64) with { Data = BmpRunLength.Encode(holes, Width, Height, 24, BmpRuns.Mixed) },
            [.. holes], p => ((byte)(p >> 16), (byte)(p >> 8), (byte)p, 255));
    }

    private static BmpSpec Rle24Spec(int header) => new() { HeaderSize = header, Width = Width, RawHeight = Height, BitCount = 24, Compression = 4 };

    private static IEnumerable<CorpusFile> Huffman()
    {
        foreach ((int width, int height) in ((int, int)[])[(35, 26), (1, 1), (64, 9), (63, 5), (129, 9), (1791, 3), (1800, 3), (2560, 2), (5200, 2)])
        {
            SampleImage bits = Scenes.Text(width, height).ToSamples(1, 1);
            for (int i = 0; i < bits.Data.Length; i++)
                bits.Data[i] ^= 1;
            if (width > 1000)
            {
                // A white row and a black one: the longest runs.
                for (int x = 0; x < width; x++)
                    (bits[x, 0, 0], bits[x, 1, 0]) = (0, 1);
            }

            foreach (bool lowFirst in (bool[])[false, true])
            {
                foreach (int header in width == 35 ? (int[])[40, 64] : [64])
                {
                    (byte, byte, byte, byte)[] palette = [(250, 248, 235, 255), (20, 24, 60, 255)];
                    BmpSpec spec = new()
                    {
                        HeaderSize = header,
                        Width = width,
                        RawHeight = height,
                        BitCount = 1,
                        Compression = 3,
                        Palette = palette,
                        Data = BmpHuffman1D.Encode(bits, lowFirst),
                    };
                    yield return CorpusFile.Good(
                        $"bmp/coded/huffman-h{header}-{width}x{height}-{(lowFirst ? "lsb" : "msb")}.bmp",
                        $"{BmpMatrix.HeaderName(header)}, Huffman 1D, {width} x {height}, {(lowFirst ? "low" : "high")} bit first",
                        "OS/2 BCA_HUFFMAN1D, T.4 4.1", spec.Build(), BmpPixels.ExpectedIndices(bits, palette));
                }
            }
        }
    }

    private static IEnumerable<CorpusFile> Embedded()
    {
        PngImage inner = PngImage.From(Scenes.AlphaShapes(Width, Height), 6, 8);
        byte[] jpeg = JpegEncoder.Encode(Scenes.StillLife(Width, Height), new JpegSettings { Sampling = [(2, 1), (1, 1), (1, 1)] });
        foreach (int header in (int[])[40, 108, 124])
        {
            BmpSpec spec = new() { HeaderSize = header, Width = Width, RawHeight = Height, Compression = 5, Data = PngMatrix.Build(inner) };
            yield return CorpusFile.Good(
                $"bmp/coded/png-h{header}.bmp", $"{BmpMatrix.HeaderName(header)}, BI_PNG: the picture is the embedded file's", "wingdi.h biCompression",
                spec.Build(), inner.Expected());
            yield return CorpusFile.Good(
                $"bmp/coded/jpeg-h{header}.bmp", $"{BmpMatrix.HeaderName(header)}, BI_JPEG: the picture is the embedded file's", "wingdi.h biCompression",
                (spec with { Compression = 4, Data = jpeg }).Build(), JpegOracle.Decode(jpeg), "oracle");
        }

        BmpSpec other = new() { Width = 99, RawHeight = 77, Compression = 5, Data = PngMatrix.Build(inner) };
        yield return CorpusFile.Good(
            "bmp/coded/png-other-size.bmp", "BI_PNG whose header says another size: the embedded file's holds", "wingdi.h biCompression", other.Build(), inner.Expected())
            .WithStrict(18);
    }

    internal static int[] Pixels(SampleImage indices) => [.. indices.Data.Select(i => (int)i)];

    internal static BmpSpec Indexed(IndexedPicture picture, int bits) => new()
    {
        Width = picture.Indices.Width,
        RawHeight = picture.Indices.Height,
        BitCount = bits,
        Compression = bits == 4 ? 2u : 1u,
        Palette = picture.Colours,
    };
}
