// Owns: the names of the arithmetics that JPEG pixels can follow. Stands in the options. Leaves the arithmetic to
// Jpeg/Reconstruction.

namespace RawDecoders;

/// <summary>
/// Which decoder's arithmetic JPEG pixels follow. T.81 leaves the last bit of the inverse DCT, and the whole of chroma
/// upsampling, to the decoder; both of these are exact copies of what their namesake computes.
/// </summary>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg", new DecodeOptions { JpegReconstruction = JpegReconstruction.ImageSharp });
/// </code>
/// </example>
public enum JpegReconstruction
{
    /// <summary>
    /// libjpeg-turbo's defaults: accurate integer IDCT, triangle ("fancy") chroma upsampling, fixed-point colour
    /// conversion. The pixels that Pillow, OpenCV, Skia and Chromium show.
    /// </summary>
    LibjpegTurbo = 0,

    /// <summary>As <see cref="LibjpegTurbo"/>, with chroma samples replicated (djpeg -nosmooth).</summary>
    LibjpegTurboReplicated,

    /// <summary>
    /// ImageSharp 3.1's single-precision pipeline with replicated chroma. Of 12-bit and lossless files it changes nothing.
    /// </summary>
    ImageSharp,
}
