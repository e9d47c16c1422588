// Headers of the Netpbm formats (pam(5), ppm(5), pgm(5)). The samples that follow are PixelBytes', big-endian.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>Headers of PAM, PPM and PGM files.</summary>
internal static class PnmHeader
{
    /// <summary>P7, for any format in RGB order.</summary>
    public static byte[] Pam(int width, int height, PixelFormat format)
    {
        string tuple = format switch
        {
            PixelFormat.Gray8 or PixelFormat.Gray16 => "GRAYSCALE",
            PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => "GRAYSCALE_ALPHA",
            PixelFormat.Rgb24 or PixelFormat.Rgb48 => "RGB",
            PixelFormat.Rgba32 or PixelFormat.Rgba64 => "RGB_ALPHA",
            // Not in pam(5), but what Ghostscript and ImageMagick write and read.
            PixelFormat.Cmyk32 or PixelFormat.Cmyk64 => "CMYK",
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        return Encoding.ASCII.GetBytes(
            $"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {format.GetChannelCount()}\nMAXVAL {MaxValue(format)}\nTUPLTYPE {tuple}\nENDHDR\n");
    }

    /// <summary>P5 for grey, P6 for RGB.</summary>
    public static byte[] Pnm(int width, int height, PixelFormat format)
    {
        string magic = format switch
        {
            PixelFormat.Gray8 or PixelFormat.Gray16 => "P5",
            PixelFormat.Rgb24 or PixelFormat.Rgb48 => "P6",
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        return Encoding.ASCII.GetBytes($"{magic}\n{width} {height}\n{MaxValue(format)}\n");
    }

    private static int MaxValue(PixelFormat format) => format.GetBytesPerSample() == 2 ? 65535 : 255;
}
