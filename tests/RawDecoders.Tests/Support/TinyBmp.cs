using System.Buffers.Binary;

namespace RawDecoders.Tests.Support;

/// <summary>A small 24-bit BMP, for tests of what all formats share.</summary>
public static class TinyBmp
{
    /// <summary>Pixel (x, y) is red = x, green = y, blue = 7.</summary>
    public static byte[] Create(int width, int height)
    {
        int stride = (width * 3 + 3) & ~3;
        byte[] file = new byte[54 + stride * height];
        Header(width, height).CopyTo(file, 0);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = file.AsSpan(54 + (height - 1 - y) * stride);
            for (int x = 0; x < width; x++)
                (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = (7, (byte)y, (byte)x);
        }

        return file;
    }

    /// <summary>The 54 bytes before the pixels.</summary>
    public static byte[] Header(int width, int height)
    {
        byte[] file = new byte[54];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), 54 + ((width * 3 + 3) & ~3) * height);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        return file;
    }

    /// <summary>The pixels of <see cref="Create"/> as packed Rgb24 rows.</summary>
    public static byte[] Rgb(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = ((byte)(i % width), (byte)(i / width), 7);
        return rgb;
    }
}
