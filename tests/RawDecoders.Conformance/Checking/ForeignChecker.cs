// Checks one file with somebody else's decoder. Its output's depth and channels are its own choice, so the picture that the
// file holds is brought to the output's terms first. That picture is the generator's for the corpus, and for the public
// suites the one that this project's decoders give.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Checking;

/// <summary>Checks files with a foreign decoder.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="expected">The pictures that corpus files were generated from.</param>
/// <param name="tolerance">The largest difference of a sample that still counts as held.</param>
internal sealed class ForeignChecker(ForeignDecoder decoder, ExpectedPictures expected, int tolerance)
{
    /// <summary>The name of the column.</summary>
    public const string Column = "decoder";

    public async Task<CaseResult> CheckAsync(ConformanceCase file)
    {
        CheckResult result = await CompareAsync(file).ConfigureAwait(false);
        return new CaseResult(file, [result with { TheirsName = "what the file holds" }]);
    }

    private async Task<CheckResult> CompareAsync(ConformanceCase file)
    {
        bool broken = file.Entry is { Standard.Kind: "refused" };
        Picture? holds = broken ? null : file.Entry is null ? OwnPicture(file) : expected.Find(file.Name) ?? OwnPicture(file);
        ForeignResult result = await decoder.DecodeAsync(file.File, holds is null ? null : (holds.Width, holds.Height)).ConfigureAwait(false);
        if (result.TimedOut)
            return new CheckResult(Column, "picture", CheckStatus.Differs, result.Error!);
        if (holds is null)
        {
            return result.Picture is null
                ? new CheckResult(Column, "picture", CheckStatus.Refused, result.Error!)
                : new CheckResult(Column, "picture", CheckStatus.Explained, "accepted")
                {
                    Clause = file.Clause.Length > 0 ? $"{file.Clause}: the file breaks it, and the decoder passes that" : "a broken file that the decoder passes",
                };
        }

        if (result.Picture is not { } ours)
            return new CheckResult(Column, "picture", CheckStatus.Differs, result.Error!) { Theirs = holds };
        if (ours.Width != holds.Width || ours.Height != holds.Height)
            return new CheckResult(Column, "picture", CheckStatus.Differs, $"{ours.Shape}; the file holds {holds.Shape}") { Ours = ours, Theirs = holds };
        if (holds.InTermsOf(ours) is not { } theirs || PictureDifference.Compare(ours, theirs) is not { } difference)
        {
            // How CMYK is shown in RGB is each decoder's own affair; colour as grey has lost what there was to compare.
            return new CheckResult(Column, "picture", CheckStatus.NotRead, $"{ours.Order} output for a {holds.Order} file");
        }

        return difference.Differing == 0
            ? new CheckResult(Column, ours.Shape, CheckStatus.Equal, "equal")
            : new CheckResult(Column, ours.Shape, difference.Largest <= tolerance ? CheckStatus.Explained : CheckStatus.Differs, difference.Description)
            {
                Clause = difference.Largest <= tolerance ? $"within the tolerance of {tolerance} that was asked for" : "",
                Difference = difference,
                Ours = ours,
                Theirs = theirs,
            };
    }

    private static Picture? OwnPicture(ConformanceCase file) => new OwnDecoder(File.ReadAllBytes(file.File)).Decode(DecodeOptions.Default).Picture;
}
