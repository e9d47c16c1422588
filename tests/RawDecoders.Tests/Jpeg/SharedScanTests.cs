using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Many threads find where ranges begin by starting in the middle of the bits: at true places, to the same pixels and the same words on what is wrong,
/// whether codes find step or never do.
/// </summary>
[Trait("Length", "Long")]
public unsafe class SharedScanTests
{
    private static IEnumerable<string> Corpus => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Threads, and how large the work of each is: 1 for as many segments and ranges as there can be, 0 for the usual.</summary>
    private static readonly (int Threads, int UnitBytes)[] Ways = [(3, 1), (16, 1), (5, 20_000), (16, 0)];

    [Fact]
    public void Corpus_files_are_the_same_on_many_threads()
    {
        foreach (string path in Corpus)
            AssertSame(File.ReadAllBytes(path), path);
    }

    [Fact]
    public void Suite_files_are_the_same_on_many_threads()
    {
        Suites.Require();
        foreach (string path in Suites.Files("jpeg", ".jpg").Concat(Suites.Files("photos", ".jpg")))
            AssertSame(Suites.Read(path), path);
    }

    private static void AssertSame(byte[] file, string name)
    {
        foreach (Strictness strictness in (Strictness[])[Strictness.Standard, Strictness.Lenient])
        {
            var one = new DecodeOptions { Strictness = strictness, Limits = new DecodeLimits { MaxPixels = 1 << 23 }, MaxDegreeOfParallelism = 1 };
            string expected = Describe(file, one);
            foreach ((int threads, int unitBytes) in Ways)
            {
                string found = Describe(file, one with { MaxDegreeOfParallelism = threads, ParallelFromPixels = 0, WorkUnitBytes = unitBytes });
                Assert.True(expected == found, $"{name}, {strictness}, {threads} threads, units of {unitBytes}: {found} instead of {expected}");
            }
        }
    }

    private static string Describe(byte[] file, DecodeOptions options)
    {
        if (!ImageDecoder.TryDecode(file, out PixelBuffer? image, out Issue? error, options))
            return error.ToString();
        DecodeResult result = image.Result!;
        return $"{image} {PixelHash.Sha256(image)} {string.Join(' ', result.Warnings)} {string.Join(' ', result.Damage)}";
    }

    /// <summary>Each start is a place that a pass from the beginning comes to, and none lies further before its range than there are MCUs between notes.</summary>
    [Fact]
    public void Starts_are_true()
    {
        int shared = 0;
        double met = 0, passed = 0;
        foreach (string path in Corpus.Concat(Suites.Available ? Suites.Files("photos", ".jpg").Select(f => Path.Combine(Suites.Root!, f)) : []))
        {
            foreach ((int threads, int unitBytes) in Ways)
            {
                if (Find(File.ReadAllBytes(path), threads, unitBytes) is not { } found)
                    continue;
                shared++;
                if (unitBytes == 0)
                    (met, passed) = (met + found.Met, passed + found.Passed);
            }
        }

        Assert.True(shared > 100, $"{shared} files");

        // Photographs find step within some MCUs.
        if (Suites.Available)
            Assert.True(passed < 0.05 * met, $"{passed} MCUs passed one by one, {met} not");
    }

    /// <summary>Null: the scan is not shared, or there is something wrong in it.</summary>
    private static (long Met, long Passed)? Find(byte[] file, int threads, int unitBytes)
    {
        var options = new DecodeOptions { MaxDegreeOfParallelism = threads, ParallelFromPixels = 0, WorkUnitBytes = unitBytes };
        fixed (byte* start = file)
        {
            var source = new ByteSource(start, file.Length);
            JpegPlan plan;
            try
            {
                var headers = JpegHeaders.Read(source, options, new DecodeIssues(ImageFormat.Jpeg, options.Strictness), new MemoryBudget(ImageFormat.Jpeg, options.Limits));
                plan = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options);
            }
            catch (ImageDecodeException)
            {
                return null;
            }

            if (plan.Ranges is not { Segments: > 0 } ranges)
                return null;
            using var arena = new NativeArena();
            var strip = new CoefficientStrip(plan.Geometry, plan.StripMcus, withSets: false, arena);
            var trial = new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict);
            var scan = new SharedScan(plan, source, strip, trial, arena);
            if (scan.Find() is not { } starts)
                return null;

            var truth = new ScanDecoder(plan.Scans[0], plan.Geometry, strip, source, plan.ChunkBytes, arena, trial, tellsPoints: true, onlyPasses: true);
            int unit = 0;
            for (long mcu = 0; unit < starts.Length; mcu++)
            {
                EntropyPoint point = truth.NextPoint() with { UntilRestart = long.MaxValue };
                for (; unit < starts.Length && starts[unit].Mcu == mcu; unit++)
                {
                    long first = (long)unit * ranges.RangeRows * plan.Geometry.McusAcross;
                    Assert.Equal(point, starts[unit] with { UntilRestart = long.MaxValue });
                    Assert.InRange(first - mcu, 0, 4 * ranges.Spacing);
                }

                Assert.False(unit < starts.Length && starts[unit].Mcu < mcu);
                if (unit < starts.Length)
                    truth.DecodeMcus(0, 1);
            }

            return scan.Account;
        }
    }

    /// <summary>All codes of all tables are the byte 0, so that an MCU is six zeros: whoever starts elsewhere than at a sixth never stands where one begins.</summary>
    [Fact]
    public void Data_that_never_finds_step_is_passed_over_one_by_one()
    {
        // 2500 MCUs in 40 segments, with EOI in the last one: some do begin at a sixth.
        byte[] file = SixZeros(400, 400, random: null);
        int[] begins = [.. Enumerable.Range(0, 41).Select(i => (15_000 + 2) * i / 40)];
        int never = Enumerable.Range(0, 40).Where(i => begins[i] % 6 != 0).Sum(i => (begins[i + 1] - begins[i]) / 6);
        (long met, long passed) = Find(file, 16, 1)!.Value;
        Assert.InRange(never, 1500, 2300);
        Assert.InRange(passed, never - 40, never + 40);
        Assert.InRange(met, 2500 - never - 40, 2500 - never + 40);
        AssertSame(file, "six zeros");
        for (int seed = 0; seed < 20; seed++)
            AssertSame(SixZeros(100 + 16 * seed, 100, new Random(seed)), $"bytes, {seed}");
    }

    /// <summary>A 4:4:4 picture of one table each for DC and AC with codes of 8 bits: 0 for no difference and the end of a block, 1 for a difference of 8 bits.</summary>
    private static byte[] SixZeros(int width, int height, Random? random)
    {
        var file = new List<byte> { 0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0 };
        file.AddRange(Enumerable.Repeat((byte)1, 64));
        file.AddRange([0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        file.AddRange([0xFF, 0xC4, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]);
        file.AddRange([0xFF, 0xC4, 0, 20, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.AddRange([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        for (int block = 0; block < (width + 7) / 8 * ((height + 7) / 8) * 3; block++)
        {
            if (random is null || random.Next(3) > 0)
                file.AddRange([0, 0]);
            else
                file.AddRange([1, (byte)(random.Next(2) * 128 + random.Next(127)), 0]);
        }

        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    /// <summary>Bits changed anywhere: what is said of it, and what is saved, is what one thread says and saves.</summary>
    [Theory]
    [InlineData("photos/landscape-420.jpg")]
    [InlineData("photos/landscape-444.jpg")]
    [InlineData("restart/65535-sof0-420.jpg")]
    [InlineData("restart/7-sof0-420.jpg")]
    [InlineData("sampling/311-sof0.jpg")]
    public void Damaged_files_are_the_same_on_many_threads(string name)
    {
        string path = Repository.PathOf(["corpus", "jpeg", .. name.Split('/')]);
        byte[] file = File.ReadAllBytes(path);
        var random = new Random(name.Length);
        for (int i = 0; i < 25; i++)
        {
            byte[] damaged = [.. file];
            for (int n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(file.Length / 4, file.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 5 == 0)
                damaged = damaged[..random.Next(file.Length / 2, file.Length)];
            AssertSame(damaged, $"{name}, {i}");
        }
    }

    [Theory]
    [InlineData("restart/1-sof0.jpg", true, 0)]
    [InlineData("restart/65535-sof0-420.jpg", false, 0)]
    [InlineData("photos/landscape-420.jpg", false, 1)]
    public void Scans_with_restarts_are_not_shared(string name, bool hasMarkers, int leastSegments)
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf(["corpus", "jpeg", .. name.Split('/')]));
        foreach (int threads in (int[])[2, 8])
        {
            var options = new DecodeOptions { MaxDegreeOfParallelism = threads, ParallelFromPixels = 0, WorkUnitBytes = 1 };
            fixed (byte* start = file)
            {
                var headers = JpegHeaders.Read(
                    new ByteSource(start, file.Length), options, new DecodeIssues(ImageFormat.Jpeg, options.Strictness), new MemoryBudget(ImageFormat.Jpeg, options.Limits));
                RangePlan ranges = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options).Ranges!;
                Assert.Equal((hasMarkers, threads > 2 && leastSegments > 0), (ranges.HasMarkers, ranges.Segments >= 2));
            }
        }
    }
}
