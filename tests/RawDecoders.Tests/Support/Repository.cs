using System.Runtime.CompilerServices;

namespace RawDecoders.Tests.Support;

/// <summary>Where the project's own files are, for tests that read sources or the corpus.</summary>
public static class Repository
{
    /// <summary>The folder that holds RawDecoders.sln: above the test assembly, else above this source file.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(SourceFolder()) ?? throw new InvalidOperationException(
        "RawDecoders.sln was found neither above the test assembly nor above its sources.");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "RawDecoders.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    private static string? SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path);
}
