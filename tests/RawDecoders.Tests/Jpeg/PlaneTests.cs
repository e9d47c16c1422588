using System.Runtime.InteropServices;
using RawDecoders.CorpusGenerator;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Planes against pixels: without colour transform, with samples replicated and as stored, pixel (x, y) has sample (x / ratio, y / ratio) of
/// each component.
/// </summary>
public sealed class PlaneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly DecodeOptions Untouched = new()
    {
        JpegColorTransform = JpegColorTransform.None,
        JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated,
        SampleRange = SampleRange.Stored,
    };

    [Fact]
    public void Each_sample_is_that_of_the_pixels_it_stands_for()
    {
        int files = 0, subsampled = 0;
        foreach (string folder in (string[])["sampling", "12-bit", "arithmetic", "lossless", "two-components", "progressive", "colour", "restart"])
        {
            foreach (string path in LongRun.Sample(Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", folder), "*.jpg").Order(StringComparer.Ordinal), 15))
            {
                byte[] file = File.ReadAllBytes(path);
                PixelBuffer image;
                try
                {
                    image = ImageDecoder.Decode(file, Untouched);
                }
                catch (ImageDecodeException e)
                {
                    Assert.Equal(e.Message, Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegPlanes(file)).Message);
                    continue;
                }

                // Adobe's inks count down from the largest value; pixels do not, and planes are as stored.
                bool isInverted = image.Format.GetChannels() == "CMYK" && file.AsSpan().IndexOf("Adobe"u8) > 0;
                int flip = isInverted ? (1 << image.Result!.Info.BitDepth) - 1 : 0;
                JpegPlanes planes = ImageDecoder.DecodeJpegPlanes(file);
                JpegMetadata metadata = (JpegMetadata)planes.Info.Metadata!;
                Assert.Equal(metadata.Components.Count, planes.Planes.Count);
                for (int c = 0; c < planes.Planes.Count; c++)
                {
                    int ratioX = planes.Planes.Count == 1 ? 1 : metadata.Components.Max(m => m.HorizontalSampling) / metadata.Components[c].HorizontalSampling;
                    int ratioY = planes.Planes.Count == 1 ? 1 : metadata.Components.Max(m => m.VerticalSampling) / metadata.Components[c].VerticalSampling;
                    subsampled += ratioX * ratioY > 1 ? 1 : 0;
                    Compare(path, image, c, planes.Planes[c], ratioX, ratioY, flip);
                }

                files++;
            }
        }

        Assert.InRange(files, LongRun.Times(80, 150), 5000);
        Assert.InRange(subsampled, LongRun.Times(50, 100), 5000);
    }

    private static void Compare(string path, PixelBuffer image, int component, PixelBuffer plane, int ratioX, int ratioY, int flip)
    {
        Assert.Equal(((image.Width + ratioX - 1) / ratioX, (image.Height + ratioY - 1) / ratioY), (plane.Width, plane.Height));
        int channels = image.Format.GetChannelCount();
        bool isWide = image.Format.GetBytesPerSample() == 2;
        Assert.Equal(isWide ? PixelFormat.Gray16 : PixelFormat.Gray8, plane.Format);
        for (int y = 0; y < image.Height; y++)
        {
            Span<byte> pixels = image.GetRow(y), samples = plane.GetRow(y / ratioY);
            for (int x = 0; x < image.Width; x++)
            {
                int pixel = isWide ? MemoryMarshal.Cast<byte, ushort>(pixels)[x * channels + component] : pixels[x * channels + component];
                int sample = isWide ? MemoryMarshal.Cast<byte, ushort>(samples)[x / ratioX] : samples[x / ratioX];
                Assert.True(pixel == (sample ^ flip), $"{path}: component {component}, pixel {x}, {y}: {pixel} and {sample}");
            }
        }
    }

    [Fact]
    public void The_callers_memory_may_be_one_block()
    {
        byte[] file = JpegEncoder.Encode(Scenes.StillLife(53, 43), new JpegSettings { Sampling = [(2, 2), (1, 1), (1, 1)] });
        byte[] i420 = new byte[53 * 43 + 2 * 27 * 22 + 1];
        int at = 0;
        Memory<byte> Next(int bytes)
        {
            at += bytes;
            return i420.AsMemory(at - bytes, bytes);
        }

        i420[^1] = 77;
        JpegPlanes planes = ImageDecoder.DecodeJpegPlanes(file, new DecodeOptions { Allocator = Next });

        Assert.Equal(i420.Length - 1, at);
        Assert.Equal(77, i420[^1]);
        Assert.Equal(i420[..^1], planes.Planes.SelectMany(p => p.Span.ToArray()));
        Assert.Equal(i420[..^1], ImageDecoder.DecodeJpegPlanes(file).Planes.SelectMany(p => p.Span.ToArray()));
        Assert.Throws<InvalidOperationException>(() => ImageDecoder.DecodeJpegPlanes(file, new DecodeOptions { Allocator = _ => new byte[3] }));
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        byte[] file = JpegEncoder.Encode(Scenes.StillLife(53, 43), new JpegSettings());
        string path = _folder.Write("cut.jpg", file[..^60]);

        Assert.Throws<ArgumentException>(() => ImageDecoder.DecodeJpegPlanes(file, new DecodeOptions { Like = ArrayConvention.Pillow }));
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegPlanes(SampleFiles.RgbPng(3, 2)));
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegPlanes(file, new DecodeOptions { Limits = DecodeLimits.Default with { MaxBytes = 6000 } }));
        Assert.Equal(path, Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegPlanes(path)).Path);
        Assert.NotEmpty(ImageDecoder.DecodeJpegPlanes(path, new DecodeOptions { Strictness = Strictness.Lenient }).Damage);
        Assert.NotEmpty(ImageDecoder.DecodeJpegPlanes([.. file, 1]).Warnings);
    }

    [Fact]
    public void The_command_line_writes_them()
    {
        string path = _folder.Write("a.jpg", JpegEncoder.Encode(Scenes.StillLife(53, 43), new JpegSettings { Sampling = [(2, 2), (1, 1), (1, 1)] })), archive = _folder.PathOf("out.npz");

        Assert.Equal((0, ""), (CliRun.Of("decode", "--planes", path, "-o", archive) is var run ? run.Code : -1, run.Error));
        Assert.Equal(2, CliRun.Of("decode", "--planes", "--coefficients", path, "-o", archive).Code);
        Assert.Equal(2, CliRun.Of("decode", "--planes", path, "-o", _folder.PathOf("a.raw")).Code);
        const string Script = "import sys, numpy\na = numpy.load(sys.argv[1])\nfor n in sorted(a.files): print(n, a[n].dtype, a[n].shape, int(a[n].astype(numpy.int64).sum()))";
        Assert.Equal(
            ImageDecoder.DecodeJpegPlanes(path).Planes.Select((p, i) => $"p{i} uint8 ({p.Height}, {p.Width}) {p.Span.ToArray().Sum(v => v)}"),
            Python.RunWithNumPy(Script, archive).Split('\n'));
    }
}
