using System.Globalization;
using System.Text.RegularExpressions;
using RawDecoders.Png;
using RawDecoders.Tests.Png.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>The entries of decoding tables that spec-notes/deflate.md shows are those of the file it speaks of.</summary>
public sealed partial class DeflateNoteTests
{
    [Fact]
    public void The_notes_show_entries_as_they_are_built()
    {
        byte[] zlib = ZlibInflaterTests.JoinIdat(PngInspecting.Read("png/sizes/3x5.png"));
        var walk = new PngZlibWalk(new PngDataMap(zlib, [(0, zlib.Length)]), new PngZlibWalkOptions());
        DeflateBlock block = Assert.Single(walk.Blocks).Header;
        var tables = new DeflateTables();
        Assert.Equal(DeflateFlaw.None, tables.Build(block.LiteralLengths, block.DistanceLengths));

        MatchCollection rows = Row().Matches(File.ReadAllText(Repository.PathOf("spec-notes", "deflate.md")));
        Assert.Equal(8, rows.Count);
        foreach (Match row in rows)
        {
            bool isLiteral = row.Groups[1].Value == "literal";
            // The first bit of the data is the lowest of the index. What comes behind what is shown makes no difference.
            int index = 0, bits = 0;
            foreach (char bit in row.Groups[2].Value.Where(c => c != ' '))
                index |= (bit - '0') << bits++;
            uint expected = uint.Parse(row.Groups[3].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (; index < 1 << (isLiteral ? DeflateTables.LiteralBits : DeflateTables.DistanceBits); index += 1 << bits)
                Assert.True(expected == (isLiteral ? tables.Literals : tables.Distances)[index], $"{row.Value}: entry {index}");
        }
    }

    /// <summary>How many places look like the beginning of a block, and how many are one.</summary>
    [Fact]
    public unsafe void The_notes_count_places_as_the_finder_does()
    {
        byte[] zlib = ZlibInflaterTests.JoinIdat(PngInspecting.Read("png/photos/landscape-rgb.png"));
        var walk = new PngZlibWalk(new PngDataMap(zlib, [(0, zlib.Length)]), new PngZlibWalkOptions());
        ushort[] buffer = new ushort[DeflateMatch.MaxDistance + 2 * MarkerInflater.Margin];
        int places = 0;
        var headers = new List<long>();
        fixed (ushort* window = buffer)
        {
            for (long from = 0; DeflateBlockFinder.Find(zlib, from) is var at and >= 0; from = at + 1)
            {
                places++;
                var inflater = new MarkerInflater();
                inflater.Begin(at, zlib[at / 8]);
                ReadOnlySpan<byte> input = zlib.AsSpan((int)(at / 8) + 1);
                ushort* cells = window + DeflateMatch.MaxDistance;
                if (inflater.Inflate(ref input, ref cells, window + buffer.Length) == MarkerStatus.BlockBegin)
                    headers.Add(at);
            }
        }

        // Behind the two bytes of the zlib header.
        Assert.Equal(walk.Blocks.SkipLast(1).Select(b => b.Header.BitOffset + 16), headers);
        string note = Regex.Replace(File.ReadAllText(Repository.PathOf("spec-notes", "deflate.md")), @"\s+", " ");
        Assert.Contains($"{places} of {zlib.Length * 8L} bits look like that", note);
        Assert.Contains($"{headers.Count} places are left, and they are the {headers.Count} blocks that there are besides the last", note);
        Assert.Contains($"cells {string.Join(", ", new[] { 3, 2, 1, 3, 2 }.Select(d => DeflateMarkers.First + DeflateMatch.MaxDistance - d))};", note);
    }

    [GeneratedRegex(@"^\| (literal|distance) \| `([01 ]+)` \| `0x([0-9A-F]{8})` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
