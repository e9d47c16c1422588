using System.Text.Json;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Cli.Inspect;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec decode --json</c>: every object matches the published schema and says what the library says.</summary>
public sealed class DecodeJsonTests : IDisposable
{
    private static readonly SchemaChecker Schema = new(
        JsonElement.Parse(File.ReadAllBytes(Repository.PathOf("spec-notes", "decode.schema.json"))));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Of the corpus, folders with every kind of outcome.</summary>
    public static TheoryData<string> Folders => ["png/broken", "png/photos", "bmp/broken", "bmp/coded", "jpeg/broken", "jpeg/metadata", "other"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_file_gives_what_the_library_gives(string folder)
    {
        string corpus = CorpusFolder.Find();
        string[] files = [.. LongRun.Sample(Directory.EnumerateFiles(Path.Combine(corpus, folder)).Order(StringComparer.Ordinal), 30)];
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            CliRun run = CliRun.Of(["decode", "--json", "--strictness", strictness.ToString().ToLowerInvariant(), .. files]);

            Assert.Equal(files.Length, run.Lines.Length);
            int refused = 0;
            foreach ((string line, string file) in run.Lines.Zip(files))
            {
                JsonElement json = Valid(line, file);
                Assert.Equal(file, json.GetProperty("path").GetString());
                if (ImageDecoder.TryDecode(File.ReadAllBytes(file), out PixelBuffer? image, out Issue? error, new DecodeOptions { Strictness = strictness }))
                {
                    CheckDecoded(json, image);
                    continue;
                }

                refused++;
                Assert.Equal(
                    (error.Rule.Id, error.Offset, error.Message),
                    (json.GetProperty("rule").GetString(), json.GetProperty("offset").GetInt64(), json.GetProperty("message").GetString()));
                Assert.Equal(JsonValueKind.Null, json.GetProperty("shape").ValueKind);
                Assert.Equal(0, json.GetProperty("intactRows").GetInt32());
            }

            Assert.Equal(refused > 0 ? 1 : 0, run.Code);
            Assert.Equal(refused, run.ErrorLines.Length);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_has_an_object_too()
    {
        string path = _folder.PathOf("none.png");

        CliRun run = CliRun.Of("decode", "--json", path);

        Assert.Equal((1, $"{path}: no such file\n"), (run.Code, run.Error));
        JsonElement json = Valid(Assert.Single(run.Lines), path);
        Assert.Equal("no such file", json.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rule").ValueKind);
    }

    [Fact]
    public void Damage_is_told_in_rows()
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "bmp", "photos", "landscape-24bit.bmp"));
        string path = _folder.Write("a.bmp", file[..(file.Length / 2)]);

        CliRun run = CliRun.Of("decode", "--json", "--strictness", "lenient", path);

        Assert.Equal((0, ""), (run.Code, run.Error));
        JsonElement json = Valid(Assert.Single(run.Lines), path);
        int height = json.GetProperty("shape")[0].GetInt32();
        JsonElement damage = json.GetProperty("damage")[0];
        Assert.Equal("bmp-truncated", damage.GetProperty("rule").GetString());
        Assert.Equal(0, damage.GetProperty("from").GetInt32());
        Assert.Equal(height - 1 - damage.GetProperty("to").GetInt32(), json.GetProperty("intactRows").GetInt32());
    }

    [Theory]
    [InlineData("out/")]
    [InlineData("out.npz")]
    public void Beside_many_outputs_there_is_an_object_a_file(string target)
    {
        string a = _folder.Write("a.png", SampleFiles.RgbPng(5, 3)), b = _folder.Write("b.png", SampleFiles.RgbPng(5, 3)[..60]), c = _folder.Write("c.png", SampleFiles.RgbPng(2, 2));

        CliRun run = CliRun.Of("decode", "--json", a, b, c, "-o", _folder.PathOf(target));

        Assert.Equal(1, run.Code);
        Dictionary<string, JsonElement> objects = run.Lines.Select(l => Valid(l, target)).ToDictionary(j => j.GetProperty("path").GetString()!);
        Assert.Equal([a, b, c], objects.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[3,5,3]", objects[a].GetProperty("shape").GetRawText());
        Assert.Equal(JsonValueKind.Null, objects[b].GetProperty("shape").ValueKind);
        Assert.Equal(JsonValueKind.Null, objects[c].GetProperty("sha256").ValueKind);
    }

    [Fact]
    public void Beside_one_output_there_is_an_object()
    {
        string a = _folder.Write("a.png", SampleFiles.RgbPng(5, 3));

        CliRun run = CliRun.Of("decode", "--json", a, "-o", _folder.PathOf("a.raw"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal("rgb24", Valid(Assert.Single(run.Lines), a).GetProperty("pixelFormat").GetString());
        Assert.Equal(SampleFiles.Ramp(45), File.ReadAllBytes(_folder.PathOf("a.raw")));
    }

    [Theory]
    [InlineData("""{"version":1,"kind":"decode"}""")]
    [InlineData("""{"version":1,"kind":"decode","path":"a","format":"png","pixelFormat":"rgb24","shape":[3],"type":"uint8","sha256":null,"rule":null,"offset":null,"message":null,"warnings":[],"damage":[],"intactRows":3}""")]
    [InlineData("""{"version":1,"kind":"decode","path":"a","format":"png","pixelFormat":"rgb24","shape":[3,3,3],"type":"uint8","sha256":null,"rule":null,"offset":null,"message":null,"warnings":[],"damage":[{"from":1}],"intactRows":3}""")]
    public void The_schema_is_not_met_by_anything(string json) => Assert.NotNull(Schema.Check(JsonElement.Parse(json)));

    internal static JsonElement Valid(string json, string what)
    {
        JsonElement instance = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        string? wrong = Schema.Check(instance);
        Assert.True(wrong is null, $"{what}: {wrong}");
        return instance;
    }

    private static void CheckDecoded(JsonElement json, PixelBuffer image)
    {
        DecodeResult result = image.Result!;
        Assert.Equal(image.Shape, json.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(image.Format.GetName(), json.GetProperty("pixelFormat").GetString());
        Assert.Equal(PixelHash.Sha256(image), json.GetProperty("sha256").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rule").ValueKind);
        Assert.Equal(result.IntactRows, json.GetProperty("intactRows").GetInt32());
        Assert.Equal(
            result.Warnings.Select(w => (w.Rule.Id, w.Offset, w.What)),
            json.GetProperty("warnings").EnumerateArray()
                .Select(w => (w.GetProperty("rule").GetString()!, w.GetProperty("offset").GetInt64(), w.GetProperty("what").GetString()!)));
        Assert.Equal(
            result.Damage.Select(d => (d.FirstRow, d.FirstRow + d.RowCount - 1, d.Reason.Rule.Id)),
            json.GetProperty("damage").EnumerateArray()
                .Select(d => (d.GetProperty("from").GetInt32(), d.GetProperty("to").GetInt32(), d.GetProperty("rule").GetString()!)));
    }
}
