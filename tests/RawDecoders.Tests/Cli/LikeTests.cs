using System.Security.Cryptography;
using RawDecoders.Export;

namespace RawDecoders.Tests.Cli;

/// <summary><c>--like</c> on the commands that decode.</summary>
public sealed class LikeTests : IDisposable
{
    private static readonly byte[] OneBit = SampleFiles.Png(3, 2, 1, 0, [0b1010_0000, 0b0110_0000]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Checksum_prints_the_type_of_the_array()
    {
        string path = _folder.Write("a.png", OneBit);

        Assert.Equal(
            $"{Convert.ToHexStringLower(SHA256.HashData([255, 0, 255, 0, 255, 255]))}  2x3:bool  gray8  {path}\n",
            CliRun.Of("checksum", "--like", "pillow", path).Out);
        Assert.Contains("  2x3x3:uint8  bgr24  ", CliRun.Of("checksum", "--like", "opencv", path).Out);
        Assert.Contains("  2x3:uint8  gray8  ", CliRun.Of("checksum", "--like", "opencv-unchanged", path).Out);
        Assert.Contains("  2x3x4:uint8  rgba32  ", CliRun.Of("checksum", "--like", "imagesharp", path).Out);
        Assert.Contains("  2x3x3:uint8  rgb24  ", CliRun.Of("checksum", "--like", "imagesharp", "--format", "rgb24", path).Out);
    }

    [Fact]
    public void A_npy_of_truths_is_one_wherever_it_is_written()
    {
        byte[] expected = [.. NpyWriter.CreateHeader(NpyType.B1, 2, 3), 1, 0, 1, 0, 1, 1];
        string path = _folder.Write("a.png", OneBit), single = _folder.PathOf("a.npy"), folder = _folder.PathOf("out");

        Assert.Equal(0, CliRun.Of("decode", "--like", "pillow", path, "-o", single).Code);
        Assert.Equal(expected, File.ReadAllBytes(single));
        Assert.Equal(0, CliRun.Of("decode", "--like", "pillow", path, "-o", folder + "/").Code);
        Assert.Equal(expected, File.ReadAllBytes(Path.Join(folder, "a.npy")));
    }

    [Theory]
    [InlineData("--like", "pillow", "--format", "rgb24")]
    [InlineData("--like", "imagesharp", "--format", "gray8")]
    [InlineData("--like", "opencv", "--reconstruction", "turbo")]
    [InlineData("--like", "matlab", "--format", "rgb24")]
    public void What_contradicts_it_is_wrong_usage(params string[] options)
        => Assert.Equal(2, CliRun.Of(["checksum", .. options, _folder.Write("a.png", OneBit)]).Code);

    [Fact]
    public void It_is_not_for_files_that_are_no_arrays()
    {
        CliRun run = CliRun.Of("decode", "--like", "pillow", _folder.Write("a.png", OneBit), "-o", _folder.PathOf("a.pgm"));

        Assert.Equal(1, run.Code);
        Assert.Contains(".npy", run.Error);
        Assert.False(File.Exists(_folder.PathOf("a.pgm")));
    }
}
