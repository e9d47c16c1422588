// Owns: what a person found of the scoreboard's "wrong": corpus/scoreboard-review.tsv, one line a rule, tab-separated, the first that matches counts:
//   decoder glob, path glob, "confirmed" or "disputed", clause, reason
// A glob's * stands for any characters; | parts alternatives. Leaves whether a second decoder agrees to ScoreboardResults.

using System.IO.Enumeration;

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>One rule of the review.</summary>
internal sealed record ReviewRule(string Decoder, string Path, bool Disputed, string Clause, string Reason)
{
    /// <summary>Whether it speaks of a decoder's picture of a file.</summary>
    public bool Concerns(string decoder, string path) => Matches(Decoder, decoder) && Matches(Path, path);

    private static bool Matches(string globs, string text)
        => globs.Split('|').Any(glob => FileSystemName.MatchesSimpleExpression(glob, text, ignoreCase: false));
}

/// <summary>The review.</summary>
internal sealed class Review(IReadOnlyList<ReviewRule> rules)
{
    /// <summary>Its rules.</summary>
    public IReadOnlyList<ReviewRule> Rules => rules;

    /// <summary>Reads it; empty if there is no such file.</summary>
    /// <exception cref="FormatException">A line has not five fields, or its verdict is another.</exception>
    public static Review Load(string path)
    {
        List<ReviewRule> rules = [];
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            rules.Add(line.Split('\t') is [{ Length: > 0 } decoder, { Length: > 0 } glob, "confirmed" or "disputed", { Length: > 0 } clause, { Length: > 0 } reason] and [_, _, var verdict, ..]
                ? new ReviewRule(decoder, glob, verdict == "disputed", clause, reason)
                : throw new FormatException($"{path}: decoder, path, confirmed or disputed, clause and reason are needed: {line}"));
        }

        return new Review(rules);
    }

    /// <summary>The rule for a decoder's picture of a file; null if nobody looked at it.</summary>
    public ReviewRule? Find(string decoder, string path) => rules.FirstOrDefault(r => r.Concerns(decoder, path));
}
