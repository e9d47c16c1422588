using RawDecoders.Png;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Pixels;

namespace RawDecoders.Tests.Png;

/// <summary>Every filter kernel against the clause as printed, on memory whose next page cannot be touched.</summary>
[Trait("Category", "Kernels")]
public sealed unsafe class PngFilterTests
{
    public static TheoryData<int> Distances => [1, 2, 3, 4, 6, 8];

    private static readonly int[] Widths = [.. Enumerable.Range(1, 70), 97, 128, 129, 200, 333];

    /// <summary>Filter types of the rows of a strip: each alone, Paeth with each, and all.</summary>
    private static readonly int[][] Mixes = [[0], [1], [2], [3], [4], [4, 2], [4, 4, 3], [3, 0, 1], [4, 3, 2, 1, 0], [4, 4, 4, 4, 4, 4, 4, 4, 4, 1]];

    [Theory]
    [MemberData(nameof(Distances))]
    public void Rows_are_those_of_the_oracle(int distance)
    {
        var random = new Random(distance);
        PngFilterKernels kernels = PngFilterKernels.Select(distance);
        foreach (int width in LongRun.Sample(Widths, 25))
        {
            int mix = random.Next(Mixes.Length);
            for (int rows = 1; rows <= 19; rows += random.Next(1, 5), mix++)
                Compare(kernels, random, distance, width * distance, rows, Mixes[mix % Mixes.Length], dense: random.Next(3));
        }
    }

    /// <summary>Rows long enough for the kernel of sparse rows, with runs of zeros begun and broken anywhere.</summary>
    [Theory]
    [MemberData(nameof(Distances))]
    public void Sparse_rows_are_those_of_the_oracle(int distance)
    {
        var random = new Random(100 + distance);
        PngFilterKernels kernels = PngFilterKernels.Select(distance);
        for (int i = 0; i < 60; i++)
            Compare(kernels, random, distance, random.Next(600, 900) / distance * distance, random.Next(1, 12), Mixes[4 + (i % 3)], dense: 3);
    }

    /// <summary>All 2^24 neighbourhoods.</summary>
    [Fact]
    public void Predictor_is_the_printed_one()
    {
        for (int a = 0; a < 256; a++)
        {
            for (int b = 0; b < 256; b++)
            {
                for (int c = 0; c < 256; c++)
                {
                    if (PngOracle.PaethPredictor(a, b, c) != PngFilters.PaethPredictor(a, b, c))
                        Assert.Fail($"{a}, {b}, {c}");
                }
            }
        }
    }

    /// <summary>Paeth groups on noise, and on rows so calm that most predictions are ties.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Kernels_break_ties_as_the_predictor_does(int distance)
    {
        var random = new Random(distance);
        int length = 512 * distance;
        PngFilterKernels kernels = PngFilterKernels.Select(distance);
        for (int i = 0; i < LongRun.Times(40, 200); i++)
        {
            byte[] prior = new byte[length];
            random.NextBytes(prior);
            for (int x = 0; x < length; x++)
            {
                if (i % 2 == 0)
                    prior[x] = (byte)(128 + random.Next(-3, 4));
            }

            Compare(kernels, random, distance, length, kernels.GroupRows > 0 ? kernels.GroupRows : 4, [4], dense: i % 3, prior);
        }
    }

    private static void Compare(
        in PngFilterKernels kernels, Random random, int distance, int length, int rows, int[] types, int dense, byte[]? priorRow = null)
    {
        byte[] strip = new byte[rows * (length + 1)];
        random.NextBytes(strip);
        for (int i = 0; i < strip.Length; i++)
        {
            strip[i] = dense switch
            {
                0 => strip[i],
                1 => (byte)(strip[i] % 5 - 2),
                2 => strip[i] < 128 ? (byte)0 : strip[i],
                _ => random.Next(150) == 0 ? strip[i] : (byte)0,
            };
        }

        byte[] prior = priorRow ?? new byte[length];
        for (int x = 0; x < length && priorRow is null; x++)
            prior[x] = dense == 3 && x >= distance && random.Next(40) != 0 ? prior[x - distance] : (byte)random.Next(256);

        byte[] expected = new byte[rows * length];
        byte[] above = prior;
        for (int y = 0; y < rows; y++)
        {
            strip[y * (length + 1)] = (byte)types[y % types.Length];
            above = PngOracle.Unfilter(types[y % types.Length], strip.AsSpan((y * (length + 1)) + 1, length), above, distance);
            above.CopyTo(expected, y * length);
        }

        using var rawMemory = new GuardedMemory(strip.Length);
        using var priorMemory = new GuardedMemory(length);
        using var rowMemory = new GuardedMemory(expected.Length);
        Span<byte> raw = rawMemory.End(strip.Length);
        strip.CopyTo(raw);
        prior.CopyTo(priorMemory.End(length));
        Span<byte> result = rowMemory.End(expected.Length);
        byte[] discard = new byte[length + 1];
        fixed (byte* r = raw, p = priorMemory.End(length), d = result, spare = discard)
        {
            // To other memory, then in place.
            Assert.Equal(rows, PngUnfilter.Rows(kernels, new PngRowSpan(r, length + 1), p, new PngRowSpan(d, length), length, rows, spare + 1));
            if (!result.SequenceEqual(expected))
                Assert.Equal(expected, result.ToArray());
            Assert.True(raw.SequenceEqual(strip), "raw rows were written");
            Assert.Equal(rows, PngUnfilter.Rows(kernels, new PngRowSpan(r, length + 1), p, new PngRowSpan(r + 1, length + 1), length, rows, spare + 1));
        }

        for (int y = 0; y < rows; y++)
        {
            Assert.True(raw.Slice((y * (length + 1)) + 1, length).SequenceEqual(expected.AsSpan(y * length, length)), $"in place, row {y}");
            Assert.Equal(types[y % types.Length], raw[y * (length + 1)]);
        }
    }

    [Fact]
    public void An_undefined_type_stops_before_its_row()
    {
        byte* raw = stackalloc byte[64];
        byte* prior = stackalloc byte[8];
        new Span<byte>(raw, 64).Clear();
        new Span<byte>(prior, 8).Clear();
        raw[3 * 9] = 5;
        PngFilterKernels kernels = PngFilterKernels.Select(1);
        Assert.Equal(3, PngUnfilter.Rows(kernels, new PngRowSpan(raw, 9), prior, new PngRowSpan(raw + 1, 9), 8, 6, prior));
        Assert.Equal(0, PngUnfilter.Rows(kernels, new PngRowSpan(raw + 27, 9), prior, new PngRowSpan(raw + 28, 9), 8, 1, prior));
    }
}
