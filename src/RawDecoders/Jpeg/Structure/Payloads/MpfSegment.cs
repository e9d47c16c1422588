// Owns: APP2 "MPF" of the Multi-Picture Format (CIPA DC-007): the list of pictures in its MP Index IFD. Stands between
// MetadataCollector, which keeps the segment's bytes, and EmbeddedPictures. Leaves to others: whether there is a picture where
// an entry says so.

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>One entry of the MP Index (DC-007 5.2.3.3).</summary>
/// <param name="Attribute">Bits 0 to 23 the type, 24 to 26 the format (0: JPEG).</param>
/// <param name="Length">Bytes of the picture.</param>
/// <param name="Offset">From the MP header; 0 for the first picture, which begins the file.</param>
internal readonly record struct MpfEntry(uint Attribute, uint Length, uint Offset)
{
    public bool IsJpeg => (Attribute >> 24 & 7) == 0;
}

/// <summary>The segment.</summary>
internal static class MpfSegment
{
    private const ushort EntryTag = 0xB002;
    private const int EntryLength = 16;

    /// <summary>DC-007 5.1: "MPF" and a zero, then the MP header, which is a TIFF header.</summary>
    public static bool TryGet(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> header)
    {
        bool found = payload.StartsWith("MPF\0"u8);
        header = found ? payload[4..] : default;
        return found;
    }

    /// <summary>The entries, that of the first picture among them; as many as lie in the segment. Any bytes are safe.</summary>
    /// <param name="mpf">From the MP header on.</param>
    public static MpfEntry[] ReadEntries(ReadOnlySpan<byte> mpf)
    {
        if (!ExifReader.TryReadHeader(mpf, out bool littleEndian, out uint ifd) || ifd > mpf.Length - 2)
            return [];
        int count = Word(mpf[(int)ifd..], littleEndian);
        ReadOnlySpan<byte> fields = mpf[((int)ifd + 2)..];
        for (int i = 0; i < count && fields.Length >= 12; i++, fields = fields[12..])
        {
            if (Word(fields, littleEndian) != EntryTag)
                continue;

            // UNDEFINED: the count is in bytes, and more than four of them stand at an offset.
            uint bytes = Long(fields[4..], littleEndian), at = Long(fields[8..], littleEndian);
            if (at > mpf.Length)
                return [];
            ReadOnlySpan<byte> list = mpf[(int)at..];
            var entries = new MpfEntry[Math.Min(bytes, list.Length) / EntryLength];
            for (int e = 0; e < entries.Length; e++, list = list[EntryLength..])
                entries[e] = new MpfEntry(Long(list, littleEndian), Long(list[4..], littleEndian), Long(list[8..], littleEndian));
            return entries;
        }

        return [];
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool littleEndian)
        => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool littleEndian)
        => littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
