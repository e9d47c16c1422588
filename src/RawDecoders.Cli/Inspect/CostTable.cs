// `inspect --costs` and `info --costs`: where the bytes of a file went, a part a line with its share, in the order of the file; or as one JSON object.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>Writes a <see cref="FileCosts"/>.</summary>
internal static class CostTable
{
    /// <summary>Characters of the longest bar.</summary>
    private const int BarLength = 30;

    public static void Write(string title, FileCosts costs, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(title, costs, host);
            return;
        }

        host.Out.Write($"{ErrorReporting.OneLine(title)}: {costs.Sentence}\n");
        string[] bytes = [.. costs.Parts.Select(p => (p.Bits / 8.0).ToString("0.#", CultureInfo.InvariantCulture))];
        int width = bytes.Append("bytes").Max(b => b.Length);
        int name = costs.Parts.Select(p => p.Name.Length).Append(4).Max();
        host.Out.Write($"  {"bytes".PadLeft(width)}   share  part\n");
        for (int i = 0; i < costs.Parts.Count; i++)
        {
            CostPart part = costs.Parts[i];
            double share = part.Bits / (8.0 * costs.FileLength);
            string bar = new('#', (int)Math.Round(BarLength * share));
            host.Out.Write(string.Create(CultureInfo.InvariantCulture, $"  {bytes[i].PadLeft(width)}  {100 * share,5:0.0}%  {part.Name.PadRight(name)}  {bar}").TrimEnd() + "\n");
        }
    }

    private static void WriteJson(string path, FileCosts costs, CliHost host)
    {
        host.Out.Flush();
        using (var json = new Utf8JsonWriter(host.Output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", InspectJson.Version);
            json.WriteString("kind", "costs");
            json.WriteString("file", Words.Path(path));
            json.WriteString("format", InspectJson.FormatName(costs.Format));
            json.WriteNumber("size", costs.FileLength);
            json.WriteNumber("width", costs.Width);
            json.WriteNumber("height", costs.Height);
            json.WriteNumber("sampleBytes", costs.SampleBytes);
            json.WriteObjects("parts", costs.Parts, (writer, part) =>
            {
                writer.WriteString("name", part.Name);
                writer.WriteString("group", part.Group);
                writer.WriteNumber("bits", part.Bits);
            });
            json.WriteEndObject();
        }

        host.Output.Write("\n"u8);
    }
}
