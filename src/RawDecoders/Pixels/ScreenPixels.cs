// Owns: what a pixel of the formats for screens means: colours times alpha, and words of 5, 6 and 5 bits. Stands beside PixelTypes, under
// RowConverter. Leaves rows and speed to PremultiplyRowConverter and Rgb565RowConverter.

namespace RawDecoders;

/// <summary>A pixel of <see cref="PixelFormat.Rgba32Premultiplied"/>: 4 bytes.</summary>
internal readonly record struct Rgba32Premultiplied(byte R, byte G, byte B, byte A) : IPixel<Rgba32Premultiplied>
{
    static bool IPixel<Rgba32Premultiplied>.Is16Bit => false;

    static bool IPixel<Rgba32Premultiplied>.IsGray => false;

    Channels IPixel<Rgba32Premultiplied>.ToChannels() => new(Divide(R, A), Divide(G, A), Divide(B, A), A);

    static Rgba32Premultiplied IPixel<Rgba32Premultiplied>.From(Channels c)
        => new((byte)Multiply(c.R, c.A), (byte)Multiply(c.G, c.A), (byte)Multiply(c.B, c.A), (byte)c.A);

    /// <summary>round(c × a / 255) of 0..255 each. Example: 200 of alpha 100 is 78 (78.43).</summary>
    /// <remarks>(p + 128 + ((p + 128) >> 8)) >> 8 is round(p / 255) for 0 ≤ p ≤ 65025; there are no ties, 255 being odd.</remarks>
    internal static uint Multiply(uint colour, uint alpha)
    {
        uint p = (colour * alpha) + 128;
        return (p + (p >> 8)) >> 8;
    }

    /// <summary>
    /// round(c × 255 / a), a half upwards and 255 at most: no straight colour gives more than its alpha. 0 where alpha is 0. Of what
    /// <see cref="Multiply"/> gave, multiplying again gives the same: the quotient is off by at most a half, the product by a / 510.
    /// </summary>
    internal static uint Divide(uint product, uint alpha) => alpha == 0 ? 0 : Math.Min(255, ((product * 255) + (alpha / 2)) / alpha);
}

/// <summary>A pixel of <see cref="PixelFormat.Bgra32Premultiplied"/>: 4 bytes.</summary>
internal readonly record struct Bgra32Premultiplied(byte B, byte G, byte R, byte A) : IPixel<Bgra32Premultiplied>
{
    static bool IPixel<Bgra32Premultiplied>.Is16Bit => false;

    static bool IPixel<Bgra32Premultiplied>.IsGray => false;

    Channels IPixel<Bgra32Premultiplied>.ToChannels()
        => new(Rgba32Premultiplied.Divide(R, A), Rgba32Premultiplied.Divide(G, A), Rgba32Premultiplied.Divide(B, A), A);

    static Bgra32Premultiplied IPixel<Bgra32Premultiplied>.From(Channels c) => new(
        (byte)Rgba32Premultiplied.Multiply(c.B, c.A), (byte)Rgba32Premultiplied.Multiply(c.G, c.A), (byte)Rgba32Premultiplied.Multiply(c.R, c.A), (byte)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Rgb565"/>: a word in the machine's byte order.</summary>
internal readonly record struct Rgb565(ushort Word) : IPixel<Rgb565>
{
    static bool IPixel<Rgb565>.Is16Bit => false;

    static bool IPixel<Rgb565>.IsGray => false;

    Channels IPixel<Rgb565>.ToChannels() => new(
        SampleScaling.ToByte((uint)Word >> 11, 5), SampleScaling.ToByte(((uint)Word >> 5) & 63, 6), SampleScaling.ToByte(Word & 31u, 5), 255);

    static Rgb565 IPixel<Rgb565>.From(Channels c) => Of(c.R, c.G, c.B);

    /// <summary>The word of three channels of 8 bits.</summary>
    internal static Rgb565 Of(uint red, uint green, uint blue) => new((ushort)((Scale(red, 31) << 11) | (Scale(green, 63) << 5) | Scale(blue, 31)));

    /// <summary>round(v × most / 255): of 100 and 31 it is 12 (12.16). No ties, 255 being odd.</summary>
    private static uint Scale(uint v, uint most) => Rgba32Premultiplied.Multiply(v, most);
}
