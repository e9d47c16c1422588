using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

public sealed class IndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_index_is_written_and_used()
    {
        string path = _folder.Write("a.png", SampleFiles.Png(3, 2, 8, 0, SampleFiles.Ramp(6))), named = _folder.PathOf("b.rdx");

        CliRun run = CliRun.Of("index", path);
        Assert.Equal(0, run.Code);
        Assert.Contains("a.png.rdx", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("index", path, "-o", named, "--max-index", "1").Code);
        Assert.Equal(File.ReadAllBytes(path + ".rdx"), File.ReadAllBytes(named));
        Assert.Equal([4, 5], CliRun.Of("decode", "--crop", "1,1,2,1", "--index", named, path, "-o", "-").Bytes);
        Assert.Contains("2x1:uint8", CliRun.Of("decode", "--crop", "1,0,1,2", path, "--index", named).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jpeg_has_one_too()
    {
        string path = Repository.PathOf("corpus", "jpeg", "photos", "landscape-420.jpg"), index = _folder.PathOf("a.rdx");

        CliRun run = CliRun.Of("index", path, "-o", index);
        Assert.Equal(0, run.Code);
        Assert.Contains("one in 16 rows", run.Out, StringComparison.Ordinal);
        byte[] part = CliRun.Of("decode", "--crop", "37,50,21,33", "--index", index, path, "-o", "-").Bytes;
        PixelBuffer whole = ImageDecoder.Decode(path);
        for (int y = 0; y < 33; y++)
            Assert.True(part.AsSpan(y * 63, 63).SequenceEqual(whole.GetRow(50 + y).Slice(37 * 3, 63)), $"row {y}");
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        string path = _folder.Write("a.png", SampleFiles.RgbPng(3, 2)), other = _folder.Write("b.png", SampleFiles.RgbPng(3, 3));
        string progressive = Repository.PathOf("corpus", "jpeg", "photos", "landscape-progressive.jpg");
        string bmp = _folder.Write("c.bmp", TinyBmp.Create(3, 2)), index = path + ".rdx", none = _folder.PathOf("none.rdx");
        Assert.Equal(0, CliRun.Of("index", path).Code);

        foreach ((string[] arguments, int code, string error) in ((string[], int, string)[])[
            (["decode", path, "--index", index], 2, "--crop"),
            (["index", path, other, "-o", none], 2, "one FILE"),
            (["index", "-"], 2, "-o"),
            (["index", bmp], 1, "needs none"),
            (["index", progressive], 1, "progressive JPEG"),
            (["decode", "--crop", "0,0,1,1", "--index", none, path], 1, "no such file"),
            (["decode", "--crop", "0,0,1,1", "--index", path, path], 1, "as an index does"),
            (["decode", "--crop", "0,0,1,1", "--index", index, other], 1, "the index is of"),
            (["decode", "--crop", "0,0,1,1", "--index", index, bmp], 1, "the index is of")])
        {
            CliRun run = CliRun.Of(arguments);
            Assert.Equal(code, run.Code);
            Assert.Contains(error, run.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(bmp + ".rdx"));
    }
}
