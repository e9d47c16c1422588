// Owns: answers about places: the bits that carry a pixel, and what a byte belongs to and has an effect on. Stands on ImageStudy, and gives what
// the command line prints as JSON, with what the page needs to mark it. Leaves the tree to TreeAnswers.

using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class PlaceAnswers
{
    /// <summary>A run of more bits than any code is a table, or a part that many pixels need.</summary>
    private const int MostBitsOfItsOwn = 64;

    /// <summary>A leaf of more bytes has no marks of its own: the symbols in it are told.</summary>
    private const int MostBytesMarked = 64;

    /// <summary>Where a pixel comes from, in all steps.</summary>
    public static void Trace(ExploredFile file, Question question, Reply reply)
    {
        PixelTrail trail = file.Study.Trace(question.Int("x"), question.Int("y"));
        using var inner = new MemoryStream();
        using (var json = new InspectJson(inner, file.Bytes, new InspectJsonOptions(Hex: false, All: false, int.MaxValue)))
            json.WriteTrail(file.Name, trail);
        reply.Json.WriteStartObject();
        WriteRaw(reply.Json, "pixel", inner);
        reply.Json.WriteEndObject();
    }

    /// <summary>What is marked at a pixel, at once: its samples, the bits that carry it (five numbers each), and where the first that are its own stand in the structure.</summary>
    public static void Mark(ExploredFile file, Question question, Reply reply)
    {
        PixelBits bits = file.Study.BitsOf(question.Int("x"), question.Int("y"));
        int[] numbers = new int[5 * bits.Ranges.Count];
        for (int i = 0; i < bits.Ranges.Count; i++)
        {
            BitRange range = bits.Ranges[i];
            (numbers[5 * i], numbers[5 * i + 1], numbers[5 * i + 2], numbers[5 * i + 3]) = ((int)range.Offset, range.Bit, (int)range.Bits, (int)range.Bytes);
            numbers[5 * i + 4] = range.LowBitFirst ? 1 : 0;
        }

        reply.Json.WriteStartObject();
        reply.Json.WriteString("pixelFormat", bits.Format.GetName());
        JsonShapes.WriteNumbers(reply.Json, "samples", bits.Samples);
        reply.Write("ranges", numbers);
        int first = Math.Max(0, bits.Ranges.FindIndex(range => IsItsOwn(file, range)));
        if (bits.Ranges.Count > 0)
        {
            reply.Json.WriteNumber("first", first);
            JsonShapes.WriteNumbers(reply.Json, "nodes", file.Nodes.Path(file.Report.PathTo(bits.Ranges[first].Offset)));
        }

        reply.Json.WriteEndObject();
    }

    /// <summary>Whether a run is the pixel's own: no table, no field of a BMP's header, no entry of its palette.</summary>
    private static bool IsItsOwn(ExploredFile file, in BitRange range)
        => range.Bits <= MostBitsOfItsOwn && (file.Format != ImageFormat.Bmp || range.Offset >= (file.Report.Root.Children.FirstOrDefault(c => c.Name == "pixel data")?.Offset ?? 0));

    /// <summary>What a byte belongs to and has an effect on; where the structure has no field for it, the symbols that hold it.</summary>
    public static void Locate(ExploredFile file, Question question, Reply reply)
    {
        ByteLocation location = file.Study.Locate(question.Long("byte", 0));
        StructureNode[] fields = [.. LocationBits.At(location)];
        using var inner = new MemoryStream();
        using (var json = new InspectJson(inner, file.Bytes, new InspectJsonOptions(Hex: true, All: false, int.MaxValue)))
            json.WriteLocation(file.Name, location, fields);
        reply.Json.WriteStartObject();
        WriteRaw(reply.Json, "location", inner);
        JsonShapes.WriteNumbers(reply.Json, "nodes", file.Nodes.Path(location.Path));
        if (fields.Length == 0 && location.Path[^1].Length > MostBytesMarked)
        {
            int? bit = question.OptionalInt("bit");
            reply.Json.WritePropertyName("symbols");
            JsonShapes.WriteRuns(reply.Json, file.Study.Symbols(8 * location.Offset + (bit ?? 0), bit is null ? 8 : 1));
        }

        reply.Json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string key, MemoryStream line)
    {
        json.WritePropertyName(key);
        json.WriteRawValue(line.GetBuffer().AsSpan(0, (int)line.Length - 1), skipInputValidation: true);
    }
}
