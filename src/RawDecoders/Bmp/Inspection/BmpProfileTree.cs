// The profile of a V5 header as nodes: the header of an embedded ICC profile, or the name of a linked one. The profile's tags
// are colour management's, and told as bytes.
using System.Buffers.Binary;
using System.Text;

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
    public static void Add(BmpNodeWriter writer, ReadOnlySpan<byte> payload, bool isLinked)
    {
        if (isLinked)
        {
            writer.Next("file name", payload.Length, $"\"{BmpFile.FromWindows1252(payload)}\" in code page 1252; metadata: the file is not looked for", "wingdi.h bV5ProfileData");
            return;
        }

        if (payload.Length < 128 || !payload.Slice(36, 4).SequenceEqual("acsp"u8))
        {
            writer.Next("profile", payload.Length, $"not an ICC profile; metadata: {BmpNodeWriter.Preview(payload)}", "ICC.1 7.2");
            return;
        }

        int at = 0;
        foreach ((string name, int size) in Fields)
        {
            writer.Next(name, size, Describe(payload.Slice(at, size), at), "ICC.1 7.2");
            at += size;
        }

        writer.Next("tags", payload.Length - at, $"metadata: {payload.Length - at} bytes", "ICC.1 7.3");
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
        _ => BmpNodeWriter.Preview(field),
    };

    private static int Part(ReadOnlySpan<byte> field, int at) => BinaryPrimitives.ReadUInt16BigEndian(field[at..]);

    private static string Signature(ReadOnlySpan<byte> field)
        => field.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) >= 0 ? field.IndexOfAnyExcept((byte)0) < 0 ? "" : BmpNodeWriter.Hex(field) : Encoding.ASCII.GetString(field).TrimEnd();
}
