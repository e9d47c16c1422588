using System.Buffers.Binary;
using RawDecoders.Bmp;

namespace RawDecoders.Tests.Bmp;

/// <summary>Makes BMP files for tests: any header, any pixel bytes, right or wrong.</summary>
internal sealed class BmpWriter
{
    public int HeaderSize { get; init; } = 40;

    public int Width { get; init; }

    /// <summary>Negative for top-down.</summary>
    public int Height { get; init; }

    public int Bits { get; init; }

    public uint Compression { get; init; }

    public BmpMasks Masks { get; init; }

    /// <summary>Red, green, blue an entry.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>biClrUsed; the palette's length if not set.</summary>
    public uint? ColorsUsed { get; init; }

    public byte[] Pixels { get; init; } = [];

    public uint? ImageSize { get; init; }

    public int Gap { get; init; }

    public uint? PixelOffset { get; init; }

    public uint? FileSize { get; init; }

    public uint ColorSpace { get; init; } = 0x73524742;

    /// <summary>Bytes of a profile, appended after the pixels.</summary>
    public byte[] Profile { get; init; } = [];

    public int PixelsPerMetreX { get; init; }

    public int PixelsPerMetreY { get; init; }

    public static int Stride(int width, int bits) => (width * bits + 31) / 32 * 4;

    public byte[] ToArray()
    {
        bool core = HeaderSize == 12;
        var body = new MemoryStream();
        byte[] header = new byte[Math.Max(HeaderSize, 124)];
        Put(header, 0, (uint)HeaderSize);
        if (core)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), (ushort)Width);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)Height);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)Bits);
        }
        else
        {
            Put(header, 4, (uint)Width);
            Put(header, 8, (uint)Height);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(12), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(14), (ushort)Bits);
            Put(header, 16, Compression);
            Put(header, 20, ImageSize ?? (uint)Pixels.Length);
            Put(header, 24, (uint)PixelsPerMetreX);
            Put(header, 28, (uint)PixelsPerMetreY);
            Put(header, 32, ColorsUsed ?? (uint)(Palette.Length / 3));
            if (HeaderSize is 52 or 56 or 108 or 124)
            {
                Put(header, 40, Masks.Red);
                Put(header, 44, Masks.Green);
                Put(header, 48, Masks.Blue);
                Put(header, 52, Masks.Alpha);
            }

            if (HeaderSize >= 108)
                Put(header, 56, ColorSpace);
        }

        body.Write(header, 0, HeaderSize);
        if (HeaderSize == 40 && Compression is 3 or 6 && Bits >= 16)
        {
            byte[] masks = new byte[16];
            Put(masks, 0, Masks.Red);
            Put(masks, 4, Masks.Green);
            Put(masks, 8, Masks.Blue);
            Put(masks, 12, Masks.Alpha);
            body.Write(masks, 0, Compression == 6 ? 16 : 12);
        }

        for (int i = 0; i + 2 < Palette.Length; i += 3)
        {
            body.Write([Palette[i + 2], Palette[i + 1], Palette[i]]);
            if (!core)
                body.WriteByte(0);
        }

        body.Write(new byte[Gap]);
        uint offset = (uint)body.Length + 14;
        body.Write(Pixels);
        if (Profile.Length > 0)
        {
            long profileOffset = body.Length;
            body.Write(Profile);
            byte[] place = new byte[8];
            Put(place, 0, (uint)profileOffset);
            Put(place, 4, (uint)Profile.Length);
            body.Position = 112;
            body.Write(place);
        }

        byte[] file = new byte[14 + body.Length];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        Put(file, 2, FileSize ?? (uint)file.Length);
        Put(file, 10, PixelOffset ?? offset);
        body.ToArray().CopyTo(file, 14);
        return file;
    }

    private static void Put(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);

    /// <summary>Random bytes, the same for the same seed.</summary>
    public static byte[] Noise(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A random uncompressed file of a kind that the seed chooses, valid in every respect.</summary>
    public static BmpWriter Random(int seed)
    {
        var random = new Random(seed);
        int bits = (int[])[1, 2, 4, 8, 16, 24, 32, 64] is var all ? all[random.Next(all.Length)] : 0;
        int width = random.Next(1, 70);
        int height = random.Next(1, 12);
        BmpMasks masks = bits == 16 ? RandomMasks(random, 16) : bits == 32 ? RandomMasks(random, 32) : default;
        bool masked = bits is 16 or 32 && random.Next(3) > 0;
        return new BmpWriter
        {
            HeaderSize = masked && masks.Alpha != 0 ? 124 : random.Next(2) == 0 ? 40 : 108,
            Width = width,
            Height = random.Next(2) == 0 ? height : -height,
            Bits = bits,
            Compression = masked ? 3u : 0,
            Masks = masks,
            Palette = bits <= 8 ? Noise(seed, 3 << bits) : [],
            Pixels = Noise(seed + 1, Stride(width, bits) * height),
        };
    }

    /// <summary>Contiguous masks that do not overlap, in random order and sizes; alpha may be absent.</summary>
    public static BmpMasks RandomMasks(Random random, int bits)
    {
        uint[] masks = new uint[4];
        int at = 0;
        int[] order = [0, 1, 2, 3];
        random.Shuffle(order);
        foreach (int channel in order)
        {
            int size = Math.Min(random.Next(channel == 3 ? 0 : 1, bits == 16 ? 7 : 14), bits - at);
            masks[channel] = size <= 0 ? 0 : (uint)(((1UL << size) - 1) << at);
            at += Math.Max(size, 0);
        }

        if ((masks[0] | masks[1] | masks[2]) == 0)
            masks[0] = 1;
        return new BmpMasks(masks[0], masks[1], masks[2], masks[0] == 1 ? 0 : masks[3]);
    }
}
