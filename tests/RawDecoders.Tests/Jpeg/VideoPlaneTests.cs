using System.Security.Cryptography;
using RawDecoders.CorpusGenerator;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Planes at a scale, and frames of video: against libjpeg-turbo's own planes, and against averages worked out slowly.</summary>
public sealed class VideoPlaneTests
{
    private static IEnumerable<string> Files => new[] { "sampling", "progressive", "restart", "photos", "colour" }
        .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", folder), "*.jpg")).Order(StringComparer.Ordinal);

    /// <summary>tjDecompressToYUV2 of each file at each scale: planes cropped to the samples that belong to the picture.</summary>
    private const string Script = """
        import sys, ctypes, hashlib, numpy
        try:
            tj = ctypes.CDLL('libturbojpeg.so.0')
        except OSError:
            print('no libturbojpeg')
            sys.exit()
        tj.tjInitDecompress.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(tj.tjInitDecompress())
        mcu = {0: (8, 8), 1: (16, 8), 2: (16, 16), 3: (8, 8), 4: (8, 16), 5: (32, 8)}
        for path in open(sys.argv[1]).read().split('\n'):
            data = open(path, 'rb').read()
            w, h, s, c = (ctypes.c_int() for _ in range(4))
            if tj.tjDecompressHeader3(handle, data, ctypes.c_ulong(len(data)), ctypes.byref(w), ctypes.byref(h), ctypes.byref(s), ctypes.byref(c)) or s.value not in mcu or c.value not in (1, 2):
                continue
            for n in range(1, 9):
                sw, sh = (w.value * n + 7) // 8, (h.value * n + 7) // 8
                size = tj.tjBufSizeYUV2(sw, 1, sh, s.value)
                out = ctypes.create_string_buffer(size)
                if tj.tjDecompressToYUV2(handle, data, ctypes.c_ulong(len(data)), out, sw, 1, sh, 4096):
                    continue
                at, names = 0, []
                for i in range(1 if s.value == 3 else 3):
                    pw, ph = tj.tjPlaneWidth(i, sw, s.value), tj.tjPlaneHeight(i, sh, s.value)
                    plane = numpy.frombuffer(out, numpy.uint8, pw * ph, at).reshape(ph, pw)
                    at += pw * ph
                    if i == 0:
                        plane = plane[:sh, :sw]
                    names.append(hashlib.sha256(numpy.ascontiguousarray(plane).tobytes()).hexdigest())
                print(path, n, *names)
        """;

    [Fact]
    public void Planes_at_each_scale_are_those_of_libjpeg_turbo()
    {
        string list = Path.GetTempFileName();
        string[] lines;
        try
        {
            File.WriteAllText(list, string.Join('\n', Files));
            lines = Python.RunWithNumPy(Script, list).Split('\n');
        }
        finally
        {
            File.Delete(list);
        }

        Assert.SkipWhen(lines[0] == "no libturbojpeg", "libturbojpeg.so.0 is not installed");
        Assert.True(lines.Length > 300, $"{lines.Length} decodes");
        foreach (string[] words in lines.Select(line => line.Split(' ')))
        {
            JpegPlanes planes = ImageDecoder.DecodeJpegPlanes(words[0], new DecodeOptions { Scale = new ImageScale(int.Parse(words[1], null), 8), Strictness = Strictness.Lenient });
            Assert.Equal(words[2..], planes.Planes.Select(p => Convert.ToHexStringLower(SHA256.HashData(p.Span))));
        }
    }

    [Theory]
    [InlineData("420-sof0.jpg", 4)]
    [InlineData("422-sof0.jpg", 2)]
    [InlineData("444-sof0.jpg", 1)]
    public void Planes_at_a_scale_have_its_size(string name, int eighths)
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "sampling", name));
        var scale = new ImageScale(eighths, 8);
        JpegPlanes whole = ImageDecoder.DecodeJpegPlanes(file), small = ImageDecoder.DecodeJpegPlanes(file, new DecodeOptions { Scale = scale });
        for (int c = 0; c < 3; c++)
            Assert.Equal((scale.Of(whole.Planes[c].Width), scale.Of(whole.Planes[c].Height)), (small.Planes[c].Width, small.Planes[c].Height));
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Chroma_is_copied_averaged_or_repeated()
    {
        var kinds = new HashSet<(int, int)>();
        foreach (string path in Files.Concat(Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", "lossless"))).Concat(Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", "arithmetic"))))
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (ImageScale scale in (ImageScale[])[ImageScale.Full, ImageScale.Half, new ImageScale(3, 8)])
            {
                var options = new DecodeOptions { Strictness = Strictness.Lenient, Scale = scale };
                JpegPlanes planes;
                try
                {
                    planes = ImageDecoder.DecodeJpegPlanes(file, options);
                }
                catch (ImageDecodeException)
                {
                    continue;
                }

                (int width, int height) = (planes.Planes[0].Width, planes.Planes[0].Height);
                ImageInfo info = planes.Info;
                byte[] i420 = new byte[VideoPlanes.GetByteCount(width, height)], nv12 = new byte[i420.Length];
                JpegVideoFrame frame;
                try
                {
                    frame = ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(i420, width, height), options);
                }
                catch (ImageDecodeException e)
                {
                    Assert.Equal("jpeg-video-planes", e.Issue.Rule.Id);
                    Assert.True(info.ColorModel is not (ColorModel.YCbCr or ColorModel.Grayscale) || info.BitDepth != 8 || planes.Planes.Count == 3 && !IsOfVideo(info), path);
                    continue;
                }

                Assert.Equal((width, height, info.Width), (frame.Width, frame.Height, frame.Info.Width));
                ImageDecoder.DecodeJpegVideo(file, VideoPlanes.Nv12(nv12, width, height), options);
                int chroma = (width + 1) / 2 * ((height + 1) / 2), luma = width * height;
                Assert.True(planes.Planes[0].Span.SequenceEqual(i420.AsSpan(0, luma)) && i420.AsSpan(0, luma).SequenceEqual(nv12.AsSpan(0, luma)), path);
                for (int c = 1; c < 3; c++)
                {
                    byte[] expected = planes.Planes.Count == 1 ? [.. Enumerable.Repeat((byte)128, chroma)] : Slowly(info, planes.Planes[c], c, width, height, kinds);
                    Assert.True(expected.AsSpan().SequenceEqual(i420.AsSpan(luma + (c - 1) * chroma, chroma)), $"{path} {scale} {c}");
                    for (int i = 0; i < chroma; i++)
                        Assert.Equal(expected[i], nv12[luma + 2 * i + c - 1]);
                }
            }
        }

        Assert.Superset(new HashSet<(int, int)> { (1, 1), (2, 1), (1, 2), (2, 2), (4, 1) }, kinds);
    }

    private static (int Across, int Down) RatioOf(ImageInfo info, int component)
    {
        var all = ((JpegMetadata)info.Metadata!).Components;
        return (all.Max(c => c.HorizontalSampling) / all[component].HorizontalSampling, all.Max(c => c.VerticalSampling) / all[component].VerticalSampling);
    }

    private static bool IsOfVideo(ImageInfo info)
        => RatioOf(info, 0) == (1, 1) && Enumerable.Range(1, 2).All(c => RatioOf(info, c) is { Across: not 3, Down: not 3 });

    /// <summary>The rule as it is worded, in decimals.</summary>
    private static byte[] Slowly(ImageInfo info, PixelBuffer plane, int component, int width, int height, HashSet<(int, int)> kinds)
    {
        (int across, int down) = RatioOf(info, component);
        kinds.Add((across, down));
        var result = new List<byte>();
        for (int y = 0; y < (height + 1) / 2; y++)
        {
            for (int x = 0; x < (width + 1) / 2; x++)
            {
                // The samples of the pixels 2x, 2x + 1 and 2y, 2y + 1, each sample once.
                var places = new HashSet<(int X, int Y)>();
                foreach ((int i, int j) in ((int, int)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
                    places.Add(((2 * x + i) / across, (2 * y + j) / down));
                places.RemoveWhere(p => p.X >= plane.Width || p.Y >= plane.Height);
                result.Add((byte)Math.Floor(places.Average(p => (decimal)plane.GetRow(p.Y)[p.X]) + 0.5m));
            }
        }

        return [.. result];
    }

    [Fact]
    public void Kernels_equal_the_wording_at_every_width()
    {
        var random = new Random(5);
        for (int width = 1; width < 200; width++)
        {
            byte[] upper = new byte[width], lower = new byte[width];
            random.NextBytes(upper);
            random.NextBytes(lower);
            byte[] row = new byte[(width + 1) / 2], pairs = new byte[2 * row.Length];
            VideoSink.Average4(upper, lower, row);
            for (int x = 0; x < row.Length; x++)
            {
                int end = Math.Min(2 * x + 2, width), sum = 0;
                for (int i = 2 * x; i < end; i++)
                    sum += upper[i] + lower[i];
                Assert.Equal((sum + (end - 2 * x)) / (2 * (end - 2 * x)), row[x]);
            }

            pairs.AsSpan().Fill(9);
            VideoSink.Interleave(row, pairs, 0);
            VideoSink.Interleave(lower.AsSpan(0, row.Length), pairs, 1);
            for (int x = 0; x < row.Length; x++)
                Assert.Equal((row[x], lower[x]), (pairs[2 * x], pairs[2 * x + 1]));
        }
    }

    [Fact]
    public void Rows_may_have_gaps_and_planes_are_measured()
    {
        byte[] file = JpegEncoder.Encode(Scenes.StillLife(53, 43), new JpegSettings { Sampling = [(2, 2), (1, 1), (1, 1)] });
        byte[] packed = new byte[VideoPlanes.GetByteCount(53, 43)];
        ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(packed, 53, 43));
        Assert.Equal(ImageDecoder.DecodeJpegPlanes(file).Planes.SelectMany(p => p.Span.ToArray()), packed);

        byte[] y = new byte[64 * 43], cb = new byte[40 * 22], cr = new byte[50 * 22], cbCr = new byte[60 * 22];
        foreach (byte[] plane in (byte[][])[y, cb, cr, cbCr])
            plane.AsSpan().Fill(7);
        ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(y, 64, cb, 40, cr, 50));
        for (int row = 0; row < 22; row++)
        {
            Assert.Equal(packed[(53 * 43 + row * 27)..][..27], cb[(row * 40)..][..27]);
            Assert.Equal(packed[(53 * 43 + (22 + row) * 27)..][..27], cr[(row * 50)..][..27]);
            Assert.Equal([7, 7, 7], [cb[row * 40 + 27], cr[row * 50 + 27], y[row * 64 + 53]]);
        }

        ImageDecoder.DecodeJpegVideo(file, VideoPlanes.Nv12(y, 64, cbCr, 60));
        Assert.Equal((packed[53 * 43 + 27 * 5 + 3], packed[53 * 43 + 27 * 27 + 3], (byte)7), (cbCr[60 * 5 + 6], cbCr[60 * 5 + 7], cbCr[54]));

        Assert.Throws<ArgumentException>(() => ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(new byte[64 * 43], 52, new byte[1000], 40, new byte[1000], 40)));
        Assert.Throws<ArgumentException>(() => ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(new byte[53 * 43 - 1], 53, new byte[1000], 40, new byte[1000], 40)));
        Assert.Throws<ArgumentException>(() => ImageDecoder.DecodeJpegVideo(file, VideoPlanes.I420(new byte[53 * 43], 53, new byte[1000], 40, new byte[22 * 27 - 1], 27)));
        Assert.Throws<ArgumentException>(() => ImageDecoder.DecodeJpegVideo(file, VideoPlanes.Nv12(new byte[53 * 43], 53, new byte[2000], 53)));
        Assert.Throws<ArgumentException>(() => VideoPlanes.Nv12(new byte[10], 4, 3));
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegVideo(file.AsSpan(0, 200), VideoPlanes.I420(packed, 53, 43)));
        Assert.Equal("option-scale", Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegPlanes(
            File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "12-bit", "grey-sof1.jpg")), new DecodeOptions { Scale = ImageScale.Half })).Issue.Rule.Id);
    }
}
