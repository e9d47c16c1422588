using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Inspection;

/// <summary>
/// What holds for every file of every format: each byte belongs to one leaf, findings are the decoder's verdicts, and no
/// bytes make the inspector throw.
/// </summary>
public sealed class InspectorPropertyTests
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int n) ? n : 6_000;

    private static readonly InspectOptions[] Options =
        [InspectOptions.Default, new() { Symbols = true, Blocks = true }, new() { MaxNodes = 25 }];

    /// <summary>
    /// Files whose refusal stands elsewhere than their first Error: the decoder meets its errors in the order of its work.
    /// </summary>
    private static readonly Dictionary<string, string> FirstErrorElsewhere = new()
    {
        ["jpeg/crashtest/derive-huffman-codes-overflow.jpg"] = "that the file is too short for its size is known after the first scan header",
        ["jpeg/crashtest/invalid-dimensions.jpg"] = "that no DNL tells the height is known after the first scan",
        ["jpeg/reftest/partial_progressive.jpg"] = "the headers of all scans are read before the data of any",
        ["bmpsuite/bad/pal8badindex.bmp"] = "rows are decoded from the top down, and the top row is the last in the file",
    };

    public static TheoryData<string> Folders => [.. InspectionFiles.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    [Trait("Length", "Long")]
    public void Every_byte_belongs_to_exactly_one_leaf(string folder)
    {
        var broken = new List<string>();
        foreach ((string name, byte[] bytes) in InspectionFiles.In(folder))
        {
            foreach (InspectOptions options in Options)
            {
                StructureReport report = ImageInspector.Inspect(bytes, options);
                if (InspectionFiles.BrokenShape(report.Root, bytes.Length) is { } shape)
                    broken.Add($"{name}: {shape}");
                int most = options.MaxNodes < 100 ? 4 * options.MaxNodes : options.MaxNodes;
                if (report.Nodes.Count() > most)
                    broken.Add($"{name}: {report.Nodes.Count()} nodes, {options.MaxNodes} were allowed");
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Findings_are_the_decoders_verdicts(string folder)
    {
        var wrong = new List<string>();
        int compared = 0;
        foreach ((string name, byte[] bytes) in InspectionFiles.In(folder))
        {
            StructureReport report = ImageInspector.Inspect(bytes);
            if (!InspectionFiles.IsExplained(report))
                continue;
            compared++;
            wrong.AddRange(Disagreements(bytes, report, first: !FirstErrorElsewhere.ContainsKey(name)).Select(what => $"{name}: {what}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 0 || !InspectionFiles.Explained.Any(f => folder.Contains(f.ToString(), StringComparison.OrdinalIgnoreCase)), "no file was compared");
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Damaged_files_are_explained_whatever_they_hold()
    {
        List<byte[]> files = InspectionFiles.Small("png", "bmp", "jpeg", "other");
        (int errors, int clean, int traced) = (0, 0, 0);
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] file = Mutation.Of(files[random.Next(files.Count)], random);
            try
            {
                StructureReport report = ImageInspector.Inspect(file, Options[random.Next(Options.Length)]);
                Assert.Null(InspectionFiles.BrokenShape(report.Root, file.Length));
                if (file.Length > 0)
                    Assert.NotEmpty(ImageInspector.Locate(file, random.Next(file.Length)).Path);
                report = ImageInspector.Inspect(file);
                if (!InspectionFiles.IsExplained(report))
                    continue;
                Agree(file, report);
                _ = report.Worst == Severity.Error ? errors++ : clean++;
                if (Trace(file, random))
                    traced++;
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error.Message}");
            }
        }

        // A fuzzer whose mutations never bite, or always kill, tests nothing.
        Assert.True(errors > Cases / 40 && clean > Cases / 40 && traced > Cases / 40, $"{errors} errors, {clean} without, {traced} traced");
    }

    [Fact]
    public void Every_prefix_of_a_file_is_explained()
    {
        foreach (string folder in (string[])["png", "bmp", "jpeg"])
        {
            byte[] file = InspectionFiles.Small(folder).MinBy(f => Math.Abs(f.Length - 700))!;
            for (int length = 0; length <= file.Length; length++)
            {
                byte[] prefix = file[..length];
                StructureReport report = ImageInspector.Inspect(prefix);
                Assert.Null(InspectionFiles.BrokenShape(report.Root, length));
                if (InspectionFiles.IsExplained(report))
                    Agree(prefix, report);
            }
        }
    }

    private static void Agree(byte[] file, StructureReport report)
    {
        string[] wrong = [.. Disagreements(file, report, first: false)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong) + "\n" + Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 160))));
    }

    private static bool Trace(byte[] file, Random random)
    {
        try
        {
            IdentifyResult identified = ImageDecoder.TryIdentify(file);
            (int width, int height) = identified.Info is { } info ? (info.Width, info.Height) : (10, 10);
            Assert.NotNull(ImageInspector.Trace(file, random.Next(width + 1), random.Next(height + 1)));
            return true;
        }
        catch (Exception error) when (error is ImageDecodeException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>Where findings and decoder do not agree.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="report">What the inspector says.</param>
    /// <param name="first">Whether the refusal must stand at the first finding that leads to it; else at one of these.</param>
    private static IEnumerable<string> Disagreements(byte[] bytes, StructureReport report, bool first)
    {
        foreach ((Strictness strictness, Severity least) in ((Strictness, Severity)[])
            [(Strictness.Standard, Severity.Error), (Strictness.Strict, Severity.Warning)])
        {
            ImageDecodeException? refusal = Refusal(bytes, strictness);
            Issue[] against = [.. report.Findings.Select(f => f.Finding).Where(f => f.Severity >= least)];
            if (refusal is null && against.Length > 0)
                yield return $"{strictness} decodes it, against {against[0]}";
            else if (refusal is not null && against.Length == 0)
                yield return $"{strictness} refuses it and nothing is found: {refusal.Message}";
            else if (refusal is not null && !against.Any(f => f.Offset == refusal.Offset))
                yield return $"{strictness}: no finding at the refusal's place: {refusal.Message}; {string.Join(" | ", against.Take(3))}";
            else if (refusal is not null && first && strictness == Strictness.Standard && against[0].Offset != refusal.Offset)
                yield return $"{strictness}: {against[0]} comes before {refusal.Message}";
        }
    }

    private static ImageDecodeException? Refusal(byte[] bytes, Strictness strictness)
    {
        try
        {
            ImageDecoder.Decode(bytes, new DecodeOptions { Strictness = strictness });
            return null;
        }
        catch (ImageDecodeException error)
        {
            return error;
        }
    }
}
