// Owns: "did you mean": of the words that would have been right, the one that a wrong word is nearest to. Leaves the sentence that it ends to
// those who found the word wrong.

namespace RawDecoders.Cli;

/// <summary>Finds what was meant.</summary>
internal static class Suggestion
{
    /// <summary>The end of a message: <c>; did you mean 'x'?</c>, or nothing if no word is near.</summary>
    public static string For(string word, IEnumerable<string> right)
        => Closest(word, right) is { } meant ? $"; did you mean '{meant}'?" : "";

    /// <summary>The word nearest to a wrong one: with few edits for its length, or one that it begins.</summary>
    public static string? Closest(string word, IEnumerable<string> right)
    {
        string wrong = word.ToLowerInvariant();
        string? closest = null;
        int least = int.MaxValue;
        foreach (string candidate in right)
        {
            string lower = candidate.ToLowerInvariant();
            int edits = Edits(wrong, lower);
            int letters = lower.TrimStart('-', '.').Length;
            bool isNear = edits <= Math.Max(1, letters / 3) && letters > edits || wrong.Trim('-', '.').Length > 1 && lower.StartsWith(wrong, StringComparison.Ordinal);
            if (isNear && edits < least)
                (closest, least) = (candidate, edits);
        }

        return closest;
    }

    /// <summary>
    /// Letters to insert, take out, change or swap with the next one (optimal string alignment distance).
    /// </summary>
    private static int Edits(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int same = from[i - 1] == to[j - 1] ? 0 : 1;
                int best = Math.Min(cost[i - 1, j - 1] + same, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    best = Math.Min(best, cost[i - 2, j - 2] + 1);
                cost[i, j] = best;
            }
        }

        return cost[from.Length, to.Length];
    }
}
