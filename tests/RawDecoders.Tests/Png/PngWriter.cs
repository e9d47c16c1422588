using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png;

/// <summary>
/// Puts PNG files together from any bytes, right or wrong: a writer of structure, not an encoder. Image data is made of raw
/// (filtered) bytes, any of which are a valid picture.
/// </summary>
internal static class PngWriter
{
    public static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] End => Chunk("IEND");

    /// <summary>All legal pairs of colour type and bit depth.</summary>
    public static readonly (int ColorType, int Depth)[] Kinds =
    [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16),
    ];

    /// <summary>A chunk with its right CRC (computed bit by bit, as PNG 5.5 has it), or with <paramref name="crc"/>.</summary>
    public static byte[] Chunk(string type, byte[]? payload = null, uint? crc = null, uint? length = null)
    {
        payload ??= [];
        byte[] chunk = new byte[12 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, length ?? (uint)payload.Length);
        Encoding.Latin1.GetBytes(type).CopyTo(chunk, 4);
        payload.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + payload.Length), crc ?? Crc(chunk.AsSpan(4, 4 + payload.Length)));
        return chunk;
    }

    private static readonly uint[] CrcTable = Enumerable.Range(0, 256).Select(n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    }).ToArray();

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    public static byte[] Header(int width, int height, int depth, int colorType, int interlace = 0, int compression = 0, int filter = 0)
        => [.. BigEndian((uint)width), .. BigEndian((uint)height), (byte)depth, (byte)colorType, (byte)compression, (byte)filter, (byte)interlace];

    public static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Zlib(byte[] data, CompressionLevel level = CompressionLevel.Fastest)
    {
        var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, level))
            zlib.Write(data);
        return result.ToArray();
    }

    /// <summary>Signature and chunks, as they are given.</summary>
    public static byte[] File(params IEnumerable<byte[]> chunks) => [.. Signature, .. chunks.SelectMany(c => c)];

    /// <summary>A 2 × 2 truecolour file with <paramref name="before"/> between IHDR and IDAT and <paramref name="after"/> behind IDAT.</summary>
    public static byte[] Small(byte[][]? before = null, byte[][]? after = null, int colorType = 2, int depth = 8)
    {
        var picture = new PngOracle.Picture(2, 2, depth, colorType, false);
        byte[] raw = new byte[PngOracle.RawLength(picture)];
        return File([Chunk("IHDR", Header(2, 2, depth, colorType)), .. before ?? [], Chunk("IDAT", Zlib(raw)), .. after ?? [], End]);
    }

    /// <summary>A random picture of a kind: palette, sometimes transparency, and raw bytes with every filter type.</summary>
    public static (PngOracle.Picture Picture, byte[] Raw) Random(Random random, int colorType, int depth, bool interlaced, int width, int height)
    {
        var picture = new PngOracle.Picture(width, height, depth, colorType, interlaced)
        {
            Palette = colorType == 3 ? Bytes(random, 3 << depth) : [],
            Transparency = random.Next(2) == 0 ? null : colorType switch
            {
                0 => Bytes(random, 2),
                2 => Bytes(random, 6),
                3 => Bytes(random, random.Next(1, (1 << depth) + 1)),
                _ => null,
            },
        };
        byte[] raw = Bytes(random, PngOracle.RawLength(picture));

        // Small residuals as real pictures have, in half of them, so that predictors meet ties and runs.
        int calm = random.Next(4);
        for (int i = 0; i < raw.Length && calm > 0; i++)
            raw[i] = (byte)(random.Next(calm) == 0 ? raw[i] & 3 : 0);
        int at = 0;
        int sameFor = 0;
        int type = 0;
        for (int pass = 1; pass <= (interlaced ? 7 : 1); pass++)
        {
            (int[] columns, int[] rows) = PngOracle.Pass(picture, pass);
            for (int i = 0; i < rows.Length && columns.Length > 0; i++, sameFor--)
            {
                // Runs of one filter type, for kernels that take several rows at once.
                if (sameFor <= 0)
                    (type, sameFor) = (random.Next(5), random.Next(1, 12));
                raw[at] = (byte)type;
                at += 1 + picture.RowBytes(columns.Length);
            }
        }

        return (picture, raw);
    }

    /// <summary>The file of a picture; <paramref name="split"/> gives the payload length of each next IDAT.</summary>
    public static byte[] Encode(PngOracle.Picture picture, byte[] raw, Func<int>? split = null, CompressionLevel level = CompressionLevel.Fastest)
        => Wrap(picture, Zlib(raw, level), split);

    /// <summary>The same of a datastream that is there already.</summary>
    public static byte[] Wrap(PngOracle.Picture picture, byte[] data, Func<int>? split = null)
    {
        var chunks = new List<byte[]>
        {
            Chunk("IHDR", Header(picture.Width, picture.Height, picture.Depth, picture.ColorType, picture.Interlaced ? 1 : 0)),
        };
        if (picture.Palette.Length > 0)
            chunks.Add(Chunk("PLTE", picture.Palette));
        if (picture.Transparency is not null)
            chunks.Add(Chunk("tRNS", picture.Transparency));
        for (int at = 0; at < data.Length;)
        {
            int length = Math.Min(split?.Invoke() ?? data.Length, data.Length - at);
            chunks.Add(Chunk("IDAT", data[at..(at + length)]));
            at += length;
        }

        chunks.Add(End);
        return File(chunks);
    }

    public static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
