using System.Globalization;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>The tree of JPEG files: every byte in one leaf; findings agree with the decoder at each strictness.</summary>
public class JpegTreeTests
{
    public static TheoryData<string> Files => [.. JpegStudyFiles.All];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Length", "Long")]
    public void Every_byte_belongs_to_one_leaf(string name)
    {
        byte[] file = JpegStudyFiles.Read(name);
        foreach (InspectOptions options in (InspectOptions[])[InspectOptions.Default, new() { Mcu = 3 }, new() { Blocks = true, MaxNodes = 20_000 }, new() { MaxNodes = 40 }])
            AssertTiled(ImageInspector.Inspect(file, options), file.Length);
    }

    internal static void AssertTiled(StructureReport report, long length)
    {
        Assert.Equal((0, length), (report.Root.Offset, report.Root.Length));
        foreach (StructureNode node in report.Nodes)
        {
            long at = node.Offset;
            bool any = false;
            foreach (StructureNode child in node.Children)
            {
                if (child.IsBits)
                {
                    Assert.InRange(child.BitOffset, 0, 7);
                    Assert.True(child.Offset >= node.Offset && child.Offset + child.Length <= node.Offset + node.Length + 1_000_000, $"{child.Name} at {child.Offset}");
                    continue;
                }

                Assert.False(node.IsBits, $"{node.Name} at {node.Offset}: bits with bytes in them");
                Assert.True(at == child.Offset, $"{node.Name} at {node.Offset}: {child.Name} begins at {child.Offset}, not {at}");
                at += child.Length;
                any = true;
            }

            if (any)
                Assert.True(at == node.Offset + node.Length, $"{node.Name} at {node.Offset}: children end at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Length", "Long")]
    public void Findings_agree_with_the_decoder(string name)
    {
        byte[] file = JpegStudyFiles.Read(name);
        if (JpegStudyFiles.IsJpeg(file))
            AssertAgrees(file, ImageInspector.Inspect(file));
    }

    internal static void AssertAgrees(byte[] file, StructureReport report)
    {
        Issue[] findings = [.. report.Findings.Select(f => f.Finding)];
        ImageDecodeException? standard = Refusal(file, Strictness.Standard);
        ImageDecodeException? strict = Refusal(file, Strictness.Strict);
        Issue[] errors = [.. findings.Where(f => f.Severity == Severity.Error)];
        string told = string.Join("; ", findings.Select(f => f.ToString()));
        Assert.True(standard is not null == errors.Length > 0, $"Standard: {standard?.Message}; {told}");
        Assert.True(strict is not null == Array.Exists(findings, f => f.Severity >= Severity.Warning), $"Strict: {strict?.Message}; {told}");
        Assert.All(findings, f => Assert.Same(f.Rule, RuleCatalogue.Find(f.Rule.Id)));
        if (standard is null)
            return;

        // The first error in the file is the one that the decoder stops at, but for two kinds. It reads the headers of all scans
        // before the data of any, so a refused segment may stand behind damaged data. And two things are told of the
        // frame header but known later: that no DNL follows the first scan, and that the file is too short for its size.
        Assert.Contains(errors, f => f.Offset == standard.Offset && f.What == standard.What);
        Issue first = errors.First(f => f.Rule.Id is not ("jpeg-limit" or "jpeg-frame-height") || f.What == standard.What);
        if (first.Offset != standard.Offset)
            Assert.Contains(first.Rule.Id, EntropyRules);
    }

    private static readonly string[] EntropyRules =
        [
            "jpeg-huffman-code", "jpeg-run-length", "jpeg-huffman-symbol", "jpeg-dc-range", "jpeg-data-short", "jpeg-data-truncated", "jpeg-restart-order", "jpeg-restart-truncated",
            // Markers behind the data of a scan that cannot follow one are told with its data.
            "jpeg-marker-reserved", "jpeg-extension", "jpeg-hierarchical", "jpeg-ls",
        ];

    private static ImageDecodeException? Refusal(byte[] file, Strictness strictness)
    {
        try
        {
            JpegTesting.Decode(file, JpegTesting.With(strictness: strictness));
            return null;
        }
        catch (ImageDecodeException refusal)
        {
            return refusal;
        }
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Damaged_files_never_stop_the_inspector()
    {
        var random = new Random(7);
        string[] names = [.. JpegStudyFiles.SmallCorpus.Where(f => JpegStudyFiles.Read(f).Length > 20)];
        for (int i = 0; i < 1500; i++)
        {
            byte[] file = JpegStudyFiles.Read(names[random.Next(names.Length)]);
            file = random.Next(4) switch
            {
                0 => file[..random.Next(3, file.Length)],
                1 => [.. file[..random.Next(3, file.Length)], .. file[random.Next(file.Length)..]],
                _ => Mutate(file, random),
            };
            InspectOptions options = random.Next(3) switch
            {
                0 => InspectOptions.Default,
                1 => new InspectOptions { Mcu = random.Next(10) },
                _ => new InspectOptions { Blocks = true, MaxNodes = random.Next(1, 3000) },
            };
            StructureReport report = ImageInspector.Inspect(file, options);
            AssertTiled(report, file.Length);
            if (report.Format == ImageFormat.Jpeg)
                AssertAgrees(file, report);
            ByteLocation location = ImageInspector.Locate(file, random.Next(file.Length));
            Assert.True(location.Path[^1].IsLeaf);
            try
            {
                ImageInspector.Trace(file, random.Next(70), random.Next(70));
            }
            catch (Exception e) when (e is ImageDecodeException or ArgumentOutOfRangeException)
            {
                // The two that it may throw.
            }
        }
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        byte[] mutated = [.. file];
        for (int n = random.Next(1, 4); n > 0; n--)
            mutated[random.Next(3, mutated.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        return mutated;
    }

    /// <summary>The crash tests of a public suite, and broken files of the corpus: which rule, and where.</summary>
    [Fact]
    public void Damaged_files_are_told_by_rule_and_place()
    {
        var wrong = new List<string>();
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Jpeg", "Inspection", "Findings.tsv")))
        {
            string[] fields = line.Split('\t');
            if (line.Length == 0 || line[0] == '#' || (!fields[0].StartsWith("corpus/", StringComparison.Ordinal) && !Suites.Available))
                continue;
            StructureReport report = ImageInspector.Inspect(JpegStudyFiles.Read(fields[0]));
            string told = string.Join(' ', report.Findings.Select(f => f.Finding)
                .Where(f => f.Severity != Severity.Note)
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Rule.Id}@{f.Offset}")));
            if (told != fields[1])
                wrong.Add($"{fields[0]}\t{told}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Tables_that_no_scan_uses_and_odd_padding_are_remarked_on()
    {
        byte[] file = JpegStudyFiles.Read("corpus/jpeg/quality/scene-50.jpg");
        Assert.Empty(ImageInspector.Inspect(file).Findings);

        // A third quantisation table, as the first one but for its number; and the padding of the last byte, ones, to zeros.
        byte[] table = file[20..89];
        table[4] = 2;
        byte[] changed = [.. file[..20], .. table, .. file[20..]];
        changed[^3] &= 0x80;
        (string, long)[] told = [.. ImageInspector.Inspect(changed).Findings.Select(f => (f.Finding.Rule.Id, f.Finding.Offset))];
        Assert.Equal([("jpeg-quantisation-unused", 24), ("jpeg-padding-bits", changed.Length - 3)], told);
        Assert.Equal(ImageDecoder.Decode(file).ToArray(), ImageDecoder.Decode(changed).ToArray());
    }
}
