using System.Text.Json.Nodes;
using RawDecoders.CorpusGenerator;
using RawDecoders.Explorer;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>The explorer's answers, asked without a browser.</summary>
public sealed class ExplorerEngineTests
{
    private readonly ExplorerEngine _engine = new();

    private JsonNode Ask(string method, JsonObject arguments, byte[]? payload = null)
    {
        JsonNode answer = JsonNode.Parse(_engine.Call(method, arguments.ToJsonString(), payload ?? []))!;
        Assert.True(answer["error"] is null, answer.ToJsonString());
        return answer["value"]!;
    }

    private JsonNode Error(string method, JsonObject arguments) => JsonNode.Parse(_engine.Call(method, arguments.ToJsonString(), []))!["error"]!;

    private int Open(string path) => Ask("open", new JsonObject { ["name"] = path }, File.ReadAllBytes(Repository.PathOf("corpus", path)))["handle"]!.GetValue<int>();

    [Fact]
    public void Every_question_about_every_kind_of_file_has_an_answer_or_a_sentence()
    {
        string[] methods = ["pixels", "hash", "sample", "tree", "find", "findings", "pathTo", "trace", "mark", "locate", "symbols", "codeTree", "costs", "filters", "residual", "scans", "block", "planes", "frames", "steps"];
        int answers = 0, sentences = 0;
        foreach (CorpusFile file in ManifestReader.ReadFile(Repository.PathOf("corpus", "manifest")).Where((f, i) => i % 53 == 0 && f.Length < 100_000))
        {
            int handle = Open(file.Path);
            foreach (string method in methods)
            {
                var arguments = new JsonObject { ["handle"] = handle, ["x"] = 1, ["y"] = 1, ["byte"] = file.Length / 2, ["bit"] = 3, ["bitFrom"] = 4 * file.Length, ["text"] = "a", ["component"] = 0, ["blockX"] = 0, ["blockY"] = 0, ["lenient"] = true };
                JsonNode answer = JsonNode.Parse(_engine.Call(method, arguments.ToJsonString(), []))!;
                if (answer["error"] is { } error)
                {
                    sentences++;
                    Assert.True(
                        error["message"]!.GetValue<string>().Length > 5 && error["kind"]!.GetValue<string>() is "Malformed" or "Truncated" or "Unsupported" or "LimitExceeded" or "UnknownFormat" or "ArgumentException" or "ArgumentOutOfRangeException" or "NotSupportedException",
                        $"{file.Path}, {method}: {error.ToJsonString()}");
                }
                else
                {
                    answers++;
                }
            }

            Ask("close", new JsonObject { ["handle"] = handle });
        }

        Assert.True(answers > 400 && sentences > 10, $"{answers} answers, {sentences} sentences");
    }

    /// <summary>The quick way to the bits of a pixel gives those of the long one, whose steps have words, in their order.</summary>
    [Fact]
    public void Marks_of_a_pixel_are_the_innermost_places_of_its_trail()
    {
        int pixels = 0, ranges = 0;
        foreach (CorpusFile file in ManifestReader.ReadFile(Repository.PathOf("corpus", "manifest")).Where((f, i) => i % 19 == 0 && f.Length < 100_000 && f.Standard.Kind != "refused"))
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", file.Path));
            using var study = new ImageStudy(bytes);
            ImageInfo info = ImageDecoder.Identify(bytes);
            var random = new Random(file.Path.Length);
            for (int i = 0; i < 3; i++)
            {
                (int x, int y) = (random.Next(info.Width), random.Next(info.Height));
                PixelBits expected = PixelBits.Of(ImageInspector.Trace(bytes, x, y)), marked = study.BitsOf(x, y);
                Assert.Equal((expected.Format, string.Join(' ', expected.Samples)), (marked.Format, string.Join(' ', marked.Samples)));
                Assert.True(expected.Ranges.SequenceEqual(marked.Ranges), $"{file.Path}, pixel {x}, {y}");
                pixels++;
                ranges += marked.Ranges.Count;
            }
        }

        Assert.True(pixels > 150 && ranges > 2000, $"{pixels} pixels, {ranges} ranges");
    }

    [Fact]
    public void A_mark_has_the_place_of_the_pixels_own_bits_in_the_structure()
    {
        int handle = Open("jpeg/photos/landscape-420.jpg");
        JsonNode mark = Ask("mark", new JsonObject { ["handle"] = handle, ["x"] = 30, ["y"] = 20 });
        ReadOnlySpan<int> numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(_engine.Take(mark["ranges"]!["$buffer"]!.GetValue<int>()));
        int first = mark["first"]!.GetValue<int>();
        // Tables come before the symbols, and are more bits than any of those.
        Assert.True(first > 0 && numbers[2] > 64 && numbers[5 * first + 2] <= 64);
        JsonArray path = Ask("pathTo", new JsonObject { ["handle"] = handle, ["byte"] = numbers[5 * first] }).AsArray();
        Assert.Equal(path.ToJsonString(), mark["nodes"]!.ToJsonString());
    }

    [Fact]
    public void Nodes_keep_their_numbers_and_lead_back_to_the_root()
    {
        int handle = Open("png/matrix/rgb8-paeth.png");
        JsonNode root = Ask("tree", new JsonObject { ["handle"] = handle, ["depth"] = 3, ["count"] = 1000 });
        var ids = new HashSet<int>();
        Walk(root, -1);
        Assert.True(ids.Count > 30);
        JsonArray path = Ask("pathTo", new JsonObject { ["handle"] = handle, ["byte"] = 20 }).AsArray();
        Assert.Equal(0, path[0]!.GetValue<int>());
        Assert.Equal("Height", Ask("tree", new JsonObject { ["handle"] = handle, ["node"] = path[^1]!.GetValue<int>() })["name"]!.GetValue<string>());
        Assert.Contains(Ask("find", new JsonObject { ["handle"] = handle, ["text"] = "0x14" }).AsArray(), f => f!["name"]!.GetValue<string>() == "Height");

        void Walk(JsonNode node, int parent)
        {
            Assert.Equal(parent, node["parent"]!.GetValue<int>());
            Assert.True(ids.Add(node["id"]!.GetValue<int>()));
            foreach (JsonNode? child in node["children"]?.AsArray() ?? [])
                Walk(child!, node["id"]!.GetValue<int>());
        }
    }

    [Fact]
    public void A_change_makes_a_file_of_its_own_and_the_difference_is_told()
    {
        int handle = Open("bmp/coded/rle8-h40-mixed.bmp");
        byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", "bmp/coded/rle8-h40-mixed.bmp"));
        // The first palette entry's blue.
        int at = 54;
        JsonNode changed = Ask("change", new JsonObject { ["handle"] = handle, ["edits"] = new JsonArray(new JsonObject { ["byte"] = at, ["value"] = bytes[at] ^ 0x80 }) });
        JsonNode same = Ask("diff", new JsonObject { ["handle"] = handle, ["other"] = handle });
        Assert.Equal((0, 0), (same["differing"]!.GetValue<int>(), same["tree"]!.AsArray().Count));
        JsonNode diff = Ask("diff", new JsonObject { ["handle"] = handle, ["other"] = changed["handle"]!.GetValue<int>() });
        Assert.Equal(128, diff["largest"]!.GetValue<int>());
        Assert.True(diff["differing"]!.GetValue<int>() > 0);
        Assert.Contains(diff["tree"]!.AsArray(), d => d!["path"]!.GetValue<string>().StartsWith("palette", StringComparison.Ordinal));
    }

    [Fact]
    public void Passes_add_up_to_the_picture()
    {
        int handle = Open("png/matrix/rgb8-adam7-mixed.png");
        Ask("pixels", new JsonObject { ["handle"] = handle });
        byte[] whole = _engine.Take(0);
        Ask("pixels", new JsonObject { ["handle"] = handle, ["pass"] = 7 });
        Assert.Equal(whole, _engine.Take(0));
        Ask("pixels", new JsonObject { ["handle"] = handle, ["pass"] = 1 });
        byte[] first = _engine.Take(0);
        int width = 32;
        for (int i = 0; i < first.Length / 4; i++)
            Assert.Equal(i % width % 8 == 0 && i / width % 8 == 0 ? whole[4 * i + 3] : 0, first[4 * i + 3]);
    }

    [Fact]
    public void Steps_lead_from_bits_to_the_pixel_and_their_links_lead_somewhere()
    {
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "jpeg/photos/landscape-420.jpg", "bmp/coded/rle8-h40-mixed.bmp"])
        {
            JsonArray steps = Ask("steps", new JsonObject { ["handle"] = Open(path), ["x"] = 9, ["y"] = 7 }).AsArray();
            Assert.True(steps.Count > 5, $"{path}: {steps.Count} steps");
            Assert.Contains(steps, s => s!["ranges"]!.AsArray().Count > 0);
            // In the order in which the value comes about, so that the page can group them.
            string[] phases = [.. steps.Select(s => s!["phase"]!.GetValue<string>())];
            Assert.Subset(new HashSet<string> { StepLinks.Place, StepLinks.Symbols, StepLinks.Value, StepLinks.Prediction, StepLinks.Transform, StepLinks.Colour }, phases.ToHashSet());
            Assert.Contains(StepLinks.Symbols, phases);
            Assert.Contains(path[0] == 'j' ? StepLinks.Transform : path[0] == 'p' ? StepLinks.Prediction : StepLinks.Value, phases);
            Assert.Equal(StepLinks.Colour, phases[^1]);
            Assert.All(steps, s => Assert.True(File.Exists(Repository.PathOf(s!["source"]!.GetValue<string>())) && File.Exists(Repository.PathOf(s["note"]!.GetValue<string>().Split('#')[0]))));
            JsonNode sample = Ask("sample", new JsonObject { ["handle"] = Open(path), ["x"] = 9, ["y"] = 7 });
            Assert.Equal(string.Join(", ", sample["samples"]!.AsArray().Select(s => s!.ToString())), steps[^1]!["result"]!.GetValue<string>());
        }

        foreach ((string note, string source) in StepLinks.ByClause.Select(l => (l.Note, l.Source)).Concat(StepLinks.ByFormat.Values))
        {
            Assert.True(File.Exists(Repository.PathOf(source)), source);
            string[] parts = note.Split('#');
            string text = File.ReadAllText(Repository.PathOf(parts[0]));
            if (parts.Length > 1)
                Assert.Contains(text.Split('\n').Where(l => l.StartsWith('#')), l => Anchor(l) == parts[1]);
        }
    }

    [Fact]
    public void What_cannot_be_answered_is_said()
    {
        Assert.Contains("closed", Error("pixels", new JsonObject { ["handle"] = 99 })["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("no method", Error("nothing", [])["message"]!.GetValue<string>(), StringComparison.Ordinal);
        int handle = Open("png/matrix/rgb8-paeth.png");
        Assert.Contains("no such place", Error("trace", new JsonObject { ["handle"] = handle, ["x"] = 5000, ["y"] = 0 })["message"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode broken = Error("hash", new JsonObject { ["handle"] = Open("png/broken/deflate-row-10.png") });
        Assert.Equal("Malformed", broken["kind"]!.GetValue<string>());
        Assert.StartsWith("png-", broken["rule"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gallery_has_files_of_the_corpus()
    {
        string folder = Repository.PathOf("src", "RawDecoders.Explorer", "wwwroot", "gallery");
        JsonArray gallery = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "gallery.json")))!.AsArray();
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "files.txt")), gallery.Select(g => g!["name"]!.GetValue<string>()));
        CorpusFile[] corpus = [.. ManifestReader.ReadFile(Repository.PathOf("corpus", "manifest"))];
        foreach (JsonNode? entry in gallery)
        {
            string path = Repository.PathOf("corpus", entry!["name"]!.GetValue<string>());
            Assert.Equal(new FileInfo(path).Length, entry["bytes"]!.GetValue<long>());
            Assert.True(entry["what"]!.GetValue<string>().Length > 20 && entry["title"]!.GetValue<string>().Length > 2);
            bool isRefused = corpus.First(f => f.Path == entry["name"]!.GetValue<string>()).Standard.Kind == "refused";
            Assert.Equal(entry["kind"]!.GetValue<string>() == "broken", isRefused);
        }
    }

    /// <summary>The name that a heading has in a link.</summary>
    private static string Anchor(string heading)
        => string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
}
