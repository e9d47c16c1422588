// Length-limited Huffman codes by package-merge, and canonical codes from lengths. Used by DEFLATE (limit 15 and 7,
// RFC 1951, 3.2.2) and by JPEG (limit 16, T.81 annex C and K.2).

namespace RawDecoders.CorpusGenerator;

/// <summary>Code lengths from frequencies.</summary>
public static class HuffmanLengths
{
    /// <summary>
    /// Optimal lengths, 0 for unused symbols, none over <paramref name="limit"/>. A single used symbol gets length 1.
    /// </summary>
    public static int[] FromFrequencies(ReadOnlySpan<int> frequencies, int limit)
    {
        int[] lengths = new int[frequencies.Length];
        List<(long Weight, int[] Symbols)> leaves = [];
        for (int s = 0; s < frequencies.Length; s++)
        {
            if (frequencies[s] > 0)
                leaves.Add((frequencies[s], [s]));
        }

        if (leaves.Count == 1)
            lengths[leaves[0].Symbols[0]] = 1;
        if (leaves.Count <= 1)
            return lengths;

        // Larmore and Hirschberg: in each round pair up neighbours of the sorted list and merge the leaves in again.
        leaves = [.. leaves.OrderBy(l => l.Weight).ThenBy(l => l.Symbols[0])];
        List<(long Weight, int[] Symbols)> list = [.. leaves];
        for (int round = 1; round < limit; round++)
        {
            List<(long Weight, int[] Symbols)> packages = [];
            for (int i = 0; i + 1 < list.Count; i += 2)
                packages.Add((list[i].Weight + list[i + 1].Weight, [.. list[i].Symbols, .. list[i + 1].Symbols]));
            list = Merge(leaves, packages);
        }

        foreach ((long _, int[] symbols) in list.Take(2 * leaves.Count - 2))
        {
            foreach (int symbol in symbols)
                lengths[symbol]++;
        }

        return lengths;
    }

    /// <summary>Canonical codes of RFC 1951, 3.2.2: shorter first, then by symbol.</summary>
    public static int[] CanonicalCodes(ReadOnlySpan<int> lengths)
    {
        int[] codes = new int[lengths.Length];
        int code = 0;
        for (int length = 1; length <= 16; length++)
        {
            for (int s = 0; s < lengths.Length; s++)
            {
                if (lengths[s] == length)
                    codes[s] = code++;
            }

            code <<= 1;
        }

        return codes;
    }

    private static List<(long Weight, int[] Symbols)> Merge(List<(long Weight, int[] Symbols)> a, List<(long Weight, int[] Symbols)> b)
    {
        List<(long Weight, int[] Symbols)> merged = new(a.Count + b.Count);
        int i = 0, j = 0;
        while (i < a.Count || j < b.Count)
            merged.Add(j == b.Count || i < a.Count && a[i].Weight <= b[j].Weight ? a[i++] : b[j++]);
        return merged;
    }
}
