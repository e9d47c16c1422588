using System.Security.Cryptography;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

public sealed unsafe class InverseDctTests
{
    private static readonly ushort[] Ones = [.. Enumerable.Repeat((ushort)1, 64)];

    public static TheoryData<string> Kernels => [.. Enum.GetNames<IslowInverseDct.Kernel>().Where(k => IslowInverseDct.IsSupported(Enum.Parse<IslowInverseDct.Kernel>(k)))];

    /// <summary>
    /// IEEE 1180-1990, 3.2: pseudo-random pictures through a double-precision forward DCT, rounded; the transform under test
    /// against the double-precision inverse. Adapted in one thing: a JPEG decoder's samples have 8 bits, so both sides
    /// are limited to -128..127.
    /// </summary>
    [Theory]
    [InlineData(256, 255, 1)]
    [InlineData(256, 255, -1)]
    [InlineData(5, 5, 1)]
    [InlineData(5, 5, -1)]
    [InlineData(300, 300, 1)]
    [InlineData(300, 300, -1)]
    public void Integer_transform_meets_IEEE_1180(int low, int high, int sign)
    {
        const int Blocks = 10_000;
        var transform = new IslowInverseDct(Ones, IslowInverseDct.BestKernel);
        uint state = 1;
        double[] picture = new double[64];
        short[] coefficients = new short[64];
        byte[] samples = new byte[64];
        double[] error = new double[64], squared = new double[64];
        for (int n = 0; n < Blocks; n++)
        {
            for (int i = 0; i < 64; i++)
            {
                // The generator of the standard's appendix A.
                state = state * 1103515245 + 12345;
                picture[i] = sign * ((long)((state & 0x7FFFFFFE) / (double)0x7FFFFFFF * (low + high + 1)) - low);
            }

            double[] transformed = JpegReconOracle.ForwardDct(picture);
            for (int i = 0; i < 64; i++)
                coefficients[i] = (short)Math.Clamp(Math.Round(transformed[i], MidpointRounding.AwayFromZero), -2048, 2047);
            double[] exact = JpegReconOracle.InverseDct([.. coefficients.Select(c => (double)c)]);
            Run(transform, coefficients, [63], samples, 8);
            for (int i = 0; i < 64; i++)
            {
                int difference = samples[i] - 128 - (int)Math.Clamp(Math.Round(exact[i], MidpointRounding.AwayFromZero), -128, 127);
                Assert.InRange(difference, -1, 1);
                error[i] += difference;
                squared[i] += difference * difference;
            }
        }

        Assert.True(squared.Max() / Blocks <= 0.06, $"mean square error of a position: {squared.Max() / Blocks}");
        Assert.True(squared.Sum() / Blocks / 64 <= 0.02, $"mean square error: {squared.Sum() / Blocks / 64}");
        Assert.True(error.Max(Math.Abs) / Blocks <= 0.015, $"mean error of a position: {error.Max(Math.Abs) / Blocks}");
        Assert.True(Math.Abs(error.Sum()) / Blocks / 64 <= 0.0015, $"mean error: {error.Sum() / Blocks / 64}");
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    [Trait("Category", "Kernels")]
    public void Integer_transform_is_the_fixed_point_matrix(string kernel)
    {
        var random = new Random(11);
        short[] block = new short[64];
        byte[] samples = new byte[64];
        for (int n = 0; n < LongRun.Times(700, 3000); n++)
        {
            int extent = random.Next(64);
            ushort[] table = [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, 11))];
            Fill(block, random, extent, i => random.Next(-30, 31) / (n % 7 + 1));
            Run(new IslowInverseDct(table, Enum.Parse<IslowInverseDct.Kernel>(kernel)), block, [(byte)extent], samples, 8);
            Assert.Equal(JpegReconOracle.IntegerInverseDct(block, table), samples.Select(s => (int)s));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    [Trait("Category", "Kernels")]
    public void Integer_kernels_agree_on_any_block_and_extent(string kernel)
    {
        var random = new Random(12);
        short[] blocks = new short[64 * 7];
        byte[] extents = new byte[7];
        byte[] expected = new byte[8 * 80], actual = new byte[8 * 80];
        for (int n = 0; n < 8_000; n++)
        {
            int kind = random.Next(5), count = random.Next(1, 8);
            ushort[] table = [.. Enumerable.Range(0, 64).Select(_ => (ushort)(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 256), _ => random.Next(65536) }))];
            for (int b = 0; b < count; b++)
            {
                int extent = random.Next(4) switch { 0 => 0, 1 => random.Next(3), 2 => random.Next(13), _ => random.Next(64) };
                bool topRowOnly = random.Next(6) == 0;
                Fill(blocks.AsSpan(64 * b, 64), random, extent, i => topRowOnly && i >= 8 ? 0 : kind switch
                {
                    0 => random.Next(short.MinValue, short.MaxValue + 1),
                    1 => random.Next(2) == 0 ? short.MinValue : short.MaxValue,
                    2 => random.Next(-8300, 8300),
                    3 => random.Next(-1024, 1024),
                    _ => random.Next(-20, 21),
                });

                // An upper bound is as good as the exact index.
                extents[b] = (byte)Math.Min(63, extent + (random.Next(3) == 0 ? random.Next(8) : 0));
            }

            Run(new IslowInverseDct(table, IslowInverseDct.Kernel.Scalar), blocks, extents.AsSpan(0, count), expected, 80);
            Run(new IslowInverseDct(table, Enum.Parse<IslowInverseDct.Kernel>(kernel)), blocks, extents.AsSpan(0, count), actual, 80);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"round {n}");
        }
    }

    /// <summary>Every extent of a single block and of a pair, with every coefficient up to it present.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    [Trait("Category", "Kernels")]
    public void Every_extent_counts_its_last_coefficient(string kernel)
    {
        var transform = new IslowInverseDct(Ones, Enum.Parse<IslowInverseDct.Kernel>(kernel));
        var scalar = new IslowInverseDct(Ones, IslowInverseDct.Kernel.Scalar);
        short[] blocks = new short[128];
        byte[] expected = new byte[128], actual = new byte[128];
        for (int first = 0; first < 64; first++)
        {
            for (int second = 0; second < 64; second++)
            {
                Fill(blocks.AsSpan(0, 64), new Random(first), first, i => 40 + i);
                Fill(blocks.AsSpan(64, 64), new Random(second), second, i => -40 - i);
                Run(scalar, blocks, [(byte)first, (byte)second], expected, 16);
                Run(transform, blocks, [(byte)first, (byte)second], actual, 16);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"extents {first} and {second}");
            }
        }
    }

    /// <summary>What libjpeg-turbo 2.1.5 (x86-64, SSE2 and AVX2 alike) makes of values that no encoder writes.</summary>
    [Theory]
    [InlineData(8191, 0, 0, 255)]
    [InlineData(8192, 0, 0, 0)]
    [InlineData(8192, 1, 0, 0)]
    [InlineData(8192, 0, 1, 255)]
    [InlineData(10000, 0, 0, 0)]
    [InlineData(16384, 0, 0, 128)]
    [InlineData(16384, 0, 1, 255)]
    [InlineData(-8192, 0, 0, 0)]
    [InlineData(-8193, 0, 0, 255)]
    [InlineData(-8193, 0, 1, 0)]
    public void Extreme_values_come_out_as_in_libjpeg_turbo(int dc, int right, int below, int expected)
    {
        short[] block = new short[64];
        byte[] samples = new byte[64];
        block[0] = (short)dc;
        block[1] = (short)right;
        block[8] = (short)below;
        byte extent = below != 0 ? (byte)2 : right != 0 ? (byte)1 : (byte)0;
        foreach (string kernel in Kernels.Select(k => k.Data))
        {
            Run(new IslowInverseDct(Ones, Enum.Parse<IslowInverseDct.Kernel>(kernel)), block, [extent], samples, 8);
            Assert.Equal(expected, samples[0]);
        }
    }

    /// <summary>The hash is of libjpeg-turbo 2.1.5's own samples for the same 4000 blocks, half of them out of all range.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    [Trait("Category", "Kernels")]
    public void Recorded_blocks_come_out_as_in_libjpeg_turbo(string kernel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ulong state = 88172645463325252;
        short[] block = new short[64];
        ushort[] table = new ushort[64];
        byte[] samples = new byte[64];
        for (int n = 0; n < 4000; n++)
        {
            int last = (int)(Next(ref state) % 64);
            for (int i = 0; i < 64; i++)
            {
                table[i] = (ushort)(n % 2 == 0 ? Next(ref state) % 32 + 1 : Next(ref state));
                short value = (short)(n % 2 == 0 ? (int)(Next(ref state) % 64) - 32 : (int)Next(ref state));
                block[i] = i <= last ? value : (short)0;
            }

            Run(new IslowInverseDct(table, Enum.Parse<IslowInverseDct.Kernel>(kernel)), block, [63], samples, 8);
            hash.AppendData(samples);
        }

        Assert.Equal("7ceb8001458584971cc7ec975db7c626cd0fd0d2057e3d718d358732b63d6c42", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    [Trait("Category", "Kernels")]
    public void Single_precision_kernels_agree_and_stay_close_to_the_exact_transform()
    {
        var random = new Random(14);
        short[] blocks = new short[128];
        byte[] expected = new byte[128], actual = new byte[128];
        for (int n = 0; n < 4_000; n++)
        {
            ushort[] table = [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, n % 50 == 0 ? 65536 : 60))];
            byte[] extents = [(byte)(random.Next(5) == 0 ? 0 : random.Next(64)), (byte)random.Next(64)];
            int range = n % 50 == 1 ? 32767 : 1024 / (n % 60 + 1);
            Fill(blocks.AsSpan(0, 64), random, extents[0], _ => random.Next(-range, range + 1));
            Fill(blocks.AsSpan(64, 64), random, extents[1], _ => random.Next(-range, range + 1));
            Run(new ImageSharpInverseDct(table, ImageSharpInverseDct.Kernel.Scalar), blocks, extents, expected, 16);
            Run(new ImageSharpInverseDct(table, ImageSharpInverseDct.BestKernel), blocks, extents, actual, 16);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"round {n}");

            if (n % 50 <= 1)
                continue;
            double[] exact = JpegReconOracle.InverseDct([.. Enumerable.Range(0, 64).Select(i => (double)blocks[i] * table[i])]);
            for (int i = 0; i < 64; i++)
            {
                double value = Math.Clamp(exact[i] + 128, 0, 255);
                Assert.InRange(actual[16 * (i / 8) + i % 8], value - 0.51, value + 0.51);
            }
        }
    }

    internal static void Fill(Span<short> block, Random random, int extent, Func<int, int> value)
    {
        block.Clear();
        for (int k = 0; k <= extent; k++)
        {
            int i = ZigzagToNatural[k];
            block[i] = (short)(k == extent && k > 0 || random.Next(4) > 0 ? value(i) : 0);
        }
    }

    internal static readonly int[] ZigzagToNatural = MakeZigzag();

    private static int[] MakeZigzag()
    {
        // T.81 figure 5: along the antidiagonals, upwards on even ones.
        var order = new List<int>();
        for (int d = 0; d < 15; d++)
        {
            for (int k = 0; k <= d; k++)
            {
                int row = d % 2 == 0 ? d - k : k, column = d - row;
                if (row < 8 && column < 8)
                    order.Add(8 * row + column);
            }
        }

        return [.. order];
    }

    private static uint Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (uint)(state >> 32);
    }

    private static void Run(InverseTransform transform, short[] blocks, ReadOnlySpan<byte> extents, byte[] samples, int stride)
    {
        fixed (short* c = blocks)
        fixed (byte* e = extents)
        fixed (byte* s = samples)
            transform.Transform(c, e, extents.Length, s, stride);
    }
}
