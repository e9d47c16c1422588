using System.Runtime.Intrinsics.X86;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Which stages are chosen for a picture.</summary>
public sealed unsafe class JpegPlanTests
{
    [Fact]
    public void One_scan_of_420_goes_through_a_strip_in_the_cache()
    {
        JpegPlan plan = Choose(Corpus("sampling/420-sof0.jpg"), new DecodeOptions { MaxDegreeOfParallelism = 1 });
        Assert.True(plan.IsInOneScan);
        Assert.Single(plan.Scans);
        Assert.Equal(0, plan.CoefficientBytes);
        Assert.InRange(CoefficientStrip.BytesNeeded(plan.Geometry, plan.StripMcus, withSets: false), 1, 12 << 10);
        Assert.Null(plan.Overlap);
        Assert.False(plan.IsSmoothed);

        // Chroma between two iMCU rows, filtered and converted in one step where there is a kernel.
        Assert.Equal([Upsampling.None, Upsampling.TriangleH2V2, Upsampling.TriangleH2V2], plan.Reconstruction.Strips.Select(s => s.Upsampling));
        Assert.True(plan.Reconstruction.HasContext);
        Assert.Equal(Avx2.IsSupported, plan.Reconstruction.Fused is not null);
        Assert.False(plan.Reconstruction.IsConverted);
        Assert.Equal(1, plan.DamageSpread);
    }

    [Theory]
    [InlineData("progressive/default-420.jpg", true)]
    [InlineData("restart/apart.jpg", false)]
    public void Several_scans_meet_in_a_strip_as_wide_as_the_picture(string name, bool isProgressive)
    {
        JpegPlan plan = Choose(Corpus(name), new DecodeOptions { MaxDegreeOfParallelism = 1 });
        Assert.Equal((false, isProgressive, false), (plan.IsInOneScan, plan.IsProgressive, plan.IsSmoothed));
        Assert.True(plan.Scans.Count > 1);
        Assert.Equal(plan.Geometry.McusAcross, plan.StripMcus);
        Assert.InRange(plan.CoefficientBytes, CoefficientStrip.BytesNeeded(plan.Geometry, plan.StripMcus, isProgressive), long.MaxValue);
    }

    /// <summary>Grey of YCbCr is the luma, of which nothing waits; ImageSharp makes it of RGB.</summary>
    [Fact]
    public void Chroma_is_left_out_where_nothing_depends_on_it()
    {
        byte[] file = Corpus("sampling/420-sof0.jpg");
        ReconstructionPlan plan = Choose(file, new DecodeOptions { PixelFormat = PixelFormat.Gray8 }).Reconstruction;
        Assert.Equal([true, false, false], plan.Strips.Select(s => s.IsNeeded));
        Assert.False(plan.HasContext);
        ReconstructionPlan other = Choose(
            file, new DecodeOptions { PixelFormat = PixelFormat.Gray8, JpegReconstruction = JpegReconstruction.ImageSharp }).Reconstruction;
        Assert.Equal([true, true, true], other.Strips.Select(s => s.IsNeeded));
        Assert.True(other.IsImageSharpGrey && other.IsConverted && !other.HasContext);
        Assert.Equal([Upsampling.None, Upsampling.Replicate, Upsampling.Replicate], other.Strips.Select(s => s.Upsampling));
    }

    /// <summary>A progressive file that stops after its DC scan is smoothed, by one thread; not by ImageSharp, whose pixels have no smoothing.</summary>
    [Fact]
    public void A_file_of_DC_alone_is_smoothed()
    {
        byte[] file = FirstScanOf(Corpus("progressive/default-420.jpg"));
        var options = new DecodeOptions { MaxDegreeOfParallelism = 2, ParallelFromPixels = 0 };
        JpegPlan plan = Choose(file, options);
        Assert.True(plan.IsSmoothed);
        Assert.Null(plan.Overlap);
        Assert.Equal(1 + 2 * plan.Geometry.McuHeight, plan.DamageSpread);
        JpegPlan other = Choose(file, options with { JpegReconstruction = JpegReconstruction.ImageSharp });
        Assert.False(other.IsSmoothed);
        Assert.NotNull(other.Overlap);
        Assert.Equal(plan.CoefficientBytes - BlockSmoother.BytesNeeded(plan.Geometry), other.CoefficientBytes);
    }

    /// <summary>Two threads: one sequential scan is divided into ranges of rows, by markers where every row begins with one; other scans are shared out.</summary>
    [Theory]
    [InlineData("restart/1-sof0.jpg", true)]
    [InlineData("restart/7-sof0-420.jpg", false)]
    [InlineData("restart/65535-sof0-420.jpg", false)]
    public void Threads_take_ranges_of_one_scan(string name, bool hasMarkers)
    {
        JpegPlan plan = Choose(Corpus(name), new DecodeOptions { MaxDegreeOfParallelism = 2, ParallelFromPixels = 0, WorkUnitBytes = 1 });
        Assert.Null(plan.Overlap);
        RangePlan ranges = Assert.IsType<RangePlan>(plan.Ranges);
        Assert.Equal(hasMarkers, ranges.HasMarkers);
        Assert.InRange(plan.Geometry.McusDown, (ranges.Ranges - 1) * ranges.RangeRows + 1, ranges.Ranges * ranges.RangeRows);
    }

    [Theory]
    [InlineData("progressive/default-420.jpg", 2)]
    [InlineData("arithmetic/420-sof9.jpg", 1)]
    public void Threads_share_out_scans(string name, int stages)
    {
        JpegPlan plan = Choose(Corpus(name), new DecodeOptions { MaxDegreeOfParallelism = 2, ParallelFromPixels = 0, WorkUnitBytes = 1 });
        Assert.Null(plan.Ranges);
        OverlapPlan overlap = Assert.IsType<OverlapPlan>(plan.Overlap);
        Assert.Equal((2, stages), (overlap.Threads, overlap.DecodingStages));
        Assert.InRange(plan.Geometry.McusDown, (overlap.Units - 1) * overlap.UnitRows + 1, overlap.Units * overlap.UnitRows);
    }

    private static byte[] Corpus(string name) => File.ReadAllBytes(Repository.PathOf(["corpus", "jpeg", .. name.Split('/')]));

    private static JpegPlan Choose(byte[] file, DecodeOptions options)
    {
        fixed (byte* start = file)
        {
            JpegHeaders headers = Read(new ByteSource(start, file.Length), options);
            return JpegPlan.Choose(headers, options.PixelFormat ?? headers.Colour.NaturalFormat, options);
        }
    }

    private static byte[] FirstScanOf(byte[] file)
    {
        fixed (byte* start = file)
        {
            var structure = new JpegStructure(new ByteSource(start, file.Length), new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict), DecodeLimits.Default);
            structure.Position = structure.ReadToScan()!.DataOffset;
            structure.SkipEntropyData();
            return [.. file[..(int)structure.Position], 0xFF, 0xD9];
        }
    }

    private static JpegHeaders Read(ByteSource source, DecodeOptions options)
        => JpegHeaders.Read(source, options, new DecodeIssues(ImageFormat.Jpeg, options.Strictness), new MemoryBudget(ImageFormat.Jpeg, options.Limits));
}
