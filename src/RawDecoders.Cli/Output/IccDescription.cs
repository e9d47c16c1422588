// The one thing that people want to know of an ICC profile: its name. ICC.1:2022 7.2 (header), 7.3 (tag table), 9.2.41
// (profileDescriptionTag). Everything else in a profile is left alone.

using System.Buffers.Binary;
using System.Text;

namespace RawDecoders.Cli;

/// <summary>Reads the description out of a profile.</summary>
internal static class IccDescription
{
    private const int HeaderLength = 128;

    /// <summary>The description, or <see langword="null"/> if the profile is broken or has none.</summary>
    public static string? Read(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength + 4)
            return null;
        uint count = BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderLength..]);
        ReadOnlySpan<byte> table = profile[(HeaderLength + 4)..];
        for (uint i = 0; i < count && table.Length >= 12; i++, table = table[12..])
        {
            if (!table.StartsWith("desc"u8))
                continue;
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(table[4..]);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(table[8..]);
            if (offset > profile.Length || length > profile.Length - offset)
                return null;
            return ReadTag(profile.Slice((int)offset, (int)length));
        }

        return null;
    }

    private static string? ReadTag(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
            return null;
        ReadOnlySpan<byte> rest;
        if (tag.StartsWith("desc"u8))
        {
            // Version 2 (ICC.1:2001 6.5.17): length with the final NUL, then ASCII.
            uint length = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
            rest = tag[12..];
            if (length == 0 || length > rest.Length)
                return null;
            return Encoding.Latin1.GetString(rest[..(int)length]).TrimEnd('\0');
        }

        // Version 4 (10.15 multiLocalizedUnicodeType): records of 12 bytes; the first will do. Offsets count from the tag.
        if (!tag.StartsWith("mluc"u8) || tag.Length < 28 || BinaryPrimitives.ReadUInt32BigEndian(tag[8..]) == 0)
            return null;
        uint bytes = BinaryPrimitives.ReadUInt32BigEndian(tag[20..]);
        uint start = BinaryPrimitives.ReadUInt32BigEndian(tag[24..]);
        if (start > tag.Length || bytes > tag.Length - start)
            return null;
        return Encoding.BigEndianUnicode.GetString(tag.Slice((int)start, (int)bytes)).TrimEnd('\0');
    }
}
