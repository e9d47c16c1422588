using System.Text.RegularExpressions;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

/// <summary>
/// Dependencies run one way: facade → Conventions → Png | Bmp | Jpeg → Inspection, Export → Pixels → Core, and inside a format Inspection →
/// decoder → Rows (Reconstruction) → Coding → Structure → rules. Read off the sources: a file may not name a type that is declared in a
/// layer above its own, or in a sibling format.
/// </summary>
public sealed partial class LayeringTests
{
    private static readonly string[] Formats = ["Png", "Bmp", "Jpeg"];

    /// <summary>The floors of a format, from the lowest one up: each may name those before it. The last one also knows the shared Inspection.</summary>
    private static readonly string[] Floors = ["Rules", "Structure", "Coding", "Rows", "Decoder", "Inspection"];

    /// <summary>Each layer with those whose types it may name, besides its own. "" is the facade.</summary>
    private static readonly Dictionary<string, string[]> Allowed = MakeAllowed();

    private static Dictionary<string, string[]> MakeAllowed()
    {
        string[] formats = [.. Formats.SelectMany(f => Floors.Select(floor => $"{f}/{floor}"))];
        var allowed = new Dictionary<string, string[]>
        {
            ["Core"] = [],
            ["Pixels"] = ["Core"],
            ["Export"] = ["Core", "Pixels"],
            ["Inspection"] = ["Core", "Pixels"],
            ["Conventions"] = ["Core", "Pixels", .. formats],
            [""] = ["Core", "Pixels", "Export", "Inspection", "Conventions", .. formats],
        };
        foreach (string format in Formats)
        {
            for (int i = 0; i < Floors.Length; i++)
            {
                string[] below = [.. Floors[..i].Select(floor => $"{format}/{floor}")];
                string[] shared = Floors[i] == "Rules" ? ["Core"] : Floors[i] == "Inspection" ? ["Core", "Pixels", "Inspection"] : ["Core", "Pixels"];
                allowed[$"{format}/{Floors[i]}"] = [.. shared, .. below];
            }
        }

        return allowed;
    }

    [Fact]
    public void No_file_names_a_type_of_a_layer_above_or_beside_it()
    {
        string library = Repository.PathOf("src", "RawDecoders");
        var files = Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(library, path).Replace('\\', '/'), Code: Uncommented(File.ReadAllText(path))))
            .Where(f => !f.Path.StartsWith("obj/", StringComparison.Ordinal) && !f.Path.StartsWith("bin/", StringComparison.Ordinal))
            .ToArray();
        Assert.True(files.Length > 20, "the library's sources were not found");

        var declaredIn = new Dictionary<string, HashSet<string>>();
        foreach ((string path, string code) in files)
        {
            foreach (Match match in Declaration().Matches(code))
            {
                if (!declaredIn.TryGetValue(match.Groups[1].Value, out HashSet<string>? layers))
                    declaredIn[match.Groups[1].Value] = layers = [];
                layers.Add(Layer(path));
            }
        }

        // A name that is also an enum's member (PixelFormat.Gray8 and the pixel type Gray8) says nothing in a source text.
        foreach (string member in typeof(ImageDecoder).Assembly.GetTypes().Where(t => t.IsEnum).SelectMany(Enum.GetNames))
            declaredIn.Remove(member);

        // So does the name of a rule (JpegRules.ScanComponent).
        foreach (string rule in typeof(ImageDecoder).Assembly.GetTypes().Where(t => t.Name.EndsWith("Rules", StringComparison.Ordinal)).SelectMany(t => t.GetFields()).Select(f => f.Name))
            declaredIn.Remove(rule);

        // Texts and profiles are compressed: their payloads, which are structure, say what is in them.
        declaredIn.Remove("PngInflater");
        declaredIn.Remove("PngInflateOutcome");

        var violations = new List<string>();
        foreach ((string path, string code) in files)
        {
            string layer = Layer(path);
            Assert.True(Allowed.ContainsKey(layer), $"{path}: the folder {layer} is not in the layering");
            foreach (string word in Word().Matches(code).Select(m => m.Value).Distinct())
            {
                if (declaredIn.TryGetValue(word, out HashSet<string>? layers)
                    && !layers.Contains(layer) && !layers.Any(l => Allowed[layer].Contains(l)))
                {
                    violations.Add($"{path} names {word}, which belongs to {string.Join(", ", layers.Select(l => l.Length == 0 ? "the facade" : l))}");
                }
            }

            foreach (Match import in Using().Matches(code))
            {
                string other = import.Groups[1].Value;
                if (!layer.StartsWith(other, StringComparison.Ordinal) && !Allowed[layer].Any(l => l.StartsWith(other, StringComparison.Ordinal)))
                    violations.Add($"{path} imports RawDecoders.{other}");
            }
        }

        Assert.True(violations.Count == 0, string.Join("\n", violations));
    }

    /// <summary>"Png/Coding", "Core", or "" for the facade. The table of rules of a format is a floor of its own.</summary>
    private static string Layer(string path)
    {
        string[] parts = path.Split('/');
        return parts.Length == 1 ? ""
            : !Formats.Contains(parts[0]) ? parts[0]
            : parts.Length == 2 ? $"{parts[0]}/{(parts[1] == parts[0] + "Rules.cs" ? "Rules" : "Decoder")}"
            : $"{parts[0]}/{(parts[1] == "Reconstruction" ? "Rows" : parts[1])}";
    }

    /// <summary>The code without comments and string contents, in which names mean nothing.</summary>
    private static string Uncommented(string code) => Comment().Replace(code, " ");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex Comment();

    /// <summary>Types at the top level only (their lines are not indented): a nested type's name is its owner's affair.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record|record struct|record class) ([A-Z]\w*)\b", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"using\s+(?:static\s+)?RawDecoders\.(Png|Bmp|Jpeg|Inspection|Export)\b")]
    private static partial Regex Using();
}
