// Owns: the trail of a pixel as steps in the order in which one would calculate on paper: bits, symbol, value, prediction or transform, colour. Stands on the
// trail that PlaceAnswers gives as a tree. Leaves the words to the library; the links to notes and sources are StepLinks'.

using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class StepAnswers
{
    /// <summary>Steps that are told at most: a pixel between progressive blocks has thousands.</summary>
    private const int MostSteps = 5000;

    public static void Steps(ExploredFile file, Question question, Reply reply)
    {
        PixelTrail trail = file.Study.Trace(question.Int("x"), question.Int("y"));
        int left = MostSteps;
        reply.Json.WriteStartArray();
        foreach (StructureNode node in trail.Root.Children)
            Write(node, "", StepLinks.Colour, trail.Format, reply, ref left);
        WriteResult(trail, reply);
        reply.Json.WriteEndArray();
    }

    /// <summary>What a step is made of comes before it.</summary>
    private static void Write(StructureNode node, string path, string around, ImageFormat format, Reply reply, ref int left)
    {
        string phase = StepLinks.PhaseOf(node.Clause, around);
        string here = path.Length == 0 ? node.Name : $"{path} / {node.Name}";
        foreach (StructureNode child in node.Children.Where(c => !IsNumber(c)))
            Write(child, here, phase, format, reply, ref left);
        if (left-- <= 0)
            return;
        reply.Json.WriteStartObject();
        reply.Json.WriteString("title", node.Name);
        reply.Json.WriteString("path", here);
        reply.Json.WriteString("phase", phase);
        reply.Json.WriteString("formula", node.Value);
        reply.Json.WriteStartArray("numbers");
        foreach (StructureNode number in node.Children.Where(IsNumber))
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteString("name", number.Name);
            reply.Json.WriteString("value", number.Raw);
            reply.Json.WriteString("words", number.Value);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteString("result", node.Raw);
        reply.Json.WriteString("clause", node.Clause);
        (string note, string source) = StepLinks.Of(format, node.Name, node.Clause);
        reply.Json.WriteString("note", note);
        reply.Json.WriteString("source", source);
        reply.Json.WriteStartArray("ranges");
        if (node.Length > 0)
        {
            reply.Json.WriteStartObject();
            JsonShapes.WriteRange(reply.Json, BitRange.Of(node));
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    private static void WriteResult(PixelTrail trail, Reply reply)
    {
        reply.Json.WriteStartObject();
        reply.Json.WriteString("title", "The pixel");
        reply.Json.WriteString("path", "The pixel");
        reply.Json.WriteString("phase", StepLinks.Colour);
        reply.Json.WriteString("formula", trail.Root.Value);
        reply.Json.WriteStartArray("numbers");
        reply.Json.WriteEndArray();
        reply.Json.WriteString("result", string.Join(", ", trail.Samples));
        reply.Json.WriteString("clause", trail.Root.Clause);
        reply.Json.WriteString("note", "spec-notes/pixels.md");
        reply.Json.WriteString("source", "src/RawDecoders/Pixels/PixelTypes.cs");
        reply.Json.WriteStartArray("ranges");
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    /// <summary>Whether a node is a mere number of the step it belongs to: no place in the file, nothing below it.</summary>
    private static bool IsNumber(StructureNode node) => node.Length == 0 && node.Children.Count == 0;
}
