// The smallest writer of PNG that is a correct one: 8 bits, grey or RGB, no filters, one IDAT. For the pictures of `inspect --stages`, which
// are to be looked at, not to be small; rawdec is no encoder and `decode` writes none.

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
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8;
        header[9] = picture.Format switch
        {
            PixelFormat.Gray8 => 0,
            PixelFormat.Rgb24 => 2,
            _ => throw new ArgumentException($"{picture.Format} is not written", nameof(picture)),
        };
        header[10..].Clear();

        output.Write(Signature);
        WriteChunk(output, "IHDR"u8, header);
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

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
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
