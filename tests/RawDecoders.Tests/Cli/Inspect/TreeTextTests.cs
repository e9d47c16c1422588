using System.Text.RegularExpressions;
using RawDecoders.Cli;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary>Trees as text: the columns, what is left out, bytes and bits, colours and wrapping.</summary>
public sealed partial class TreeTextTests
{
    [Fact]
    public void A_tree_is_places_names_values_clauses_and_findings()
        => Assert.Equal(
            """
            offset   length
                 0       40   test file
                 0        6     header  [T 1]
                 0        2       Magic: test ("AB")  [T 1.1]
                 2        4       Flags: two fields
                                    warning at byte 3: test-flags: flags are odd (T 1.2); Strict refuses
                 3.0      3b        Low: three bits (3)
                 3.3      7b        Across: seven bits
                 6       24     palette
                 6        1       entry 0: #000000
                 7        1       entry 1: #010000
                 8       21       ... 21 more, entry 2 to entry 22
                29        1       entry 23: #170000
                30       10     data: grid:
                                   1  2
                                   3  4

            """,
            Trees.Text(Trees.Small(), new TreeTextOptions()));

    [Fact]
    public void Bytes_stand_beside_short_leaves_and_below_long_ones()
        => Assert.Equal(
            """
            offset   length   bytes
                 0       40                               test file
                 0        6                                 header  [T 1]
                 0        2   00 01                           Magic: test ("AB")  [T 1.1]
                 2        4   02 03 04 05                     Flags: two fields
                                                                warning at byte 3: test-flags: flags are odd (T 1.2); Strict refuses
                 3.0      3b  000.....                          Low: three bits (3)
                 3.3      7b  ...00011 00......                 Across: seven bits
                 6       24                                 palette
                 6        1   06                              entry 0: #000000
                 7        1   07                              entry 1: #010000
                 8       21                                   ... 21 more, entry 2 to entry 22
                29        1   1D                              entry 23: #170000
                30       10                                 data: grid:
                                                               1  2
                                                               3  4
                30            1E 1F 20 21 22 23 24 25 26 27                    .. !"#$%&'

            """,
            Trees.Text(Trees.Small(), new TreeTextOptions(Hex: true)));

    [Fact]
    public void Bits_of_deflate_run_from_the_least_significant()
    {
        string[] lines = Trees.Text(Trees.Small(lowBitFirst: true), new TreeTextOptions(Hex: true)).Split('\n');

        // 3 is 00000011, 4 is 00000100: three bits from the right, then the other five and the two lowest of the next byte.
        Assert.Contains(lines, l => l.Contains("  .....011  "));
        Assert.Contains(lines, l => l.Contains("  00000... ......00  "));
    }

    [Fact]
    public void Long_bit_fields_are_drawn_in_part_and_never_beyond_their_leaf()
    {
        var root = new StructureNode("f", 0, 40);
        StructureNode leaf = root.Add("leaf", 0, 2);
        leaf.Add(new StructureNode("beyond", 1, 9) { BitOffset = 4, BitLength = 9 });
        StructureNode other = root.Add("other", 2, 38);
        other.Add(new StructureNode("long", 2, 30) { BitOffset = 0, BitLength = 240 });

        string text = Trees.Text(root, new TreeTextOptions(Hex: true));

        Assert.Contains("  ....0001    ", text);
        Assert.Contains("  00000010 00000011 ...", text);
    }

    [Fact]
    public void All_leaves_out_nothing()
    {
        string text = Trees.Text(Trees.Small(), new TreeTextOptions(All: true));

        Assert.Equal(24, Regex.Count(text, "entry \\d+:"));
        Assert.DoesNotContain("more", text);
    }

    [Fact]
    public void Bytes_of_a_long_leaf_are_cut_unless_all_are_asked_for()
    {
        byte[] file = SampleFiles.Ramp(100);
        var root = new StructureNode("f", 0, 100);

        Assert.Equal(["    48         30 31", "               ... 3"], Cuts(new TreeTextOptions(Hex: true)));
        Assert.Equal(["    48         30 31", "    64         40 41", "    80         50 51", "    96         60 61"], Cuts(new TreeTextOptions(Hex: true, All: true)));

        string[] Cuts(TreeTextOptions options) => [.. Trees.Text(root, file, options).Split('\n')[..^1].Skip(5).Select(l => l[..20])];
    }

    [Fact]
    public void Depth_hides_children_but_no_findings()
    {
        string text = Trees.Text(Trees.Small(), new TreeTextOptions(Depth: 1));

        Assert.DoesNotContain("Flags:", text);
        Assert.DoesNotContain("entry", text);
        Assert.Contains("\n                   warning at byte 3: test-flags", text);
        // No bit field is shown, and no column for them.
        Assert.StartsWith("offset length\n", text);
    }

    [Fact]
    public void Nodes_with_findings_are_shown_within_a_run()
    {
        var root = new StructureNode("f", 0, 40);
        for (int i = 0; i < 40; i++)
            root.Add($"row {i}", i, 1);
        root.Children[20].Add("part", 20, 1).AddFinding(TestIssues.Finding(Severity.Error, 20, "r", "w", "c", "k"));

        string[] names = [.. Trees.Text(root, new TreeTextOptions()).Split('\n')[2..^1].Select(l => l[15..].Trim())];

        Assert.Equal(
            ["row 0", "row 1", "... 18 more, row 2 to row 19", "row 20", "part", "error at byte 20: r: w (c); k", "... 18 more, row 21 to row 38", "row 39"],
            names);
    }

    [Fact]
    public void Rounds_of_two_are_runs_too()
    {
        var root = new StructureNode("f", 0, 40);
        root.Add("head", 0, 2);
        for (int i = 0; i < 31; i++)
            root.Add(i % 2 == 0 ? "data" : $"RST{i / 2 % 8} marker", 2 + i, 1);

        string[] names = [.. Trees.Text(root, new TreeTextOptions()).Split('\n')[2..^1].Select(l => l[15..].Trim())];

        Assert.Equal(["head", "data", "RST0 marker", "data", "RST1 marker", "... 24 more, data to RST5 marker", "data", "RST6 marker", "data"], names);
    }

    [Fact]
    public void Short_runs_are_shown_whole_if_what_is_below_them_is_short_too()
    {
        var root = new StructureNode("f", 0, 40);
        for (int i = 0; i < 10; i++)
            root.Add("row", i, 1);
        Assert.DoesNotContain("more", Trees.Text(root, new TreeTextOptions()));

        foreach (StructureNode row in root.Children)
            row.Add("part", row.Offset, 1).Add("part of it", row.Offset, 1);
        Assert.Contains("... 7 more, row\n", Trees.Text(root, new TreeTextOptions()));
    }

    [Fact]
    public void Coded_data_are_kept_when_asked_for()
    {
        var root = new StructureNode("f", 0, 40);
        for (int i = 0; i < 30; i++)
            root.Add($"interval {i}", i, 1);
        StructureNode block = root.Children[12].Add(new StructureNode("block", 12, 1) { BitOffset = 0, BitLength = 8 });
        for (int i = 0; i < 30; i++)
            block.Add(new StructureNode($"symbol {i}", 12, 1) { BitOffset = 0, BitLength = 1 });

        string[] names = [.. Trees.Text(root, new TreeTextOptions(KeepBits: true)).Split('\n')[2..^1].Select(l => l[17..].Trim())];

        Assert.Equal(["interval 0", "interval 1", "... 10 more, interval 2 to interval 11", "interval 12", "block", "symbol 0"], names[..6]);
        Assert.Equal(["symbol 29", "... 16 more, interval 13 to interval 28", "interval 29"], names[^3..]);
        Assert.DoesNotContain("symbol 3", Trees.Text(root, new TreeTextOptions()));
    }

    [Fact]
    public void Clauses_of_what_holds_a_node_and_values_already_said_are_not_repeated()
    {
        var root = new StructureNode("f", 0, 40, clause: "T 1");
        root.Add("a", 0, 1, "12 pixels", "T 1", "12");
        root.Add("b", 1, 1, "12 pixels", "T 2", "1");
        root.Add("c", 2, 1, "1.5", "T 1", "1");
        root.Add("d", 3, 1, "row:   1   2  3", "T 1", "1 2 3");
        StructureNode plain = root.Add("e", 4, 1);
        plain.Add("biWidth", 4, 1, "x", "wingdi.h biWidth");
        plain.Add("g", 5, 1, "x", "T 1");
        plain.Add("h", 6, 1, "", "", "81");

        Assert.Equal(
            ["f  [T 1]", "a: 12 pixels", "b: 12 pixels (1)  [T 2]", "c: 1.5 (1)", "d: row:   1   2  3", "e", "biWidth: x", "g: x", "h: 81"],
            Trees.Text(root, new TreeTextOptions()).Split('\n')[1..^1].Select(l => l[15..].Trim()));
    }

    [Fact]
    public void Bytes_as_the_value_stored_are_not_repeated_beside_themselves()
    {
        var root = new StructureNode("f", 0, 40);
        root.Add("a", 1, 2, "x", raw: "01 02");
        root.Add("b", 3, 2, "x", raw: "03 05");

        string text = Trees.Text(root, new TreeTextOptions(Hex: true));

        Assert.Contains("a: x\n", text);
        Assert.Contains("b: x (03 05)\n", text);
        Assert.Contains("a: x (01 02)\n", Trees.Text(root, new TreeTextOptions()));
    }

    [Fact]
    public void The_same_bits_of_the_same_field_are_told_once()
    {
        var root = new StructureNode("f", 0, 40);
        foreach ((int offset, string last) in new[] { (0, "no"), (4, "no"), (8, "yes") })
        {
            StructureNode type = root.Add("Type", offset, 4);
            for (int i = 0; i < 4; i++)
                type.Add(new StructureNode($"bit {i}", offset + i, 1, i == 3 ? last : "no") { BitOffset = 5, BitLength = 1 });
        }

        Assert.Equal(2, Regex.Count(Trees.Text(root, new TreeTextOptions()), "bit 0"));
        Assert.Equal(3, Regex.Count(Trees.Text(root, new TreeTextOptions(All: true)), "bit 0"));
    }

    [Fact]
    public void Long_values_are_cut_unless_all_is_asked_for()
    {
        string words = string.Join(' ', Enumerable.Range(100, 200)), hex = string.Join(' ', Enumerable.Repeat("FF", 50));
        var root = new StructureNode("f", 0, 40, words) { Raw = hex };

        string text = Trees.Text(root, new TreeTextOptions());
        Assert.Contains($"f: {words[..319]} ... 480 more characters ({hex[..62]} ... 87 more characters)\n", text);
        Assert.Contains($"f: {words} ({hex})\n", Trees.Text(root, new TreeTextOptions(All: true)));
    }

    [Fact]
    public void What_is_computed_from_bits_has_no_place()
    {
        var root = new StructureNode("f", 0, 40);
        root.Add(new StructureNode("sum", 7, 0, "3") { BitOffset = 0, BitLength = 0 });

        Assert.Equal("offset length\n     0     40  f\n                 sum: 3\n", Trees.Text(root, new TreeTextOptions()));
    }

    [Theory]
    [InlineData("row 1", "row 20", true)]
    [InlineData("row", "row", true)]
    [InlineData("row 1", "row", false)]
    [InlineData("row 1", "raw 1", false)]
    [InlineData("entry 1 of 3", "entry 2 of 3", true)]
    public void Names_are_alike_if_only_numbers_differ(string a, string b, bool alike)
    {
        Assert.Equal(alike, NodeRuns.AreAlike(a, b));
        Assert.Equal(alike, NodeRuns.AreAlike(b, a));
    }

    [Fact]
    public void Steps_without_a_place_show_none()
    {
        var root = new StructureNode("pixel", 0, 0, "12");
        root.Add(new StructureNode("sum", 0, 0, "5 + 7") { Raw = "12" });
        root.Add("byte", 7, 1, "7");

        Assert.Equal(
            """
            offset length
                           pixel: 12
                             sum: 5 + 7 (12)
                 7      1    byte: 7

            """,
            Trees.Text(root, new TreeTextOptions(IsTrail: true)));
    }

    [Fact]
    public void Colored_text_is_the_same_text_with_swatches()
    {
        string plain = Trees.Text(Trees.Small(), new TreeTextOptions());
        string colored = Trees.Text(Trees.Small(), new TreeTextOptions(), colored: true);

        Assert.Contains("\e[48;2;1;0;0m  \e[0m", colored);
        Assert.Contains("\e[1;33mwarning\e[0m at byte 3", colored);
        string stripped = Escapes().Replace(colored, "");
        Assert.Equal(plain, Regex.Replace(stripped, "   #", "#"));
        Assert.All(colored.Split('\n'), line => Assert.True(!line.Contains('\e') || line.EndsWith("\e[0m") || !Escapes().IsMatch(line[line.LastIndexOf("\e[0m")..][4..]), line));
    }

    [Fact]
    public void Lines_are_wrapped_for_a_terminal_at_blanks_under_their_name()
    {
        var root = new StructureNode("f", 0, 40, "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen");

        string[] lines = Trees.Text(root, new TreeTextOptions(), width: 60).Split('\n')[1..^1];

        Assert.Equal(
            ["     0     40  f: one two three four five six seven eight", "                 nine ten eleven twelve thirteen fourteen", "                 fifteen"],
            lines.Select(l => l.TrimEnd()));
        Assert.All(lines, l => Assert.True(l.Length <= 60));
    }

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        var root = new StructureNode("f\e[31m", 0, 40, "a\e[2Jb\rc") { Raw = "\u009B31m" };
        root.AddFinding(TestIssues.Finding(Severity.Error, 0, "r", "what\e", "c", "k\n"));

        string text = Trees.Text(root, new TreeTextOptions());

        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain('\u009B', text);
        Assert.Equal(4, text.Split('\n').Length);
    }

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Escapes();
}
