using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Support;
using JpegProcess = RawDecoders.Jpeg.JpegProcess;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Quantised coefficients against those that an encoder has written, and against the plain reader of the inspector.</summary>
public sealed class CoefficientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 12)]
    [InlineData(2, 8)]
    [InlineData(2, 12)]
    [InlineData(9, 8)]
    [InlineData(9, 12)]
    [InlineData(10, 8)]
    [InlineData(10, 12)]
    public void They_are_those_that_the_encoder_wrote(int process, int precision)
    {
        Picture picture = Scenes.StillLife(53, 43);
        foreach ((int H, int V)[] sampling in ((int, int)[][])[[], [(2, 2), (1, 1), (1, 1)], [(2, 1), (1, 1), (1, 2)], [(1, 1), (2, 2), (1, 1)], [(4, 1), (1, 1), (2, 1)]])
        {
            foreach (int interval in (int[])[0, 3])
            {
                var encoder = new JpegEncoder(picture, new JpegSettings { Process = process, Precision = precision, Sampling = sampling, OwnTables = true, RestartInterval = interval });
                JpegCoefficients read = ImageDecoder.ReadJpegCoefficients(encoder.Build(), new DecodeOptions { Strictness = Strictness.Strict });

                Assert.Equal((53, 43, (JpegProcess)process), (read.Info.Width, read.Info.Height, ((JpegMetadata)read.Info.Metadata!).Process));
                Assert.Empty(read.Warnings);
                AssertEqual(encoder, read);
            }
        }
    }

    [Theory]
    [InlineData(JpegColour.Grey)]
    [InlineData(JpegColour.GreyAlpha)]
    [InlineData(JpegColour.Ycck)]
    public void Of_any_number_of_components(JpegColour colour)
    {
        foreach (int process in (int[])[0, 2, 10])
        {
            var encoder = new JpegEncoder(Scenes.ColourWheel(41, 33), new JpegSettings { Process = process, Colour = colour });
            AssertEqual(encoder, ImageDecoder.ReadJpegCoefficients(encoder.Build()));
        }
    }

    [Fact]
    public void Neither_smoothing_nor_scales_nor_transforms_change_them()
    {
        // AC coefficients but for their last bit: what smoothing is for.
        JpegScan[] script = [new([0, 1, 2], 0, 0), new([0], 1, 63, 0, 1)];
        byte[] file = JpegEncoder.Encode(Scenes.StillLife(40, 30), new JpegSettings { Process = 2, Script = script });
        var lenient = new DecodeOptions { Strictness = Strictness.Lenient };

        JpegCoefficients plain = ImageDecoder.ReadJpegCoefficients(file, lenient);
        JpegCoefficients other = ImageDecoder.ReadJpegCoefficients(
            file, lenient with { Scale = ImageScale.Eighth, JpegColorTransform = JpegColorTransform.None, PixelFormat = PixelFormat.Gray8, MaxDegreeOfParallelism = 2 });
        for (int c = 0; c < 3; c++)
            Assert.Equal(plain.Components[c].Values, other.Components[c].Values);
        Assert.All(Enumerable.Range(0, plain.Components[1].Values.Length).Where(i => i % 64 != 0), i => Assert.Equal(0, plain.Components[1].Values[i]));
    }

    [Fact]
    public void The_plain_reader_finds_the_same_in_the_whole_corpus()
    {
        int files = 0;
        foreach (string path in LongRun.Sample(Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal), 150))
        {
            byte[] file = File.ReadAllBytes(path);
            JpegCoefficients read;
            try
            {
                read = ImageDecoder.ReadJpegCoefficients(file);
            }
            catch (ImageDecodeException)
            {
                continue;
            }

            using var study = new JpegStudy(file, DecodeLimits.Default, new InspectBudget(InspectOptions.Default, file.Length));
            CoefficientStore store = study.ReadCoefficients(study.UsedScans);
            for (int c = 0; c < read.Components.Count; c++)
            {
                JpegComponentCoefficients component = read.Components[c];
                for (int y = 0; y < component.Rows; y++)
                    Assert.True(store.Block(c, 0, y, component.Columns).Span.SequenceEqual(component.Values.AsSpan(y * component.Columns * 64, component.Columns * 64)), $"{path}: component {c}, row {y}");
            }

            files++;
        }

        Assert.InRange(files, LongRun.Times(100, 400), 5000);
    }

    [Fact]
    public void What_has_none_is_refused_by_name()
    {
        string Message(byte[] file, DecodeOptions? options = null) => Assert.Throws<ImageDecodeException>(() => ImageDecoder.ReadJpegCoefficients(file, options)).Message;
        byte[] lossless = File.ReadAllBytes(Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", "lossless"), "*.jpg").First());
        byte[] good = JpegEncoder.Encode(Scenes.Gradient(10, 7), new JpegSettings());

        Assert.Contains("a PNG file has none", Message(SampleFiles.RgbPng(3, 2)), StringComparison.Ordinal);
        Assert.Contains("a BMP file has none", Message(TinyBmp.Create(3, 2)), StringComparison.Ordinal);
        Assert.Contains("it looks like", Message("<html>"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("a lossless frame has no coefficients", Message(lossless), StringComparison.Ordinal);
        Assert.Contains("over the limit", Message(good, new DecodeOptions { Limits = DecodeLimits.Default with { MaxWidth = 9 } }), StringComparison.Ordinal);
        Assert.Contains("bytes", Message(good, new DecodeOptions { Limits = DecodeLimits.Default with { MaxBytes = 700 } }), StringComparison.Ordinal);
        string path = _folder.Write("cut.jpg", good[..^20]);
        Assert.Equal(path, Assert.Throws<ImageDecodeException>(() => ImageDecoder.ReadJpegCoefficients(path)).Path);
        Assert.NotEmpty(ImageDecoder.ReadJpegCoefficients(path, new DecodeOptions { Strictness = Strictness.Lenient }).Damage);
    }

    [Fact]
    public void A_block_is_found_by_its_place()
    {
        JpegComponentCoefficients c = ImageDecoder.ReadJpegCoefficients(JpegEncoder.Encode(Scenes.StillLife(53, 43), new JpegSettings())).Components[0];

        Assert.Equal((6, 7), (c.Rows, c.Columns));
        Assert.Equal(c.Values[^64..], c.GetBlock(5, 6).ToArray());
        foreach ((int row, int column) in ((int, int)[])[(-1, 0), (6, 0), (0, -1), (0, 7)])
            Assert.Throws<ArgumentOutOfRangeException>(() => c.GetBlock(row, column).Length);
    }

    [Fact]
    public void The_command_line_writes_an_archive_that_NumPy_reads()
    {
        var encoder = new JpegEncoder(Scenes.StillLife(53, 43), new JpegSettings { Process = 2, Sampling = [(2, 2), (1, 1), (1, 1)] });
        string path = _folder.Write("a.jpg", encoder.Build()), archive = _folder.PathOf("out.npz");

        CliRun run = CliRun.Of("decode", "--coefficients", path, "-o", archive);
        Assert.Equal((0, ""), (run.Code, run.Error));
        foreach (string[] wrong in (string[][])[[path], [path, "-o", _folder.PathOf("a.npy")], [path, path, "-o", archive], [path, "--frames", "-o", archive], [path, "--json", "-o", archive]])
            Assert.Equal(2, CliRun.Of(["decode", "--coefficients", .. wrong]).Code);
        Assert.Equal(1, CliRun.Of("decode", "--coefficients", _folder.Write("b.png", SampleFiles.RgbPng(3, 2)), "-o", _folder.PathOf("b.npz")).Code);
        Assert.False(File.Exists(_folder.PathOf("b.npz")));

        const string Script = """
            import sys, numpy
            a = numpy.load(sys.argv[1])
            for name in sorted(a.files):
                print(name, a[name].dtype, a[name].shape, int(a[name].astype(numpy.int64).sum()), int(a[name].flat[9]))
            """;
        JpegCoefficients read = ImageDecoder.ReadJpegCoefficients(path);
        string[] expected =
        [
            .. read.Components.Select((c, i) => $"c{i} int16 ({c.Rows}, {c.Columns}, 8, 8) {c.Values.Sum(v => v)} {c.Values[9]}"),
            .. read.Components.Select((c, i) => $"q{i} uint16 (8, 8) {c.Steps.Sum(v => v)} {c.Steps[9]}"),
        ];
        Assert.Equal(expected, Python.RunWithNumPy(Script, archive).Split('\n'));
    }

    private static void AssertEqual(JpegEncoder encoder, JpegCoefficients read)
    {
        Assert.Equal(encoder.Components.Count, read.Components.Count);
        for (int c = 0; c < read.Components.Count; c++)
        {
            RawDecoders.CorpusGenerator.JpegComponent written = encoder.Components[c];
            JpegComponentCoefficients component = read.Components[c];
            Assert.Equal((written.Rows, written.Columns), (component.Rows, component.Columns));
            Assert.Equal(written.Quantisation, component.Steps.Select(s => (int)s));
            short[] natural = new short[64];
            for (int y = 0; y < written.Rows; y++)
            {
                for (int x = 0; x < written.Columns; x++)
                {
                    for (int k = 0; k < 64; k++)
                        natural[JpegTables.ZigZag[k]] = written.Blocks[y * written.PaddedColumns + x][k];
                    Assert.Equal(natural, component.GetBlock(y, x).ToArray());
                }
            }
        }
    }
}
