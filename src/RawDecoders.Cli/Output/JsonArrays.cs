// Owns: arrays of objects in the JSON of all commands. Stands under InfoJson, DecodeJson and InspectJson. Leaves the keys to them, but for the parts of a file, which several
// commands tell alike.

using System.Text.Json;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

internal static class JsonArrays
{
    /// <summary>Writes an array with an object for each item.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> writeKeys)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeKeys(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes which parts of a file take how many bits.</summary>
    public static void WriteCostParts(this Utf8JsonWriter json, IEnumerable<CostPart> parts)
        => json.WriteObjects("parts", parts, (writer, part) =>
        {
            writer.WriteString("name", part.Name);
            writer.WriteString("group", part.Group);
            writer.WriteNumber("bits", part.Bits);
        });
}
