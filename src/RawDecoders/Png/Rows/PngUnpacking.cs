// Owns: 16-bit samples to the machine's byte order, and the alpha that tRNS gives to one grey or colour. Scalar and normative; each works
// on one row and writes the picture's natural format, or palette indices. Stands between unfiltering and conversion to the caller's format.
// Leaves to others: samples below 8 bits (BitUnpacker), speed (PngUnpacking.Vectorized.cs).
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>Rows as the file has them to rows of samples.</summary>
internal static partial class PngUnpacking
{
    /// <summary>Big-endian 16-bit samples to native ones; the spans may be the same.</summary>
    public static void ToNative16(ReadOnlySpan<byte> row, Span<byte> samples)
    {
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(row);
        Span<ushort> to = MemoryMarshal.Cast<byte, ushort>(samples);
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(from, to);
        else
            from.CopyTo(to);
    }

    /// <summary>Adds alpha to 8-bit grey: 0 where the sample is <paramref name="key"/>, else 255.</summary>
    public static void KeyGray8(ReadOnlySpan<byte> gray, Span<byte> grayAlpha, byte key)
    {
        for (int i = 0; i < gray.Length; i++)
        {
            grayAlpha[2 * i] = gray[i];
            grayAlpha[2 * i + 1] = gray[i] == key ? (byte)0 : (byte)255;
        }
    }

    /// <summary>Adds alpha to 16-bit grey in native order.</summary>
    public static void KeyGray16(ReadOnlySpan<ushort> gray, Span<ushort> grayAlpha, ushort key)
    {
        for (int i = 0; i < gray.Length; i++)
        {
            grayAlpha[2 * i] = gray[i];
            grayAlpha[2 * i + 1] = gray[i] == key ? (ushort)0 : ushort.MaxValue;
        }
    }

    /// <summary>Adds alpha to red, green, blue; <typeparamref name="T"/> is the sample, in native order.</summary>
    public static void KeyRgb<T>(ReadOnlySpan<T> rgb, Span<T> rgba, T red, T green, T blue, T opaque)
        where T : unmanaged, IEquatable<T>
    {
        int width = rgb.Length / 3;
        for (int i = 0; i < width; i++)
        {
            T r = rgb[3 * i];
            T g = rgb[3 * i + 1];
            T b = rgb[3 * i + 2];
            rgba[4 * i] = r;
            rgba[4 * i + 1] = g;
            rgba[4 * i + 2] = b;
            rgba[4 * i + 3] = r.Equals(red) && g.Equals(green) && b.Equals(blue) ? default : opaque;
        }
    }

    /// <summary>The largest index of a row.</summary>
    public static byte Max(ReadOnlySpan<byte> indices)
    {
        int done = MaxVectorized(indices, out byte max);
        foreach (byte index in indices[done..])
            max = Math.Max(max, index);
        return max;
    }
}
