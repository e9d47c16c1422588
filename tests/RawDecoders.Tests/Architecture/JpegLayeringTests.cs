// Owns: the order of the folders of Jpeg: Structure ← Coding ← Reconstruction ← what composes them, with JpegRules below all and
// Inspection above. Read off the sources, as LayeringTests does for the whole library.

using System.Text.RegularExpressions;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

public sealed partial class JpegLayeringTests
{
    /// <summary>From the lowest to the highest; "" is the folder Jpeg itself.</summary>
    private static readonly string[] Layers = ["Rules", "Structure", "Coding", "Reconstruction", "", "Inspection"];

    [Fact]
    public void No_file_names_a_type_of_a_layer_above_its_own()
    {
        string folder = Repository.PathOf("src", "RawDecoders", "Jpeg");
        (string Path, string Code)[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(folder, path).Replace('\\', '/'), Comment().Replace(File.ReadAllText(path), " ")))];
        Assert.True(files.Length > 60, "the sources were not found");
        var layerOf = new Dictionary<string, int>();
        foreach ((string path, string code) in files)
        {
            foreach (Match match in Declaration().Matches(code))
                layerOf[match.Groups[1].Value] = LayerOf(path);
        }

        // The name of a rule (JpegRules.ScanComponent) says nothing of the type that has it too.
        foreach (string rule in typeof(RawDecoders.Jpeg.JpegRules).GetFields().Select(f => f.Name))
            layerOf.Remove(rule);
        Assert.Equal(Enumerable.Range(0, Layers.Length), layerOf.Values.Distinct().Order());
        string[] violations = [.. files.SelectMany(f => Word().Matches(f.Code).Select(m => m.Value).Distinct()
            .Where(word => layerOf.TryGetValue(word, out int layer) && layer > LayerOf(f.Path)).Select(word => $"{f.Path} names {word}"))];
        Assert.True(violations.Length == 0, string.Join("; ", violations));
    }

    private static int LayerOf(string path)
        => Array.IndexOf(Layers, path == "JpegRules.cs" ? "Rules" : path.Contains('/') ? path[..path.IndexOf('/')] : "");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex Comment();

    /// <summary>Types at the top level: their lines are not indented.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record|record struct) ([A-Z]\w*)\b", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*\b")]
    private static partial Regex Word();
}
