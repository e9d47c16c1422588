using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>What a scale leaves undone, and what it does not: scans, coefficients, damage, threads.</summary>
public class ScaledDecodeTests
{
    private static byte[] Corpus(string name) => File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", name));

    private static DecodeOptions At(int eighths) => new() { Scale = new ImageScale(eighths, 8) };

    private static unsafe JpegPlan Plan(byte[] file, ImageScale scale)
    {
        fixed (byte* start = file)
        {
            var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
            JpegHeaders headers = JpegHeaders.Read(new ByteSource(start, file.Length), DecodeOptions.Default, issues, new MemoryBudget(ImageFormat.Jpeg, DecodeLimits.Default));
            return JpegPlan.Choose(headers, headers.Colour.NaturalFormat, DecodeOptions.Default, scale);
        }
    }

    [Theory]
    [InlineData("sampling/444-sof0.jpg", 3, new[] { 3, 3, 3 })]
    [InlineData("sampling/420-sof0.jpg", 1, new[] { 1, 2, 2 })]
    [InlineData("sampling/420-sof0.jpg", 3, new[] { 3, 6, 6 })]
    [InlineData("sampling/420-sof0.jpg", 4, new[] { 4, 8, 8 })]
    [InlineData("sampling/420-sof0.jpg", 7, new[] { 7, 14, 14 })]
    [InlineData("sampling/420-sof0.jpg", 8, new[] { 8, 8, 8 })]
    [InlineData("sampling/422-sof0.jpg", 4, new[] { 4, 4, 4 })]
    [InlineData("sampling/410-sof0.jpg", 2, new[] { 2, 4, 4 })]
    [InlineData("sampling/410-sof0.jpg", 5, new[] { 5, 10, 10 })]
    public void Components_that_are_smaller_are_made_larger_by_their_transform(string name, int eighths, int[] sizes)
    {
        JpegPlan plan = Plan(Corpus(name), new ImageScale(eighths, 8));
        Assert.Equal(sizes, plan.Reconstruction.Strips.Select(s => s.Geometry.BlockSize));
        Assert.Equal(8, plan.Geometry.BlockSize);
    }

    [Theory]
    [InlineData("progressive/default.jpg", 0)]
    [InlineData("progressive/grey-default.jpg", 0)]
    [InlineData("progressive/default-420.jpg", 2)]
    public void An_eighth_of_a_progressive_picture_reads_no_AC_scans_of_components_with_a_sample_a_block(string name, int componentsWithAc)
    {
        byte[] file = Corpus(name);
        JpegPlan plan = Plan(file, ImageScale.Eighth);
        Assert.Contains(plan.Scans, s => s.Header.SpectralStart == 0);
        Assert.Equal(componentsWithAc, plan.Scans.Where(s => s.Header.SpectralStart > 0).Select(s => s.Header.Components[0].Component).Distinct().Count());
        Assert.True(plan.Scans.Count < Plan(file, ImageScale.Quarter).Scans.Count);
    }

    /// <summary>Damage in what is passed over is not looked at, as the option's documentation says; at 1/4 the same file is refused.</summary>
    [Fact]
    public void Damage_in_scans_that_are_not_read_does_not_show()
    {
        byte[] file = Corpus("progressive/default.jpg");
        PixelBuffer whole = ImageDecoder.Decode(file, At(1));
        ScanRecord scan = Plan(file, ImageScale.Full).Scans.First(s => s.Header.SpectralStart > 0);
        byte[] broken = [.. file];
        broken.AsSpan((int)scan.DataOffset, 12).Fill(0xFE);
        Assert.True(ImageDecoder.Decode(broken, At(1)).Span.SequenceEqual(whole.Span));
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(broken, At(2)));
    }

    /// <summary>Passing over coefficients finds what decoding them finds: sequential data, changed at random.</summary>
    [Theory]
    [InlineData("sampling/444-sof0.jpg")]
    [InlineData("sampling/420-sof0.jpg")]
    [InlineData("restart/3-sof0-420.jpg")]
    [InlineData("scans/three-420-sof0.jpg")]
    [InlineData("quality/noise-100.jpg")]
    [InlineData("tables/optimised.jpg")]
    public void An_eighth_finds_the_damage_that_the_whole_finds(string name)
    {
        byte[] file = Corpus(name);
        int data = (int)Plan(file, ImageScale.Full).Scans[0].DataOffset;
        var random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. file];
            for (int n = random.Next(1, 4); n > 0; n--)
                changed[random.Next(data, changed.Length)] = (byte)random.Next(255);
            foreach (Strictness strictness in (Strictness[])[Strictness.Standard, Strictness.Lenient])
            {
                string whole = Verdict(changed, new DecodeOptions { Strictness = strictness });
                Assert.Equal(whole, Verdict(changed, new DecodeOptions { Strictness = strictness, Scale = ImageScale.Eighth }));
                refused += whole.Length > 0 ? 1 : 0;
            }
        }

        Assert.True(refused > 100, $"only {refused} of the changes were found");
    }

    /// <summary>What was refused or reported, without the damaged rows, which are other ones at a scale.</summary>
    private static string Verdict(byte[] file, DecodeOptions options)
    {
        try
        {
            DecodeResult result = ImageDecoder.Decode(file, options).Result!;
            return string.Join("; ", result.Warnings.Concat(result.Damage.Take(1).Select(d => d.Reason)));
        }
        catch (ImageDecodeException error)
        {
            return error.Message;
        }
    }

    /// <summary>Rows that damage has reached are told in rows of the picture as it comes out, and no other row differs.</summary>
    [Theory]
    [InlineData("sampling/420-sof0.jpg")]
    [InlineData("sampling/440-sof0.jpg")]
    [InlineData("sampling/444-sof0.jpg")]
    public void Damaged_rows_are_those_of_the_small_picture(string name)
    {
        byte[] file = Corpus(name);
        byte[] cut = file[..(file.Length * 2 / 3)];
        for (int eighths = 1; eighths <= 8; eighths++)
        {
            PixelBuffer whole = ImageDecoder.Decode(file, At(eighths));
            PixelBuffer damaged = ImageDecoder.Decode(cut, At(eighths) with { Strictness = Strictness.Lenient });
            DamagedRows run = Assert.Single(damaged.Result!.Damage);
            Assert.InRange(run.FirstRow, 1, damaged.Height - 1);
            Assert.Equal(damaged.Height, run.FirstRow + run.RowCount);
            for (int y = 0; y < run.FirstRow; y++)
                Assert.True(whole.GetRow(y).SequenceEqual(damaged.GetRow(y)), $"{eighths}/8, row {y}");
        }
    }

    [Theory]
    [InlineData("photos/landscape-420.jpg")]
    [InlineData("photos/landscape-progressive.jpg")]
    [InlineData("photos/balls-422-restart.jpg")]
    [InlineData("sampling/440-sof0.jpg")]
    public void Threads_change_nothing(string name)
    {
        byte[] file = Corpus(name);
        for (int eighths = 1; eighths <= 8; eighths++)
        {
            var threaded = At(eighths) with { MaxDegreeOfParallelism = 3, ParallelFromPixels = 0, WorkUnitBytes = 1 };
            Assert.True(ImageDecoder.Decode(file, At(eighths)).Span.SequenceEqual(ImageDecoder.Decode(file, threaded).Span), $"{eighths}/8");
        }
    }
}
