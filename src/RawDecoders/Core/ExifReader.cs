// Owns: the one fact that decoding needs from an Exif block, the orientation (tag 0x0112 of IFD 0).
// Stands beside the formats: PNG hands it the eXIf payload, JPEG its APP1 segment after "Exif\0\0"; both from the TIFF
// header on. Leaves everything else in the block to the caller, who gets the bytes untouched (ImageInfo.Exif).
using System.Buffers.Binary;

namespace RawDecoders;

/// <summary>Reads the orientation from a TIFF structure (Exif 3.0 clause 4.5.2, TIFF 6.0 section 2).</summary>
internal static class ExifReader
{
    private const ushort OrientationTag = 0x0112;
    private const ushort TypeShort = 3;
    private const ushort TypeLong = 4;

    /// <summary>
    /// The orientation, or <see langword="null"/> when the block does not say or is broken: like every viewer, a broken
    /// Exif block then counts as "not turned".
    /// </summary>
    /// <param name="tiff">The block from its byte-order mark "II" or "MM" on. Any bytes are safe.</param>
    public static ImageOrientation? ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (!TryReadHeader(tiff, out bool littleEndian, out uint ifd) || ifd > tiff.Length - 2)
            return null;

        // IFD: entry count (2 bytes), then entries of 12 bytes: tag 2, type 2, count 4, value or its offset 4.
        int count = ReadUInt16(tiff[(int)ifd..], littleEndian);
        ReadOnlySpan<byte> entries = tiff[((int)ifd + 2)..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (ReadUInt16(entries, littleEndian) != OrientationTag)
                continue;

            // A SHORT stands in the first two bytes of the value field, in the byte order of the block. Some writers
            // use LONG.
            uint value = ReadUInt16(entries[2..], littleEndian) switch
            {
                TypeShort => ReadUInt16(entries[8..], littleEndian),
                TypeLong => ReadUInt32(entries[8..], littleEndian),
                _ => 0,
            };
            return value is >= 1 and <= 8 ? (ImageOrientation)value : null;
        }

        return null;
    }

    /// <summary>Whether <paramref name="tiff"/> begins with a TIFF header: byte order, 42, offset of the first IFD.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> tiff, out bool littleEndian, out uint firstIfd)
    {
        littleEndian = tiff.StartsWith("II"u8);
        firstIfd = 0;
        if (tiff.Length < 8 || (!littleEndian && !tiff.StartsWith("MM"u8)) || ReadUInt16(tiff[2..], littleEndian) != 42)
            return false;
        firstIfd = ReadUInt32(tiff[4..], littleEndian);
        return true;
    }

    /// <summary>
    /// Where the JPEG thumbnail of IFD1 lies in the block (Exif 3.0, 4.6.5.2: tags 0x0201 and 0x0202, LONG). False where there is none, or it is not
    /// all in the block.
    /// </summary>
    /// <param name="tiff">The block from its byte-order mark "II" or "MM" on. Any bytes are safe.</param>
    /// <param name="offset">Its first byte.</param>
    /// <param name="length">How many, at least 1.</param>
    public static bool TryReadThumbnail(ReadOnlySpan<byte> tiff, out int offset, out int length)
    {
        offset = length = 0;
        if (!TryReadHeader(tiff, out bool littleEndian, out uint ifd0) || ifd0 > tiff.Length - 2)
            return false;

        // The offset of the next directory stands behind the entries of this one.
        long next = ifd0 + 2 + 12L * ReadUInt16(tiff[(int)ifd0..], littleEndian);
        if (next > tiff.Length - 4)
            return false;
        uint ifd1 = ReadUInt32(tiff[(int)next..], littleEndian);
        if (ifd1 == 0 || ifd1 > tiff.Length - 2)
            return false;
        uint first = 0, count = 0;
        int entryCount = ReadUInt16(tiff[(int)ifd1..], littleEndian);
        ReadOnlySpan<byte> entries = tiff[((int)ifd1 + 2)..];
        for (int i = 0; i < entryCount && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (ReadUInt16(entries[2..], littleEndian) != TypeLong)
                continue;
            ushort tag = ReadUInt16(entries, littleEndian);
            if (tag == 0x0201)
                first = ReadUInt32(entries[8..], littleEndian);
            else if (tag == 0x0202)
                count = ReadUInt32(entries[8..], littleEndian);
        }

        if (first == 0 || count == 0 || first + (long)count > tiff.Length)
            return false;
        (offset, length) = ((int)first, (int)count);
        return true;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool littleEndian)
        => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool littleEndian)
        => littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
