// Owns: the manifest in JSON, for those who have no reader of the project's own: the fields that corpus/archive/manifest.schema.json describes.
// Leaves the project's manifest to ManifestWriter.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.CorpusGenerator;

namespace RawDecoders.Conformance.Archive;

/// <summary>Writes the manifest in JSON.</summary>
internal static class JsonManifest
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text.</summary>
    public static string Write(IEnumerable<ScoreboardCase> files)
        => JsonSerializer.Serialize(new { version = 1, license = "CC0-1.0", files = files.Select(Entry) }, Options) + "\n";

    private static object Entry(ScoreboardCase file)
    {
        CorpusFile entry = file.Entry;
        string? expected = CorpusArchive.ExpectedPath(file);
        bool known = expected is not null;
        string[] shape = entry.Shape.Split(':');
        return new
        {
            file = entry.Path,
            what = entry.What,
            clause = entry.Clause,
            bytes = entry.Length,
            sha256 = entry.FileHash,
            demand = file.Demand switch { Demand.Valid => "valid", Demand.Harmless => "harmless", Demand.Broken => "broken", _ => "open" },
            rule = file.Rule is { } rule ? new { id = rule.Id, clause = rule.Clause, statement = rule.Statement } : null,
            format = known ? entry.Format : null,
            shape = known ? shape[0].Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray() : null,
            dtype = known ? shape[1] : null,
            pixels = known ? entry.PixelHash : null,
            source = known ? entry.Source : null,
            expected,
            tolerance = known && Judge.BoundsOf(file) is { } bounds ? new { largest = bounds.Largest, mean = bounds.Mean } : null,
            variants = entry.Variants.Count > 0 ? entry.Variants.ToDictionary(v => v.Name, v => v.Value) : null,
            metadata = entry.Metadata.Count > 0 ? entry.Metadata.Select(m => new { name = m.Name, value = m.Value }).ToArray() : null,
            standard = Outcome(entry.Standard),
            strict = entry.Strict is { } strict ? Outcome(strict) : null,
            lenient = entry.Lenient is { } lenient ? Outcome(lenient) : null,
        };
    }

    private static object Outcome(CorpusOutcome outcome) => outcome.Kind switch
    {
        "refused" => new { kind = outcome.Kind, error = outcome.Error, offset = outcome.Offset },
        "rows" => new { kind = outcome.Kind, firstRow = outcome.FirstRow, rowCount = outcome.RowCount, sha256 = outcome.RowsHash },
        _ => new { kind = outcome.Kind },
    };
}
