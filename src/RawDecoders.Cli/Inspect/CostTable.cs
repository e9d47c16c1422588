// Where the bytes of a file went, a part a line with its share, in the order of the file; or as one JSON object (`inspect --costs` and `info --costs`). In few lines, the largest
// parts alone, below what `info` and `inspect` tell.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>Writes a <see cref="FileCosts"/>.</summary>
internal static class CostTable
{
    private const string CodedData = "coded data";

    /// <summary>Lines of a brief table.</summary>
    private const int BriefParts = 6;

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
        WriteParts(costs.Parts, costs.FileLength, BarLength, host);
    }

    /// <summary>A few lines, for those who asked for something else: the largest parts, and how many more there are.</summary>
    public static void WriteBrief(FileCosts costs, CliHost host)
    {
        if (costs.Parts.Count < 2)
            return;
        host.Out.Write("  where the bytes went\n");
        List<CostPart> shown = [.. costs.Parts];
        if (shown.Count > BriefParts)
        {
            // What the file is there for in one line, where the scans of a JPEG would fill the table.
            Fold(shown, [.. shown.Where(p => p.Group == CodedData)], count => $"coded data, in {count} parts");
            Fold(shown, [.. shown.OrderByDescending(p => p.Bits).Skip(BriefParts - 1)], count => $"{count} more parts");
        }

        WriteParts(shown, costs.FileLength, barLength: 0, host);
    }

    /// <summary>Puts some parts together, behind the others.</summary>
    private static void Fold(List<CostPart> parts, List<CostPart> some, Func<int, string> name)
    {
        if (some.Count < 2)
            return;
        parts.RemoveAll(some.Contains);
        parts.Add(new CostPart(name(some.Count), some[0].Group, some.Sum(p => p.Bits)));
    }

    private static void WriteParts(IReadOnlyList<CostPart> parts, long length, int barLength, CliHost host)
    {
        string[] bytes = [.. parts.Select(p => (p.Bits / 8.0).ToString("0.#", CultureInfo.InvariantCulture))];
        int width = bytes.Append("bytes").Max(b => b.Length);
        int name = parts.Select(p => p.Name.Length).Append(4).Max();
        host.Out.Write($"  {"bytes".PadLeft(width)}   share  part\n");
        for (int i = 0; i < parts.Count; i++)
        {
            CostPart part = parts[i];
            double share = part.Bits / (8.0 * length);
            string bar = new('#', (int)Math.Round(barLength * share));
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
            json.WriteCostParts(costs.Parts);
            json.WriteEndObject();
        }

        host.Output.Write("\n"u8);
    }
}
