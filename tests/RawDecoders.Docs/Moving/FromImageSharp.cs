// Owns: the code of from-imagesharp.md that takes the place of ImageSharp's. Leaves the comparison to the tests.

using RawDecoders;

namespace DocPages.Moving;

internal static class FromImageSharp
{
    public static byte[] Load(string path)
    {
        #region from-imagesharp.md: load
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { Like = ArrayConvention.ImageSharp, PixelFormat = PixelFormat.Rgba32 });
        byte[] pixels = image.ToArray();
        #endregion
        return pixels;
    }

    public static byte[] LoadOwn(string path, PixelFormat format)
    {
        #region from-imagesharp.md: own
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = format });
        #endregion
        return image.ToArray();
    }

    public static async Task<byte[]> LoadAsync(Stream stream, CancellationToken cancellationToken)
    {
        #region from-imagesharp.md: stream
        var options = new DecodeOptions { Like = ArrayConvention.ImageSharp };       // Rgba32 unless PixelFormat says otherwise
        PixelBuffer image = await ImageDecoder.DecodeAsync(stream, options, cancellationToken);
        #endregion
        return image.ToArray();
    }

    public static long SumOfReds(string path)
    {
        #region from-imagesharp.md: rows
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        long reds = 0;
        for (int y = 0; y < image.Height; y++)
        {
            foreach (ref Rgba32 pixel in image.GetRow<Rgba32>(y))
                reds += pixel.R;
        }
        #endregion
        return reds;
    }

    public static long SumOfRedsByRows(string path)
    {
        #region from-imagesharp.md: row by row
        using ImageRowReader rows = ImageDecoder.OpenRows(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        byte[] row = new byte[rows.RowBytes];
        long reds = 0;
        while (rows.ReadRows(row, 1) == 1)
        {
            for (int x = 0; x < row.Length; x += 4)
                reds += row[x];
        }
        #endregion
        return reds;
    }

    public static (int Width, int Height) Identify(string path)
    {
        #region from-imagesharp.md: identify
        ImageInfo info = ImageDecoder.Identify(path);
        (int width, int height) = (info.Width, info.Height);
        #endregion
        return (width, height);
    }

    public static byte[] Upright(string path)
    {
        #region from-imagesharp.md: upright
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { Like = ArrayConvention.ImageSharp, ApplyOrientation = true });
        #endregion
        return image.ToArray();
    }

    public static (int Width, int Height) Thumbnail(string path)
    {
        #region from-imagesharp.md: thumbnail
        var options = new DecodeOptions { PixelFormat = PixelFormat.Rgba32, TargetSize = new ImageSize(40, 30) };
        PixelBuffer image = ImageDecoder.Decode(path, options);       // the smallest scale of 1/8, 2/8 ... that still covers 40 x 30
        #endregion
        return (image.Width, image.Height);
    }

    public static string Refusal(byte[] upload)
    {
        string why = "";
        #region from-imagesharp.md: errors
        try
        {
            PixelBuffer image = ImageDecoder.Decode(upload);
        }
        catch (ImageDecodeException e)
        {
            why = e.Kind == ImageDecodeErrorKind.UnknownFormat ? "not a picture" : $"{e.Message} [{e.Rule.Id}]";
        }
        #endregion
        return why;
    }
}
