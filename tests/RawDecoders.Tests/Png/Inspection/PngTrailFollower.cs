using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>
/// Calculates a pixel by hand from its trail: names, raw numbers and places of bits, and the bytes of the file at these places.
/// Knows the PNG and DEFLATE specifications, nothing of the library.
/// </summary>
internal sealed class PngTrailFollower
{
    private readonly byte[] _file;
    private readonly int _width;
    private readonly int _height;
    private readonly int _depth;
    private readonly int _colorType;
    private readonly bool _interlaced;

    /// <summary>Of each file offset in image data: that of the next byte of image data.</summary>
    private readonly Dictionary<long, long> _jumps = [];

    private readonly Dictionary<(long, int), (Dictionary<string, int> Literals, Dictionary<string, int> Distances)> _codes = [];

    public PngTrailFollower(byte[] file)
    {
        _file = file;
        long end = -1;
        // What follows the image data may have any length, and is not followed.
        for (int at = 8; at + 8 <= file.Length && Big(at, 4) >= 0; at += 12 + Big(at, 4))
        {
            if (file.AsSpan(at + 4, 4).SequenceEqual("IHDR"u8) && _width == 0)
            {
                (_width, _height) = (Big(at + 8, 4), Big(at + 12, 4));
                (_depth, _colorType, _interlaced) = (file[at + 16], file[at + 17], file[at + 20] == 1);
            }

            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8) && Big(at, 4) > 0)
            {
                if (end >= 0)
                    _jumps[end] = at + 8;
                end = at + 8 + Big(at, 4);
            }
        }
    }

    private int Channels => _colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private int PixelBits => Channels * _depth;

    /// <summary>The samples, calculated; every number of the trail is checked on the way.</summary>
    public int[] Follow(PixelTrail trail)
    {
        StructureNode root = trail.Root;
        (int x0, int y0, int dx, int dy, long start, int rowBytes) = Pass(root);
        int row = Number(root, "Row"), column = Number(root, "Column");
        Assert.Equal((trail.X, trail.Y), (x0 + column * dx, y0 + row * dy));
        long rowStart = start + (long)row * (1 + rowBytes);

        int type = Origin(root.Child("Filter type"), rowStart);
        Assert.Equal(Number(root, "Filter type"), type);
        int first = column * PixelBits / 8, count = Math.Max(1, PixelBits / 8);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            StructureNode node = root.Child($"Byte {first + i}");
            bytes[i] = (byte)Unfilter(node, type, rowStart + 1 + first + i, first + i, row);
            Assert.Equal(bytes[i], Number(node));
        }

        int[] stored = new int[Channels];
        for (int i = 0; i < stored.Length; i++)
        {
            stored[i] = _depth switch
            {
                16 => bytes[2 * i] * 256 + bytes[2 * i + 1],
                8 => bytes[i],
                _ => (bytes[0] >> Number(root.Child($"Stored sample {i}"), "Shift")) % (1 << _depth),
            };
            if (_depth < 8)
                Assert.Equal(8 - _depth - column * _depth % 8, Number(root.Child($"Stored sample {i}"), "Shift"));
            Assert.Equal(Number(root, $"Stored sample {i}"), stored[i]);
        }

        int[] samples = Samples(root, stored);
        Assert.Equal(samples, Enumerable.Range(0, samples.Length).Select(i => Number(root, $"Sample {i}")));
        return samples;
    }

    /// <summary>PNG 8.1: geometry of the pass that the trail names, and where its data begins.</summary>
    private (int X, int Y, int StepX, int StepY, long Start, int RowBytes) Pass(StructureNode root)
    {
        if (!_interlaced)
            return (0, 0, 1, 1, 0, (_width * PixelBits + 7) / 8);
        int[][] table = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
        int number = Number(root, "Pass");
        long start = 0;
        for (int i = 1; ; i++)
        {
            int[] t = table[i - 1];
            int width = Math.Max(0, (_width - t[0] + t[2] - 1) / t[2]), height = Math.Max(0, (_height - t[1] + t[3] - 1) / t[3]);
            int rowBytes = (width * PixelBits + 7) / 8;
            if (i == number)
                return (t[0], t[1], t[2], t[3], start, rowBytes);
            start += width == 0 ? 0 : (long)height * (1 + rowBytes);
        }
    }

    private int Unfilter(StructureNode node, int type, long position, int at, int row)
    {
        int filtered = Origin(node.Child("Filtered byte"), position);
        Assert.Equal(Number(node, "Filtered byte"), filtered);
        int distance = Math.Max(1, PixelBits / 8);
        int a = type is 1 or 3 or 4 ? Number(node, "Left (a)") : 0;
        int b = type is 2 or 3 or 4 ? Number(node, "Above (b)") : 0;
        int c = type is 4 ? Number(node, "Upper left (c)") : 0;
        Assert.True(at >= distance || (a, c) == (0, 0));
        Assert.True(row > 0 || (b, c) == (0, 0));
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        int prediction = type switch
        {
            1 => a,
            2 => b,
            3 => (a + b) / 2,
            4 => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
            _ => 0,
        };
        Assert.Equal(Number(node, "Prediction"), prediction);
        return (filtered + prediction) % 256;
    }

    private int[] Samples(StructureNode root, int[] stored)
    {
        if (_colorType == 3)
        {
            StructureNode entry = root.Child("Palette entry");
            Assert.Equal(stored[0], Number(entry));
            int[] color = [.. new[] { "Red", "Green", "Blue" }.Select(name => ByteAt(entry.Child(name)))];
            return root.Children.Any(n => n.Name == "Alpha") ? [.. color, Alpha(root.Child("Alpha"))] : color;
        }

        int[] samples = _depth < 8 ? [stored[0] * Number(root, "Scale")] : stored;
        if (_depth < 8)
            Assert.Equal(255, Number(root, "Scale") * ((1 << _depth) - 1));
        if (!root.Children.Any(n => n.Name == "Transparent colour"))
            return samples;
        StructureNode key = root.Child("Transparent colour");
        bool isKey = true;
        for (int i = 0; i < stored.Length; i++)
        {
            StructureNode part = key.Child($"Key {i}");
            Assert.Equal(Big(part.Offset, 2) & ((1 << _depth) - 1), Number(part));
            isKey &= Number(part) == stored[i];
        }

        return [.. samples, isKey ? 0 : _depth == 16 ? 65535 : 255];
    }

    private int Alpha(StructureNode node) => node.Length == 0 ? Number(node) : ByteAt(node);

    private int ByteAt(StructureNode node)
    {
        Assert.Equal(1, node.Length);
        Assert.Equal(_file[node.Offset], Number(node));
        return _file[node.Offset];
    }

    /// <summary>Follows the symbols of a byte of inflated data to the one that gives its value.</summary>
    private int Origin(StructureNode node, long position)
    {
        foreach (StructureNode block in node.Children)
        {
            Assert.Equal(position, long.Parse(block.Child("Inflated byte").Raw, CultureInfo.InvariantCulture));
            StructureNode symbol = block.Children[1];
            if (symbol.Name == "Stored byte")
                return ByteAt(symbol);
            (Dictionary<string, int> literals, Dictionary<string, int> distances) = Codes(block);
            if (symbol.Name == "Literal")
            {
                Assert.Equal(literals[Bits(symbol)], Number(symbol));
                Assert.Contains($"code {Bits(symbol)}", symbol.Value, StringComparison.Ordinal);
                return Number(symbol);
            }

            position = Match(block, symbol, literals, distances, position);
        }

        Assert.Fail("the trail ends before the byte's value");
        return 0;
    }

    private long Match(StructureNode block, StructureNode match, Dictionary<string, int> literals, Dictionary<string, int> distances, long position)
    {
        Assert.Equal("Match", match.Name);
        string all = "";
        foreach (StructureNode part in match.Children.Where(c => c.Name != "part"))
        {
            all += Bits(part);
            if (part.Name.StartsWith("Extra", StringComparison.Ordinal))
                Assert.Equal(LowFirst(Bits(part)), Number(part));
        }

        Assert.Equal(Bits(match), all);
        int lengthCode = Number(match, "Length code"), distanceCode = Number(match, "Distance code");
        Assert.Equal(literals[Bits(match.Child("Length code"))], lengthCode);
        Assert.Equal(distances[Bits(match.Child("Distance code"))], distanceCode);
        int length = Extended(lengthCode - 257, 4, 3) + Extra(match, "Extra bits of the length");
        if (lengthCode == 285)
            length = 258;
        int distance = Extended(distanceCode, 2, 1) + Extra(match, "Extra bits of the distance");
        long source = long.Parse(block.Child("Copied from").Raw, CultureInfo.InvariantCulture);
        Assert.Equal(0, (position - source) % distance);
        Assert.InRange(position - source, distance, distance + length - 1);
        return source;

        static int Extra(StructureNode match, string name) => match.Children.Any(c => c.Name == name) ? Number(match, name) : 0;
    }

    /// <summary>
    /// RFC 1951 3.2.5 in a formula: after the first <paramref name="group"/> × 2 codes, each group of that many has one more
    /// extra bit.
    /// </summary>
    private static int Extended(int code, int group, int first)
    {
        int value = first;
        for (int i = 0; i < code; i++)
            value += 1 << Math.Max(0, i / group - 1);
        return value;
    }

    /// <summary>The codes of a block, read from the file at the block's place (RFC 1951 3.2.6, 3.2.7).</summary>
    private (Dictionary<string, int>, Dictionary<string, int>) Codes(StructureNode block)
    {
        if (_codes.TryGetValue((block.Offset, block.BitOffset), out var known))
            return known;
        (long at, int bit) = (block.Offset, block.BitOffset);
        Next(ref at, ref bit);
        int type = Take(2);
        Assert.InRange(type, 1, 2);
        List<int> lengths = [];
        int literals = 288;
        if (type == 1)
        {
            for (int i = 0; i < 320; i++)
                lengths.Add(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : i < 288 ? 8 : 5);
        }
        else
        {
            literals = Take(5) + 257;
            int all = literals + Take(5) + 1, stored = Take(4) + 4;
            int[] order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], codeLengths = new int[19];
            for (int i = 0; i < stored; i++)
                codeLengths[order[i]] = Take(3);
            Dictionary<string, int> code = Canonical(codeLengths);
            while (lengths.Count < all)
            {
                string bits = "";
                int symbol;
                do
                    bits += Next(ref at, ref bit) ? "1" : "0";
                while (!code.TryGetValue(bits, out symbol));
                int times = symbol switch { < 16 => 1, 16 => 3 + Take(2), 17 => 3 + Take(3), _ => 11 + Take(7) };
                lengths.AddRange(Enumerable.Repeat(symbol < 16 ? symbol : symbol == 16 ? lengths[^1] : 0, times));
            }
        }

        return _codes[(block.Offset, block.BitOffset)] = (Canonical([.. lengths.Take(literals)]), Canonical([.. lengths.Skip(literals)]));

        int Take(int count)
        {
            int value = 0;
            for (int i = 0; i < count; i++)
                value |= (Next(ref at, ref bit) ? 1 : 0) << i;
            return value;
        }
    }

    /// <summary>RFC 1951 3.2.2: codes in order of length, then of symbol.</summary>
    private static Dictionary<string, int> Canonical(IReadOnlyList<int> lengths)
    {
        var codes = new Dictionary<string, int>();
        int code = 0;
        for (int length = 1; length <= 15; length++, code <<= 1)
        {
            for (int symbol = 0; symbol < lengths.Count; symbol++)
            {
                if (lengths[symbol] == length)
                    codes[Convert.ToString(code++, 2).PadLeft(length, '0')] = symbol;
            }
        }

        return codes;
    }

    /// <summary>The bits of a node in the order of reading; one in two chunks has parts.</summary>
    private string Bits(StructureNode node)
    {
        StructureNode[] parts = [.. node.Children.Where(c => c.Name == "part")];
        if (parts.Length > 0)
            return string.Concat(parts.Select(Bits));
        Assert.True(node.IsBits);
        Assert.True(node.Offset + node.Length <= _file.Length);
        return string.Concat(Enumerable.Range(node.BitOffset, (int)node.BitLength).Select(i => (_file[node.Offset + i / 8] >> (i % 8)) & 1));
    }

    private bool Next(ref long at, ref int bit)
    {
        if (bit == 8)
            (at, bit) = (_jumps.GetValueOrDefault(at + 1, at + 1), 0);
        return ((_file[at] >> bit++) & 1) == 1;
    }

    private static int LowFirst(string bits) => Convert.ToInt32(new string([.. bits.Reverse()]), 2);

    private static int Number(StructureNode node) => int.Parse(node.Raw, CultureInfo.InvariantCulture);

    private static int Number(StructureNode node, string child) => Number(node.Child(child));

    private int Big(long at, int size)
    {
        int value = 0;
        for (int i = 0; i < size; i++)
            value = (value << 8) | _file[at + i];
        return value;
    }
}
