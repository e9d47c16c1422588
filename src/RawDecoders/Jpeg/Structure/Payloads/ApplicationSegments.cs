// Owns: the application segments that are understood: JFIF and its extension in APP0, Exif and XMP in APP1, ICC profile parts
// in APP2, Adobe in APP14 (MpfSegment has the other APP2); conventions outside T.81. Stands between the segment reader and MetadataCollector. Leaves to others:
// what is inside Exif, XMP and profiles; a segment that is none of these is passed over.

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>APP0 "JFIF": T.871 (JFIF 1.02), clause 10.1.</summary>
/// <param name="MajorVersion">1.</param>
/// <param name="MinorVersion">0 to 2 in practice.</param>
/// <param name="Units">0: aspect ratio only; 1: per inch; 2: per centimetre.</param>
/// <param name="DensityX">Horizontal density.</param>
/// <param name="DensityY">Vertical density.</param>
/// <param name="ThumbnailWidth">Width of the RGB thumbnail in the segment; 0 if there is none.</param>
/// <param name="ThumbnailHeight">Its height.</param>
internal readonly record struct JfifSegment(
    byte MajorVersion, byte MinorVersion, byte Units, ushort DensityX, ushort DensityY, byte ThumbnailWidth, byte ThumbnailHeight)
{
    /// <summary>Recognised as libjpeg does it: by the identifier and at least 14 bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out JfifSegment segment)
    {
        segment = default;
        if (payload.Length < 14 || !payload.StartsWith("JFIF\0"u8))
            return false;
        segment = new JfifSegment(
            payload[5],
            payload[6],
            payload[7],
            BinaryPrimitives.ReadUInt16BigEndian(payload[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[10..]),
            payload[12],
            payload[13]);
        return true;
    }

    /// <summary>The RGB thumbnail, its offset from the payload's first byte; null if there is none or it is cut short.</summary>
    public EmbeddedPicture? FindThumbnail(ReadOnlySpan<byte> payload)
        => JfxxSegment.Samples(payload, 14, EmbeddedCoding.Rgb24, ThumbnailWidth, ThumbnailHeight);
}

/// <summary>APP0 "JFXX": a thumbnail in another form (JFIF 1.02, extension).</summary>
internal static class JfxxSegment
{
    /// <summary>The thumbnail, its offset from the payload's first byte; null if there is none or it is cut short.</summary>
    public static EmbeddedPicture? FindThumbnail(ReadOnlySpan<byte> payload) => payload[5] switch
    {
        0x10 => JpegSketch.TryMake(payload[6..], out JpegSketch sketch)
            ? new EmbeddedPicture(EmbeddedKind.JfifThumbnail, EmbeddedCoding.Jpeg, 6, payload.Length - 6, sketch.Width, sketch.Height)
            : null,
        0x11 when payload.Length >= 8 => Samples(payload, 8, EmbeddedCoding.Palette8, payload[6], payload[7]),
        0x13 when payload.Length >= 8 => Samples(payload, 8, EmbeddedCoding.Rgb24, payload[6], payload[7]),
        _ => null,
    };

    /// <summary>A thumbnail that is not coded.</summary>
    internal static EmbeddedPicture? Samples(ReadOnlySpan<byte> payload, int at, EmbeddedCoding coding, int width, int height)
    {
        int length = coding == EmbeddedCoding.Palette8 ? 768 + width * height : 3 * width * height;
        return width * height == 0 || payload.Length - at < length
            ? null
            : new EmbeddedPicture(EmbeddedKind.JfifThumbnail, coding, at, length, width, height);
    }

    public static bool Matches(ReadOnlySpan<byte> payload) => payload.Length >= 6 && payload.StartsWith("JFXX\0"u8);
}

/// <summary>APP14 "Adobe" (Adobe Technical Note 5116).</summary>
/// <param name="Version">100 or 101.</param>
/// <param name="Flags0">Hints of the writer.</param>
/// <param name="Flags1">Hints of the writer.</param>
/// <param name="Transform">0: none (RGB or CMYK); 1: YCbCr; 2: YCCK.</param>
internal readonly record struct AdobeSegment(ushort Version, ushort Flags0, ushort Flags1, byte Transform)
{
    /// <summary>Recognised as libjpeg does it: by the identifier, which no zero ends, and at least 12 bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out AdobeSegment segment)
    {
        segment = default;
        if (payload.Length < 12 || !payload.StartsWith("Adobe"u8))
            return false;
        segment = new AdobeSegment(
            BinaryPrimitives.ReadUInt16BigEndian(payload[5..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[7..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[9..]),
            payload[11]);
        return true;
    }
}

/// <summary>APP1 of the two kinds.</summary>
internal static class App1Segment
{
    /// <summary>Exif 3.0, 4.7.2: "Exif", a zero, a padding byte, then the TIFF header.</summary>
    public static bool TryGetExif(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> tiff)
    {
        bool found = payload.Length >= 6 && payload.StartsWith("Exif\0"u8);
        tiff = found ? payload[6..] : default;
        return found;
    }

    /// <summary>XMP part 3, 1.1.3: a namespace and a zero, then the packet.</summary>
    public static bool TryGetXmp(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> name = "http://ns.adobe.com/xap/1.0/\0"u8;
        bool found = payload.StartsWith(name);
        packet = found ? payload[name.Length..] : default;
        return found;
    }
}

/// <summary>APP2 "ICC_PROFILE": one part of a profile (ICC.1, B.4).</summary>
internal readonly ref struct IccPartSegment
{
    private const int HeaderLength = 14;

    private IccPartSegment(int number, int count, ReadOnlySpan<byte> data)
    {
        Number = number;
        Count = count;
        Data = data;
    }

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>How many parts there are: the same in each.</summary>
    public int Count { get; }

    /// <summary>The bytes of the part.</summary>
    public ReadOnlySpan<byte> Data { get; }

    public static bool TryParse(ReadOnlySpan<byte> payload, out IccPartSegment segment)
    {
        segment = default;
        if (payload.Length < HeaderLength || !payload.StartsWith("ICC_PROFILE\0"u8))
            return false;
        segment = new IccPartSegment(payload[12], payload[13], payload[HeaderLength..]);
        return true;
    }
}
