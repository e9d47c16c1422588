using System.Diagnostics;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>The corpus's animations beside Pillow and ffmpeg, where these are installed.</summary>
[Trait("Length", "Long")]
public sealed class FrameReferenceTests
{
    /// <summary>Pillow writes the frames, as RGBA, one after another in hexadecimal digits.</summary>
    private const string PillowScript = """
        import sys
        from PIL import Image
        im = Image.open(sys.argv[1])
        for i in range(im.n_frames):
            im.seek(i)
            sys.stdout.write(im.convert('RGBA').tobytes().hex())
        """;

    /// <summary>Where frames replace what is there, whatever they are disposed to: nothing is left to a decoder.</summary>
    private static string[] Sources(int type) => Directory.GetFiles(Repository.PathOf("corpus", "png", "animation"), $"{type}-08-*-source.png");

    [Theory]
    [InlineData(6)]
    [InlineData(4)]
    public void Pillow_shows_the_same_frames(int type)
    {
        Assert.SkipUnless(Python.RunWithNumPy("try:\n import PIL\n print('ok')\nexcept ImportError:\n print('no Pillow')") == "ok", "Pillow is not installed");
        string[] files = Sources(type);
        Assert.Equal(3, files.Length);
        foreach (string path in files)
            Compare(path, Convert.FromHexString(Python.RunWithNumPy(PillowScript, path)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(4)]
    public void Ffmpeg_shows_the_same_frames(int type)
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "ffmpeg")));
        Assert.SkipUnless(isInstalled, "ffmpeg is not installed");
        foreach (string path in Sources(type))
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", path, "-vsync", "0", "-f", "rawvideo", "-pix_fmt", "rgba", "-"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            process.StandardInput.Close();
            var frames = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(frames);
            process.WaitForExit();
            Compare(path, frames.ToArray());
        }
    }

    private static void Compare(string path, byte[] theirs)
    {
        using ImageFrameReader reader = ImageDecoder.OpenFrames(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        List<byte> ours = [];
        while (reader.ReadFrame() is { } frame)
            ours.AddRange(frame.Span);
        Assert.Equal(7, reader.FrameCount);
        Assert.True(ours.SequenceEqual(theirs), $"{Path.GetFileName(path)}: {ours.Count} bytes, {theirs.Length} there");
    }
}
