// Owns: Skia through SKCodec: 8 bits, alpha not multiplied in, no colour conversion. A picture that Skia calls incomplete or in error is given
// with that as its note, as Skia gives it to its callers.

using System.Runtime.InteropServices;
using SkiaSharp;

namespace DecoderHost.Decoders;

/// <summary>SkiaSharp.</summary>
internal sealed class SkiaDecoder : IHostedDecoder
{
    public string Version => $"{Assemblies.VersionOf(typeof(SKCodec))} (Skia {SkiaSharpVersion.Native})";

    public Answer Decode(byte[] file)
    {
        using SKData data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("SKCodec.Create gives nothing");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, null);
        byte[] samples = new byte[checked(info.Width * info.Height * 4)];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* at = samples)
                result = codec.GetPixels(info, (nint)at);
        }

        return result is SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput
            ? new Answer(info.Width, info.Height, "rgba32", samples, result == SKCodecResult.Success ? "" : $"{result}")
            : throw new InvalidDataException($"SKCodec: {result}");
    }
}
