using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Passing over MCUs comes to the same bits and predictions as decoding them, after every one; and decoding can be sent there.</summary>
public unsafe class PassingKernelTests
{
    [Fact]
    public void Corpus_files_are_passed_as_they_are_decoded()
    {
        int files = Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories)
            .Sum(path => AssertPasses(File.ReadAllBytes(path), path, 1));
        Assert.True(files > 200, $"{files} files");
    }

    [Fact]
    public void Photographs_are_passed_as_they_are_decoded()
    {
        Suites.Require();
        int files = Suites.Files("photos", ".jpg").Concat(Suites.Files("jpeg", ".jpg")).Sum(path => AssertPasses(Suites.Read(path), path, 7));
        Assert.True(files > 10, $"{files} files");
    }

    /// <summary>1 if the file is of one sequential scan; 0 if it is not, or is refused.</summary>
    private static int AssertPasses(byte[] file, string name, int step)
    {
        var options = new DecodeOptions { Limits = new DecodeLimits { MaxPixels = 1 << 23 } };
        fixed (byte* start = file)
        {
            var source = new ByteSource(start, file.Length);
            if (Plan(source, options) is not { } plan || !RangePlan.IsDivisible(plan.Scans[0]))
                return 0;
            using var arena = new NativeArena();
            var strip = new CoefficientStrip(plan.Geometry, plan.StripMcus, withSets: false, arena);
            ScanDecoder[] scans = [.. new[] { false, true, false }.Select(passes => new ScanDecoder(
                plan.Scans[0], plan.Geometry, strip, source, plan.ChunkBytes, arena, new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict),
                tellsPoints: true, onlyPasses: passes))];
            long count = (long)plan.Geometry.McusAcross * plan.Geometry.McusDown;
            for (long mcu = 0; mcu < count; mcu += step)
            {
                int mcus = (int)Math.Min(step, count - mcu);
                string? error = Advance(scans[0], mcus, out EntropyPoint point), other = Advance(scans[1], mcus, out EntropyPoint passed);
                // Where it is the decode on one thread will tell.
                Assert.True(error is null == other is null, $"{name}, MCU {mcu}: {error} and {other}");
                if (error is not null)
                    return 1;
                Assert.True(point == passed, $"{name}, MCU {mcu}: {point} and {passed}");
                if (mcu % 11 != 0 || mcu + mcus >= count)
                    continue;
                scans[2].GoTo(passed);
                Assert.True(scans[2].NextPoint() == point, $"{name}, MCU {mcu}: another place than it was sent to");
            }

            return 1;
        }
    }

    private static JpegPlan? Plan(ByteSource source, DecodeOptions options)
    {
        try
        {
            var headers = JpegHeaders.Read(source, options, new DecodeIssues(ImageFormat.Jpeg, options.Strictness), new MemoryBudget(ImageFormat.Jpeg, options.Limits));
            return JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options);
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }

    private static string? Advance(ScanDecoder scan, int mcus, out EntropyPoint point)
    {
        point = default;
        try
        {
            for (int i = 0; i < mcus; i++)
                scan.DecodeMcus(0, 1);
            point = scan.NextPoint();
            return null;
        }
        catch (ImageDecodeException error)
        {
            return error.Message;
        }
    }
}
