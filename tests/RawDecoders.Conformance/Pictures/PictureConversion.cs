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
        PictureChannels order = picture.Order;
        return picture.Map(PictureChannels.Rgba, PictureSample.UInt8, (from, to) =>
        {
            if (order == PictureChannels.Index && !palette.IsEmpty)
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
        bool wantsGray = other.Order is PictureChannels.Gray or PictureChannels.GrayAlpha;
        if (wantsGray && !picture.IsGray && !IsColorless(picture))
            return null;
        if (other.Order is PictureChannels.Index || (other.Order == PictureChannels.Cmyk) != (picture.Order == PictureChannels.Cmyk))
            return null;
        if (picture.Order == PictureChannels.Index)
        {
            if (picture.Palette.IsEmpty)
                return null;
            picture = picture.ToDisplay();
        }

        int from = picture.Maximum, to = other.Maximum;
        PictureChannels source = picture.Order, target = other.Order;
        return picture.Map(target, other.Type, (pixel, result) =>
        {
            Span<int> rgba = stackalloc int[4];
            if (target == PictureChannels.Cmyk)
                pixel.CopyTo(rgba);
            else
                ToRgba(source, from, pixel, rgba);
            for (int c = 0; c < 4; c++)
                rgba[c] = Rescale(rgba[c], from, to);
            switch (target)
            {
                case PictureChannels.Gray:
                    result[0] = rgba[0];
                    break;
                case PictureChannels.GrayAlpha:
                    (result[0], result[1]) = (rgba[0], rgba[3]);
                    break;
                case PictureChannels.Bgr or PictureChannels.Bgra:
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
        PictureChannels order = picture.Order switch
        {
            PictureChannels.Rgb => PictureChannels.Bgr,
            PictureChannels.Bgr => PictureChannels.Rgb,
            PictureChannels.Rgba => PictureChannels.Bgra,
            PictureChannels.Bgra => PictureChannels.Rgba,
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

    private static void ToRgba(PictureChannels order, int maximum, ReadOnlySpan<int> from, Span<int> rgba)
    {
        rgba[3] = maximum;
        switch (order)
        {
            case PictureChannels.Gray or PictureChannels.Index:
                rgba[..3].Fill(from[0]);
                break;
            case PictureChannels.GrayAlpha:
                rgba[..3].Fill(from[0]);
                rgba[3] = from[1];
                break;
            case PictureChannels.Cmyk:
                for (int c = 0; c < 3; c++)
                    rgba[c] = (maximum - from[c]) * (maximum - from[3]) / maximum;
                break;
            case PictureChannels.Bgr or PictureChannels.Bgra:
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
        if (picture.Order is PictureChannels.Cmyk or PictureChannels.Index)
            return false;
        for (int i = 0; i < picture.Width * picture.Height * picture.Channels; i += picture.Channels)
        {
            if (picture[i] != picture[i + 1] || picture[i] != picture[i + 2])
                return false;
        }

        return true;
    }
}
