// Owns: 64-bit pixels to 8- and 16-bit RGB formats. Stands under BmpRowConverter. Leaves other formats to RowConverter.
//
// 64-bit pixels: blue, green, red, alpha, each a signed 2.13 fixed-point number, 8192 for 1.0, as GDI+ writes its
// PixelFormat64bppARGB. GDI+ holds colour in linear light there ("scRGB with gamma 1.0"), while every other BMP, and every
// PixelFormat of this library, has sRGB-coded samples; so colour goes through the sRGB transfer function (IEC 61966-2-1),
// and alpha, which is linear everywhere, is only scaled. Values below 0 and above 1.0 (to 3.9998) are clamped.
// Worked number: 0.5 of light is 4096, coded as 0.735357, 48192 of 65535, 188 of 255. A reader that took the numbers for
// sRGB-coded ones would show 128 and a picture much too dark.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RawDecoders.Bmp;

internal sealed class BmpFixedPointRow(PixelFormat output) : BmpRowConverter
{
    public const int One = 1 << 13;

    // Made when the first 64-bit file comes; 24 KiB.
    private static readonly Lazy<(byte[] To8, ushort[] To16)> Coded = new(static () =>
    {
        byte[] to8 = new byte[One + 1];
        ushort[] to16 = new ushort[One + 1];
        for (int i = 0; i <= One; i++)
        {
            double light = i / (double)One;
            double coded = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055;
            to8[i] = (byte)(coded * 255 + 0.5);
            to16[i] = (ushort)(coded * 65535 + 0.5);
        }

        return (to8, to16);
    });

    public static bool Supports(PixelFormat output)
        => output is PixelFormat.Rgb24 or PixelFormat.Bgr24 or PixelFormat.Rgba32 or PixelFormat.Bgra32 or PixelFormat.Rgb48 or PixelFormat.Rgba64;

    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        (byte[] to8, ushort[] to16) = Coded.Value;
        int pixelBytes = output.GetBytesPerPixel();
        source = source[..(8 * width)];
        destination = destination[..(width * pixelBytes)];
        if (output is PixelFormat.Rgb48 or PixelFormat.Rgba64)
            ConvertDeep(source, MemoryMarshal.Cast<byte, ushort>(destination), to16, pixelBytes / 2);
        else
            Convert8(source, destination, to8, pixelBytes, blueFirst: output is PixelFormat.Bgr24 or PixelFormat.Bgra32);
    }

    private static void ConvertDeep(ReadOnlySpan<byte> source, Span<ushort> destination, ushort[] coded, int channels)
    {
        for (int s = 0, d = 0; s < source.Length; s += 8, d += channels)
        {
            ulong pixel = BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(s, 8));
            Span<ushort> to = destination.Slice(d, channels);
            to[0] = coded[Clamped(pixel >> 32)];
            to[1] = coded[Clamped(pixel >> 16)];
            to[2] = coded[Clamped(pixel)];
            if (channels == 4)
                to[3] = (ushort)((Clamped(pixel >> 48) * 65535 + One / 2) / One);
        }
    }

    private static void Convert8(ReadOnlySpan<byte> source, Span<byte> destination, byte[] coded, int channels, bool blueFirst)
    {
        (int first, int third) = blueFirst ? (0, 32) : (32, 0);
        for (int s = 0, d = 0; s < source.Length; s += 8, d += channels)
        {
            ulong pixel = BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(s, 8));
            Span<byte> to = destination.Slice(d, channels);
            to[0] = coded[Clamped(pixel >> first)];
            to[1] = coded[Clamped(pixel >> 16)];
            to[2] = coded[Clamped(pixel >> third)];
            if (channels == 4)
                to[3] = (byte)((Clamped(pixel >> 48) * 255 + One / 2) / One);
        }
    }

    /// <summary>The low 16 bits as a signed number, 0 to 8192. (8192 × 65535 + 4096 fits in 31 bits.)</summary>
    /// <remarks>Without branches, which values about the ends would make unpredictable: Math.Clamp took seven times as long on noise.</remarks>
    private static int Clamped(ulong bits)
    {
        int value = (short)bits;
        value &= ~(value >> 31);
        int over = value - One;
        return One + (over & (over >> 31));
    }
}
