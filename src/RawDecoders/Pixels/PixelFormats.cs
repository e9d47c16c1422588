// Owns: sizes, channels and names of the pixel formats. Stands beside PixelFormat. Leaves conversion to RowConverter.

namespace RawDecoders;

/// <summary>Facts about each <see cref="PixelFormat"/>.</summary>
/// <example>
/// <code>
/// PixelFormat format = ImageDecoder.Identify("photo.png").PixelFormat;
/// Console.WriteLine($"{format.GetName()}: {format.GetChannelCount()} channels, {format.GetBytesPerPixel()} bytes a pixel, alpha: {format.HasAlpha()}");
/// </code>
/// </example>
public static class PixelFormats
{
    /// <summary>Number of channels: 1 to 4. <see cref="PixelFormat.Rgb565"/>, whose pixel is one word, counts as 1.</summary>
    public static int GetChannelCount(this PixelFormat format) => format.GetChannels().Length;

    /// <summary>Bytes per sample: 1 or 2.</summary>
    public static int GetBytesPerSample(this PixelFormat format) => format switch
    {
        PixelFormat.Gray16 or PixelFormat.GrayAlpha32 or PixelFormat.Rgb48 or PixelFormat.Rgba64 or PixelFormat.Bgr48 or PixelFormat.Bgra64
            or PixelFormat.Cmyk64 or PixelFormat.Rgb565 => 2,
        >= PixelFormat.Gray8 and <= PixelFormat.Indexed8 or PixelFormat.Bgra32Premultiplied or PixelFormat.Rgba32Premultiplied => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Bytes per pixel: 1 to 8.</summary>
    public static int GetBytesPerPixel(this PixelFormat format) => format.GetChannelCount() * format.GetBytesPerSample();

    /// <summary>Whether the format has an alpha channel.</summary>
    public static bool HasAlpha(this PixelFormat format)
        => format is PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 or PixelFormat.Rgba32 or PixelFormat.Bgra32
            or PixelFormat.Rgba64 or PixelFormat.Bgra64 or PixelFormat.Bgra32Premultiplied or PixelFormat.Rgba32Premultiplied;

    /// <summary>Whether colours are multiplied by their alpha.</summary>
    public static bool IsPremultiplied(this PixelFormat format) => format is PixelFormat.Bgra32Premultiplied or PixelFormat.Rgba32Premultiplied;

    /// <summary>Whether channels have 16 bits each, of which more than 8 can be kept; not so of a word that all channels share.</summary>
    internal static bool HasWideSamples(this PixelFormat format) => format != PixelFormat.Rgb565 && format.GetBytesPerSample() == 2;

    /// <summary>
    /// The format with a byte for each channel, colours as they are, that a format for screens is made of; any other format itself.
    /// </summary>
    internal static PixelFormat GetPlainFormat(this PixelFormat format) => format switch
    {
        PixelFormat.Bgra32Premultiplied => PixelFormat.Bgra32,
        PixelFormat.Rgba32Premultiplied => PixelFormat.Rgba32,
        PixelFormat.Rgb565 => PixelFormat.Rgb24,
        _ => format,
    };

    /// <summary>
    /// The channels in memory order, a letter each: "L" grey, "A" alpha, "RGB", "BGR", "CMYK"; "P" for a palette index, "W"
    /// for a word of several channels.
    /// </summary>
    internal static string GetChannels(this PixelFormat format) => format switch
    {
        PixelFormat.Gray8 or PixelFormat.Gray16 => "L",
        PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => "LA",
        PixelFormat.Rgb24 or PixelFormat.Rgb48 => "RGB",
        PixelFormat.Bgr24 or PixelFormat.Bgr48 => "BGR",
        PixelFormat.Rgba32 or PixelFormat.Rgba64 or PixelFormat.Rgba32Premultiplied => "RGBA",
        PixelFormat.Bgra32 or PixelFormat.Bgra64 or PixelFormat.Bgra32Premultiplied => "BGRA",
        PixelFormat.Cmyk32 or PixelFormat.Cmyk64 => "CMYK",
        PixelFormat.Indexed8 => "P",
        PixelFormat.Rgb565 => "W",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The name as the command line writes it: "rgb24", "gray8".</summary>
    public static string GetName(this PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => "gray8",
        PixelFormat.GrayAlpha16 => "grayalpha16",
        PixelFormat.Gray16 => "gray16",
        PixelFormat.GrayAlpha32 => "grayalpha32",
        PixelFormat.Rgb24 => "rgb24",
        PixelFormat.Bgr24 => "bgr24",
        PixelFormat.Rgba32 => "rgba32",
        PixelFormat.Bgra32 => "bgra32",
        PixelFormat.Rgb48 => "rgb48",
        PixelFormat.Rgba64 => "rgba64",
        PixelFormat.Cmyk32 => "cmyk32",
        PixelFormat.Indexed8 => "indexed8",
        PixelFormat.Bgr48 => "bgr48",
        PixelFormat.Bgra64 => "bgra64",
        PixelFormat.Cmyk64 => "cmyk64",
        PixelFormat.Bgra32Premultiplied => "bgra32premultiplied",
        PixelFormat.Rgba32Premultiplied => "rgba32premultiplied",
        PixelFormat.Rgb565 => "rgb565",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
