using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png;

/// <summary>Random pictures of every kind against the slow decoder that is transcribed from the specification.</summary>
public sealed class PngOracleTests
{
    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            var data = new TheoryData<int, int, bool>();
            foreach ((int colorType, int depth) in PngWriter.Kinds)
            {
                data.Add(colorType, depth, false);
                data.Add(colorType, depth, true);
            }

            return data;
        }
    }

    [Theory]
    [Trait("Category", "Kernels")]
    [MemberData(nameof(Kinds))]
    public void Natural_pixels_are_those_of_the_oracle(int colorType, int depth, bool interlaced)
    {
        var random = new Random((colorType * 100) + depth + (interlaced ? 50 : 0));
        // Every size from 1 to 9 for passes that are empty; widths around vector sizes; heights around groups of rows.
        IEnumerable<(int Width, int Height)> sizes = Enumerable.Range(1, 81).Select(i => (((i - 1) % 9) + 1, ((i - 1) / 9) + 1))
            .Concat(Enumerable.Range(0, 40).Select(_ => (random.Next(1, 140), random.Next(1, 40))));
        foreach ((int width, int height) in LongRun.Sample(sizes, 30))
        {
            (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, interlaced, width, height);
            (PixelFormat format, byte[] expected) = PngOracle.Natural(picture, raw);
            PixelBuffer image = PngTesting.Decode(PngWriter.Encode(picture, raw), PngTesting.With(Strictness.Strict), extraStride: random.Next(3));
            Assert.Equal(format, image.Format);
            Assert.Equal(expected, PngTesting.Packed(image));
        }
    }

    [Theory]
    [Trait("Category", "Kernels")]
    [MemberData(nameof(Kinds))]
    public void Asked_formats_are_conversions_of_the_natural_one(int colorType, int depth, bool interlaced)
    {
        var random = new Random((colorType * 100) + depth + (interlaced ? 51 : 1));
        foreach (PixelFormat asked in PixelOracle.DirectFormats)
        {
            for (int repeat = 0; repeat < LongRun.Times(1, 3); repeat++)
            {
                (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, interlaced, random.Next(1, 80), random.Next(1, 12));
                (PixelFormat format, byte[] natural) = PngOracle.Natural(picture, raw);
                byte[] expected = PixelOracle.Convert(natural, format, asked, picture.Width * picture.Height);
                PixelBuffer image = PngTesting.Decode(PngWriter.Encode(picture, raw), PngTesting.As(asked));
                Assert.Equal(asked, image.Format);
                Assert.Equal(expected, PngTesting.Packed(image));
            }
        }
    }

    [Theory]
    [Trait("Category", "Kernels")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Indexed8_gives_indices_and_the_palette(int depth)
    {
        var random = new Random(depth);
        for (int i = 0; i < 20; i++)
        {
            (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, 3, depth, i % 2 == 1, random.Next(1, 50), random.Next(1, 20));
            int[,,] samples = PngOracle.Samples(picture, raw);
            PixelBuffer image = PngTesting.Decode(PngWriter.Encode(picture, raw), PngTesting.As(PixelFormat.Indexed8));
            Assert.Equal(samples.Cast<int>().Select(s => (byte)s), PngTesting.Packed(image));
            var palette = new List<byte>();
            for (int e = 0; e < 1 << depth; e++)
            {
                palette.AddRange(picture.Palette.AsSpan(3 * e, 3));
                palette.Add(picture.Transparency is { } t && e < t.Length ? t[e] : (byte)255);
            }

            Assert.Equal(palette, image.Palette.ToArray());
        }
    }
}
