// What the reconstruction of one JPEG picture is to do: geometry, quantisation tables, colour and output format. Made by
// the decoder from the frame header and its colour policy; read by JpegReconstructor.Create and not changed afterwards.
// Nothing here knows of segments, Huffman codes or files.

namespace RawDecoders.Jpeg;

/// <summary>One component of a frame, as the reconstruction sees it.</summary>
/// <param name="HorizontalSampling">H of T.81 B.2.2: 1 to 4.</param>
/// <param name="VerticalSampling">V of T.81 B.2.2: 1 to 4.</param>
/// <param name="Quantization">
/// The 64 steps of the component's table in natural (row-major) order, not zigzag, 8 or 16 bits each. Zero is not
/// refused here.
/// </param>
internal sealed record ReconstructionComponent(int HorizontalSampling, int VerticalSampling, ReadOnlyMemory<ushort> Quantization);

/// <summary>What is to be reconstructed, and how.</summary>
internal sealed class ReconstructionPlan
{
    /// <summary>Width of the picture in pixels, 1 to 65535.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the picture in pixels, 1 to 65535 (for a DNL file: the resolved one).</summary>
    public required int Height { get; init; }

    /// <summary>
    /// The components, in the order of the frame header: 1 for <see cref="ColorModel.Grayscale"/>, 2 for GrayscaleAlpha,
    /// 3 for Rgb and YCbCr, 4 for Cmyk and Ycck.
    /// </summary>
    public required IReadOnlyList<ReconstructionComponent> Components { get; init; }

    /// <summary>Grayscale, GrayscaleAlpha, Rgb, YCbCr, Cmyk or Ycck.</summary>
    public required ColorModel ColorModel { get; init; }

    /// <summary>
    /// For Cmyk and Ycck: whether samples count down from no ink (255) as Adobe writes them. The output is in the plain
    /// sense either way.
    /// </summary>
    public bool InvertedInks { get; init; }

    /// <summary>Whose arithmetic.</summary>
    public required JpegReconstruction Reconstruction { get; init; }

    /// <summary>The format of the emitted rows: anything but Indexed8.</summary>
    public required PixelFormat OutputFormat { get; init; }

    /// <summary>
    /// The format that a colour model has unasked: Gray8, GrayAlpha16, Rgb24 or Cmyk32.
    /// </summary>
    public static PixelFormat NaturalFormat(ColorModel model) => model switch
    {
        ColorModel.Grayscale => PixelFormat.Gray8,
        ColorModel.GrayscaleAlpha => PixelFormat.GrayAlpha16,
        ColorModel.Rgb or ColorModel.YCbCr => PixelFormat.Rgb24,
        ColorModel.Cmyk or ColorModel.Ycck => PixelFormat.Cmyk32,
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };

    /// <summary>
    /// Whether every component's sampling factors divide the largest ones: the reconstruction's one condition on them
    /// (libjpeg-turbo has the same).
    /// </summary>
    public static bool HasWholeRatios(IReadOnlyList<ReconstructionComponent> components)
    {
        int maxH = 1, maxV = 1;
        foreach (ReconstructionComponent c in components)
        {
            maxH = Math.Max(maxH, c.HorizontalSampling);
            maxV = Math.Max(maxV, c.VerticalSampling);
        }

        foreach (ReconstructionComponent c in components)
        {
            if (maxH % c.HorizontalSampling != 0 || maxV % c.VerticalSampling != 0)
                return false;
        }

        return true;
    }
}
