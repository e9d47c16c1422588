// Owns: the form of an answer: JSON beside arrays of bytes, which would be slow as text. Stands under everything that answers. Leaves the keys to
// it, and the transport to ExplorerEngine.

using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RawDecoders.Explorer;

/// <summary>One answer while it is made.</summary>
internal sealed class Reply : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The text goes to JSON.parse, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 10_000,
        SkipValidation = true,
    };

    private readonly MemoryStream _text = new();

    public Reply() => Json = new Utf8JsonWriter(_text, Options);

    /// <summary>Where the value is written.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>The arrays that go with it.</summary>
    public List<byte[]> Buffers { get; } = [];

    /// <summary>Adds an array of bytes under a key: the page finds it there.</summary>
    public void Write(string key, byte[] bytes)
    {
        Json.WriteStartObject(key);
        Json.WriteNumber("$buffer", Buffers.Count);
        Json.WriteEndObject();
        Buffers.Add(bytes);
    }

    /// <summary>Adds numbers under a key, as an array of 32-bit floating-point numbers.</summary>
    public void Write(string key, ReadOnlySpan<float> numbers) => Write(key, "float32", MemoryMarshal.AsBytes(numbers));

    /// <summary>Adds numbers under a key, as an array of 32-bit integers.</summary>
    public void Write(string key, ReadOnlySpan<int> numbers) => Write(key, "int32", MemoryMarshal.AsBytes(numbers));

    private void Write(string key, string type, ReadOnlySpan<byte> bytes)
    {
        Json.WriteStartObject(key);
        Json.WriteNumber("$buffer", Buffers.Count);
        Json.WriteString("$type", type);
        Json.WriteEndObject();
        Buffers.Add(bytes.ToArray());
    }

    /// <summary>The text so far.</summary>
    public string End()
    {
        Json.Flush();
        return System.Text.Encoding.UTF8.GetString(_text.GetBuffer(), 0, (int)_text.Length);
    }

    public void Dispose()
    {
        Json.Dispose();
        _text.Dispose();
    }
}
