#if IMAGESHARP
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace RawDecoders.Benchmarks.Peers;

/// <summary>ImageSharp (with -p:ImageSharpVersion). Decodes into buffers of its own, which are pooled.</summary>
public sealed class ImageSharpPeer : Peer
{
    public override string Name => "ImageSharp";

    public override bool WritesDestination => false;

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input) => [input.CommonFormat];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        using Image image = format switch
        {
            PixelFormat.Gray8 => Image.Load<L8>(input.File),
            PixelFormat.Rgba32 => Image.Load<Rgba32>(input.File),
            _ => Image.Load<Rgb24>(input.File),
        };
    }
}
#endif
