// Owns: the walk over a BMP file for study.

namespace RawDecoders.Bmp;

/// <summary>Explains a BMP file.</summary>
internal sealed class BmpInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    public override StructureNode Inspect() => new("BMP file", 0, File.Length);

    public override PixelTrail Trace(int x, int y) => throw new NotSupportedException();

    public override ByteEffect Affects(long offset, StructureNode leaf) => new("");

    public override IEnumerable<StagePicture> Stages() => [];
}
