// Where the program's own repository is.

namespace RawDecoders.Conformance.Commands;

/// <summary>Paths in the repository that this program was built in.</summary>
internal static class Repository
{
    /// <summary>The nearest folder above the program, or else above the current folder, that holds RawDecoders.sln; or the current folder.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory) ?? Environment.CurrentDirectory;

    public static string Corpus => Path.Combine(Root, "corpus");

    public static string DefaultReport => Path.Combine(Root, "artifacts", "conformance.html");

    private static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "RawDecoders.sln")))
                return at.FullName;
        }

        return null;
    }
}
