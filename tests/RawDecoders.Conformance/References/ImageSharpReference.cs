// SixLabors.ImageSharp, in a process of its own.

using System.ComponentModel;
using RawDecoders.Conformance.Pictures;
using RawDecoders.ImageSharpHost;

namespace RawDecoders.Conformance.References;

/// <summary>ImageSharp as a reference, in the version that the build chose (-p:ImageSharpVersion).</summary>
internal sealed class ImageSharpReference : IReferenceDecoder
{
    private static readonly string[] Exact = ["rgba64", "rgba32"];

    private static readonly string[] Jpeg = ["rgb24", "l8"];

    private readonly ImageSharpProcess _process;

    private ImageSharpReference(ImageSharpProcess process) => _process = process;

    public string Name => _process.Name;

    public bool IsLive => true;

    /// <summary>The reference, if its process can be started.</summary>
    public static ImageSharpReference? TryCreate()
    {
        try
        {
            return new ImageSharpReference(new ImageSharpProcess());
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    public IReadOnlyList<string> ProfilesFor(string format) => format == "JPEG" ? Jpeg : Exact;

    public ReferenceResult Decode(string file, string profile)
    {
        ImageSharpAnswer answer = _process.Decode(file, profile, pixels: true);
        if (answer.Error is not null)
            return new ReferenceResult(profile, null, answer.Error);
        (PictureChannels order, PictureSample type) = profile switch
        {
            "rgba64" => (PictureChannels.Rgba, PictureSample.UInt16),
            "rgba32" => (PictureChannels.Rgba, PictureSample.UInt8),
            "rgb24" => (PictureChannels.Rgb, PictureSample.UInt8),
            _ => (PictureChannels.Gray, PictureSample.UInt8),
        };
        return new ReferenceResult(profile, new Picture(answer.Width, answer.Height, order, type, answer.Pixels), null);
    }

    public void Dispose() => _process.Dispose();
}
