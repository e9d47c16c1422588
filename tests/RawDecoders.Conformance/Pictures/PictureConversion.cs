// Brings pictures to common terms: for showing them (8-bit RGBA), and for comparing a foreign decoder's output, whose depth
// and channels are its own choice, with the picture that a file holds. Straight from the definitions; speed is no concern.

namespace RawDecoders.Conformance.Pictures;

/// <summary>Conversions of whole pictures.</summary>
internal static class PictureConversion
{
    /// <summary>The picture as a screen shows it: 8-bit RGBA, straight alpha.</summary>
    public static Picture ToDisplay(this Picture picture)
    {
        ReadOnlyMemory<byte> palette = picture.Palette;
        int maximum = picture.Maximum;
        ChannelOrder order = picture.Order;
        return picture.Map(ChannelOrder.Rgba, SampleType.UInt8, (from, to) =>
        {
            if (order == ChannelOrder.Index && !palette.IsEmpty)
            {
                ReadOnlySpan<byte> entry = palette.Span[Math.Min(from[0] * 4, palette.Length - 4)..];
                for (int c = 0; c < 4; c++)
                    to[c] = entry[c];
                return;
            }

            Span<int> rgba = stackalloc int[4];
            ToRgba(order, maximum, from, rgba);
            for (int c = 0; c < 4; c++)
                to[c] = Rescale(rgba[c], maximum, 255);
        });
    }

    /// <summary>
    /// The picture in the terms of another one: its depth (rounding), its channels (grey spread to colour, opaque alpha added,
    /// alpha dropped). Null when information that the other shows is not there to compare: colour as grey.
    /// </summary>
    public static Picture? InTermsOf(this Picture picture, Picture other)
    {
        if (picture.Order == other.Order && picture.Type == other.Type)
            return picture;
        bool wantsGray = other.Order is ChannelOrder.Gray or ChannelOrder.GrayAlpha;
        if (wantsGray && !picture.IsGray && !IsColorless(picture))
            return null;
        if (other.Order is ChannelOrder.Index || (other.Order == ChannelOrder.Cmyk) != (picture.Order == ChannelOrder.Cmyk))
            return null;
        if (picture.Order == ChannelOrder.Index)
        {
            if (picture.Palette.IsEmpty)
                return null;
            picture = picture.ToDisplay();
        }

        int from = picture.Maximum, to = other.Maximum;
        ChannelOrder source = picture.Order, target = other.Order;
        return picture.Map(target, other.Type, (pixel, result) =>
        {
            Span<int> rgba = stackalloc int[4];
            if (target == ChannelOrder.Cmyk)
                pixel.CopyTo(rgba);
            else
                ToRgba(source, from, pixel, rgba);
            for (int c = 0; c < 4; c++)
                rgba[c] = Rescale(rgba[c], from, to);
            switch (target)
            {
                case ChannelOrder.Gray:
                    result[0] = rgba[0];
                    break;
                case ChannelOrder.GrayAlpha:
                    (result[0], result[1]) = (rgba[0], rgba[3]);
                    break;
                case ChannelOrder.Bgr or ChannelOrder.Bgra:
                    (rgba[0], rgba[2]) = (rgba[2], rgba[0]);
                    rgba[..result.Length].CopyTo(result);
                    break;
                default:
                    rgba[..result.Length].CopyTo(result);
                    break;
            }
        });
    }

    /// <summary>Red and blue exchanged.</summary>
    public static Picture SwapRedAndBlue(this Picture picture)
    {
        ChannelOrder order = picture.Order switch
        {
            ChannelOrder.Rgb => ChannelOrder.Bgr,
            ChannelOrder.Bgr => ChannelOrder.Rgb,
            ChannelOrder.Rgba => ChannelOrder.Bgra,
            ChannelOrder.Bgra => ChannelOrder.Rgba,
            _ => throw new InvalidOperationException($"{picture.Order} has no red and blue"),
        };
        return picture.Map(order, picture.Type, (from, to) =>
        {
            from.CopyTo(to);
            (to[0], to[2]) = (from[2], from[0]);
        });
    }

    /// <summary>round(value × to / from), exact halves up; for 65535 to 255 that is round(v / 257).</summary>
    public static int Rescale(int value, int from, int to)
        => from == to ? value : (int)(((2L * value * to) + from) / (2L * from));

    private static void ToRgba(ChannelOrder order, int maximum, ReadOnlySpan<int> from, Span<int> rgba)
    {
        rgba[3] = maximum;
        switch (order)
        {
            case ChannelOrder.Gray or ChannelOrder.Index:
                rgba[..3].Fill(from[0]);
                break;
            case ChannelOrder.GrayAlpha:
                rgba[..3].Fill(from[0]);
                rgba[3] = from[1];
                break;
            case ChannelOrder.Cmyk:
                for (int c = 0; c < 3; c++)
                    rgba[c] = (maximum - from[c]) * (maximum - from[3]) / maximum;
                break;
            case ChannelOrder.Bgr or ChannelOrder.Bgra:
                from.CopyTo(rgba);
                (rgba[0], rgba[2]) = (from[2], from[0]);
                break;
            default:
                from.CopyTo(rgba);
                break;
        }
    }

    private static bool IsColorless(Picture picture)
    {
        if (picture.Order is ChannelOrder.Cmyk or ChannelOrder.Index)
            return false;
        for (int i = 0; i < picture.Width * picture.Height * picture.Channels; i += picture.Channels)
        {
            if (picture[i] != picture[i + 1] || picture[i] != picture[i + 2])
                return false;
        }

        return true;
    }
}
