using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Pixels;

/// <summary>Premultiplied formats and Rgb565: the arithmetic, and that every file and every way to read gives what their definition says.</summary>
public sealed class ScreenFormatTests
{
    private static readonly PixelFormat[] Formats = [PixelFormat.Rgba32Premultiplied, PixelFormat.Bgra32Premultiplied, PixelFormat.Rgb565];

    private static string CorpusFolder => Repository.PathOf("corpus");

    [Fact]
    public void Products_are_exact_for_every_colour_and_alpha()
    {
        byte[] straight = new byte[65536 * 4];
        for (int i = 0; i < 65536; i++)
            new byte[] { (byte)i, (byte)(i + 85), (byte)(i + 170), (byte)(i >> 8) }.CopyTo(straight, i * 4);
        byte[] product = new byte[straight.Length], again = new byte[straight.Length];
        RowConverter.Create(PixelFormat.Rgba32, PixelFormat.Rgba32Premultiplied).Convert(straight, product, 65536);
        for (int i = 0; i < straight.Length; i++)
        {
            decimal alpha = straight[i | 3];
            Assert.Equal((byte)(i % 4 == 3 ? alpha : Math.Round(straight[i] * alpha / 255)), product[i]);
        }

        // Straight again, and multiplied again: nothing is lost that was not before.
        RowConverter.Create(PixelFormat.Rgba32Premultiplied, PixelFormat.Rgba32).Convert(product, straight, 65536);
        RowConverter.Create(PixelFormat.Rgba32, PixelFormat.Rgba32Premultiplied).Convert(straight, again, 65536);
        Assert.Equal(product, again);
    }

    [Fact]
    public void Words_are_exact_for_every_sample()
    {
        byte[] rgb = new byte[3 * 256];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(i / 3 + 100 * (i % 3));
        ushort[] words = new ushort[256];
        RowConverter.Create(PixelFormat.Rgb24, PixelFormat.Rgb565).Convert(rgb, MemoryMarshal.AsBytes(words.AsSpan()), 256);
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal((int)Math.Round(rgb[i * 3] * 31 / 255m), words[i] >> 11);
            Assert.Equal((int)Math.Round(rgb[i * 3 + 1] * 63 / 255m), words[i] >> 5 & 63);
            Assert.Equal((int)Math.Round(rgb[i * 3 + 2] * 31 / 255m), words[i] & 31);
        }
    }

    /// <summary>The numbers that the documentation gives.</summary>
    [Fact]
    public void Worked_numbers()
    {
        byte[] pixel = [200, 100, 0, 100], result = new byte[4];
        PixelConverter.Convert(pixel, PixelFormat.Rgba32, result, PixelFormat.Bgra32Premultiplied, 1);
        Assert.Equal([0, 39, 78, 100], result);

        // 16 bits are 8 before they are multiplied: 51500 is 200 (200.39), 25600 is 100 (99.61), and the product 78; at 16 bits it were 78.28.
        // Of 51529 (201, from 200.502) and 25600 the order shows: 201 × 100 / 255 is 79 (78.82), the product at 16 bits 78 (78.32).
        ushort[] deep = [51529, 51500, 0, 25600];
        PixelConverter.Convert(MemoryMarshal.AsBytes(deep.AsSpan()), PixelFormat.Rgba64, result, PixelFormat.Rgba32Premultiplied, 1);
        Assert.Equal([79, 78, 0, 100], result);

        // 100 is 12 of 31 (12.16) and 25 of 63 (24.71), and 240 is 29 (29.18).
        PixelConverter.Convert([100, 100, 240], PixelFormat.Rgb24, result, PixelFormat.Rgb565, 1);
        Assert.Equal(12 << 11 | 25 << 5 | 29, BitConverter.ToUInt16(result));
    }

    [Fact]
    public void Buffers_know_what_they_hold()
    {
        foreach (PixelFormat format in Formats)
        {
            var image = new PixelBuffer(new byte[6 * format.GetBytesPerPixel()], 3, 2, format);
            Assert.Equal(format == PixelFormat.Rgb565 ? [2, 3] : [2, 3, 4], image.Shape);
            Assert.Equal((format != PixelFormat.Rgb565, format != PixelFormat.Rgb565), (format.HasAlpha(), format.IsPremultiplied()));
        }

        var swapped = new PixelBuffer(new byte[] { 1, 2, 3, 4 }, 1, 1, PixelFormat.Rgba32Premultiplied);
        swapped.SwapRedBlue();
        Assert.Equal((PixelFormat.Bgra32Premultiplied, "3 2 1 4"), (swapped.Format, string.Join(' ', swapped.ToArray())));
        Assert.Equal(2, new PixelBuffer(new byte[2], 1, 1, PixelFormat.Rgb565).AsSpan<ushort>().Length * 2);
    }

    /// <summary>Each file of the corpus that decodes: what its plain 8-bit picture converts to, on one thread, on two, and at half the size.</summary>
    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("jpeg")]
    public void Every_file_gives_what_its_plain_picture_converts_to(string folder)
    {
        string[] paths = [.. LongRun.Sample(Directory.EnumerateFiles(Path.Combine(CorpusFolder, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), 100)];
        int compared = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            byte[] file = File.ReadAllBytes(paths[i]);
            PixelFormat format = Formats[i % 3];
            var options = new DecodeOptions { PixelFormat = format, Strictness = Strictness.Lenient, MaxDegreeOfParallelism = 1 + i / 3 % 2, ParallelFromPixels = 0 };
            foreach (DecodeOptions way in (DecodeOptions[])[options, options with { Scale = ImageScale.Half }, options with { JpegReconstruction = JpegReconstruction.ImageSharp }])
            {
                if (!ImageDecoder.TryDecode(file, out PixelBuffer? plain, out _, way with { PixelFormat = PixelOracle.Plain(format) }))
                    continue;
                PixelBuffer screen = ImageDecoder.Decode(file, way);
                Assert.Equal((plain.Width, plain.Height, format, format), (screen.Width, screen.Height, screen.Format, screen.Result!.PixelFormat));
                AssertConverted(plain, screen, $"{paths[i]}, {format}, {way.Scale}");
                compared++;
            }
        }

        Assert.True(compared > LongRun.Times(100, 300), $"{compared} compared");
    }

    private static void AssertConverted(PixelBuffer plain, PixelBuffer screen, string what)
    {
        RowConverter definition = RowConverter.CreateScalar(plain.Format, screen.Format);
        byte[] row = new byte[screen.RowBytes];
        for (int y = 0; y < plain.Height; y++)
        {
            definition.Convert(plain.GetRow(y), row, plain.Width);
            Assert.True(screen.GetRow(y).SequenceEqual(row), $"{what}: row {y}");
        }
    }

    /// <summary>From 16 bits, by the slow oracle alone: reduced first, then multiplied, also with a transparent colour of 16 bits.</summary>
    [Theory]
    [InlineData("png/matrix/rgba16-mixed.png")]
    [InlineData("png/matrix/rgba16-adam7-paeth.png")]
    [InlineData("png/matrix/grey-alpha16-mixed.png")]
    [InlineData("png/matrix/rgb16-trns-mixed.png")]
    public void Sixteen_bits_are_reduced_first(string name)
    {
        string path = Path.Combine(CorpusFolder, name);
        PixelBuffer natural = ImageDecoder.Decode(path);
        foreach (PixelFormat format in Formats)
        {
            PixelBuffer screen = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = format });
            for (int y = 0; y < natural.Height; y++)
                Assert.Equal(PixelOracle.Convert(natural.GetRow(y), natural.Format, format, natural.Width), screen.GetRow(y).ToArray());
        }
    }

    [Theory]
    [InlineData("png/matrix/rgba16-adam7-paeth.png")]
    [InlineData("png/transparency/palette-one.png")]
    [InlineData("jpeg/sampling/420-sof0.jpg")]
    [InlineData("jpeg/12-bit/420-sof9.jpg")]
    public void Rows_rectangles_strides_and_averages_agree(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(CorpusFolder, name));
        foreach (PixelFormat format in Formats)
        {
            foreach (ImageScale scale in (ImageScale[])[ImageScale.Full, ImageScale.Half, ImageScale.Eighth])
            {
                var options = new DecodeOptions { PixelFormat = format, Scale = scale };
                PixelBuffer whole = ImageDecoder.Decode(file, options);
                AssertConverted(ImageDecoder.Decode(file, options with { PixelFormat = PixelOracle.Plain(format) }), whole, $"{format} {scale}");

                int stride = whole.RowBytes + 3;
                byte[] memory = new byte[stride * whole.Height];
                memory.AsSpan().Fill(0xA5);
                ImageDecoder.Decode(file, memory, stride, options);
                using ImageRowReader rows = ImageDecoder.OpenRows(file, options);
                using ImageRegionReader regions = ImageDecoder.OpenRegions(file, options);
                byte[] row = new byte[whole.RowBytes];
                for (int y = 0; y < whole.Height; y++)
                {
                    Assert.True(whole.GetRow(y).SequenceEqual(memory.AsSpan(y * stride, whole.RowBytes)));
                    if (y < whole.Height - 1)
                        Assert.False(memory.AsSpan(y * stride + whole.RowBytes, 3).ContainsAnyExcept((byte)0xA5));
                    Assert.Equal(1, rows.ReadRows(row, 1));
                    Assert.True(whole.GetRow(y).SequenceEqual(row));
                }

                int x = whole.Width / 3, top = whole.Height / 2, width = Math.Max(1, whole.Width / 2), height = Math.Max(1, whole.Height / 3);
                PixelBuffer part = regions.ReadRegion(x, top, width, height);
                for (int y = 0; y < height; y++)
                    Assert.True(part.GetRow(y).SequenceEqual(whole.GetRow(top + y).Slice(x * format.GetBytesPerPixel(), part.RowBytes)));
            }
        }
    }

    [Fact]
    public void Frames_agree_with_straight_ones()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(CorpusFolder, "png", "animation")))
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (PixelFormat format in Formats)
            {
                var options = new DecodeOptions { Strictness = Strictness.Lenient, PixelFormat = format };
                using ImageFrameReader screen = ImageDecoder.OpenFrames(file, options);
                using ImageFrameReader plain = ImageDecoder.OpenFrames(file, options with { PixelFormat = PixelOracle.Plain(format) });
                while (plain.ReadFrame() is { } frame)
                    AssertConverted(frame, screen.ReadFrame()!, path);
                Assert.Null(screen.ReadFrame());
            }
        }
    }

    /// <summary>Pillow's own premultiplication, mode RGBa, of every PNG of the corpus with alpha of 8 bits.</summary>
    [Fact]
    public void Pillow_premultiplies_to_the_same()
    {
        Assert.SkipUnless(Python.RunWithNumPy("try:\n import PIL\n print('ok')\nexcept ImportError:\n print('no Pillow')") == "ok", "Pillow is not installed");
        string[] paths = [.. Directory.EnumerateFiles(Path.Combine(CorpusFolder, "png"), "*.png", SearchOption.AllDirectories)
            .Where(p => !p.Contains("broken", StringComparison.Ordinal) && !p.Contains("animation", StringComparison.Ordinal))
            .Where(p => ImageDecoder.TryIdentify(File.ReadAllBytes(p)) is { Info.PixelFormat: PixelFormat.Rgba32 or PixelFormat.GrayAlpha16 })
            .Order(StringComparer.Ordinal)];
        Assert.True(paths.Length > 20, $"{paths.Length} files");
        const string Script = """
            import sys, hashlib
            from PIL import Image
            for f in open(sys.argv[1]).read().split('\n'):
                try:
                    straight = Image.open(f).convert('RGBA')
                    print(hashlib.sha256(straight.tobytes()).hexdigest(), hashlib.sha256(straight.convert('RGBa').tobytes('raw', 'RGBa')).hexdigest())
                except Exception as e:
                    print(type(e).__name__)
            """;
        string list = Path.GetTempFileName();
        try
        {
            File.WriteAllText(list, string.Join('\n', paths));
            string[] hashes = Python.RunWithNumPy(Script, list).Split('\n');
            int equal = 0;
            for (int i = 0; i < paths.Length; i++)
            {
                // Where the straight pictures are the same: Pillow drops tRNS of grey below 8 bits.
                byte[] file = File.ReadAllBytes(paths[i]);
                if (!ImageDecoder.TryDecode(file, out PixelBuffer? straight, out _, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 })
                    || !hashes[i].StartsWith(Convert.ToHexStringLower(SHA256.HashData(straight.Span)), StringComparison.Ordinal))
                {
                    continue;
                }

                PixelBuffer image = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Rgba32Premultiplied });
                Assert.True(hashes[i].EndsWith(Convert.ToHexStringLower(SHA256.HashData(image.Span)), StringComparison.Ordinal), paths[i]);
                equal++;
            }

            Assert.True(equal > 100, $"{equal} equal");
        }
        finally
        {
            File.Delete(list);
        }
    }

    [Fact]
    public void The_command_line_takes_them_where_a_file_can_hold_them()
    {
        byte[] png = SampleFiles.Png(1, 1, 8, 6, [200, 100, 0, 100]);
        Assert.Equal([0, 39, 78, 100], CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", "raw", "--format", "bgra32premultiplied").Bytes);
        Assert.Equal([78, 39, 0, 100], CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", "raw", "--format", "rgba32premultiplied").Bytes);
        int word = 24 << 11 | 25 << 5;
        Assert.Equal([(byte)word, (byte)(word >> 8)], CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", "raw", "--format", "rgb565").Bytes);
        Assert.Contains("1x1:uint16", CliRun.OnInput(png, "checksum", "--format", "rgb565", "-").Out, StringComparison.Ordinal);
        Assert.Contains("'<u2', 'fortran_order': False, 'shape': (1, 1)", CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", "npy", "--format", "rgb565").Out, StringComparison.Ordinal);
        foreach (PixelFormat format in Formats)
        {
            CliRun run = CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", "pam", "--format", format.GetName());
            Assert.NotEqual(0, run.Code);
            Assert.Contains(format == PixelFormat.Rgb565 ? "words of 5, 6 and 5 bits" : "premultiplied colours", run.Error, StringComparison.Ordinal);
        }
    }
}
