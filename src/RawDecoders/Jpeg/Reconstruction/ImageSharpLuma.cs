// Owns: grey from colour as ImageSharp has it: ITU-R BT.709 weights on the finished RGB, in single precision, half added and
// truncated. Stands behind the composer where that reconstruction is asked for grey. Leaves to others: grey everywhere else,
// which is BT.601 luma, for YCbCr files the first component itself.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>ImageSharp's RGB to L8.</summary>
internal static unsafe class ImageSharpLuma
{
    public static byte FromRgb(byte red, byte green, byte blue)
        => (byte)(red * .2126f + green * .7152f + blue * .0722f + 0.5f);

    /// <summary>A row of Rgb24 to Gray8; <paramref name="gray"/> may be where the row itself is.</summary>
    public static void Convert(byte* rgb, byte* gray, int width)
    {
        Debug.Assert(width > 0 && (gray <= rgb || gray >= rgb + 3 * width), "grey would overwrite colours that are still to be read");
        for (int x = 0; x < width; x++)
            gray[x] = FromRgb(rgb[3 * x], rgb[3 * x + 1], rgb[3 * x + 2]);
    }
}
