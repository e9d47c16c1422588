// Owns: the object that `--json` of inspect and verify prints for a file of which nothing can be told (spec-notes/inspect.schema.json). Stands
// beside InspectJson, which the explorer shares; this is the command line's alone.

using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>Writes what could not be explained.</summary>
internal static class UnreadJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="path">The file.</param>
    /// <param name="error">Why: it cannot be read, or what was asked of it is not there because it is refused.</param>
    public static void Write(CliHost host, string path, Exception error)
    {
        host.Out.Flush();
        using (var json = new Utf8JsonWriter(host.Output, OutcomeJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", InspectJson.Version);
            json.WriteString("kind", "unread");
            json.WriteString("file", Words.Path(path));
            json.WriteString("format", DecodeJson.FormatName((error as ImageDecodeException)?.Format ?? ImageFormat.Unknown));
            OutcomeJson.WriteError(json, path, error);
            json.WriteEndObject();
        }

        host.Output.Write("\n"u8);
        host.Output.Flush();
    }
}
