// Owns: the scoreboard as JSON: everything of a run (artifacts/scoreboard.json), or the counts and the faults alone (corpus/scoreboard.json).
// Leaves pictures to the page.

using System.Text.Json;
using System.Text.Json.Serialization;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Writes JSON.</summary>
internal static class JsonScoreboard
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text; with every result, or with counts and faults alone.</summary>
    public static string Write(ScoreboardResults results, bool whole) => JsonSerializer.Serialize(
        new
        {
            date = results.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            platform = results.Platform,
            minutes = Math.Round(results.Took.TotalMinutes, 1),
            files = results.Files.Count,
            decoders = results.Decoders.Select((decoder, d) => new
            {
                name = decoder.Name,
                version = decoder.Version,
                runtime = decoder.Runtime.Length > 0 ? decoder.Runtime : null,
                asked = decoder.Asked.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                how = decoder.How,
                claims = decoder.Claims.ToString(),
                totals = Counts(results.Total(d)),
                features = results.Features.ToDictionary(f => f, f => Counts(results.Feature(f, d))),
                rules = results.Rules.ToDictionary(r => r.Id, r => Counts(results.RuleCounts(r, d))),
                results = results.Of[d].Where(r => whole || r.Outcome.IsFault()).Select(r => Result(r, whole)),
            }),
        },
        Options) + "\n";

    private static Dictionary<string, int> Counts(OutcomeCounts counts) => counts.Occurring.ToDictionary(o => o.Outcome.Name(), o => o.Count);

    private static object Result(ScoreboardResult result, bool whole) => new
    {
        file = result.File.File.Name,
        outcome = result.Outcome.Name(),
        rule = result.File.Rule?.Id,
        clause = result.Review?.Clause ?? result.File.File.Clause,
        found = whole || result.Outcome == Outcome.Wrong ? result.Judgement.Text : null,
        review = result.Review?.Reason,
        agreeing = result.Agreeing.Count > 0 ? result.Agreeing : null,
    };
}
