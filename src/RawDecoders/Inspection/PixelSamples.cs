// Owns: the samples of one pixel as numbers. Stands under the trails of all formats. Leaves the pixel to the decoders.

using System.Runtime.InteropServices;

namespace RawDecoders.Inspection;

internal static class PixelSamples
{
    /// <summary>The samples of a pixel, each 0 to 255 or 0 to 65535.</summary>
    /// <param name="pixel">Its bytes.</param>
    /// <param name="format">Its format.</param>
    public static int[] Of(ReadOnlySpan<byte> pixel, PixelFormat format)
        => format.GetBytesPerSample() == 1 ? [.. pixel] : [.. MemoryMarshal.Cast<byte, ushort>(pixel)];

    /// <summary>The samples of a pixel of a picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public static (PixelFormat Format, int[] Samples) Of(PixelBuffer picture, int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, picture.Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, picture.Height);
        int bytes = picture.Format.GetBytesPerPixel();
        return (picture.Format, Of(picture.GetRow(y).Slice(x * bytes, bytes), picture.Format));
    }
}
