// Owns: what the inspector facade asks of JPEG: the tree with its findings, the trail of a pixel, the effect of a byte, pictures of
// stages. Each is told by a file beside this one.

namespace RawDecoders.Jpeg;

/// <summary>Explains a JPEG file.</summary>
internal sealed class JpegInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    public override StructureNode Inspect()
    {
        using var study = new JpegStudy(File, Options.Limits);
        StructureNode root = new SegmentTree(study, Options, Nodes).Build();
        JpegFindings.Attach(root, JpegFindings.Collect(study.Source, Options.Limits));
        return root;
    }

    public override PixelTrail Trace(int x, int y)
    {
        using var study = new JpegStudy(File, Options.Limits);
        return new PixelTracer(study).Trace(x, y);
    }

    public override ByteEffect Affects(long offset, StructureNode leaf)
    {
        using var study = new JpegStudy(File, Options.Limits);
        return new JpegEffects(study).Tell(offset, leaf);
    }

    public override IEnumerable<StagePicture> Stages() => JpegStages.Draw(File, Options.Limits);
}
