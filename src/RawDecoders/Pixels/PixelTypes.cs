// Owns: one struct for each pixel format of more than one channel. Stands under RowConverter and typed views. Leaves conversion to
// the former.

namespace RawDecoders;

// One struct per pixel format of more than one channel, fields in memory order: the element type of typed views
// (PixelBuffer.GetRow<T>) and, through IPixel, the normative meaning of each format for the scalar converter
// (RowConverter.cs). Single-channel formats are byte and ushort to callers; Gray8 and Gray16 stand for them inside.
// Rows of bytes need not be aligned: conversions read and write these structs with Unsafe.ReadUnaligned/WriteUnaligned.

/// <summary>
/// A pixel as four channels at its own depth (0..255 or 0..65535), the common ground of all formats: grey is replicated,
/// a missing alpha is opaque, CMYK has become RGB.
/// </summary>
internal readonly record struct Channels(uint R, uint G, uint B, uint A)
{
    /// <summary>Luma: ITU-R BT.601 as JFIF has Y, in 16.16 fixed point; (v, v, v) gives v. Stays below 2^32 at 16 bits.</summary>
    public uint Luma => ((19595 * R) + (38470 * G) + (7471 * B) + 32768) >> 16;
}

/// <summary>What the scalar converter asks of a pixel struct.</summary>
internal interface IPixel<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>
{
    /// <summary>Whether samples have 16 bits; 8 otherwise.</summary>
    static abstract bool Is16Bit { get; }

    /// <summary>Whether there is one luma channel: <see cref="From"/> then takes it from R.</summary>
    static abstract bool IsGray { get; }

    Channels ToChannels();

    static abstract TSelf From(Channels c);
}

/// <summary>A pixel of <see cref="PixelFormat.Gray8"/>.</summary>
internal readonly record struct Gray8(byte L) : IPixel<Gray8>
{
    static bool IPixel<Gray8>.Is16Bit => false;

    static bool IPixel<Gray8>.IsGray => true;

    Channels IPixel<Gray8>.ToChannels() => new(L, L, L, 255);

    static Gray8 IPixel<Gray8>.From(Channels c) => new((byte)c.R);
}

/// <summary>A pixel of <see cref="PixelFormat.Gray16"/>.</summary>
internal readonly record struct Gray16(ushort L) : IPixel<Gray16>
{
    static bool IPixel<Gray16>.Is16Bit => true;

    static bool IPixel<Gray16>.IsGray => true;

    Channels IPixel<Gray16>.ToChannels() => new(L, L, L, 65535);

    static Gray16 IPixel<Gray16>.From(Channels c) => new((ushort)c.R);
}

/// <summary>A pixel of <see cref="PixelFormat.GrayAlpha16"/>: 2 bytes.</summary>
/// <param name="L">Grey, 0 black to 255 white.</param>
/// <param name="A">Alpha, 255 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.GrayAlpha16 });
/// GrayAlpha16 corner = image.GetRow&lt;GrayAlpha16>(0)[0];
/// </code>
/// </example>
public readonly record struct GrayAlpha16(byte L, byte A) : IPixel<GrayAlpha16>
{
    static bool IPixel<GrayAlpha16>.Is16Bit => false;

    static bool IPixel<GrayAlpha16>.IsGray => true;

    Channels IPixel<GrayAlpha16>.ToChannels() => new(L, L, L, A);

    static GrayAlpha16 IPixel<GrayAlpha16>.From(Channels c) => new((byte)c.R, (byte)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.GrayAlpha32"/>: 4 bytes, machine byte order.</summary>
/// <param name="L">Grey, 0 black to 65535 white.</param>
/// <param name="A">Alpha, 65535 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.GrayAlpha32 });
/// GrayAlpha32 corner = image.GetRow&lt;GrayAlpha32>(0)[0];
/// </code>
/// </example>
public readonly record struct GrayAlpha32(ushort L, ushort A) : IPixel<GrayAlpha32>
{
    static bool IPixel<GrayAlpha32>.Is16Bit => true;

    static bool IPixel<GrayAlpha32>.IsGray => true;

    Channels IPixel<GrayAlpha32>.ToChannels() => new(L, L, L, A);

    static GrayAlpha32 IPixel<GrayAlpha32>.From(Channels c) => new((ushort)c.R, (ushort)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Rgb24"/>: 3 bytes.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgb24 });
/// Rgb24 corner = image.GetRow&lt;Rgb24>(0)[0];
/// </code>
/// </example>
public readonly record struct Rgb24(byte R, byte G, byte B) : IPixel<Rgb24>
{
    static bool IPixel<Rgb24>.Is16Bit => false;

    static bool IPixel<Rgb24>.IsGray => false;

    Channels IPixel<Rgb24>.ToChannels() => new(R, G, B, 255);

    static Rgb24 IPixel<Rgb24>.From(Channels c) => new((byte)c.R, (byte)c.G, (byte)c.B);
}

/// <summary>A pixel of <see cref="PixelFormat.Bgr24"/>: 3 bytes.</summary>
/// <param name="B">Blue, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="R">Red, 0 to 255.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgr24 });
/// Bgr24 corner = image.GetRow&lt;Bgr24>(0)[0];
/// </code>
/// </example>
public readonly record struct Bgr24(byte B, byte G, byte R) : IPixel<Bgr24>
{
    static bool IPixel<Bgr24>.Is16Bit => false;

    static bool IPixel<Bgr24>.IsGray => false;

    Channels IPixel<Bgr24>.ToChannels() => new(R, G, B, 255);

    static Bgr24 IPixel<Bgr24>.From(Channels c) => new((byte)c.B, (byte)c.G, (byte)c.R);
}

/// <summary>A pixel of <see cref="PixelFormat.Rgba32"/>: 4 bytes.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
/// <param name="A">Alpha, 255 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
/// Rgba32 corner = image.GetRow&lt;Rgba32>(0)[0];
/// </code>
/// </example>
public readonly record struct Rgba32(byte R, byte G, byte B, byte A) : IPixel<Rgba32>
{
    static bool IPixel<Rgba32>.Is16Bit => false;

    static bool IPixel<Rgba32>.IsGray => false;

    Channels IPixel<Rgba32>.ToChannels() => new(R, G, B, A);

    static Rgba32 IPixel<Rgba32>.From(Channels c) => new((byte)c.R, (byte)c.G, (byte)c.B, (byte)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Bgra32"/>: 4 bytes.</summary>
/// <param name="B">Blue, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="A">Alpha, 255 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgra32 });
/// Bgra32 corner = image.GetRow&lt;Bgra32>(0)[0];
/// </code>
/// </example>
public readonly record struct Bgra32(byte B, byte G, byte R, byte A) : IPixel<Bgra32>
{
    static bool IPixel<Bgra32>.Is16Bit => false;

    static bool IPixel<Bgra32>.IsGray => false;

    Channels IPixel<Bgra32>.ToChannels() => new(R, G, B, A);

    static Bgra32 IPixel<Bgra32>.From(Channels c) => new((byte)c.B, (byte)c.G, (byte)c.R, (byte)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Rgb48"/>: 6 bytes, machine byte order.</summary>
/// <param name="R">Red, 0 to 65535.</param>
/// <param name="G">Green, 0 to 65535.</param>
/// <param name="B">Blue, 0 to 65535.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgb48 });
/// Rgb48 corner = image.GetRow&lt;Rgb48>(0)[0];
/// </code>
/// </example>
public readonly record struct Rgb48(ushort R, ushort G, ushort B) : IPixel<Rgb48>
{
    static bool IPixel<Rgb48>.Is16Bit => true;

    static bool IPixel<Rgb48>.IsGray => false;

    Channels IPixel<Rgb48>.ToChannels() => new(R, G, B, 65535);

    static Rgb48 IPixel<Rgb48>.From(Channels c) => new((ushort)c.R, (ushort)c.G, (ushort)c.B);
}

/// <summary>A pixel of <see cref="PixelFormat.Rgba64"/>: 8 bytes, machine byte order.</summary>
/// <param name="R">Red, 0 to 65535.</param>
/// <param name="G">Green, 0 to 65535.</param>
/// <param name="B">Blue, 0 to 65535.</param>
/// <param name="A">Alpha, 65535 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Rgba64 });
/// Rgba64 corner = image.GetRow&lt;Rgba64>(0)[0];
/// </code>
/// </example>
public readonly record struct Rgba64(ushort R, ushort G, ushort B, ushort A) : IPixel<Rgba64>
{
    static bool IPixel<Rgba64>.Is16Bit => true;

    static bool IPixel<Rgba64>.IsGray => false;

    Channels IPixel<Rgba64>.ToChannels() => new(R, G, B, A);

    static Rgba64 IPixel<Rgba64>.From(Channels c) => new((ushort)c.R, (ushort)c.G, (ushort)c.B, (ushort)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Bgr48"/>: 6 bytes, machine byte order.</summary>
/// <param name="B">Blue, 0 to 65535.</param>
/// <param name="G">Green, 0 to 65535.</param>
/// <param name="R">Red, 0 to 65535.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgr48 });
/// Bgr48 corner = image.GetRow&lt;Bgr48>(0)[0];
/// </code>
/// </example>
public readonly record struct Bgr48(ushort B, ushort G, ushort R) : IPixel<Bgr48>
{
    static bool IPixel<Bgr48>.Is16Bit => true;

    static bool IPixel<Bgr48>.IsGray => false;

    Channels IPixel<Bgr48>.ToChannels() => new(R, G, B, 65535);

    static Bgr48 IPixel<Bgr48>.From(Channels c) => new((ushort)c.B, (ushort)c.G, (ushort)c.R);
}

/// <summary>A pixel of <see cref="PixelFormat.Bgra64"/>: 8 bytes, machine byte order.</summary>
/// <param name="B">Blue, 0 to 65535.</param>
/// <param name="G">Green, 0 to 65535.</param>
/// <param name="R">Red, 0 to 65535.</param>
/// <param name="A">Alpha, 65535 opaque.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgra64 });
/// Bgra64 corner = image.GetRow&lt;Bgra64>(0)[0];
/// </code>
/// </example>
public readonly record struct Bgra64(ushort B, ushort G, ushort R, ushort A) : IPixel<Bgra64>
{
    static bool IPixel<Bgra64>.Is16Bit => true;

    static bool IPixel<Bgra64>.IsGray => false;

    Channels IPixel<Bgra64>.ToChannels() => new(R, G, B, A);

    static Bgra64 IPixel<Bgra64>.From(Channels c) => new((ushort)c.B, (ushort)c.G, (ushort)c.R, (ushort)c.A);
}

/// <summary>A pixel of <see cref="PixelFormat.Cmyk32"/>: 4 bytes.</summary>
/// <param name="C">Cyan, 0 no ink to 255 full ink.</param>
/// <param name="M">Magenta.</param>
/// <param name="Y">Yellow.</param>
/// <param name="K">Black.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("cmyk.jpg", new DecodeOptions { PixelFormat = PixelFormat.Cmyk32 });
/// Cmyk32 corner = image.GetRow&lt;Cmyk32>(0)[0];
/// </code>
/// </example>
public readonly record struct Cmyk32(byte C, byte M, byte Y, byte K) : IPixel<Cmyk32>
{
    static bool IPixel<Cmyk32>.Is16Bit => false;

    static bool IPixel<Cmyk32>.IsGray => false;

    Channels IPixel<Cmyk32>.ToChannels() => new(Light(C, K), Light(M, K), Light(Y, K), 255);

    /// <summary>The inverse of <see cref="IPixel{TSelf}.ToChannels"/> that uses no black: RGB comes back exactly.</summary>
    static Cmyk32 IPixel<Cmyk32>.From(Channels c) => new((byte)(255 - c.R), (byte)(255 - c.G), (byte)(255 - c.B), 0);

    /// <summary>round((255 - ink) × (255 - black) / 255): what both inks let through, without a colour profile.</summary>
    /// <remarks>(p + 128 + ((p + 128) >> 8)) >> 8 is round(p / 255) for 0 ≤ p ≤ 65025; there are no ties, 255 being odd.</remarks>
    internal static uint Light(uint ink, uint black)
    {
        uint p = ((255 - ink) * (255 - black)) + 128;
        return (p + (p >> 8)) >> 8;
    }
}

/// <summary>A pixel of <see cref="PixelFormat.Cmyk64"/>: 8 bytes, machine byte order.</summary>
/// <param name="C">Cyan, 0 no ink to 65535 full ink.</param>
/// <param name="M">Magenta.</param>
/// <param name="Y">Yellow.</param>
/// <param name="K">Black.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("cmyk.jpg", new DecodeOptions { PixelFormat = PixelFormat.Cmyk64 });
/// Cmyk64 corner = image.GetRow&lt;Cmyk64>(0)[0];
/// </code>
/// </example>
public readonly record struct Cmyk64(ushort C, ushort M, ushort Y, ushort K) : IPixel<Cmyk64>
{
    static bool IPixel<Cmyk64>.Is16Bit => true;

    static bool IPixel<Cmyk64>.IsGray => false;

    Channels IPixel<Cmyk64>.ToChannels() => new(Light(C, K), Light(M, K), Light(Y, K), 65535);

    /// <summary>As for <see cref="Cmyk32"/>: no black, so that RGB comes back exactly.</summary>
    static Cmyk64 IPixel<Cmyk64>.From(Channels c) => new((ushort)(65535 - c.R), (ushort)(65535 - c.G), (ushort)(65535 - c.B), 0);

    /// <summary>round((65535 - ink) × (65535 - black) / 65535): there are no ties, 65535 being odd.</summary>
    private static uint Light(uint ink, uint black) => (uint)(((65535UL - ink) * (65535UL - black) + 32767) / 65535);
}
