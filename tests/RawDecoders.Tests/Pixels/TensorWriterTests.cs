using System.Runtime.InteropServices;
using RawDecoders.Export;
using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Pixels;

[Trait("Category", "Kernels")]
public class TensorWriterTests
{
    [Fact]
    public void Every_format_order_and_layout_agrees_with_the_formula()
    {
        // Wider than a block, so that blocks meet within a row.
        const int Width = 501, Height = 3;
        foreach (PixelFormat format in LongRun.Sample(PixelOracle.Formats, 6))
        {
            byte[] palette = RowConverterTests.Pixels(PixelFormat.Rgba32, 250, 5);
            int rowBytes = Width * PixelOracle.BytesPerPixel(format), stride = rowBytes + 5;
            byte[] bytes = RowConverterTests.Pixels(PixelFormat.Gray8, stride * Height, (int)format);
            var image = new PixelBuffer(bytes, Width, Height, format, stride) { Palette = palette };
            foreach (ChannelOrder order in Enum.GetValues<ChannelOrder>())
            {
                foreach (ChannelLayout layout in Enum.GetValues<ChannelLayout>())
                {
                    foreach (int values in new[] { 0, 1, 2 })
                    {
                        (string letters, decimal max, Func<int, int, int, decimal> sample) = Expected(image, order);
                        float[] mean = values == 0 ? [] : [.. new[] { 0.485f, 0.456f, 0.406f, 0.25f }.Take(values == 1 ? 1 : letters.Length)];
                        float[] deviation = values == 0 ? [] : [.. new[] { 0.229f, 0.224f, 0.225f, 0.3f }.Take(values == 1 ? 1 : letters.Length)];
                        var options = new TensorOptions { Channels = order, Layout = layout, Mean = mean, Deviation = deviation };

                        float[] expected = new float[Width * Height * letters.Length];
                        for (int i = 0; i < expected.Length; i++)
                        {
                            int c = layout == ChannelLayout.Planar ? i / (Width * Height) : i % letters.Length;
                            int pixel = layout == ChannelLayout.Planar ? i % (Width * Height) : i / letters.Length;
                            float v = (float)sample(pixel % Width, pixel / Width, c) / (float)max;
                            if (values != 0)
                            {
                                v -= mean[values == 1 ? 0 : c];
                                v /= deviation[values == 1 ? 0 : c];
                            }

                            expected[i] = v;
                        }

                        float[] singles = new float[expected.Length];
                        TensorWriter.Write(image, singles, options);
                        Assert.True(expected.AsSpan().SequenceEqual(singles), $"{format} {options}");
                        Half[] halves = new Half[expected.Length];
                        TensorWriter.Write(image, halves, options);
                        Assert.True(Array.ConvertAll(expected, v => (Half)v).AsSpan().SequenceEqual(halves), $"{format} {options}");
                        Assert.Equal(
                            layout == ChannelLayout.Planar ? [letters.Length, Height, Width] : [Height, Width, letters.Length],
                            TensorWriter.GetShape(image, options));
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_sample_is_divided_exactly_by_any_deviation()
    {
        byte[] bytes = new byte[65536 * 2];
        for (int i = 0; i < 65536; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (ushort)i);

        // Tame ones, the edges of what counts as tame, hostile ones, and significands at both ends.
        var random = new Random(4);
        var deviations = new List<float> { 1, -1, 0.229f, 3, 1.9999999f, 1.0000001f, 1 << 20, 1f / (1 << 20), 1e-30f, 1e30f, float.Epsilon, float.NaN, float.PositiveInfinity };
        for (int i = 0; i < 20; i++)
            deviations.Add((random.NextSingle() + 0.01f) * MathF.Pow(2, random.Next(-12, 12)));
        float[] means = [0, 0.485f, -0.1f, 1e-5f, 1e-38f, float.Epsilon, 1e38f, float.NaN];
        float[] actual = new float[65536];
        foreach (bool wide in new[] { false, true })
        {
            float[] samples = new float[wide ? 65536 : 256];
            ReadOnlySpan<byte> source = bytes;
            if (!wide)
                source = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
            for (int i = 0; i < samples.Length; i++)
                samples[i] = i / (wide ? 65535f : 255f);
            foreach (float deviation in deviations)
            {
                foreach (float mean in wide ? means.AsSpan(random.Next(means.Length), 1).ToArray() : means)
                {
                    new SampleFloats(wide, [mean], [deviation]).Convert(source, actual.AsSpan(0, samples.Length));
                    for (int i = 0; i < samples.Length; i++)
                    {
                        float expected = (samples[i] - mean) / deviation;
                        if (BitConverter.SingleToUInt32Bits(expected) != BitConverter.SingleToUInt32Bits(actual[i]) && !(float.IsNaN(expected) && float.IsNaN(actual[i])))
                            Assert.Fail($"({i} / max - {mean:R}) / {deviation:R} is {expected:R}, not {actual[i]:R}.");
                    }
                }
            }

            new SampleFloats(wide, [0f], [1f]).Convert(source, actual.AsSpan(0, samples.Length));
            Assert.True(samples.AsSpan().SequenceEqual(actual.AsSpan(0, samples.Length)));
        }
    }

    [Fact]
    public void Halves_round_as_the_platform_does()
    {
        var singles = new List<float> { 0f, -0f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN };
        for (int bits = 0; bits < 0x7C00; bits++)
        {
            // Each half, the middle to the next, and the singles around that.
            uint at = BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf((ushort)bits));
            uint next = bits == 0x7BFF ? 0x47800000 : BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1)));
            float middle = (BitConverter.UInt32BitsToSingle(at) + BitConverter.UInt32BitsToSingle(next)) / 2;
            foreach (float v in new[] { BitConverter.UInt32BitsToSingle(at), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle) })
            {
                singles.Add(v);
                singles.Add(-v);
            }
        }

        Half[] halves = new Half[singles.Count];
        HalfFloats.Narrow(CollectionsMarshal.AsSpan(singles), halves);
        for (int i = 0; i < halves.Length; i++)
        {
            Half expected = (Half)singles[i];
            if (Half.IsNaN(expected))
                Assert.True(Half.IsNaN(halves[i]));
            else if (BitConverter.HalfToUInt16Bits(expected) != BitConverter.HalfToUInt16Bits(halves[i]))
                Assert.Fail($"{singles[i]:R} became {halves[i]}, not {expected}.");
        }
    }

    [Fact]
    public void Planes_are_copied_as_they_are()
    {
        var rgb = new PixelBuffer(new byte[] { 1, 2, 3, 4, 5, 6, 77, 7, 8, 9, 10, 11, 12 }, 2, 2, PixelFormat.Rgb24, 7);
        byte[] planes = new byte[12];
        rgb.CopyPlanesTo(planes);
        Assert.Equal([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12], planes);
        Assert.Throws<ArgumentException>(() => rgb.CopyPlanesTo(new byte[11]));

        ushort[] samples = [1000, 2000, 3000, 4000];
        var gray = new PixelBuffer(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), 2, 1, PixelFormat.GrayAlpha32);
        byte[] widePlanes = new byte[8];
        gray.CopyPlanesTo(widePlanes);
        Assert.Equal([1000, 3000, 2000, 4000], MemoryMarshal.Cast<byte, ushort>(widePlanes).ToArray());
    }

    [Fact]
    public void Arguments_are_checked()
    {
        var rgb = new PixelBuffer(new byte[12], 2, 2, PixelFormat.Rgb24);
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(rgb, new float[11]));
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(rgb, new Half[11]));
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(rgb, new float[12], new TensorOptions { Mean = new float[2] }));
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(rgb, new float[12], new TensorOptions { Deviation = new float[3] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorWriter.Write(rgb, new float[12], new TensorOptions { Channels = (ChannelOrder)9 }));
    }

    /// <summary>Samples of the picture converted pixel by pixel to a format that has the channels wanted.</summary>
    private static (string Letters, decimal Max, Func<int, int, int, decimal> Sample) Expected(PixelBuffer image, ChannelOrder order)
    {
        bool wide = image.Format != PixelFormat.Indexed8 && PixelOracle.Depth(image.Format) == 16;
        PixelFormat format = order switch
        {
            ChannelOrder.Gray => wide ? PixelFormat.Gray16 : PixelFormat.Gray8,
            ChannelOrder.Rgb or ChannelOrder.Bgr => wide ? PixelFormat.Rgb48 : PixelFormat.Rgb24,
            ChannelOrder.Rgba or ChannelOrder.Bgra => wide ? PixelFormat.Rgba64 : PixelFormat.Rgba32,
            _ => image.Format is PixelFormat.Indexed8 or PixelFormat.Rgb565 ? PixelFormat.Rgb24 : image.Format,
        };
        string have = PixelOracle.Channels(format);
        string letters = order switch
        {
            ChannelOrder.Bgr => "BGR",
            ChannelOrder.Bgra => "BGRA",
            _ => have,
        };
        byte[][] rows = new byte[image.Height][];
        for (int y = 0; y < rows.Length; y++)
            rows[y] = PixelOracle.Convert(image.GetRow(y), image.Format, format, image.Width, image.Palette.Span);
        return (letters, wide ? 65535 : 255, (x, y, c) =>
        {
            int index = (x * have.Length) + have.IndexOf(letters[c]);
            return wide ? BitConverter.ToUInt16(rows[y], index * 2) : rows[y][index];
        });
    }
}
