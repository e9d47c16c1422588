using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

/// <summary>The transforms to other sizes than 8 x 8: against their definition, and vectors against scalars.</summary>
public sealed unsafe class ScaledInverseDctTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 6, 7, 10, 12, 14];

    /// <summary>The transform of a size, in the code that the machine uses or in the normative one.</summary>
    private static InverseTransform Make(int size, ushort[] steps, bool scalar) => size switch
    {
        _ when !scalar => InverseTransform.Choose(steps, size, JpegReconstruction.LibjpegTurbo),
        1 => new DcInverseDct(steps[0]),
        2 => new QuarterInverseDct(steps, QuarterInverseDct.Kernel.Scalar),
        4 => new HalfInverseDct(steps, HalfInverseDct.Kernel.Scalar),
        _ => new PointsInverseDct(steps, size, PointsInverseDct.Kernel.Scalar),
    };

    private static void Run(InverseTransform transform, ReadOnlySpan<short> blocks, ReadOnlySpan<byte> extents, Span<byte> samples, int stride)
    {
        fixed (short* b = blocks)
        fixed (byte* e = extents)
        fixed (byte* s = samples)
            transform.Transform(b, e, extents.Length, s, stride);
    }

    private static void Fill(Span<short> block, int extent, Func<int, int> value)
    {
        block.Clear();
        for (int k = 0; k <= extent; k++)
            block[ZigZag.ToNatural[k]] = (short)value(k);
    }

    /// <summary>What output n of a pass has of coefficient k: of sizes 2 and 4 the mean of so many outputs of the 8-point transform.</summary>
    private static double Weight(int size, int n, int k)
    {
        double scale = k == 0 ? 1 : Math.Sqrt(2);
        if (size > 4 || size == 3)
            return k < size ? scale * Math.Cos((2 * n + 1) * k * Math.PI / (2 * size)) : 0;
        int each = 8 / size;
        return Enumerable.Range(n * each, each).Average(m => scale * Math.Cos((2 * m + 1) * k * Math.PI / 16));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_block_is_the_sum_that_the_notes_define(int size)
    {
        var random = new Random(size);
        short[] block = new short[64];
        byte[] samples = new byte[size * size];
        ushort[] steps = [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, 8))];
        for (int round = 0; round < LongRun.Times(60, 200); round++)
        {
            Fill(block, random.Next(64), k => random.Next(-40, 41) / (1 + k / 4));
            Run(Make(size, steps, scalar: round % 2 == 0), block, [63], samples, size);
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    double sum = 0;
                    for (int i = 0; i < 64; i++)
                        sum += block[i] * steps[i] * Weight(size, y, i / 8) * Weight(size, x, i % 8);
                    Assert.InRange(samples[y * size + x] - Math.Clamp(sum / 8 + 128, 0, 255), -0.75, 0.75);
                }
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    public void Weights_are_cosines_within_little_more_than_a_unit(int size)
    {
        int[] weights = PointsInverseDct.WeightsOf(size);
        Assert.Equal(8 * ((size + 1) / 2), weights.Length);
        for (int i = 0; i < weights.Length; i++)
            Assert.InRange(weights[i] - 8192 * Weight(size, i / 8, i % 8), -1.3, 1.3);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Category", "Kernels")]
    public void Kernels_agree_on_any_block_and_extent(int size)
    {
        var random = new Random(100 + size);
        short[] blocks = new short[64 * 7];
        byte[] extents = new byte[7];
        int stride = 7 * 14 + 16;
        byte[] expected = new byte[14 * stride], actual = new byte[14 * stride];
        for (int n = 0; n < LongRun.Times(800, 3000); n++)
        {
            int kind = random.Next(5), count = random.Next(1, 8);
            ushort[] table = [.. Enumerable.Range(0, 64).Select(_ => (ushort)(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 256), _ => random.Next(65536) }))];
            for (int b = 0; b < count; b++)
            {
                int extent = random.Next(4) switch { 0 => 0, 1 => random.Next(3), 2 => random.Next(13), _ => random.Next(64) };
                bool topRowOnly = random.Next(6) == 0;
                Fill(blocks.AsSpan(64 * b, 64), extent, k => topRowOnly && ZigZag.ToNatural[k] >= 8 ? 0 : kind switch
                {
                    0 => random.Next(short.MinValue, short.MaxValue + 1),
                    1 => random.Next(2) == 0 ? short.MinValue : short.MaxValue,
                    2 => random.Next(-8300, 8300),
                    3 => random.Next(-1024, 1024),
                    _ => random.Next(-20, 21),
                });
                extents[b] = (byte)Math.Min(63, extent + (random.Next(3) == 0 ? random.Next(8) : 0));
            }

            Run(Make(size, table, scalar: true), blocks, extents.AsSpan(0, count), expected, stride);
            Run(Make(size, table, scalar: false), blocks, extents.AsSpan(0, count), actual, stride);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"round {n}");
            if (size == 4)
            {
                // The kernel of machines without AVX2.
                Run(new HalfInverseDct(table, HalfInverseDct.Kernel.Vector128), blocks, extents.AsSpan(0, count), actual, stride);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"round {n}");
            }
        }
    }

    /// <summary>Nothing beside the samples of the blocks is written.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Neighbours_are_left_alone(int size)
    {
        short[] blocks = new short[64 * 3];
        for (int b = 0; b < 3; b++)
            Fill(blocks.AsSpan(64 * b, 64), 63, k => 3 * k - 80);
        byte[] samples = new byte[(size + 1) * 64];
        samples.AsSpan().Fill(0xA5);
        Run(Make(size, [.. Enumerable.Repeat((ushort)2, 64)], scalar: false), blocks, [63, 0, 63], samples, 64);
        for (int y = 0; y <= size; y++)
            Assert.True(samples.AsSpan(64 * y, 64)[(y < size ? 3 * size : 0)..].IndexOfAnyExcept((byte)0xA5) < 0, $"row {y}");
    }
}
