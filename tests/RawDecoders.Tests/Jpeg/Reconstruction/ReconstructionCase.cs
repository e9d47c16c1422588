using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

/// <summary>What a reconstruction is to do, for the decoder's stages and for the oracle.</summary>
/// <param name="Geometry">The frame.</param>
/// <param name="Quantization">The steps of each component, natural order.</param>
/// <param name="Colour">What the components are.</param>
/// <param name="Reconstruction">Whose arithmetic.</param>
/// <param name="Format">The format of the rows.</param>
internal sealed record ReconstructionCase(
    FrameGeometry Geometry, ushort[][] Quantization, ColourDecision Colour, JpegReconstruction Reconstruction, PixelFormat Format)
{
    public ReconstructionPlan Choose() => ReconstructionPlan.Choose(Geometry, Quantization, Colour, Reconstruction, Format);

    public JpegReconstructor Create() => JpegReconstructor.Create(Choose());
}
