using RawDecoders.Bmp;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>What holds for every file: strides, batches, strictness, parts of rows; and whole random files against the oracle.</summary>
public sealed class BmpPropertyTests
{
    private const int Seeds = 150;

    public static TheoryData<string> Good => Suites.Cases("bmpsuite/good-questionable", ".bmp");

    [Fact]
    public void Random_files_equal_the_oracle_in_every_format()
    {
        for (int seed = 0; seed < LongRun.Times(20, 80); seed++)
        {
            BmpWriter writer = BmpWriter.Random(seed);
            byte[] file = writer.ToArray();
            PixelBuffer natural = BmpTesting.Decode(file, BmpTesting.As(null, Strictness.Strict));
            foreach (PixelFormat format in PixelOracle.DirectFormats)
            {
                PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(format, Strictness.Strict));
                for (int y = 0; y < image.Height; y++)
                {
                    byte[] expected = new byte[image.RowBytes];
                    for (int x = 0; x < image.Width; x++)
                        Expect(expected.AsSpan(x * format.GetBytesPerPixel(), format.GetBytesPerPixel()), writer, x, y, format, natural.Format);
                    Assert.True(expected.AsSpan().SequenceEqual(image.GetRow(y)), $"seed {seed}, {writer.Bits} bits, {format}, row {y}");
                }
            }
        }
    }

    /// <summary>
    /// What is directly defined is 8 bits a channel, and 16 for files that have more than 8; all other formats are
    /// conversions from the one of the two that has the output's depth.
    /// </summary>
    private static void Expect(Span<byte> to, BmpWriter writer, int x, int y, PixelFormat format, PixelFormat natural)
    {
        bool deep = format.GetBytesPerSample() == 2 && natural.GetBytesPerSample() == 2;
        PixelFormat direct = deep ? PixelFormat.Rgba64 : PixelFormat.Rgba32;
        byte[] rgba = new byte[direct.GetBytesPerPixel()];
        int stride = BmpWriter.Stride(writer.Width, writer.Bits);
        int fileRow = writer.Height < 0 ? y : writer.Height - 1 - y;
        ReadOnlySpan<byte> row = writer.Pixels.AsSpan(fileRow * stride, stride);
        if (writer.Bits == 64)
        {
            for (int c = 0; c < 4; c++)
            {
                int top = deep ? 65535 : 255;
                short value = BitConverter.ToInt16(row[(8 * x + 2 * (c < 3 ? 2 - c : 3))..]);
                int sample = c < 3 ? BmpOracle.FixedPoint(value, top) : new BmpOracle.Fraction(Math.Clamp((int)value, 0, 8192), 8192).To(top);
                if (deep)
                    BitConverter.TryWriteBytes(rgba.AsSpan(2 * c), (ushort)sample);
                else
                    rgba[c] = (byte)sample;
            }
        }
        else
        {
            BmpKernelTests.Write(rgba, direct, PixelOf(writer, row, x));
        }

        PixelOracle.Convert(rgba, direct, format, 1).CopyTo(to);
    }

    private static BmpOracle.Pixel PixelOf(BmpWriter writer, ReadOnlySpan<byte> row, int x)
    {
        switch (writer.Bits)
        {
            case <= 8:
                int index = BmpOracle.Indices(row, writer.Bits, x + 1)[x];
                return BmpOracle.Pixel.Rgb(writer.Palette[3 * index], writer.Palette[3 * index + 1], writer.Palette[3 * index + 2]);
            case 24:
                return BmpOracle.Pixel.Rgb(row[3 * x + 2], row[3 * x + 1], row[3 * x]);
            default:
                BmpMasks masks = writer.Compression == 3 ? writer.Masks : writer.Bits == 16 ? BmpMasks.Default16 : BmpMasks.Default32;
                return BmpOracle.Masked(writer.Bits == 16 ? BitConverter.ToUInt16(row[(2 * x)..]) : BitConverter.ToUInt32(row[(4 * x)..]), masks);
        }
    }

    [Fact]
    public void Any_stride_gives_the_same_rows_and_leaves_the_gaps_alone()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            byte[] file = BmpWriter.Random(seed).ToArray();
            PixelBuffer packed = BmpTesting.Decode(file);
            foreach (int extra in (int[])[1, 3, 64])
            {
                PixelBuffer spaced = BmpTesting.Decode(file, extraStride: extra);
                Assert.Equal(BmpTesting.Packed(packed), BmpTesting.Packed(spaced));
                for (int y = 0; y + 1 < spaced.Height; y++)
                    Assert.False(spaced.Span.Slice(y * spaced.Stride + spaced.RowBytes, extra).ContainsAnyExcept((byte)0xA5));
            }
        }
    }

    [Fact]
    public void Batches_of_rows_give_what_DecodeAll_gives()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            byte[] file = BmpWriter.Random(seed).ToArray();
            var random = new Random(seed);
            Assert.Equal(
                BmpTesting.Packed(BmpTesting.Decode(file)),
                BmpTesting.Packed(BmpTesting.ReadInBatches(file, null, _ => random.Next(1, 4))));
        }
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Suite_files_in_batches_and_at_each_strictness_are_the_same(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        if (path.Contains("rgb24jpeg", StringComparison.Ordinal) || path.Contains("rgb24png", StringComparison.Ordinal))
            return;
        foreach (PixelFormat? format in (PixelFormat?[])[null, PixelFormat.Rgba32, PixelFormat.Bgr24, PixelFormat.Gray8, PixelFormat.Rgba64])
        {
            byte[] all = BmpTesting.Packed(BmpTesting.Decode(file, BmpTesting.As(format)));
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                if (strictness == Strictness.Strict && path.Contains("oversizepal", StringComparison.Ordinal))
                    continue;   // its palette breaks a rule; see bmpsuite.tsv
                Assert.Equal(all, BmpTesting.Packed(BmpTesting.Decode(file, BmpTesting.As(format, strictness))));
                int size = 1;
                Assert.Equal(all, BmpTesting.Packed(BmpTesting.ReadInBatches(file, BmpTesting.As(format, strictness), _ => size++ % 5 + 1)));
            }
        }
    }

    [Fact]
    public unsafe void A_part_of_a_row_is_that_part_of_the_whole_row()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            byte[] file = BmpWriter.Random(seed).ToArray();
            PixelBuffer whole = BmpTesting.Decode(file);
            int pixelBytes = whole.Format.GetBytesPerPixel();
            var random = new Random(seed);
            fixed (byte* start = file)
            {
                using BmpDecoder decoder = BmpDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
                Assert.True(decoder.ReadsRegions);
                for (int i = 0; i < 20; i++)
                {
                    int y = random.Next(whole.Height);
                    int x = random.Next(whole.Width);
                    int width = random.Next(1, whole.Width - x + 1);
                    byte[] part = new byte[width * pixelBytes];
                    decoder.ReadRegion(x, y, width, part);
                    Assert.True(whole.GetRow(y).Slice(x * pixelBytes, part.Length).SequenceEqual(part), $"seed {seed}: {x},{y}+{width}");
                }
            }
        }
    }

    [Fact]
    public void Indexed8_gives_indices_and_palette()
    {
        foreach (int bits in (int[])[1, 2, 4, 8])
        {
            byte[] palette = BmpWriter.Noise(bits, 3 << bits);
            byte[] pixels = BmpWriter.Noise(9, BmpWriter.Stride(13, bits) * 5);
            byte[] file = new BmpWriter { Width = 13, Height = -5, Bits = bits, Palette = palette, Pixels = pixels }.ToArray();
            PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8));
            Assert.Equal(4 << bits, image.Palette.Length);
            for (int i = 0; i < 1 << bits; i++)
                Assert.Equal([palette[3 * i], palette[3 * i + 1], palette[3 * i + 2], 255], image.Palette.Span.Slice(4 * i, 4).ToArray());
            for (int y = 0; y < 5; y++)
            {
                int stride = BmpWriter.Stride(13, bits);
                Assert.Equal(BmpOracle.Indices(pixels.AsSpan(y * stride, stride), bits, 13).Select(i => (byte)i), image.GetRow(y).ToArray());
            }

            Assert.Equal(BmpTesting.Packed(BmpTesting.Decode(file)), BmpTesting.Packed(image.ConvertTo(PixelFormat.Rgb24)));
        }

        byte[] direct = new BmpWriter { Width = 1, Height = 1, Bits = 24, Pixels = new byte[4] }.ToArray();
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(direct, BmpTesting.As(PixelFormat.Indexed8)));
        Assert.Equal(ImageDecodeErrorKind.Unsupported, error.Kind);
    }
}
