// Owns: the code of from-stbimagesharp.md that takes the place of StbImageSharp's. Leaves the comparison to the tests.

using System.Runtime.InteropServices;
using RawDecoders;

namespace DocPages.Moving;

internal static class FromStbImageSharp
{
    public static byte[] Load(string path)
    {
        #region from-stbimagesharp.md: load
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        byte[] pixels = image.ToArray();
        #endregion
        return pixels;
    }

    public static (byte[] Pixels, int Channels) LoadNatural(byte[] file)
    {
        #region from-stbimagesharp.md: natural
        PixelBuffer image = ImageDecoder.Decode(file);
        int channels = image.Format.GetChannelCount();         // of 8 or 16 bits: image.Format.GetBytesPerSample()
        #endregion
        return (image.ToArray(), channels);
    }

    public static byte[] HighBytes(string path)
    {
        #region from-stbimagesharp.md: 16 bits
        PixelBuffer deep = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba64 });
        byte[] pixels = new byte[deep.Width * deep.Height * 4];
        ReadOnlySpan<ushort> samples = MemoryMarshal.Cast<byte, ushort>(deep.Span);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(samples[i] >> 8);
        #endregion
        return pixels;
    }

    public static (int Width, int Height)? Identify(Stream stream)
    {
        #region from-stbimagesharp.md: identify
        ImageInfo info = ImageDecoder.Identify(stream);
        #endregion
        return (info.Width, info.Height);
    }

    public static byte[] Flipped(string path)
    {
        #region from-stbimagesharp.md: flipped
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 })
            .Oriented(ImageOrientation.BottomLeft);
        #endregion
        return image.ToArray();
    }
}
