// Owns: the code of the pages in src/RawDecoders/docs: a fenced block "```csharp NAME" of PAGE.md, and the lines between
// "#region PAGE.md: NAME" and "#endregion" of a source of this project, which are compiled and run by the tests. Leaves what the
// code must do to the tests beside it.

using System.Text.RegularExpressions;

namespace DocPages;

/// <summary>A fenced block of a page.</summary>
/// <param name="Line">Index of the line of its fence, from 0.</param>
/// <param name="Count">Lines within the fence.</param>
/// <param name="Name">The word after the language; empty if there is none.</param>
/// <param name="Text">The lines, joined by line feeds.</param>
internal sealed record CodeBlock(int Line, int Count, string Name, string Text);

/// <summary>Reads code out of pages and sources.</summary>
internal static partial class CodeBlocks
{
    /// <summary>Where the pages are.</summary>
    public static string Pages { get; } = Files.PathOf("src", "RawDecoders", "docs");

    /// <summary>The blocks of a page in languages that the tests run: C#, F#, PowerShell.</summary>
    public static List<CodeBlock> OfPage(string[] lines)
    {
        var blocks = new List<CodeBlock>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            int end = Array.FindIndex(lines, i + 1, l => l == "```");
            if (end < 0)
                throw new FormatException($"line {i + 1}: the fence is never closed");
            string[] words = lines[i][3..].Split(' ');
            if (words[0] is "csharp" or "fsharp" or "powershell")
                blocks.Add(new CodeBlock(i, end - i - 1, string.Join(' ', words[1..]), string.Join('\n', lines[(i + 1)..end])));
            i = end;
        }

        return blocks;
    }

    /// <summary>The regions of this project's sources for a page, by their names.</summary>
    public static Dictionary<string, string> OfSources(string page)
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        string folder = Files.PathOf("tests", "RawDecoders.Docs");
        IEnumerable<string> sources = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".fsx" or ".ps1")
            .Where(f => !Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"));
        foreach (string[] lines in sources.Select(File.ReadAllLines))
        {
            for (int i = 0; i < lines.Length; i++)
            {
                if (Region().Match(lines[i]) is not { Success: true } match || match.Groups["page"].Value != page)
                    continue;
                int end = Array.FindIndex(lines, i, l => l.TrimStart(' ', '/').StartsWith("#endregion", StringComparison.Ordinal));
                regions.Add(match.Groups["name"].Value.Trim(), Unindented(lines[(i + 1)..end]));
            }
        }

        return regions;
    }

    private static string Unindented(string[] lines)
    {
        int indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length <= indent ? "" : l[indent..].TrimEnd()));
    }

    [GeneratedRegex(@"^\s*(//)?#region (?<page>[\w.-]+\.md): (?<name>.+)$")]
    private static partial Regex Region();
}
