// Where a reference is not followed, and by which clause: a list, not a tolerance. corpus/verdicts.tsv holds it, one line a
// rule, tab-separated, the first that matches counts:
//   path glob, natural pixel format glob, "REFERENCE PROFILE" glob, clause, reason
// A glob's * stands for any characters; | parts alternatives. A rule that explains nothing any more is reported, so that the list stays true.

using System.IO.Enumeration;

namespace RawDecoders.Conformance.Cases;

/// <summary>One rule of the list.</summary>
internal sealed record Verdict(string Path, string Format, string Reference, string Clause, string Reason)
{
    private int _used;

    /// <summary>How many differences it explained in this run.</summary>
    public int Used => _used;

    public void Use() => Interlocked.Increment(ref _used);

    public bool Concerns(string path) => Matches(Path, path);

    public bool ConcernsFormat(string format) => Matches(Format, format);

    public bool ConcernsReference(string reference) => Matches(Reference, reference);

    private static bool Matches(string globs, string text)
        => globs.Split('|').Any(glob => glob == "*" || FileSystemName.MatchesSimpleExpression(glob, text, ignoreCase: false));
}

/// <summary>The list.</summary>
internal sealed class Verdicts(IReadOnlyList<Verdict> rules)
{
    public IReadOnlyList<Verdict> Rules => rules;

    /// <summary>Reads the list; empty if there is no such file.</summary>
    public static Verdicts Load(string path)
    {
        List<Verdict> rules = [];
        int number = 0;
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            string[] f = line.Split('\t');
            if (f.Length != 5 || f.Any(c => c.Length == 0))
                throw new FormatException($"{path} line {number}: path, format, reference, clause and reason are needed");
            rules.Add(new Verdict(f[0], f[1], f[2], f[3], f[4]));
        }

        return new Verdicts(rules);
    }

    /// <summary>
    /// The rule for a difference, or null. <paramref name="format"/> is the natural pixel format, empty if the file is
    /// refused; <paramref name="reference"/> is "REFERENCE PROFILE".
    /// </summary>
    public Verdict? Find(string path, string format, string reference)
    {
        foreach (Verdict rule in rules)
        {
            if (rule.Concerns(path) && rule.ConcernsFormat(format) && rule.ConcernsReference(reference))
            {
                rule.Use();
                return rule;
            }
        }

        return null;
    }
}
