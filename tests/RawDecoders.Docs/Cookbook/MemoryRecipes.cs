// Owns: the recipes of cookbook.md about whose memory pixels are in, and how many of them there are. Leaves what they must do to the tests.

using System.Buffers;
using RawDecoders;

namespace DocPages.Cookbook;

internal static class MemoryRecipes
{
    public static byte[] Pooled(byte[] file)
    {
        byte[] copy = [];
        void Use(Span<byte> picture) => copy = picture.ToArray();
        #region cookbook.md: pooled
        var options = new DecodeOptions { PixelFormat = PixelFormat.Rgb24 };
        ImageInfo info = ImageDecoder.Identify(file, options);
        int length = checked(info.Width * info.Height * 3);
        byte[] pixels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            ImageDecoder.Decode(file, pixels, options: options);
            Use(pixels.AsSpan(0, length));             // the array may be longer
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
        #endregion
        return copy;
    }

    public static PixelBuffer[] Allocator(string[] files)
    {
        var images = new List<PixelBuffer>();
        #region cookbook.md: allocator
        byte[] arena = new byte[64 << 20];
        int used = 0;
        var options = new DecodeOptions
        {
            PixelFormat = PixelFormat.Rgba32,
            Allocator = length =>
            {
                used += length;
                return arena.AsMemory(used - length, length);
            },
        };
        foreach (string file in files)
            images.Add(ImageDecoder.Decode(file, options));
        #endregion
        return [.. images];
    }

    public static PixelBuffer Thumbnail(string path)
    {
        #region cookbook.md: thumbnail
        PixelBuffer thumbnail = ImageDecoder.Decode(path, new DecodeOptions
        {
            PixelFormat = PixelFormat.Rgb24,
            TargetSize = new ImageSize(160, 120),
            ApplyOrientation = true,
        });
        #endregion
        return thumbnail;
    }

    public static PixelBuffer? ThumbnailInside(byte[] file)
    {
        #region cookbook.md: thumbnail inside
        EmbeddedPicture? inside = ImageDecoder.Identify(file).Embedded
            .FirstOrDefault(p => p.Kind == EmbeddedKind.ExifThumbnail && p.Coding == EmbeddedCoding.Jpeg);
        PixelBuffer? thumbnail = inside is null ? null : ImageDecoder.Decode(file.AsSpan((int)inside.Offset, (int)inside.Length));
        #endregion
        return thumbnail;
    }

    public static async Task<(int Decoded, int Refused)> Folder(string folder)
    {
        #region cookbook.md: many
        int decoded = 0, refused = 0;
        var options = new DecodeManyOptions { Decode = new DecodeOptions { TargetSize = new ImageSize(256, 256) } };
        await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(Directory.EnumerateFiles(folder), options))
        {
            if (one.Image is { } image)
                decoded++;                             // one.Name, image.Width, image.Height
            else
                refused++;                             // one.Error
        }
        #endregion
        return (decoded, refused);
    }

    #region cookbook.md: texture
    // Mip levels as engines want them: red first, alpha multiplied in, the bottom row first. A picture of 512 x 512 gives 512, 256, 128, 64.
    static List<byte[]> LoadTexture(string path)
    {
        var levels = new List<byte[]>();
        foreach (ImageScale scale in new[] { ImageScale.Full, ImageScale.Half, ImageScale.Quarter, ImageScale.Eighth })
        {
            using ImageRowReader rows = ImageDecoder.OpenRows(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32Premultiplied, Scale = scale });
            int rowBytes = (int)rows.RowBytes;
            byte[] level = new byte[rowBytes * rows.Height];
            for (int y = rows.Height - 1; y >= 0; y--)
                rows.ReadRows(level.AsSpan(y * rowBytes, rowBytes), 1);
            levels.Add(level);
        }

        return levels;
    }
    #endregion

    public static List<byte[]> Texture(string path) => LoadTexture(path);
}
