// Owns: the keys of what many answers have in them: a run of bits, a finding, an array of ids. Stands under everything that answers. Leaves the rest of an answer to it.

using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class JsonShapes
{
    /// <summary>The keys of a run of bits.</summary>
    public static void WriteRange(Utf8JsonWriter json, in BitRange range)
    {
        json.WriteNumber("byte", range.Offset);
        json.WriteNumber("bit", range.Bit);
        json.WriteNumber("bits", range.Bits);
        json.WriteNumber("bytes", range.Bytes);
        json.WriteBoolean("lowBitFirst", range.LowBitFirst);
    }

    /// <summary>The keys of a finding.</summary>
    public static void WriteFinding(Utf8JsonWriter json, Issue finding)
    {
        json.WriteString("severity", InspectJson.SeverityName(finding.Severity));
        json.WriteNumber("offset", finding.Offset);
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("what", finding.What);
        json.WriteString("clause", finding.Clause);
        json.WriteString("consequence", finding.Consequence);
    }

    /// <summary>An array of numbers.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, IEnumerable<int> numbers)
    {
        json.WriteStartArray();
        foreach (int number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    /// <summary>An array of numbers under a key.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<int> numbers)
    {
        json.WritePropertyName(key);
        WriteNumbers(json, numbers);
    }

    /// <summary>An array of runs of coded symbols.</summary>
    public static void WriteRuns(Utf8JsonWriter json, IEnumerable<CodedRun> runs)
    {
        json.WriteStartArray();
        foreach (CodedRun run in runs)
        {
            json.WriteStartObject();
            CodedAnswers.WriteRun(json, run);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
