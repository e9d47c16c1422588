// Owns: that .github/SECURITY.md lists exactly the files of the library that can touch memory unchecked. What bounds each is
// for its reviewer to judge.

using System.Text.RegularExpressions;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

public sealed partial class UnsafeCodeTests
{
    [Fact]
    public void Every_file_with_unsafe_code_is_listed_with_what_bounds_it()
    {
        string library = Repository.PathOf("src", "RawDecoders");
        string[] files = [.. Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(library, path).Replace('\\', '/'))
            .Where(f => !f.StartsWith("obj/", StringComparison.Ordinal) && !f.StartsWith("bin/", StringComparison.Ordinal))];
        string[] found = [.. files.Where(f => UnsafeCode().IsMatch(Comment().Replace(File.ReadAllText(Path.Combine(library, f)), " ")))];
        string[] listed = [.. Row().Matches(File.ReadAllText(Repository.PathOf(".github", "SECURITY.md"))).Select(m => m.Groups[1].Value)];

        Assert.True(found.Length > 20, "the library's sources were not found");
        string[] missing = [.. found.Except(listed).Order(StringComparer.Ordinal)];
        string[] stale = [.. listed.Except(found).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, $"SECURITY.md does not list {string.Join(", ", missing)}");
        Assert.True(stale.Length == 0, $"SECURITY.md lists without need {string.Join(", ", stale)}");
        Assert.Equal(listed.Length, listed.Distinct().Count());
    }

    /// <summary>The command line is written without: a hostile file's bytes reach nothing there that is not checked.</summary>
    [Fact]
    public void The_command_line_has_only_calls_into_the_system_and_only_where_the_list_says()
    {
        string folder = Repository.PathOf("src", "RawDecoders.Cli");
        string[] sources = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"))];
        Assert.True(sources.Length > 10, "the sources were not found");
        string[] found = [.. sources.Where(f => UnsafeCode().IsMatch(Comment().Replace(File.ReadAllText(f), " ")))];
        Assert.Equal(
            ["Input/NamedFiles.cs", "StandardStreams.cs"], found.Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(found, f => Assert.DoesNotMatch(@"\bunsafe\b", Comment().Replace(File.ReadAllText(f), " ")));
        string list = File.ReadAllText(Repository.PathOf(".github", "SECURITY.md"));
        Assert.All(found, f => Assert.Contains($"`{Path.GetFileName(f)}`", list));
    }

    /// <summary>Comments and string contents, in which words mean nothing.</summary>
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bunsafe\b|\bfixed\s*\(|\bUnsafe\.|\bMemoryMarshal\.(?:GetReference|GetArrayDataReference|CreateSpan|CreateReadOnlySpan)\b|\bNativeMemory\b|\b(?:Load|Store)Unsafe\b|\bSkipLocalsInit\b|\b(?:Dll|Library)Import\b|\bMarshal\.|\bAcquirePointer\b")]
    private static partial Regex UnsafeCode();

    /// <summary>A row of the table: the file, and at least a few words of what bounds it.</summary>
    [GeneratedRegex(@"^\| `([\w./]+\.cs)` \| .{10,} \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
