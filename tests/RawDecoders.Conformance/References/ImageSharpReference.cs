#if IMAGESHARP
// SixLabors.ImageSharp, in this process. Only in builds with -p:ImageSharpVersion=...

using System.Runtime.InteropServices;
using RawDecoders.Conformance.Pictures;
using SixLabors.ImageSharp;
using Sharp = SixLabors.ImageSharp.PixelFormats;

namespace RawDecoders.Conformance.References;

/// <summary>ImageSharp as a reference.</summary>
internal sealed class ImageSharpReference : IReferenceDecoder
{
    private static readonly string[] Exact = ["rgba64", "rgba32"];

    private static readonly string[] Jpeg = ["rgb24", "l8"];

    public string Name { get; } = "imagesharp-" + typeof(Image).Assembly.GetName().Version!.ToString(3);

    public bool IsLive => true;

    public IReadOnlyList<string> ProfilesFor(string format) => format == "JPEG" ? Jpeg : Exact;

    public ReferenceResult Decode(string file, string profile)
    {
        try
        {
            return new ReferenceResult(profile, DecodePicture(file, profile), null);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or IOException))
        {
            // Whatever it throws for a broken file counts as a refusal: ImageFormatException, but IndexOutOfRangeException too.
            return new ReferenceResult(profile, null, e.GetType().Name);
        }
    }

    public void Dispose()
    {
    }

    private static Picture DecodePicture(string file, string profile) => profile switch
    {
        "rgba64" => Load<Sharp.Rgba64>(file, PictureChannels.Rgba, PictureSample.UInt16),
        "rgba32" => Load<Sharp.Rgba32>(file, PictureChannels.Rgba, PictureSample.UInt8),
        "rgb24" => Load<Sharp.Rgb24>(file, PictureChannels.Rgb, PictureSample.UInt8),
        "l8" => Load<Sharp.L8>(file, PictureChannels.Gray, PictureSample.UInt8),
        _ => throw new NotSupportedException(profile),
    };

    private static Picture Load<TPixel>(string file, PictureChannels order, PictureSample type)
        where TPixel : unmanaged, Sharp.IPixel<TPixel>
    {
        using Image<TPixel> image = Image.Load<TPixel>(file);
        byte[] data = new byte[image.Width * image.Height * Marshal.SizeOf<TPixel>()];
        image.CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(data.AsSpan()));
        return new Picture(image.Width, image.Height, order, type, data);
    }
}
#endif
