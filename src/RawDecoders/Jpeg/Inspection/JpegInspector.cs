// Owns: what the inspector facade asks of JPEG: the tree with its findings, the trail of a pixel, the effect of a byte,
// pictures of stages. Stands between the facade and the files beside this one. Leaves to others: each of these answers.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Explains a JPEG file.</summary>
internal sealed class JpegInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    public override StructureNode Inspect()
    {
        using var study = new JpegStudy(File, Options.Limits, Nodes);
        // What is wrong comes first: the findings have the first call on the budget.
        (List<Issue> findings, (InspectLimit Limit, string What)? notLooked) = JpegFindings.Collect(study);
        StructureNode root = new SegmentTree(study, Options, Nodes).Build();
        findings.ForEach(root.Attach);
        if (notLooked is { } reason)
            Nodes.Elide(root, reason.Limit, reason.What, hidesFindings: true);
        return root;
    }

    public override PixelTrail Trace(int x, int y)
    {
        using var study = new JpegStudy(File, Options.Limits, Nodes);
        return new PixelTracer(study).Trace(x, y);
    }

    public override ByteEffect Affects(long offset, StructureNode leaf)
    {
        using var study = new JpegStudy(File, Options.Limits, Nodes);
        return new JpegEffects(study).EffectOf(offset, leaf);
    }

    public override IEnumerable<StagePicture> Stages() => JpegStages.Draw(File, Options.Limits, Nodes);
}
