using System.Globalization;
using RawDecoders.Bmp;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>
/// Computes a pixel from its trail and the file's bytes, checking every step: numbers against the bytes where they stand,
/// places against the numbers before them, codes against the tables of T.4.
/// </summary>
internal sealed class BmpTrailFollower
{
    private readonly byte[] _file;
    private readonly PixelTrail _trail;
    private readonly IReadOnlyList<StructureNode> _steps;

    private BmpTrailFollower(byte[] file, PixelTrail trail)
    {
        (_file, _trail, _steps) = (file, trail, trail.Root.Children);
    }

    public static int[] Follow(byte[] file, PixelTrail trail) => new BmpTrailFollower(file, trail).Follow();

    private int[] Follow()
    {
        long width = Stored("width");
        long height = Stored("height");
        long bits = Stored("bits per pixel");
        Assert.True(_trail.X < width && _trail.Y < Math.Abs(height));
        long fileRow = height < 0 ? _trail.Y : height - 1 - _trail.Y;
        Assert.Equal(fileRow, Number("file row"));
        if (Find("row stride") is null)
            return FollowCode((int)bits);

        long stride = (width * bits + 31) / 32 * 4;
        Assert.Equal(stride, Number("row stride"));
        StructureNode start = Find("pixel data offset")!;
        if (start.Length == 0)
            Assert.True(_file[0] != 'B' || BitConverter.ToUInt32(_file, 10) < Raw(start), "bfOffBits is wrong");
        long row = (start.Length == 0 ? Raw(start) : Stored("pixel data offset")) + fileRow * stride;
        Assert.Equal(row, Number("row offset"));
        Assert.Equal(_trail.X * bits, Number("bit in row"));
        long bit = row * 8 + _trail.X * bits;
        return bits <= 8 ? FollowIndex(bit, (int)bits) : FollowPixel(bit / 8, (int)bits);
    }

    private int[] FollowCode(int bits)
    {
        StructureNode[] codes = [.. _steps.Where(s => s.Children.Any(c => c.Name == "column"))];
        bool isHuffman = Find("bit order") is not null;
        StructureNode? painter = null;
        long at = -1;
        long column = 0;
        bool isBlack = false;
        foreach (StructureNode code in codes)
        {
            Assert.True(painter is null, "a code stands behind the one that gives the pixel");
            long before = Raw(Child(code, "column"));
            long count = Raw(code);
            long begin = isHuffman ? code.Offset * 8 + code.BitOffset : code.Offset;
            Assert.True(at == -1 || at == begin, $"{code.Name} at {begin} does not follow the code before, which ends at {at}");
            at = begin + (isHuffman ? code.BitLength : code.Length);
            bool paints;
            if (isHuffman)
            {
                paints = CheckHuffman(code, (int)count, ref isBlack);
            }
            else
            {
                paints = CheckRunLength(code, (int)count, bits);
                if (code.Name == "delta" && Raw(Child(code, "rows")) > 0)
                {
                    column = before + count;
                    continue;
                }
            }

            Assert.Equal(column, before);
            if (paints && _trail.X >= column && _trail.X < column + count)
                painter = code;
            if (paints || code.Name == "delta")
                column += count;
        }

        if (painter is null)
        {
            Assert.NotNull(Find("skipped"));
            return bits == 24 ? [0, 0, 0] : FollowPalette(0);
        }

        long inRun = _trail.X - Raw(Child(painter, "column"));
        Assert.Equal(inRun, Number("pixel in run"));
        if (isHuffman)
        {
            int index = painter.Name.StartsWith("black", StringComparison.Ordinal) ? 1 : 0;
            Assert.Equal(index, Number("index"));
            return FollowPalette(index);
        }

        bool isAbsolute = painter.Name == "absolute run";
        long which = isAbsolute ? inRun : bits == 4 ? inRun % 2 : 0;
        long bit = (painter.Offset + (isAbsolute ? 2 : 1)) * 8 + which * bits;
        return bits == 24 ? FollowPixel(bit / 8, 24) : FollowIndex(bit, bits);
    }

    /// <summary>Checks a code's bytes; true if it paints.</summary>
    private bool CheckRunLength(StructureNode code, int count, int bits)
    {
        ReadOnlySpan<byte> b = _file.AsSpan((int)code.Offset, (int)code.Length);
        switch (code.Name)
        {
            case "encoded run":
                Assert.Equal(count, b[0]);
                Assert.True(count > 0);
                Assert.Equal(bits == 24 ? 4 : 2, b.Length);
                return true;
            case "absolute run":
                Assert.Equal(0, b[0]);
                Assert.Equal(count, b[1]);
                Assert.True(count >= 3);
                Assert.Equal(2 + ((count * bits + 7) / 8 + 1) / 2 * 2, b.Length);
                return true;
            case "delta":
                Assert.Equal([0, 2, (byte)count, (byte)Raw(Child(code, "rows"))], b.ToArray());
                return false;
            case "end of row":
                Assert.Equal([0, 0], b.ToArray());
                return false;
            default:
                Assert.Equal("end of picture", code.Name);
                Assert.Equal([0, 1], b.ToArray());
                return false;
        }
    }

    /// <summary>Checks a code's bits against T.4; true if it paints.</summary>
    private bool CheckHuffman(StructureNode code, int count, ref bool isBlack)
    {
        string read = "";
        bool highFirst = Number("bit order") == 1;
        for (long i = 0; i < code.BitLength; i++)
        {
            long bit = code.Offset * 8 + code.BitOffset + i;
            int inByte = (int)(bit % 8);
            read += _file[bit / 8] >> (highFirst ? 7 - inByte : inByte) & 1;
        }

        if (code.Name == "end of line")
        {
            Assert.Equal("000000000001".PadLeft(read.Length, '0'), read);
            return false;
        }

        string[] terminating = (isBlack ? BmpHuffmanCodes.BlackTerminating : BmpHuffmanCodes.WhiteTerminating).Split(' ');
        string[] makeUp = $"{(isBlack ? BmpHuffmanCodes.BlackMakeUp : BmpHuffmanCodes.WhiteMakeUp)} {BmpHuffmanCodes.CommonMakeUp}".Split(' ');
        Assert.Equal($"{(isBlack ? "black" : "white")} {(count < 64 ? "terminating" : "make-up")} code", code.Name);
        Assert.Equal(count < 64 ? terminating[count] : makeUp[count / 64 - 1], read);
        if (count < 64)
            isBlack = !isBlack;
        return true;
    }

    private int[] FollowIndex(long bit, int bits)
    {
        StructureNode node = Find("index")!;
        Assert.Equal(bit, node.Offset * 8 + Math.Max(0, node.BitOffset));
        Assert.Equal(bits, node.IsBits ? node.BitLength : 8 * node.Length);
        int index = _file[bit / 8] >> (int)(8 - bits - bit % 8) & ((1 << bits) - 1);
        Assert.Equal(index, Raw(node));
        return FollowPalette(index);
    }

    private int[] FollowPalette(int index)
    {
        StructureNode entry = Find("palette entry")!;
        Assert.Equal(index, Raw(entry));
        Assert.Equal(Number("palette offset") + index * entry.Length, entry.Offset);
        return FollowBytes(entry);
    }

    private int[] FollowPixel(long offset, int bits)
    {
        StructureNode node = Find("pixel")!;
        Assert.Equal((offset, bits / 8), (node.Offset, node.Length));
        if (bits == 24)
            return FollowBytes(node);
        if (bits == 64)
            return FollowFixedPoint(node);
        long pixel = Unsigned(node);
        Assert.Equal(pixel, Raw(node));
        return [.. _steps.Where(s => s.Name is "red" or "green" or "blue" or "alpha").Select(channel => FollowMask(channel, pixel))];
    }

    private int FollowMask(StructureNode channel, long pixel)
    {
        StructureNode maskNode = Child(channel, "mask");
        long mask = Raw(maskNode);
        if (maskNode.Length > 0)
            Assert.Equal(mask, Unsigned(maskNode));
        else if (Find("compression") is not null)   // an OS/2 1.x header has none
            Assert.Equal(0, Stored("compression"));
        int shift = (int)Raw(Child(channel, "shift"));
        Assert.True(mask == 0 || ((mask >> shift & 1) == 1 && mask % (1L << shift) == 0));
        long value = (pixel & mask) >> shift;
        Assert.Equal(value, Raw(Child(channel, "value")));
        long largest = mask >> shift;
        decimal most = Raw(Child(channel, "most"));
        int sample = largest == 0 ? 0 : (int)Math.Round(value * most / largest, MidpointRounding.AwayFromZero);
        Assert.Equal(sample, Raw(channel));
        return sample;
    }

    private int[] FollowBytes(StructureNode parent)
    {
        int[] places = [.. new[] { "red", "green", "blue" }.Select(name => (int)(Child(parent, name).Offset - parent.Offset))];
        Assert.Equal([2, 1, 0], places);
        foreach (StructureNode child in parent.Children)
            Assert.Equal(_file[child.Offset], Raw(child));
        return [.. places.Select(p => (int)_file[parent.Offset + p])];
    }

    private int[] FollowFixedPoint(StructureNode node)
    {
        int[] samples = new int[4];
        string[] names = ["red", "green", "blue", "alpha"];
        for (int i = 0; i < 4; i++)
        {
            StructureNode channel = Child(node, names[i]);
            Assert.Equal(node.Offset + (i == 3 ? 6 : 4 - 2 * i), channel.Offset);
            short stored = BitConverter.ToInt16(_file, (int)channel.Offset);
            Assert.Equal(stored, Raw(channel));
            double v = Math.Clamp(stored / 8192.0, 0, 1);
            double coded = i == 3 ? v : v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;
            samples[i] = (int)Math.Floor(coded * 65535 + 0.5);
            Assert.Equal(samples[i], Raw(_steps.Single(s => s.Name == names[i])));
        }

        return samples;
    }

    private StructureNode? Find(string name) => _steps.SingleOrDefault(s => s.Name == name);

    private long Number(string name) => Raw(Find(name)!);

    private static StructureNode Child(StructureNode node, string name) => node.Children.Single(c => c.Name == name);

    private static long Raw(StructureNode node) => long.Parse(node.Raw, CultureInfo.InvariantCulture);

    /// <summary>A step's number, which must be that of the bytes at its place.</summary>
    private long Stored(string name)
    {
        StructureNode node = Find(name)!;
        long stored = Unsigned(node);
        if (node.Length == 4 && (name is "width" or "height"))
            stored = (int)stored;
        Assert.Equal(stored, Raw(node));
        return stored;
    }

    private long Unsigned(StructureNode node)
    {
        long value = 0;
        for (long i = node.Length - 1; i >= 0; i--)
            value = value << 8 | _file[node.Offset + i];
        return value;
    }
}
