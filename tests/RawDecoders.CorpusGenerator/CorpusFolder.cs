// The corpus on disk: writing it, and comparing it with what the generator would write. References are not the
// generator's: they live in references.tsv beside the manifest and are merged into it.

namespace RawDecoders.CorpusGenerator;

/// <summary>The folder corpus/.</summary>
public static class CorpusFolder
{
    private const string ManifestName = "manifest";

    private static readonly string[] Managed = ["png", "bmp", "jpeg", "other"];

    /// <summary>corpus/ of the repository that the program runs in: the nearest folder upwards that holds RawDecoders.sln.</summary>
    public static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "RawDecoders.sln")))
                return Path.Combine(at.FullName, "corpus");
        }

        throw new DirectoryNotFoundException("RawDecoders.sln was not found above the program: name the corpus folder.");
    }

    /// <summary>Writes files and manifest; files of the three format folders that are no longer generated are removed.</summary>
    public static void Write(string folder, IReadOnlyList<CorpusFile> files)
    {
        HashSet<string> wanted = [];
        foreach (CorpusFile file in files)
        {
            string path = Path.Combine(folder, file.Path);
            wanted.Add(Path.GetFullPath(path));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Bytes))
                File.WriteAllBytes(path, file.Bytes);
        }

        foreach (string stray in Strays(folder, wanted))
            File.Delete(stray);
        File.WriteAllText(Path.Combine(folder, ManifestName), ManifestText(folder, files));
    }

    /// <summary>One line for each file that is missing, different or unknown.</summary>
    public static List<string> Differences(string folder, IReadOnlyList<CorpusFile> files)
    {
        List<string> differences = [];
        HashSet<string> wanted = [];
        foreach (CorpusFile file in files)
        {
            string path = Path.Combine(folder, file.Path);
            wanted.Add(Path.GetFullPath(path));
            if (!File.Exists(path))
                differences.Add($"{file.Path}: missing");
            else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Bytes))
                differences.Add($"{file.Path}: differs");
        }

        differences.AddRange(Strays(folder, wanted).Select(s => $"{Path.GetRelativePath(folder, s)}: not generated"));
        string manifest = Path.Combine(folder, ManifestName);
        if (!File.Exists(manifest) || File.ReadAllText(manifest) != ManifestText(folder, files))
            differences.Add($"{ManifestName}: differs");
        return differences;
    }

    private static string ManifestText(string folder, IReadOnlyList<CorpusFile> files)
        => ManifestWriter.Write(RecordedReferences.Merge(Path.Combine(folder, "references.tsv"), files));

    private static IEnumerable<string> Strays(string folder, HashSet<string> wanted)
        => Managed.Select(m => Path.Combine(folder, m)).Where(Directory.Exists)
            .SelectMany(d => Directory.EnumerateFiles(d, "*", SearchOption.AllDirectories))
            .Where(f => !wanted.Contains(Path.GetFullPath(f))).Order(StringComparer.Ordinal);
}
