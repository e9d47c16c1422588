// Owns: BigGustave, which reads PNG and gives pixels of 8 bits one by one.

using BigGustave;

namespace DecoderHost.Decoders;

/// <summary>BigGustave.</summary>
internal sealed class BigGustaveDecoder : IHostedDecoder
{
    public string Version => Assemblies.VersionOf(typeof(Png));

    public Answer Decode(byte[] file)
    {
        Png image = Png.Open(file);
        byte[] samples = new byte[checked(image.Width * image.Height * 4)];
        for (int y = 0, at = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++, at += 4)
            {
                Pixel pixel = image.GetPixel(x, y);
                (samples[at], samples[at + 1], samples[at + 2], samples[at + 3]) = (pixel.R, pixel.G, pixel.B, pixel.A);
            }
        }

        return new Answer(image.Width, image.Height, "rgba32", samples);
    }
}
