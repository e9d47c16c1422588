// Owns: the frame of a PNG file for programs beside the library that write one: signature, IHDR, chunks with their CRC. Stands under
// the conformance report's and the benchmarks' writers. Leaves image data to them; the tests' PngWriter writes wrong files too,
// and has a CRC of its own to check the library's by.

using System.Buffers.Binary;
using System.IO.Hashing;

namespace RawDecoders.Shared;

internal static class PngParts
{
    /// <summary>Writes the signature and IHDR of a picture of 8 bits that is not interlaced.</summary>
    /// <param name="file">Receives them.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="colorType">0 grey, 2 RGB, 6 RGB and alpha.</param>
    public static void WriteStart(Stream file, int width, int height, byte colorType)
    {
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = colorType;
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
    }

    /// <summary>Writes a chunk.</summary>
    public static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.GetCurrentHashAsUInt32());
        file.Write(word);
    }
}
