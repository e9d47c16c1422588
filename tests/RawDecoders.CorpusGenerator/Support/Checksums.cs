// CRC-32 and Adler-32, bit by bit and byte by byte as their specifications print them: slow on purpose, independent of
// the library's package. SHA-256 comes from the platform.

using System.Security.Cryptography;

namespace RawDecoders.CorpusGenerator;

/// <summary>The checksums of PNG, zlib and the manifest.</summary>
public static class Checksums
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>CRC-32 of PNG 5.5 and annex D: reflected polynomial 0xEDB88320, preset and final inversion.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes, uint previous = 0)
    {
        uint crc = ~previous;
        foreach (byte b in bytes)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ crc >> 8;
        return ~crc;
    }

    /// <summary>Adler-32 of RFC 1950, 2.2: two sums modulo 65521.</summary>
    public static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        uint a = 1, b = 0;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return b << 16 | a;
    }

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
