using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Pixels;

public class RowConverterTests
{
    public static TheoryData<PixelFormat, PixelFormat> Pairs()
    {
        var pairs = new TheoryData<PixelFormat, PixelFormat>();
        foreach (PixelFormat from in PixelOracle.Formats)
        {
            foreach (PixelFormat to in PixelOracle.Formats)
            {
                if (to != PixelFormat.Indexed8 || from == to)
                    pairs.Add(from, to);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_pair_follows_the_worded_rules(PixelFormat from, PixelFormat to)
    {
        const int Width = 1000;
        byte[] source = Pixels(from, Width, 1);
        byte[] palette = Pixels(PixelFormat.Rgba32, 200, 2);
        byte[] actual = new byte[Width * to.GetBytesPerPixel()];
        RowConverter.Create(from, to, palette).Convert(source, actual, Width);
        Assert.Equal(PixelOracle.Convert(source, from, to, Width, palette), actual);
    }

    [Fact]
    public void Indexed8_is_not_a_destination_for_other_formats()
    {
        foreach (PixelFormat from in PixelOracle.DirectFormats)
            Assert.Throws<ArgumentException>(() => RowConverter.Create(from, PixelFormat.Indexed8));
    }

    [Fact]
    public void A_palette_has_1_to_256_entries_of_4_bytes()
    {
        foreach (int length in new[] { 0, 3, 5, 1025, 1028 })
            Assert.Throws<ArgumentException>(() => RowConverter.Create(PixelFormat.Indexed8, PixelFormat.Rgb24, new byte[length]));
        Assert.NotNull(RowConverter.Create(PixelFormat.Indexed8, PixelFormat.Rgb24, new byte[1024]));
        Assert.NotNull(RowConverter.Create(PixelFormat.Indexed8, PixelFormat.Indexed8));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Short_spans_are_refused(PixelFormat from, PixelFormat to)
    {
        RowConverter converter = RowConverter.Create(from, to, new byte[4]);
        byte[] source = new byte[10 * from.GetBytesPerPixel()];
        byte[] destination = new byte[10 * to.GetBytesPerPixel()];
        Assert.Throws<ArgumentException>(() => converter.Convert(source.AsSpan(1), destination, 10));
        Assert.Throws<ArgumentException>(() => converter.Convert(source, destination.AsSpan(1), 10));
        Assert.Throws<ArgumentException>(() => converter.Convert(source, destination, -1));
        Assert.Throws<ArgumentException>(() => converter.Convert(source, destination, int.MaxValue));
    }

    [Fact]
    public void Sample_scaling_rounds_exactly()
    {
        for (uint v = 0; v < 65536; v++)
        {
            Assert.Equal((uint)Math.Round(v / 257.0), SampleScaling.To8(v));
            Assert.Equal((byte)Math.Round(v / 257.0), SampleScaling.ToByte(v, 16));
            Assert.Equal(v, SampleScaling.ToUInt16(v, 16));
        }

        for (int depth = 1; depth <= 15; depth++)
        {
            decimal max = (1 << depth) - 1;
            for (uint v = 0; v <= max; v++)
            {
                Assert.Equal((byte)Math.Round(v * 255 / max, MidpointRounding.AwayFromZero), SampleScaling.ToByte(v, depth));
                Assert.Equal((ushort)Math.Round(v * 65535 / max, MidpointRounding.AwayFromZero), SampleScaling.ToUInt16(v, depth));
            }
        }
    }

    [Fact]
    public void Rgb_through_cmyk_comes_back_exactly()
    {
        byte[] rgb = Pixels(PixelFormat.Rgb24, 1000, 3);
        byte[] cmyk = new byte[4000];
        byte[] back = new byte[3000];
        RowConverter.Create(PixelFormat.Rgb24, PixelFormat.Cmyk32).Convert(rgb, cmyk, 1000);
        RowConverter.Create(PixelFormat.Cmyk32, PixelFormat.Rgb24).Convert(cmyk, back, 1000);
        Assert.Equal(rgb, back);
    }

    /// <summary>Random pixels in which the ends of the range are frequent.</summary>
    internal static byte[] Pixels(PixelFormat format, int width, int seed)
    {
        var random = new Random((seed * 100) + (int)format);
        byte[] bytes = new byte[width * format.GetBytesPerPixel()];
        random.NextBytes(bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (random.Next(8) == 0)
                bytes[i] = random.Next(2) == 0 ? (byte)0 : (byte)255;
        }

        return bytes;
    }
}
