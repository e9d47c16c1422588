using System.Globalization;
using System.Text.RegularExpressions;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>Arithmetic-coded items: each decision is made again from the registers that the trail states, and the bits of the file.</summary>
internal sealed partial class TrailFollower
{
    private readonly record struct Decision(string Bin, int Value, int MoreProbable, int Qe, int A, int C, int Bits);

    [GeneratedRegex(@"^(.+): ([01]); state \d+ with ([01]) more probable, Qe 0x([0-9A-F]+), A 0x([0-9A-F]+), C 0x([0-9A-F]+); (\d+) bits?$")]
    private static partial Regex DecisionWords();

    /// <summary>One item's share of the block.</summary>
    private void Decided(StructureNode item, int[] block, int al)
    {
        var decisions = new Queue<Decision>(Decisions(item));
        int Next() => decisions.Dequeue().Value;
        switch (item.Name)
        {
            case "DC difference":
                block[0] = (short)(Number(item, "prediction") + Difference(decisions) << al);
                break;
            case "DC bit":
                block[0] |= Next() << al;
                Assert.Equal(block[0], Parse(item.Raw));
                break;
            case "AC coefficient" or "correction":
                int at = Number(item, "coefficient");
                Assert.EndsWith($" {at}", decisions.Last(d => d.Bin.StartsWith('S')).Bin);
                while (!decisions.Peek().Bin.StartsWith("even", StringComparison.Ordinal) && (item.Name[0] != 'c' || decisions.Count > 1))
                    Next();
                if (item.Name == "correction")
                    block[ZigZag[at]] += Next() * (Math.Sign(block[ZigZag[at]]) << al);
                else
                    block[ZigZag[at]] = (short)((Next() == 0 ? 1 : -1) * Magnitude(decisions, isAc: true) << al);
                Assert.Equal(block[ZigZag[at]], Parse(item.Raw));
                break;
            default:
                Assert.Equal("EOB", item.Name);
                Assert.StartsWith("SE of", decisions.Peek().Bin);
                Assert.Equal(1, Next());
                break;
        }

        Assert.Empty(decisions);
    }

    private static int Difference(Queue<Decision> decisions)
    {
        if (decisions.Dequeue().Value == 0)
            return 0;
        int sign = decisions.Dequeue().Value;
        int size = Magnitude(decisions, isAc: false);
        return sign == 0 ? size : -size;
    }

    /// <summary>F.1.4.3: ones and a zero for the category, then its bits. A coefficient that becomes one has neither.</summary>
    private static int Magnitude(Queue<Decision> decisions, bool isAc)
    {
        int category = 0;
        while (decisions.Count > 0 && decisions.Dequeue().Value == 1)
            category++;
        int value = category == 0 ? 0 : 1;
        for (int i = 1; i < category; i++)
        {
            Assert.StartsWith($"M{category}", decisions.Peek().Bin);
            Assert.Equal(isAc, decisions.Peek().Bin.EndsWith("Kx", StringComparison.Ordinal));
            value = value << 1 | decisions.Dequeue().Value;
        }

        return value + 1;
    }

    /// <summary>D.2: the decisions of an item, with A and C carried from each to the next by the file's bits.</summary>
    private List<Decision> Decisions(StructureNode item)
    {
        var all = new List<Decision>();
        foreach (StructureNode node in item.Children.Where(c => c.Name == "decision"))
        {
            Match m = DecisionWords().Match(node.Value);
            Assert.True(m.Success, node.Value);
            int[] n = [.. m.Groups.Values.Skip(2).Select((g, i) => int.Parse(g.Value, i is >= 2 and <= 4 ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture))];
            all.Add(new Decision(m.Groups[1].Value, n[0], n[1], n[2], n[3], n[4], n[5]));
            Assert.Equal($"{n[0]}", node.Raw);
        }

        string bits = Bits(item, all.Sum(d => d.Bits));
        int taken = 0;
        for (int i = 0; i < all.Count; i++)
        {
            Decision d = all[i];
            int lower = d.A - d.Qe;
            bool isUpper = d.C >= lower;
            (int a, int c) = isUpper ? (d.Qe, d.C - lower) : (lower, d.C);
            bool isLess = isUpper ? lower >= d.Qe : lower < d.Qe;
            Assert.Equal(isLess ? 1 - d.MoreProbable : d.MoreProbable, d.Value);
            for (int k = 0; k < d.Bits; k++)
                (a, c) = (2 * a, 2 * c + (bits[taken++] - '0'));
            Assert.True(a >= 0x8000);
            if (i + 1 < all.Count)
                Assert.Equal((a, c), (all[i + 1].A, all[i + 1].C));
        }

        return all;
    }

    /// <summary>Bits from an item's place on; zeros past the data.</summary>
    private string Bits(StructureNode item, int count)
    {
        var bits = new char[count];
        long at = item.Offset;
        int bit = item.BitOffset;
        for (int i = 0; i < count; i++)
        {
            bool isPast = at >= file.Length || (file[at] == 0xFF && (at + 1 >= file.Length || file[at + 1] != 0));
            bits[i] = !isPast && (file[at] >> (7 - bit) & 1) == 1 ? '1' : '0';
            if (isPast || ++bit < 8)
                continue;
            bit = 0;
            at += file[at] == 0xFF ? 2 : 1;
        }

        BitsRead += count;
        return new string(bits);
    }
}
