using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Inspection;

/// <summary>The files that the inspector is tested on: the whole corpus, and all public suites where they are.</summary>
internal static class InspectionFiles
{
    private static readonly string Corpus = CorpusFolder.Find();

    /// <summary>The folders, each a case of its own. Those that begin with "suite:" need the public suites.</summary>
    public static readonly string[] Folders =
        ["png", "bmp", "jpeg", "other", "suite:pngsuite", "suite:bmpsuite", "suite:jpeg"];

    /// <summary>
    /// The formats whose inspectors are to agree with their decoders. A format that is not listed is still walked by the
    /// tests of tiling and of damaged files.
    /// </summary>
    public static readonly ImageFormat[] Explained = [ImageFormat.Unknown, ImageFormat.Png, ImageFormat.Bmp, ImageFormat.Jpeg];

    /// <summary>Whether a file, and the one that it may hold, is of the formats of <see cref="Explained"/>.</summary>
    public static bool IsExplained(StructureReport report) => Explained.Contains(report.Format)
        && !report.Nodes.Any(n => (n.Name is "embedded PNG" or "embedded JPEG") && !Explained.Any(f => n.Name == $"embedded {f.ToString().ToUpperInvariant()}"));

    /// <summary>The files of a folder with their names; skips the test if the suites are not there.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> In(string folder)
    {
        if (!folder.StartsWith("suite:", StringComparison.Ordinal))
        {
            return Directory.EnumerateFiles(Path.Combine(Corpus, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(path => (Path.GetRelativePath(Corpus, path).Replace('\\', '/'), File.ReadAllBytes(path)));
        }

        Suites.Require();
        return Suites.Files(folder["suite:".Length..], ".png", ".bmp", ".jpg", ".jpeg").Select(path => (path, Suites.Read(path)));
    }

    /// <summary>Small files of the corpus, for tests that damage them.</summary>
    public static List<byte[]> Small(params string[] folders)
        => [.. folders.SelectMany(In).Where(f => f.Bytes.Length is > 0 and < 3000).Select(f => f.Bytes)];

    /// <summary>
    /// What is wrong with the shape of a tree; null if nothing is. Below every region of bytes the smaller ones lie in file
    /// order without gap or overlap, so every byte of the file belongs to exactly one leaf; bit fields lie below a leaf.
    /// </summary>
    public static string? BrokenShape(StructureNode root, long fileLength)
    {
        if (root.Offset != 0 || root.Length != fileLength || root.IsBits)
            return $"the root is {root.Offset}+{root.Length} of {fileLength}";
        var pending = new Stack<StructureNode>([root]);
        while (pending.TryPop(out StructureNode? node))
        {
            long at = node.Offset;
            bool any = false;
            foreach (StructureNode child in node.Children)
            {
                pending.Push(child);
                if (child.IsBits)
                {
                    if (child.BitLength < 0 || child.BitOffset > 7 || child.Offset < node.Offset || child.Offset + child.Length > fileLength)
                        return $"the bit field {child.Name} at {child.Offset} lies outside {node.Name}";
                    // More, where other bytes stand between its own: JPEG's stuffed zeros, the frames of PNG's chunks.
                    if (child.BitLength > 0 && child.Length < (child.BitOffset + child.BitLength + 7) / 8)
                        return $"the bit field {child.Name} at {child.Offset} touches {(child.BitOffset + child.BitLength + 7) / 8} bytes and says {child.Length}";
                    continue;
                }

                if (node.IsBits)
                    return $"{child.Name} at {child.Offset} is a region of bytes below the bit field {node.Name}";

                // A statement that has no bytes of its own (length 0) may stand between those that have.
                if (child.Offset != at || child.Length < 0)
                    return $"{child.Name} at {child.Offset}+{child.Length} should begin at {at} in {node.Name}";
                at += child.Length;
                any |= child.Length > 0;
            }

            if (any && at != node.Offset + node.Length)
                return $"the regions of {node.Name} end at {at} instead of {node.Offset + node.Length}";
        }

        return null;
    }
}
