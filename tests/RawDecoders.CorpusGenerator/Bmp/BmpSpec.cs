// A BMP file field by field: BITMAPFILEHEADER, a DIB header of any version, masks, palette, gap, pixel data, profile, rest.
// Owns: the layout, with every field open to falsification. Leaves to others: pixel data (BmpPixels, BmpRunLength,
// BmpHuffman1D).

namespace RawDecoders.CorpusGenerator;

/// <summary>A BMP file to be written.</summary>
public sealed record BmpSpec
{
    public const int FileHeaderSize = 14;

    /// <summary>biSize: 12, 16..64, 40, 52, 56, 108 or 124.</summary>
    public int HeaderSize { get; init; } = 40;

    /// <summary>bcSize as written, if it is not the number of bytes written.</summary>
    public uint? StatedHeaderSize { get; init; }

    public int Width { get; init; }

    /// <summary>biHeight as stored: negative for rows from the top down.</summary>
    public int RawHeight { get; init; }

    public int Planes { get; init; } = 1;

    public int BitCount { get; init; }

    /// <summary>biCompression: 0 RGB, 1 RLE8, 2 RLE4, 3 BITFIELDS or Huffman 1D, 4 JPEG or RLE24, 5 PNG, 6 ALPHABITFIELDS.</summary>
    public uint Compression { get; init; }

    /// <summary>Red, green, blue and, where the header or compression has room, alpha.</summary>
    public uint[] Masks { get; init; } = [];

    public (byte R, byte G, byte B, byte A)[] Palette { get; init; } = [];

    /// <summary>biClrUsed, if it is not the number of entries.</summary>
    public uint? ColoursUsed { get; init; }

    /// <summary>Bytes between palette and pixels.</summary>
    public int Gap { get; init; }

    public byte[] Data { get; init; } = [];

    /// <summary>biSizeImage, if it is not the length of <see cref="Data"/>.</summary>
    public uint? ImageSize { get; init; }

    /// <summary>bfSize, if it is not the length of the file.</summary>
    public uint? FileSize { get; init; }

    /// <summary>bfOffBits, if it is not where the data begins.</summary>
    public uint? PixelOffset { get; init; }

    /// <summary>Pixels per metre, both directions.</summary>
    public (int X, int Y) Density { get; init; } = (2835, 2835);

    /// <summary>bV4CSType: 'sRGB' by default.</summary>
    public uint ColourSpace { get; init; } = 0x7352_4742;

    /// <summary>End points and gammas of bV4CSType 0: nine 2.30 and three 16.16 numbers.</summary>
    public uint[] Calibration { get; init; } = new uint[12];

    /// <summary>bV5Intent.</summary>
    public uint Intent { get; init; } = 4;

    /// <summary>The embedded profile or the path of a linked one; written behind the pixels.</summary>
    public byte[] Profile { get; init; } = [];

    /// <summary>Bytes after everything else.</summary>
    public byte[] Trailing { get; init; } = [];

    /// <summary>Bytes of a palette entry.</summary>
    public int PaletteEntrySize => HeaderSize == 12 ? 3 : 4;

    /// <summary>Bytes of masks behind a 40-byte header.</summary>
    private int TrailingMasks => HeaderSize == 40 && Masks.Length > 0 ? (Compression == 6 ? 16 : 12) : 0;

    /// <summary>Offset of the palette.</summary>
    public int PaletteOffset => FileHeaderSize + HeaderSize + TrailingMasks;

    /// <summary>Offset of the pixel data as written.</summary>
    public int DataOffset => PaletteOffset + Palette.Length * PaletteEntrySize + Gap;

    /// <summary>The file.</summary>
    public byte[] Build()
    {
        ByteSink sink = new();
        int length = DataOffset + Data.Length + Profile.Length + Trailing.Length;
        sink.Text("BM").Le32(FileSize ?? (uint)length).Le32(0).Le32(PixelOffset ?? (uint)DataOffset);
        byte[] header = Header();
        sink.Bytes(header.AsSpan(0, Math.Min(HeaderSize, header.Length))).Zeros(Math.Max(0, HeaderSize - header.Length));
        for (int i = 0; i < TrailingMasks / 4; i++)
            sink.Le32(i < Masks.Length ? Masks[i] : 0);
        foreach ((byte r, byte g, byte b, byte _) in Palette)
        {
            sink.U8(b).U8(g).U8(r);
            if (PaletteEntrySize == 4)
                sink.U8(0);
        }

        return sink.Zeros(Gap).Bytes(Data).Bytes(Profile).Bytes(Trailing).ToArray();
    }

    private byte[] Header()
    {
        ByteSink h = new();
        h.Le32(StatedHeaderSize ?? (uint)HeaderSize);
        if (HeaderSize == 12)
            return h.Le16(Width).Le16(RawHeight).Le16(Planes).Le16(BitCount).ToArray();
        h.Le32(Width).Le32(RawHeight).Le16(Planes).Le16(BitCount).Le32(Compression).Le32(ImageSize ?? (uint)Data.Length)
            .Le32(Density.X).Le32(Density.Y).Le32(ColoursUsed ?? (uint)Palette.Length).Le32(0);
        if (HeaderSize is 52 or 56 or 108 or 124)
        {
            for (int i = 0; i < 4; i++)
                h.Le32(i < Masks.Length ? Masks[i] : 0);
            h.Le32(ColourSpace);
            foreach (uint value in Calibration)
                h.Le32(value);
            h.Le32(Intent).Le32(Profile.Length > 0 ? (uint)(DataOffset - FileHeaderSize + Data.Length) : 0).Le32((uint)Profile.Length).Le32(0);
        }

        // OS/2 2.x: units, reserved, recording, rendering, two sizes, colour encoding, identifier: all 0 is the common case.
        return h.ToArray();
    }
}
