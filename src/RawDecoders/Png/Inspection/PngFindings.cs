// Owns: which leaf of the tree each finding goes to. Stands between the decoder, which runs on the file and says what is wrong with it, and
// the tree; the inspector has no rules of its own, so that the two cannot disagree. Leaves to others: the rules (PngRules), the comparison
// of the two inflaters (PngPlatformInflater).
using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Findings of one file.</summary>
internal sealed unsafe class PngFindings(ReadOnlyMemory<byte> file, PngLayout layout, InspectOptions options, InspectBudget budget)
{
    private PngImageWalk? _image;
    private (DecodeIssues Issues, DecodeResult? Result, ImageDecodeException? Refusal) _standard;
    private (DecodeIssues Issues, DecodeResult? Result, ImageDecodeException? Refusal) _lenient;
    private (InspectLimit Limit, string What)? _notLooked;
    private readonly List<Issue> _findings = [];
    private readonly HashSet<(long, string)> _known = [];

    /// <summary>Decodes, as far as the budget has it.</summary>
    public void Decode()
    {
        _standard = Decode(Strictness.Standard);
        _lenient = _standard.Refusal is null ? (_standard.Issues, _standard.Result, null) : Decode(Strictness.Lenient);
    }

    /// <summary>Attaches every finding to the tree.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="image">The image data as our inflater has it.</param>
    public void Attach(StructureNode root, PngImageWalk? image)
    {
        _image = image;
        (DecodeIssues issues, DecodeResult? _, ImageDecodeException? refusal) = _standard;
        (DecodeIssues lenientIssues, DecodeResult? lenientResult, ImageDecodeException? lenientRefusal) = _lenient;
        if (_notLooked is { } reason)
            budget.Elide(root, reason.Limit, reason.What, hidesFindings: true);
        Take(issues, lenientResult);
        if (refusal is not null)
            Add(refusal.Issue, lenientResult);
        Take(lenientIssues, lenientResult);
        if (lenientRefusal is not null)
        {
            Add(lenientRefusal.Issue, null);
            AddUnreached();
        }

        AddDisagreement();
        AddFrames(root);
        _findings.ForEach(root.Attach);
    }

    /// <summary>Decodes as the facade does, without keeping a pixel.</summary>
    private (DecodeIssues Issues, DecodeResult? Result, ImageDecodeException? Refusal) Decode(Strictness strictness)
    {
        var issues = new DecodeIssues(ImageFormat.Png, strictness);
        using MemoryHandle pin = file.Pin();
        try
        {
            var source = new ByteSource((byte*)pin.Pointer, file.Length);
            if (!MayLook(PngCost.Metadata(layout, options.Limits), 0, $"what {strictness} says of the file: the decoder was not asked"))
                return (issues, null, null);
            using PngDecoder decoder = PngDecoder.Open(source, new DecodeOptions { Strictness = strictness, Limits = options.Limits }, issues);
            int stride = decoder.Info.Width * decoder.OutputFormat.GetBytesPerPixel();
            // The facade draws what it returns on the same budget.
            decoder.Budget.Draw((long)stride * decoder.Info.Height, 16, "pixels", "IHDR");
            // Of an interlaced picture the decoder holds all passes.
            if (!MayLook(PngCost.Rows(layout), layout.Header is { IsInterlaced: true } ? PngCost.Raw(layout) : 0, $"what {strictness} says of the image data and of what follows it: the decoder was asked for the headers only"))
                return (issues, null, null);
            byte[] rows = new byte[stride];
            for (int y = 0; y < decoder.Info.Height; y++)
                decoder.ReadRows(rows, stride, 1);
            return (issues, decoder.Finish(), null);
        }
        catch (ImageDecodeException refusal)
        {
            return (issues, null, refusal);
        }
    }

    private bool MayLook(long work, long memory, string what)
    {
        InspectLimit? limit = memory > budget.MemoryLeft ? InspectLimit.Memory : !budget.TryWork(work) ? InspectLimit.Work : null;
        if (limit is not { } reached)
            return true;
        _notLooked ??= (reached, what);
        return false;
    }

    private void Take(DecodeIssues issues, DecodeResult? lenient)
    {
        for (int i = 0; i < issues.Warnings.Count; i++)
            Add(issues.Warnings[i], lenient);
    }

    private void Add(Issue issue, DecodeResult? lenient)
    {
        if (!_known.Add((issue.Offset, issue.What)))
            return;
        if (lenient is not null && issue.Severity == Severity.Error && RowsWithout(lenient, issue) is { Length: > 0 } rows)
            issue = issue with { Consequence = $"refused unless Lenient, which does not have {rows} as stored" };
        _findings.Add(issue);
    }

    /// <summary>The rows that a lenient decode does not have for this reason; empty if it has all.</summary>
    private static string RowsWithout(DecodeResult lenient, Issue issue)
    {
        DamagedRows[] damage = [.. lenient.Damage.Where(d => d.Reason.Rule == issue.Rule && d.Reason.Offset == issue.Offset)];
        if (damage.Length == 0)
            return "";
        string rows = string.Join(", ", damage.Take(8).Select(d => d.RowCount == 1 ? $"{d.FirstRow}" : $"{d.FirstRow} to {d.FirstRow + d.RowCount - 1}"));
        return $"row{(damage is [{ RowCount: 1 }] ? "" : "s")} {rows}{(damage.Length > 8 ? " and more" : "")}";
    }

    /// <summary>CRCs of chunks that no decode gets to, because it stops before them.</summary>
    private void AddUnreached()
    {
        foreach (PngPart part in layout.Parts)
        {
            if (part.Kind != PngPartKind.Chunk || !part.IsComplete || part.StoredCrc == part.ComputedCrc)
                continue;
            string what = $"the CRC is {part.StoredCrc:X8}, of the data it would be {part.ComputedCrc:X8}";
            if (!_known.Add((part.Offset + part.Length - 4, what)))
                continue;
            Rule rule = part.Type.IsCritical && part.Type.Value != PngChunkType.Iend ? PngRules.ChunkCrc : part.Is(PngChunkType.Fdat) ? PngRules.FdatCrc : PngRules.ChunkCrcAncillary;
            _findings.Add(new Issue(rule, part.Offset + part.Length - 4, what)
            {
                Part = part.Type.ToString(),
                Consequence = "the decoder stops before it gets here",
            });
        }
    }

    private void AddFrames(StructureNode root)
    {
        if (layout.Find(PngChunkType.Actl) is null)
            return;
        using MemoryHandle pin = file.Pin();
        _findings.AddRange(PngFrameFindings.Of(new ByteSource((byte*)pin.Pointer, file.Length), options.Limits, budget, out (InspectLimit Limit, string What)? reached));
        if (reached is { } limit)
            budget.Elide(root, limit.Limit, limit.What);
    }

    /// <summary>Whether our inflater and the platform's give the same bytes; they never differed yet.</summary>
    private void AddDisagreement()
    {
        if (_image is null || PngPlatformInflater.Compare(_image.Zlib) is not { } difference)
            return;
        _findings.Add(new Issue(PngRules.InflatersDiffer, _image.Zlib.Map.FileOffset(_image.Zlib.DataStart), difference)
        {
            Consequence = "pixels are what the platform's inflater gives, unless the other one is asked for",
        });
    }
}
