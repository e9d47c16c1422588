// Owns: the fields of chunks with a keyword, and of the zlib datastreams in them; the Exif block. Stands beside PngPayloadNodes.cs, a part
// of the same class. Leaves to others: the blocks of a datastream (PngZlibNodes), the tags of Exif (ExifTree).
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

internal sealed partial class PngPayloadNodes
{
    private static string PlainText(FieldWriter fields)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1))
            return keyword;
        fields.Text("Text string", fields.Left, Encoding.Latin1);
        return keyword;
    }

    private string CompressedText(StructureNode chunk, FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1) || !Method(fields))
            return keyword;
        AddZlib(chunk, fields, file, "Text string", bytes => NodeText.QuoteAll(Encoding.Latin1.GetString(bytes)));
        return keyword;
    }

    private string Profile(StructureNode chunk, FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        string name = Keyword(fields);
        if (!fields.Terminated("Profile name", Encoding.Latin1) || !Method(fields))
            return name;
        AddZlib(chunk, fields, file, "ICC profile", NodeText.Preview);
        return name;
    }

    private string InternationalText(StructureNode chunk, FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1))
            return keyword;
        int flag = fields.Left > 0 ? fields.Remaining[0] : 0;
        fields.Number("Compression flag", 1, v => v switch { 0 => "not compressed", 1 => "compressed", _ => "not defined" });
        fields.Number("Compression method", 1, v => flag == 0 ? "ignored: the text is not compressed" : v == 0 ? "deflate" : "not defined");
        if (!fields.Terminated("Language tag", Encoding.Latin1) || !fields.Terminated("Translated keyword", Encoding.UTF8))
            return keyword;
        if (flag == 1)
            AddZlib(chunk, fields, file, "Text", bytes => NodeText.QuoteAll(Encoding.UTF8.GetString(bytes)));
        else
            fields.Text("Text", fields.Left, Encoding.UTF8);
        return keyword;
    }

    /// <summary>The keyword, by the parser that the decoder has for it; as far as it can be read.</summary>
    private static string Keyword(FieldWriter fields)
        => PngKeyword.TryParse(fields.Remaining, PngRules.Keyword, out string keyword, out _, out _) ? NodeText.QuoteAll(keyword) : "";

    private static bool Method(FieldWriter fields)
    {
        bool isDeflate = fields.Left > 0 && fields.Remaining[0] == 0;
        fields.Number("Compression method", 1, v => v == 0 ? "deflate" : "not defined");
        return isDeflate;
    }

    /// <summary>A zlib datastream to the end of the payload: its own fields, and what it inflates to.</summary>
    private void AddZlib(StructureNode chunk, FieldWriter fields, ReadOnlyMemory<byte> file, string name, Func<ReadOnlySpan<byte>, string> show)
    {
        if (fields.IsOver || !budget.TryTake())
            return;
        var map = new PngDataMap(file, [(fields.Offset, fields.Left)]);
        if (budget.InflateLeft == 0)
        {
            StructureNode leaf = chunk.Add(name, fields.Offset, fields.Left, NodeText.Count(fields.Left, "compressed byte"), "PNG 10.3");
            budget.Elide(leaf, InspectLimit.InflatedBytes, "what it inflates to");
            fields.Skip(fields.Left);
            return;
        }

        // A byte of text may take four characters of two bytes.
        const int ShownBytes = 8;
        long most = Math.Min(FieldWriter.MostText, budget.MemoryLeft / ShownBytes);
        var walk = new PngZlibWalk(map, new PngZlibWalkOptions
        {
            MaxOutput = most,
            StopAfter = Math.Min(options.Limits.MaxMetadataBytes, budget.InflateLeft),
            MaxSymbols = options.Symbols ? Math.Min(options.MaxNodes, budget.NodesLeft) : 0,
        });
        budget.Inflate(walk.OutputLength);
        budget.TryMemory((long)ShownBytes * walk.Output.Length);
        string state = walk.IsStopped ? "more than" : walk.IsComplete ? "" : "broken after";
        StructureNode node = chunk.Add(
            name, fields.Offset, fields.Left, $"inflates to {state}{(state.Length > 0 ? " " : "")}{NodeText.Count(walk.OutputLength, "byte")}: {show(walk.Output.Span)}", "PNG 10.3");
        new PngZlibNodes(walk, budget, options.Symbols).Add(node, 0);
        if (walk.IsStopped && budget.InflateLeft == 0)
            budget.Elide(node, InspectLimit.InflatedBytes, $"what it inflates to after {NodeText.Count(walk.OutputLength, "byte")}");
        if (most < FieldWriter.MostText && walk.OutputLength > most)
            budget.Elide(node, InspectLimit.Memory, $"the text after its first {NodeText.Count(most, "byte")}");
        fields.Skip(fields.Left);
    }

    private string Exif(StructureNode chunk, FieldWriter fields, ReadOnlyMemory<byte> file)
    {
        string words = ExifReader.ReadOrientation(fields.Remaining) is { } orientation ? $"orientation {(int)orientation}" : "";
        // An entry has at least 12 bytes and some four nodes.
        if (fields.Left == 0 || !budget.TryTake(10 + fields.Left / 3))
            return words;
        ExifTree.Add(chunk.Add("Exif block", fields.Offset, fields.Left, "", "PNG 11.3.4.5"), file.Slice((int)fields.Offset, fields.Left), fields.Offset);
        fields.Skip(fields.Left);
        return words;
    }
}
