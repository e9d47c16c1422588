using RawDecoders.Jpeg;
using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

/// <summary>Whole pictures of random coefficients against the slow oracle.</summary>
public sealed class ReconstructorTests
{
    private const byte Guard = 0xA5;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            string[] samplings =
            [
                "1x1", "2x2", "1x1,1x1", "2x2,1x1", "2x1,1x1", "1x1,1x2", "1x1,1x1,1x1", "2x1,1x1,1x1", "1x2,1x1,1x1", "2x2,1x1,1x1", "4x1,1x1,1x1", "1x4,1x1,1x1", "4x2,1x1,1x1",
                "4x2,2x1,2x1", "2x4,1x2,1x2", "4x4,2x2,2x2", "3x1,1x1,1x1", "3x3,1x3,3x1", "2x2,2x1,1x2", "2x2,1x2,2x1", "1x1,2x2,1x1", "2x1,1x1,2x1",
                "1x2,1x2,1x1", "4x4,1x1,2x2", "4x1,2x1,1x1", "1x1,1x1,1x1,1x1", "2x2,1x1,1x1,1x1", "2x2,1x1,1x1,2x2", "1x2,1x1,1x2,1x1",
            ];
            foreach (string sampling in LongRun.Sample(samplings, 12))
            {
                foreach (string reconstruction in Enum.GetNames<JpegReconstruction>())
                    cases.Add(sampling, reconstruction);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Kernels")]
    public void Pictures_equal_the_oracles(string sampling, string reconstruction)
    {
        var random = new Random(sampling.Length * 31 + reconstruction.Length);
        (int Width, int Height)[] sizes = [(1, 1), (2, 3), (3, 2), (5, 9), (8, 8), (17, 16), (33, 31), (40, 66), (130, 21)];
        int components = sampling.Split(',').Length;
        ColorModel[] models = components switch
        {
            1 => [ColorModel.Grayscale],
            2 => [ColorModel.GrayscaleAlpha],
            3 => [ColorModel.YCbCr, ColorModel.Rgb],
            _ => [ColorModel.Cmyk, ColorModel.Ycck],
        };
        foreach ((int width, int height) in sizes)
        {
            foreach (ColorModel model in models)
            {
                PixelFormat natural = new ColourDecision(model, false, null).NaturalFormat;
                PixelFormat[] formats = model switch
                {
                    ColorModel.Grayscale => [natural, PixelFormat.Rgb24],
                    ColorModel.YCbCr or ColorModel.GrayscaleAlpha => [natural, PixelFormat.Gray8],
                    ColorModel.Rgb => [natural],
                    _ => [natural, PixelFormat.Rgb24],
                };
                foreach (PixelFormat format in formats)
                {
                    ReconstructionCase plan = MakePlan(width, height, sampling, model, Enum.Parse<JpegReconstruction>(reconstruction), format, random);
                    (short[][] coefficients, byte[][] extents) = MakeCoefficients(plan, random);
                    byte[] expected = JpegReconOracle.Reconstruct(plan, coefficients, format);
                    byte[] actual = Run(plan, coefficients, extents, random);
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{width}x{height} {model} {format}");
                }
            }
        }
    }

    /// <summary>The other direct formats are the same pixels in another order; the rest go through the row converters.</summary>
    [Theory]
    [InlineData("2x2,1x1,1x1", "LibjpegTurbo")]
    [InlineData("2x1,1x1,1x1", "LibjpegTurbo")]
    [InlineData("1x1,1x1,1x1", "LibjpegTurboReplicated")]
    [InlineData("2x1,1x1,1x1", "ImageSharp")]
    public void Every_output_format_follows_from_the_natural_one(string sampling, string reconstruction)
    {
        var kind = Enum.Parse<JpegReconstruction>(reconstruction);
        foreach (int width in new[] { 1, 5, 31, 32, 33, 64, 75 })
        {
            foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
            {
                if (format is PixelFormat.Indexed8 or PixelFormat.Gray8 or PixelFormat.Gray16 or PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32)
                    continue;
                ReconstructionCase plan = MakePlan(width, 19, sampling, ColorModel.YCbCr, kind, format, new Random(width));
                ReconstructionCase natural = MakePlan(width, 19, sampling, ColorModel.YCbCr, kind, PixelFormat.Rgb24, new Random(width));
                (short[][] coefficients, byte[][] extents) = MakeCoefficients(plan, new Random(7));
                byte[] rgb = Run(natural, coefficients, extents, new Random(8));
                byte[] expected = new PixelBuffer(rgb, width, 19, PixelFormat.Rgb24).ConvertTo(format).Span.ToArray();
                Assert.Equal(expected, Run(plan, coefficients, extents, new Random(9)));
            }
        }
    }

    [Fact]
    public void Unneeded_components_are_not_asked_for()
    {
        ReconstructionCase plan = MakePlan(40, 40, "2x2,1x1,1x1", ColorModel.YCbCr, JpegReconstruction.LibjpegTurbo, PixelFormat.Gray8, new Random(1));
        using var reconstructor = plan.Create();
        Assert.True(reconstructor.IsNeeded(0));
        Assert.False(reconstructor.IsNeeded(1));
        Assert.False(reconstructor.IsNeeded(2));
    }

    [Fact]
    public void Rows_wait_for_the_chroma_below_them()
    {
        ReconstructionCase plan = MakePlan(40, 40, "2x2,1x1,1x1", ColorModel.YCbCr, JpegReconstruction.LibjpegTurbo, PixelFormat.Rgb24, new Random(1));
        using var reconstructor = plan.Create();
        byte[] rows = new byte[40 * 3 * 40];
        var ready = new List<int>();
        for (int i = 0; i < plan.Geometry.McusDown; i++)
        {
            reconstructor.EndImcuRow();
            ready.Add(reconstructor.RowsReady);
            Assert.Throws<InvalidOperationException>(() => reconstructor.TransformBlocks(0, 0, 0, 1, new short[64], new byte[1]));
            reconstructor.EmitRows(RowTarget.Create(rows, 120, 120, reconstructor.RowsReady));
        }

        Assert.Equal([15, 16, 9], ready);
        Assert.Throws<InvalidOperationException>(reconstructor.EndImcuRow);
    }

    [Fact]
    public void Arguments_are_checked_before_memory_is_touched()
    {
        ReconstructionCase plan = MakePlan(40, 40, "2x2,1x1,1x1", ColorModel.YCbCr, JpegReconstruction.LibjpegTurbo, PixelFormat.Rgb24, new Random(1));
        using var reconstructor = plan.Create();
        short[] blocks = new short[64 * 8];
        byte[] extents = new byte[8];
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(0, 2, 0, 1, blocks, extents));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(0, 0, 0, 7, blocks, extents));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(1, 0, 3, 1, blocks, extents));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(0, 0, -1, 1, blocks, extents));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(0, 0, 0, 2, blocks.AsSpan(0, 127), extents));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.TransformBlocks(0, 0, 0, 2, blocks, extents.AsSpan(0, 1)));
        reconstructor.EndImcuRow();
        byte[] rows = new byte[40 * 3 * 16];
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.EmitRows(RowTarget.Create(rows, 120, 120, 16)));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.EmitRows(RowTarget.Create(rows, 120, 119, 15)));
        Assert.Throws<ArgumentOutOfRangeException>(() => reconstructor.EmitRows(RowTarget.Create(rows, 121, 121, 15)));
        reconstructor.EmitRows(RowTarget.Create(rows.AsSpan(0, 120 * 15), 120, 120, 15));
    }

    [Fact]
    public void Working_memory_is_pooled_and_small()
    {
        ReconstructionCase plan = MakePlan(4000, 64, "2x2,1x1,1x1", ColorModel.YCbCr, JpegReconstruction.LibjpegTurbo, PixelFormat.Rgb24, new Random(1));
        short[] blocks = new short[64 * 16];
        byte[] extents = new byte[16];
        byte[] rows = new byte[4000 * 3 * 64];
        long allocated = 0, scratch = 0;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ReconstructionPlan stages = plan.Choose();
            using (var reconstructor = JpegReconstructor.Create(stages))
            {
                scratch = stages.WorkingBytes;
                for (int i = 0; i < plan.Geometry.McusDown; i++)
                {
                    for (int x = 0; x < 496; x += 16)
                        reconstructor.TransformBlocks(0, 0, x, 16, blocks, extents);
                    reconstructor.EndImcuRow();
                    reconstructor.EmitRows(RowTarget.Create(rows, 12000, 12000, reconstructor.RowsReady));
                }
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 0, 4096);
        Assert.InRange(scratch, 0, 4000 * 48);
    }

    internal static ReconstructionCase MakePlan(
        int width, int height, string sampling, ColorModel model, JpegReconstruction reconstruction, PixelFormat format, Random random)
    {
        bool inverted = random.Next(2) == 0;
        (int H, int V)[] factors = [.. sampling.Split(',').Select(s => (s[0] - '0', s[2] - '0'))];
        ushort[][] steps = [.. factors.Select(_ => Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, 20)).ToArray())];
        return new ReconstructionCase(new FrameGeometry(width, height, factors), steps, new ColourDecision(model, inverted, null), reconstruction, format);
    }

    /// <summary>Smooth enough to stay in range, busy enough to reach 0 and 255 now and then.</summary>
    private static (short[][] Coefficients, byte[][] Extents) MakeCoefficients(ReconstructionCase plan, Random random)
    {
        var coefficients = new List<short[]>();
        var extents = new List<byte[]>();
        for (int index = 0; index < plan.Quantization.Length; index++)
        {
            ComponentGeometry c = plan.Geometry.Components[index];
            int across = c.PaddedBlocksAcross;
            int down = c.PaddedBlocksDown;
            short[] blocks = new short[across * down * 64];
            byte[] lasts = new byte[across * down];
            for (int b = 0; b < lasts.Length; b++)
            {
                int extent = random.Next(4) switch { 0 => 0, 1 => random.Next(10), _ => random.Next(64) };
                InverseDctTests.Fill(blocks.AsSpan(64 * b, 64), random, extent, i => random.Next(-12, 13));
                blocks[64 * b] = (short)(random.Next(-900, 900) / plan.Quantization[index][0]);
                lasts[b] = (byte)extent;
            }

            coefficients.Add(blocks);
            extents.Add(lasts);
        }

        return ([.. coefficients], [.. extents]);
    }

    /// <summary>
    /// The driver: runs of random length in random order, padding blocks left out half of the time, rows taken in random
    /// portions into rows with a gap after them that must stay untouched.
    /// </summary>
    private static byte[] Run(ReconstructionCase plan, short[][] coefficients, byte[][] extents, Random random)
    {
        FrameGeometry geometry = plan.Geometry;
        int rowBytes = geometry.Width * plan.Format.GetBytesPerPixel();
        int stride = rowBytes + random.Next(7);
        byte[] output = new byte[stride * (geometry.Height - 1) + rowBytes];
        Array.Fill(output, Guard);
        bool leaveOut = random.Next(2) == 0;
        int done = 0;
        using (var reconstructor = plan.Create())
        {
            for (int m = 0; m < plan.Geometry.McusDown; m++)
            {
                var runs = new List<(int Component, int Row, int First, int Count)>();
                for (int i = 0; i < geometry.Components.Length; i++)
                {
                    ComponentGeometry c = geometry.Components[i];
                    (int across, int real, int realDown) = (c.PaddedBlocksAcross, c.BlocksAcross, c.BlocksDown);
                    for (int v = 0; v < c.VerticalSampling; v++)
                    {
                        if (leaveOut && m * c.VerticalSampling + v >= realDown)
                            continue;
                        for (int x = 0; x < (leaveOut ? real : across);)
                        {
                            int count = Math.Min(random.Next(1, 6), (leaveOut ? real : across) - x);
                            runs.Add((i, v, x, count));
                            x += count;
                        }
                    }
                }

                foreach ((int component, int row, int first, int count) in runs.OrderBy(_ => random.Next()).ToArray())
                {
                    ComponentGeometry c = geometry.Components[component];
                    int across = c.PaddedBlocksAcross;
                    int block = (m * c.VerticalSampling + row) * across + first;
                    reconstructor.TransformBlocks(
                        component, row, first, count, coefficients[component].AsSpan(64 * block, 64 * count), extents[component].AsSpan(block, count));
                }

                reconstructor.EndImcuRow();
                while (reconstructor.RowsReady > 0)
                {
                    int rows = random.Next(1, reconstructor.RowsReady + 1);
                    reconstructor.EmitRows(RowTarget.Create(output.AsSpan(done * stride), stride, rowBytes, rows));
                    done += rows;
                }
            }
        }

        Assert.Equal(geometry.Height, done);
        byte[] packed = new byte[rowBytes * geometry.Height];
        for (int y = 0; y < geometry.Height; y++)
        {
            output.AsSpan(y * stride, rowBytes).CopyTo(packed.AsSpan(y * rowBytes));
            if (y < geometry.Height - 1)
                Assert.False(output.AsSpan(y * stride + rowBytes, stride - rowBytes).ContainsAnyExcept(Guard), "The gap between rows is written.");
        }

        return packed;
    }
}
