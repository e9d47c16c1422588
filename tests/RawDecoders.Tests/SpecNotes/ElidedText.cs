using System.Text;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// Compares lines that stand in a note with lines that a command printed; a line <c>...</c> in the note stands for any number of
/// lines, none included. Tells where they differ, and can bring the note up to date.
/// </summary>
internal static class ElidedText
{
    public const string Elision = "...";

    /// <summary>Compares.</summary>
    /// <returns><see langword="null"/> if they match; otherwise the difference, a few lines of it.</returns>
    public static string? Compare(string[] expected, string[] actual)
    {
        List<string[]> segments = Segments(expected);
        int at = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            string[] segment = segments[i];
            bool isFirst = i == 0, isLast = i == segments.Count - 1;
            int found = isFirst ? Matches(segment, actual, 0) ? 0 : -1
                : isLast ? actual.Length - segment.Length is var end && end >= at && Matches(segment, actual, end) ? end : -1
                : Enumerable.Range(at, Math.Max(actual.Length - segment.Length - at + 1, 0)).FirstOrDefault(o => Matches(segment, actual, o), -1);
            if (found >= 0 && isFirst && isLast && actual.Length != segment.Length)
                found = -1;
            if (found < 0)
                return Difference(segment, actual, Place(segment, actual, at, isFirst, isLast), isFirst && isLast);
            at = found + segment.Length;
        }

        return null;
    }

    /// <summary>
    /// The lines for the note: everything if it leaves out nothing; otherwise for each of its passages as many lines from where
    /// the output is most like it.
    /// </summary>
    public static string[] Update(string[] expected, string[] actual)
    {
        List<string[]> segments = Segments(expected);
        if (segments.Count == 1)
            return actual;
        var updated = new List<string>();
        int at = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            if (i > 0)
                updated.Add(Elision);
            int from = Place(segments[i], actual, at, i == 0, i == segments.Count - 1);
            int to = Math.Min(from + segments[i].Length, actual.Length);
            updated.AddRange(actual[from..to]);
            at = to;
        }

        return [.. updated];
    }

    private static List<string[]> Segments(string[] expected)
    {
        var segments = new List<string[]>();
        int start = 0;
        for (int i = 0; i <= expected.Length; i++)
        {
            if (i < expected.Length && expected[i].Trim() != Elision)
                continue;
            segments.Add(expected[start..i]);
            start = i + 1;
        }

        return segments;
    }

    private static bool Matches(string[] segment, string[] actual, int at)
        => at + segment.Length <= actual.Length && actual.AsSpan(at, segment.Length).SequenceEqual(segment);

    /// <summary>Where in the output a passage most likely belongs.</summary>
    private static int Place(string[] segment, string[] actual, int from, bool isFirst, bool isLast)
    {
        if (isFirst)
            return 0;
        if (isLast)
            return Math.Max(actual.Length - segment.Length, from);
        int best = Math.Min(from, actual.Length);
        double bestLikeness = -1;
        for (int at = from; at <= actual.Length - segment.Length; at++)
        {
            double likeness = segment.Index().Sum(l => Likeness(l.Item, actual[at + l.Index]));
            if (likeness > bestLikeness)
                (best, bestLikeness) = (at, likeness);
        }

        return best;
    }

    private static double Likeness(string a, string b)
    {
        if (a == b)
            return 1;
        string[] words = a.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? 0 : 0.5 * words.Intersect(b.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Count() / words.Length;
    }

    /// <summary>A passage and what was printed instead, line by line: '-' only in the note, '+' only printed.</summary>
    private static string Difference(string[] expected, string[] actual, int at, bool isWhole)
    {
        const int Context = 3, Most = 60;
        actual = actual[at..(isWhole ? actual.Length : Math.Min(at + expected.Length + Context, actual.Length))];
        // Longest common subsequence; notes are short, and of a long output only its beginning is compared.
        actual = actual[..Math.Min(actual.Length, expected.Length + 200)];
        int[,] common = new int[expected.Length + 1, actual.Length + 1];
        for (int i = expected.Length - 1; i >= 0; i--)
        {
            for (int j = actual.Length - 1; j >= 0; j--)
                common[i, j] = expected[i] == actual[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < expected.Length || j < actual.Length;)
        {
            if (i < expected.Length && j < actual.Length && expected[i] == actual[j])
                (lines, i, j) = (Add(lines, $"  {expected[i]}"), i + 1, j + 1);
            else if (i < expected.Length && (j == actual.Length || common[i + 1, j] >= common[i, j + 1]))
                lines.Add($"- {expected[i++]}");
            // What follows a passage is left out, but not what stands where its last lines should.
            else if (isWhole || i < expected.Length || lines.Count(l => l[0] == '-') > lines.Count(l => l[0] == '+'))
                lines.Add($"+ {actual[j++]}");
            else
                break;
        }

        ShortenPairs(lines);
        var text = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < lines.Count && shown < Most; i++)
        {
            bool isNear = Enumerable.Range(Math.Max(i - Context, 0), Math.Min(i + Context + 1, lines.Count) - Math.Max(i - Context, 0)).Any(k => lines[k][0] != ' ');
            if (!isNear)
                continue;
            text.Append("    ").Append(lines[i]).Append('\n');
            shown++;
        }

        return shown == 0 ? "    the passages stand in another order, or overlap\n" : text.ToString();

        static List<string> Add(List<string> list, string line)
        {
            list.Add(line);
            return list;
        }
    }

    /// <summary>Of long lines that stand for each other (JSON is one line), only what is around the first difference is shown.</summary>
    private static void ShortenPairs(List<string> lines)
    {
        const int Long = 200, Before = 40, Shown = 160;
        for (int i = 0; i + 1 < lines.Count; i++)
        {
            if (lines[i][0] != '-' || lines[i + 1][0] != '+' || Math.Max(lines[i].Length, lines[i + 1].Length) <= Long)
                continue;
            int same = lines[i].AsSpan(1).CommonPrefixLength(lines[i + 1].AsSpan(1)) + 1;
            int from = Math.Max(same - Before, 2);
            (lines[i], lines[i + 1]) = (Excerpt(lines[i]), Excerpt(lines[i + 1]));

            string Excerpt(string line)
            {
                int to = Math.Min(from + Shown, line.Length);
                return $"{line[0]} {(from > 2 ? $"(from column {from - 1}) ..." : "")}{line[Math.Min(from, to)..to]}{(to < line.Length ? "..." : "")}";
            }
        }
    }
}
