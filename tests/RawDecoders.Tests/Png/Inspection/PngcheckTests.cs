using System.Diagnostics;
using System.Text.RegularExpressions;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>
/// Side by side with pngcheck -vv7tp: every line that it prints is understood, and what it tells is in our tree. Needs pngcheck.
/// </summary>
public sealed class PngcheckTests
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        try
        {
            return Run("-h").Contains("PNGcheck", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static TheoryData<string> OfCorpus =>
    [
        "ancillary/chrm", "ancillary/text", "ancillary/ztxt", "ancillary/itxt", "ancillary/itxt-compressed", "ancillary/phys-metre", "ancillary/phys-aspect",
        "ancillary/bkgd-0-8", "ancillary/bkgd-2-8", "ancillary/bkgd-3-4", "ancillary/hist", "ancillary/splt", "ancillary/sbit-4-8", "ancillary/srgb-0",
        "ancillary/iccp", "ancillary/exif-1", "ancillary/time", "ancillary/animation-default-first", "ancillary/private", "matrix/grey8-trns-none",
        "matrix/rgb8-trns-none", "matrix/palette2-trns-adam7-mixed", "idat/split-primes", "zlib/dynamic-many", "zlib/flevel-0", "zlib/flevel-1",
        "zlib/flevel-3", "broken/idat-crc", "broken/cut-row-9", "broken/filter-5", "broken/deflate-distance", "broken/data-after-adler",
    ];

    public static TheoryData<string> OfPngSuite =>
    [
        "basi3p04", "ch1n3p04", "tbbn3p08", "exif2c08", "g03n3p04", "oi4n2c16", "ctzn0g04", "cdun2c08", "ct1n0g04", "cm9n0g04", "ps1n2c16", "xcsn0g01",
    ];

    [Theory]
    [MemberData(nameof(OfCorpus))]
    [Trait("Length", "Long")]
    public void All_that_pngcheck_tells_is_told(string name)
    {
        Assert.SkipUnless(Installed.Value, "pngcheck is not installed");
        Compare(Path.Combine(CorpusFolder.Find(), "png", name + ".png"));
    }

    [Theory]
    [MemberData(nameof(OfPngSuite))]
    public void All_that_pngcheck_tells_of_PngSuite_is_told(string name)
    {
        Suites.Require();
        Assert.SkipUnless(Installed.Value, "pngcheck is not installed");
        Compare(Suites.PathOf($"pngsuite/{name}.png"));
    }

    private static void Compare(string path)
    {
        string output = Run("-vv7tp", path);
        StructureReport report = ImageInspector.Inspect(path);
        var reading = new PngcheckReading(report);
        foreach (string line in output.Split('\n'))
            Assert.True(reading.Understands(line), $"no rule reads \"{line}\"");
        reading.End();
        Assert.True(reading.Facts > 5, $"only {reading.Facts} facts");
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("pngcheck", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }
}

/// <summary>Reads pngcheck's output line by line and asserts that a tree tells the same.</summary>
internal sealed partial class PngcheckReading(StructureReport report)
{
    private readonly List<int> _filters = [];
    private readonly List<string> _text = [];
    private StructureNode _chunk = report.Root;

    /// <summary>How many facts have been compared.</summary>
    public int Facts { get; private set; }

    /// <summary>Whether a rule knows the line; what it tells is asserted.</summary>
    public bool Understands(string line)
    {
        foreach ((Regex pattern, Action<string[]> check) in Rules())
        {
            Match match = pattern.Match(line);
            if (!match.Success)
                continue;
            Facts++;
            check([.. match.Groups.Values.Select(g => g.Value)]);
            return true;
        }

        // The contents of a text chunk, line by line.
        if (_chunk.Name != "tEXt chunk" || !line.StartsWith("    ", StringComparison.Ordinal) && line.Length > 0)
            return string.IsNullOrWhiteSpace(line);
        if (line.Length > 0)
            _text.Add(Regex.Unescape(line[4..].Replace("\\", "\\x", StringComparison.Ordinal)));
        return true;
    }

    /// <summary>The filter types of all rows, which pngcheck spreads over the IDAT chunks.</summary>
    public void End()
    {
        EndText();
        Assert.Equal(_filters.Select(f => $"{f}"), Rows().Select(r => r.Raw).Take(_filters.Count));
    }

    private IEnumerable<(Regex, Action<string[]>)> Rules() =>
    [
        (R(@"^File: .* \((\d+) bytes\)$"), f => Equal(f[1], $"{report.Root.Length}")),
        (R(@"^  chunk (\w{4}) at offset 0x([0-9a-f]+), length (\d+)(.*)$"), f => Chunk(f[1], Convert.ToInt64(f[2], 16), f[3], f[4])),
        (R(@"^    (\d+) x (\d+) image, (\d+)-bit (\S+), (non-)?interlaced$"), Header),
        (R(@"^    zlib: deflated, (\S+) window, (\w+) compression$"), Zlib),
        (R(@"^    rows per pass: ([\d, ]+)$"), f => Equal(f[1], string.Join(", ", Scanlines().Children.Select(p => p.Children.Count)))),
        (R(@"^    row filters \(0 none, 1 sub, 2 up, 3 avg, 4 paeth\):$"), _ => { }),
        (R(@"^ {5,6}((?:\d ?|\| ?)*)(?:\((\d+) out of (\d+)\))?$"), Filters),
        (R(@"^ {5,6}((?:\d )+) *invalid row-filter type \((\d+)\)$"), f => Filters([f[0], f[1] + f[2] + " ", "", ""], "png-filter-type")),
        (R(@"^    (?:(?:red|green|blue|gray|alpha) = .*)$"), Channels),
        (R(@"^    index = (\d+)$"), f => Equal(f[1], _chunk.Child("Palette index").Raw)),
        (R(@"^    (White|Green) x = (\S+) y = (\S+),  (Red|Blue) x = (\S+) y = (\S+)$"), Chromaticities),
        (R(@"^    rendering intent = (.*)$"), f => Equal(f[1], _chunk.Child("Rendering intent").Value)),
        (R(@"^    profile name = (.*), compression method = (\d) \((\w+)\)$"), f =>
        {
            Equal($"\"{f[1]}\"", _chunk.Child("Profile name").Value);
            Equal((f[2], f[3]), (_chunk.Child("Compression method").Raw, _chunk.Child("Compression method").Value));
        }),
        (R(@"^    compressed profile = (\d+) bytes$"), f => Equal(f[1], $"{_chunk.Child("ICC profile").Length}")),
        (R(@"^    \(compressed zTXt text\)$"), _ => Assert.Contains("inflates to", _chunk.Child("Text string").Value, StringComparison.Ordinal)),
        (R(@"^    (un)?compressed, (?:no language tag|language tag = (.*))$"), f =>
        {
            Equal(f[1] == "un" ? "0" : "1", _chunk.Child("Compression flag").Raw);
            if (f[2].Length > 0)
                Equal($"\"{f[2]}\"", _chunk.Child("Language tag").Value);
        }),
        (R(@"^    (?:no translated keyword, )?(\d+) bytes of (?:translated keyword and )?UTF-8 text$"), f =>
            // pngcheck counts one or two of the nulls in; ours is exact.
            Assert.InRange(int.Parse(f[1]) - _chunk.Children.Where(c => c.Name is "Text" or "Translated keyword").Sum(c => c.Length), 0, 2)),
        (R(@"^    unknown (private|public), (ancillary|critical), (safe|unsafe)-to-copy chunk$"), f =>
            Equal($"{f[2]}, {f[1]}, {(f[3] == "safe" ? "safe" : "not safe")} to copy", _chunk.Child("Chunk type").Value)),
        (R(@"^    sample depth = (\d+) bits, palette name = (.*)$"), f => Equal((f[1], $"\"{f[2]}\""), (_chunk.Child("Sample depth").Raw, _chunk.Child("Palette name").Value))),
        (R(@"^ *(\d+):  \( *(\d+), *(\d+), *(\d+), *(\d+)\) = \S+  freq = (\d+)$"), f =>
            Equal($"red {f[2]}, green {f[3]}, blue {f[4]}, alpha {f[5]}, frequency {f[6]}", _chunk.Child($"Colour {f[1]}").Value)),
        (R(@"^ *(\d+):  \( *(\d+), *(\d+), *(\d+)\) = \(0x(\w\w),0x(\w\w),0x(\w\w)\)$"), f =>
            Equal($"red {f[2]}, green {f[3]}, blue {f[4]}: #{$"{f[5]}{f[6]}{f[7]}".ToUpperInvariant()}", _chunk.Child($"Entry {f[1]}").Value)),
        (R(@"^ *(\d+): +(\d+) = 0x\w\w$"), f => Equal(f[2], _chunk.Child($"Alpha of entry {f[1]}").Raw)),
        (R(@"^ *(\d+): +(\d+)$"), f => Equal(f[2], _chunk.Child($"Frequency of entry {f[1]}").Raw)),
        (R(@"^  CRC error in chunk (\w{4}) \(computed (\w{8}), expected (\w{8})\)$"), f =>
        {
            Found("png-chunk-crc", "png-chunk-crc-ancillary");
            Equal($"stored {f[3]}, computed {f[2]}".ToUpperInvariant(), _chunk.Child("CRC").Value.ToUpperInvariant());
        }),
        (R(@"^    zlib: inflate error = -3 \(data error\)$"), _ => Found("png-deflate")),
        (R(@"^ \((\d+) out of (\d+)\)$"), _ => { }),
        (R(@"^No errors detected in .* \((\d+) chunks, (-?[\d.]+)% compression\)\.$"), f =>
        {
            Assert.DoesNotContain(report.Findings, x => x.Finding.Severity == Severity.Error);
            Assert.StartsWith($"{f[1]} chunks; ", report.Root.Value, StringComparison.Ordinal);
            // What it calls compression is what is saved.
            decimal share = 100 - decimal.Parse(f[2], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $" bytes, {share:0.0}% of the "), report.Root.Value, StringComparison.Ordinal);
        }),
        (R(@"^ERRORS DETECTED in .*$"), _ => Assert.Equal(Severity.Error, report.Worst)),
    ];

    private void Chunk(string type, long offset, string length, string more)
    {
        EndText();
        // pngcheck tells where the type is, 4 bytes into the chunk.
        _chunk = Assert.Single(report.Root.Children.SelectMany(c => c.Name.StartsWith("Frame ", StringComparison.Ordinal) ? c.Children : [c]), c => c.Offset == offset - 4);
        Equal($"{type} chunk", _chunk.Name);
        Equal(length, _chunk.Child("Length").Raw);
        foreach ((Regex pattern, Action<string[]> check) in More())
        {
            Match match = pattern.Match(more);
            if (!match.Success)
                continue;
            Facts++;
            check([.. match.Groups.Values.Select(g => g.Value)]);
            return;
        }

        Assert.Fail($"no rule reads \"{more}\" of {type}");
    }

    private IEnumerable<(Regex, Action<string[]>)> More() =>
    [
        (R("^$"), _ => { }),
        (R(@"^: ([\d.]+)$"), f => Equal((int)Math.Round(100000 * Double(f[1])), int.Parse(_chunk.Child("Image gamma").Raw))),
        (R(@"^: (\d+) palette entr(?:y|ies)$"), f => Equal(f[1], $"{Count("Entry ")}")),
        (R(@"^: (\d+) histogram entr(?:y|ies)$"), f => Equal(f[1], $"{Count("Frequency of entry ")}")),
        (R(@"^: (\d+) palette/histogram entr(?:y|ies)$"), f => Equal(f[1], $"{Count("Colour ")}")),
        (R(@"^: (\d+) transparency entr(?:y|ies)$"), f => Equal(f[1], $"{Count("Alpha of entry ")}")),
        (R(@"^, keyword: (.*)$"), f => Equal($"\"{f[1]}\"", _chunk.Child("Keyword").Value)),
        (R(@"^: (\d+)x(\d+) pixels/(meter|unit)(?: \((\d+) dpi\)| \(\d+:\d+\))?$"), Dimensions),
        (R(@"^: (\d+ \w+ \d+ \d\d:\d\d:)(\d\d) UTC$"), f =>
        {
            // A leap second is a second of its own, which DateTime does not know.
            var time = DateTime.Parse($"{f[1]}00", System.Globalization.CultureInfo.InvariantCulture);
            Assert.EndsWith($"{time:yyyy-MM-dd HH:mm}:{f[2]}", _chunk.Value, StringComparison.Ordinal);
        }),
        (R(@"^: EXIF metadata, \S+ \((\w\w)\) format$"), f =>
            Assert.StartsWith($"\"{f[1]}\"", _chunk.Child("Exif block").Child("byte order").Value, StringComparison.Ordinal)),
        (R(@"^:  EOF while reading data$"), _ => Found("png-file-ends", "png-image-data-cut", "png-chunk-cut", "png-end-missing")),
    ];

    private void Header(string[] f)
    {
        string type = f[4] switch
        {
            "grayscale" => "greyscale",
            "RGB" => "truecolour",
            "palette" => "indexed-colour",
            "grayscale+alpha" => "greyscale with alpha",
            _ => "truecolour with alpha",
        };
        Assert.EndsWith($"{f[1]} x {f[2]}, {f[3]} {(f[3] == "1" ? "bit" : "bits")} a pixel, {type}, {(f[5].Length > 0 ? "not interlaced" : "interlaced")}", _chunk.Value, StringComparison.Ordinal);
    }

    private void Zlib(string[] f)
    {
        int window = 1 << (int.Parse(_chunk.Child("CMF").Child("CINFO").Raw) + 8);
        Equal(f[1], window < 1024 ? $"{window}-byte" : $"{window / 1024}K");
        string level = _chunk.Child("FLG").Child("FLEVEL").Value;
        Assert.StartsWith(f[2] == "superfast" ? "fastest" : f[2], level, StringComparison.Ordinal);
    }

    private void Filters(string[] f) => Filters(f, "");

    private void Filters(string[] f, string rule)
    {
        _filters.AddRange(f[1].Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        if (f[2].Length > 0)
            Equal(int.Parse(f[2]), _filters.Count);
        if (f[3].Length > 0)
            Assert.True(int.Parse(f[3]) == Rows().Count() || report.Worst == Severity.Error);
        if (rule.Length > 0)
            Found(rule);
    }

    private void Channels(string[] f)
    {
        foreach (Match pair in Channel().Matches(f[0]))
        {
            string name = pair.Groups[1].Value == "gray" ? "grey" : pair.Groups[1].Value;
            StructureNode node = Assert.Single(_chunk.Children, c => c.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
            string number = pair.Groups[2].Value;
            Equal(number.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(number, 16) : int.Parse(number), int.Parse(node.Raw));
            Facts++;
        }
    }

    private void Chromaticities(string[] f)
    {
        for (int i = 1; i < f.Length; i += 3)
        {
            string point = f[i] == "White" ? "White point" : f[i];
            Equal((f[i + 1], f[i + 2]), (_chunk.Child($"{point} x").Value, _chunk.Child($"{point} y").Value));
        }
    }

    private void Dimensions(string[] f)
    {
        Equal((f[1], f[2]), (_chunk.Child("Pixels per unit, X axis").Raw, _chunk.Child("Pixels per unit, Y axis").Raw));
        Equal(f[3] == "meter" ? "1" : "0", _chunk.Child("Unit specifier").Raw);
        if (f[4].Length > 0)
            Equal(Double(f[4]), Math.Round(Double(f[1]) * 0.0254));
        if (f[4].Length > 0)
            Assert.Contains("an inch", _chunk.Value, StringComparison.Ordinal);
    }

    private void EndText()
    {
        if (_text.Count > 0)
            Equal(string.Join("\\n", _text), _chunk.Child("Text string").Value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal));
        _text.Clear();
    }

    private void Found(params string[] rules) => Assert.Contains(report.Findings, f => rules.Contains(f.Finding.Rule.Id));

    private int Count(string prefix) => _chunk.Children.Count(c => c.Name.StartsWith(prefix, StringComparison.Ordinal));

    private StructureNode Scanlines() => report.Nodes.First(n => n.Name == "Scanlines");

    /// <summary>Of the picture; pngcheck does not look into fdAT.</summary>
    private IEnumerable<StructureNode> Rows()
        => Below(report.Nodes.FirstOrDefault(n => n.Name == "Scanlines")).Where(n => n.IsBits && n.Name.StartsWith("Row ", StringComparison.Ordinal));

    private static IEnumerable<StructureNode> Below(StructureNode? node)
        => node is null ? [] : node.Children.SelectMany(c => Below(c).Prepend(c));

    private void Equal<T>(T expected, T actual)
    {
        Facts++;
        Assert.Equal(expected, actual);
    }

    private static double Double(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Regex R(string pattern) => new(pattern);

    [GeneratedRegex(@"(red|green|blue|gray|alpha) = (0x\w+|\d+)")]
    private static partial Regex Channel();
}
