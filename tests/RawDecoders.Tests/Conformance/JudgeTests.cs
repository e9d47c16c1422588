using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Tests.Conformance;

/// <summary>The verdicts of the scoreboard.</summary>
public class JudgeTests
{
    private const string Rgb = "png/matrix/rgb8-none.png", Rgba = "png/matrix/rgba8-none.png", Wide = "png/matrix/rgb16-none.png", Jpeg = "jpeg/sampling/420-sof0.jpg";

    [Theory]
    [InlineData(Rgb)]
    [InlineData(Rgba)]
    [InlineData(Wide)]
    public void The_file_s_own_picture_is_equal(string name) => Assert.Equal(Outcome.Equal, ScoreboardParts.Shown(name, ScoreboardParts.Right(name)).Outcome);

    [Fact]
    public void Blue_first_and_an_opaque_alpha_are_equal()
    {
        Picture rgb = ScoreboardParts.Right(Rgb);
        Assert.Equal(Outcome.Equal, ScoreboardParts.Shown(Rgb, rgb.SwapRedAndBlue()).Outcome);
        Assert.Equal(Outcome.Equal, ScoreboardParts.Shown(Rgb, rgb.ToDisplay()).Outcome);
    }

    [Fact]
    public void One_other_sample_of_a_PNG_is_wrong()
    {
        Judgement judgement = ScoreboardParts.Shown(Rgb, ScoreboardParts.Right(Rgb).Changed(every: 1_000_000, by: 1));
        Assert.Equal(Outcome.Wrong, judgement.Outcome);
        Assert.Contains("largest difference 1", judgement.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_size_is_wrong()
        => Assert.Equal(Outcome.Wrong, ScoreboardParts.Shown(Rgb, ScoreboardParts.Right(Rgb).Crop(0, 0, 31, 32)).Outcome);

    [Fact]
    public void Colours_without_the_file_s_alpha_are_told_apart()
    {
        Picture rgba = ScoreboardParts.Right(Rgba);
        Picture rgb = rgba.Map(PictureChannels.Rgb, PictureSample.UInt8, (from, to) => from[..3].CopyTo(to));
        Assert.Equal(Outcome.WithoutAlpha, ScoreboardParts.Shown(Rgba, rgb).Outcome);
    }

    [Fact]
    public void Sixteen_bits_may_be_cut_to_eight_or_rounded()
    {
        Picture wide = ScoreboardParts.Right(Wide);
        Picture cut = wide.Map(PictureChannels.Rgb, PictureSample.UInt8, (from, to) => (to[0], to[1], to[2]) = (from[0] >> 8, from[1] >> 8, from[2] >> 8));
        Assert.Equal(Outcome.Rounding, ScoreboardParts.Shown(Wide, cut).Outcome);
        Assert.Equal(Outcome.Wrong, ScoreboardParts.Shown(Wide, cut.Changed(every: 7, by: 2)).Outcome);
    }

    [Theory]
    [InlineData(3, 1, Outcome.Rounding)]
    [InlineData(1, 2, Outcome.Wrong)]
    [InlineData(40, 9, Outcome.Wrong)]
    internal void A_JPEG_may_differ_by_what_conforming_transforms_differ(int every, int by, Outcome outcome)
        => Assert.Equal(outcome, ScoreboardParts.Shown(Jpeg, ScoreboardParts.Right(Jpeg).Changed(every, by)).Outcome);

    [Fact]
    public void Replicated_chroma_is_as_right_as_interpolated()
    {
        (string name, Picture replicated) = ScoreboardParts.Case(Jpeg).Right[1];
        Assert.Contains("replicated", name, StringComparison.Ordinal);
        Assert.NotEqual(ScoreboardParts.Right(Jpeg).Sha256, replicated.Sha256);
        Assert.Equal(Outcome.Equal, ScoreboardParts.Shown(Jpeg, replicated).Outcome);
    }

    [Fact]
    public void Chroma_by_another_filter_is_rounding_and_shifted_chroma_is_wrong()
    {
        Picture replicated = ScoreboardParts.Case(Jpeg).Right[1].Picture, interpolated = ScoreboardParts.Right(Jpeg);
        // A mean of both is a filter that neither is; grey has lost the chroma.
        int[] other = [.. Enumerable.Range(0, interpolated.Data.Length).Select(i => (replicated.Data[i] + (3 * interpolated.Data[i])) / 4)];
        Assert.Equal(Outcome.Rounding, ScoreboardParts.Shown(Jpeg, replicated with { Data = [.. other.Select(v => (byte)v)] }).Outcome);
        Picture grey = interpolated.Map(PictureChannels.Rgb, PictureSample.UInt8, (from, to) => to.Fill(((299 * from[0]) + (587 * from[1]) + (114 * from[2])) / 1000));
        Assert.Equal(Outcome.Wrong, ScoreboardParts.Shown(Jpeg, grey).Outcome);
    }

    [Fact]
    public void Refusals_are_judged_by_what_the_file_demands()
    {
        string harmless = ScoreboardParts.Below("png").First(c => c.Demand == Demand.Harmless).File.Name, broken = ScoreboardParts.Below("png").First(c => c.Demand == Demand.Broken).File.Name;
        Assert.Equal(Outcome.RefusesValid, ScoreboardParts.Refused(Rgb, "bad zlib header").Outcome);
        Assert.Equal(Outcome.NotRead, ScoreboardParts.Refused(Rgb, "this colour type is not supported").Outcome);
        Assert.Equal(Outcome.NotRead, ScoreboardParts.Refused(Rgb, "bad zlib header", claimed: false).Outcome);
        Assert.Equal(Outcome.Stricter, ScoreboardParts.Refused(harmless, "bad").Outcome);
        Assert.Equal(Outcome.Refused, ScoreboardParts.Refused(broken, "bad").Outcome);
        Assert.Equal(Outcome.NotRead, Judge.Of(ScoreboardParts.Case(Rgb), claimed: false, null).Outcome);
    }

    [Fact]
    public void A_broken_file_that_is_shown_says_how_much_is_right_and_whether_it_was_told()
    {
        ScoreboardCase broken = ScoreboardParts.Below("png/broken").First(c => c.Demand == Demand.Broken && c.Right.Count > 0 && c.Right[0].Picture.Height > 4);
        Picture whole = broken.Right[0].Picture;
        byte[] data = [.. whole.Data];
        for (int i = data.Length / 2; i < data.Length; i++)
            data[i] ^= 0x80;
        Judgement silent = ScoreboardParts.Shown(broken.File.Name, whole with { Data = data });
        Assert.Equal(Outcome.ShownSilently, silent.Outcome);
        Assert.Contains($"the first {whole.Height / 2} of {whole.Height} rows", silent.Text, StringComparison.Ordinal);
        Judgement told = ScoreboardParts.Shown(broken.File.Name, whole, "premature end");
        Assert.Equal(Outcome.ShownWithWarning, told.Outcome);
        Assert.Contains("the picture as before the damage; it says: premature end", told.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerKind.Crash, Outcome.Crash)]
    [InlineData(AnswerKind.Hang, Outcome.Hang)]
    [InlineData(AnswerKind.OverMemory, Outcome.OverMemory)]
    internal void Failures_are_themselves_whatever_the_file_demands(AnswerKind kind, Outcome outcome)
        => Assert.All((string[])[Rgb, "png/broken/ihdr-private.png"], name => Assert.Equal(outcome, Judge.Of(ScoreboardParts.Case(name), true, DecoderAnswer.Failed(kind, "")).Outcome));

    [Theory]
    [InlineData("", "png/matrix/a.png", true)]
    [InlineData("png,bmp", "png/matrix/a.png", true)]
    [InlineData("png,bmp", "jpeg/sizes/a.jpg", false)]
    [InlineData("png,-png/animation", "png/animation/a.png", false)]
    [InlineData("png,-png/animation", "png/matrix/a.png", true)]
    [InlineData("-jpeg/lossless", "jpeg/lossless/a.jpg", false)]
    [InlineData("-jpeg/lossless", "png/matrix/a.png", true)]
    [InlineData("png,-*adam7*", "png/matrix/grey1-adam7.png", false)]
    [InlineData("jpeg,-jpeg/restart,jpeg/restart/r8*", "jpeg/restart/r8.jpg", true)]
    [InlineData("png", "png-other/a.png", false)]
    public void Claims_cover_folders_and_globs_and_the_last_one_decides(string claims, string path, bool covered)
        => Assert.Equal(covered, Claims.Parse(claims).Cover(path));
}
