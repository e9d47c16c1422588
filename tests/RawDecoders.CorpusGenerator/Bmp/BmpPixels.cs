// Uncompressed BMP pixels: rows packed to bytes and padded to four. Owns: packing and the pixels a decoder must give.

namespace RawDecoders.CorpusGenerator;

/// <summary>Rows of uncompressed pixels.</summary>
public static class BmpPixels
{
    /// <summary>Palette indices of 1, 2, 4 or 8 bits; the first pixel in the highest bits.</summary>
    public static byte[] PackIndices(SampleImage indices, int bits, bool topDown, int padding = 0)
        => Rows(indices.Height, topDown, padding, (row, y) =>
        {
            for (int x = 0; x < indices.Width; x++)
                row.Write(indices[x, y, 0], bits);
        });

    /// <summary>Blue, green, red (and a fourth byte for 32 bits) of 8 bits.</summary>
    public static byte[] PackBgr(SampleImage rgb, int bits, bool topDown, int fourth = 0, int padding = 0)
        => Rows(rgb.Height, topDown, padding, (row, y) =>
        {
            for (int x = 0; x < rgb.Width; x++)
            {
                for (int c = 2; c >= 0; c--)
                    row.Write(rgb[x, y, c], 8);
                if (bits == 32)
                    row.Write(rgb.Channels == 4 ? rgb[x, y, 3] : fourth, 8);
            }
        });

    /// <summary>Little-endian pixels of 16 or 32 bits with each channel under its mask; a channel without mask is left out.</summary>
    public static byte[] PackMasks(Picture picture, int bits, ReadOnlySpan<uint> masks, bool topDown)
    {
        uint[] m = [.. masks];
        return Rows(picture.Height, topDown, 0, (row, y) =>
        {
            for (int x = 0; x < picture.Width; x++)
            {
                uint value = 0;
                for (int c = 0; c < m.Length; c++)
                    value |= (uint)Sample(picture, x, y, c, m[c]) << (m[c] == 0 ? 0 : int.CreateChecked(uint.TrailingZeroCount(m[c])));
                for (int b = 0; b < bits; b += 8)
                    row.Write((int)(value >> b & 0xFF), 8);
            }
        });
    }

    /// <summary>What a decoder must give for <see cref="PackMasks"/>: 16 bits a channel if any mask is wider than 8.</summary>
    public static ExpectedPixels ExpectedMasks(Picture picture, ReadOnlySpan<uint> masks)
    {
        uint[] m = [.. masks];
        bool alpha = m.Length > 3 && m[3] != 0, deep = m.Any(v => uint.PopCount(v) > 8);
        ByteSink sink = new();
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            for (int c = 0; c < (alpha ? 4 : 3); c++)
            {
                ulong largest = (1UL << (int)uint.PopCount(m[c])) - 1;
                ulong sample = (ulong)Sample(picture, i % picture.Width, i / picture.Width, c, m[c]);
                ulong full = deep ? 65535UL : 255UL;
                int value = largest == 0 ? 0 : (int)((sample * full + largest / 2) / largest);
                if (deep)
                    sink.Le16(value);
                else
                    sink.U8(value);
            }
        }

        return new ExpectedPixels((alpha, deep) switch
        {
            (false, false) => "rgb24",
            (true, false) => "rgba32",
            (false, true) => "rgb48",
            _ => "rgba64",
        }, picture.Width, picture.Height, sink.ToArray());
    }

    /// <summary>GDI+'s 64-bit pixels: blue, green, red, alpha in signed 2.13 fixed point, 8192 for 1.0.</summary>
    public static byte[] PackFixedPoint(Picture picture, bool topDown)
        => Rows(picture.Height, topDown, 0, (row, y) =>
        {
            for (int x = 0; x < picture.Width; x++)
            {
                foreach (int c in (int[])[2, 1, 0, 3])
                {
                    int value = FixedPoint(picture, x, y, c);
                    row.Write(value & 0xFF, 8);
                    row.Write(value >> 8 & 0xFF, 8);
                }
            }
        });

    /// <summary>What a decoder must give for them: colour is linear light and goes through the sRGB curve, alpha does not.</summary>
    public static ExpectedPixels ExpectedFixedPoint(Picture picture)
    {
        ByteSink sink = new();
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            for (int c = 0; c < 4; c++)
            {
                double v = Math.Clamp(FixedPoint(picture, i % picture.Width, i / picture.Width, c), 0, 8192) / 8192.0;
                if (c < 3)
                    v = v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;
                sink.Le16((int)(v * 65535 + 0.5));
            }
        }

        return new ExpectedPixels("rgba64", picture.Width, picture.Height, sink.ToArray());
    }

    /// <summary>The colours of indices; an index past the palette is opaque black.</summary>
    public static ExpectedPixels ExpectedIndices(SampleImage indices, (byte R, byte G, byte B, byte A)[] palette)
    {
        ByteSink sink = new();
        foreach (ushort index in indices.Data)
        {
            (byte r, byte g, byte b, byte _) = index < palette.Length ? palette[index] : default;
            sink.U8(r).U8(g).U8(b);
        }

        return new ExpectedPixels("rgb24", indices.Width, indices.Height, sink.ToArray());
    }

    public static ExpectedPixels ExpectedRgb(SampleImage rgb)
    {
        ByteSink sink = new();
        foreach (ushort sample in rgb.Data)
            sink.U8(sample);
        return new ExpectedPixels(rgb.Channels == 4 ? "rgba32" : "rgb24", rgb.Width, rgb.Height, sink.ToArray());
    }

    private static int Sample(Picture picture, int x, int y, int channel, uint mask)
    {
        long largest = (1L << (int)uint.PopCount(mask)) - 1;
        return (int)((picture.Samples[(y * picture.Width + x) * 4 + channel] * largest + 32767) / 65535);
    }

    /// <summary>Colour from -0.125 to 1.125, so that the clamps are reached; alpha from 0 to 1.</summary>
    private static int FixedPoint(Picture picture, int x, int y, int channel)
    {
        int sample = picture.Samples[(y * picture.Width + x) * 4 + channel];
        return channel == 3 ? (int)((sample * 8192L + 32767) / 65535) : (int)((sample * 10240L + 32767) / 65535) - 1024;
    }

    private static byte[] Rows(int height, bool topDown, int padding, Action<MsbBitSink, int> write)
    {
        ByteSink sink = new();
        for (int i = 0; i < height; i++)
        {
            MsbBitSink row = new();
            write(row, topDown ? i : height - 1 - i);
            byte[] bytes = row.ToArray();
            sink.Bytes(bytes);
            while (sink.Position % 4 != 0)
                sink.U8(padding);
        }

        return sink.ToArray();
    }
}
