// The list of files on which the ImageSharp that runs beside the tests does not give this project's pixels, or not what is
// recorded of the other version, each with the reason: corpus/imagesharp-VERSION.tsv. A test holds it exact.

namespace RawDecoders.ImageSharpHost;

/// <summary>One line of the list.</summary>
/// <param name="Path">The file, as the manifest or the suites' records have it.</param>
/// <param name="Outcome">"departs", "throws", "hangs" or "other"; the list's first lines say what each means.</param>
/// <param name="Profiles">The profiles that it concerns, joined by commas.</param>
/// <param name="Reason">The clause or the defect.</param>
public sealed record ImageSharpDeparture(string Path, string Outcome, string Profiles, string Reason)
{
    /// <summary>The line without its reason.</summary>
    public string Key => $"{Path}\t{Outcome}\t{Profiles}";
}

/// <summary>Reads the list.</summary>
public static class ImageSharpDepartures
{
    /// <summary>The list of <paramref name="name"/> ("imagesharp-2.1.13") in <paramref name="corpus"/>; null if that version has none.</summary>
    /// <exception cref="FormatException">A line has not four fields, or one is empty.</exception>
    public static IReadOnlyList<ImageSharpDeparture>? Load(string corpus, string name)
    {
        string path = System.IO.Path.Combine(corpus, name + ".tsv");
        return File.Exists(path) ? [.. File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#').Select(Parse)] : null;
    }

    private static ImageSharpDeparture Parse(string line)
        => line.Split('\t') is [{ Length: > 0 } path, { Length: > 0 } outcome, { Length: > 0 } profiles, { Length: > 0 } reason]
            ? new ImageSharpDeparture(path, outcome, profiles, reason)
            : throw new FormatException($"path, outcome, profiles and reason are needed: {line}");
}
