using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

/// <summary>Every file of the library opens with what it owns, and ends that head with what it leaves to others.</summary>
public sealed class FileHeadTests
{
    [Fact]
    public void Every_file_says_what_it_owns_and_what_it_leaves()
    {
        string library = Repository.PathOf("src", "RawDecoders");
        var without = new List<string>();
        int files = 0;
        foreach (string path in Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(library, path).Replace('\\', '/');
            if (name.StartsWith("obj/", StringComparison.Ordinal) || name.StartsWith("bin/", StringComparison.Ordinal))
                continue;
            files++;
            string head = string.Join(' ', File.ReadLines(path).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
            if (!head.StartsWith("// Owns: ", StringComparison.Ordinal) || !head.Contains("eaves ", StringComparison.Ordinal))
                without.Add(name);
        }

        Assert.True(files > 250, $"only {files} files were found");
        Assert.True(without.Count == 0, string.Join('\n', without));
    }
}
