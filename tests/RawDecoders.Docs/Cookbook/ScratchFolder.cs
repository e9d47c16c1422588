// Owns: a folder for one test, gone when the test ends.

namespace DocPages.Cookbook;

internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("docs").FullName;

    public void Add(string file, string name) => File.Copy(file, System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
