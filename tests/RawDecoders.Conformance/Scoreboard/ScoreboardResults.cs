// Owns: all verdicts of a run, and what follows from them together: which of the "wrong" have a second, independent decoder on our side, counts by
// feature and by rule. Stands over Judge, below the reports. Leaves the words and pictures to the reports.

using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard;

/// <summary>The verdict on one decoder and one file, with who agrees with what is expected.</summary>
/// <param name="File">The file.</param>
/// <param name="Judgement">The verdict.</param>
/// <param name="Review">What the review says of it; null if nothing, or if there is nothing to say.</param>
/// <param name="Agreeing">Of a "wrong" or a refusal of a valid file: decoders of other families that show the expected pixels.</param>
internal sealed record ScoreboardResult(ScoreboardCase File, Judgement Judgement, ReviewRule? Review, IReadOnlyList<string> Agreeing)
{
    /// <summary>How the decoder came out.</summary>
    public Outcome Outcome => Judgement.Outcome;
}

/// <summary>Counts of outcomes.</summary>
internal sealed class OutcomeCounts
{
    private readonly int[] _counts = new int[Outcomes.All.Count];

    public int this[Outcome outcome] => _counts[(int)outcome];

    /// <summary>Files that count: those that the decoder reads.</summary>
    public int Counted => Outcomes.All.Where(o => o.Counts()).Sum(o => this[o]);

    /// <summary>All files.</summary>
    public int Total => _counts.Sum();

    /// <summary>Files shown as they are.</summary>
    public int Right => Outcomes.All.Where(o => o.IsRight()).Sum(o => this[o]);

    /// <summary>Files on which the decoder is at fault.</summary>
    public int Faults => Outcomes.All.Where(o => o.IsFault()).Sum(o => this[o]);

    /// <summary>The outcomes that occur, in order.</summary>
    public IEnumerable<(Outcome Outcome, int Count)> Occurring => Outcomes.All.Where(o => this[o] > 0).Select(o => (o, this[o]));

    public void Add(Outcome outcome) => _counts[(int)outcome]++;
}

/// <summary>A run.</summary>
internal sealed class ScoreboardResults
{
    private static readonly string[] Formats = ["png", "bmp", "jpeg", "other"];

    private readonly Dictionary<(string Row, int Decoder), OutcomeCounts> _features = [], _rules = [];

    private readonly OutcomeCounts[] _totals;

    /// <param name="files">The files.</param>
    /// <param name="decoders">The decoders.</param>
    /// <param name="judgements">Verdicts by decoder and file.</param>
    /// <param name="review">What a person found.</param>
    public ScoreboardResults(IReadOnlyList<ScoreboardCase> files, IReadOnlyList<DecoderIdentity> decoders, Judgement[][] judgements, Review review)
    {
        (Files, Decoders) = (files, decoders);
        Of = [.. decoders.Select((decoder, d) => (IReadOnlyList<ScoreboardResult>)[.. files.Select((file, f) => Settle(decoder, file, d, f, judgements, review))])];
        _totals = [.. decoders.Select(_ => new OutcomeCounts())];
        for (int d = 0; d < decoders.Count; d++)
        {
            foreach (ScoreboardResult result in Of[d])
            {
                _totals[d].Add(result.Outcome);
                Count(_features, result.File.Feature, d, result.Outcome);
                if (result.File.Rule is { } rule && result.File.Demand is Demand.Broken or Demand.Harmless)
                    Count(_rules, rule.Id, d, result.Outcome);
            }
        }

        Features = [.. files.Select(f => f.Feature).Distinct().OrderBy(f => Array.IndexOf(Formats, f.Split('/')[0]))];
        Rules = [.. files.Where(f => f.Demand is Demand.Broken or Demand.Harmless).Select(f => f.Rule).OfType<Rule>().DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<ScoreboardCase> Files { get; }

    /// <summary>The decoders, in the order of the columns.</summary>
    public IReadOnlyList<DecoderIdentity> Decoders { get; }

    /// <summary>Results by decoder and file.</summary>
    public IReadOnlyList<IReadOnlyList<ScoreboardResult>> Of { get; }

    /// <summary>Rows of the matrix: "png/matrix".</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Rules that files break.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Decoders that were not here, and why.</summary>
    public IReadOnlyList<(string Name, string Why)> Missing { get; init; } = [];

    /// <summary>What all ran on.</summary>
    public string Platform { get; init; } = "";

    /// <summary>When.</summary>
    public DateTime Date { get; init; }

    /// <summary>How long it took by the clock.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>All outcomes of a decoder.</summary>
    public OutcomeCounts Total(int decoder) => _totals[decoder];

    /// <summary>A decoder's outcomes in a feature.</summary>
    public OutcomeCounts Feature(string feature, int decoder) => _features[(feature, decoder)];

    /// <summary>A decoder's outcomes with files that break a rule.</summary>
    public OutcomeCounts RuleCounts(Rule rule, int decoder) => _rules[(rule.Id, decoder)];

    /// <summary>Results of an outcome, with their decoders.</summary>
    public IEnumerable<(DecoderIdentity Decoder, ScoreboardResult Result)> With(params Outcome[] outcomes)
        => Decoders.SelectMany((d, i) => Of[i].Where(r => outcomes.Contains(r.Outcome)).Select(r => (d, r)));

    /// <summary>What decoders of the catalogue got wrong, and the review says nothing of.</summary>
    public IEnumerable<(DecoderIdentity Decoder, ScoreboardResult Result)> Unreviewed
        => With(Outcome.Wrong).Where(r => r.Result.Review is null && r.Decoder.IsCatalogued);

    private static void Count(Dictionary<(string Row, int Decoder), OutcomeCounts> table, string row, int decoder, Outcome outcome)
    {
        if (!table.TryGetValue((row, decoder), out OutcomeCounts? counts))
            table[(row, decoder)] = counts = new OutcomeCounts();
        counts.Add(outcome);
    }

    /// <summary>A "wrong" stands if the review does not dispute it and a decoder of another family shows the expected pixels.</summary>
    private ScoreboardResult Settle(DecoderIdentity decoder, ScoreboardCase file, int d, int f, Judgement[][] judgements, Review review)
    {
        Judgement judgement = judgements[d][f];
        if (judgement.Outcome is not (Outcome.Wrong or Outcome.RefusesValid))
            return new ScoreboardResult(file, judgement, null, []);
        string format = file.File.Format, family = decoder.FamilyFor(format);
        string[] agreeing = [.. Decoders.Where((other, o) => other.Name != "RawDecoders" && other.FamilyFor(format) != family && judgements[o][f].Outcome.IsRight())
            .DistinctBy(other => other.FamilyFor(format)).Select(other => other.Name)];
        if (judgement.Outcome == Outcome.RefusesValid)
            return new ScoreboardResult(file, judgement, null, agreeing);
        ReviewRule? rule = review.Find(decoder.Name, file.File.Name);
        if (rule is { Disputed: true })
            judgement = judgement with { Outcome = Outcome.Disputed, Text = $"{judgement.Text}; disputed: {rule.Reason}" };
        else if (agreeing.Length == 0)
            judgement = judgement with { Outcome = Outcome.Disputed, Text = $"{judgement.Text}; disputed: no second independent decoder shows the expected pixels" };
        return new ScoreboardResult(file, judgement, rule, agreeing);
    }
}
