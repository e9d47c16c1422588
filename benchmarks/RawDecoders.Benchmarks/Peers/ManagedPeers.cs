using SkiaSharp;
using StbImageSharp;

namespace RawDecoders.Benchmarks.Peers;

/// <summary>StbImageSharp: stb_image in C#. Allocates its result.</summary>
public sealed class StbPeer : Peer
{
    public override string Name => "StbImageSharp";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input) => [input.CommonFormat];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination) => Decode(input, format);

    public override void DecodeToCompare(BenchmarkInput input, PixelFormat format, byte[] destination)
        => Decode(input, format).Data.CopyTo(destination, 0);

    private static ImageResult Decode(BenchmarkInput input, PixelFormat format)
        => ImageResult.FromMemory(input.File, format switch
        {
            PixelFormat.Gray8 => ColorComponents.Grey,
            PixelFormat.Rgba32 => ColorComponents.RedGreenBlueAlpha,
            _ => ColorComponents.RedGreenBlue,
        });
}

/// <summary>SkiaSharp's codecs, into the caller's memory. Skia has no 24-bit format: grey or RGBA.</summary>
public sealed class SkiaPeer : Peer
{
    public override string Name => "SkiaSharp";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => [input.CommonFormat == PixelFormat.Gray8 ? PixelFormat.Gray8 : PixelFormat.Rgba32];

    public override unsafe void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        fixed (byte* file = input.File)
        fixed (byte* pixels = destination)
        {
            using SKData data = SKData.Create((nint)file, input.File.Length);
            using SKCodec codec = SKCodec.Create(data);
            SKImageInfo info = format == PixelFormat.Gray8
                ? new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Gray8, SKAlphaType.Opaque)
                : new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888,
                    codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul,
                    codec.Info.ColorSpace);
            SKCodecResult result = codec.GetPixels(info, (nint)pixels);
            if (result != SKCodecResult.Success)
                throw new InvalidOperationException($"SkiaSharp: {result}");
        }
    }
}
