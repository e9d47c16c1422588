using System.IO.Compression;
using System.Text;
using RawDecoders.Tests.Png.Frames;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec decode --frames</c>: an array, an archive, a folder; and what info and show make of an animation.</summary>
public sealed class FramesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (string Path, byte[] Pixels) Animation()
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(1), 6, 8, 5, 4, 3);
        frames = [.. frames.Select(f => f with { DelayNumerator = 1, DelayDenominator = 4 })];
        return (_folder.Write("a.png", AnimationWriter.Write(frames, plays: 2)), [.. FrameOracle.Compose(5, 4, frames).SelectMany(f => f)]);
    }

    [Fact]
    public void An_array_holds_every_frame()
    {
        (string path, byte[] pixels) = Animation();
        CliRun run = CliRun.Of("decode", "--frames", path, "-o", _folder.PathOf("a.npy"));
        Assert.Equal((0, ""), (run.Code, run.Out));
        byte[] array = File.ReadAllBytes(_folder.PathOf("a.npy"));
        Assert.Contains("'shape': (3, 4, 5, 4)", Encoding.Latin1.GetString(array, 0, 128), StringComparison.Ordinal);
        Assert.Equal(pixels, array[^pixels.Length..]);
        Assert.Equal(pixels, CliRun.Of("decode", "--frames", path, "-o", "-").Bytes);
    }

    [Fact]
    public void An_archive_and_a_folder_hold_a_file_a_frame()
    {
        (string path, byte[] pixels) = Animation();
        Assert.Equal(0, CliRun.Of("decode", "--frames", path, "-o", _folder.PathOf("a.npz")).Code);
        using (ZipArchive archive = ZipFile.OpenRead(_folder.PathOf("a.npz")))
            Assert.Equal(["frame-0000.npy", "frame-0001.npy", "frame-0002.npy", "delays.npy"], archive.Entries.Select(e => e.FullName));
        string folder = _folder.PathOf("frames");
        Assert.Equal(0, CliRun.Of("decode", "--frames", path, "-o", folder, "--as", "raw").Code);
        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        Assert.Equal(["frame-0000.raw", "frame-0001.raw", "frame-0002.raw"], files.Select(Path.GetFileName));
        Assert.Equal(pixels, files.SelectMany(File.ReadAllBytes));
    }

    [Fact]
    public void One_picture_file_does_not_hold_several_frames()
    {
        (string path, _) = Animation();
        CliRun run = CliRun.Of("decode", "--frames", path, "-o", _folder.PathOf("a.ppm"));
        Assert.NotEqual(0, run.Code);
        Assert.False(File.Exists(_folder.PathOf("a.ppm")));
        Assert.NotEqual(0, CliRun.Of("decode", "--frames", path).Code);
    }

    [Fact]
    public void Info_tells_frames_duration_and_loops()
    {
        (string path, _) = Animation();
        string json = CliRun.Of("info", "--json", path).Out;
        Assert.Contains("\"frames\":3,\"plays\":2,\"seconds\":0.75", json.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
