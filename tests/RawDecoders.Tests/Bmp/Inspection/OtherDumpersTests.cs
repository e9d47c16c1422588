using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>
/// Side by side with `file` and ImageMagick's `identify -verbose`: every fact that they tell of ten files is told by the
/// inspector too. Once as recorded (dumpers.tsv beside this file), and once live where the programs are installed.
/// </summary>
public sealed partial class OtherDumpersTests
{
    private static readonly (string File, string Tool, string Line)[] Recorded =
        [.. File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Bmp", "Inspection", "dumpers.tsv"))
            .Where(line => line[0] != '#').Select(line => line.Split('\t')).Select(f => (f[0], f[1], f[2]))];

    public static TheoryData<string> Files => [.. Recorded.Select(r => r.File).Distinct()];

    public static TheoryData<string> FilesOfIdentify => [.. Recorded.Where(r => r.Tool == "identify").Select(r => r.File).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public void All_that_was_recorded_is_told(string path)
    {
        var lines = Recorded.Where(r => r.File == path).ToList();
        int told = lines.Sum(r => Check(path, r.Tool, r.Line) ? 1 : 0);
        Assert.True(told >= (lines.Count == 1 ? 1 : 8), $"{told} lines");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void All_that_file_says_today_is_told(string path)
    {
        string? line = Run("file", "-b", PathOf(path));
        Assert.SkipWhen(line is null, "file is not installed");
        Assert.True(Check(path, "file", line.Trim()));
    }

    [Theory]
    [MemberData(nameof(FilesOfIdentify))]
    [Trait("Length", "Long")]
    public void All_that_identify_says_today_is_told(string path)
    {
        string? text = Run("identify", "-verbose", PathOf(path));
        Assert.SkipWhen(text is null, "ImageMagick is not installed");
        bool isPalette = text.Contains("Class: PseudoClass", StringComparison.Ordinal);
        int told = text.Split('\n').Select(line => line.Trim()).Where(line => isPalette || !HistogramLine().IsMatch(line)).Sum(line => Check(path, "identify", line) ? 1 : 0);
        Assert.True(told >= 7, $"{told} lines");
    }

    private static string PathOf(string path) => Path.Combine(CorpusFolder.Find(), "bmp", path);

    /// <summary>Looks for what a line says in the tree; false if the line says nothing of the file's bytes.</summary>
    private static bool Check(string path, string tool, string line)
    {
        StructureReport report = ImageInspector.Inspect(PathOf(path));
        return tool == "file" ? CheckFile(report, line) : CheckIdentify(report, line);
    }

    private static bool CheckFile(StructureReport report, string line)
    {
        Match match = FileLine().Match(line);
        Assert.True(match.Success, line);
        StructureNode header = report.Root.Children[1];
        Assert.Equal(match.Groups["version"].Value switch
        {
            "OS/2 1.x" => "BITMAPCOREHEADER",
            "OS/2 2.x" => "BITMAPINFOHEADER2",
            "Windows 3.x" => "BITMAPINFOHEADER",
            "Windows 95/NT4 and newer" => "BITMAPV4HEADER",
            "Windows 98/2000 and newer" => "BITMAPV5HEADER",
            var other => other,
        }, header.Name);
        Assert.Equal(match.Groups["width"].Value, Field(report, "Width", "cx").Raw);
        Assert.Equal(match.Groups["height"].Value, Field(report, "Height", "cy").Raw);
        Assert.Equal(match.Groups["bits"].Value, Field(report, "BitCount", "cBitCount").Raw);
        if (match.Groups["compression"].Success)
            Assert.Equal(match.Groups["compression"].Value, Field(report, "Compression").Raw);
        if (match.Groups["size"].Success)
            Assert.Equal(match.Groups["size"].Value, Field(report, "SizeImage", "cbImage").Raw);
        if (match.Groups["x"].Success)
        {
            Assert.Equal(match.Groups["x"].Value, Field(report, "XPelsPerMeter", "cxResolution").Raw);
            Assert.Equal(match.Groups["y"].Value, Field(report, "YPelsPerMeter", "cyResolution").Raw);
        }

        if (match.Groups["colors"].Success)
            Assert.Equal(match.Groups["colors"].Value, Field(report, "ClrUsed", "cclrUsed").Raw);
        Assert.Equal(match.Groups["file"].Value, Field(report, "bfSize").Raw);
        Assert.Equal(match.Groups["offset"].Value, Field(report, "bfOffBits").Raw);
        return true;
    }

    private static bool CheckIdentify(StructureReport report, string line)
    {
        if (HistogramLine().Match(line) is { Success: true } entry)
        {
            // "213: (42,48,50) #2A3032": a count of pixels, or an entry's number. ImageMagick drops entries that no pixel has.
            Assert.Contains(Palette(report), e => e.Value.StartsWith(entry.Groups["color"].Value, StringComparison.Ordinal)
                && (e.Name == $"entry {entry.Groups["number"].Value}" || e.Value.Contains($", {entry.Groups["number"].Value} pixel", StringComparison.Ordinal)
                    || Palette(report).Count(p => !p.Value.EndsWith(", no pixel", StringComparison.Ordinal)) < Palette(report).Length));
            return true;
        }

        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0)
            return false;
        string value = line[(colon + 2)..];
        string summary = report.Root.Value;
        switch (line[..colon])
        {
            case "Geometry":
                Match size = Size().Match(value);
                Assert.Contains($"{size.Groups[1].Value} x {size.Groups[2].Value} pixels", summary.Replace("x -", "x ", StringComparison.Ordinal), StringComparison.Ordinal);
                return true;
            case "Number pixels":
                Assert.Equal(value, $"{long.Parse(Field(report, "Width", "cx").Raw, CultureInfo.InvariantCulture) * Math.Abs(long.Parse(Field(report, "Height", "cy").Raw, CultureInfo.InvariantCulture))}");
                return true;
            case "Resolution":
                string[] perCentimetre = value.Split('x');
                Assert.Equal(double.Parse(perCentimetre[0], CultureInfo.InvariantCulture) * 100, double.Parse(Field(report, "XPelsPerMeter", "cxResolution").Raw, CultureInfo.InvariantCulture), 3.0);
                Assert.Equal(double.Parse(perCentimetre[1], CultureInfo.InvariantCulture) * 100, double.Parse(Field(report, "YPelsPerMeter", "cyResolution").Raw, CultureInfo.InvariantCulture), 3.0);
                return true;
            case "Format":
                Assert.Contains(value[..value.IndexOf(' ', StringComparison.Ordinal)] switch
                {
                    "BMP2" => "BITMAPCOREHEADER",
                    "BMP3" => "BITMAPINFOHEADER",
                    _ => "BITMAP",
                }, summary, StringComparison.Ordinal);
                return true;
            case "Class":
                Assert.Equal(value == "PseudoClass", Palette(report).Length > 0);
                return true;
            case "Type" when value == "TrueColorAlpha":
                Assert.Contains("A", report.Nodes.Single(n => n.Name == "pixel data").Value, StringComparison.Ordinal);
                return true;
            case "Compression" when value != "Undefined":
                Assert.Equal(value == "RLE", summary.Contains("RLE", StringComparison.Ordinal));
                return true;
            case "Colormap entries":
                Assert.True(int.Parse(value, CultureInfo.InvariantCulture) <= Palette(report).Length);
                return true;
            case "Filesize":
                Assert.Equal(value, $"{report.Root.Length}B");
                return true;
            case "Profile-icc":
                Assert.Equal(value, report.Nodes.Single(n => n.Name == "profile size").Value);
                return true;
            case "icc:description" or "icc:copyright":
                Assert.Contains(report.Nodes, n => n.Name == "tag" && n.Value.EndsWith($": \"{value}\"", StringComparison.Ordinal));
                return true;
            case "Gamma" when IsCalibrated(report):
                Assert.StartsWith(value, Field(report, "GammaRed").Value.Replace("2.199997", "2.2", StringComparison.Ordinal), StringComparison.Ordinal);
                return true;
            case "red primary" or "green primary" or "blue primary" when IsCalibrated(report):
                string color = char.ToUpperInvariant(line[0]) + line[1..line.IndexOf(' ', StringComparison.Ordinal)];
                double[] xyz = [.. "XYZ".Select(axis => double.Parse(Field(report, $"Endpoints.ciexyz{color}.ciexyz{axis}").Value.Split(';')[0], CultureInfo.InvariantCulture))];
                double[] chromaticity = [.. value.Trim('(', ')').Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
                Assert.Equal(xyz[0] / xyz.Sum(), chromaticity[0], 0.001);
                Assert.Equal(xyz[1] / xyz.Sum(), chromaticity[1], 0.001);
                return true;
            default:
                return false;
        }
    }

    private static bool IsCalibrated(StructureReport report)
        => report.Nodes.Any(n => n.Name.EndsWith("CSType", StringComparison.Ordinal) && n.Value.StartsWith("LCS_CALIBRATED_RGB", StringComparison.Ordinal));

    private static StructureNode[] Palette(StructureReport report) => [.. report.Nodes.Where(n => n.Name.StartsWith("entry ", StringComparison.Ordinal))];

    private static StructureNode Field(StructureReport report, params string[] endings)
        => report.Nodes.First(n => endings.Any(e => n.Name == e || (n.Name.StartsWith('b') && n.Name.EndsWith(e, StringComparison.Ordinal))));

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^PC bitmap, (?<version>.*?) format, (?<width>\d+) x (?<height>-?\d+) x (?<bits>\d+)(, (?<compression>\d+) compression)?(, image size (?<size>\d+))?(, resolution (?<x>\d+) x (?<y>\d+) px/m)?"
        + @"(, (?<colors>\d+) (important )?colors)?, cbSize (?<file>\d+), bits offset (?<offset>\d+)$")]
    private static partial Regex FileLine();

    [GeneratedRegex(@"^(?<number>\d+): \(.*\) (?<color>#[0-9A-F]{6})\b")]
    private static partial Regex HistogramLine();

    [GeneratedRegex(@"^(\d+)x(\d+)\+0\+0$")]
    private static partial Regex Size();
}
