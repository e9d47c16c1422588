using RawDecoders.Cli;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary>Trees made by hand, and what becomes of them as text.</summary>
internal static class Trees
{
    /// <summary>A file of 40 bytes, 0 to 39.</summary>
    public static byte[] File { get; } = SampleFiles.Ramp(40);

    /// <summary>A header with bit fields and a finding, a palette of 24 entries, and a long leaf.</summary>
    public static StructureNode Small(bool lowBitFirst = false)
    {
        var root = new StructureNode("test file", 0, 40);
        StructureNode header = root.Add("header", 0, 6, clause: "T 1");
        header.Add("Magic", 0, 2, "test", "T 1.1", "\"AB\"");
        StructureNode flags = header.Add("Flags", 2, 4, "two fields");
        flags.Add(new StructureNode("Low", 3, 1, "three bits") { BitOffset = 0, LowBitFirst = lowBitFirst, BitLength = 3, Raw = "3" });
        flags.Add(new StructureNode("Across", 3, 2, "seven bits") { BitOffset = 3, LowBitFirst = lowBitFirst, BitLength = 7 });
        flags.AddFinding(TestIssues.Finding(Severity.Warning, 3, "test-flags", "flags are odd", "T 1.2", "Strict refuses"));
        StructureNode palette = root.Add("palette", 6, 24);
        for (int i = 0; i < 24; i++)
            palette.Add($"entry {i}", 6 + i, 1, $"#{i:X2}0000");
        root.Add("data", 30, 10, "grid:\n 1  2\n 3  4");
        return root;
    }

    public static string Text(StructureNode root, TreeTextOptions options, bool colored = false, int width = 0)
        => Text(root, File, options, colored, width);

    public static string Text(
        StructureNode root, ReadOnlyMemory<byte> file, TreeTextOptions options, bool colored = false, int width = 0)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var tree = new TreeText(new StyledLine(output, colored, width), file, root, options);
        tree.WriteTitles();
        tree.Write(root);
        return output.ToString();
    }
}
