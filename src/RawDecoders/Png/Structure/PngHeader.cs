// Owns: IHDR, and the sizes that follow from it. Stands first: the first payload of every file, on which everything after depends. Leaves
// to others: limits (the decode budget), the geometry of passes (PngPass).
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>Colour type of IHDR: the sum of 1 (palette), 2 (colour) and 4 (alpha) (PNG 6.1).</summary>
public enum PngColorType
{
    /// <summary>Grey, 1 to 16 bits.</summary>
    Grayscale = 0,

    /// <summary>Red, green, blue, 8 or 16 bits each.</summary>
    Truecolor = 2,

    /// <summary>Palette index, 1 to 8 bits.</summary>
    Indexed = 3,

    /// <summary>Grey and alpha, 8 or 16 bits each.</summary>
    GrayscaleAlpha = 4,

    /// <summary>Red, green, blue, alpha, 8 or 16 bits each.</summary>
    TruecolorAlpha = 6,
}

/// <summary>The image header IHDR (PNG 11.2.1).</summary>
/// <param name="Width">Width in pixels, 1 to 2^31 - 1.</param>
/// <param name="Height">Height in pixels, 1 to 2^31 - 1.</param>
/// <param name="BitDepth">Bits per sample, or per palette index: 1, 2, 4, 8 or 16.</param>
/// <param name="ColorType">Which samples make up a pixel.</param>
/// <param name="IsInterlaced">Whether rows come in the seven passes of Adam7 (PNG 8.1).</param>
public readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool IsInterlaced)
{
    /// <summary>Bytes of the payload.</summary>
    internal const int Size = 13;

    /// <summary>Samples of a pixel: 1 to 4.</summary>
    public int SamplesPerPixel => ColorType switch
    {
        PngColorType.Truecolor => 3,
        PngColorType.GrayscaleAlpha => 2,
        PngColorType.TruecolorAlpha => 4,
        _ => 1,
    };

    /// <summary>Bits of a pixel in the file: 1 to 64.</summary>
    public int BitsPerPixel => SamplesPerPixel * BitDepth;

    /// <summary>The distance, in bytes, of corresponding bytes for the filters: a pixel's bytes, at least 1 (PNG 9.2).</summary>
    internal int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without its filter type byte (PNG 7.2).</summary>
    internal long GetRowBytes(int width) => ((long)width * BitsPerPixel + 7) / 8;

    /// <summary>Reads the payload. A false answer comes with the finding; the fields are checked in file order.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngHeader header, out Finding finding)
    {
        header = default;
        if (payload.Length != Size)
        {
            finding = PngChunkLength.Wrong(PngRules.HeaderLength, payload.Length, "13");
            return false;
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(payload);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        int bitDepth = payload[8];
        int colorType = payload[9];
        finding = (width, height) switch
        {
            (0 or > int.MaxValue, _) => new(PngRules.Width, 0, $"a width of {width} is outside 1 to 2147483647"),
            (_, 0 or > int.MaxValue) => new(PngRules.Height, 4, $"a height of {height} is outside 1 to 2147483647"),
            _ => default,
        };
        if (!finding.IsNone)
            return false;

        if (bitDepth is not (1 or 2 or 4 or 8 or 16))
        {
            finding = Undefined(PngRules.BitDepth, 8, "bit depth", bitDepth);
            return false;
        }

        if (colorType is not (0 or 2 or 3 or 4 or 6))
        {
            finding = Undefined(PngRules.ColourType, 9, "colour type", colorType);
            return false;
        }

        if (colorType == 3 ? bitDepth > 8 : colorType != 0 && bitDepth < 8)
        {
            finding = new(PngRules.BitDepth, 8, $"bit depth {bitDepth} is not allowed for colour type {colorType}");
            return false;
        }

        if (payload[10] != 0)
            finding = Undefined(PngRules.Compression, 10, "compression method", payload[10]);
        else if (payload[11] == 64)
            finding = new(PngRules.FilterMng, 11, "filter method 64 (intrapixel differencing) belongs to MNG");
        else if (payload[11] != 0)
            finding = Undefined(PngRules.Filter, 11, "filter method", payload[11]);
        else if (payload[12] > 1)
            finding = Undefined(PngRules.Interlace, 12, "interlace method", payload[12]);
        header = new PngHeader((int)width, (int)height, bitDepth, (PngColorType)colorType, payload[12] == 1);
        return finding.IsNone;
    }

    /// <summary>Values from 128 up are private ones, of a file that may be right in its own world (PNG 5.8).</summary>
    private static Finding Undefined(Rule rule, int at, string field, int value) => value >= 128
        ? new(PngRules.Private, at, $"{field} {value} is a private value")
        : new(rule, at, $"{field} {value} is not defined");
}
