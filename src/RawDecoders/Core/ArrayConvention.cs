// Owns: the names of the libraries whose arrays a decode can give. Stands in the options. Leaves what these arrays are to
// Conventions.

namespace RawDecoders;

/// <summary>Another library, whose array a decode is to give: see <see cref="DecodeOptions.Like"/>.</summary>
/// <example>
/// <code>
/// PixelBuffer opencv = ImageDecoder.Decode("photo.jpg", new DecodeOptions { Like = ArrayConvention.OpenCv });      // as cv2.imread("photo.jpg")
/// </code>
/// </example>
public enum ArrayConvention
{
    /// <summary>
    /// Pillow: <c>numpy.asarray(Image.open(f))</c>. One mode per kind of file: 1-bit grey as Boolean
    /// (<see cref="PixelBuffer.IsBoolean"/>), palette pictures as indices, grey with alpha, 16-bit grey; 16-bit colour is cut
    /// to its high bytes, transparent colours and orientation are left alone.
    /// </summary>
    Pillow = 0,

    /// <summary>
    /// OpenCV: <c>cv2.imread(f)</c>. Always <see cref="PixelFormat.Bgr24"/>, upright; alpha is dropped, 16 bits are cut to the
    /// high byte, grey is replicated.
    /// </summary>
    OpenCv,

    /// <summary>
    /// OpenCV: <c>cv2.imread(f, cv2.IMREAD_UNCHANGED)</c>. Grey as (H, W), blue first otherwise, with alpha and 16 bits where
    /// the file has them; palettes are looked up, orientation is left alone.
    /// </summary>
    OpenCvUnchanged,

    /// <summary>
    /// ImageSharp: <c>Image.Load&lt;Rgba32&gt;(f)</c>, or another 8-bit pixel type of colour by <see cref="DecodeOptions.PixelFormat"/>;
    /// JPEG in ImageSharp's arithmetic.
    /// </summary>
    ImageSharp,
}
