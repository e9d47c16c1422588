// Owns: the code of from-system-drawing.md that takes the place of System.Drawing's. Leaves the comparison to the tests.

using RawDecoders;

namespace DocPages.Moving;

internal static class FromSystemDrawing
{
    public static byte[] Load(string path)
    {
        #region from-system-drawing.md: load
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Bgra32 });
        byte[] pixels = image.ToArray();
        #endregion
        return pixels;
    }

    public static byte[] Load24(string path)
    {
        #region from-system-drawing.md: 24 bits
        ImageInfo info = ImageDecoder.Identify(path);
        int stride = (info.Width * 3 + 3) & ~3;
        byte[] pixels = new byte[stride * info.Height];
        ImageDecoder.Decode(path, pixels, stride, new DecodeOptions { PixelFormat = PixelFormat.Bgr24 });
        #endregion
        return pixels;
    }

    public static int GetPixel(string path, int x, int y)
    {
        #region from-system-drawing.md: one pixel
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Bgra32 });
        Bgra32 color = image.GetRow<Bgra32>(y)[x];
        #endregion
        return (color.A << 24) | (color.R << 16) | (color.G << 8) | color.B;
    }

    public static byte[] Draw(string path)
    {
        #region from-system-drawing.md: into a bitmap
        ImageInfo info = ImageDecoder.Identify(path);
        using var bitmap = new System.Drawing.Bitmap(info.Width, info.Height, System.Drawing.Imaging.PixelFormat.Format32bppArgb);
        System.Drawing.Imaging.BitmapData data = bitmap.LockBits(
            new System.Drawing.Rectangle(0, 0, info.Width, info.Height), System.Drawing.Imaging.ImageLockMode.WriteOnly, bitmap.PixelFormat);
        unsafe
        {
            var memory = new Span<byte>((void*)data.Scan0, data.Stride * data.Height);
            ImageDecoder.Decode(path, memory, data.Stride, new DecodeOptions { PixelFormat = PixelFormat.Bgra32 });
        }
        bitmap.UnlockBits(data);
        #endregion
        data = bitmap.LockBits(new System.Drawing.Rectangle(0, 0, info.Width, info.Height), System.Drawing.Imaging.ImageLockMode.ReadOnly, bitmap.PixelFormat);
        byte[] pixels = new byte[data.Stride * data.Height];
        System.Runtime.InteropServices.Marshal.Copy(data.Scan0, pixels, 0, pixels.Length);
        bitmap.UnlockBits(data);
        return pixels;
    }
}
