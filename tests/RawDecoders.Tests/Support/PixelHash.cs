using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RawDecoders.Tests.Support;

/// <summary>Hashes of pixels in the form that recorded expectations have.</summary>
public static class PixelHash
{
    /// <summary>SHA-256, lower case, of the tightly packed rows, top row first, 16-bit samples little-endian.</summary>
    public static string Sha256(PixelBuffer image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] row = new byte[image.RowBytes];
        for (int y = 0; y < image.Height; y++)
        {
            image.GetRow(y).CopyTo(row);
            if (!BitConverter.IsLittleEndian && image.Format.GetBytesPerSample() == 2)
            {
                Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(row.AsSpan());
                BinaryPrimitives.ReverseEndianness(samples, samples);
            }

            hash.AppendData(row);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>"HxW:uint8" or "HxWxC:uint16".</summary>
    public static string Shape(PixelBuffer image)
        => $"{string.Join('x', image.Shape)}:{(image.Format.GetBytesPerSample() == 2 ? "uint16" : "uint8")}";
}
