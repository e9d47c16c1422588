// Owns: ImageSharp: 16 bits a sample where the picture has them, else 8, with alpha.

using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DecoderHost.Decoders;

/// <summary>SixLabors.ImageSharp.</summary>
internal sealed class ImageSharpDecoder : IHostedDecoder
{
    public string Version => Assemblies.VersionOf(typeof(Image));

    public Answer Decode(byte[] file)
    {
        using Image image = Image.Load(file);
        return image is Image<Rgb48> or Image<Rgba64> or Image<L16> or Image<La32> ? Copy<Rgba64>(image, "rgba64le", 8) : Copy<Rgba32>(image, "rgba32", 4);
    }

    private static Answer Copy<TPixel>(Image image, string format, int bytes)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> copy = image.CloneAs<TPixel>();
        byte[] samples = new byte[checked(image.Width * image.Height * bytes)];
        copy.CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(samples.AsSpan()));
        return new Answer(image.Width, image.Height, format, samples);
    }
}
