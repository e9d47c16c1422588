// `inspect --json` and `verify --json`: one object, on one line. The keys are a contract: spec-notes/inspect-json.md tells them,
// spec-notes/inspect.schema.json defines them, tests hold every output against it. Written as a stream and by hand, without
// reflection: a tree of a million nodes costs no second copy of itself.

using System.Text.Encodings.Web;
using System.Text.Json;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>How much of a tree to write.</summary>
/// <param name="Hex">The bytes of each leaf.</param>
/// <param name="All">All bytes of each leaf, not only the first.</param>
/// <param name="Depth">Levels below the root.</param>
internal readonly record struct InspectJsonOptions(bool Hex, bool All, int Depth);

/// <summary>Writes what the inspector tells as JSON.</summary>
internal sealed class InspectJson : IDisposable
{
    /// <summary>Version of the schema. Keys may be added under the same number; it changes when one changes its meaning or goes.</summary>
    public const int Version = 1;

    private const int FlushBytes = 64 << 10;

    /// <summary>Of a leaf this many bytes are written, unless all are asked for.</summary>
    private const int LeafBytes = 64;

    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;
    private readonly ReadOnlyMemory<byte> _file;
    private readonly InspectJsonOptions _options;

    public InspectJson(Stream output, ReadOnlyMemory<byte> file, InspectJsonOptions options)
    {
        _output = output;
        _file = file;
        _options = options;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            // The output is a JSON file or a terminal's pipe, never a part of an HTML page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = int.MaxValue,
            SkipValidation = true,
        });
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The tree of a file.</summary>
    public void WriteTree(string path, StructureReport report)
    {
        Begin("tree", path, report.Format);
        _json.WriteBoolean("cut", report.IsCut);
        WriteElisions(report.Elisions);
        WriteFindings(report);
        _json.WritePropertyName("tree");
        WriteNode(report.Root, 0);
        End();
    }

    private void WriteElisions(IReadOnlyList<StructureElision> elisions)
    {
        if (elisions.Count == 0)
            return;
        _json.WriteObjects("elisions", elisions, (json, elision) =>
        {
            json.WriteString("flag", elision.Flag);
            json.WriteNumber("offset", elision.Offset);
            json.WriteNumber("length", elision.Length);
            json.WriteString("what", elision.What);
        });
    }

    /// <summary>The trail of a pixel.</summary>
    public void WriteTrail(string path, PixelTrail trail)
    {
        Begin("pixel", path, trail.Format);
        _json.WriteNumber("x", trail.X);
        _json.WriteNumber("y", trail.Y);
        _json.WriteString("pixelFormat", trail.PixelFormat.GetName());
        _json.WriteStartArray("samples");
        foreach (int sample in trail.Samples)
            _json.WriteNumberValue(sample);
        _json.WriteEndArray();
        _json.WritePropertyName("trail");
        WriteNode(trail.Root, 0);
        End();
    }

    /// <summary>The place of a byte.</summary>
    /// <param name="path">The file.</param>
    /// <param name="location">Where the byte belongs.</param>
    /// <param name="bits">The bit fields that have a part in the byte.</param>
    public void WriteLocation(string path, ByteLocation location, IEnumerable<StructureNode> bits)
    {
        Begin("location", path, location.Format);
        _json.WriteNumber("offset", location.Offset);
        _json.WriteNumber("byte", _file.Span[(int)location.Offset]);
        _json.WriteStartArray("path");
        foreach (StructureNode node in location.Path)
            WriteNode(node, int.MaxValue);
        _json.WriteEndArray();
        _json.WriteStartArray("bits");
        foreach (StructureNode node in bits)
            WriteNode(node, int.MaxValue);
        _json.WriteEndArray();
        _json.WriteStartObject("effect");
        _json.WriteString("words", location.Effect.Words);
        if (location.Effect.Area is { } area)
        {
            _json.WriteStartObject("area");
            _json.WriteNumber("x", area.X);
            _json.WriteNumber("y", area.Y);
            _json.WriteNumber("width", area.Width);
            _json.WriteNumber("height", area.Height);
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNull("area");
        }

        _json.WriteEndObject();
        End();
    }

    /// <summary>The verdict on a file.</summary>
    public void WriteVerdict(string path, StructureReport report, bool passes)
    {
        Begin("verdict", path, report.Format);
        _json.WriteBoolean("passes", passes);
        _json.WriteBoolean("cut", report.IsCut);
        WriteElisions(report.Elisions);
        WriteFindings(report);
        End();
    }

    /// <summary>The name of a severity, in JSON as in text.</summary>
    public static string SeverityName(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>The name of a format in JSON.</summary>
    public static string FormatName(ImageFormat format) => format switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Bmp => "bmp",
        ImageFormat.Jpeg => "jpeg",
        _ => "unknown",
    };

    private void Begin(string kind, string path, ImageFormat format)
    {
        _json.WriteStartObject();
        _json.WriteNumber("version", Version);
        _json.WriteString("kind", kind);
        _json.WriteString("file", path);
        _json.WriteString("format", FormatName(format));
        _json.WriteNumber("size", _file.Length);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n"u8);
    }

    private void WriteFindings(StructureReport report)
    {
        (StructureNode Node, Issue Finding)[] findings = [.. report.Findings];
        if (findings.Length > 0)
            _json.WriteString("worst", SeverityName(findings.Max(f => f.Finding.Severity)));
        else
            _json.WriteNull("worst");
        _json.WriteStartArray("findings");
        foreach ((StructureNode node, Issue finding) in findings)
            WriteFinding(finding, node);
        _json.WriteEndArray();
    }

    private void WriteFinding(Issue finding, StructureNode? node)
    {
        _json.WriteStartObject();
        _json.WriteString("severity", SeverityName(finding.Severity));
        _json.WriteNumber("offset", finding.Offset);
        _json.WriteString("rule", finding.Rule.Id);
        _json.WriteString("what", finding.What);
        _json.WriteString("clause", finding.Clause);
        _json.WriteString("consequence", finding.Consequence);
        if (node is not null)
            _json.WriteString("node", node.Name);
        _json.WriteEndObject();
    }

    /// <param name="node">The node.</param>
    /// <param name="depth">How deep it stands; from the depth asked for on, children are only counted.</param>
    private void WriteNode(StructureNode node, int depth)
    {
        _json.WriteStartObject();
        _json.WriteString("name", node.Name);
        _json.WriteNumber("offset", node.Offset);
        _json.WriteNumber("length", node.Length);
        if (node.IsBits)
        {
            _json.WriteNumber("bitOffset", node.BitOffset);
            _json.WriteNumber("bitLength", node.BitLength);
            if (node.LowBitFirst)
                _json.WriteBoolean("lowBitFirst", true);
        }

        WriteWords("value", node.Value);
        WriteWords("raw", node.Raw);
        WriteWords("clause", node.Clause);
        if (_options.Hex && node.IsLeaf && node.Length > 0)
            WriteBytes(node);
        if (node.Findings.Count > 0)
        {
            _json.WriteStartArray("findings");
            foreach (Issue finding in node.Findings)
                WriteFinding(finding, null);
            _json.WriteEndArray();
        }

        IReadOnlyList<StructureNode> children = node.Children;
        if (children.Count > 0 && depth >= _options.Depth)
        {
            _json.WriteNumber("childCount", children.Count);
        }
        else if (children.Count > 0)
        {
            _json.WriteStartArray("children");
            for (int i = 0; i < children.Count; i++)
                WriteNode(children[i], depth + 1);
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
        if (_json.BytesPending >= FlushBytes)
            _json.Flush();
    }

    private void WriteBytes(StructureNode node)
    {
        long from = Math.Clamp(node.Offset, 0, _file.Length);
        long length = Math.Clamp(node.Length, 0, _file.Length - from);
        _json.WriteString("bytes", Convert.ToHexString(_file.Span.Slice((int)from, (int)(_options.All ? length : Math.Min(length, LeafBytes)))));
    }

    private void WriteWords(string key, string words)
    {
        if (words.Length > 0)
            _json.WriteString(key, words);
    }
}
