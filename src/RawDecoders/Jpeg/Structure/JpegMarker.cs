// Owns: the marker codes of T.81 Table B.1, and what can be told from a code alone. Stands first in the vocabulary of this
// folder: the segment reader, policy and messages all use it. Leaves to others: whether a marker has a place where it is found.

namespace RawDecoders.Jpeg;

/// <summary>
/// A marker code: the byte after 0xFF (T.81 Table B.1). Values that are not named here are reserved, application (APPn),
/// restart (RSTn) or extension (JPGn) markers; <see cref="JpegMarkers.GetName"/> names all of them.
/// </summary>
public enum JpegMarker : byte
{
    /// <summary>No marker: data between markers.</summary>
    None = 0,

    /// <summary>Temporary private use in arithmetic coding.</summary>
    Tem = 0x01,

    /// <summary>Start of frame, baseline DCT.</summary>
    Sof0 = 0xC0,

    /// <summary>Start of frame, extended sequential DCT, Huffman coding.</summary>
    Sof1 = 0xC1,

    /// <summary>Start of frame, progressive DCT, Huffman coding.</summary>
    Sof2 = 0xC2,

    /// <summary>Start of frame, lossless, Huffman coding.</summary>
    Sof3 = 0xC3,

    /// <summary>Define Huffman tables.</summary>
    Dht = 0xC4,

    /// <summary>Reserved for JPEG extensions.</summary>
    Jpg = 0xC8,

    /// <summary>Define arithmetic coding conditioning.</summary>
    Dac = 0xCC,

    /// <summary>Start of frame, extended sequential DCT, arithmetic coding.</summary>
    Sof9 = 0xC9,

    /// <summary>Start of frame, progressive DCT, arithmetic coding.</summary>
    Sof10 = 0xCA,

    /// <summary>Start of frame, differential lossless, arithmetic coding: the last of the frame markers.</summary>
    Sof15 = 0xCF,

    /// <summary>Restart 0; seven more follow.</summary>
    Rst0 = 0xD0,

    /// <summary>Restart 7.</summary>
    Rst7 = 0xD7,

    /// <summary>Start of image.</summary>
    Soi = 0xD8,

    /// <summary>End of image.</summary>
    Eoi = 0xD9,

    /// <summary>Start of scan.</summary>
    Sos = 0xDA,

    /// <summary>Define quantisation tables.</summary>
    Dqt = 0xDB,

    /// <summary>Define number of lines.</summary>
    Dnl = 0xDC,

    /// <summary>Define restart interval.</summary>
    Dri = 0xDD,

    /// <summary>Define hierarchical progression.</summary>
    Dhp = 0xDE,

    /// <summary>Expand reference components.</summary>
    Exp = 0xDF,

    /// <summary>Application segment 0 (JFIF).</summary>
    App0 = 0xE0,

    /// <summary>Application segment 1 (Exif, XMP).</summary>
    App1 = 0xE1,

    /// <summary>Application segment 2 (ICC profile).</summary>
    App2 = 0xE2,

    /// <summary>Application segment 14 (Adobe).</summary>
    App14 = 0xEE,

    /// <summary>Application segment 15.</summary>
    App15 = 0xEF,

    /// <summary>Reserved for JPEG extensions, as are the 13 codes after it.</summary>
    Jpg0 = 0xF0,

    /// <summary>Start of frame of JPEG-LS (T.87), one of the codes reserved for extensions.</summary>
    Sof55 = 0xF7,

    /// <summary>Parameters of JPEG-LS (T.87), likewise.</summary>
    Lse = 0xF8,

    /// <summary>The last code that is reserved for extensions.</summary>
    Jpg13 = 0xFD,

    /// <summary>Comment.</summary>
    Com = 0xFE,
}

/// <summary>Facts about marker codes.</summary>
/// <remarks>T.81 B.1.1.3, Table B.1.</remarks>
public static class JpegMarkers
{
    /// <summary>Whether this is one of the frame markers SOF0 to SOF15 (0xC4, 0xC8 and 0xCC are not).</summary>
    public static bool IsStartOfFrame(this JpegMarker marker)
        => marker is >= JpegMarker.Sof0 and <= JpegMarker.Sof15 and not (JpegMarker.Dht or JpegMarker.Jpg or JpegMarker.Dac);

    /// <summary>Whether this is RST0 to RST7.</summary>
    public static bool IsRestart(this JpegMarker marker) => marker is >= JpegMarker.Rst0 and <= JpegMarker.Rst7;

    /// <summary>Whether the marker stands alone, without length and parameters (T.81 B.1.1.3): SOI, EOI, RSTn, TEM.</summary>
    public static bool StandsAlone(this JpegMarker marker)
        => marker is JpegMarker.Tem or (>= JpegMarker.Rst0 and <= JpegMarker.Eoi);

    /// <summary>The symbol of T.81 Table B.1: "SOF2", "APP14", "RST3"; "RES4F" for a reserved code.</summary>
    public static string GetName(this JpegMarker marker) => (byte)marker switch
    {
        0 => "none",
        0x01 => "TEM",
        0xC4 => "DHT",
        0xC8 => "JPG",
        0xCC => "DAC",
        >= 0xC0 and <= 0xCF => $"SOF{(byte)marker - 0xC0}",
        >= 0xD0 and <= 0xD7 => $"RST{(byte)marker - 0xD0}",
        0xD8 => "SOI",
        0xD9 => "EOI",
        0xDA => "SOS",
        0xDB => "DQT",
        0xDC => "DNL",
        0xDD => "DRI",
        0xDE => "DHP",
        0xDF => "EXP",
        >= 0xE0 and <= 0xEF => $"APP{(byte)marker - 0xE0}",
        0xF7 => "SOF55",
        0xF8 => "LSE",
        >= 0xF0 and <= 0xFD => $"JPG{(byte)marker - 0xF0}",
        0xFE => "COM",
        _ => $"RES{(byte)marker:X2}",
    };
}
