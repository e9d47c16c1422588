// The files that the nets of this folder run over: the corpus, the public suites where they are, and a further folder that
// RAWDECODERS_EXTRA names. The normal run takes a part of them, the same one every time; RAWDECODERS_ALL=1 takes all.
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Paths;

internal static class PathFiles
{
    /// <summary>Files above this many bytes are for the long run.</summary>
    private const long LargeFile = 64 << 10;

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("RAWDECODERS_ALL") == "1";

    /// <summary>Full paths, sorted. In the normal run one of <paramref name="share"/>, and all of the extra folder.</summary>
    public static List<string> Choose(int share)
    {
        var files = new List<string>();
        foreach (string? folder in (string?[])[CorpusFolder.Find(), Suites.Root])
        {
            if (folder is null)
                continue;
            files.AddRange(Below(folder).Where(f => IsLong
                || (Seed(Path.GetRelativePath(folder, f)) % share == 0 && new FileInfo(f).Length <= LargeFile)));
        }

        if (Environment.GetEnvironmentVariable("RAWDECODERS_EXTRA") is { Length: > 0 } extra)
            files.AddRange(Below(extra));
        return files;
    }

    /// <summary>A number that depends on the name alone, the same in every process.</summary>
    public static int Seed(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
            hash = (hash ^ (c == '\\' ? '/' : c)) * 16777619;
        return (int)(hash >> 1 & 0x3FFF_FFFF);
    }

    /// <summary>Runs <paramref name="check"/> over files side by side and fails with everything that it returns.</summary>
    public static void ForEach(List<string> files, Func<string, byte[], IEnumerable<string>> check)
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            byte[] file = File.ReadAllBytes(path);
            try
            {
                foreach (string failure in check(path, file).Take(5))
                    failures.Add($"{path}: {failure}");
            }
            catch (Exception error)
            {
                failures.Add($"{path}: {error}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} differences in {files.Count} files:\n" + string.Join('\n', failures.Order().Take(60)));
    }

    private static IEnumerable<string> Below(string folder)
        => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("manifest" or "expected.tsv") && !f.EndsWith(".md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
