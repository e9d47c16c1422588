// Owns: the study of a file that holds another one. Stands between ImageInspector and two formats' inspectors. Leaves each file to
// its own: only offsets are moved.

namespace RawDecoders.Inspection;

/// <summary>
/// Explains a file that holds one of another format as its picture (a PNG or JPEG in a BMP): the outer format's tree, with
/// the inner one's grafted in where its bytes are, offsets moved to the outer file. Pixels are all the inner file's.
/// </summary>
/// <param name="outer">The inspector of the whole file.</param>
/// <param name="inner">The inspector of the file inside.</param>
/// <param name="part">Where that is.</param>
/// <param name="file">The whole file.</param>
/// <param name="options">How much to tell.</param>
internal sealed class EmbeddedInspector(
    FormatInspector outer, FormatInspector inner, EmbeddedPart part, ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    private StructureNode? _inner;

    public override IEnumerable<StructureElision> Elisions
        => outer.Elisions.Concat(inner.Elisions.Select(e => e with { Offset = e.Offset + part.Offset }));

    public override StructureNode Inspect()
    {
        StructureNode root = outer.Inspect();
        StructureNode leaf = root.LeafAt(part.Offset);
        _inner = inner.Inspect();

        // The leaf is missing if the limit on nodes cut the outer tree before it; its findings still count.
        if (leaf.Offset == part.Offset && leaf.Length == part.Length)
            leaf.Add(Shifted(_inner));
        else
            AddFindings(leaf, _inner);
        if (Compare() is { } mismatch)
            root.Attach(mismatch);
        return root;
    }

    public override PixelTrail Trace(int x, int y)
    {
        PixelTrail trail;
        try
        {
            trail = inner.Trace(x, y);
        }
        catch (ImageDecodeException error)
        {
            throw EmbeddedDecoder.Shift(error, part.Offset);
        }

        var root = new StructureNode("pixel", 0, 0, trail.Root.Value) { Raw = trail.Root.Raw };
        root.Add($"embedded {(part.Format == ImageFormat.Png ? "PNG" : "JPEG")}", part.Offset, part.Length, "the picture is this file's; offsets below are moved by its place",
            raw: part.Offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
        root.Add(Shifted(trail.Root));
        return trail with { Format = ImageFormat.Bmp, Root = root };
    }

    public override ByteEffect Affects(long offset, StructureNode leaf)
    {
        if (offset >= part.Offset && offset < part.Offset + part.Length)
            return inner.Affects(offset - part.Offset, (_inner ??= inner.Inspect()).LeafAt(offset - part.Offset));
        return offset < part.Offset
            ? new ByteEffect("no pixel, as long as the embedded file is still found: the picture is that file's")
            : new ByteEffect("nothing: the byte lies after the embedded file");
    }

    public override IEnumerable<StagePicture> Stages()
    {
        using IEnumerator<StagePicture> stages = inner.Stages().GetEnumerator();
        while (true)
        {
            try
            {
                if (!stages.MoveNext())
                    yield break;
            }
            catch (ImageDecodeException error)
            {
                throw EmbeddedDecoder.Shift(error, part.Offset);
            }

            yield return stages.Current;
        }
    }

    private StructureNode Shifted(StructureNode node)
    {
        // What has no place in the file (length 0 at 0) has none in the outer file either.
        long offset = node.Length == 0 && node.Offset == 0 && node.Elision is null ? 0 : node.Offset + part.Offset;
        var copy = new StructureNode(node.Name, offset, node.Length, node.Value, node.Clause)
        {
            BitOffset = node.BitOffset,
            LowBitFirst = node.LowBitFirst,
            BitLength = node.BitLength,
            Raw = node.Raw,
            Elision = node.Elision is { } e ? e with { Offset = e.Offset + part.Offset } : null,
        };
        foreach (StructureNode child in node.Children)
            copy.Add(Shifted(child));
        foreach (Issue finding in node.Findings)
            copy.AddFinding(EmbeddedDecoder.Shift(finding, part.Offset));
        return copy;
    }

    private void AddFindings(StructureNode leaf, StructureNode from)
    {
        foreach (Issue finding in from.Findings)
            leaf.AddFinding(EmbeddedDecoder.Shift(finding, part.Offset));
        foreach (StructureNode child in from.Children)
            AddFindings(leaf, child);
    }

    /// <summary>What the outer header says of the picture's size against what the inner file says; nothing if that cannot be read.</summary>
    private Issue? Compare()
    {
        IdentifyResult identified = ImageDecoder.TryIdentify(File.Span.Slice((int)part.Offset, (int)part.Length));
        return identified.Info is { } info ? part.Compare(info.Width, info.Height) : null;
    }
}
