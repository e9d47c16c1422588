using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// The fast entropy decoder against what the encoder wrote, and both against the bit-by-bit oracle, on random streams of
/// all kinds.
/// </summary>
[Trait("Category", "Kernels")]
public class EntropyDecodingTests
{
    internal static readonly (int H, int V)[][] Samplings =
    [
        [(1, 1)], [(2, 2)], [(1, 1), (1, 1), (1, 1)], [(2, 1), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)],
        [(4, 1), (1, 1), (1, 1)], [(1, 4), (1, 2), (1, 1)], [(2, 2), (2, 1), (1, 2)], [(2, 1), (1, 1), (1, 1), (2, 1)],
        [(1, 1), (1, 1), (1, 1), (1, 1)], [(1, 1), (2, 2), (1, 1)],
    ];

    [Fact]
    public void Sequential_scans_agree_with_encoder_and_oracle()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            (int H, int V)[] sampling = Samplings[random.Next(Samplings.Length)];
            var file = new JpegTestFile(random.Next(1, 90), random.Next(1, 60), sampling, progressive: false);
            TestScan[] script = random.Next(3) switch
            {
                0 => [.. Enumerable.Range(0, sampling.Length).Select(c => new TestScan([c]))],
                1 when sampling.Length >= 3 => [new TestScan([1]), new TestScan([0, 2]), .. sampling.Length == 4 ? new TestScan[] { new([3]) } : []],
                _ => [new TestScan([.. Enumerable.Range(0, sampling.Length)])],
            };
            bool together = script.Length == 1;
            (int ac, int dc) = Magnitudes(random);
            file.Fill(random, ac, dc, random.NextDouble(), together, together);
            Check(file, script, random, seed);
        }
    }

    [Fact]
    public void Progressive_scans_agree_with_encoder_and_oracle()
    {
        for (int seed = 1000; seed < LongRun.Times(1080, 1300); seed++)
        {
            var random = new Random(seed);
            (int H, int V)[] sampling = Samplings[random.Next(Samplings.Length)];
            var file = new JpegTestFile(random.Next(1, 90), random.Next(1, 60), sampling, progressive: true);
            bool together = random.Next(2) == 0;
            (int ac, int dc) = Magnitudes(random);
            file.Fill(random, ac, dc, random.NextDouble() * random.NextDouble(), together && sampling.Length > 1, paddingAc: false);
            Check(file, Script(random, sampling.Length, together), random, seed);
        }
    }

    [Fact]
    [Trait("Length", "Long")]
    public void An_end_of_band_run_may_cover_more_than_32767_blocks()
    {
        // 1456 x 1464 pixels are 182 x 183 = 33306 blocks; only the last has AC coefficients.
        var random = new Random(7);
        var file = new JpegTestFile(1456, 1464, [(1, 1)], progressive: true);
        file.Blocks[0][182, 181][5] = 9;
        file.Blocks[0][0, 1][0] = -3;
        Check(file, [new TestScan([0], 0, 0), new TestScan([0], 1, 63, 0, 1), new TestScan([0], 1, 63, 1, 0)], random, 7);
    }

    private static (int Ac, int Dc) Magnitudes(Random random) => random.Next(4) switch
    {
        0 => (32767, 16383),
        1 => (3, 100),
        2 => (1, 1),
        _ => (1023, 1024),
    };

    /// <summary>A legal script down to the last bit of every coefficient.</summary>
    private static TestScan[] Script(Random random, int components, bool dcTogether)
    {
        var scans = new List<TestScan>();
        int[] all = [.. Enumerable.Range(0, components)];
        int[][] groups = dcTogether ? [all] : [.. all.Select(c => new[] { c })];
        foreach (int[] group in groups)
        {
            int al = random.Next(4);
            scans.Add(new TestScan(group, 0, 0, 0, al));
            for (; al > 0; al--)
                scans.Add(new TestScan(group, 0, 0, al, al - 1));
        }

        foreach (int c in all)
        {
            int split = random.Next(1, 64);
            (int, int)[] bands = split == 63 || random.Next(3) == 0 ? [(1, 63)] : [(1, split), (split + 1, 63)];
            foreach ((int ss, int se) in bands)
            {
                int al = random.Next(5);
                scans.Add(new TestScan([c], ss, se, 0, al));
                for (; al > 0; al--)
                    scans.Add(new TestScan([c], ss, se, al, al - 1));
            }
        }

        return [.. scans];
    }

    private static void Check(JpegTestFile file, TestScan[] script, Random random, int seed)
    {
        int fill = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        file.Begin(fill);
        foreach (TestScan scan in script)
            file.WriteScan(scan, random.Next(3) switch { 0 => random.Next(1, 9), 1 => random.Next(1, 200), _ => 0 }, random.Next(14), fill);
        file.End();

        short[][,][] slow = new JpegTestFile(file.Width, file.Height, file.Sampling, file.Progressive).Blocks;
        foreach (WrittenScan scan in file.Scans)
            JpegEntropyOracle.Decode(file, scan, slow);
        AssertEqual(file.Blocks, slow, $"seed {seed}: the oracle");
        AssertEqual(file.Blocks, CapturingReconstructor.Decode(file, file.Bytes), $"seed {seed}: the decoder");
    }

    private static void AssertEqual(short[][,][] expected, short[][,][] actual, string who)
    {
        for (int c = 0; c < expected.Length; c++)
        {
            for (int y = 0; y < expected[c].GetLength(0); y++)
            {
                for (int x = 0; x < expected[c].GetLength(1); x++)
                {
                    if (!expected[c][y, x].AsSpan().SequenceEqual(actual[c][y, x]))
                    {
                        Assert.Fail($"{who}: component {c}, block {x}, {y}: {string.Join(' ', actual[c][y, x])} instead of {string.Join(' ', expected[c][y, x])}");
                    }
                }
            }
        }
    }
}
