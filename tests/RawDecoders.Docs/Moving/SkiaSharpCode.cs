// Owns: the code with SkiaSharp of from-skiasharp.md. Leaves what it is replaced by to FromSkiaSharp.cs, and the comparison to the tests.

using SkiaSharp;

namespace DocPages.Moving;

internal static class SkiaSharpCode
{
    public static byte[] Load(string path)
    {
        #region from-skiasharp.md: load, before
        using SKBitmap bitmap = SKBitmap.Decode(path);
        byte[] pixels = bitmap.Bytes;                  // SKColorType.Bgra8888 on most systems, alpha multiplied in
        #endregion
        Assert.Equal(SKColorType.Bgra8888, bitmap.ColorType);
        return pixels;
    }

    public static byte[] LoadRgba(string path)
    {
        #region from-skiasharp.md: unpremultiplied, before
        using SKCodec codec = SKCodec.Create(path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        byte[] pixels = new byte[info.BytesSize];
        unsafe
        {
            fixed (byte* p = pixels)
                codec.GetPixels(info, (nint)p);
        }
        #endregion
        return pixels;
    }

    public static (int Width, int Height, bool IsTurned) Identify(string path)
    {
        #region from-skiasharp.md: identify, before
        using SKCodec codec = SKCodec.Create(path);
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        bool isTurned = codec.EncodedOrigin != SKEncodedOrigin.TopLeft;
        #endregion
        return (width, height, isTurned);
    }

    public static byte[] Half(string path)
    {
        #region from-skiasharp.md: scaled, before
        using SKCodec codec = SKCodec.Create(path);
        SKSizeI half = codec.GetScaledDimensions(0.5f);
        using var bitmap = new SKBitmap(new SKImageInfo(half.Width, half.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        #endregion
        return bitmap.Bytes;
    }

    public static string? Refusal(string path)
    {
        string? why = null;
        #region from-skiasharp.md: errors, before
        using SKCodec? codec = SKCodec.Create(path, out SKCodecResult result);
        if (codec is null)
            why = result.ToString();                   // "InvalidInput"; SKBitmap.Decode gives null and no reason
        #endregion
        return why;
    }
}
