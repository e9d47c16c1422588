// Samples as they leave the process: rows tightly packed, top row first, 16-bit samples in a fixed byte order whatever the
// machine's. Checksums, raw files and PNM files all take their bytes from here.

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RawDecoders.Cli;

/// <summary>Packed sample bytes of a picture.</summary>
internal static class PixelBytes
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>"HxW:uint8" or "HxWxC:uint16", as NumPy shapes go.</summary>
    public static string Shape(int width, int height, PixelFormat format)
    {
        string channels = format.GetChannelCount() is var c && c > 1 ? $"x{c}" : "";
        return $"{height}x{width}{channels}:{(format.GetBytesPerSample() == 2 ? "uint16" : "uint8")}";
    }

    /// <summary>SHA-256, lower case, of the packed rows with 16-bit samples little-endian.</summary>
    public static string Sha256(PixelBuffer image)
    {
        if (image.IsContiguous && !MustSwap(image.Format, littleEndian: true))
            return Convert.ToHexStringLower(SHA256.HashData(image.Span));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ForEachChunk(image, littleEndian: true, chunk => hash.AppendData(chunk));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the packed rows.</summary>
    public static void Write(Stream output, PixelBuffer image, bool littleEndian)
        => ForEachChunk(image, littleEndian, output.Write);

    private static bool MustSwap(PixelFormat format, bool littleEndian)
        => format.GetBytesPerSample() == 2 && littleEndian != BitConverter.IsLittleEndian;

    private static void ForEachChunk(PixelBuffer image, bool littleEndian, Action<ReadOnlySpan<byte>> take)
    {
        bool swap = MustSwap(image.Format, littleEndian);
        if (image.IsContiguous && !swap)
        {
            take(image.Span);
            return;
        }

        // Rows are gathered into chunks: writing a tall narrow picture row by row would cost a call each.
        int rowsPerChunk = Math.Clamp(ChunkBytes / image.RowBytes, 1, image.Height);
        byte[] chunk = new byte[rowsPerChunk * image.RowBytes];
        for (int y = 0; y < image.Height; y += rowsPerChunk)
        {
            int rows = Math.Min(rowsPerChunk, image.Height - y);
            for (int i = 0; i < rows; i++)
                image.GetRow(y + i).CopyTo(chunk.AsSpan(i * image.RowBytes));
            Span<byte> bytes = chunk.AsSpan(0, rows * image.RowBytes);
            if (swap)
            {
                Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(samples, samples);
            }

            take(bytes);
        }
    }
}
