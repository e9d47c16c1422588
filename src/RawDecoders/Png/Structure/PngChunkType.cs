// Owns: chunk types and what their letters say. Stands under every other file here, as their vocabulary. Leaves to others: whether a chunk
// may be there.
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>
/// A chunk type: four bytes that read as letters (PNG 5.3, 5.4). The case of each letter is a property of the chunk.
/// </summary>
/// <param name="Value">The four bytes as a big-endian number: 0x49484452 for IHDR.</param>
public readonly record struct PngChunkType(uint Value)
{
    internal const uint Ihdr = 0x49484452;
    internal const uint Plte = 0x504C5445;
    internal const uint Idat = 0x49444154;
    internal const uint Iend = 0x49454E44;
    internal const uint Trns = 0x74524E53;
    internal const uint Chrm = 0x6348524D;
    internal const uint Gama = 0x67414D41;
    internal const uint Iccp = 0x69434350;
    internal const uint Sbit = 0x73424954;
    internal const uint Srgb = 0x73524742;
    internal const uint Cicp = 0x63494350;
    internal const uint Mdcv = 0x6D444356;
    internal const uint Clli = 0x634C4C49;
    internal const uint Text = 0x74455874;
    internal const uint Ztxt = 0x7A545874;
    internal const uint Itxt = 0x69545874;
    internal const uint Bkgd = 0x624B4744;
    internal const uint Hist = 0x68495354;
    internal const uint Phys = 0x70485973;
    internal const uint Splt = 0x73504C54;
    internal const uint Exif = 0x65584966;
    internal const uint Time = 0x74494D45;
    internal const uint Actl = 0x6163544C;
    internal const uint Fctl = 0x6663544C;
    internal const uint Fdat = 0x66644154;

    /// <summary>Apple's private critical chunk: what follows it is not PNG's zlib data and not RGB order.</summary>
    internal const uint Cgbi = 0x43674249;

    /// <summary>Whether all four bytes are ASCII letters, as PNG 5.3 demands.</summary>
    public bool IsValid
    {
        get
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                if (!char.IsAsciiLetter((char)(byte)(Value >> shift)))
                    return false;
            }

            return true;
        }
    }

    /// <summary>First letter upper case: the picture cannot be shown without understanding this chunk.</summary>
    public bool IsCritical => (Value & 0x20000000) == 0;

    /// <summary>Second letter lower case: not defined by a public specification.</summary>
    public bool IsPrivate => (Value & 0x00200000) != 0;

    /// <summary>Third letter lower case: reserved, must not occur in this edition of PNG.</summary>
    public bool IsReserved => (Value & 0x00002000) != 0;

    /// <summary>Fourth letter lower case: an editor that does not know the chunk may copy it to a changed picture.</summary>
    public bool IsSafeToCopy => (Value & 0x00000020) != 0;

    /// <summary>The four letters; a byte that is no letter is written as \xNN.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
        string name = "";
        foreach (byte b in bytes)
            name += char.IsAsciiLetter((char)b) ? ((char)b).ToString() : $"\\x{b:X2}";
        return name;
    }
}
