// Owns: arrays of objects in the JSON of all commands. Stands under InfoJson, DecodeJson and InspectJson. Leaves the keys to them.

using System.Text.Json;

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
}
