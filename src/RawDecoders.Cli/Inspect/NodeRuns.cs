// Which of many children to show: a palette, the rows of a picture or the IDAT chunks of a large file are one thing said many
// times, and the first few say it. Owns what counts as a run; the drawing is TreeText's.

using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>Finds runs of children that are alike but for the numbers in their names.</summary>
internal static class NodeRuns
{
    /// <summary>Runs of at most this many nodes, with all below them, are shown whole.</summary>
    private const int WholeNodes = 20;

    /// <summary>Of longer ones this many rounds at the beginning, and one at the end.</summary>
    private const int First = 2;

    /// <summary>Markers and the data between them alternate; nothing known takes more turns than this.</summary>
    private const int LongestRound = 3;

    /// <summary>Of a run, the most children that are shown for their findings.</summary>
    private const int MostFound = 20;

    /// <summary>What is to become of a child within a run.</summary>
    public enum Keep
    {
        /// <summary>It may be left out.</summary>
        No,

        /// <summary>It is shown, if not too many others in the run are for the same reason.</summary>
        IfFew,

        /// <summary>It is shown.</summary>
        Always,
    }

    /// <summary>The children to show, as ranges; what lies between them is to be left out.</summary>
    /// <param name="children">All children.</param>
    /// <param name="keep">Which must not be left out.</param>
    public static List<Range> Visible(IReadOnlyList<StructureNode> children, Func<StructureNode, Keep> keep)
    {
        var visible = new List<Range>();
        int shownTo = 0, at = 0;
        while (at < children.Count)
        {
            if (!TryFindRun(children, at, out int end, out int round))
            {
                at++;
                continue;
            }

            int last = end - round, found = 0;
            Show(visible, shownTo, at + First * round);
            for (int i = at + First * round; i < last; i++)
            {
                Keep wanted = keep(children[i]);
                if (wanted == Keep.Always || (wanted == Keep.IfFew && found++ < MostFound))
                    Show(visible, i, i + 1);
            }

            shownTo = last;
            at = end;
        }

        Show(visible, shownTo, children.Count);
        return visible;
    }

    private static void Show(List<Range> visible, int from, int to)
    {
        if (visible is [.., var before] && before.End.Value == from)
            visible[^1] = before.Start..to;
        else if (from < to)
            visible.Add(from..to);
    }

    private static bool TryFindRun(IReadOnlyList<StructureNode> children, int start, out int end, out int round)
    {
        for (round = 1; round <= LongestRound; round++)
        {
            end = start + round;
            while (end < children.Count && AreAlike(children[end], children[end - round]))
                end++;
            // Whole rounds only, so that the last one shown is of a piece.
            end -= (end - start) % round;
            // What is left out takes a line too: leaving out a single node would gain nothing.
            if (end - start > (First + 1) * round + 1 && IsLong(children, start, end))
                return true;
        }

        end = start;
        return false;
    }

    private static bool IsLong(IReadOnlyList<StructureNode> children, int start, int end)
    {
        int room = WholeNodes;
        for (int i = start; i < end && room >= 0; i++)
            room -= Count(children[i], room);
        return room < 0;
    }

    /// <summary>Nodes of a tree, but no more than are needed to fill the room.</summary>
    private static int Count(StructureNode node, int room)
    {
        int count = 1;
        for (int i = 0; i < node.Children.Count && count <= room; i++)
            count += Count(node.Children[i], room - count);
        return count;
    }

    private static bool AreAlike(StructureNode a, StructureNode b) => a.IsBits == b.IsBits && AreAlike(a.Name, b.Name);

    /// <summary>Whether two names differ in nothing but decimal numbers.</summary>
    public static bool AreAlike(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                while (i < a.Length && char.IsAsciiDigit(a[i]))
                    i++;
                while (j < b.Length && char.IsAsciiDigit(b[j]))
                    j++;
            }
            else if (a[i++] != b[j++])
            {
                return false;
            }
        }

        return i == a.Length && j == b.Length;
    }
}
