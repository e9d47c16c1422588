// Owns: the object of a file of which nothing can be told. Stands beside InspectJson.cs, which the explorer compiles as well: this part is of the command
// line alone. Leaves the keys of an error to OutcomeJson.

using System.Text.Json;

namespace RawDecoders.Cli;

internal sealed partial class InspectJson
{
    /// <summary>Writes the object of a file of which nothing can be told.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="path">The file.</param>
    /// <param name="error">Why: it cannot be read, or what was asked of it is not there because it is refused.</param>
    public static void WriteUnread(CliHost host, string path, Exception error)
    {
        host.Out.Flush();
        using (var json = new Utf8JsonWriter(host.Output, OutcomeJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
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
