// Owns: NetVips with the libvips of its own package, default options.

using NetVips;

namespace DecoderHost.Decoders;

/// <summary>NetVips.</summary>
internal sealed class NetVipsDecoder : IHostedDecoder
{
    public NetVipsDecoder() => Cache.Max = 0;

    public string Version => $"{Assemblies.VersionOf(typeof(Image))} (libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)})";

    public Answer Decode(byte[] file)
    {
        using Image image = Image.NewFromBuffer(file);
        bool wide = image.Format == Enums.BandFormat.Ushort;
        if (!wide && image.Format != Enums.BandFormat.Uchar)
            throw new NotSupportedException($"samples of {image.Format} are not supported here");
        bool cmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        string format = (image.Bands, wide) switch
        {
            (1, false) => "gray8",
            (1, true) => "gray16le",
            (2, false) => "graya8",
            (2, true) => "graya16le",
            (3, false) => "rgb24",
            (3, true) => "rgb48le",
            (4, false) => cmyk ? "cmyk32" : "rgba32",
            (4, true) => cmyk ? "cmyk64le" : "rgba64le",
            _ => throw new NotSupportedException($"{image.Bands} bands are not supported here"),
        };
        byte[] samples = wide ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.WriteToMemory<ushort>().AsSpan()).ToArray() : image.WriteToMemory<byte>();
        return new Answer(image.Width, image.Height, format, samples);
    }
}
