using System.Buffers.Binary;
using RawDecoders.Bmp;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Bmp;

/// <summary>The row kernels, fast and scalar, against the oracle.</summary>
[Trait("Category", "Kernels")]
public sealed class BmpKernelTests
{
    private static readonly PixelFormat[] Rgb8 = [PixelFormat.Rgb24, PixelFormat.Bgr24, PixelFormat.Rgba32, PixelFormat.Bgra32];

    /// <summary>Which byte red, green, blue and alpha (-1: none) are, for every output format.</summary>
    [Theory]
    [InlineData(2, 1, 0, -1)]
    [InlineData(2, 1, 0, 3)]
    [InlineData(3, 1, 0, 2)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(0, 1, 2, 3)]
    [InlineData(1, 2, 3, -1)]
    [InlineData(0, 0, 3, 1)]
    public void Whole_byte_channels_equal_the_oracle(int red, int green, int blue, int alpha)
    {
        var masks = new BmpMasks(0xFFu << 8 * red, 0xFFu << 8 * green, 0xFFu << 8 * blue, alpha < 0 ? 0 : 0xFFu << 8 * alpha);
        foreach (PixelFormat format in PixelOracle.DirectFormats)
        {
            BmpRowConverter row = BmpRowConverter.CreateFromMasks(masks, 4, format);
            foreach (int width in (int[])[1, 2, 3, 5, 17, 64, 100, 517, 1024])
            {
                byte[] source = BmpWriter.Noise(width, width * 4);
                AssertRow(row, source, 0, width, format, x =>
                {
                    ReadOnlySpan<byte> p = source.AsSpan(4 * x, 4);
                    return BmpOracle.Pixel.Rgb(p[red], p[green], p[blue]) with { A = new(alpha < 0 ? 255 : p[alpha], 255) };
                });
            }
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public void Masks_equal_the_oracle(int sourceBytes, bool vectorized)
    {
        var random = new Random(sourceBytes);
        for (int round = 0; round < 60; round++)
        {
            BmpMasks masks = BmpWriter.RandomMasks(random, sourceBytes * 8);
            if (round % 10 == 0 && !vectorized)
                masks = masks with { Green = masks.Green | (masks.Green << 3) | (masks.Green >> 4) };   // holes, overlaps
            masks = masks.ClippedTo(sourceBytes * 8);
            int width = random.Next(1, 60);
            byte[] source = BmpWriter.Noise(round, width * sourceBytes);
            foreach (PixelFormat format in (PixelFormat[])[.. Rgb8, PixelFormat.Rgb48, PixelFormat.Rgba64])
            {
                BmpRowConverter row = BmpMaskRow.Create(masks, sourceBytes, format, vectorized);
                AssertRow(row, source, 0, width, format, x => BmpOracle.Masked(
                    sourceBytes == 2
                        ? BinaryPrimitives.ReadUInt16LittleEndian(source.AsSpan(2 * x))
                        : BinaryPrimitives.ReadUInt32LittleEndian(source.AsSpan(4 * x)), masks));
            }
        }
    }

    /// <summary>Every value of every channel size that the fast path takes, and samples of the wider ones.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scaling_is_round_v_255_by_2n_minus_1(bool vectorized)
    {
        for (int bits = 1; bits <= 32; bits++)
        {
            uint most = uint.MaxValue >> (32 - bits);
            BmpRowConverter to8 = BmpMaskRow.Create(new BmpMasks(most, 0, 0, 0), 4, PixelFormat.Rgb24, vectorized);
            BmpRowConverter to16 = BmpMaskRow.Create(new BmpMasks(most, 0, 0, 0), 4, PixelFormat.Rgb48, vectorized);
            uint[] values = bits <= 13
                ? [.. Enumerable.Range(0, (int)most + 1).Select(v => (uint)v)]
                : [.. Enumerable.Range(0, 3000).Select(i => (uint)((ulong)i * most / 2999))];
            byte[] source = new byte[4 * values.Length];
            for (int i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(source.AsSpan(4 * i), values[i]);
            byte[] eight = new byte[3 * values.Length];
            byte[] sixteen = new byte[6 * values.Length];
            to8.Convert(source, 0, eight, values.Length);
            to16.Convert(source, 0, sixteen, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                var exact = new BmpOracle.Fraction(values[i], most);
                Assert.Equal(exact.To(255), eight[3 * i]);
                Assert.Equal(exact.To(65535), BitConverter.ToUInt16(sixteen, 6 * i));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palettes_equal_the_oracle_from_every_first_pixel(int bits)
    {
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            for (int seed = 0; seed < LongRun.Times(5, 15); seed++)
            {
                var random = new Random(seed);
                int entries = random.Next(1, (1 << bits) + 1);
                byte[] palette = BmpWriter.Noise(seed, 4 * entries);
                for (int i = 3; i < palette.Length; i += 4)
                    palette[i] = 255;
                int skip = random.Next(8 / bits);
                int width = random.Next(1, seed % 5 == 0 ? 5000 : 100);
                byte[] source = BmpWriter.Noise(seed + 1, ((skip + width) * bits + 7) / 8);
                int[] indices = BmpOracle.Indices(source, bits, skip + width);
                BmpRowConverter row = BmpRowConverter.CreateFromIndices(bits, palette, format);
                if (format == PixelFormat.Indexed8)
                {
                    byte[] got = new byte[width];
                    row.Convert(source, skip, got, width);
                    Assert.Equal(indices[skip..].Select(i => (byte)i), got);
                    continue;
                }

                AssertRow(row, source, skip, width, format, x => indices[skip + x] < entries
                    ? BmpOracle.Pixel.Rgb(palette[4 * indices[skip + x]], palette[4 * indices[skip + x] + 1], palette[4 * indices[skip + x] + 2])
                    : BmpOracle.Pixel.Rgb(0, 0, 0));
            }
        }
    }

    [Fact]
    public void Fixed_point_pixels_equal_the_oracle_over_the_whole_range()
    {
        byte[] source = new byte[8 * 65536];
        for (int i = 0; i < 65536; i++)
        {
            for (int c = 0; c < 4; c++)
                BinaryPrimitives.WriteInt16LittleEndian(source.AsSpan(8 * i + 2 * c), (short)(i + 1000 * c));
        }

        foreach (PixelFormat format in (PixelFormat[])[.. Rgb8, PixelFormat.Rgb48, PixelFormat.Rgba64])
        {
            int bytes = format.GetBytesPerPixel();
            int top = format.GetBytesPerSample() == 2 ? 65535 : 255;
            byte[] got = new byte[bytes * 65536];
            new BmpFixedPointRow(format).Convert(source, 0, got, 65536);
            bool bgr = format is PixelFormat.Bgr24 or PixelFormat.Bgra32;
            for (int i = 0; i < 65536; i += top == 255 ? 3 : 13)
            {
                int[] expected =
                [
                    BmpOracle.FixedPoint((short)(i + (bgr ? 0 : 2000)), top),
                    BmpOracle.FixedPoint((short)(i + 1000), top),
                    BmpOracle.FixedPoint((short)(i + (bgr ? 2000 : 0)), top),
                    new BmpOracle.Fraction(Math.Clamp((int)(short)(i + 3000), 0, 8192), 8192).To(top),
                ];
                for (int c = 0; c < format.GetChannelCount(); c++)
                    Assert.Equal(expected[c], top == 255 ? got[bytes * i + c] : BitConverter.ToUInt16(got, bytes * i + 2 * c));
            }
        }
    }

    /// <summary>Converts into the middle of a larger block, and checks each sample and that nothing else was touched.</summary>
    private static void AssertRow(
        BmpRowConverter row, byte[] source, int skip, int width, PixelFormat format, Func<int, BmpOracle.Pixel> pixel)
    {
        const int Margin = 40;
        int bytes = format.GetBytesPerPixel();
        byte[] block = new byte[width * bytes + 2 * Margin];
        block.AsSpan().Fill(0x5A);

        // The fast paths may write past a pixel but not past the span; give the span exactly.
        row.Convert(source, skip, block.AsSpan(Margin, width * bytes), width);
        Assert.False(block.AsSpan(0, Margin).ContainsAnyExcept((byte)0x5A));
        Assert.False(block.AsSpan(Margin + width * bytes).ContainsAnyExcept((byte)0x5A), "wrote past the end of the row");
        byte[] expected = new byte[width * bytes];
        for (int x = 0; x < width; x++)
            Write(expected.AsSpan(x * bytes, bytes), format, pixel(x));
        Assert.Equal(expected, block.AsSpan(Margin, width * bytes).ToArray());
    }

    internal static void Write(Span<byte> to, PixelFormat format, BmpOracle.Pixel p)
    {
        if (PixelOracle.Plain(format) == format && PixelOracle.Channels(format) is "RGB" or "BGR" or "RGBA" or "BGRA")
        {
            int top = format.GetBytesPerSample() == 2 ? 65535 : 255;
            int at = 0;
            foreach (char name in PixelOracle.Channels(format))
            {
                int value = (name switch { 'R' => p.R, 'G' => p.G, 'B' => p.B, _ => p.A }).To(top);
                if (top == 255)
                    to[at++] = (byte)value;
                else
                {
                    BitConverter.TryWriteBytes(to[at..], (ushort)value);
                    at += 2;
                }
            }

            return;
        }

        // Grey, CMYK and formats of screens are defined as conversions from 8-bit RGB.
        byte[] rgba = [(byte)p.R.To(255), (byte)p.G.To(255), (byte)p.B.To(255), (byte)p.A.To(255)];
        PixelOracle.Convert(rgba, PixelFormat.Rgba32, format, 1).CopyTo(to);
    }
}
