// Checks one file against everything that is known of it: the manifest's expectation at each strictness, the recorded results
// of references, the references that are there, the author's pictures. What to do about differences is the run's.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.References;
using RawDecoders.ImageSharpHost;

namespace RawDecoders.Conformance.Checking;

/// <summary>Checks files with this project's decoders.</summary>
/// <param name="references">References that are there.</param>
/// <param name="verdicts">Where references are not followed.</param>
/// <param name="expected">The pictures that corpus files were generated from.</param>
/// <param name="askAll">Whether every reference that is there is asked about every file, and not only the quick ones.</param>
internal sealed class CaseChecker(ReferenceDecoders references, Verdicts verdicts, ExpectedPictures expected, bool askAll)
{
    /// <summary>The name of the column with the manifest's own expectation.</summary>
    public const string Specification = "specification";

    /// <summary>All comparisons of one file.</summary>
    public CaseResult Check(ConformanceCase file)
    {
        var decoder = new OwnDecoder(File.ReadAllBytes(file.File));
        List<CheckResult> checks = [];
        if (file.Entry is { } entry)
            checks.AddRange(new ExpectationChecker(file, entry, decoder, expected).Check().Select(c => KnownDefect(file, decoder, c)));
        foreach ((RecordedResult? recorded, IReferenceDecoder? live, string profile) in Plan(file))
            checks.AddRange(Compare(file, decoder, recorded, live, profile));
        if (file.AuthorPictures.Count > 0)
            checks.Add(CompareWithAuthor(file, decoder));
        return new CaseResult(file, checks);
    }

    // Every recorded result, with the reference itself where it is asked too; then what only the reference itself can say.
    private IEnumerable<(RecordedResult? Recorded, IReferenceDecoder? Live, string Profile)> Plan(ConformanceCase file)
    {
        foreach (RecordedResult recorded in file.Recorded)
        {
            IReferenceDecoder? live = references.Find(recorded.Reference);
            yield return (recorded, live is not null && (live.IsLive || askAll) && CanAsk(live, file, recorded.Profile) ? live : null, recorded.Profile);
        }

        foreach (IReferenceDecoder live in references.All.Where(r => r.IsLive || askAll))
        {
            foreach (string profile in live.ProfilesFor(file.Format))
            {
                if (!file.Recorded.Any(r => r.Reference == live.Name && (r.Profile == profile || profile == "*")))
                    yield return (null, live, profile);
            }
        }
    }

    // A profile that a reference cannot be asked for by its name: Pillow's modes are its own choice.
    private static bool CanAsk(IReferenceDecoder live, ConformanceCase file, string profile)
        => live.ProfilesFor(file.Format) is var profiles && (profiles.Contains(profile) || profiles.Contains("*"));

    private IEnumerable<CheckResult> Compare(ConformanceCase file, OwnDecoder decoder, RecordedResult? recorded, IReferenceDecoder? live, string profile)
    {
        string reference = recorded?.Reference ?? live!.Name;
        ReferenceResult? answer = live?.Decode(file.File, profile);
        if (answer is not null)
            profile = answer.Profile;
        if (answer is not null && recorded is not null && answer.Picture?.Sha256 != recorded.Sha256)
        {
            if (file.Entry is { Standard.Kind: "refused" })
            {
                // What a reference leaves unset in the picture of a broken file may differ from run to run.
                yield return new CheckResult(reference, profile, CheckStatus.NotRead, "another picture of the broken file than when it was recorded");
                yield break;
            }

            yield return new CheckResult(reference, profile, CheckStatus.Differs, "the record is not what this reference gives here")
            {
                Theirs = answer.Picture,
            };
        }

        string? hash = answer is null ? recorded!.Sha256 : answer.Picture?.Sha256;
        string shape = answer is null ? recorded!.Shape : answer.Picture?.Shape ?? "";
        if (hash is null)
        {
            yield return ReferenceRefuses(reference, profile, decoder) is { Status: CheckStatus.NotRead } notRead && Listed(file, reference, profile) is { } listed
                ? notRead with { Clause = listed.Reason }
                : ReferenceRefuses(reference, profile, decoder);
            yield break;
        }

        if (Profile.For(reference, profile, shape, file.Format) is not { } way)
        {
            yield return new CheckResult(reference, profile, CheckStatus.NotRead, "no counterpart to this profile");
            yield break;
        }

        Picture? Theirs() => answer?.Picture ?? PixelsOf(reference, file, profile, hash);
        yield return ComparePixels(file, decoder, reference, profile, way, hash, shape, Theirs);
        if (live is not null && file.Format == "JPEG" && profile == "rgb24" && way.Options.JpegReconstruction == JpegReconstruction.ImageSharp
            && decoder.Decode(way.Options with { JpegReconstruction = JpegReconstruction.LibjpegTurbo }).Picture is { } other
            && answer!.Picture is { } picture && PictureDifference.Compare(way.Finish(other), picture) is { } difference)
        {
            yield return new CheckResult(reference, profile + ", default reconstruction", CheckStatus.Reported, difference.Description)
            {
                Difference = difference,
            };
        }
    }

    private static CheckResult ReferenceRefuses(string reference, string profile, OwnDecoder decoder)
        => decoder.Decode(DecodeOptions.Default).Refusal is not null
            ? new CheckResult(reference, profile, CheckStatus.Refused, "refused by both")
            : new CheckResult(reference, profile, CheckStatus.NotRead, "only the reference refuses it");

    private CheckResult ComparePixels(
        ConformanceCase file, OwnDecoder decoder, string reference, string profile, Profile way, string hash, string shape, Func<Picture?> theirs)
    {
        OwnResult own;
        try
        {
            own = decoder.Decode(way.Options);
        }
        catch (ArgumentException e)
        {
            // A palette was asked of a file that has none.
            return Judge(file, decoder, reference, profile, new CheckResult(reference, profile, CheckStatus.Differs, e.Message));
        }

        if (own.Refusal is { } refusal)
            return Judge(file, decoder, reference, profile, Refusal(reference, profile, refusal, decoder, way, hash));
        Picture ours = way.Finish(own.Picture!);
        if (ours.Sha256 == hash && ours.Shape == shape)
            return new CheckResult(reference, profile, CheckStatus.Equal, "equal");
        Picture? picture = theirs();
        PictureDifference? difference = picture is null ? null : PictureDifference.Compare(ours, picture);
        string text = ours.Shape != shape ? $"{ours.Shape}, the reference has {shape}"
            : difference?.Description ?? "other pixels; the reference is not here to say where";
        return Judge(file, decoder, reference, profile, new CheckResult(reference, profile, CheckStatus.Differs, text)
        {
            Difference = difference,
            Ours = ours,
            Theirs = picture,
        });
    }

    private static CheckResult Refusal(string reference, string profile, ImageDecodeException refusal, OwnDecoder decoder, Profile way, string hash)
    {
        OwnResult saved = decoder.Decode(way.Options with { Strictness = Strictness.Lenient });
        string lenient = saved.Picture is null ? "" : way.Finish(saved.Picture).Sha256 == hash
            ? "; Lenient gives the reference's pixels" : "; Lenient gives others";
        return new CheckResult(reference, profile, CheckStatus.Differs, refusal.Message + lenient);
    }

    // A verdict on the specification itself is no excuse: it names a defect of this project's decoders that is still open.
    private CheckResult KnownDefect(ConformanceCase file, OwnDecoder decoder, CheckResult result)
        => result.Status == CheckStatus.Differs && verdicts.Find(file.Name, NaturalFormat(file, decoder), $"{result.Reference} {result.Profile}") is { } rule
            ? result with { Status = CheckStatus.Open, Clause = $"{rule.Clause}: {rule.Reason}" }
            : result;

    // A difference stands unless the manifest says that the file is broken, or the list of verdicts names the clause.
    private CheckResult Judge(ConformanceCase file, OwnDecoder decoder, string reference, string profile, CheckResult result)
    {
        string name = $"{reference} {profile}";
        if (file.Entry is { Standard.Kind: "refused" } && result.Ours is null)
            return result with { Status = CheckStatus.Explained, Clause = file.Clause + ": the file breaks it" };
        if (file.Entry?.Verdicts.FirstOrDefault(v => v.StartsWith(name + ": ", StringComparison.Ordinal)) is { } verdict)
        {
            _ = verdicts.Find(file.Name, NaturalFormat(file, decoder), name);
            return result with { Status = CheckStatus.Explained, Clause = verdict[(name.Length + 2)..] };
        }

        return verdicts.Find(file.Name, NaturalFormat(file, decoder), name) is { } rule
            ? result with { Status = CheckStatus.Explained, Clause = $"{rule.Clause}: {rule.Reason}" }
            : Listed(file, reference, profile) is { } listed ? result with { Status = CheckStatus.Explained, Clause = listed.Reason }
            : result;
    }

    // What the live ImageSharp's own list says of the file.
    private ImageSharpDeparture? Listed(ConformanceCase file, string reference, string profile)
        => references.Departures(reference).FirstOrDefault(d => d.Path == file.Name && d.Outcome != "other" && d.Profiles.Split(',').Contains(profile));

    private static string NaturalFormat(ConformanceCase file, OwnDecoder decoder)
        => file.Entry is { Format.Length: > 0 } entry ? entry.Format : decoder.Decode(DecodeOptions.Default).FormatName;

    // The reference's pixels for a recorded hash, if that reference is here and still gives them.
    private Picture? PixelsOf(string reference, ConformanceCase file, string profile, string hash)
    {
        Picture? picture = references.Find(reference)?.Decode(file.File, profile).Picture;
        return picture?.Sha256 == hash ? picture : null;
    }

    // The colour of a pixel that is transparent in both is nobody's concern: the author's PNG files have black there.
    private static Picture IgnoreInvisible(Picture theirs, Picture ours)
    {
        if (theirs.Width != ours.Width || theirs.Height != ours.Height)
            return theirs;
        byte[] data = [.. theirs.Data];
        for (int i = 0; i < data.Length; i += 4)
        {
            if (data[i + 3] == 0 && ours.Data[i + 3] == 0)
                ours.Data.AsSpan(i, 4).CopyTo(data.AsSpan(i));
        }

        return theirs with { Data = data };
    }

    private CheckResult CompareWithAuthor(ConformanceCase file, OwnDecoder decoder)
    {
        const string Author = "author";
        OwnResult own = decoder.Decode(DecodeOptions.Default);
        if (own.Picture is not { } ours)
            return Judge(file, decoder, Author, "picture", new CheckResult(Author, "picture", CheckStatus.Differs, own.Refusal!.Message));
        CheckResult? nearest = null;
        foreach (string path in file.AuthorPictures)
        {
            Picture theirs = OwnDecoder.ToPicture(ImageDecoder.Decode(path));
            Picture wide = ours.InTermsOf(theirs with { Order = PictureChannels.Rgba, Type = PictureSample.UInt8 })!;
            theirs = IgnoreInvisible(theirs.InTermsOf(wide)!, wide);
            if (PictureDifference.Compare(wide, theirs) is not { } difference)
                continue;
            if (difference.Differing == 0)
                return new CheckResult(Author, Path.GetFileName(path), CheckStatus.Equal, "equal");
            if (nearest is null || difference.Differing < nearest.Difference!.Differing)
            {
                nearest = new CheckResult(Author, Path.GetFileName(path), CheckStatus.Differs, difference.Description)
                {
                    Difference = difference,
                    Ours = wide,
                    Theirs = theirs,
                };
            }
        }

        nearest ??= new CheckResult(Author, "picture", CheckStatus.Differs, "another size than the author's picture") { Ours = ours };
        return Judge(file, decoder, Author, nearest.Profile, nearest);
    }
}
