// Finds the files of a batch: folders (searched to the bottom for the endings that pictures have) and patterns with * ? and
// ** that the shell has not expanded. Each file comes with the name that its output is to have below the output folder.

using System.IO.Enumeration;

namespace RawDecoders.Cli;

/// <summary>A file of a batch.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its path within the folder or pattern that named it.</param>
internal readonly record struct FoundFile(string Path, string Name);

/// <summary>Expands folders and patterns.</summary>
internal static class FileSearch
{
    private static readonly string[] Endings = [".png", ".apng", ".bmp", ".dib", ".jpg", ".jpeg", ".jpe", ".jfif"];

    private static readonly StringComparison NameComparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Whether a word stands for any number of files: a folder, or a pattern that is not itself a file.</summary>
    public static bool IsMany(string word) => NamedFiles.IsDirectory(word) || (HasWildcard(word) && !NamedFiles.Exists(word));

    /// <summary>The files below a folder or of a pattern, in ordinal order.</summary>
    public static FoundFile[] Find(string word) => NamedFiles.IsDirectory(word)
        ? Below(word, int.MaxValue, path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        : Match(word);

    private static bool HasWildcard(string word) => word.AsSpan().ContainsAny('*', '?');

    private static FoundFile[] Match(string pattern)
    {
        string[] segments = pattern.Split(OperatingSystem.IsWindows() ? ['/', '\\'] : ['/']);
        int plain = Array.FindIndex(segments, HasWildcard);
        string folder = string.Join('/', segments[..plain]);
        if (folder.Length == 0)
            folder = plain > 0 ? "/" : ".";
        string[] rest = [.. segments[plain..].Where(s => s.Length > 0)];
        int depth = rest.Contains("**") ? int.MaxValue : rest.Length - 1;
        FoundFile[] found = NamedFiles.IsDirectory(folder) ? Below(folder, depth, name => Matches(name.Split('/'), rest)) : [];
        // "*.png" found in "." is to be called x.png, not ./x.png.
        return folder == "." && plain == 0 ? [.. found.Select(f => f with { Path = f.Name })] : found;
    }

    /// <summary>Whether a path's parts match a pattern's; "**" stands for any number of folders.</summary>
    private static bool Matches(ReadOnlySpan<string> parts, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty)
            return parts.IsEmpty;
        if (pattern[0] == "**")
        {
            for (int skip = 0; skip <= parts.Length; skip++)
            {
                if (Matches(parts[skip..], pattern[1..]))
                    return true;
            }

            return false;
        }

        return !parts.IsEmpty
            && FileSystemName.MatchesSimpleExpression(pattern[0], parts[0], NameComparison == StringComparison.OrdinalIgnoreCase)
            && Matches(parts[1..], pattern[1..]);
    }

    private static FoundFile[] Below(string folder, int depth, Func<string, bool> wanted)
    {
        bool mayBeRaw = RawNames.IsRaw(folder);
        string[] names = mayBeRaw ? [] : [.. Walk(folder, depth, ref mayBeRaw)];
        if (mayBeRaw && OperatingSystem.IsLinux())
            names = [.. WalkRaw(folder, "", depth)];
        return [.. names.Where(wanted).Order(StringComparer.Ordinal).Select(name => new FoundFile(Path.Join(folder, name), name))];
    }

    /// <summary>Paths within a folder, with '/' between their parts.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="depth">Levels below it.</param>
    /// <param name="mayBeRaw">
    /// Whether a name was met with U+FFFD, which the framework puts where a name is no UTF-8. It may be in the name too: only the system knows.
    /// </param>
    private static List<string> Walk(string folder, int depth, ref bool mayBeRaw)
    {
        bool isMet = false;
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var files = new FileSystemEnumerable<string>(
            root,
            (ref FileSystemEntry entry) => Path.GetRelativePath(root, entry.ToFullPath()).Replace('\\', '/'),
            new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                isMet |= entry.FileName.Contains('\uFFFD');
                return !entry.IsDirectory;
            },
            // A link to a folder may lead back up.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        List<string> names = [.. files];
        mayBeRaw |= isMet;
        return names;
    }

    /// <summary>The same by the bytes of the names. Links are files here, and so not followed.</summary>
    private static IEnumerable<string> WalkRaw(string folder, string above, int depth)
    {
        foreach ((string name, bool isDirectory) in NamedFiles.List(folder))
        {
            // Hidden, and so passed over by the framework too.
            if (name[0] == '.')
                continue;
            if (!isDirectory)
                yield return above + name;
            else if (depth > 0)
            {
                foreach (string below in WalkRaw(Path.Join(folder, name), $"{above}{name}/", depth - 1))
                    yield return below;
            }
        }
    }
}
