// Owns: the walk over a PNG file for study.

namespace RawDecoders.Png;

/// <summary>Explains a PNG file.</summary>
internal sealed class PngInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    public override StructureNode Inspect() => new("PNG file", 0, File.Length);

    public override PixelTrail Trace(int x, int y) => throw new NotSupportedException();

    public override ByteEffect Affects(long offset, StructureNode leaf) => new("");

    public override IEnumerable<StagePicture> Stages() => [];
}
