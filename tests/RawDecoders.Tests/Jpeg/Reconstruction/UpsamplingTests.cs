using RawDecoders.Jpeg;
using Xunit;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

public sealed unsafe class UpsamplingTests
{
    private const int Margin = ComponentStrip.Margin;

    public static IEnumerable<int> Widths => Enumerable.Range(1, 70).Concat([100, 127, 128, 129, 333]);

    [Fact]
    [Trait("Category", "Kernels")]
    public void Vector_filters_agree_with_the_scalar_ones()
    {
        var random = new Random(21);
        foreach (int width in Widths)
        {
            byte[] near = Row(random, width), far = Row(random, width);
            fixed (byte* n = near, f = far)
            {
                nint rowNear = (nint)(n + Margin), rowFar = (nint)(f + Margin);
                Compare(width, 2, (d, w) => ChromaUpsampling.TriangleH2V1Scalar((byte*)rowNear, (byte*)d, w), (d, w) => ChromaUpsampling.TriangleH2V1((byte*)rowNear, (byte*)d, w));
                Compare(width, 2, (d, w) => ChromaUpsampling.TriangleH2V2Scalar((byte*)rowNear, (byte*)rowFar, (byte*)d, w), (d, w) => ChromaUpsampling.TriangleH2V2((byte*)rowNear, (byte*)rowFar, (byte*)d, w));
                foreach (bool upper in new[] { true, false })
                    Compare(width, 1, (d, w) => ChromaUpsampling.TriangleH1V2Scalar((byte*)rowNear, (byte*)rowFar, (byte*)d, w, upper), (d, w) => ChromaUpsampling.TriangleH1V2((byte*)rowNear, (byte*)rowFar, (byte*)d, w, upper));
                for (int ratio = 1; ratio <= 4; ratio++)
                {
                    int r = ratio;
                    Compare(width, r, (d, w) => ChromaUpsampling.ReplicateScalar((byte*)rowNear, (byte*)d, w, r), (d, w) => ChromaUpsampling.Replicate((byte*)rowNear, (byte*)d, w, r));
                }
            }
        }
    }

    /// <summary>Every pair, and every quartet from a coarse grid, against the weights written out.</summary>
    [Fact]
    [Trait("Category", "Kernels")]
    public void Triangle_filters_weigh_and_round_as_defined()
    {
        byte[] row = new byte[2 * Margin + 64], other = new byte[2 * Margin + 64], output = new byte[256];
        fixed (byte* r = row, o = other, d = output)
        {
            for (int a = 0; a < 256; a++)
            {
                for (int b = 0; b < 256; b++)
                {
                    // Samples a a b b: the repeated edge samples are the outer ones.
                    row[Margin - 1] = row[Margin] = (byte)a;
                    row[Margin + 1] = row[Margin + 2] = (byte)b;
                    ChromaUpsampling.TriangleH2V1(r + Margin, d, 2);
                    Assert.Equal([(byte)a, (byte)((3 * a + b + 2) / 4), (byte)((3 * b + a + 1) / 4), (byte)b], output.AsSpan(0, 4).ToArray());
                    ChromaUpsampling.TriangleH1V2(r + Margin, r + Margin + 1, d, 1, upper: true);
                    Assert.Equal((3 * a + b + 1) / 4, output[0]);
                    ChromaUpsampling.TriangleH1V2(r + Margin, r + Margin + 1, d, 1, upper: false);
                    Assert.Equal((3 * a + b + 2) / 4, output[0]);
                }
            }

            for (int n = 0; n < 12 * 12 * 12 * 12; n++)
            {
                int a = n % 12 * 255 / 11, b = n / 12 % 12 * 255 / 11, c = n / 144 % 12 * 255 / 11, e = n / 1728 * 255 / 11;
                row[Margin - 1] = row[Margin] = (byte)a;
                row[Margin + 1] = row[Margin + 2] = (byte)b;
                other[Margin - 1] = other[Margin] = (byte)c;
                other[Margin + 1] = other[Margin + 2] = (byte)e;
                ChromaUpsampling.TriangleH2V2(r + Margin, o + Margin, d, 2);
                Assert.Equal((12 * a + 4 * c + 8) / 16, output[0]);
                Assert.Equal((9 * a + 3 * b + 3 * c + e + 7) / 16, output[1]);
                Assert.Equal((9 * b + 3 * a + 3 * e + c + 8) / 16, output[2]);
                Assert.Equal((12 * b + 4 * e + 7) / 16, output[3]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 100, "None")]
    [InlineData(2, 1, 3, "TriangleH2V1")]
    [InlineData(2, 1, 2, "Replicate")]
    [InlineData(2, 2, 3, "TriangleH2V2")]
    [InlineData(2, 2, 2, "Replicate")]
    [InlineData(1, 2, 1, "TriangleH1V2")]
    [InlineData(4, 1, 100, "Replicate")]
    [InlineData(1, 4, 100, "Replicate")]
    [InlineData(2, 4, 100, "Replicate")]
    [InlineData(3, 2, 100, "Replicate")]
    public void Filters_are_chosen_as_libjpeg_turbo_chooses(int h, int v, int width, string expected)
        => Assert.Equal(expected, ChromaUpsampling.ChooseTriangle(h, v, width).ToString());

    private static byte[] Row(Random random, int width)
    {
        byte[] row = new byte[width + 2 * Margin];
        random.NextBytes(row);
        row[Margin - 1] = row[Margin];
        row[Margin + width] = row[Margin + width - 1];
        return row;
    }

    private static void Compare(int width, int ratio, Action<nint, int> expected, Action<nint, int> actual)
    {
        byte[] want = new byte[ratio * width + 4 * ChromaUpsampling.Overrun], got = new byte[want.Length];
        fixed (byte* w = want, g = got)
        {
            expected((nint)w, width);
            actual((nint)g, width);
        }

        Assert.True(want.AsSpan(0, ratio * width).SequenceEqual(got.AsSpan(0, ratio * width)), $"width {width}");
    }
}
