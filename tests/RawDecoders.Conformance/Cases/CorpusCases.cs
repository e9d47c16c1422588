// The project's own corpus: the manifest's entries as cases, and the pictures they were generated from.

using RawDecoders.CorpusGenerator;

namespace RawDecoders.Conformance.Cases;

/// <summary>Reads the corpus.</summary>
internal static class CorpusCases
{
    /// <summary>The cases of the manifest in <paramref name="folder"/>, in its order.</summary>
    public static List<ConformanceCase> Load(string folder)
    {
        string manifest = Path.Combine(folder, "manifest");
        return File.Exists(manifest) ? [.. ManifestReader.ReadFile(manifest).Select(entry => FromEntry(folder, entry))] : [];
    }

    private static ConformanceCase FromEntry(string folder, CorpusFile entry)
    {
        string[] parts = entry.Path.Split('/');
        return new ConformanceCase
        {
            Name = entry.Path,
            File = Path.Combine(folder, entry.Path),
            Format = parts[0].ToUpperInvariant(),
            Feature = parts.Length > 2 ? parts[1] : "other",
            What = entry.What,
            Clause = entry.Clause,
            Entry = entry,
            Recorded = [.. entry.References.Select(ParseReference)],
        };
    }

    private static RecordedResult ParseReference((string Name, string Value) line)
    {
        int space = line.Name.IndexOf(' ', StringComparison.Ordinal);
        (string reference, string profile) = space < 0 ? (line.Name, "") : (line.Name[..space], line.Name[(space + 1)..]);
        string[] words = line.Value.Split(' ');
        return words.Length == 2
            ? new RecordedResult(reference, profile, words[0], words[1])
            : new RecordedResult(reference, profile, "", null);
    }
}
