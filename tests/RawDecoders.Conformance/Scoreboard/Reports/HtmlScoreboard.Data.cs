// Owns: what the page's script shows of a cell: files, outcomes, texts and pictures, each text and picture once.

using System.Text.Json;
using RawDecoders.Conformance.Scoreboard.Judging;

namespace RawDecoders.Conformance.Scoreboard.Reports;

internal sealed partial class HtmlScoreboard
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, int> _texts = [];

    /// <summary>
    /// JSON: names of outcomes; files; and of each decoder an entry a file: the number of an outcome that needs no words, or that, a text, and
    /// the numbers of its picture, the expected one and their difference.
    /// </summary>
    private string Data()
    {
        var store = new PictureStore();
        object[][] rows = [.. results.Of.Select(decoder => decoder.Select(result => Entry(result, store)).ToArray())];
        return JsonSerializer.Serialize(
            new
            {
                outcomes = Outcomes.All.Select(o => new[] { o.Name(), o.Class() }),
                decoders = results.Decoders.Select(d => d.Name),
                files = results.Files.Select(f => new[] { f.File.Name, f.Feature, f.Rule is { } rule && f.Demand is Demand.Broken or Demand.Harmless ? f.Rule!.Id : "", f.File.What, f.File.Clause }),
                results = rows,
                texts = _texts.OrderBy(t => t.Value).Select(t => t.Key),
                pictures = store.Pictures,
            },
            Compact);
    }

    private object Entry(ScoreboardResult result, PictureStore store)
    {
        int outcome = (int)result.Outcome;
        if (result.Outcome is Outcome.Equal or Outcome.NotRead)
            return outcome;
        string agreeing = result.Agreeing.Count > 0 ? $" Shows the expected pixels: {string.Join(", ", result.Agreeing)}." : "";
        string text = $"{result.Judgement.Text}{(result.Review is { Disputed: false } review ? $" — {review.Reason} ({review.Clause})." : "")}{agreeing}";
        int number = _texts.TryGetValue(text, out int known) ? known : _texts[text] = _texts.Count;
        return result.Judgement.Shown is null && result.Judgement.Expected is null
            ? new[] { outcome, number }
            : [outcome, number, .. store.Add(result.Judgement.Shown, result.Judgement.Expected)];
    }
}
