// Owns: where the project's own files are, and the files of the corpus that the pages' code is run on.

using System.Runtime.CompilerServices;

namespace DocPages;

internal static class Files
{
    /// <summary>The folder that holds RawDecoders.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(SourceFolder()) ?? throw new InvalidOperationException(
        "RawDecoders.sln was found neither above the test assembly nor above its sources.");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Corpus(string path) => PathOf("corpus", Path.Combine(path.Split('/')));

    /// <summary>The files below a folder of the corpus with one of some endings.</summary>
    public static IEnumerable<string> InCorpus(string folder) => Directory.EnumerateFiles(Corpus(folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "RawDecoders.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    private static string? SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path);
}
