using System.Text;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Inspection;

/// <summary>A file that is asked again and again gives the answers of one that is asked once; and the account of its bytes adds up.</summary>
public sealed class ImageStudyTests
{
    private const int Every = 7;

    /// <summary>Every seventh file of the corpus that is small enough, whole and broken, of all formats.</summary>
    private static IEnumerable<(string Path, byte[] Bytes)> Files() => ManifestReader.ReadFile(Repository.PathOf("corpus", "manifest"))
        .Where((f, i) => i % Every == 0 && f.Length is > 0 and < 60_000)
        .Select(f => (f.Path, File.ReadAllBytes(Repository.PathOf("corpus", f.Path))));

    [Fact]
    [Trait("Length", "Long")]
    public void Trails_are_those_of_a_file_that_is_asked_once()
    {
        int equal = 0, refused = 0;
        foreach ((string path, byte[] bytes) in Files())
        {
            using var study = new ImageStudy(bytes);
            var random = new Random(path.Length * 31 + bytes.Length);
            if (ImageDecoder.TryIdentify(bytes).Info is not { } info)
                continue;
            for (int i = 0; i < 3; i++)
            {
                (int x, int y) = (random.Next(info.Width), random.Next(info.Height));
                string once = Trail(bytes, () => ImageInspector.Trace(bytes, x, y));
                Assert.True(once == Trail(bytes, () => study.Trace(x, y)), $"{path}: pixel {x}, {y}");
                _ = once.StartsWith('{') ? equal++ : refused++;
            }
        }

        Assert.True(equal > 300 && refused > 20, $"{equal} trails, {refused} refusals");
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Places_are_those_of_a_file_that_is_asked_once()
    {
        int areas = 0, places = 0;
        foreach ((string path, byte[] bytes) in Files())
        {
            using var study = new ImageStudy(bytes);
            var random = new Random(path.Length * 31 + bytes.Length);
            for (int i = 0; i < 4; i++, places++)
            {
                int offset = random.Next(bytes.Length);
                ByteLocation once = ImageInspector.Locate(bytes, offset);
                ByteLocation again = study.Locate(offset);
                Assert.True(once.Effect == again.Effect, $"{path}, byte {offset}: {once.Effect} and {again.Effect}");
                Assert.Equal(once.Path.Select(n => n.Name), again.Path.Select(n => n.Name));
                areas += once.Effect.Area is null ? 0 : 1;
            }
        }

        Assert.True(areas > 200 && places > 800, $"{areas} areas of {places} places");
    }

    [Fact]
    public void Costs_add_up_to_all_bits_of_the_file()
    {
        int maps = 0;
        foreach ((string path, byte[] bytes) in Files())
        {
            FileCosts costs = ImageInspector.Costs(bytes);
            Assert.True(costs.Parts.Sum(p => p.Bits) == 8L * bytes.Length, $"{path}: {string.Join("; ", costs.Parts)}");
            Assert.All(costs.Parts, p => Assert.True(p.Bits > 0, $"{path}: {p}"));
            if (costs.Map is not { } map)
                continue;
            maps++;
            Assert.Equal(map.Columns * map.Rows, map.Bits.Count);
            Assert.Equal((costs.Width + map.CellWidth - 1) / map.CellWidth, map.Columns);
        }

        Assert.True(maps > 100, $"{maps} maps");
    }

    [Fact]
    public void Parts_add_up_to_all_bits_of_the_file_without_a_walk()
    {
        foreach ((string path, byte[] bytes) in Files())
        {
            FileCosts parts = ImageInspector.Parts(bytes), costs = ImageInspector.Costs(bytes);
            Assert.True(parts.Parts.Sum(p => p.Bits) == 8L * bytes.Length, $"{path}: {string.Join("; ", parts.Parts)}");
            Assert.Equal((costs.Width, costs.Height, costs.SampleBytes, null), (parts.Width, parts.Height, parts.SampleBytes, parts.Map));
            Assert.True(parts.Parts.Count <= costs.Parts.Count, path);
        }
    }

    /// <summary>Files whose MCUs cannot be gone to at once are walked whole, over damage to the next restart.</summary>
    [Theory]
    [InlineData("jpeg/arithmetic/411-sof10.jpg", "scan 1: Y, DC", "scan 12: Y, AC")]
    [InlineData("jpeg/lossless/apart-restarts.jpg", "scan 1: B, differences", "scan 3: G, differences")]
    [InlineData("jpeg/broken/restart-missing.jpg", "scan 1: Y, AC", "scan 1: Cr, DC")]
    public void Every_process_has_its_components_and_its_map(string path, params string[] names)
    {
        FileCosts costs = ImageInspector.Costs(File.ReadAllBytes(Repository.PathOf("corpus", path)));
        Assert.All(names, name => Assert.Contains(costs.Parts, p => p.Name == name && p.Group == CostSum.Coded));
        double coded = costs.Parts.Where(p => p.Name.StartsWith("scan ", StringComparison.Ordinal) && p.Name.Contains(", ", StringComparison.Ordinal) && !p.Name.Contains("stuffed", StringComparison.Ordinal)).Sum(p => p.Bits);
        Assert.True(coded > 0 && Math.Abs(costs.Map!.Bits.Sum(b => (double)b) - coded) < 0.001 * coded, $"{costs.Map!.Bits.Sum(b => (double)b)} of {coded}");
        Assert.Equal((costs.Width + costs.Map.CellWidth - 1) / costs.Map.CellWidth, costs.Map.Columns);
    }

    [Fact]
    public void What_damage_leaves_unread_is_called_so()
    {
        byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg/photos/landscape-420.jpg"));
        // Ones to the end: no code has sixteen of them.
        bytes.AsSpan(bytes.Length / 2, 64).Fill(0xFE);
        FileCosts costs = ImageInspector.Costs(bytes);
        CostPart rest = Assert.Single(costs.Parts, p => p.Name.Contains("what cannot be read", StringComparison.Ordinal));
        Assert.Equal(CostSum.Unused, rest.Group);
        Assert.InRange(rest.Bits, 8L * bytes.Length / 4, 8L * bytes.Length * 3 / 4);
        Assert.NotNull(costs.Map);
    }

    [Fact]
    public void The_bits_of_the_map_are_those_of_the_coded_data()
    {
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "png/matrix/rgb8-adam7-mixed.png", "jpeg/progressive/successive-420.jpg", "jpeg/restart/1-sof0-420.jpg", "bmp/coded/rle8-h40-mixed.bmp"])
        {
            FileCosts costs = ImageInspector.Costs(File.ReadAllBytes(Repository.PathOf("corpus", path)));
            double coded = costs.Parts.Where(p => p.Group == CostSum.Coded && !p.Name.Contains("padding", StringComparison.Ordinal) && p.Name is not ("end of row" or "end" or "jump")).Sum(p => p.Bits);
            Assert.True(Math.Abs(costs.Map!.Bits.Sum(b => (double)b) - coded) < 0.001 * coded, $"{path}: {costs.Map.Bits.Sum(b => (double)b)} of {coded}");
        }
    }

    [Fact]
    public void Symbols_follow_each_other_without_a_gap()
    {
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "png/photos/text-rgba.png", "jpeg/photos/landscape-420.jpg", "bmp/coded/rle8-h40-mixed.bmp", "bmp/coded/huffman-h64-35x26-msb.bmp", "bmp/coded/huffman-h64-35x26-lsb.bmp"])
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
            using var study = new ImageStudy(bytes);
            IReadOnlyList<CodedRun> runs = study.Symbols(8L * (bytes.Length / 2), 300);
            Assert.True(runs.Count > 20, $"{path}: {runs.Count} symbols");
            for (int i = 1; i < runs.Count; i++)
            {
                long end = 8 * runs[i - 1].Offset + runs[i - 1].Bit + runs[i - 1].Bits, next = 8 * runs[i].Offset + runs[i].Bit;
                // Between them lie whole bytes at most: stuffed zeros, frames of chunks.
                Assert.True(next >= end && (next - end) % 8 == 0, $"{path}: {runs[i - 1]}, then {runs[i]}");
            }

            // From the middle of a symbol on, that symbol comes first.
            CodedRun middle = runs[10];
            CodedRun first = study.Symbols(8 * middle.Offset + middle.Bit + middle.Bits - 1, 1)[0];
            Assert.True(middle.Bits == 0 || (middle.Offset, middle.Bit, middle.Kind) == (first.Offset, first.Bit, first.Kind) || middle.Bytes > (middle.Bit + middle.Bits + 7) / 8, $"{path}: {middle}, {first}");
        }
    }

    [Fact]
    public void The_code_in_force_has_the_code_that_stands_there()
    {
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "jpeg/photos/landscape-420.jpg", "jpeg/progressive/successive-420.jpg"])
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
            using var study = new ImageStudy(bytes);
            int found = 0;
            foreach (CodedRun run in study.Symbols(8L * (bytes.Length / 2), 200).Where(r => r.CodeBits > 0))
            {
                CodeInForce code = study.CodeAt(8 * run.Offset + run.Bit)!;
                (int symbol, string digits, _) = Assert.Single(code.Codes, c => c.Digits == code.Digits);
                Assert.Equal(run.CodeBits, digits.Length);
                if (run.Kind is "literal" or "end")
                    Assert.Equal(run.Value, symbol);
                found++;
            }

            Assert.True(found > 50, $"{path}: {found} codes");
        }
    }

    /// <summary>Arithmetic decisions take less than a bit or several: the items still follow each other, and tell each decision's context, estimate and interval.</summary>
    [Theory]
    [InlineData("jpeg/arithmetic/420-sof9.jpg")]
    [InlineData("jpeg/arithmetic/420-sof10.jpg")]
    [InlineData("jpeg/arithmetic/restart-3-sof9.jpg")]
    public void Arithmetic_items_have_their_decisions(string path)
    {
        byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
        using var study = new ImageStudy(bytes);
        IReadOnlyList<CodedRun> runs = study.Symbols(8L * (bytes.Length / 2), 300);
        Assert.Equal(300, runs.Count);
        Assert.All(runs, run =>
        {
            Assert.NotEmpty(run.Decisions!);
            Assert.Equal(0, run.CodeBits);
            Assert.All(run.Decisions!, d => Assert.True(d is { Interval: >= 0x8000 and <= 0x10000, Qe: > 0, Value: 0 or 1, Context.Length: > 1 } && d.Code < d.Interval, $"{d}"));
        });
        Assert.Contains(runs, r => r.Kind == "dc" || r.Kind == "ac");
        for (int i = 1; i < runs.Count; i++)
        {
            long end = 8 * runs[i - 1].Offset + runs[i - 1].Bit + runs[i - 1].Bits, next = 8 * runs[i].Offset + runs[i].Bit;
            Assert.True(next >= end || runs[i].Offset > runs[i - 1].Offset, $"{runs[i - 1]}, then {runs[i]}");
        }

        Assert.Null(study.CodeAt(8 * runs[0].Offset + runs[0].Bit));
    }

    [Fact]
    public void Lossless_differences_have_a_code_and_the_sample_that_they_give()
    {
        string path = Directory.GetFiles(Repository.PathOf("corpus", "jpeg/lossless"), "*.jpg").Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(path);
        using var study = new ImageStudy(bytes);
        IReadOnlyList<CodedRun> runs = study.Symbols(8L * (bytes.Length / 2), 100);
        Assert.Equal(100, runs.Count);
        ImageInfo info = ImageDecoder.Identify(bytes);
        foreach (CodedRun run in runs)
        {
            Assert.Equal("difference", run.Kind);
            CodeInForce code = study.CodeAt(8 * run.Offset + run.Bit)!;
            (int category, _, _) = Assert.Single(code.Codes, c => c.Digits == code.Digits);
            Assert.Equal(category, run.Bits - run.CodeBits == 0 && category == 16 ? 16 : run.Bits - run.CodeBits);
            Assert.Equal(category, (int)Math.Ceiling(Math.Log2(Math.Abs((double)run.Value!) + 1)));
            Assert.InRange(run.Pixel!.Value.X, 0, info.Width - 1);
            Assert.InRange(run.Pixel.Value.Y, 0, info.Height - 1);
        }
    }

    /// <summary>Sixteen ones are no code: symbols up to there, then what is passed over, then those after the next restart.</summary>
    [Fact]
    public void Symbols_of_a_damaged_scan_end_at_the_flaw_and_begin_again_at_the_next_restart()
    {
        byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg/photos/balls-422-restart.jpg"));
        int flaw = bytes.Length / 2;
        while (bytes.AsSpan(flaw - 1, 8).Contains((byte)0xFF))
            flaw++;
        bytes.AsSpan(flaw, 6).Clear();
        (bytes[flaw], bytes[flaw + 2], bytes[flaw + 4]) = (0xFF, 0xFF, 0xFF);
        using var study = new ImageStudy(bytes);
        IReadOnlyList<CodedRun> runs = study.Symbols(8L * (flaw - 20), 400);
        int passed = runs.ToList().FindIndex(r => r.Words.StartsWith("passed over", StringComparison.Ordinal));
        Assert.True(passed > 5, $"{passed}");
        Assert.InRange(runs[passed].Offset, flaw, flaw + 7);
        Assert.Contains(runs.Take(passed), r => r.Offset < flaw && r.Kind is "dc" or "ac");
        CodedRun next = runs[passed + 1];
        Assert.Equal("dc", next.Kind);
        Assert.Equal(runs[passed].Offset + runs[passed].Bytes + 2, next.Offset);
        Assert.InRange(bytes[next.Offset - 1], 0xD0, 0xD7);
        Assert.NotNull(study.CodeAt(8 * next.Offset));
    }

    [Fact]
    public void The_picture_after_the_last_scan_is_the_picture()
    {
        byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg/progressive/successive-420.jpg"));
        using var study = new ImageStudy(bytes);
        int last = study.Jpeg!.Study.UsedScans - 1;
        Assert.Equal(PixelHash.Sha256(study.Pixels), PixelHash.Sha256(study.Jpeg.AfterScan(last)!));
        Assert.NotEqual(PixelHash.Sha256(study.Pixels), PixelHash.Sha256(study.Jpeg.AfterScan(0)!));
        Assert.Throws<ArgumentOutOfRangeException>(() => study.Jpeg.AfterScan(last + 1));
    }

    private static string Trail(byte[] bytes, Func<PixelTrail> trace)
    {
        try
        {
            PixelTrail trail = trace();
            using var text = new MemoryStream();
            using (var json = new InspectJson(text, bytes, new InspectJsonOptions(false, false, int.MaxValue)))
                json.WriteTrail("", trail);
            return Encoding.UTF8.GetString(text.ToArray());
        }
        catch (ImageDecodeException error)
        {
            return error.Message;
        }
    }
}
