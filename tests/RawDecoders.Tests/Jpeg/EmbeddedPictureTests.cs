using System.Buffers.Binary;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Pictures inside JPEG files: what is listed, what it decodes to, and that no bytes lead astray.</summary>
public sealed class EmbeddedPictureTests
{
    private static string Folder => Repository.PathOf("corpus", "jpeg", "embedded");

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".jpg"));

    private static string Show(EmbeddedPicture e) => $"{e.Kind} {e.Coding} {e.Offset} {e.Length} {e.Width}x{e.Height}";

    [Theory]
    [InlineData("embedded", 10)]
    [InlineData("metadata", 0)]
    public void A_slow_second_reading_lists_the_same(string folder, int least)
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", folder), "*.jpg"))
        {
            byte[] file = File.ReadAllBytes(path);
            List<string> expected = EmbeddedOracle.List(file);
            Assert.Equal((path, string.Join('\n', expected)), (path, string.Join('\n', ImageDecoder.Identify(file).Embedded.Select(Show))));
            Assert.Equal(expected, ImageDecoder.Decode(file).Result!.Info.Embedded.Select(Show));
            count += expected.Count;
        }

        Assert.InRange(count, least, 100);
    }

    [Theory]
    [InlineData("mpf-two-ii", true)]
    [InlineData("mpf-two-mm", true)]
    [InlineData("mpf-three-padded", true)]
    [InlineData("gain-map", true)]
    [InlineData("gain-map-xmp", true)]
    [InlineData("mpf-tail", false)]
    [InlineData("mpf-beyond", false)]
    public void An_announced_picture_after_EOI_is_no_violation(string name, bool isClean)
    {
        byte[] file = Read(name);

        Assert.Equal(isClean, ImageDecoder.Decode(file).Result!.Warnings.Count == 0);
        if (isClean)
            ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Strict });
        else
            Assert.Equal("jpeg-bytes-after-eoi", Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Strict })).Rule.Id);
    }

    [Fact]
    public void Only_zeros_are_padding()
    {
        byte[] file = Read("mpf-three-padded");
        EmbeddedPicture second = ImageDecoder.Identify(file).Embedded[1];
        file[second.Offset - 1] = 1;

        Issue warning = Assert.Single(ImageDecoder.Decode(file).Result!.Warnings);
        Assert.Equal(second.Offset - 37, warning.Offset);
        Assert.Contains("37 bytes", warning.What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cut_out_decodes()
    {
        foreach (string path in Directory.EnumerateFiles(Folder))
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (EmbeddedPicture picture in ImageDecoder.Identify(file).Embedded.Where(e => e.Coding == EmbeddedCoding.Jpeg))
            {
                PixelBuffer image = ImageDecoder.Decode(file.AsSpan((int)picture.Offset, (int)picture.Length));
                Assert.Equal((picture.Width, picture.Height), (image.Width, image.Height));
            }
        }
    }

    [Fact]
    public void A_prefix_lists_what_lies_in_it()
    {
        byte[] file = Read("gain-map-xmp"), thumbnail = Read("exif-thumbnail-ii");
        EmbeddedPicture map = Assert.Single(ImageDecoder.Identify(file).Embedded);

        Assert.Empty(ImageDecoder.TryIdentify(file.AsSpan(0, (int)map.Offset)).Info!.Embedded);
        Assert.Empty(ImageDecoder.TryIdentify(file).Info!.Embedded);
        Assert.Single(ImageDecoder.TryIdentify(thumbnail.AsSpan(0, thumbnail.Length - 40)).Info!.Embedded);
        byte[] two = Read("mpf-two-ii");
        Assert.Empty(ImageDecoder.TryIdentify(two.AsSpan(0, two.Length - 1)).Info!.Embedded);
        Assert.Single(ImageDecoder.TryIdentify(two).Info!.Embedded);
    }

    [Fact]
    public void Inside_a_BMP_offsets_are_those_of_the_BMP()
    {
        byte[] jpeg = Read("mpf-two-ii"), bmp = new byte[54 + jpeg.Length];
        "BM"u8.CopyTo(bmp);
        foreach ((int at, int value) in ((int, int)[])[(2, bmp.Length), (10, 54), (14, 40), (18, 40), (22, 30), (26, 1), (30, 4), (34, jpeg.Length)])
            BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(at), value);
        jpeg.CopyTo(bmp, 54);

        long offset = ImageDecoder.Identify(jpeg).Embedded[0].Offset + 54;
        Assert.Equal(offset, Assert.Single(ImageDecoder.Identify(bmp).Embedded).Offset);
        Assert.Equal(offset, Assert.Single(ImageDecoder.Decode(bmp).Result!.Info.Embedded).Offset);
    }

    [Fact]
    public void No_byte_leads_out_of_the_file()
    {
        var random = new Random(5);
        int listed = 0;
        foreach (string path in Directory.EnumerateFiles(Folder))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int at = 2; at < Math.Min(file.Length, 900); at++)
            {
                byte[] broken = (byte[])file.Clone();
                broken[at] = (byte)random.Next(256);
                if (random.Next(4) == 0)
                    broken[random.Next(2, 120)] = 0xFF;
                try
                {
                    foreach (EmbeddedPicture picture in ImageDecoder.Identify(broken).Embedded)
                    {
                        Assert.InRange(picture.Offset, 2, broken.Length - 1);
                        Assert.InRange(picture.Length, 1, broken.Length - picture.Offset);
                        listed++;
                    }
                }
                catch (ImageDecodeException)
                {
                    // The file's own headers are refused.
                }
            }
        }

        Assert.InRange(listed, 1000, int.MaxValue);
    }

    [Fact]
    public void Pillow_finds_the_same_pictures()
    {
        const string Script = """
            import io, sys
            try:
                from PIL import Image
            except ImportError:
                print('none'); sys.exit()
            for path in sys.argv[1:]:
                im = Image.open(path)
                offsets = []
                for i in range(1, im.n_frames):
                    im.seek(i)
                    size = Image.open(io.BytesIO(open(path, 'rb').read()[im.offset:])).size
                    offsets.append('%d:%dx%d' % (im.offset, size[0], size[1]))
                print(' '.join(offsets))
            """;
        string[] names = ["mpf-two-ii", "mpf-two-mm", "mpf-three-padded"];
        string[] lines = Python.RunWithNumPy(Script, [.. names.Select(n => Path.Combine(Folder, n + ".jpg"))]).Split('\n');
        Assert.SkipWhen(lines[0] == "none", "Pillow is not installed");
        Assert.Equal(names.Select(n => string.Join(' ', ImageDecoder.Identify(Read(n)).Embedded.Select(e => $"{e.Offset}:{e.Width}x{e.Height}"))), lines);
    }
}

/// <summary><c>rawdec extract</c>, and what <c>rawdec info</c> says of pictures inside.</summary>
public sealed class ExtractTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Corpus(string name) => Repository.PathOf("corpus", "jpeg", "embedded", name + ".jpg");

    [Fact]
    public void Each_picture_is_written_as_it_lies_in_the_file()
    {
        string folder = _folder.PathOf("parts");
        byte[] file = File.ReadAllBytes(Corpus("gain-map-iso"));

        CliRun run = CliRun.Of("extract", Corpus("gain-map-iso"), "-o", folder);

        Assert.Equal((0, ""), (run.Code, run.Error));
        IReadOnlyList<EmbeddedPicture> pictures = ImageDecoder.Identify(file).Embedded;
        Assert.Equal(["gain-map-iso-1-gain-map.jpg", "gain-map-iso-2-mpf-picture.jpg"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(file.AsSpan((int)pictures[0].Offset, (int)pictures[0].Length).ToArray(), File.ReadAllBytes(Path.Combine(folder, "gain-map-iso-1-gain-map.jpg")));
        Assert.Equal(file.AsSpan((int)pictures[1].Offset, (int)pictures[1].Length).ToArray(), File.ReadAllBytes(Path.Combine(folder, "gain-map-iso-2-mpf-picture.jpg")));
    }

    [Fact]
    public void Samples_become_PPM()
    {
        foreach (string name in (string[])["jfif-rgb", "jfxx-rgb", "jfxx-palette"])
            Assert.Equal(0, CliRun.Of("extract", Corpus(name), "-o", _folder.Root).Code);

        byte[] header = "P6\n5 4\n255\n"u8.ToArray();
        byte[] rgb = [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 4))];
        Assert.Equal([.. header, .. rgb], File.ReadAllBytes(_folder.PathOf("jfif-rgb-1-jfif-thumbnail.ppm")));
        Assert.Equal([.. header, .. rgb], File.ReadAllBytes(_folder.PathOf("jfxx-rgb-1-jfif-thumbnail.ppm")));
        byte[] colours = [.. rgb.Take(20).SelectMany(i => Enumerable.Range(0, 3).Select(c => (byte)((3 * i + c) * 7)))];
        Assert.Equal([.. header, .. colours], File.ReadAllBytes(_folder.PathOf("jfxx-palette-1-jfif-thumbnail.ppm")));
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        string png = _folder.Write("a.png", SampleFiles.RgbPng(3, 2)), parts = _folder.PathOf("parts");

        CliRun none = CliRun.Of("extract", png, "-o", parts);
        Assert.Equal((0, ""), (none.Code, none.Error));
        Assert.Contains("none", none.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(parts));
        Assert.Equal(2, CliRun.Of("extract", png).Code);
        Assert.Equal(2, CliRun.Of("extract", png, "-o", png).Code);
        Assert.Equal(1, CliRun.Of("extract", _folder.PathOf("no.jpg"), "-o", parts).Code);
        Assert.Equal(1, CliRun.Of("extract", Corpus("jfif-rgb"), "-o", Path.Combine(png, "below")).Code);
    }

    [Fact]
    public void Info_tells_of_them()
    {
        Assert.Contains("JFIF thumbnail, RGB, 5 x 4 pixels, 60 bytes from byte 20", CliRun.Of("info", Corpus("jfif-rgb")).Out, StringComparison.Ordinal);
        Assert.Contains(
            """
            "embedded":[{"kind":"jfifThumbnail","coding":"rgb24","offset":20,"length":60,"width":5,"height":4}]
            """,
            CliRun.Of("info", "--json", Corpus("jfif-rgb")).Out, StringComparison.Ordinal);
    }
}
