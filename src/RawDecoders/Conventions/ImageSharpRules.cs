// ImageSharp's arrays as of ImageSharp 3.1: Image.Load<TPixel>(f) for the pixel types of colour. PNG and BMP need no rule of
// their own: ImageSharp scales and rounds as this library does. JPEG is computed in ImageSharp's arithmetic. Nothing is turned
// upright: that is AutoOrient's. Grey pixel types are not offered: ImageSharp's luma of colour is BT.709's.
namespace RawDecoders;

/// <summary>The rules of <see cref="ArrayConvention.ImageSharp"/>.</summary>
/// <param name="format">The pixel type.</param>
internal sealed class ImageSharpRules(PixelFormat format) : ArrayRules
{
    public override JpegReconstruction JpegReconstruction => JpegReconstruction.ImageSharp;

    public override PixelFormat? Guess => format;

    /// <summary>Whether it is a pixel type of colour.</summary>
    public static bool Gives(PixelFormat format)
        => format is PixelFormat.Rgba32 or PixelFormat.Rgb24 or PixelFormat.Bgra32 or PixelFormat.Bgr24 or PixelFormat.Rgba64 or PixelFormat.Rgb48;

    public override PixelFormat Choose(ImageInfo info) => format;

    public override ArrayStep Finish(ImageInfo info, PixelFormat stored, ReadOnlySpan<byte> palette) => new(stored);
}
