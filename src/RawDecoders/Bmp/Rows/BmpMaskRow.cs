// Owns: 16- and 32-bit pixels with channels where masks say, to 8- and 16-bit RGB formats. Stands under BmpRowConverter; the scalar
// loop here is normative for all masks, contiguous or not. Leaves channels of up to 13 contiguous bits to the fast twin in
// BmpMaskRow.Vectorized.cs.
using System.Buffers.Binary;
using System.Numerics;

namespace RawDecoders.Bmp;

/// <summary>One channel of a pixel: where its bits are, and how many.</summary>
internal readonly struct BmpChannel
{
    private readonly double _to16;

    public BmpChannel(uint mask)
    {
        Mask = mask;
        Shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
        Bits = BitOperations.PopCount(mask);
        IsContiguous = BmpMasks.IsContiguous(mask);
        To8Factor = Bits == 0 ? 0 : 255.0 / Most;
        _to16 = Bits == 0 ? 0 : 65535.0 / Most;
    }

    public uint Mask { get; }

    public int Shift { get; }

    public int Bits { get; }

    public bool IsContiguous { get; }

    /// <summary>255 / (2^n - 1).</summary>
    public double To8Factor { get; }

    /// <summary>The largest value, 2^n - 1.</summary>
    private uint Most => uint.MaxValue >> (32 - Bits);

    /// <summary>The channel's own value, 0 to 2^n - 1. Bits of a mask with holes are moved together, order kept.</summary>
    public uint Extract(uint pixel)
    {
        if (IsContiguous)
            return (pixel & Mask) >> Shift;
        uint value = 0;
        int at = 0;
        for (uint rest = Mask; rest != 0; rest &= rest - 1)
        {
            if ((pixel & rest & (uint)-(int)rest) != 0)
                value |= 1u << at;
            at++;
        }

        return value;
    }

    /// <summary>
    /// round(v * 255 / (2^n - 1)). Exact in double precision: 2^n - 1 is odd, so no value lies half way between two
    /// integers, and the nearest misses it by 1 / (2 (2^32 - 1)), far more than the error of 2^-43.
    /// </summary>
    public byte To8(uint value) => (byte)(value * To8Factor + 0.5);

    /// <summary>round(v * 65535 / (2^n - 1)); exact by the same argument, with an error of 2^-35.</summary>
    public ushort To16(uint value) => (ushort)(value * _to16 + 0.5);
}

internal partial class BmpMaskRow : BmpRowConverter
{
    private readonly BmpChannel _red, _green, _blue, _alpha;
    private readonly int _sourceBytes;
    private readonly PixelFormat _output;

    private BmpMaskRow(BmpMasks masks, int sourceBytes, PixelFormat output)
    {
        (_red, _green, _blue, _alpha) = (new(masks.Red), new(masks.Green), new(masks.Blue), new(masks.Alpha));
        _sourceBytes = sourceBytes;
        _output = output;
    }

    /// <summary>The row converter to Rgb24, Bgr24, Rgba32, Bgra32, Rgb48 or Rgba64.</summary>
    public static BmpMaskRow Create(BmpMasks masks, int sourceBytes, PixelFormat output, bool vectorized = true)
    {
        if (vectorized && BmpVectorizedRow.Supports(masks, output))
            return new BmpVectorizedRow(masks, sourceBytes, output);
        return vectorized && BmpDeepTableRow.Supports(masks, output)
            ? new BmpDeepTableRow(masks, sourceBytes, output)
            : new BmpMaskRow(masks, sourceBytes, output);
    }

    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        int pixelBytes = _output.GetBytesPerPixel();
        source = source[..(width * _sourceBytes)];
        destination = destination[..(width * pixelBytes)];
        for (; !source.IsEmpty; source = source[_sourceBytes..], destination = destination[pixelBytes..])
        {
            uint pixel = _sourceBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(source) : BinaryPrimitives.ReadUInt32LittleEndian(source);
            uint r = _red.Extract(pixel);
            uint g = _green.Extract(pixel);
            uint b = _blue.Extract(pixel);
            uint a = _alpha.Extract(pixel);
            switch (_output)
            {
                case PixelFormat.Rgb48 or PixelFormat.Rgba64:
                    MemoryMarshalWrite(destination, 0, _red.To16(r));
                    MemoryMarshalWrite(destination, 2, _green.To16(g));
                    MemoryMarshalWrite(destination, 4, _blue.To16(b));
                    if (pixelBytes == 8)
                        MemoryMarshalWrite(destination, 6, _alpha.Bits == 0 ? ushort.MaxValue : _alpha.To16(a));
                    break;
                case PixelFormat.Rgb24 or PixelFormat.Rgba32:
                    destination[0] = _red.To8(r);
                    destination[1] = _green.To8(g);
                    destination[2] = _blue.To8(b);
                    break;
                default:
                    destination[0] = _blue.To8(b);
                    destination[1] = _green.To8(g);
                    destination[2] = _red.To8(r);
                    break;
            }

            if (pixelBytes == 4)
                destination[3] = _alpha.Bits == 0 ? byte.MaxValue : _alpha.To8(a);
        }
    }

    private static void MemoryMarshalWrite(Span<byte> destination, int at, ushort sample)
        => System.Runtime.InteropServices.MemoryMarshal.Write(destination[at..], in sample);
}
