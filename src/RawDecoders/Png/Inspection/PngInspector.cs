// Owns: the tree of a PNG file: its parts in order, each chunk's frame, and who adds what is in it. Stands between the facade and the files
// beside this one: structure is read by PngLayout (over PngChunkReader) and PngImageWalk. Leaves to others: fields, blocks, rows, findings,
// trails, effects and stages.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Explains a PNG file.</summary>
internal sealed class PngInspector : FormatInspector
{
    private readonly PngLayout _layout;

    public PngInspector(ReadOnlyMemory<byte> file, InspectOptions options)
        : base(file, options)
    {
        _layout = new PngLayout(file);
    }

    public override StructureNode Inspect()
    {
        // What is wrong comes first: the findings have the first call on the budget.
        var findings = new PngFindings(File, _layout, Options, Nodes);
        findings.Decode();
        PngImageWalk? image = PngImageWalk.Open(File, _layout, Options.Limits, Nodes, Options.Symbols ? Options.MaxNodes : 0);
        PngZlibNodes? zlib = image is null ? null : new PngZlibNodes(image.Zlib, Nodes, Options.Symbols);
        var payloads = new PngPayloadNodes(_layout.Header, Nodes, Options);
        var frames = new PngFrameNodes(File, _layout, Options, Nodes);
        var root = new StructureNode("PNG file", 0, File.Length, Summary());
        int piece = 0;
        foreach (PngPart part in _layout.Parts)
        {
            StructureNode parent = frames.ParentOf(part, root);
            if (!Nodes.TryTake(10))
            {
                long end = parent == root ? part.Offset : frames.End;
                if (parent != root)
                    parent.Add(Nodes.Elided(part.Offset, end - part.Offset, "further parts of the frame"));
                if (end < File.Length)
                    root.Add(Nodes.Elided(end, File.Length - end, "further parts"));
                break;
            }

            if (part.Kind != PngPartKind.Chunk)
                AddOther(parent, part);
            else if (image is not null && zlib is not null && piece < image.Chunks.Count && image.Chunks[piece].Offset == part.Offset)
                AddChunk(parent, part, chunk => zlib.Add(chunk, piece++));
            else
                AddChunk(parent, part, chunk => AddPayload(chunk, part, payloads, frames));
        }

        frames.EndFrame();

        if (zlib?.FirstData is { } leaf)
        {
            new PngScanlineNodes(image!, Nodes).Add(leaf);
            image!.Elide(leaf, Nodes);
        }

        findings.Attach(root, image);
        return root;
    }

    public override PixelTrail Trace(int x, int y) => new PngPixelTrail(File, _layout, Options, Nodes).Trace(x, y);

    public override ByteEffect Affects(long offset, StructureNode leaf) => new PngEffects(File, _layout, Options, Nodes).Of(offset);

    public override IEnumerable<StagePicture> Stages() => new PngStages(File, _layout, Options, Nodes).Draw();

    private string Summary()
    {
        int chunks = _layout.Parts.Count(p => p.Kind == PngPartKind.Chunk);
        if (_layout.Header is not { } header)
            return NodeText.Count(chunks, "chunk");
        // The samples packed as in the file, without filter types.
        double samples = (double)header.Width * header.Height * header.BitsPerPixel / 8;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{NodeText.Count(chunks, "chunk")}; {File.Length} bytes, {100 * File.Length / samples:0.0}% of the {samples:0.#} bytes that its samples take uncompressed");
    }

    private void AddOther(StructureNode root, in PngPart part)
    {
        ReadOnlySpan<byte> bytes = File.Span.Slice((int)part.Offset, (int)part.Length);
        _ = part.Kind switch
        {
            PngPartKind.Signature => root.Add(
                "PNG signature", part.Offset, part.Length, bytes.SequenceEqual(PngSignature.Bytes) ? "intact" : "damaged", "PNG 5.2", NodeText.Hex(bytes)),
            PngPartKind.Trailer => root.Add("Bytes after IEND", part.Offset, part.Length, $"ignored: {NodeText.Preview(bytes)}", "PNG 5.6"),
            _ => root.Add("Unreadable bytes", part.Offset, part.Length, $"no chunk begins here: {NodeText.Preview(bytes)}", "PNG 5.3"),
        };
    }

    private static void AddPayloadEnd(StructureNode chunk, in PngPart part)
    {
        if (!part.IsComplete)
            return;
        bool right = part.StoredCrc == part.ComputedCrc;
        chunk.Add(
            "CRC", part.Offset + part.Length - 4, 4, $"stored {part.StoredCrc:X8}, computed {(right ? "the same" : $"{part.ComputedCrc:X8}")}", "PNG 5.5", $"{part.StoredCrc:X8}");
    }

    private static void AddChunk(StructureNode root, in PngPart part, Action<StructureNode> addPayload)
    {
        (string title, string clause) = PngPayloadNodes.Describe(part.Type);
        StructureNode chunk = root.Add($"{part.Type} chunk", part.Offset, part.Length, title, clause);
        string there = part.IsComplete ? "" : $"; {NodeText.Count(part.PayloadLength, "byte")} are there";
        chunk.Add("Length", part.Offset, 4, $"{NodeText.Count(part.StatedLength, "byte")} of data{there}", "PNG 5.3", $"{part.StatedLength}");
        AddType(chunk, part);
        addPayload(chunk);
        AddPayloadEnd(chunk, part);
    }

    private static void AddType(StructureNode chunk, in PngPart part)
    {
        PngChunkType type = part.Type;
        long at = part.Offset + 4;
        StructureNode node = chunk.Add(
            "Chunk type", at, 4,
            $"{(type.IsCritical ? "critical" : "ancillary")}, {(type.IsPrivate ? "private" : "public")}{(type.IsReserved ? ", reserved" : "")}, {(type.IsSafeToCopy ? "safe" : "not safe")} to copy",
            "PNG 5.4", $"\"{type}\"");
        Property("Ancillary bit", 0, !type.IsCritical, "the picture can be shown without it", "critical: it must be understood");
        Property("Private bit", 1, type.IsPrivate, "private", "public");
        Property("Reserved bit", 2, type.IsReserved, "set, though reserved", "0, as it must be");
        Property("Safe-to-copy bit", 3, type.IsSafeToCopy, "editors that do not know it may keep it", "editors that do not know it drop it when they change critical chunks");

        // Bit 5 of each letter is its case.
        void Property(string name, int letter, bool set, string yes, string no)
            => node.Add(new StructureNode(name, at + letter, 1, set ? yes : no, "PNG 5.4") { BitOffset = 5, LowBitFirst = true, BitLength = 1, Raw = set ? "1" : "0" });
    }

    private void AddPayload(StructureNode chunk, in PngPart part, PngPayloadNodes payloads, PngFrameNodes frames)
    {
        if (frames.TryAdd(chunk, part))
            return;
        string words = part.Is(PngChunkType.Idat) ? AddStray(chunk, part) : payloads.Add(chunk, part.Type, _layout.Payload(part), part.PayloadOffset, File);
        if (words.Length > 0)
            chunk.Value += $": {words}";
    }

    /// <summary>IDAT that is no part of the image data, or whose header is not known.</summary>
    private string AddStray(StructureNode chunk, in PngPart part)
    {
        if (part.PayloadLength > 0)
            chunk.Add("Image data", part.PayloadOffset, part.PayloadLength, $"ignored: {NodeText.Preview(_layout.Payload(part).Span)}", "PNG 11.2.3");
        return "not part of the picture's data";
    }
}
