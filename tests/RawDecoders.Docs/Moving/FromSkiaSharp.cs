// Owns: the code of from-skiasharp.md that takes the place of SkiaSharp's. Leaves the comparison to the tests.

using RawDecoders;

namespace DocPages.Moving;

internal static class FromSkiaSharp
{
    public static byte[] Load(string path)
    {
        #region from-skiasharp.md: load
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Bgra32Premultiplied });
        byte[] pixels = image.ToArray();
        #endregion
        return pixels;
    }

    public static byte[] LoadRgba(string path)
    {
        #region from-skiasharp.md: unpremultiplied
        ImageInfo info = ImageDecoder.Identify(path);
        byte[] pixels = new byte[info.Width * info.Height * 4];
        ImageDecoder.Decode(path, pixels, options: new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        #endregion
        return pixels;
    }

    public static (int Width, int Height, bool IsTurned) Identify(string path)
    {
        #region from-skiasharp.md: identify
        ImageInfo info = ImageDecoder.Identify(path);
        (int width, int height) = (info.Width, info.Height);
        bool isTurned = info.Orientation != ImageOrientation.TopLeft;
        #endregion
        return (width, height, isTurned);
    }

    public static byte[] Half(string path)
    {
        #region from-skiasharp.md: scaled
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32, Scale = ImageScale.Half });
        #endregion
        return image.ToArray();
    }

    public static string? Refusal(string path)
    {
        string? why = null;
        #region from-skiasharp.md: errors
        if (!ImageDecoder.TryDecode(path, out PixelBuffer? image, out Issue? error))
            why = error.ToString();                    // what, where, and the clause that is broken
        #endregion
        return why;
    }
}
