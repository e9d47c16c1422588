// Which files of the corpus a target starts from. The choice is the same every time: folder by folder in turn, the smallest file
// of each first, so that every kind of file is among few seeds.

namespace RawDecoders.Fuzzing;

/// <summary>The seeds of the targets.</summary>
internal static class Seeds
{
    /// <summary>afl-fuzz runs every seed eight times before it begins: more than these give it little that is new.</summary>
    private const int Most = 300;

    /// <summary>The inputs of a target, each with a name that tells its file.</summary>
    public static IEnumerable<(string Name, byte[] Input)> Of(FuzzTarget target, IReadOnlyCollection<string> formats, int most = Most)
    {
        string corpus = Corpus();
        return Chosen().SelectMany(name => target.InputsFrom(File.ReadAllBytes(Path.Combine(corpus, name))).Select((input, i) => (name, i, input)))
            .Where(s => s.input.Length <= target.MaxSeedBytes)
            .DistinctBy(s => Convert.ToHexString(s.input))
            .Take(most)
            .Select(s => ($"{s.name.Replace('/', '_')}-{s.i}", s.input));

        // The n-th smallest of every folder, then the next of every folder.
        IEnumerable<string> Chosen() => target.Formats.Where(f => formats.Count == 0 || formats.Contains(f))
            .SelectMany(format => Directory.EnumerateFiles(Path.Combine(corpus, format), "*.*", SearchOption.AllDirectories))
            .Select(path => (Path: path, Name: Path.GetRelativePath(corpus, path).Replace('\\', '/')))
            .Where(f => Path.GetExtension(f.Name) is ".png" or ".bmp" or ".jpg")
            .Where(f => target.Folder is null || f.Name.Split('/')[1] == target.Folder)
            .GroupBy(f => Path.GetDirectoryName(f.Name))
            .SelectMany(folder => folder.Select(f => (f.Name, new FileInfo(f.Path).Length))
                .Where(f => f.Length <= target.MaxSeedBytes)
                .OrderBy(f => f.Length).ThenBy(f => f.Name, StringComparer.Ordinal).Select((f, rank) => (f.Name, rank)))
            .OrderBy(f => f.rank).ThenBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => f.Name);
    }

    /// <summary>Writes the seeds of a target into a folder; gives their number.</summary>
    public static int Write(FuzzTarget target, string folder, IReadOnlyCollection<string> formats)
    {
        Directory.CreateDirectory(folder);
        int count = 0;
        foreach ((string name, byte[] input) in Of(target, formats))
        {
            File.WriteAllBytes(Path.Combine(folder, name), input);
            count++;
        }

        return count;
    }

    private static string Corpus()
    {
        // Above the program, or above where it is called from: instrumented copies may stand anywhere.
        foreach (string start in (string[])[AppContext.BaseDirectory, Directory.GetCurrentDirectory()])
        {
            for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "RawDecoders.sln")))
                    return Path.Combine(at.FullName, "corpus");
            }
        }

        throw new DirectoryNotFoundException("RawDecoders.sln was found neither above the program nor above the current folder.");
    }
}
