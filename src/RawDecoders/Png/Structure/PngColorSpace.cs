// Owns: the chunks that say what the samples mean as colour: gAMA, cHRM, sRGB, cICP, mDCV, cLLI, sBIT. Stands between PngChunkCollector and
// the metadata: no pixel is changed by them. Leaves to others: iCCP, which inflates and stands with the texts; what a breach becomes
// (PngChunkCollector).
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>CIE 1931 chromaticities of the white point and the primaries, cHRM (PNG 11.3.2.1).</summary>
/// <param name="WhiteX">White point x.</param>
/// <param name="WhiteY">White point y.</param>
/// <param name="RedX">Red x.</param>
/// <param name="RedY">Red y.</param>
/// <param name="GreenX">Green x.</param>
/// <param name="GreenY">Green y.</param>
/// <param name="BlueX">Blue x.</param>
/// <param name="BlueY">Blue y; may be negative.</param>
public readonly record struct PngChromaticities(
    double WhiteX, double WhiteY, double RedX, double RedY, double GreenX, double GreenY, double BlueX, double BlueY)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngChromaticities value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 32)
        {
            finding = PngChunkLength.Wrong(PngRules.ChrmLength, payload.Length, "32");
            return false;
        }

        value = new(At(payload, 0), At(payload, 1), At(payload, 2), At(payload, 3), At(payload, 4), At(payload, 5), At(payload, 6), At(payload, 7));
        return true;

        // Signed since the third edition: ACES AP0 has a negative blue y.
        static double At(ReadOnlySpan<byte> payload, int i) => BinaryPrimitives.ReadInt32BigEndian(payload[(4 * i)..]) / 100000.0;
    }
}

/// <summary>Image gamma gAMA (PNG 11.3.2.2).</summary>
internal static class PngGamma
{
    public static bool TryParse(ReadOnlySpan<byte> payload, out double gamma, out Finding finding)
    {
        gamma = 0;
        finding = default;
        if (payload.Length != 4)
        {
            finding = PngChunkLength.Wrong(PngRules.GamaLength, payload.Length, "4");
            return false;
        }

        uint scaled = BinaryPrimitives.ReadUInt32BigEndian(payload);
        if (scaled is 0 or > int.MaxValue)
        {
            finding = new(PngRules.GamaValue, 0, $"a gamma of {scaled} / 100000 means nothing");
            return false;
        }

        gamma = scaled / 100000.0;
        return true;
    }
}

/// <summary>Rendering intent of an sRGB chunk (PNG 11.3.2.5).</summary>
public enum PngRenderingIntent
{
    /// <summary>Perceptual, for photographs.</summary>
    Perceptual = 0,

    /// <summary>Relative colorimetric, for logos.</summary>
    RelativeColorimetric = 1,

    /// <summary>Saturation, for charts and graphs.</summary>
    Saturation = 2,

    /// <summary>Absolute colorimetric, for proofs.</summary>
    AbsoluteColorimetric = 3,
}

/// <summary>The sRGB chunk.</summary>
internal static class PngStandardRgb
{
    public static bool TryParse(ReadOnlySpan<byte> payload, out PngRenderingIntent intent, out Finding finding)
    {
        intent = default;
        finding = payload.Length != 1 ? PngChunkLength.Wrong(PngRules.SrgbLength, payload.Length, "1")
            : payload[0] > 3 ? new(PngRules.SrgbIntent, 0, $"rendering intent {payload[0]} is not defined")
            : default;
        if (!finding.IsNone)
            return false;
        intent = (PngRenderingIntent)payload[0];
        return true;
    }
}

/// <summary>Coding-independent code points cICP (PNG 11.3.2.6), as ITU-T H.273 numbers them.</summary>
/// <param name="ColorPrimaries">Colour primaries: 9 is BT.2020.</param>
/// <param name="TransferFunction">Transfer characteristics: 16 is PQ, 18 is HLG.</param>
/// <param name="MatrixCoefficients">Always 0 (RGB) in a valid file.</param>
/// <param name="IsFullRange">Full range, or narrow ("video") range.</param>
public readonly record struct PngCodePoints(byte ColorPrimaries, byte TransferFunction, byte MatrixCoefficients, bool IsFullRange)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngCodePoints value, out Finding finding)
    {
        value = default;
        finding = payload.Length != 4 ? PngChunkLength.Wrong(PngRules.CicpLength, payload.Length, "4")
            : payload[2] != 0 ? new(PngRules.CicpMatrix, 2, $"matrix coefficients {payload[2]} are not RGB (0)")
            : payload[3] > 1 ? new(PngRules.CicpRange, 3, $"a full range flag of {payload[3]} is neither 0 nor 1")
            : default;
        if (!finding.IsNone)
            return false;
        value = new(payload[0], payload[1], payload[2], payload[3] == 1);
        return true;
    }
}

/// <summary>Mastering display colour volume mDCV (PNG 11.3.2.7).</summary>
/// <param name="Primaries">Chromaticities of the display's primaries and white point.</param>
/// <param name="MaxLuminance">Largest luminance in cd/m².</param>
/// <param name="MinLuminance">Smallest luminance in cd/m².</param>
public readonly record struct PngMasteringDisplay(PngChromaticities Primaries, double MaxLuminance, double MinLuminance)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngMasteringDisplay value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 24)
        {
            finding = PngChunkLength.Wrong(PngRules.MdcvLength, payload.Length, "24");
            return false;
        }

        // Red, green, blue, white; x then y; in units of 0.00002.
        value = new(
            new(At(payload, 6), At(payload, 7), At(payload, 0), At(payload, 1), At(payload, 2), At(payload, 3), At(payload, 4), At(payload, 5)),
            BinaryPrimitives.ReadUInt32BigEndian(payload[16..]) / 10000.0,
            BinaryPrimitives.ReadUInt32BigEndian(payload[20..]) / 10000.0);
        return true;

        static double At(ReadOnlySpan<byte> payload, int i) => BinaryPrimitives.ReadUInt16BigEndian(payload[(2 * i)..]) / 50000.0;
    }
}

/// <summary>Content light level cLLI (PNG 11.3.2.8).</summary>
/// <param name="MaxContentLight">Light level of the brightest pixel in cd/m²; 0 is unknown.</param>
/// <param name="MaxFrameAverageLight">Largest average light level of a frame in cd/m²; 0 is unknown.</param>
public readonly record struct PngContentLight(double MaxContentLight, double MaxFrameAverageLight)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngContentLight value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 8)
        {
            finding = PngChunkLength.Wrong(PngRules.ClliLength, payload.Length, "8");
            return false;
        }

        value = new(BinaryPrimitives.ReadUInt32BigEndian(payload) / 10000.0, BinaryPrimitives.ReadUInt32BigEndian(payload[4..]) / 10000.0);
        return true;
    }
}

/// <summary>Significant bits sBIT (PNG 11.3.2.4): how many bits the samples had before they were scaled to the depth.</summary>
/// <param name="Red">Of red; of grey for grey pictures.</param>
/// <param name="Green">Of green; of grey for grey pictures.</param>
/// <param name="Blue">Of blue; of grey for grey pictures.</param>
/// <param name="Alpha">Of alpha; 0 for pictures without an alpha channel.</param>
public readonly record struct PngSignificantBits(byte Red, byte Green, byte Blue, byte Alpha)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, in PngHeader header, out PngSignificantBits value, out Finding finding)
    {
        value = default;
        finding = default;
        int expected = header.ColorType == PngColorType.Indexed ? 3 : header.SamplesPerPixel;
        if (payload.Length != expected)
        {
            finding = PngChunkLength.Wrong(PngRules.SbitLength, payload.Length, $"{expected}");
            return false;
        }

        int depth = header.ColorType == PngColorType.Indexed ? 8 : header.BitDepth;
        for (int i = 0; i < expected; i++)
        {
            if (payload[i] == 0 || payload[i] > depth)
            {
                finding = new(PngRules.SbitValue, i, $"{payload[i]} significant bits are outside 1 to {depth}");
                return false;
            }
        }

        value = expected >= 3
            ? new(payload[0], payload[1], payload[2], expected == 4 ? payload[3] : (byte)0)
            : new(payload[0], payload[0], payload[0], expected == 2 ? payload[1] : (byte)0);
        return true;
    }
}
