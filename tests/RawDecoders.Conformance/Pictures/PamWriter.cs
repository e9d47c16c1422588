// Owns: pictures as PAM, Netpbm's format for any channels: what the corpus gives to others. Leaves reading to NetpbmReader.

using System.Globalization;
using System.Text;

namespace RawDecoders.Conformance.Pictures;

/// <summary>Writes PAM files.</summary>
internal static class PamWriter
{
    /// <summary>The picture: 8 or 16 bits, the latter high byte first.</summary>
    /// <exception cref="ArgumentException">Its channels have no tuple type: blue first, or indices.</exception>
    public static byte[] Encode(Picture picture)
    {
        string tuples = picture.Order switch
        {
            PictureChannels.Gray => "GRAYSCALE",
            PictureChannels.GrayAlpha => "GRAYSCALE_ALPHA",
            PictureChannels.Rgb => "RGB",
            PictureChannels.Rgba => "RGB_ALPHA",
            PictureChannels.Cmyk => "CMYK",
            _ => throw new ArgumentException($"{picture.Order} is not written", nameof(picture)),
        };
        string head = string.Create(
            CultureInfo.InvariantCulture, $"P7\nWIDTH {picture.Width}\nHEIGHT {picture.Height}\nDEPTH {picture.Channels}\nMAXVAL {picture.Maximum}\nTUPLTYPE {tuples}\nENDHDR\n");
        byte[] samples = picture.Data;
        if (picture.Type == PictureSample.UInt16)
        {
            samples = new byte[picture.Data.Length];
            for (int i = 0; i < samples.Length; i += 2)
                (samples[i], samples[i + 1]) = (picture.Data[i + 1], picture.Data[i]);
        }

        return [.. Encoding.ASCII.GetBytes(head), .. samples];
    }
}
