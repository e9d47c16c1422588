// Owns: the code with System.Drawing of from-system-drawing.md, which runs on Windows alone. Leaves what it is replaced by to
// FromSystemDrawing.cs, and the comparison to the tests.

using System.Drawing;
using System.Drawing.Imaging;
using System.Runtime.InteropServices;

namespace DocPages.Moving;

internal static class SystemDrawingCode
{
    public static byte[] Load(string path)
    {
        #region from-system-drawing.md: load, before
        using var bitmap = new Bitmap(path);
        BitmapData data = bitmap.LockBits(new Rectangle(0, 0, bitmap.Width, bitmap.Height), ImageLockMode.ReadOnly, PixelFormat.Format32bppArgb);
        byte[] pixels = new byte[data.Stride * data.Height];
        Marshal.Copy(data.Scan0, pixels, 0, pixels.Length);
        bitmap.UnlockBits(data);
        #endregion
        return pixels;
    }

    public static byte[] Load24(string path)
    {
        #region from-system-drawing.md: 24 bits, before
        using var bitmap = new Bitmap(path);
        BitmapData data = bitmap.LockBits(new Rectangle(0, 0, bitmap.Width, bitmap.Height), ImageLockMode.ReadOnly, PixelFormat.Format24bppRgb);
        byte[] pixels = new byte[data.Stride * data.Height];          // rows begin at multiples of 4 bytes
        Marshal.Copy(data.Scan0, pixels, 0, pixels.Length);
        bitmap.UnlockBits(data);
        #endregion
        return pixels;
    }

    public static int GetPixel(string path, int x, int y)
    {
        #region from-system-drawing.md: one pixel, before
        using var bitmap = new Bitmap(path);
        Color color = bitmap.GetPixel(x, y);
        #endregion
        return color.ToArgb();
    }

    public static byte[] Draw(string path)
    {
        #region from-system-drawing.md: into a bitmap, before
        using var bitmap = new Bitmap(path);
        #endregion
        return Load(path);
    }
}
