// The smallest writer of PNG that is a correct one: 8 bits, grey or RGB, no filters, one IDAT. For the pictures of `inspect --stages`, which
// are to be looked at, not to be small. Header and chunks are PngRowWriter's too.

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace RawDecoders.Cli;

/// <summary>Writes PNG files.</summary>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a picture.</summary>
    /// <exception cref="ArgumentException">The picture is neither Gray8 nor Rgb24.</exception>
    public static void Write(Stream output, PixelBuffer picture)
    {
        if (picture.Format is not (PixelFormat.Gray8 or PixelFormat.Rgb24))
            throw new ArgumentException($"{picture.Format} is not written", nameof(picture));
        WriteHeader(output, picture.Width, picture.Height, picture.Format);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < picture.Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(picture.GetRow(y));
            }
        }

        WriteChunk(output, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(output, "IEND"u8, []);
    }

    /// <summary>Signature and IHDR.</summary>
    /// <exception cref="ArgumentException">No PNG has pixels of that format.</exception>
    public static void WriteHeader(Stream output, int width, int height, PixelFormat format)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = (byte)(8 * format.GetBytesPerSample());
        header[9] = format switch
        {
            PixelFormat.Gray8 or PixelFormat.Gray16 => 0,
            PixelFormat.Rgb24 or PixelFormat.Rgb48 => 2,
            PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => 4,
            PixelFormat.Rgba32 or PixelFormat.Rgba64 => 6,
            _ => throw new ArgumentException($"{format} is not written", nameof(format)),
        };
        header[10..].Clear();
        output.Write(Signature);
        WriteChunk(output, "IHDR"u8, header);
    }

    /// <summary>A chunk with its length and CRC.</summary>
    public static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        output.Write(word);
        output.Write(type);
        output.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.GetCurrentHashAsUInt32());
        output.Write(word);
    }
}
