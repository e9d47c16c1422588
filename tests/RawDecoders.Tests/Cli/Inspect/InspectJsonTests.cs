using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary><c>--json</c> of <c>inspect</c> and <c>verify</c>: every output matches the published schema.</summary>
public sealed class InspectJsonTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    private static readonly SchemaChecker Schema = new(
        JsonElement.Parse(File.ReadAllBytes(Repository.PathOf("spec-notes", "inspect.schema.json"))));

    /// <summary>The folders of the corpus.</summary>
    public static TheoryData<string> Folders
        => [.. Directory.EnumerateDirectories(Corpus, "*", SearchOption.AllDirectories)
            .Where(d => Directory.EnumerateFiles(d).Any()).Select(d => Path.GetRelativePath(Corpus, d).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    [Trait("Length", "Long")]
    public void Every_corpus_file_gives_what_the_schema_says(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Corpus, folder)).Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            CliRun run = CliRun.Of("inspect", "--json", "--hex", file);
            Assert.Equal((0, ""), (run.Code, run.Error));
            JsonElement tree = Valid(Assert.Single(run.Lines), file);
            Assert.Equal(new FileInfo(file).Length, tree.GetProperty("size").GetInt64());

            // Each of these explains the file anew.
            if (new FileInfo(file).Length is 0 or > 4000)
                continue;
            CliRun place = CliRun.Of("inspect", "--json", "--at", $"{new FileInfo(file).Length / 2}", file);
            Assert.Equal("location", Valid(Assert.Single(place.Lines), file).GetProperty("kind").GetString());
            CliRun pixel = CliRun.Of("inspect", "--json", "--pixel", "0,0", file);
            if (pixel.Code == 0)
                Assert.Equal("pixel", Valid(Assert.Single(pixel.Lines), file).GetProperty("kind").GetString());
            else
                Assert.Equal((1, "unread"), (pixel.Code, Valid(Assert.Single(pixel.Lines), file).GetProperty("kind").GetString()));
        }

        CliRun verdicts = CliRun.Of(["verify", "--json", .. files]);
        Assert.Equal("", verdicts.Error);
        Assert.Equal(files, verdicts.Lines.Select(l => Valid(l, "verify").GetProperty("file").GetString()));
        Assert.Equal(verdicts.Code == 0, verdicts.Lines.All(l => JsonElement.Parse(l).GetProperty("passes").GetBoolean()));
    }

    [Fact]
    public void A_tree_comes_back_as_it_was()
    {
        StructureNode root = Trees.Small();
        JsonElement json = Valid(Write(json => json.WriteTree("a.jpg", new StructureReport(ImageFormat.Jpeg, root, true))), "hand-made");

        Assert.Equal((1, "tree", "a.jpg", "jpeg", 40, true, "warning"), (
            json.GetProperty("version").GetInt32(), json.GetProperty("kind").GetString(), json.GetProperty("file").GetString(),
            json.GetProperty("format").GetString(), json.GetProperty("size").GetInt32(), json.GetProperty("cut").GetBoolean(),
            json.GetProperty("worst").GetString()));
        Assert.Equal("Flags", Assert.Single(json.GetProperty("findings").EnumerateArray()).GetProperty("node").GetString());
        Compare(root, json.GetProperty("tree"));

        static void Compare(StructureNode node, JsonElement json)
        {
            Assert.Equal(node.Name, json.GetProperty("name").GetString());
            Assert.Equal((node.Offset, node.Length), (json.GetProperty("offset").GetInt64(), json.GetProperty("length").GetInt64()));
            Assert.Equal(node.IsBits ? node.BitOffset : -1, json.TryGetProperty("bitOffset", out JsonElement bit) ? bit.GetInt32() : -1);
            Assert.Equal(node.BitLength, json.TryGetProperty("bitLength", out JsonElement bits) ? bits.GetInt64() : 0);
            Assert.Equal(node.Value, Text("value"));
            Assert.Equal(node.Raw, Text("raw"));
            Assert.Equal(node.Clause, Text("clause"));
            Assert.Equal(node.Findings.Select(f => f.Rule.Id), Items("findings").Select(f => f.GetProperty("rule").GetString()));
            JsonElement[] children = Items("children");
            Assert.Equal(node.Children.Count, children.Length);
            for (int i = 0; i < children.Length; i++)
                Compare(node.Children[i], children[i]);

            string Text(string key) => json.TryGetProperty(key, out JsonElement value) ? value.GetString()! : "";

            JsonElement[] Items(string key) => json.TryGetProperty(key, out JsonElement value) ? [.. value.EnumerateArray()] : [];
        }
    }

    [Fact]
    public void Depth_counts_the_children_it_leaves_out()
    {
        JsonElement json = Valid(Write(
            json => json.WriteTree("a", new StructureReport(ImageFormat.Jpeg, Trees.Small(), false)), new InspectJsonOptions(false, false, 1)), "depth");

        JsonElement[] children = [.. json.GetProperty("tree").GetProperty("children").EnumerateArray()];
        Assert.Equal(3, children.Length);
        Assert.Equal([2, 24, 0], children.Select(c => c.TryGetProperty("childCount", out JsonElement n) ? n.GetInt32() : 0));
        Assert.All(children, c => Assert.False(c.TryGetProperty("children", out _)));
    }

    [Fact]
    public void Bytes_of_leaves_are_cut_at_64_unless_all_are_asked_for()
    {
        byte[] file = SampleFiles.Ramp(100);
        var report = new StructureReport(ImageFormat.Png, new StructureNode("f", 0, 100), false);

        Assert.Equal(Convert.ToHexString(file, 0, 64), Bytes(new InspectJsonOptions(true, false, 9)));
        Assert.Equal(Convert.ToHexString(file), Bytes(new InspectJsonOptions(true, true, 9)));

        string? Bytes(InspectJsonOptions options)
            => Valid(Write(json => json.WriteTree("a", report), options, file), "bytes").GetProperty("tree").GetProperty("bytes").GetString();
    }

    [Fact]
    public void A_trail_and_a_location_match_the_schema()
    {
        StructureNode root = Trees.Small();
        JsonElement pixel = Valid(Write(json => json.WriteTrail(
            "a", new PixelTrail(ImageFormat.Bmp, 3, 4, PixelFormat.Rgba32, [1, 2, 3, 255], root))), "pixel");
        Assert.Equal(("pixel", 3, 4, "rgba32"), (
            pixel.GetProperty("kind").GetString(), pixel.GetProperty("x").GetInt32(), pixel.GetProperty("y").GetInt32(), pixel.GetProperty("pixelFormat").GetString()));
        Assert.Equal([1, 2, 3, 255], pixel.GetProperty("samples").EnumerateArray().Select(s => s.GetInt32()));

        var location = new ByteLocation(
            ImageFormat.Bmp, 4, new StructureReport(ImageFormat.Bmp, root, false).PathTo(4), new ByteEffect("rows 1 to 2", new PixelArea(0, 1, 5, 2)));
        JsonElement place = Valid(Write(json => json.WriteLocation("a", location, LocationBits.At(location))), "location");
        Assert.Equal(["test file", "header", "Flags"], place.GetProperty("path").EnumerateArray().Select(n => n.GetProperty("name").GetString()));
        Assert.Equal(["Across"], place.GetProperty("bits").EnumerateArray().Select(n => n.GetProperty("name").GetString()));
        Assert.Equal((4, "rows 1 to 2"), (place.GetProperty("byte").GetInt32(), place.GetProperty("effect").GetProperty("words").GetString()));
        Assert.Equal(5, place.GetProperty("effect").GetProperty("area").GetProperty("width").GetInt32());
    }

    [Theory]
    [InlineData("""{"kind":"tree"}""")]
    [InlineData("""{"version":1,"kind":"tree","file":"a","format":"png","size":1,"cut":false,"worst":null,"findings":[],"tree":{"name":"a","offset":0,"length":1,"extra":1}}""")]
    [InlineData("""{"version":1,"kind":"tree","file":"a","format":"png","size":-1,"cut":false,"worst":null,"findings":[],"tree":{"name":"a","offset":0,"length":1}}""")]
    [InlineData("""{"version":1,"kind":"tree","file":"a","format":"gif","size":1,"cut":false,"worst":null,"findings":[],"tree":{"name":"a","offset":0,"length":1}}""")]
    [InlineData("""{"version":1,"kind":"tree","file":"a","format":"png","size":1,"cut":false,"worst":null,"findings":[],"tree":{"name":"a","offset":0,"length":1,"bytes":"0"}}""")]
    public void The_checker_of_the_schema_sees_what_does_not_match(string json)
        => Assert.NotNull(Schema.Check(JsonElement.Parse(json)));

    private static string Write(Action<InspectJson> write, InspectJsonOptions? options = null, byte[]? file = null)
    {
        using var output = new MemoryStream();
        using (var json = new InspectJson(output, file ?? Trees.File, options ?? new InspectJsonOptions(false, false, int.MaxValue)))
            write(json);
        string text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.EndsWith("\n", text);
        return text;
    }

    private static JsonElement Valid(string json, string what)
    {
        // Utf8JsonWriter is told not to validate; the reader does.
        JsonElement instance = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 1000 });
        string? wrong = Schema.Check(instance);
        Assert.True(wrong is null, $"{what}: {wrong}");
        return instance;
    }
}
