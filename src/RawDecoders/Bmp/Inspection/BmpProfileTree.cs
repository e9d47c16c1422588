// Owns: the profile of a V5 header as nodes: the header of an embedded ICC profile, or the name of a linked one; of the profile's
// tags the table is told and texts are read. Stands beside BmpHeaderTree. Leaves the rest to colour management.
using System.Buffers.Binary;
using System.Text;

using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal static class BmpProfileTree
{
    private static readonly (string Name, int Size)[] Fields =
    [
        ("profile size", 4), ("preferred CMM type", 4), ("profile version", 4), ("profile class", 4), ("data colour space", 4), ("connection space", 4),
        ("date and time", 12), ("profile file signature", 4), ("primary platform", 4), ("profile flags", 4), ("device manufacturer", 4), ("device model", 4),
        ("device attributes", 8), ("rendering intent", 4), ("illuminant", 12), ("profile creator", 4), ("profile ID", 16), ("reserved", 28),
    ];

    /// <summary>Explains the profile's region.</summary>
    public static void Add(FieldWriter writer, ReadOnlySpan<byte> payload, bool isLinked)
    {
        if (isLinked)
        {
            writer.Region("file name", payload.Length, $"\"{BmpFile.FromWindows1252(payload)}\" in code page 1252; metadata: the file is not looked for", "wingdi.h bV5ProfileData");
            return;
        }

        if (payload.Length < 128 || !payload.Slice(36, 4).SequenceEqual("acsp"u8))
        {
            writer.Region("profile", payload.Length, $"not an ICC profile; metadata: {NodeText.Preview(payload)}", "ICC.1 7.2");
            return;
        }

        int at = 0;
        foreach ((string name, int size) in Fields)
        {
            writer.Region(name, size, Describe(payload.Slice(at, size), at), "ICC.1 7.2");
            at += size;
        }

        AddTags(writer, payload);
    }

    /// <summary>The tag table: a count, then signature, place and size of each. The tags' data are one leaf.</summary>
    private static void AddTags(FieldWriter writer, ReadOnlySpan<byte> profile)
    {
        const int Table = 128;
        if (profile.Length >= Table + 4)
        {
            uint count = BinaryPrimitives.ReadUInt32BigEndian(profile[Table..]);
            writer.Region("tag count", 4, $"{count} tags", "ICC.1 7.3");
            for (int i = 0; i < count && writer.Left >= 12; i++)
            {
                ReadOnlySpan<byte> entry = profile.Slice(Table + 4 + 12 * i, 12);
                (uint offset, uint size) = (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
                string text = offset <= profile.Length && size <= profile.Length - offset ? Text(profile.Slice((int)offset, (int)size)) : ", outside the profile";
                writer.Region("tag", 12, $"\"{Signature(entry[..4])}\": {size} bytes at {offset} of the profile{text}", "ICC.1 7.3");
            }
        }

        writer.Region("tag data", writer.Left, "metadata", "ICC.1 7.3");
    }

    /// <summary>The text of a tag that is one: textType, textDescriptionType, the first of multiLocalizedUnicodeType.</summary>
    private static string Text(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
            return "";
        ReadOnlySpan<byte> text = default;
        if (tag.StartsWith("text"u8))
            text = tag[8..];
        else if (tag.StartsWith("desc"u8))
            text = tag[12..Math.Min(tag.Length, (int)Math.Min(12L + BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), int.MaxValue))];
        else if (tag.StartsWith("mluc"u8) && tag.Length >= 28
            && BinaryPrimitives.ReadUInt32BigEndian(tag[20..]) is var length && BinaryPrimitives.ReadUInt32BigEndian(tag[24..]) is var at && at + (long)length <= tag.Length)
        {
            return $": \"{Encoding.BigEndianUnicode.GetString(tag.Slice((int)at, (int)length))}\"";
        }

        text = text.TrimEnd((byte)0);
        return text.IsEmpty ? "" : text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) >= 0 ? ": text" : $": \"{Encoding.ASCII.GetString(text)}\"";
    }

    private static string Describe(ReadOnlySpan<byte> field, int at) => at switch
    {
        0 => $"{BinaryPrimitives.ReadUInt32BigEndian(field)} bytes",
        8 => $"{field[0]}.{field[1] >> 4}",
        12 => (Signature(field) switch { "scnr" => "input device", "mntr" => "display device", "prtr" => "output device", "spac" => "colour space", _ => "other" }) + $" ({Signature(field)})",
        24 => $"{Part(field, 0):0000}-{Part(field, 2):00}-{Part(field, 4):00} {Part(field, 6):00}:{Part(field, 8):00}:{Part(field, 10):00}",
        64 => BinaryPrimitives.ReadUInt32BigEndian(field) switch { 0 => "perceptual", 1 => "relative colorimetric", 2 => "saturation", 3 => "absolute colorimetric", _ => "not defined" },
        4 or 16 or 20 or 36 or 40 or 48 or 52 or 80 => Signature(field) is { Length: > 0 } text ? $"\"{text}\"" : "not stated",
        100 => "ignored: reserved",
        _ => NodeText.Preview(field),
    };

    private static int Part(ReadOnlySpan<byte> field, int at) => BinaryPrimitives.ReadUInt16BigEndian(field[at..]);

    private static string Signature(ReadOnlySpan<byte> field)
        => field.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) >= 0 ? field.IndexOfAnyExcept((byte)0) < 0 ? "" : NodeText.Hex(field) : Encoding.ASCII.GetString(field).TrimEnd();
}
