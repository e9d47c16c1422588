// Owns: this project's decoder under the same watch as the others. Leaves kinds and offsets of errors to the command "run".

using RawDecoders;

namespace DecoderHost.Decoders;

/// <summary>RawDecoders with its default options.</summary>
internal sealed class OwnDecoder : IHostedDecoder
{
    public string Version => Assemblies.VersionOf(typeof(ImageDecoder));

    public Answer Decode(byte[] file)
    {
        PixelBuffer image = ImageDecoder.Decode(file);
        byte[] samples = new byte[image.RowBytes * image.Height];
        for (int y = 0; y < image.Height; y++)
            image.GetRow(y).CopyTo(samples.AsSpan(y * image.RowBytes));
        string format = image.Format switch
        {
            PixelFormat.Gray8 => "gray8",
            PixelFormat.GrayAlpha16 => "graya8",
            PixelFormat.Gray16 => "gray16le",
            PixelFormat.GrayAlpha32 => "graya16le",
            PixelFormat.Rgb24 => "rgb24",
            PixelFormat.Rgba32 => "rgba32",
            PixelFormat.Rgb48 => "rgb48le",
            PixelFormat.Rgba64 => "rgba64le",
            PixelFormat.Cmyk32 => "cmyk32",
            PixelFormat.Cmyk64 => "cmyk64le",
            _ => throw new NotSupportedException($"{image.Format}"),
        };
        return new Answer(image.Width, image.Height, format, samples, string.Join("; ", image.Result!.Warnings.Select(w => w.Message)));
    }
}
