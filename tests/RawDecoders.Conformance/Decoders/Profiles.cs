// How to ask this project's decoders for what a reference was asked for: the pixel format, the JPEG reconstruction and the
// orientation that make the two comparable bit by bit, and what is left to do to the pixels.

using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Decoders;

/// <summary>A way to decode.</summary>
/// <param name="Options">The options.</param>
/// <param name="Finish">What is done to the picture afterwards.</param>
internal sealed record Profile(DecodeOptions Options, Func<Picture, Picture> Finish)
{
    /// <summary>
    /// The way for a reference's profile; null for one that has no counterpart. <paramref name="shape"/> is the recorded
    /// shape, which for "unchanged" tells the format.
    /// </summary>
    public static Profile? For(string reference, string profile, string shape, string format)
    {
        if (reference.StartsWith("imagesharp-", StringComparison.Ordinal))
        {
            PixelFormat? wanted = profile == "l8" ? PixelFormat.Gray8 : ByName(profile);
            return wanted is null ? null : Plain(new DecodeOptions { PixelFormat = wanted, JpegReconstruction = JpegReconstruction.ImageSharp });
        }

        if (reference.StartsWith("libjpeg-turbo-", StringComparison.Ordinal))
            return ByName(profile) is { } wanted ? Plain(new DecodeOptions { PixelFormat = wanted }) : null;
        if (reference.StartsWith("pillow-", StringComparison.Ordinal))
            return Pillow(profile[(profile.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (reference.StartsWith("opencv-", StringComparison.Ordinal))
            return OpenCv(profile, shape, format);
        return null;
    }

    /// <summary>A pixel format by its name, or null.</summary>
    public static PixelFormat? ByName(string name)
    {
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            if (format.GetName() == name)
                return format;
        }

        return null;
    }

    private static Profile Plain(DecodeOptions options) => new(options, p => p);

    // Pillow's modes. The array of a bilevel picture is of type bool, but its bytes are 0 and 255.
    private static Profile? Pillow(string mode) => mode switch
    {
        "1" => new Profile(new DecodeOptions { PixelFormat = PixelFormat.Gray8 }, p => p with { Type = PictureSample.Bool }),
        "L" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Gray8 }),
        "LA" => Plain(new DecodeOptions { PixelFormat = PixelFormat.GrayAlpha16 }),
        "I;16" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Gray16 }),
        "P" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Indexed8 }),
        "RGB" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Rgb24 }),
        "RGBA" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Rgba32 }),
        "CMYK" => Plain(new DecodeOptions { PixelFormat = PixelFormat.Cmyk32 }),
        _ => null,
    };

    // imread's default flag gives BGR and turns the picture as its Exif block says; "unchanged" does neither.
    private static Profile? OpenCv(string profile, string shape, string format)
    {
        if (profile == "color")
            return Plain(new DecodeOptions { PixelFormat = PixelFormat.Bgr24, ApplyOrientation = format is "JPEG" or "PNG" });
        string[] parts = shape.Split(':');
        string channels = parts[0].Split('x') is [_, _, string c] ? c : "1";
        return (channels, parts.Length > 1 ? parts[1] : "uint8") switch
        {
            ("1", "uint8") => Plain(new DecodeOptions { PixelFormat = PixelFormat.Gray8 }),
            ("1", "uint16") => Plain(new DecodeOptions { PixelFormat = PixelFormat.Gray16 }),
            ("3", "uint8") => Plain(new DecodeOptions { PixelFormat = PixelFormat.Bgr24 }),
            ("4", "uint8") => Plain(new DecodeOptions { PixelFormat = PixelFormat.Bgra32 }),
            ("3", "uint16") => new Profile(new DecodeOptions { PixelFormat = PixelFormat.Rgb48 }, p => p.SwapRedAndBlue()),
            ("4", "uint16") => new Profile(new DecodeOptions { PixelFormat = PixelFormat.Rgba64 }, p => p.SwapRedAndBlue()),
            _ => null,
        };
    }
}
