// Owns: what a JPEG leaves to a decoder that brings components up to the picture's resolution by a filter of its own: one that has it already is as
// coded, another (most often chroma) lies between its samples near the pixel, each within the bounds of the transform. Stands beside RoundingRules.
// Leaves replicated and interpolated pictures, which are compared sample by sample, to Judge.

using RawDecoders.Conformance.Pictures;
using RawDecoders.Jpeg;

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>The planes of a JPEG of 8 bits whose colours are YCbCr, some of them subsampled.</summary>
internal sealed class JpegLatitude
{
    // 2 of the transforms; 1 for the conversion there and back, which rounds.
    private const double Slack = 3;

    // Filters that sharpen go beyond the samples that they are between: a sixteenth of the way, as a cubic with a = -0.6 does between extremes.
    private const double Overshoot = 0.13;

    private readonly IReadOnlyList<PixelBuffer> _planes;

    private readonly int _width, _height;

    private JpegLatitude(IReadOnlyList<PixelBuffer> planes) => (_planes, _width, _height) = (planes, planes.Max(p => p.Width), planes.Max(p => p.Height));

    /// <summary>The planes of a file; null if nothing is subsampled, or there is something else to it.</summary>
    public static JpegLatitude? Read(byte[] file)
    {
        try
        {
            IReadOnlyList<PixelBuffer> planes = ImageDecoder.DecodeJpegPlanes(file).Planes;
            bool usual = planes.Count == 3 && planes[0].Format == PixelFormat.Gray8 && planes.Select(p => (p.Width, p.Height)).Distinct().Count() > 1;
            return usual ? new JpegLatitude(planes) : null;
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }

    /// <summary>Whether a picture of 8-bit RGB lies within the latitude.</summary>
    public bool Holds(Picture picture)
    {
        if (picture is not { Order: PictureChannels.Rgb or PictureChannels.Rgba, Type: PictureSample.UInt8 } || picture.Width != _width || picture.Height != _height)
            return false;
        for (int y = 0, at = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++, at += picture.Channels)
            {
                if (!Holds(x, y, picture[at], picture[at + 1], picture[at + 2]))
                    return false;
            }
        }

        return true;
    }

    private bool Holds(int x, int y, int red, int green, int blue)
    {
        // Where a sample is at an end of its range the conversion has cut something off, and cannot be undone.
        if (red is 0 or 255 || green is 0 or 255 || blue is 0 or 255)
            return true;
        double luma = (0.299 * red) + (0.587 * green) + (0.114 * blue);
        return Holds(_planes[0], x, y, luma) && Holds(_planes[1], x, y, 128 + ((blue - luma) / 1.772)) && Holds(_planes[2], x, y, 128 + ((red - luma) / 1.402));
    }

    private bool Holds(PixelBuffer plane, int x, int y, double sample)
    {
        if (plane.Width == _width && plane.Height == _height)
            return Math.Abs(sample - plane.GetRow(y)[x]) <= Slack;
        int centerX = x * plane.Width / _width, centerY = y * plane.Height / _height;
        int low = 255, high = 0;
        for (int row = Math.Max(centerY - 1, 0); row <= Math.Min(centerY + 1, plane.Height - 1); row++)
        {
            ReadOnlySpan<byte> samples = plane.GetRow(row);
            for (int column = Math.Max(centerX - 1, 0); column <= Math.Min(centerX + 1, plane.Width - 1); column++)
                (low, high) = (Math.Min(low, samples[column]), Math.Max(high, samples[column]));
        }

        double reach = Slack + (Overshoot * (high - low));
        return sample >= low - reach && sample <= high + reach;
    }
}
