using System.Numerics;
using System.Runtime.InteropServices;

namespace RawDecoders.Tests.Pixels;

/// <summary>The averages of boxes against their definition, in numbers that cannot overflow.</summary>
public sealed class BoxAverageTests
{
    public static TheoryData<PixelFormat, int> Cases()
    {
        var data = new TheoryData<PixelFormat, int>();
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8))
        {
            foreach (int side in (int[])[2, 4, 8])
                data.Add(format, side);
        }

        return data;
    }

    /// <summary>round(value / by), a half upwards.</summary>
    private static int Round(BigInteger value, BigInteger by) => (int)((2 * value + by) / (2 * by));

    private static int[] Expected(int[][][] box, bool hasAlpha)
    {
        int[][] pixels = [.. box.SelectMany(row => row)];
        int channels = pixels[0].Length;
        BigInteger count = pixels.Length, weight = 0;
        foreach (int[] p in pixels)
            weight += p[^1];
        return [.. Enumerable.Range(0, channels).Select(c => !hasAlpha || c == channels - 1 || weight == 0
            ? Round(pixels.Aggregate(BigInteger.Zero, (sum, p) => sum + p[c]), count)
            : Round(pixels.Aggregate(BigInteger.Zero, (sum, p) => sum + (BigInteger)p[c] * p[^1]), weight))];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boxes_are_averaged_exactly(PixelFormat format, int side)
    {
        var random = new Random(side + 31 * (int)format);
        int channels = format.GetChannelCount(), bytes = format.GetBytesPerSample();
        int most = bytes == 2 ? 65535 : 255;
        var average = new BoxAverage(format, side);
        foreach (int width in (int[])[1, 2, 3, 7, 8, 9, 16, 33, 70])
        {
            for (int rows = 1; rows <= side; rows++)
            {
                // Extremes, alphas of nothing, of all and between.
                int kind = random.Next(4);
                int[][][] picture = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, width).Select(_ => Enumerable.Range(0, channels).Select(c => kind switch
                {
                    0 => most,
                    1 when c == channels - 1 => random.Next(2) * most,
                    2 when c == channels - 1 => 0,
                    _ => random.Next(most + 1),
                }).ToArray()).ToArray())];
                int stride = width * channels * bytes + 6;
                byte[] source = new byte[rows * stride];
                for (int y = 0; y < rows; y++)
                {
                    int[] samples = [.. picture[y].SelectMany(p => p)];
                    if (bytes == 1)
                        samples.Select(s => (byte)s).ToArray().CopyTo(source, y * stride);
                    else
                        MemoryMarshal.AsBytes<ushort>(samples.Select(s => (ushort)s).ToArray()).CopyTo(source.AsSpan(y * stride));
                }

                int outWidth = (width + side - 1) / side;
                byte[] result = new byte[outWidth * channels * bytes];
                average.Average(source, stride, rows, width, result);
                int[] actual = bytes == 1 ? [.. result.Select(b => (int)b)] : [.. MemoryMarshal.Cast<byte, ushort>(result).ToArray().Select(s => (int)s)];
                int[] expected = [.. Enumerable.Range(0, outWidth).SelectMany(x => Expected([.. picture.Select(r => r.Skip(x * side).Take(side).ToArray())], format.HasAlpha()))];
                Assert.True(expected.SequenceEqual(actual), $"width {width}, {rows} rows, kind {kind}");
            }
        }
    }

    /// <summary>The numbers that the source and the notes give.</summary>
    [Fact]
    public void The_worked_examples_hold()
    {
        byte[] grey = new byte[1];
        new BoxAverage(PixelFormat.Gray8, 2).Average([10, 20, 30, 41], 2, 2, 2, grey);
        Assert.Equal([25], grey);
        byte[] pair = new byte[2];
        new BoxAverage(PixelFormat.GrayAlpha16, 2).Average([200, 255, 0, 0, 0, 0, 100, 85], 4, 2, 2, pair);
        Assert.Equal([175, 85], pair);
        new BoxAverage(PixelFormat.GrayAlpha16, 2).Average([200, 0, 100, 0], 4, 1, 2, pair);
        Assert.Equal([150, 0], pair);
    }
}
