using RawDecoders.Jpeg;
using Xunit;

namespace RawDecoders.Tests.Jpeg.Reconstruction;

public sealed unsafe class ColorTests
{
    /// <summary>libjpeg-turbo's tables, term by term, against the scalar definition: all chroma, the whole range of luma.</summary>
    [Fact]
    public void Fixed_point_terms_are_the_rounded_products()
    {
        for (int cb = 0; cb < 256; cb++)
        {
            for (int cr = 0; cr < 256; cr++)
            {
                int red = (int)Math.Floor((Math.Round(1.402 * 65536) * (cr - 128) + 32768) / 65536);
                int green = (int)Math.Floor((-Math.Round(0.34414 * 65536) * (cb - 128) - Math.Round(0.71414 * 65536) * (cr - 128) + 32768) / 65536);
                int blue = (int)Math.Floor((Math.Round(1.772 * 65536) * (cb - 128) + 32768) / 65536);
                foreach (int y in (ReadOnlySpan<int>)[0, 60, 128, 200, 255])
                {
                    Assert.Equal(Math.Clamp(y + red, 0, 255), YccColor.Red(y, cr));
                    Assert.Equal(Math.Clamp(y + green, 0, 255), YccColor.Green(y, cb, cr));
                    Assert.Equal(Math.Clamp(y + blue, 0, 255), YccColor.Blue(y, cb));
                }
            }
        }
    }

    /// <summary>All of Cb × Cr, at lumas that put every term inside the range and outside it at both ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Kernels")]
    public void Vector_colour_agrees_for_every_chroma(bool isImageSharp)
    {
        byte[] luma = new byte[256 + 64], blue = new byte[256 + 64], red = new byte[256 + 64];
        byte[] expected = new byte[3 * 256], actual = new byte[3 * 256];
        for (int i = 0; i < 256; i++)
            red[i] = (byte)i;
        fixed (byte* y = luma, cb = blue, cr = red, e = expected, a = actual)
        {
            var rows = new ComponentRows { First = y, Second = cb, Third = cr };
            foreach (int level in (ReadOnlySpan<int>)[0, 1, 2, 33, 34, 35, 90, 127, 128, 179, 222, 223, 255, 1000])
            {
                for (int b = 0; b < 256; b++)
                {
                    Array.Fill(blue, (byte)b);
                    for (int i = 0; i < luma.Length; i++)
                        luma[i] = level == 1000 ? (byte)(i * 77 + b * 31) : (byte)level;
                    if (isImageSharp)
                    {
                        ImageSharpYccComposer<Rgb24Layout>.ComposeScalar(rows, e, 256);
                        new ImageSharpYccComposer<Rgb24Layout>(PixelFormat.Rgb24).Compose(rows, a, 256);
                    }
                    else
                    {
                        YccComposer<Rgb24Layout>.ComposeScalar(rows, e, 256);
                        new YccComposer<Rgb24Layout>(PixelFormat.Rgb24).Compose(rows, a, 256);
                        Assert.True(expected.AsSpan().SequenceEqual(actual), $"luma {level}, cb {b}");
                        YccComposer<Rgb24Layout>.ComposeVector128(rows, a, 256);
                    }

                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"luma {level}, cb {b}");
                }
            }
        }
    }

    /// <summary>
    /// ImageSharp divides its rounded values by 255, and later multiplies by 255 and rounds again. That gives the value
    /// back for every integer that its conversion can produce, so leaving it out is right.
    /// </summary>
    [Fact]
    public void Going_through_0_to_1_changes_no_integer()
    {
        for (int v = -256; v < 512; v++)
            Assert.Equal(v, MathF.Round(v * (1f / 255) * 255f));
    }

    /// <summary>ImageSharp multiplies inks in single precision: never a different byte than the exact quotient's.</summary>
    [Fact]
    public void Inks_times_black_never_tie()
    {
        for (int ink = 0; ink < 256; ink++)
        {
            for (int black = 0; black < 256; black++)
            {
                int exact = (2 * ink * black + 255) / 510;
                Assert.Equal(exact, (int)MathF.Round(ink * (black * (1f / (255 * 255))) * 255f));
            }
        }
    }

    [Fact]
    public void Sharp_luma_of_grey_is_the_grey()
    {
        for (int v = 0; v < 256; v++)
            Assert.Equal(v, ImageSharpLuma.FromRgb((byte)v, (byte)v, (byte)v));
    }

    /// <summary>Every composer at every width: right pixels, nothing written beside them.</summary>
    [Theory]
    [InlineData("YCbCr", "LibjpegTurbo")]
    [InlineData("YCbCr", "ImageSharp")]
    [InlineData("Rgb", "LibjpegTurbo")]
    [InlineData("Cmyk", "LibjpegTurbo")]
    [InlineData("Ycck", "LibjpegTurbo")]
    [InlineData("Ycck", "ImageSharp")]
    [InlineData("Grayscale", "LibjpegTurbo")]
    [Trait("Category", "Kernels")]
    public void Composers_write_their_row_and_nothing_else(string model, string reconstruction)
    {
        var random = new Random(23);
        byte[][] planes = [.. Enumerable.Range(0, 4).Select(_ => new byte[300])];
        foreach (byte[] plane in planes)
            random.NextBytes(plane);
        byte[] output = new byte[300 * 4];
        var colorModel = Enum.Parse<ColorModel>(model);
        PixelFormat[] formats = colorModel switch
        {
            ColorModel.Grayscale => [PixelFormat.Gray8],
            ColorModel.Cmyk => [PixelFormat.Cmyk32],
            ColorModel.Ycck => [PixelFormat.Cmyk32, PixelFormat.Rgb24],
            _ => [PixelFormat.Rgb24, PixelFormat.Bgr24, PixelFormat.Rgba32, PixelFormat.Bgra32],
        };
        foreach (PixelFormat format in formats)
        {
            foreach (bool inverted in new[] { false, true })
            {
                var kind = Enum.Parse<JpegReconstruction>(reconstruction);
                var composer = RowComposer.Choose(new ColourDecision(colorModel, inverted, null), kind, format);
                bool isImageSharp = kind == JpegReconstruction.ImageSharp;
                if (composer.Format != format)
                    continue;
                fixed (byte* p0 = planes[0], p1 = planes[1], p2 = planes[2], p3 = planes[3], o = output)
                {
                    var rows = new ComponentRows { First = p0, Second = p1, Third = p2, Fourth = p3 };
                    int bytes = format.GetBytesPerPixel();
                    for (int width = 0; width <= 130; width++)
                    {
                        Array.Fill(output, (byte)0xA5);
                        composer.Compose(rows, o + 5, width);
                        Assert.False(output.AsSpan(0, 5).ContainsAnyExcept((byte)0xA5), $"{format}: before, width {width}");
                        Assert.False(output.AsSpan(5 + width * bytes).ContainsAnyExcept((byte)0xA5), $"{format}: after, width {width}");
                        for (int x = 0; x < width; x++)
                        {
                            byte[] expected = Pixel(colorModel, format, inverted, isImageSharp, [.. planes.Select(p => p[x])]);
                            Assert.True(expected.AsSpan().SequenceEqual(output.AsSpan(5 + x * bytes, bytes)), $"{format}: pixel {x} of {width}");
                        }
                    }
                }
            }
        }
    }

    private static byte[] Pixel(ColorModel model, PixelFormat format, bool inverted, bool isImageSharp, byte[] s)
    {
        (int r, int g, int b) = model switch
        {
            ColorModel.Rgb or ColorModel.Cmyk or ColorModel.Grayscale => (s[0], s[1], s[2]),
            _ when isImageSharp => (ImageSharpColor.Red(s[0], s[2]), ImageSharpColor.Green(s[0], s[1], s[2]), ImageSharpColor.Blue(s[0], s[1])),
            _ => (YccColor.Red(s[0], s[2]), YccColor.Green(s[0], s[1], s[2]), YccColor.Blue(s[0], s[1])),
        };
        byte Limit(double v) => (byte)Math.Clamp(Math.Round(v), 0, 255);
        byte Ink(int stored) => inverted ? Limit(255 - stored) : Limit(stored);
        return (format, model) switch
        {
            (PixelFormat.Gray8, _) => [s[0]],
            (PixelFormat.Rgb24, ColorModel.Ycck) => [.. new[] { r, g, b }.Select(v => Limit((inverted ? 255 - v : v) * (double)(inverted ? s[3] : 255 - s[3]) / 255))],
            (PixelFormat.Cmyk32, ColorModel.Ycck) => [Ink(255 - Limit(r)), Ink(255 - Limit(g)), Ink(255 - Limit(b)), Ink(s[3])],
            (PixelFormat.Cmyk32, _) => [Ink(s[0]), Ink(s[1]), Ink(s[2]), Ink(s[3])],
            (PixelFormat.Rgb24, _) => [Limit(r), Limit(g), Limit(b)],
            (PixelFormat.Bgr24, _) => [Limit(b), Limit(g), Limit(r)],
            (PixelFormat.Rgba32, _) => [Limit(r), Limit(g), Limit(b), 255],
            _ => [Limit(b), Limit(g), Limit(r), 255],
        };
    }
}
