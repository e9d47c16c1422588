// Owns: which stages lead to the pixels of a picture whose samples are not 8 bits through a DCT: 12-bit ones and lossless ones; chosen
// once, in Choose. Stands beside ReconstructionPlan, in its place for such files, and WideReconstructor, which carries it out. Leaves
// to others: the arithmetic of the stages.

namespace RawDecoders.Jpeg;

/// <summary>The place of one component's samples: a ring of rows, as ComponentStrip's, counted in samples.</summary>
/// <param name="Geometry">The component.</param>
/// <param name="Steps">Its quantisation steps in natural order; of no meaning to a lossless file.</param>
/// <param name="Upsampling">How its samples become as many as the picture has pixels.</param>
/// <param name="Rows">Rows of the ring.</param>
internal sealed record WideStrip(ComponentGeometry Geometry, ushort[] Steps, Upsampling Upsampling, int Rows)
{
    /// <summary>Samples of a row.</summary>
    public required int Stride { get; init; }

    /// <summary>See <see cref="ComponentStrip.FarRow"/>.</summary>
    public int FarRow(int pixelRow) => Math.Clamp(pixelRow / Geometry.VerticalRatio + (pixelRow % 2 == 0 ? -1 : 1), 0, Geometry.Height - 1);
}

/// <summary>The stages of a wide reconstruction.</summary>
internal sealed class WideReconstructionPlan
{
    public required FrameGeometry Geometry { get; init; }

    /// <summary>The format of the emitted rows: anything but Indexed8.</summary>
    public required PixelFormat OutputFormat { get; init; }

    /// <summary>The components that count, from the first.</summary>
    public required WideStrip[] Strips { get; init; }

    /// <summary>Component rows to pixels.</summary>
    public required WideComposer Composer { get; init; }

    /// <summary>From what is composed to <see cref="OutputFormat"/>; null where that is the same.</summary>
    public required RowConverter? Converter { get; init; }

    /// <summary>Whether rows are made of samples of two iMCU rows.</summary>
    public required bool HasContext { get; init; }

    /// <summary>Samples of a row of upsampled ones: a last sample may stand for more pixels than the picture has.</summary>
    public int UpsampledStride => Geometry.Width + 4;

    /// <summary>Bytes of working memory: proportional to the width, never to the height.</summary>
    public long WorkingBytes
        => Strips.Sum(s => 2L * s.Stride * s.Rows + 2L * UpsampledStride) + (Converter is null ? 0 : 8L * Geometry.Width);

    /// <summary>Chooses the stages.</summary>
    /// <param name="frame">The frame header.</param>
    /// <param name="geometry">The frame; of sampling factors that divide the largest ones.</param>
    /// <param name="quantization">For each component its steps in natural order.</param>
    /// <param name="colour">What the components are.</param>
    /// <param name="options">Whose upsampling, and which range.</param>
    /// <param name="format">The format of the rows: anything but Indexed8.</param>
    public static WideReconstructionPlan Choose(
        in FrameHeader frame, FrameGeometry geometry, IReadOnlyList<ushort[]> quantization, in ColourDecision colour, DecodeOptions options, PixelFormat format)
    {
        var composer = new WideComposer(colour, frame.Precision, format, options.SampleRange);

        // libjpeg-turbo makes no gradient of samples that are data units themselves. ImageSharp has no pixels of such files to follow.
        JpegReconstruction filter = frame.IsLossless || options.JpegReconstruction == JpegReconstruction.LibjpegTurboReplicated
            ? JpegReconstruction.LibjpegTurboReplicated : JpegReconstruction.LibjpegTurbo;
        var upsampling = new Upsampling[composer.ComponentsRead];
        bool hasContext = false;
        for (int c = 0; c < upsampling.Length; c++)
        {
            upsampling[c] = ChromaUpsampling.Choose(geometry.Components[c], filter);
            hasContext |= upsampling[c] is Upsampling.TriangleH1V2 or Upsampling.TriangleH2V2;
        }

        var strips = new WideStrip[composer.ComponentsRead];
        for (int c = 0; c < strips.Length; c++)
        {
            ComponentGeometry g = geometry.Components[c];
            int rows = geometry.DataUnit * Math.Min(g.VerticalSampling + (hasContext ? 1 : 0), g.PaddedBlocksDown);
            strips[c] = new WideStrip(g, quantization[c], upsampling[c], rows) { Stride = geometry.DataUnit * g.PaddedBlocksAcross };
        }

        return new WideReconstructionPlan
        {
            Geometry = geometry,
            OutputFormat = format,
            Strips = strips,
            Composer = composer,
            Converter = composer.Format == format ? null : RowConverter.Create(composer.Format, format),
            HasContext = hasContext,
        };
    }

    /// <summary>The same stages of some columns of the picture: see <see cref="ReconstructionPlan.Of"/>.</summary>
    public WideReconstructionPlan Of(FrameGeometry columns) => new()
    {
        Geometry = columns,
        OutputFormat = OutputFormat,
        Strips = [.. Strips.Select((s, c) => s with { Geometry = columns.Components[c], Stride = columns.DataUnit * columns.Components[c].PaddedBlocksAcross })],
        Composer = Composer,
        Converter = Converter,
        HasContext = HasContext,
    };
}
