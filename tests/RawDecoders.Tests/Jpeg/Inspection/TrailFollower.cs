// Decodes a pixel by hand from what a trail says: nothing but the trail's nodes and the bytes of the file are read. Codes are read
// again where the trail says they stand, looked up in the DHT segment at the place it names, and every number that the trail
// states on the way is compared. Only the inverse DCT is the project's scalar one.

using System.Globalization;
using RawDecoders.Inspection;
using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>Follows one trail.</summary>
internal sealed partial class TrailFollower(byte[] file, PixelTrail trail, int precision)
{
    private static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private int Max => (1 << precision) - 1;

    private int Centre => 1 << (precision - 1);

    /// <summary>How many coded bits were read again.</summary>
    public long BitsRead { get; private set; }

    /// <summary>The pixel's samples.</summary>
    public int[] Follow()
    {
        var values = new Dictionary<string, int>();
        foreach (StructureNode component in trail.Root.Children.Where(c => c.Name.StartsWith("component ", StringComparison.Ordinal)))
            values[component.Name["component ".Length..]] = Component(component);
        int[] stored = Colour(Child(trail.Root, "colour conversion"), values);
        if (precision is 8 or 16)
            return stored;

        // The full range.
        int[] full = [.. stored.Select(v => (int)Math.Round((decimal)v * (precision > 8 ? 65535 : 255) / Max, MidpointRounding.AwayFromZero))];
        Assert.Equal(full, Child(trail.Root, "range").Children.Select(c => Parse(c.Raw)));
        return full;
    }

    private int Component(StructureNode node)
    {
        var blocks = new Dictionary<(int, int), int[]>();
        int unit = 8;
        foreach (StructureNode sample in node.Children.Where(c => c.Name.StartsWith("sample ", StringComparison.Ordinal)))
        {
            string[] place = sample.Name["sample ".Length..].Split(", ");
            blocks[(Parse(place[0]), Parse(place[1]))] = [Lossless(sample)];
            unit = 1;
        }

        foreach (StructureNode block in node.Children.Where(c => c.Name.StartsWith("block ", StringComparison.Ordinal)))
        {
            string[] place = block.Name["block ".Length..].Split(", ");
            blocks[(Parse(place[0]), Parse(place[1]))] = Block(block);
        }

        StructureNode up = Child(node, "upsampling");
        int sum = Number(up, "bias");
        foreach (StructureNode sample in up.Children.Where(c => c.Name == "sample"))
        {
            int value = blocks[(Number(sample, "block column"), Number(sample, "block row"))][unit * Number(sample, "row") + Number(sample, "column")];
            Assert.Equal(value, Parse(sample.Raw));
            sum += Number(sample, "weight") * value;
        }

        int result = sum >> Number(up, "shift");
        Assert.Equal(result, Number(node, "value"));
        return result;
    }

    private unsafe int[] Block(StructureNode node)
    {
        int[] coefficients = new int[64];
        foreach (StructureNode scan in node.Children.Where(c => c.Name.StartsWith("scan ", StringComparison.Ordinal)))
            Scan(scan, coefficients);
        Assert.Equal(Grid(Child(node, "coefficients")), coefficients);

        StructureNode stepsNode = Child(node, "steps");
        int[] steps = Grid(stepsNode);
        Assert.Equal(Steps(stepsNode), steps);
        if (node.Children.Any(c => c.Name == "smoothing"))
            Smooth(Child(node, "smoothing"), steps, coefficients);

        Assert.Equal(Grid(Child(node, "dequantised")), coefficients.Zip(steps, (c, s) => c * s));
        short* c = stackalloc short[64];
        short* q = stackalloc short[64];
        byte* s = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
            (c[i], q[i]) = ((short)coefficients[i], (short)steps[i]);
        int[] samples;
        if (precision > 8)
        {
            var wide = new ushort[64];
            WideInverseDct.Transform(new ReadOnlySpan<short>(c, 64), [.. steps.Select(v => (ushort)v)], wide, 8);
            samples = [.. wide];
        }
        else
        {
            IslowInverseDct.TransformBlock(c, q, s, 8);
            samples = [.. new ReadOnlySpan<byte>(s, 64)];
        }

        Assert.Equal(Grid(Child(node, "samples")), samples);
        return samples;
    }

    /// <summary>Annex H: the difference read again from its bits, the prediction worked out again from the neighbours that are named.</summary>
    private int Lossless(StructureNode node)
    {
        StructureNode scan = node.Children.Single(c => c.Name.StartsWith("scan ", StringComparison.Ordinal));
        StructureNode item = Child(scan, "difference");
        int category = Symbol(scan, item);
        int extra = Extra(item, out int length);
        int difference = category == 16 ? 32768 : Extend(extra, length);
        Assert.Equal(difference, Parse(item.Raw));
        StructureNode prediction = Child(scan, "prediction");
        int Neighbour(string name) => Number(prediction, name);
        int shift = Number(node, "point transform");
        string words = prediction.Value;
        int predicted = words.Contains("half of the range", StringComparison.Ordinal) ? 1 << (precision - shift - 1)
            : words.Contains("to the left: the first row", StringComparison.Ordinal) ? Neighbour("a")
            : words.Contains("above: the first of its row", StringComparison.Ordinal) ? Neighbour("b")
            : words[(words.IndexOf("predictor ", StringComparison.Ordinal) + 10)..][0] switch
            {
                '1' => Neighbour("a"),
                '2' => Neighbour("b"),
                '3' => Neighbour("c"),
                '4' => Neighbour("a") + Neighbour("b") - Neighbour("c"),
                '5' => Neighbour("a") + (int)Math.Floor((Neighbour("b") - Neighbour("c")) / 2.0),
                '6' => Neighbour("b") + (int)Math.Floor((Neighbour("a") - Neighbour("c")) / 2.0),
                _ => (Neighbour("a") + Neighbour("b")) / 2,
            };
        Assert.Equal(predicted, Parse(prediction.Raw));
        int sum = (predicted + difference) & 0xFFFF;
        Assert.Equal(sum, Number(scan, "sum"));
        return sum << shift;
    }

    /// <summary>The steps as DQT has them.</summary>
    private int[] Steps(StructureNode node)
    {
        if (node.Length == 0)
            return new int[64];
        ReadOnlySpan<byte> table = file.AsSpan((int)node.Offset, (int)node.Length);
        int[] natural = new int[64];
        for (int k = 0; k < 64; k++)
            natural[ZigZag[k]] = table.Length == 65 ? table[1 + k] : table[1 + 2 * k] << 8 | table[2 + 2 * k];
        return natural;
    }

    /// <summary>One scan's share: F.2.2 or G.2, item after item, with the placing of coefficients worked out anew.</summary>
    private void Scan(StructureNode scan, int[] block)
    {
        bool isProgressive = scan.Children.Any(c => c.Name == "Ss");
        int start = isProgressive ? Number(scan, "Ss") : 0, last = isProgressive ? Number(scan, "Se") : 63;
        int al = isProgressive ? Number(scan, "Al") : 0;
        bool refines = isProgressive && Number(scan, "Ah") != 0;
        int k = Math.Max(start, 1) - 1;

        // In a refinement: how far the corrections have come, and the coefficient that was zero until now, which gets none.
        int passed = k, fresh = -1;
        long bits = 0;
        foreach (StructureNode item in scan.Children.Where(c => c.IsBits))
        {
            bits += item.BitLength;
            if (scan.Children.Any(c => c.Name.EndsWith("conditioning", StringComparison.Ordinal)))
            {
                Decided(item, block, al);
                continue;
            }

            int symbol = item.Children.Any(c => c.Name == "code") ? Symbol(scan, item) : -1;
            int extra = Extra(item, out int extraLength);
            switch (item.Name)
            {
                case "DC difference":
                    Assert.Equal(symbol, extraLength);
                    Assert.Equal(Extend(extra, extraLength), Parse(item.Raw));
                    block[0] = (short)(Number(item, "prediction") + Extend(extra, extraLength) << al);
                    break;
                case "DC bit":
                    block[0] |= extra << al;
                    Assert.Equal(block[0], Parse(item.Raw));
                    break;
                case "AC coefficient" or "ZRL" when refines:
                    // The run counts zeros only; the corrections that it passes over follow.
                    int zeros = symbol >> 4;
                    passed = k;
                    for (k++; k <= last && (block[ZigZag[k]] != 0 || zeros-- > 0);)
                        k++;
                    if (item.Name == "ZRL")
                        break;
                    Assert.Equal((1, k), (symbol & 15, Number(item, "coefficient")));
                    fresh = k;
                    block[ZigZag[k]] = extra == 1 ? 1 << al : -1 << al;
                    Assert.Equal(block[ZigZag[k]], Parse(item.Raw));
                    break;
                case "correction":
                    int at = Number(item, "coefficient");
                    for (passed++; passed <= last && (block[ZigZag[passed]] == 0 || passed == fresh);)
                        passed++;
                    Assert.Equal(passed, at);
                    Assert.Equal(block[ZigZag[at]], Number(item, "before"));
                    if (extra == 1)
                        block[ZigZag[at]] += Math.Sign(block[ZigZag[at]]) << al;
                    Assert.Equal(block[ZigZag[at]], Parse(item.Raw));
                    break;
                case "AC coefficient":
                    Assert.Equal(symbol & 15, extraLength);
                    k += (symbol >> 4) + 1;
                    Assert.Equal(k, Number(item, "coefficient"));
                    block[ZigZag[k]] = (short)(Extend(extra, extraLength) << al);
                    Assert.Equal(block[ZigZag[k]], Parse(item.Raw));
                    break;
                case "ZRL":
                    Assert.Equal(0xF0, symbol);
                    k += 16;
                    break;
                default:
                    // EOB, or EOBn with the number of blocks.
                    Assert.StartsWith("EOB", item.Name);
                    Assert.Equal(isProgressive ? (1 << (symbol >> 4)) + extra : 0, isProgressive ? Parse(item.Raw) : symbol);
                    passed = k;
                    k = last;
                    break;
            }
        }

        Assert.Equal(bits, scan.BitLength);
    }

    /// <summary>Reads an item's code at its place and finds it in the table that the trail points to.</summary>
    private int Symbol(StructureNode scan, StructureNode item)
    {
        StructureNode code = Child(item, "code");
        Assert.Equal(code.Raw, Bits(code));
        StructureNode table = Child(scan, item.Name is "DC difference" or "difference" ? "DC table" : "AC table");
        if (table.Length == 0)
        {
            // T.81 K.3: the file holds no table to look it up in.
            string name = code.Value;
            return name switch
            {
                "EOB" => 0,
                "ZRL" => 0xF0,
                _ when name.StartsWith("category ", StringComparison.Ordinal) => Parse(name["category ".Length..]),
                _ => Parse(name.Split('/')[0]) << 4 | Parse(name.Split('/')[1]),
            };
        }

        ReadOnlySpan<byte> dht = file.AsSpan((int)table.Offset, (int)table.Length);
        int next = 0, index = 0;
        for (int length = 1; length <= 16; length++, next <<= 1)
        {
            for (int i = 0; i < dht[length]; i++, next++, index++)
            {
                if (length == code.Raw.Length && Convert.ToInt32(code.Raw, 2) == next)
                    return dht[17 + index];
            }
        }

        throw new InvalidOperationException($"{code.Raw} is no code of the table at {table.Offset}");
    }

    private int Extra(StructureNode item, out int length)
    {
        StructureNode? extra = item.Children.FirstOrDefault(c => c.Name == "extra bits");
        length = extra?.Raw.Length ?? 0;
        if (extra is null)
            return 0;
        Assert.Equal(extra.Raw, Bits(extra));
        return Convert.ToInt32(extra.Raw, 2);
    }

    /// <summary>The bits of a node, from the file: the first is the highest of a byte, and a zero after FF does not count.</summary>
    private string Bits(StructureNode node)
    {
        char[] bits = new char[node.BitLength];
        int at = (int)node.Offset, bit = node.BitOffset;
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = (file[at] >> (7 - bit) & 1) == 1 ? '1' : '0';
            if (++bit < 8)
                continue;
            bit = 0;
            at++;
            if (file[at - 1] == 0xFF && file[at] == 0)
                at++;
        }

        BitsRead += bits.Length;
        return new string(bits);
    }

    private static void Smooth(StructureNode node, int[] steps, int[] block)
    {
        int[] window = Grid(Child(node, "DC values"));
        foreach (StructureNode estimate in node.Children.Where(c => c.Name == "estimate"))
        {
            int natural = ZigZag[Number(estimate, "coefficient")];
            int known = Number(estimate, "known to bit");
            decimal sum = window.Zip(Grid(Child(estimate, "weights")), (v, w) => (decimal)v * w).Sum();
            int value = (int)Math.Round(sum * steps[0] / (256m * steps[natural]), MidpointRounding.AwayFromZero);
            if (known > 0 && natural != 0)
                value = Math.Clamp(value, 1 - (1 << known), (1 << known) - 1);
            Assert.Equal(value, Parse(estimate.Raw));
            block[natural] = value;
        }
    }

    private int[] Colour(StructureNode node, Dictionary<string, int> values)
    {
        if (node.Children.Any(c => c.Name == "R") && values.ContainsKey("Cb"))
        {
            int[] rgb = [Sum(Child(node, "R"), values), Sum(Child(node, "G"), values), Sum(Child(node, "B"), values)];
            return values.TryGetValue("K", out int k) ? Inks(node, [.. rgb.Select(v => Max - v), k]) : rgb;
        }

        if (node.Children.Any(c => c.Name == "K"))
            return Inks(node, [.. values.Values]);
        Assert.Equal(values.Values, node.Children.Select(c => Parse(c.Raw)));
        return [.. values.Values];
    }

    private int[] Inks(StructureNode node, int[] stored)
    {
        var inks = new int[4];
        for (int i = 0; i < 4; i++)
        {
            StructureNode ink = Child(node, "CMYK"[i].ToString());
            Assert.Equal(stored[i], Number(ink, "stored"));
            inks[i] = Number(ink, "inverted") == 1 ? Max - stored[i] : stored[i];
        }

        return inks;
    }

    private int Sum(StructureNode node, Dictionary<string, int> values)
    {
        long sum = Number(node, "half");
        foreach (StructureNode term in node.Children.Where(c => c.Name == "term"))
        {
            StructureNode centred = term.Children.Single(c => c.Name.EndsWith($" - {Centre}", StringComparison.Ordinal));
            Assert.Equal(values[centred.Name[..2]] - Centre, Parse(centred.Raw));
            sum += (long)Number(term, "factor") * Parse(centred.Raw);
        }

        int value = (int)Math.Clamp(values["Y"] + (sum >> 16), 0, Max);
        Assert.Equal(value, Parse(node.Raw));
        return value;
    }

    private static int Extend(int bits, int size) => size == 0 || bits >> (size - 1) == 1 ? bits : bits + 1 - (1 << size);

    private static int[] Grid(StructureNode node)
        => [.. node.Children.SelectMany(row => row.Raw.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Parse)];

    private static StructureNode Child(StructureNode node, string name) => node.Children.Single(c => c.Name == name);

    private static int Number(StructureNode node, string name) => Parse(Child(node, name).Raw);

    private static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);
}
