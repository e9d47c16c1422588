// Owns: the walk over a JPEG file for study.

namespace RawDecoders.Jpeg;

/// <summary>Explains a JPEG file.</summary>
internal sealed class JpegInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    public override StructureNode Inspect() => new("JPEG file", 0, File.Length);

    public override PixelTrail Trace(int x, int y) => throw new NotSupportedException();

    public override ByteEffect Affects(long offset, StructureNode leaf) => new("");

    public override IEnumerable<StagePicture> Stages() => [];
}
