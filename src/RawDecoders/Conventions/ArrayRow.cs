// Owns: row arithmetic that only other libraries have: a table per channel, the high byte of 16 bits, their CMYK. Stands under
// ArrayDecoder; chosen once per image. Leaves conversions between pixel formats in this library's own sense to RowConverter.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>Converts decoded rows to rows of a convention.</summary>
internal abstract class ArrayRow
{
    /// <summary>Converts <paramref name="width"/> pixels. The spans may be the same one if pixels keep their size.</summary>
    public abstract void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width);
}

/// <summary>Each 8-bit channel through a table of 256 bytes.</summary>
/// <param name="tables">One per channel, in memory order.</param>
internal sealed class TableRow(params byte[][] tables) : ArrayRow
{
    /// <summary>A table from a function.</summary>
    public static byte[] Table(Func<int, int> map)
    {
        byte[] table = new byte[256];
        for (int i = 0; i < table.Length; i++)
            table[i] = unchecked((byte)map(i));
        return table;
    }

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        int step = tables.Length;
        for (int c = 0; c < step; c++)
        {
            byte[] table = tables[c];
            for (int i = c; i < width * step; i += step)
                destination[i] = table[source[i]];
        }
    }
}

/// <summary>16-bit samples to their high bytes: libpng's png_set_strip_16, Pillow's unpackers.</summary>
/// <param name="channels">Samples of a pixel.</param>
internal sealed class HighByteRow(int channels) : ArrayRow
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        ReadOnlySpan<ushort> samples = MemoryMarshal.Cast<byte, ushort>(source)[..(width * channels)];
        destination = destination[..samples.Length];
        for (int i = 0; i < samples.Length; i++)
            destination[i] = (byte)(samples[i] >> 8);
    }
}

/// <summary>16-bit samples, widened from channels of n bits, to 8 bits by a function of the channel's own value.</summary>
/// <param name="channels">For each channel its bits, at most 16, and the function.</param>
internal sealed class ChannelValueRow((int Bits, Func<int, byte> Map)[] channels) : ArrayRow
{
    private readonly byte[][] _tables = Array.ConvertAll(channels, c =>
    {
        byte[] table = new byte[1 << c.Bits];
        for (int i = 0; i < table.Length; i++)
            table[i] = c.Map(i);
        return table;
    });

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        ReadOnlySpan<ushort> samples = MemoryMarshal.Cast<byte, ushort>(source)[..(width * _tables.Length)];
        for (int c = 0; c < _tables.Length; c++)
        {
            byte[] table = _tables[c];
            for (int i = c; i < samples.Length; i += _tables.Length)
            {
                // Widening rounds v × 65535 / max to the nearest, which keeps values apart, so this gives back v.
                destination[i] = table[(int)(((uint)samples[i] * (uint)(table.Length - 1) + 32767) / 65535)];
            }
        }
    }
}

/// <summary>Plain CMYK to blue, green, red as OpenCV does it: the light of each ink × that of black, divided by 256.</summary>
/// <param name="isInverted">Whether the file counts inks as Adobe's applications do; OpenCV takes every file so.</param>
internal sealed class OpenCvCmykRow(bool isInverted) : ArrayRow
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        int flip = isInverted ? 255 : 0;
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<byte> inks = source.Slice(4 * x, 4);
            Span<byte> pixel = destination.Slice(3 * x, 3);
            int black = inks[3] ^ flip;
            for (int c = 0; c < 3; c++)
                pixel[2 - c] = (byte)(black - ((255 - (inks[c] ^ flip)) * black >> 8));
        }
    }
}

/// <summary>The masked bits of each channel, not scaled, only their low byte: OpenCV's 32-bit BMP pixels.</summary>
/// <param name="masks">Of blue, green, red, alpha; where a mask is 0 the channel is 0, and alpha 255.</param>
internal sealed class MaskedBytesRow(uint[] masks) : ArrayRow
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        for (int x = 0; x < width; x++)
        {
            uint pixel = BinaryPrimitives.ReadUInt32LittleEndian(source[(4 * x)..]);
            for (int c = 0; c < 4; c++)
                destination[4 * x + c] = masks[c] == 0 ? (byte)(c == 3 ? 255 : 0) : (byte)((pixel & masks[c]) >> BitOperations.TrailingZeroCount(masks[c]));
        }
    }
}

/// <summary>Blue, green, red to grey as OpenCV does it: luma of BT.601 with factors of 14 bits.</summary>
internal sealed class OpenCvGrayRow : ArrayRow
{
    /// <summary>The grey of a colour. Grey stays as it is: the factors add up to 2^14.</summary>
    public static byte Gray(int red, int green, int blue) => (byte)((4899 * red + 9617 * green + 1868 * blue + 8192) >> 14);

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        for (int x = 0; x < width; x++)
            destination[x] = Gray(source[3 * x + 2], source[3 * x + 1], source[3 * x]);
    }
}

/// <summary>One of this library's own conversions, where it comes after decoding.</summary>
internal sealed class OwnConversionRow(RowConverter converter) : ArrayRow
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width) => converter.Convert(source, destination, width);
}
