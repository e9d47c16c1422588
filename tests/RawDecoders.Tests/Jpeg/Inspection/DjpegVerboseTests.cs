using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>Side by side with <c>djpeg -verbose -verbose</c>: everything that it tells is told by the tree, in the same order.</summary>
[Trait("Length", "Long")]
public partial class DjpegVerboseTests
{
    [Fact]
    public void Everything_that_djpeg_tells_is_told()
    {
        JpegTesting.RequirePrograms();
        int files = 0, lines = 0;
        var wrong = new List<string>();
        foreach (string name in JpegStudyFiles.All)
        {
            byte[] file = JpegStudyFiles.Read(name);
            if (!JpegStudyFiles.IsJpeg(file))
                continue;
            string[] told = Djpeg(file);
            StructureReport report = ImageInspector.Inspect(file);
            string[] view = [.. View(report)];
            Issue[] findings = [.. report.Findings.Select(f => f.Finding)];
            int at = 0;
            foreach (string line in told)
            {
                lines++;
                bool isDnl = line.StartsWith("Empty JPEG image", StringComparison.Ordinal) && report.Nodes.Any(n => n.Name == "DNL");
                bool isText = lines > 1 && at > 0 && view[at - 1].StartsWith("APP12, length", StringComparison.Ordinal);
                if (isDnl || (isText && !view.Contains(line)))
                    continue;
                // djpeg 2.1 knows neither of these; 3.0 and later do.
                if (line == "Unsupported JPEG process: SOF type 0xc3" && report.Nodes.Any(n => n.Name == "SOF3"))
                    break;
                if (line.StartsWith("Unsupported JPEG data precision", StringComparison.Ordinal) && report.Nodes.Any(n => n.Name == "P" && n.Raw == "12"))
                    break;
                if (line.StartsWith("Unrecognized component IDs", StringComparison.Ordinal))
                {
                    Assert.Contains(report.Nodes, n => n.Name == "geometry" && n.Value.Contains("YCbCr", StringComparison.Ordinal));
                    continue;
                }

                if (Remarks.FirstOrDefault(r => line.StartsWith(r.Line, StringComparison.Ordinal)) is { Rules: { } rules })
                {
                    if (rules.Length > 0 && !Array.Exists(findings, f => rules.Contains(f.Rule.Id)))
                        wrong.Add($"{name}: {line}; {string.Join("; ", findings.Select(f => f.Rule.Id))}");
                    continue;
                }

                // Where the file ends early djpeg makes bytes up (FF D9, again and again) and tells of them too; and it reads on
                // after lengths whose codes do not fit (C.2), and tables of no legal form or past the end of their segment.
                bool isMadeUp = Array.Exists(told, t => t == "Premature end of JPEG file")
                    || Array.Exists(findings, f => f.Rule.Id is "jpeg-huffman-codes" or "jpeg-dqt-table" or "jpeg-dqt-length" or "jpeg-dht-length" or "jpeg-dac-length");
                if (isMadeUp && Array.IndexOf(view, line, at) < 0)
                    break;
                int found = Array.IndexOf(view, line, at);
                if (found < 0)
                {
                    wrong.Add($"{name}: \"{line}\" is not told after {(at == 0 ? "the start" : view[at - 1])}");
                    break;
                }

                at = found + 1;
            }

            files++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(files >= 400 && lines > 10_000, $"{files} files, {lines} lines");
    }

    /// <summary>What djpeg says of damage, and the rules that say it here.</summary>
    private static readonly (string Line, string[] Rules)[] Remarks =
    [
        ("Premature end of JPEG file", ["jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated", "jpeg-eoi-missing"]),
        ("Premature end of JPEG", ["jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated"]),
        ("Corrupt JPEG data: premature end of data segment", ["jpeg-data-short", "jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated", "jpeg-huffman-code", "jpeg-huffman-symbol", "jpeg-run-length", "jpeg-limit"]),
        ("Corrupt JPEG data: bad Huffman code", ["jpeg-huffman-code", "jpeg-run-length", "jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated"]),
        ("Corrupt JPEG data: found marker", ["jpeg-restart-order"]),
        ("Corrupt JPEG data: bad arithmetic code", ["jpeg-run-length", "jpeg-arithmetic-magnitude"]),
        ("Corrupt JPEG data:", ["jpeg-stray-bytes", "jpeg-data-surplus", "jpeg-process", "jpeg-hierarchical", "jpeg-ls"]),
        ("Inconsistent progression sequence", ["jpeg-progression-order"]),
        ("Invalid progressive parameters", ["jpeg-process", "jpeg-hierarchical", "jpeg-ls", "jpeg-spectral-selection", "jpeg-spectral-mixture", "jpeg-point-transform", "jpeg-refinement-step"]),
        ("Invalid SOS parameters for sequential JPEG", ["jpeg-scan-parameters"]),
        ("Invalid JPEG file structure: missing SOS", ["jpeg-scan-missing", "jpeg-component-missing", "jpeg-scans-truncated"]),
        ("Invalid JPEG file structure: SOS before SOF", ["jpeg-frame-missing"]),
        ("Invalid JPEG file structure: two SOF", ["jpeg-frame-repeated"]),
        ("Invalid JPEG file structure: two SOI", ["jpeg-soi-repeated"]),
        ("Didn't expect more than one scan", ["jpeg-scan-surplus"]),
        ("Unknown Adobe color transform", ["jpeg-adobe-transform"]),
        ("Invalid component ID", ["jpeg-scan-component"]),
        ("Invalid memory pool", []),
        ("Empty JPEG image", ["jpeg-frame-width", "jpeg-frame-height", "jpeg-component-count", "jpeg-component-count-unsupported"]),
        ("Bogus marker length", ["jpeg-segment-length", "jpeg-frame-length", "jpeg-dqt-length", "jpeg-dht-length", "jpeg-dac-length", "jpeg-dri-length", "jpeg-scan-length", "jpeg-scan-component-count", "jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated"]),
        ("Bogus Huffman table definition", ["jpeg-huffman-codes", "jpeg-huffman-category", "jpeg-huffman-count", "jpeg-dht-length"]),
        ("Bogus DQT index", ["jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated", "jpeg-dqt-table", "jpeg-quantisation-selector"]),
        ("Bogus DAC index", ["jpeg-dac-table"]),
        ("Bogus DAC value", ["jpeg-dac-value"]),
        ("Bogus DHT index", ["jpeg-dht-table"]),
        ("Bogus DHT counts", ["jpeg-huffman-count", "jpeg-dht-length"]),
        ("Bogus sampling factors", ["jpeg-sampling-factors"]),
        ("Fractional sampling not implemented", ["jpeg-sampling-ratio"]),
        ("Huffman table", ["jpeg-huffman-missing", "jpeg-scan-tables"]),
        ("Quantization table", ["jpeg-quantisation-selector", "jpeg-quantisation-missing"]),
        ("Too many color components", ["jpeg-component-count", "jpeg-component-count-unsupported"]),
        ("Sampling factors too large", ["jpeg-mcu-size"]),
        ("Unsupported JPEG process", ["jpeg-process", "jpeg-hierarchical", "jpeg-ls"]),
        ("Unsupported JPEG data precision", ["jpeg-precision"]),
        // In a scan whose data is broken before it the first flaw speaks for both.
        ("Unsupported marker type", ["jpeg-data-short", "jpeg-huffman-code", "jpeg-process", "jpeg-hierarchical", "jpeg-ls", "jpeg-extension", "jpeg-marker-reserved"]),
        ("Maximum supported image dimension", ["jpeg-limit", "limit-max-width", "limit-max-height", "limit-max-pixels", "limit-max-bytes", "limit-max-scans"]),
        ("Insufficient memory", ["jpeg-limit", "limit-max-width", "limit-max-height", "limit-max-pixels", "limit-max-bytes", "limit-max-scans"]),
        ("JPEG datastream contains no image", ["jpeg-scan-missing", "jpeg-component-missing", "jpeg-scans-truncated", "jpeg-truncated", "jpeg-data-truncated", "jpeg-restart-truncated", "jpeg-scans-truncated"]),
        ("Unexpected marker", ["jpeg-marker-misplaced", "jpeg-data-surplus"]),
        ("Warning: unknown JFIF revision", []),
    ];

    /// <summary>What djpeg can trace, from the tree's names and raw values alone.</summary>
    private static IEnumerable<string> View(StructureReport report)
    {
        foreach (StructureNode node in report.Nodes.Where(n => !n.IsBits))
        {
            switch (node.Name)
            {
                case "SOI":
                    yield return "Start of Image";
                    break;
                case "EOI":
                    yield return "End Of Image";
                    break;
                case "APP0 JFIF":
                    yield return $"JFIF APP0 marker: version {Find(node, "version").Value}, density {Raw(node, "Xdensity")}x{Raw(node, "Ydensity")} {Raw(node, "units")}";
                    if (Raw(node, "Xthumbnail") != "0" || Raw(node, "Ythumbnail") != "0")
                        yield return $"with {Raw(node, "Xthumbnail")} x {Raw(node, "Ythumbnail")} thumbnail image";
                    if (Fields(node).FirstOrDefault(c => c.Name == "thumbnail") is { } cut && cut.Value.Contains("cut short", StringComparison.Ordinal))
                        yield return $"Warning: thumbnail image size does not match data length {cut.Length}";
                    break;
                case "APP0 JFXX" when Raw(node, "extension code") is "16" or "17" or "19":
                    string kind = Raw(node, "extension code") switch { "16" => "JPEG-compressed", "17" => "palette", _ => "RGB" };
                    yield return $"JFIF extension marker: {kind} thumbnail image, length {int.Parse(Raw(node, "Lp"), CultureInfo.InvariantCulture) - 2}";
                    break;
                case "APP14 Adobe":
                    yield return $"Adobe APP14 marker: version {Raw(node, "version")}, flags 0x{Hex(node, "flags0", 4)} 0x{Hex(node, "flags1", 4)}, transform {Raw(node, "transform")}";
                    break;
                case "APP0" or "APP14" when Has(node, "Lp"):
                    string expected = node.Name == "APP0" ? "JFIF" : "Adobe";
                    yield return $"Unknown {node.Name} marker (not {expected}), length {int.Parse(Raw(node, "Lp"), CultureInfo.InvariantCulture) - 2}";
                    break;
                case "APP12":
                    yield return $"APP12, length {int.Parse(Raw(node, "Lp"), CultureInfo.InvariantCulture) - 2}:";
                    break;
                case "DAC":
                    foreach (StructureNode[] pair in node.Children.Skip(2).Chunk(2).Where(c => c.Length == 2))
                        yield return $"Define Arithmetic Table {pair[0].Raw.ToLowerInvariant()}: 0x{int.Parse(pair[1].Raw, CultureInfo.InvariantCulture):x2}";
                    break;
                case ['A', 'P', 'P', ..] when Has(node, "Lp"):
                    yield return $"Miscellaneous marker 0xe{int.Parse(node.Name.Split(' ')[0][3..], CultureInfo.InvariantCulture):x}, length {int.Parse(Raw(node, "Lp"), CultureInfo.InvariantCulture) - 2}";
                    break;
                case "COM":
                    yield return $"Comment, length {int.Parse(Raw(node, "Lc"), CultureInfo.InvariantCulture) - 2}:";
                    if (Has(node, "Cmi"))
                        yield return Find(node, "Cmi").Value.Trim('"');
                    break;
                case "DNL" when Has(node, "Ld"):
                    yield return $"Miscellaneous marker 0xdc, length {int.Parse(Raw(node, "Ld"), CultureInfo.InvariantCulture) - 2}";
                    break;
                case "DRI":
                    yield return $"Define Restart Interval {Raw(node, "Ri")}";
                    break;
                case "Qk":
                    break;
                case ['S', 'O', 'F', ..]:
                    yield return $"Start Of Frame 0xc{int.Parse(node.Name[3..], CultureInfo.InvariantCulture):x}: width={Raw(node, "X")}, height={Raw(node, "Y")}, components={Raw(node, "Nf")}";
                    for (int i = 1; Has(node, $"Tq{i}"); i++)
                        yield return $"Component {Raw(node, $"C{i}")}: {Raw(node, $"H{i}")}hx{Raw(node, $"V{i}")}v q={Raw(node, $"Tq{i}")}";
                    break;
                case "SOS":
                    yield return $"Start Of Scan: {Raw(node, "Ns")} components";
                    for (int i = 1; Has(node, $"Cs{i}"); i++)
                        yield return $"Component {Raw(node, $"Cs{i}")}: dc={Raw(node, $"Td{i}")} ac={Raw(node, $"Ta{i}")}";
                    if (Has(node, "Al"))
                        yield return $"Ss={Raw(node, "Ss")}, Se={Raw(node, "Se")}, Ah={Raw(node, "Ah")}, Al={Raw(node, "Al")}";
                    break;
                case ['q', 'u', 'a', 'n', ..]:
                    yield return $"Define Quantization Table {Raw(node, "Tq")} precision {Raw(node, "Pq")}";
                    foreach (string row in Has(node, "Qk") ? Find(node, "Qk").Value.Split('\n').Skip(1) : [])
                        yield return Plain(row);
                    break;
                case "Huffman table, not read":
                    yield return $"Define Huffman Table 0x{Raw(node, "Tc")}{Raw(node, "Th")}";
                    if (Raw(node, "Li").Split(' ') is { Length: 16 } some)
                    {
                        yield return string.Join(' ', some[..8]);
                        yield return string.Join(' ', some[8..]);
                    }

                    break;
                case "DC table 0" or "DC table 1" or "DC table 2" or "DC table 3" or "AC table 0" or "AC table 1" or "AC table 2" or "AC table 3":
                    yield return $"Define Huffman Table 0x{Raw(node, "Tc")}{Raw(node, "Th")}";
                    string[] counts = Raw(node, "Li").Split(' ');
                    yield return string.Join(' ', counts[..8]);
                    yield return string.Join(' ', counts[8..]);
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<StructureNode> Fields(StructureNode node) => node.Children.Concat(node.Children.Where(c => c.Length == 1).SelectMany(c => c.Children));

    private static bool Has(StructureNode node, string name) => Fields(node).Any(c => c.Name == name);

    private static StructureNode Find(StructureNode node, string name) => Fields(node).First(c => c.Name == name);

    private static string Raw(StructureNode node, string name) => Fields(node).FirstOrDefault(c => c.Name == name)?.Raw ?? "?";

    private static string Hex(StructureNode node, string name, int digits) => int.Parse(Raw(node, name), CultureInfo.InvariantCulture).ToString($"x{digits}", CultureInfo.InvariantCulture);

    private static string Plain(string line) => Spaces().Replace(line, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>What djpeg writes to standard error, after its own name and version.</summary>
    private static string[] Djpeg(byte[] file)
    {
        string path = Path.Combine(Path.GetTempPath(), $"djpeg-{Environment.ProcessId}-{Guid.NewGuid():N}.jpg");
        File.WriteAllBytes(path, file);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("djpeg", ["-verbose", "-verbose", "-outfile", "/dev/null", path])
            {
                RedirectStandardError = true,
                StandardErrorEncoding = Encoding.Latin1,
            })!;
            string[] lines = process.StandardError.ReadToEnd().Split('\n');
            process.WaitForExit();
            int start = Array.IndexOf(lines, "Start of Image");
            return start < 0 ? [] : [.. lines[start..].Select(Plain).Where(l => l.Length > 0 && !l.StartsWith("PPM output must", StringComparison.Ordinal) && !l.StartsWith("Unsupported color conversion", StringComparison.Ordinal))];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
