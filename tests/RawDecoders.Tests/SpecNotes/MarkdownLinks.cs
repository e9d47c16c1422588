using System.Text.RegularExpressions;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>Links of a Markdown file to other files of the project, and whether they lead anywhere.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>What is wrong with the links of a file, a line each.</summary>
    public static IEnumerable<string> FindBroken(string path)
    {
        foreach ((int line, string target) in Read(File.ReadAllLines(path)))
        {
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                continue;
            // Of the explorer: ExerciseTests look at what follows.
            if (target.StartsWith("#file=", StringComparison.Ordinal))
                continue;
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0]));
            if (!Path.Exists(file) || !HasExactCase(file))
                yield return $"{path}:{line}: {target}: there is no such file";
            else if (parts.Length == 2 && !HasAnchor(file, parts[1]))
                yield return $"{path}:{line}: {target}: the file has no such heading or line";
        }
    }

    /// <summary>The targets of links and pictures outside code, with their lines from 1.</summary>
    public static IEnumerable<(int Line, string Target)> Read(string[] lines)
    {
        bool isCode = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            if (isCode)
                continue;
            foreach (Match match in Link().Matches(CodeSpan().Replace(lines[i], "``")))
                yield return (i + 1, match.Groups[1].Value);
        }
    }

    /// <summary>The anchors of a Markdown file, as GitHub makes them from its headings.</summary>
    public static HashSet<string> Anchors(string[] lines)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        bool isCode = false;
        foreach (string line in lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            if (isCode || Heading().Match(line) is not { Success: true } heading)
                continue;
            string text = LinkText().Replace(heading.Groups[1].Value, "$1").Trim().ToLowerInvariant();
            string anchor = new([.. text.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c)]);
            string unique = anchor;
            for (int n = 1; !anchors.Add(unique); n++)
                unique = $"{anchor}-{n}";
        }

        return anchors;
    }

    private static bool HasAnchor(string file, string anchor)
    {
        if (Directory.Exists(file))
            return false;
        string[] lines = File.ReadAllLines(file);
        if (Path.GetExtension(file) == ".md")
            return Anchors(lines).Contains(anchor);
        return LineAnchor().Match(anchor) is { Success: true } match && int.Parse(match.Groups[1].Value, null) is var line && line >= 1 && line <= lines.Length;
    }

    /// <summary>The name is written as the file is, which file systems that ignore case do not check.</summary>
    private static bool HasExactCase(string file)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(file));
        return Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(full)!).Any(e => Path.GetFileName(e) == Path.GetFileName(full));
    }

    [GeneratedRegex(@"\]\(\s*<?([^()\s>]+(?:\([^()\s]*\))?)>?(?:\s+""[^""]*"")?\s*\)")]
    private static partial Regex Link();

    [GeneratedRegex("(`+)(?:(?!\\1).)+\\1")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^#{1,6}\\s+(.*?)\\s*#*\\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("^L([0-9]+)$")]
    private static partial Regex LineAnchor();
}
