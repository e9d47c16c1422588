// Owns: the code with ImageSharp of from-imagesharp.md. Leaves what it is replaced by to FromImageSharp.cs, and the comparison to the tests.

using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DocPages.Moving;

internal static class ImageSharpCode
{
    public static byte[] Load(string path)
    {
        #region from-imagesharp.md: load, before
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        #endregion
        return pixels;
    }

    public static byte[] LoadRgb(string path)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(path);
        byte[] pixels = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    public static byte[] LoadDeep(string path)
    {
        using Image<Rgba64> image = Image.Load<Rgba64>(path);
        byte[] pixels = new byte[image.Width * image.Height * 8];
        image.CopyPixelDataTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Rgba64>(pixels.AsSpan()));
        return pixels;
    }

    public static async Task<byte[]> LoadAsync(Stream stream, CancellationToken cancellationToken)
    {
        #region from-imagesharp.md: stream, before
        using Image<Rgba32> image = await Image.LoadAsync<Rgba32>(stream, cancellationToken);
        #endregion
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    public static long SumOfReds(string path)
    {
        #region from-imagesharp.md: rows, before
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        long reds = 0;
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (ref Rgba32 pixel in rows.GetRowSpan(y))
                    reds += pixel.R;
            }
        });
        #endregion
        return reds;
    }

    public static (int Width, int Height) Identify(string path)
    {
        #region from-imagesharp.md: identify, before
        var info = Image.Identify(path);
        (int width, int height) = (info.Width, info.Height);
        #endregion
        return (width, height);
    }

    public static byte[] Upright(string path)
    {
        #region from-imagesharp.md: upright, before
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        image.Mutate(x => x.AutoOrient());
        #endregion
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    public static (int Width, int Height) Thumbnail(string path)
    {
        #region from-imagesharp.md: thumbnail, before
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        image.Mutate(x => x.Resize(new ResizeOptions { Size = new Size(40, 30), Mode = ResizeMode.Max }));
        #endregion
        return (image.Width, image.Height);
    }

    public static string Refusal(byte[] upload)
    {
        string why = "";
        #region from-imagesharp.md: errors, before
        try
        {
            using Image image = Image.Load(upload);
        }
        catch (UnknownImageFormatException)
        {
            why = "not a picture";
        }
        catch (InvalidImageContentException e)
        {
            why = e.Message;
        }
        #endregion
        return why;
    }
}
