using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

public sealed class ScaleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_decoded_smaller()
    {
        string png = _folder.Write("a.png", SampleFiles.Png(4, 2, 8, 0, [10, 20, 1, 1, 30, 41, 1, 3])), jpeg = Repository.PathOf("corpus", "jpeg", "sampling", "420-sof0.jpg");
        Assert.Equal([25, 2], CliRun.Of("decode", "--scale", "1/2", png, "-o", "-").Bytes);
        Assert.Equal([2], CliRun.Of("decode", "--scale", "1/2", "--crop", "1,0,1,1", png, "-o", "-").Bytes);
        Assert.Equal([25, 2], CliRun.Of("decode", "--target-size", "2,1", png, "-o", "-").Bytes);
        Assert.Contains("1x2:uint8", CliRun.Of("checksum", "--scale", "1/2", png).Out, StringComparison.Ordinal);

        ImageInfo info = ImageDecoder.Identify(jpeg);
        CliRun run = CliRun.Of("decode", "--scale", "3/8", jpeg);
        Assert.Equal(0, run.Code);
        Assert.Contains($"{(info.Width * 3 + 7) / 8} x {(info.Height * 3 + 7) / 8} pixels", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        string path = _folder.Write("a.png", SampleFiles.RgbPng(3, 2));
        foreach ((string[] arguments, int code, string error) in ((string[], int, string)[])[
            (["decode", "--scale", "1/3", path], 2, "3/8"),
            (["decode", "--target-size", "0,1", path], 2, "W,H"),
            (["decode", "--scale", "1/2", "--target-size", "1,1", path], 2, "--scale"),
            (["decode", "--scale", "1/2", "--like", "pillow", path], 2, "--like"),
            (["decode", "--scale", "1/2", "--reconstruction", "imagesharp", path], 2, "imagesharp"),
            (["decode", "--scale", "1/2", "--format", "indexed8", path], 2, "indexed8"),
            (["decode", "--scale", "3/8", path], 1, "1/2, 1/4 and 1/8")])
        {
            CliRun run = CliRun.Of(arguments);
            Assert.Equal(code, run.Code);
            Assert.Contains(error, run.Error, StringComparison.Ordinal);
        }
    }
}
