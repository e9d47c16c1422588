// The manifest's own expectation of a corpus file: natural format and pixels, refusals with kind and offset, what Lenient
// saves, the same picture in other formats and reconstructions.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;
using RawDecoders.CorpusGenerator;
using Picture = RawDecoders.Conformance.Pictures.Picture;

namespace RawDecoders.Conformance.Checking;

/// <summary>Checks one entry of the manifest.</summary>
internal sealed class ExpectationChecker(ConformanceCase file, CorpusFile entry, OwnDecoder decoder, ExpectedPictures expected)
{
    private const string Reference = CaseChecker.Specification;

    public IEnumerable<CheckResult> Check()
    {
        yield return Outcome("natural", entry.Standard, Strictness.Standard);
        yield return Outcome("Strict", entry.Strict ?? entry.Standard, Strictness.Strict);
        yield return Outcome("Lenient", entry.Lenient ?? entry.Standard, Strictness.Lenient);
        foreach ((string name, string hash) in entry.Variants)
        {
            if (Variant(name) is { } way)
                yield return Pixels(name, way, hash, decoder.Decode(way));
        }
    }

    /// <summary>A variant of the manifest: a pixel format by its name, or a JPEG reconstruction; null for one that this program does not know.</summary>
    private static DecodeOptions? Variant(string name) => name == "jpeg-replicated"
        ? new DecodeOptions { JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated }
        : Profile.ByName(name) is { } format ? new DecodeOptions { PixelFormat = format } : null;

    private CheckResult Outcome(string profile, CorpusOutcome outcome, Strictness strictness)
    {
        var options = new DecodeOptions { Strictness = strictness };
        OwnResult own = decoder.Decode(options);
        return outcome.Kind switch
        {
            "refused" => Refused(profile, outcome, own),
            "rows" => Rows(profile, outcome, own),
            _ => Pixels(profile, options, entry.PixelHash, own),
        };
    }

    private CheckResult Refused(string profile, CorpusOutcome outcome, OwnResult own)
    {
        if (own.Refusal is not { } refusal)
        {
            return new CheckResult(Reference, profile, CheckStatus.Differs, $"decoded; {outcome.Error} at byte {outcome.Offset} was expected ({file.Clause})")
            {
                Ours = own.Picture,
                Theirs = expected.Find(file.Name),
            };
        }

        return refusal.Kind.ToString() == outcome.Error && refusal.Offset == outcome.Offset
            ? new CheckResult(Reference, profile, CheckStatus.Refused, refusal.Message)
            : new CheckResult(Reference, profile, CheckStatus.Differs, $"{refusal.Message}; {outcome.Error} at byte {outcome.Offset} was expected");
    }

    private CheckResult Pixels(string profile, DecodeOptions options, string hash, OwnResult own)
    {
        if (own.Picture is not { } ours)
            return new CheckResult(Reference, profile, CheckStatus.Differs, own.Refusal!.Message);
        bool natural = options.PixelFormat is null && options.JpegReconstruction == JpegReconstruction.LibjpegTurbo;
        if (natural && (own.FormatName != entry.Format || ours.Shape != entry.Shape))
        {
            return new CheckResult(
                Reference, profile, CheckStatus.Differs, $"{own.FormatName} {ours.Shape}; {entry.Format} {entry.Shape} was expected");
        }

        if (natural && !own.Result!.IsComplete)
            return new CheckResult(Reference, profile, CheckStatus.Differs, $"{own.Result.Damage.Count} damaged parts in a whole picture: {own.Result.Damage[0].Reason.Message}");
        if (ours.Sha256 == hash)
            return new CheckResult(Reference, profile, CheckStatus.Equal, "equal");
        Picture? theirs = expected.Find(file.Name)?.InTermsOf(ours);
        PictureDifference? difference = theirs is null || !natural ? null : PictureDifference.Compare(ours, theirs);
        return new CheckResult(Reference, profile, CheckStatus.Differs, difference?.Description ?? "other pixels")
        {
            Difference = difference,
            Ours = ours,
            Theirs = theirs,
        };
    }

    private CheckResult Rows(string profile, CorpusOutcome outcome, OwnResult own)
    {
        if (own.Picture is not { } ours)
            return new CheckResult(Reference, profile, CheckStatus.Differs, own.Refusal!.Message);
        (int first, int count) = (outcome.FirstRow, outcome.RowCount);
        bool[] intact = new bool[ours.Height];
        Array.Fill(intact, true);
        foreach (DamagedRows damage in own.Result!.Damage)
            Array.Fill(intact, false, damage.FirstRow, damage.RowCount);
        for (int y = 0; y < ours.Height; y++)
        {
            bool wanted = y >= first && y < first + count;
            if (intact[y] != wanted)
            {
                return new CheckResult(Reference, profile, CheckStatus.Differs, $"row {y} is {(intact[y] ? "intact" : "damaged")}; rows {first} to {first + count - 1} should be saved")
                {
                    Ours = ours,
                    Theirs = expected.Find(file.Name),
                };
            }
        }

        return ours.Crop(0, first, ours.Width, count).Sha256 == outcome.RowsHash
            ? new CheckResult(Reference, profile, CheckStatus.Equal, $"rows {first} to {first + count - 1} saved")
            : new CheckResult(Reference, profile, CheckStatus.Differs, $"the saved rows {first} to {first + count - 1} have other pixels")
            {
                Ours = ours,
                Theirs = expected.Find(file.Name),
            };
    }
}
