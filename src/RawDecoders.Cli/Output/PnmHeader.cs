// Headers of the Netpbm formats (pam(5), ppm(5), pgm(5)). The samples that follow are PixelBytes', big-endian.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>Headers of PAM, PPM and PGM files.</summary>
internal static class PnmHeader
{
    /// <summary>P7 for any format in RGB order.</summary>
    public static byte[] Pam(PixelBuffer image)
    {
        string tuple = image.Format switch
        {
            PixelFormat.Gray8 or PixelFormat.Gray16 => "GRAYSCALE",
            PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => "GRAYSCALE_ALPHA",
            PixelFormat.Rgb24 or PixelFormat.Rgb48 => "RGB",
            PixelFormat.Rgba32 or PixelFormat.Rgba64 => "RGB_ALPHA",
            // Not in pam(5), but what Ghostscript and ImageMagick write and read.
            PixelFormat.Cmyk32 => "CMYK",
            _ => throw new ArgumentException($"{image.Format} is not in PAM's order.", nameof(image)),
        };
        return Encoding.ASCII.GetBytes(
            $"P7\nWIDTH {image.Width}\nHEIGHT {image.Height}\nDEPTH {image.Format.GetChannelCount()}\nMAXVAL {MaxValue(image)}\nTUPLTYPE {tuple}\nENDHDR\n");
    }

    /// <summary>P5 for grey, P6 for RGB.</summary>
    public static byte[] Pnm(PixelBuffer image)
    {
        string magic = image.Format switch
        {
            PixelFormat.Gray8 or PixelFormat.Gray16 => "P5",
            PixelFormat.Rgb24 or PixelFormat.Rgb48 => "P6",
            _ => throw new ArgumentException($"{image.Format} is neither a greymap nor a pixmap.", nameof(image)),
        };
        return Encoding.ASCII.GetBytes($"{magic}\n{image.Width} {image.Height}\n{MaxValue(image)}\n");
    }

    private static int MaxValue(PixelBuffer image) => image.Format.GetBytesPerSample() == 2 ? 65535 : 255;
}
