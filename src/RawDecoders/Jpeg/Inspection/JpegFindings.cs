// Owns: what is wrong with a file. The decoder itself is asked, as Lenient, which goes through the whole file; what it states
// there tells what the others refuse, so findings and decoder cannot disagree. Stands between the decoder and the tree. Leaves
// to StructureNode.Attach at which node a finding stands.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Collects findings by decoding.</summary>
internal static class JpegFindings
{
    /// <summary>Rows decoded at a time.</summary>
    private const int Batch = 16;

    /// <summary>The findings, those that the decoder came to first first.</summary>
    /// <param name="study">The file.</param>
    /// <returns>Them, and what was not looked for, with the limit that kept from it.</returns>
    public static (List<Issue> Found, (InspectLimit Limit, string What)? NotLooked) Collect(JpegStudy study)
    {
        (ByteSource source, DecodeLimits limits) = (study.Source, study.Limits);
        (InspectLimit Limit, string What)? notLooked = MayLook(study, Strictness.Lenient);
        var found = new List<Issue>();
        var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Lenient);
        ImageDecodeException? end = Decode(source, Strictness.Lenient, limits, issues, headersOnly: notLooked is not null, out IReadOnlyList<DamagedRows> damaged);
        found.AddRange(issues.Warnings);

        foreach (DamagedRows damage in damaged)
        {
            string rows = damage.RowCount == 1 ? $"row {damage.FirstRow} is" : $"rows {damage.FirstRow} to {damage.FirstRow + damage.RowCount - 1} are";
            AddError(found, damage.Reason with { Consequence = $"refused unless Lenient: {rows} not as stored then" });
        }

        if (end is not null)
            AddError(found, end.Issue);

        // Standard is asked as well where it may have more to say: it stops at what comes first, and has the stricter measure
        // of whether a file is long enough for its picture. Also where Lenient refuses: what it had passed over until then, the
        // damage of a scan, is told at the end of a decode, and there was none.
        bool isBroken = found.Exists(f => f.Severity == Severity.Error) || issues.Warnings.Count == DecodeIssues.MaxRecorded;
        var standard = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
        if (isBroken)
            notLooked ??= MayLook(study, Strictness.Standard);
        if (Decode(source, Strictness.Standard, limits, standard, headersOnly: !isBroken || notLooked is not null, out _) is { } refusal)
            AddError(found, refusal.Issue);
        return (found, notLooked);
    }

    private static (InspectLimit Limit, string What)? MayLook(JpegStudy study, Strictness strictness)
    {
        string what = $"what {strictness} says of the scans: the decoder was asked for the headers only";
        return !study.CanKeepBlocks ? (InspectLimit.Memory, what) : study.Budget.TryWork(study.DecodeCost) ? null : (InspectLimit.Work, what);
    }

    /// <summary>Throws what Standard refuses a file for, if it does.</summary>
    public static void Refuse(ByteSource source, DecodeLimits limits)
    {
        if (Decode(source, Strictness.Standard, limits, new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard), headersOnly: false, out _) is { } refusal)
            throw refusal;
    }

    /// <summary>Adds an error; of two accounts of the same one, the one that names rows stays.</summary>
    private static void AddError(List<Issue> found, Issue error)
    {
        int known = found.FindIndex(f => f.Offset == error.Offset && f.Rule == error.Rule && f.What == error.What);
        if (known < 0)
            found.Add(error);
        else if (found[known].Consequence == found[known].Rule.Consequence)
            found[known] = error;
    }

    /// <summary>Decodes a file and drops the pixels. Returns the refusal, if that is what came of it.</summary>
    private static ImageDecodeException? Decode(
        ByteSource source, Strictness strictness, DecodeLimits limits, DecodeIssues issues, bool headersOnly, out IReadOnlyList<DamagedRows> damaged)
    {
        damaged = [];
        try
        {
            var options = new DecodeOptions { Strictness = strictness, Limits = limits };
            using FormatDecoder decoder = JpegDecoder.Open(source, options, issues);
            if (headersOnly)
                return null;
            int height = decoder.Info.Height;
            int stride = decoder.Info.Width * decoder.OutputFormat.GetBytesPerPixel();
            byte[] rows = new byte[stride * Math.Min(Batch, height)];
            for (int y = 0; y < height; y += Batch)
                decoder.ReadRows(rows, stride, Math.Min(Batch, height - y));
            damaged = decoder.Finish().Damage;
            return null;
        }
        catch (ImageDecodeException refusal)
        {
            return refusal;
        }
    }
}
