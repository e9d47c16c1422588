// Owns: the arguments of a question, read with their defaults. Stands under everything that answers. Leaves what they mean to it.

using System.Text.Json;

namespace RawDecoders.Explorer;

/// <summary>What was asked.</summary>
/// <param name="arguments">A JSON object.</param>
/// <param name="payload">Bytes that go with it.</param>
internal readonly struct Question(JsonElement arguments, byte[] payload)
{
    public byte[] Payload => payload;

    public int Handle => Int("handle");

    public int Int(string key) => TryGet(key, out JsonElement value) ? value.GetInt32() : throw new ArgumentException($"'{key}' is missing");

    public int Int(string key, int otherwise) => TryGet(key, out JsonElement value) ? value.GetInt32() : otherwise;

    public long Long(string key, long otherwise) => TryGet(key, out JsonElement value) ? value.GetInt64() : otherwise;

    public int? OptionalInt(string key) => TryGet(key, out JsonElement value) ? value.GetInt32() : null;

    public bool Flag(string key) => TryGet(key, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public string Text(string key) => TryGet(key, out JsonElement value) ? value.GetString() ?? "" : "";

    /// <summary>The objects of an array.</summary>
    public IEnumerable<Question> Items(string key)
    {
        byte[] none = [];
        return TryGet(key, out JsonElement value) ? value.EnumerateArray().Select(item => new Question(item, none)) : [];
    }

    private bool TryGet(string key, out JsonElement value)
        => arguments.TryGetProperty(key, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
}
