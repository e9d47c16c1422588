using SixLabors.ImageSharp;

namespace RawDecoders.Benchmarks.Peers;

// Here, not above: the library has pixel structs of the same names in an enclosing namespace.
using L8 = SixLabors.ImageSharp.PixelFormats.L8;
using Rgb24 = SixLabors.ImageSharp.PixelFormats.Rgb24;
using Rgba32 = SixLabors.ImageSharp.PixelFormats.Rgba32;

/// <summary>ImageSharp, in the version that the build chose. Decodes into buffers of its own, which are pooled.</summary>
public sealed class ImageSharpPeer : Peer
{
    public override string Name => "ImageSharp";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input) => [input.CommonFormat];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        using Image image = Load(input, format);
    }

    public override void DecodeToCompare(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        using Image image = Load(input, format);
        Span<byte> pixels = destination.AsSpan(0, input.BytesAs(format));
        switch (image)
        {
            case Image<L8> gray:
                gray.CopyPixelDataTo(pixels);
                break;
            case Image<Rgba32> rgba:
                rgba.CopyPixelDataTo(pixels);
                break;
            case Image<Rgb24> rgb:
                rgb.CopyPixelDataTo(pixels);
                break;
        }
    }

    private static Image Load(BenchmarkInput input, PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => Image.Load<L8>(input.File),
        PixelFormat.Rgba32 => Image.Load<Rgba32>(input.File),
        _ => Image.Load<Rgb24>(input.File),
    };
}
