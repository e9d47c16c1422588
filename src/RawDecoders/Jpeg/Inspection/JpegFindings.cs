// Owns: what is wrong with a file. The decoder itself is asked, in its most lenient mood, which goes through the whole file; what it
// states there tells what the stricter moods refuse, so findings and decoder cannot disagree. Places and rules are then put
// at the tree's leaves.

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
        ImageDecodeException? end = Decode(source, Strictness.Lenient, limits, issues, headersOnly: notLooked is not null);
        for (int i = 0; i < issues.Warnings.Count; i++)
        {
            Issue w = issues.Warnings[i];
            (Severity severity, string consequence) = w.Severity switch
            {
                Severity.Error => (Severity.Error, "refused unless Lenient, which passes over it"),
                Severity.Warning => (Severity.Warning, "passed over; refused when Strict"),
                _ => (Severity.Note, "none"),
            };
            found.Add(LegacyIssues.Finding(severity, w.Offset, JpegRules.Find(w.What, w.Clause), w.What, w.Clause, consequence));
        }

        foreach (DamagedRows damage in issues.Damage)
        {
            Issue e = damage.Reason;
            string rows = damage.RowCount == 1 ? $"row {damage.FirstRow} is" : $"rows {damage.FirstRow} to {damage.FirstRow + damage.RowCount - 1} are";
            AddError(found, e, $"refused unless Lenient: {rows} not as stored then");
        }

        if (end is not null)
            AddError(found, end.Issue, "refused");

        // Standard is asked as well where it may have more to say: it stops at what comes first, and has the stricter measure
        // of whether a file is long enough for its picture.
        bool isBroken = found.Exists(f => f.Severity == Severity.Error) || issues.Warnings.Count == DecodeIssues.MaxRecorded;
        var standard = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
        if (isBroken)
            notLooked ??= MayLook(study, Strictness.Standard);
        if (end is null && Decode(source, Strictness.Standard, limits, standard, headersOnly: !isBroken || notLooked is not null) is { } refusal)
            AddError(found, refusal.Issue, "refused unless Lenient");
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
        if (Decode(source, Strictness.Standard, limits, new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard), headersOnly: false) is { } refusal)
            throw refusal;
    }

    /// <summary>Puts findings where they belong: at the leaf that holds their offset, or the last one.</summary>
    public static void Attach(StructureNode root, IEnumerable<Issue> findings)
    {
        var report = new StructureReport(ImageFormat.Jpeg, root, false);
        foreach (Issue finding in findings)
        {
            StructureNode node = root.Length == 0 ? root : report.PathTo(Math.Min(finding.Offset, root.Length - 1))[^1];
            node.Find(finding);
        }
    }

    private static void AddError(List<Issue> found, Issue e, string consequence)
    {
        int known = found.FindIndex(f => f.Offset == e.Offset && f.What == e.What);
        var finding = LegacyIssues.Finding(Severity.Error, e.Offset, JpegRules.Find(e.What, e.Clause), e.What, e.Clause, consequence);
        if (known < 0)
            found.Add(finding);
        else if (consequence.Contains("row", StringComparison.Ordinal) || found[known].Severity != Severity.Error)
            found[known] = finding;
    }

    /// <summary>Decodes a file and drops the pixels. Returns the refusal, if that is what came of it.</summary>
    private static ImageDecodeException? Decode(ByteSource source, Strictness strictness, DecodeLimits limits, DecodeIssues issues, bool headersOnly)
    {
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
            decoder.Finish();
            return null;
        }
        catch (ImageDecodeException refusal)
        {
            return refusal;
        }
    }
}
