// Owns: what a decoder claims to read, so that it can be asked for nothing else: "png,bmp,-png/animation". Leaves the asking to the commands.

using System.IO.Enumeration;
using RawDecoders.Conformance.Cases;

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>
/// Parts of the corpus: folders ("png", "jpeg/arithmetic") and globs over paths ("bmp/coded/rle24*"). One with a minus before it is left out. Of
/// those that concern a file the last one decides; a list that begins with a minus begins with everything.
/// </summary>
internal sealed class Claims
{
    private readonly (bool Claimed, string Pattern)[] _parts;

    private Claims((bool, string)[] parts) => _parts = parts;

    /// <summary>Everything.</summary>
    public static Claims All { get; } = new([]);

    /// <summary>Reads a list, parted by commas.</summary>
    public static Claims Parse(string? text) => new(
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p[0] == '-' ? (false, p[1..].Trim('/')) : (true, p.Trim('/')))]);

    /// <summary>Whether a file belongs to what is claimed.</summary>
    public bool Cover(ConformanceCase file) => Cover(file.Name);

    /// <summary>Whether the file at a path below the corpus belongs to what is claimed.</summary>
    public bool Cover(string path)
    {
        bool claimed = _parts.Length == 0 || !_parts[0].Claimed;
        foreach ((bool yes, string pattern) in _parts)
        {
            if (Concerns(pattern, path))
                claimed = yes;
        }

        return claimed;
    }

    /// <summary>The list.</summary>
    public override string ToString() => _parts.Length == 0 ? "everything" : string.Join(", ", _parts.Select(p => (p.Claimed ? "" : "-") + p.Pattern));

    private static bool Concerns(string pattern, string path) => pattern.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false)
        : path.Length > pattern.Length && path[pattern.Length] == '/' && path.StartsWith(pattern, StringComparison.Ordinal);
}
