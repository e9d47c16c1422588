// Owns: answers about coded data: symbols around a place, the Huffman code in force there, where the bytes went. Stands on ImageStudy. Leaves drawing them to
// the page.

using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class CodedAnswers
{
    /// <summary>Symbols from the one that holds a bit on.</summary>
    public static void Symbols(ExploredFile file, Question question, Reply reply)
    {
        int count = Math.Clamp(question.Int("count", 200), 1, 20_000);
        JsonShapes.WriteRuns(reply.Json, file.Study.Symbols(question.Long("bitFrom", 0), count));
    }

    /// <summary>A run's keys.</summary>
    public static void WriteRun(Utf8JsonWriter json, CodedRun run)
    {
        json.WriteString("kind", run.Kind);
        JsonShapes.WriteRange(json, new BitRange(run.Offset, run.Bit, run.Bits, run.Bytes, run.LowBitFirst));
        json.WriteString("words", run.Words);
        if (run.Value is { } value)
            json.WriteNumber("value", value);
        json.WriteNumber("codeBits", run.CodeBits);
        if (run.Pixel is { } pixel)
        {
            json.WriteNumber("x", pixel.X);
            json.WriteNumber("y", pixel.Y);
        }

        if (run.Output is { } output)
        {
            json.WriteNumber("output", output.Offset);
            json.WriteNumber("length", output.Length);
        }

        if (run.CopyFrom is { } from)
        {
            json.WriteStartObject("copyFrom");
            json.WriteNumber("output", from.Output);
            json.WriteNumber("byte", from.Byte);
            json.WriteNumber("bit", from.Bit);
            json.WriteEndObject();
        }

        if (run.Decisions is { } decisions)
        {
            json.WriteObjects("decisions", decisions, (writer, d) =>
            {
                writer.WriteString("context", d.Context);
                writer.WriteNumber("state", d.State);
                writer.WriteNumber("moreProbable", d.MoreProbable);
                writer.WriteNumber("qe", d.Qe);
                writer.WriteNumber("interval", d.Interval);
                writer.WriteNumber("code", d.Code);
                writer.WriteNumber("value", d.Value);
                writer.WriteNumber("bits", d.Bits);
            });
        }

        if (run.Scan is { } scan)
            json.WriteNumber("scan", scan);
        if (run.Block is { } block)
        {
            json.WriteNumber("component", block.Component);
            json.WriteNumber("blockX", block.X);
            json.WriteNumber("blockY", block.Y);
            json.WriteNumber("index", block.Index);
        }
    }

    /// <summary>The Huffman code that a bit belongs to; null where there is none.</summary>
    public static void CodeTree(ExploredFile file, Question question, Reply reply)
    {
        if (file.Study.CodeAt(8 * question.Long("byte", 0) + question.Int("bit", 0)) is not { } code)
        {
            reply.Json.WriteNullValue();
            return;
        }

        reply.Json.WriteStartObject();
        reply.Json.WriteString("name", code.Name);
        reply.Json.WriteString("clause", code.Clause);
        reply.Json.WriteString("path", code.Digits);
        reply.Json.WriteObjects("codes", code.Codes, (json, one) =>
        {
            json.WriteNumber("symbol", one.Symbol);
            json.WriteString("code", one.Digits);
            json.WriteNumber("length", one.Digits.Length);
            json.WriteString("meaning", one.Meaning);
        });
        reply.Json.WriteEndObject();
    }

    /// <summary>Where the bytes went.</summary>
    public static void Costs(ExploredFile file, Reply reply)
    {
        FileCosts costs = file.Study.Costs;
        reply.Json.WriteStartObject();
        reply.Json.WriteString("sentence", costs.Sentence);
        reply.Json.WriteNumber("width", costs.Width);
        reply.Json.WriteNumber("height", costs.Height);
        reply.Json.WriteNumber("sampleBytes", costs.SampleBytes);
        reply.Json.WriteObjects("parts", costs.Parts, (json, part) =>
        {
            json.WriteString("name", part.Name);
            json.WriteString("group", part.Group);
            json.WriteNumber("bits", part.Bits);
            json.WriteNumber("bytes", part.Bits / 8.0);
            json.WriteNumber("share", part.Bits / (8.0 * Math.Max(1, costs.FileLength)));
        });
        if (costs.Map is { } map)
        {
            reply.Json.WriteStartObject("map");
            reply.Json.WriteNumber("columns", map.Columns);
            reply.Json.WriteNumber("rows", map.Rows);
            reply.Json.WriteNumber("cellWidth", map.CellWidth);
            reply.Json.WriteNumber("cellHeight", map.CellHeight);
            reply.Json.WriteString("unit", map is { CellWidth: 1, CellHeight: 1 } ? "bits a pixel" : file.Study.Jpeg is { Study.IsLossless: false } ? "bits an MCU" : $"bits in {map.CellWidth} x {map.CellHeight} pixels");
            reply.Write("bits", map.Bits.ToArray().AsSpan());
            reply.Json.WriteEndObject();
        }
        else
        {
            reply.Json.WriteNull("map");
        }

        reply.Json.WriteEndObject();
    }
}
