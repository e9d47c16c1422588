// The inspector and the decoder read a file by the same rules: what the one finds, the other refuses.

using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing;

/// <summary>The comparison of inspector and decoder that several targets make.</summary>
internal static class Verdicts
{
    private static readonly InspectOptions Options = new() { Limits = Draw.Limits, MaxNodes = 20_000, MaxWork = 30_000_000 };

    /// <summary>Inspects a file, traces a pixel, places a byte, and compares the findings with the decoder's refusals.</summary>
    public static void Compare(byte[] file)
    {
        Random random = Draw.From(file);
        InspectOptions options = Options with { Symbols = random.Next(3) == 0, Blocks = random.Next(3) == 0 };
        StructureReport report = ImageInspector.Inspect(file, options);
        FuzzFailure.Unless(report.Root.Offset == 0 && report.Root.Length == file.Length, "the root is not the file");
        Leaves(report.Root, file.Length);

        if (!report.IsCut)
        {
            Agree(file, report, Strictness.Standard, Severity.Error);
            Agree(file, report, Strictness.Strict, Severity.Warning);
        }

        if (file.Length > 0)
            FuzzFailure.Unless(ImageInspector.Locate(file, random.Next(file.Length), Options).Path.Count > 0, "a byte has no place");
        Trace(file, random);
    }

    private static void Agree(byte[] file, StructureReport report, Strictness strictness, Severity least)
    {
        ImageDecodeException? refusal = Outcome.Whole(file, new DecodeOptions { Strictness = strictness, Limits = Draw.Limits }).Error;
        // A picture may be too large to decode and still be explained.
        if (refusal?.Kind == ImageDecodeErrorKind.LimitExceeded)
            return;
        Issue[] against = [.. report.Findings.Select(f => f.Finding).Where(f => f.Severity >= least)];
        FuzzFailure.Unless(refusal is not null || against.Length == 0, $"{strictness} decodes it, against {against.FirstOrDefault()}");
        FuzzFailure.Unless(refusal is null || against.Length > 0, $"{strictness} refuses it and nothing is found: {refusal?.Message}");
        FuzzFailure.Unless(
            refusal is null || against.Any(f => f.Offset == refusal.Offset),
            $"{strictness}: no finding at the refusal's place: {refusal?.Message}; {string.Join(" | ", against.Take(3))}");
    }

    /// <summary>Below every region the smaller ones lie without gap or overlap.</summary>
    private static void Leaves(StructureNode root, long fileLength)
    {
        var pending = new Stack<StructureNode>([root]);
        while (pending.TryPop(out StructureNode? node))
        {
            long at = node.Offset;
            bool any = false;
            foreach (StructureNode child in node.Children)
            {
                pending.Push(child);
                if (child.IsBits)
                {
                    FuzzFailure.Unless(
                        child.BitLength >= 0 && child.Offset >= node.Offset && child.Offset + child.Length <= fileLength,
                        $"the bits {child.Name} at {child.Offset} lie outside {node.Name}");
                    continue;
                }

                FuzzFailure.Unless(
                    child.Offset == at && child.Length >= 0, $"{child.Name} at {child.Offset}+{child.Length} should begin at {at} in {node.Name}");
                at += child.Length;
                any |= child.Length > 0;
            }

            FuzzFailure.Unless(!any || at == node.Offset + node.Length, $"the regions of {node.Name} end at {at} instead of {node.Offset + node.Length}");
        }
    }

    private static void Trace(byte[] file, Random random)
    {
        IdentifyResult identified = ImageDecoder.TryIdentify(file);
        if (identified.Info is not { } info)
            return;
        try
        {
            PixelTrail trail = ImageInspector.Trace(file, random.Next(info.Width), random.Next(info.Height), Options);
            FuzzFailure.Unless(trail.Samples.Count > 0, "a pixel without samples");
        }
        catch (ImageDecodeException)
        {
        }
    }
}
