using System.Text;
using System.Text.Json;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec info</c>, for people and as JSON.</summary>
public sealed class InfoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_is_one_object_a_line_with_all_keys()
    {
        string plain = _folder.Write("plain.png", SampleFiles.RgbPng(5, 3));
        string full = _folder.Write("full.png", SampleFiles.RgbPng(
            5, 3, ("pHYs", [0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1]), ("tEXt", Encoding.Latin1.GetBytes("Title\0Caf\u00E9 \"au lait\""))));

        CliRun run = CliRun.Of("info", "--json", plain, full);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(2, run.Lines.Length);
        using JsonDocument first = JsonDocument.Parse(run.Lines[0]);
        Assert.Equal(
            ["file", "format", "width", "height", "pixelFormat", "bitDepth", "colorModel", "orientation", "density", "iccProfile", "exif", "xmp", "texts"],
            first.RootElement.EnumerateObject().Select(p => p.Name).Take(13));
        Assert.Equal(plain, first.RootElement.GetProperty("file").GetString());
        Assert.Equal("png", first.RootElement.GetProperty("format").GetString());
        Assert.Equal(5, first.RootElement.GetProperty("width").GetInt32());
        Assert.Equal(3, first.RootElement.GetProperty("height").GetInt32());
        Assert.Equal("rgb24", first.RootElement.GetProperty("pixelFormat").GetString());
        Assert.Equal(8, first.RootElement.GetProperty("bitDepth").GetInt32());
        Assert.Equal("rgb", first.RootElement.GetProperty("colorModel").GetString());
        Assert.Equal(1, first.RootElement.GetProperty("orientation").GetInt32());
        Assert.Equal(JsonValueKind.Null, first.RootElement.GetProperty("density").ValueKind);
        Assert.Equal(0, first.RootElement.GetProperty("texts").GetArrayLength());

        using JsonDocument second = JsonDocument.Parse(run.Lines[1]);
        Assert.Equal("""{"x":2835,"y":2835,"unit":"metre"}""", second.RootElement.GetProperty("density").GetRawText());
        JsonElement text = second.RootElement.GetProperty("texts")[0];
        Assert.Equal("Title", text.GetProperty("keyword").GetString());
        Assert.Equal("Caf\u00E9 \"au lait\"", text.GetProperty("text").GetString());
    }

    [Fact]
    public void Where_the_bytes_went_stands_below_in_few_lines_and_in_the_object()
    {
        string input = Repository.PathOf("corpus", "jpeg/progressive/successive-420.jpg");

        CliRun plain = CliRun.Of("info", input), detailed = CliRun.Of("info", "--costs", input), inspected = CliRun.Of("inspect", input);

        int at = Array.IndexOf(plain.Lines, "  where the bytes went");
        Assert.InRange(plain.Lines.Length - at, 4, 8);
        Assert.Contains("Huffman tables (DHT)", plain.Out, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(input).Length, plain.Lines[(at + 2)..].Sum(l => long.Parse(l.Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains(string.Join('\n', plain.Lines[at..]), inspected.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("scan 1: Y, DC", detailed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("scan 1: Y, DC", plain.Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(CliRun.Of("info", "--json", "--costs", input).Out), brief = JsonDocument.Parse(CliRun.Of("info", "--json", input).Out);
        JsonElement[] parts = [.. json.RootElement.GetProperty("parts").EnumerateArray()];
        Assert.Equal(8 * new FileInfo(input).Length, parts.Sum(p => p.GetProperty("bits").GetInt64()));
        Assert.Contains(parts, p => p.GetProperty("name").GetString() == "scan 1: Y, DC");
        Assert.Equal(JsonValueKind.Null, brief.RootElement.GetProperty("parts").ValueKind);
    }

    [Fact]
    public void The_table_names_what_the_file_says()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(
            5, 3, ("pHYs", [0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1]), ("tEXt", Encoding.Latin1.GetBytes("Title\0a\e[31mb"))));

        CliRun run = CliRun.Of("info", input);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(input, run.Lines[0].TrimEnd());
        Assert.Contains("PNG, RGB, 8 bits a sample", run.Out);
        Assert.Contains("5 x 3 pixels", run.Out);
        Assert.Contains("2835 x 2835 pixels a metre (72 x 72 dpi)", run.Out);
        Assert.Contains("Title: a\\x1B[31mb", run.Out);
        Assert.DoesNotContain('\e', run.Out);
    }
}
