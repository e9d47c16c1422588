// Owns: answers about places: the bits that carry a pixel, and what a byte belongs to and has an effect on. Stands on ImageStudy, and gives what
// the command line prints as JSON, with what the page needs to mark it. Leaves the tree to TreeAnswers.

using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class PlaceAnswers
{
    /// <summary>Where a pixel comes from, and the bits that carry it.</summary>
    public static void Trace(ExploredFile file, Question question, Reply reply)
    {
        PixelTrail trail = file.Study.Trace(question.Int("x"), question.Int("y"));
        using var inner = new MemoryStream();
        using (var json = new InspectJson(inner, file.Bytes, new InspectJsonOptions(Hex: false, All: false, int.MaxValue)))
            json.WriteTrail(file.Name, trail);
        reply.Json.WriteStartObject();
        WriteRaw(reply.Json, "pixel", inner);
        WriteRanges(reply.Json, trail.Root);
        reply.Json.WriteEndObject();
    }

    /// <summary>What a byte belongs to and has an effect on.</summary>
    public static void Locate(ExploredFile file, Question question, Reply reply)
    {
        ByteLocation location = file.Study.Locate(question.Long("byte", 0));
        using var inner = new MemoryStream();
        using (var json = new InspectJson(inner, file.Bytes, new InspectJsonOptions(Hex: true, All: false, int.MaxValue)))
            json.WriteLocation(file.Name, location, LocationBits.At(location));
        reply.Json.WriteStartObject();
        WriteRaw(reply.Json, "location", inner);
        reply.Json.WritePropertyName("nodes");
        TreeAnswers.WriteIds(reply.Json, file.Nodes.Path(file.Report.PathTo(location.Offset)));
        reply.Json.WriteEndObject();
    }

    /// <summary>The bits and bytes of the steps of a trail: the innermost ones, each with the way to it as its role.</summary>
    internal static void WriteRanges(Utf8JsonWriter json, StructureNode root)
    {
        json.WriteStartArray("ranges");
        WriteRanges(json, root, []);
        json.WriteEndArray();
    }

    private static void WriteRanges(Utf8JsonWriter json, StructureNode node, List<string> path)
    {
        path.Add(node.Name);
        if (node.Length > 0 && !node.Children.Any(HasPlace))
        {
            json.WriteStartObject();
            json.WriteNumber("byte", node.Offset);
            json.WriteNumber("bit", node.IsBits ? node.BitOffset : 0);
            json.WriteNumber("bits", node.IsBits ? node.BitLength : 8 * node.Length);
            json.WriteNumber("bytes", node.Length);
            json.WriteBoolean("lowBitFirst", node.LowBitFirst);
            json.WriteString("role", string.Join(" / ", path.Skip(1)));
            json.WriteString("value", node.Value);
            json.WriteEndObject();
        }

        foreach (StructureNode child in node.Children)
            WriteRanges(json, child, path);
        path.RemoveAt(path.Count - 1);
    }

    private static bool HasPlace(StructureNode node) => node.Length > 0 || node.Children.Any(HasPlace);

    private static void WriteRaw(Utf8JsonWriter json, string key, MemoryStream line)
    {
        json.WritePropertyName(key);
        json.WriteRawValue(line.GetBuffer().AsSpan(0, (int)line.Length - 1), skipInputValidation: true);
    }
}
