// Owns: the names of the formats. Stands below everything. Leaves recognising them to FormatSniffer.

namespace RawDecoders;

/// <summary>A file format that this library recognises by its first bytes.</summary>
/// <example>
/// <code>
/// bool isJpeg = ImageDecoder.Identify("photo.jpg").Format == ImageFormat.Jpeg;
/// </code>
/// </example>
public enum ImageFormat
{
    /// <summary>None of the formats below.</summary>
    Unknown = 0,

    /// <summary>Portable Network Graphics (PNG Specification, third edition, W3C 2025).</summary>
    Png,

    /// <summary>Windows and OS/2 bitmap ("BM" files).</summary>
    Bmp,

    /// <summary>JPEG (ITU-T T.81 | ISO/IEC 10918-1), with or without the JFIF, Exif and Adobe conventions.</summary>
    Jpeg,
}
