// Owns: the frame of the objects that `--json` of checksum, show, base64, index and extract prints: which command, which file, what it
// refused the file for; one object a file, on one line, of refused files too. The keys are a contract: spec-notes/decode.schema.json.
// Leaves what is between to the commands. DecodeJson and InfoJson write those of `decode` and `info`.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>Writes what became of files as JSON.</summary>
internal static class OutcomeJson
{
    public static readonly JsonWriterOptions Options = new()
    {
        // The output is a JSON file or a terminal's pipe, never a part of an HTML page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes one object.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="kind">The command.</param>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format, where it is known.</param>
    /// <param name="error">Why there is nothing of it; null if there is.</param>
    /// <param name="writeContent">Writes the command's own keys.</param>
    public static void Write(CliHost host, string kind, string path, ImageFormat? format, Exception? error, Action<Utf8JsonWriter> writeContent)
    {
        host.Out.Flush();
        using (var json = new Utf8JsonWriter(host.Output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", DecodeJson.Version);
            json.WriteString("kind", kind);
            json.WriteString("path", Words.Path(path));
            json.WriteString("format", DecodeJson.FormatName(format ?? (error as ImageDecodeException)?.Format ?? ImageFormat.Unknown));
            writeContent(json);
            WriteError(json, path, error);
            json.WriteEndObject();
        }

        // A line at a time: whoever reads along sees each file when it is done.
        host.Output.Write("\n"u8);
        host.Output.Flush();
    }

    /// <summary>The keys that tell of a refusal: rule, offset, message.</summary>
    public static void WriteError(Utf8JsonWriter json, string path, Exception? error)
    {
        var refusal = error as ImageDecodeException;
        json.WriteString("rule", refusal?.Rule.Id);
        if (refusal is null)
            json.WriteNull("offset");
        else
            json.WriteNumber("offset", refusal.Offset);
        json.WriteString("message", error is null ? null : ErrorReporting.Describe(path, error));
    }

    /// <summary>Writes null for each key.</summary>
    public static void WriteNulls(Utf8JsonWriter json, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            json.WriteNull(key);
    }

    /// <summary>What tells refused files as an object with the keys that a good one has, all null.</summary>
    public static Action<string, Exception> Refuser(CliHost host, string kind, params string[] keys)
        => (path, e) => Write(host, kind, path, null, e, json => WriteNulls(json, keys));
}
