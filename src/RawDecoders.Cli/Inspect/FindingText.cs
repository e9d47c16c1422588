// Findings in words, the same below a node of `inspect` and on a line of `verify`, so that one can be looked for with the other.

namespace RawDecoders.Cli;

/// <summary>Words for findings.</summary>
internal static class FindingText
{
    public static string Name(Severity severity) => InspectJson.SeverityName(severity);

    public static Ink InkOf(Severity severity) => severity switch
    {
        Severity.Error => Ink.Error,
        Severity.Warning => Ink.Warning,
        _ => Ink.Note,
    };

    /// <summary>Adds <c>severity at byte N: rule: what (clause); consequence</c>.</summary>
    public static StyledLine AddTo(StyledLine line, Issue finding)
    {
        line.Add(Name(finding.Severity), InkOf(finding.Severity))
            .Add($" at byte {finding.Offset}: {finding.Rule.Id}: {finding.What}");
        if (finding.Clause.Length > 0)
            line.Add($" ({finding.Clause})", Ink.Clause);
        if (finding.Consequence.Length > 0)
            line.Add($"; {finding.Consequence}");
        return line;
    }

    /// <summary>"1 error, 2 warnings", or "no findings".</summary>
    public static string Totals(int errors, int warnings, int notes)
    {
        var parts = new List<string>(3);
        if (errors > 0)
            parts.Add(Words.Count(errors, "error"));
        if (warnings > 0)
            parts.Add(Words.Count(warnings, "warning"));
        if (notes > 0)
            parts.Add(Words.Count(notes, "note"));
        return parts.Count == 0 ? "no findings" : string.Join(", ", parts);
    }
}
