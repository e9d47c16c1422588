// Owns: answers about the structure: a node with some of its children, searches, findings. Stands on NodeIndex. Leaves to PlaceAnswers what a byte
// or a pixel has to do with it.

using System.Globalization;
using System.Text.Json;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class TreeAnswers
{
    private const int MostFound = 500;

    /// <summary>A node, and children down to a depth, a page of them at each node.</summary>
    public static void Tree(ExploredFile file, Question question, Reply reply)
    {
        int id = question.Int("node", 0);
        if (id < 0 || id >= file.Nodes.Count)
            throw new ArgumentException("there is no such node");
        WriteNode(reply.Json, file.Nodes, id, question.Int("depth", 1), question.Int("from", 0), question.Int("count", 200));
    }

    /// <summary>The ids of the nodes that hold a byte, the root first.</summary>
    public static void PathTo(ExploredFile file, Question question, Reply reply)
        => JsonShapes.WriteNumbers(reply.Json, file.Nodes.Path(file.Report.PathTo(question.Long("byte", 0))));

    public static void Findings(ExploredFile file, Reply reply)
    {
        var ids = new Dictionary<StructureNode, int>(ReferenceEqualityComparer.Instance);
        for (int id = 0; id < file.Nodes.Count; id++)
        {
            if (file.Nodes[id].Findings.Count > 0)
                ids[file.Nodes[id]] = id;
        }

        reply.Json.WriteStartArray();
        foreach ((StructureNode node, Issue finding) in file.Report.Findings)
        {
            reply.Json.WriteStartObject();
            JsonShapes.WriteFinding(reply.Json, finding);
            reply.Json.WriteString("node", node.Name);
            reply.Json.WriteNumber("id", ids[node]);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
    }

    /// <summary>Nodes whose name, value, stored value or clause has a text in it; a number that is an offset (0x and hexadecimal too) leads to its leaf.</summary>
    public static void Find(ExploredFile file, Question question, Reply reply)
    {
        string text = question.Text("text").Trim();
        reply.Json.WriteStartArray();
        int found = 0;
        if (OffsetOf(text) is { } offset && offset < file.Bytes.Length)
        {
            WriteFound(reply.Json, file.Nodes, file.Nodes.Path(file.Report.PathTo(offset))[^1], offset);
            found++;
        }

        for (int id = 0; text.Length > 0 && id < file.Nodes.Count && found < MostFound; id++)
        {
            StructureNode node = file.Nodes[id];
            if (!Holds(node.Name) && !Holds(node.Value) && !Holds(node.Raw) && !Holds(node.Clause) && !node.Findings.Any(f => Holds(f.Rule.Id) || Holds(f.What)))
                continue;
            WriteFound(reply.Json, file.Nodes, id, node.Offset);
            found++;
        }

        reply.Json.WriteEndArray();

        bool Holds(string words) => words.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static long? OffsetOf(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return long.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out long offset) && offset >= 0
            ? offset : null;
    }

    private static void WriteFound(Utf8JsonWriter json, NodeIndex nodes, int id, long offset)
    {
        StructureNode node = nodes[id];
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("path", string.Join(" / ", nodes.PathOf(id).Skip(1).Select(i => nodes[i].Name)));
        WriteFields(json, node);
        json.WriteNumber("at", offset);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, NodeIndex nodes, int id, int depth, int from, int count)
    {
        StructureNode node = nodes[id];
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("parent", nodes.Parent(id));
        WriteFields(json, node);
        if (node.Findings.Count > 0)
        {
            json.WriteStartArray("findings");
            foreach (Issue finding in node.Findings)
            {
                json.WriteStartObject();
                JsonShapes.WriteFinding(json, finding);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteNumber("childCount", node.Children.Count);
        if (depth > 0 && node.Children.Count > 0)
        {
            json.WriteStartArray("children");
            foreach (int child in nodes.Children(id).Skip(from).Take(count))
                WriteNode(json, nodes, child, depth - 1, 0, count);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, StructureNode node)
    {
        json.WriteString("name", node.Name);
        json.WriteNumber("offset", node.Offset);
        json.WriteNumber("length", node.Length);
        if (node.IsBits)
        {
            json.WriteNumber("bitOffset", node.BitOffset);
            json.WriteNumber("bitLength", node.BitLength);
            json.WriteBoolean("lowBitFirst", node.LowBitFirst);
        }

        json.WriteString("value", node.Value);
        json.WriteString("raw", node.Raw);
        json.WriteString("clause", node.Clause);
        if (node.Elision is not null)
            json.WriteBoolean("elided", true);
    }
}
