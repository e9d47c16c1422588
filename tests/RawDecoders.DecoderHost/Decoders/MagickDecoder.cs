// Owns: Magick.NET, the Q8 build: 8 bits, the picture's own channels, its warnings as the note.

using ImageMagick;

namespace DecoderHost.Decoders;

/// <summary>Magick.NET.</summary>
internal sealed class MagickDecoder : IHostedDecoder
{
    public string Version => $"{Assemblies.VersionOf(typeof(MagickImage))} ({MagickNET.ImageMagickVersion.Split(' ') switch { [_, var v, ..] => "ImageMagick " + v, _ => "" }})";

    public Answer Decode(byte[] file)
    {
        List<string> warnings = [];
        using var image = new MagickImage();
        image.Warning += (_, e) => warnings.Add(e.Message);
        image.Read(file);
        if (image.Format is not (MagickFormat.Png or MagickFormat.Png8 or MagickFormat.Png24 or MagickFormat.Png32 or MagickFormat.Png48 or MagickFormat.Png64 or MagickFormat.Png00
            or MagickFormat.Jpeg or MagickFormat.Jpg or MagickFormat.Bmp or MagickFormat.Bmp2 or MagickFormat.Bmp3 or MagickFormat.Dib))
        {
            throw new NotSupportedException($"not supported here: {image.Format}");
        }

        (string mapping, string format) = image.ColorSpace == ColorSpace.CMYK ? ("CMYK", "cmyk32") : image.HasAlpha ? ("RGBA", "rgba32") : ("RGB", "rgb24");
        using IPixelCollection<byte> pixels = image.GetPixels();
        byte[] samples = pixels.ToByteArray(0, 0, image.Width, image.Height, mapping) ?? throw new InvalidDataException("no pixels");
        return new Answer((int)image.Width, (int)image.Height, format, samples, string.Join("; ", warnings));
    }
}
