// Owns: which stages lead from the coefficients of one picture to its pixels, chosen once, in Choose: inverse transform and
// upsampling of each component, how rows of components become pixels, how many rows wait for others, and where each has its place in
// working memory. Stands between the decoder's plan, whose part it is, and StripReconstructor, which carries it out. Leaves to others:
// segments, scans and files, of which nothing here knows, and the arithmetic of the stages.

namespace RawDecoders.Jpeg;

/// <summary>The stages of a reconstruction. Stages hold no state: one plan serves several threads.</summary>
internal sealed class ReconstructionPlan
{
    public required FrameGeometry Geometry { get; init; }

    /// <summary>Whether the picture comes out smaller than it is coded.</summary>
    public bool IsScaled => Geometry.BlockSize != FrameGeometry.FullBlockSize;

    /// <summary>Whose arithmetic.</summary>
    public required JpegReconstruction Reconstruction { get; init; }

    /// <summary>The format of the emitted rows: anything but Indexed8.</summary>
    public required PixelFormat OutputFormat { get; init; }

    /// <summary>The components, in the order of the frame header: 1 to 4.</summary>
    public required ComponentStrip[] Strips { get; init; }

    /// <summary>Component rows to pixels.</summary>
    public required RowComposer Composer { get; init; }

    /// <summary>The same with upsampling in one step, where there is such a kernel.</summary>
    public required TriangleYcc? Fused { get; init; }

    /// <summary>Whether rows are made of samples of two iMCU rows, so that the last row of each waits for the next one.</summary>
    public required bool HasContext { get; init; }

    /// <summary>Whether colours become grey as ImageSharp has it, which it makes of Rgb24.</summary>
    public required bool IsImageSharpGrey { get; init; }

    /// <summary>From what is composed to that Rgb24; null where it is composed.</summary>
    public required RowConverter? ToRgbForGrey { get; init; }

    /// <summary>From what is composed to <see cref="OutputFormat"/>; null where that is the same.</summary>
    public required RowConverter? Converter { get; init; }

    /// <summary>Where rows of upsampled samples lie in working memory, one a component.</summary>
    public required int UpsampledOffset { get; init; }

    /// <summary>Bytes from one of them to the next.</summary>
    public required int UpsampledStride { get; init; }

    /// <summary>Where a row lies that is composed before it is converted.</summary>
    public int ComposedOffset => UpsampledOffset + UpsampledStride * Strips.Length;

    /// <summary>Whether the composed row is not what is emitted.</summary>
    public bool IsConverted => Converter is not null || IsImageSharpGrey;

    /// <summary>Bytes of working memory: proportional to the width, never to the height. A composed row and its RGB take 8 a pixel.</summary>
    public int WorkingBytes => ComposedOffset + (IsConverted ? Geometry.Width * 2 * 4 : 0);

    /// <summary>Chooses the stages.</summary>
    /// <param name="geometry">The frame, at its scale; of sampling factors that divide the largest ones.</param>
    /// <param name="quantization">
    /// For each component its 64 steps in natural (row-major) order, not zigzag, 8 or 16 bits each. Zero is not refused here.
    /// </param>
    /// <param name="colour">What the components are.</param>
    /// <param name="reconstruction">Whose arithmetic.</param>
    /// <param name="format">The format of the rows: anything but Indexed8.</param>
    public static ReconstructionPlan Choose(
        FrameGeometry geometry, IReadOnlyList<ushort[]> quantization, in ColourDecision colour, JpegReconstruction reconstruction, PixelFormat format)
    {
        // The composer that comes closest to the output decides which components count: chroma does not for grey.
        RowComposer composer = RowComposer.Choose(colour, reconstruction, format);
        int count = geometry.Components.Length;

        // Of a block of one sample libjpeg-turbo makes no gradient.
        JpegReconstruction filter = geometry.BlockSize == 1 ? JpegReconstruction.LibjpegTurboReplicated : reconstruction;
        var upsampling = new Upsampling[count];
        bool hasContext = false;
        for (int c = 0; c < count; c++)
        {
            upsampling[c] = ChromaUpsampling.Choose(geometry.Components[c], filter);
            hasContext |= c < composer.ComponentsRead && upsampling[c] is Upsampling.TriangleH1V2 or Upsampling.TriangleH2V2;
        }

        var strips = new ComponentStrip[count];
        int offset = 0;
        for (int c = 0; c < count; c++)
        {
            strips[c] = new ComponentStrip(geometry.Components[c], offset, hasContext)
            {
                IsNeeded = c < composer.ComponentsRead,
                Upsampling = upsampling[c],
                Transform = InverseTransform.Choose(quantization[c], geometry.Components[c].BlockSize, reconstruction),
            };
            offset += strips[c].UsedBytes;
        }

        // Only for what YCbCr files mostly are: luma at full resolution, and chroma of one subsampling.
        bool isCommonYcc = colour.Model == ColorModel.YCbCr && reconstruction == JpegReconstruction.LibjpegTurbo && composer.ComponentsRead > 1
            && upsampling[0] == Upsampling.None && upsampling[1] == upsampling[2];

        // ImageSharp's grey has weights of its own, for RGB; CMYK becomes that first.
        bool isImageSharpGrey = reconstruction == JpegReconstruction.ImageSharp && RowComposer.IsGray(format) && !RowComposer.IsGray(composer.Format);
        PixelFormat composed = isImageSharpGrey ? PixelFormat.Gray8 : composer.Format;

        return new ReconstructionPlan
        {
            Geometry = geometry,
            Reconstruction = reconstruction,
            OutputFormat = format,
            Strips = strips,
            Composer = composer,
            Fused = isCommonYcc ? TriangleYcc.TryCreate(composer.Format, upsampling[1]) : null,
            HasContext = hasContext,
            IsImageSharpGrey = isImageSharpGrey,
            ToRgbForGrey = isImageSharpGrey && composer.Format != PixelFormat.Rgb24 ? RowConverter.Create(composer.Format, PixelFormat.Rgb24) : null,
            Converter = composed == format ? null : RowConverter.Create(composed, format),
            UpsampledOffset = offset,
            UpsampledStride = GetUpsampledStride(geometry),
        };
    }

    /// <summary>The same stages of some columns of the picture, whose samples repeat at both ends as the picture's do at its own.</summary>
    /// <param name="columns">Whole MCUs of <see cref="Geometry"/>, all rows, at the same scale.</param>
    public ReconstructionPlan Of(FrameGeometry columns)
    {
        var strips = new ComponentStrip[Strips.Length];
        int offset = 0;
        for (int c = 0; c < strips.Length; c++)
        {
            strips[c] = Strips[c].Of(columns.Components[c], offset, HasContext);
            offset += strips[c].UsedBytes;
        }

        return new ReconstructionPlan
        {
            Geometry = columns,
            Reconstruction = Reconstruction,
            OutputFormat = OutputFormat,
            Strips = strips,
            Composer = Composer,
            Fused = Fused,
            HasContext = HasContext,
            IsImageSharpGrey = IsImageSharpGrey,
            ToRgbForGrey = ToRgbForGrey,
            Converter = Converter,
            UpsampledOffset = offset,
            UpsampledStride = GetUpsampledStride(columns),
        };
    }

    /// <summary>Upsampling rounds a row up to whole vectors of 32 samples before it multiplies them.</summary>
    private static int GetUpsampledStride(FrameGeometry geometry) => (geometry.Width + 4 * 64 + 63) & ~63;
}
