// `decode --json`: one object a file, on one line, whether it was decoded, damaged, refused or could not be read. The keys are a
// contract: spec-notes/decode.schema.json, described in decode-json.md. Written by hand, without reflection.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>Writes what became of files as JSON. Safe for several threads.</summary>
internal sealed class DecodeJson(CliHost host)
{
    /// <summary>Version of the schema.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Options = new()
    {
        // The output is a JSON file or a terminal's pipe, never a part of an HTML page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _lock = new();

    public static string FormatName(ImageFormat format) => format switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Bmp => "bmp",
        ImageFormat.Jpeg => "jpeg",
        _ => "unknown",
    };

    /// <summary>Writes the object of a picture that came out, whole or damaged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="result">The account of its decode.</param>
    /// <param name="sha256">The hash of its pixels, if it was taken.</param>
    public void WriteDecoded(string path, DecodeResult result, string? sha256 = null) => Write(path, result.Info.Format, json =>
    {
        PixelFormat format = result.PixelFormat;
        json.WriteString("pixelFormat", format.GetName());
        json.WriteStartArray("shape");
        json.WriteNumberValue(result.Height);
        json.WriteNumberValue(result.Width);
        if (format.GetChannelCount() is var channels && channels > 1)
            json.WriteNumberValue(channels);
        json.WriteEndArray();
        json.WriteString("type", result.IsBoolean ? "bool" : format.GetBytesPerSample() == 2 ? "uint16" : "uint8");
        json.WriteString("sha256", sha256);
        json.WriteNull("rule");
        json.WriteNull("offset");
        json.WriteNull("message");
        json.WriteStartArray("warnings");
        foreach (Issue warning in result.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("severity", FindingText.Name(warning.Severity));
            json.WriteString("rule", warning.Rule.Id);
            json.WriteNumber("offset", warning.Offset);
            json.WriteString("what", warning.What);
            json.WriteString("part", warning.Part);
            json.WriteString("clause", warning.Clause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("damage");
        foreach (DamagedRows rows in result.Damage)
        {
            json.WriteStartObject();
            json.WriteNumber("from", rows.FirstRow);
            json.WriteNumber("to", rows.FirstRow + rows.RowCount - 1);
            json.WriteString("rule", rows.Reason.Rule.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("intactRows", result.IntactRows);
    });

    /// <summary>Writes the object of a file that gave no picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">A refusal, or what stood in the way of reading.</param>
    public void WriteRefused(string path, Exception error)
    {
        var refusal = error as ImageDecodeException;
        Write(path, refusal?.Format ?? ImageFormat.Unknown, json =>
        {
            json.WriteNull("pixelFormat");
            json.WriteNull("shape");
            json.WriteNull("type");
            json.WriteNull("sha256");
            json.WriteString("rule", refusal?.Rule.Id);
            if (refusal is null)
                json.WriteNull("offset");
            else
                json.WriteNumber("offset", refusal.Offset);
            json.WriteString("message", ErrorReporting.Describe(path, error));
            json.WriteStartArray("warnings");
            json.WriteEndArray();
            json.WriteStartArray("damage");
            json.WriteEndArray();
            json.WriteNumber("intactRows", 0);
        });
    }

    private void Write(string path, ImageFormat format, Action<Utf8JsonWriter> writeRest)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("kind", "decode");
            json.WriteString("path", Words.Path(path));
            json.WriteString("format", FormatName(format));
            writeRest(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_lock)
        {
            host.Out.Flush();
            host.Output.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            // A line at a time: whoever reads along sees each file when it is done.
            host.Output.Flush();
        }
    }
}
