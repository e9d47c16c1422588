// Owns: StbImageSharp: 8 bits, the file's own channels.

using StbImageSharp;

namespace DecoderHost.Decoders;

/// <summary>StbImageSharp.</summary>
internal sealed class StbDecoder : IHostedDecoder
{
    public string Version => Assemblies.VersionOf(typeof(ImageResult));

    public Answer Decode(byte[] file)
    {
        ImageResult image = ImageResult.FromMemory(file, ColorComponents.Default);
        string format = image.Comp switch
        {
            ColorComponents.Grey => "gray8",
            ColorComponents.GreyAlpha => "graya8",
            ColorComponents.RedGreenBlue => "rgb24",
            _ => "rgba32",
        };
        return new Answer(image.Width, image.Height, format, image.Data);
    }
}
