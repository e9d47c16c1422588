using System.Buffers.Binary;

namespace RawDecoders.Tests.Oracles;

/// <summary>
/// PNG pixels as the specification words them, pixel by pixel and sample by sample: filtering (clause 9), interlacing
/// (clause 8), scanlines (clause 7.2). Slow, and shares nothing with the library.
/// </summary>
internal static class PngOracle
{
    /// <summary>What the oracle needs to know of a file.</summary>
    /// <param name="Width">Width in pixels.</param>
    /// <param name="Height">Height in pixels.</param>
    /// <param name="Depth">Bit depth.</param>
    /// <param name="ColorType">Colour type: 0, 2, 3, 4, 6.</param>
    /// <param name="Interlaced">Adam7.</param>
    public sealed record Picture(int Width, int Height, int Depth, int ColorType, bool Interlaced)
    {
        /// <summary>RGB triples.</summary>
        public byte[] Palette { get; init; } = [];

        /// <summary>Payload of tRNS, or null.</summary>
        public byte[]? Transparency { get; init; }

        public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        public int BytesPerPixel => Math.Max(1, Samples * Depth / 8);

        public int RowBytes(int width) => ((width * Samples * Depth) + 7) / 8;
    }

    // Clause 8.1, as the tables of the pass pattern: 1 6 4 6 2 6 4 6 / 7 ... and so on.
    private static readonly string[] PassPattern =
    [
        "16462646",
        "77777777",
        "56565656",
        "77777777",
        "36463646",
        "77777777",
        "56565656",
        "77777777",
    ];

    /// <summary>Columns and rows of the picture that a pass transmits; either may be empty.</summary>
    public static (int[] Columns, int[] Rows) Pass(Picture picture, int pass)
    {
        var columns = new SortedSet<int>();
        var rows = new SortedSet<int>();
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (!picture.Interlaced || PassPattern[y % 8][x % 8] - '0' == pass)
                {
                    columns.Add(x);
                    rows.Add(y);
                }
            }
        }

        return (columns.ToArray(), rows.ToArray());
    }

    /// <summary>How many bytes the inflated image data has.</summary>
    public static int RawLength(Picture picture)
    {
        int length = 0;
        for (int pass = 1; pass <= (picture.Interlaced ? 7 : 1); pass++)
        {
            (int[] columns, int[] rows) = Pass(picture, pass);
            length += columns.Length == 0 ? 0 : rows.Length * (picture.RowBytes(columns.Length) + 1);
        }

        return length;
    }

    /// <summary>Samples as stored: [row, column, channel], at the file's depth.</summary>
    public static int[,,] Samples(Picture picture, byte[] raw)
    {
        var samples = new int[picture.Height, picture.Width, picture.Samples];
        int at = 0;
        for (int pass = 1; pass <= (picture.Interlaced ? 7 : 1); pass++)
        {
            (int[] columns, int[] rows) = Pass(picture, pass);
            if (columns.Length == 0)
                continue;
            int rowBytes = picture.RowBytes(columns.Length);
            byte[] prior = new byte[rowBytes];
            foreach (int y in rows)
            {
                byte[] row = Unfilter(raw[at], raw.AsSpan(at + 1, rowBytes), prior, picture.BytesPerPixel);
                at += 1 + rowBytes;
                prior = row;
                for (int i = 0; i < columns.Length; i++)
                {
                    for (int s = 0; s < picture.Samples; s++)
                        samples[y, columns[i], s] = Sample(row, ((i * picture.Samples) + s) * picture.Depth, picture.Depth);
                }
            }
        }

        Assert.Equal(raw.Length, at);
        return samples;
    }

    /// <summary>Clause 9.2: Recon(x) of one row.</summary>
    public static byte[] Unfilter(int type, ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> prior, int bytesPerPixel)
    {
        byte[] recon = new byte[filtered.Length];
        for (int x = 0; x < filtered.Length; x++)
        {
            int a = x >= bytesPerPixel ? recon[x - bytesPerPixel] : 0;
            int b = prior[x];
            int c = x >= bytesPerPixel ? prior[x - bytesPerPixel] : 0;
            int predicted = type switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (int)Math.Floor((a + b) / 2m),
                4 => PaethPredictor(a, b, c),
                _ => throw new ArgumentOutOfRangeException(nameof(type)),
            };
            recon[x] = (byte)((filtered[x] + predicted) % 256);
        }

        return recon;
    }

    /// <summary>Clause 9.4, as printed.</summary>
    public static int PaethPredictor(int a, int b, int c)
    {
        int p = a + b - c;
        int pa = Math.Abs(p - a);
        int pb = Math.Abs(p - b);
        int pc = Math.Abs(p - c);
        if (pa <= pb && pa <= pc)
            return a;
        if (pb <= pc)
            return b;
        return c;
    }

    /// <summary>Clause 7.2: samples are packed with the leftmost in the high-order bits, 16-bit ones most significant byte first.</summary>
    private static int Sample(byte[] row, int firstBit, int depth)
    {
        int value = 0;
        for (int bit = firstBit; bit < firstBit + depth; bit++)
            value = (value * 2) + ((row[bit / 8] >> (7 - (bit % 8))) & 1);
        return value;
    }

    /// <summary>The picture in its natural format, tightly packed, 16-bit samples in the machine's order.</summary>
    public static (PixelFormat Format, byte[] Pixels) Natural(Picture picture, byte[] raw)
    {
        int[,,] samples = Samples(picture, raw);
        var pixels = new MemoryStream();
        int opaque = (1 << picture.Depth) - 1;
        bool wide = picture.Depth == 16;
        byte[]? trns = picture.Transparency;
        bool paletteAlpha = picture.ColorType == 3 && trns is not null && trns.Take(picture.Palette.Length / 3).Any(a => a != 255);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                var stored = new List<int>();
                for (int s = 0; s < picture.Samples; s++)
                    stored.Add(samples[y, x, s]);
                if (picture.ColorType == 3)
                {
                    int index = stored[0];
                    stored = [picture.Palette[3 * index], picture.Palette[(3 * index) + 1], picture.Palette[(3 * index) + 2]];
                    if (paletteAlpha)
                        stored.Add(index < trns!.Length ? trns[index] : 255);
                    stored.ForEach(v => pixels.WriteByte((byte)v));
                    continue;
                }

                if (trns is not null)
                {
                    bool transparent = true;
                    for (int s = 0; s < picture.Samples; s++)
                        transparent &= stored[s] == (BinaryPrimitives.ReadUInt16BigEndian(trns.AsSpan(2 * s)) & opaque);
                    stored.Add(transparent ? 0 : opaque);
                }

                foreach (int value in stored)
                {
                    if (wide)
                        pixels.Write(BitConverter.GetBytes((ushort)value));
                    else
                        pixels.WriteByte((byte)(value * 255 / opaque));
                }
            }
        }

        PixelFormat format = (picture.ColorType, trns is not null, wide) switch
        {
            (0, false, false) => PixelFormat.Gray8,
            (0, false, true) => PixelFormat.Gray16,
            (0, true, false) or (4, _, false) => PixelFormat.GrayAlpha16,
            (0, true, true) or (4, _, true) => PixelFormat.GrayAlpha32,
            (2, false, false) => PixelFormat.Rgb24,
            (2, false, true) => PixelFormat.Rgb48,
            (2, true, false) or (6, _, false) => PixelFormat.Rgba32,
            (2, true, true) or (6, _, true) => PixelFormat.Rgba64,
            _ => paletteAlpha ? PixelFormat.Rgba32 : PixelFormat.Rgb24,
        };
        return (format, pixels.ToArray());
    }
}
