// Owns: the fields of chunks that say what samples mean, how large pixels are, when and how frames are shown. Stands beside
// PngPayloadNodes.cs, a part of the same class. Leaves to others: what is wrong with a value (PngFindings).

using RawDecoders.Inspection;

namespace RawDecoders.Png;

internal sealed partial class PngPayloadNodes
{
    private static string Chromaticities(FieldWriter fields)
    {
        foreach (string point in new[] { "White point", "Red", "Green", "Blue" })
        {
            fields.Signed($"{point} x", Scaled);
            fields.Signed($"{point} y", Scaled);
        }

        return "";

        static string Scaled(int v) => PngText.Number(v / 100000.0);
    }

    private static string Gamma(FieldWriter fields)
    {
        string words = PngGamma.TryParse(fields.Remaining, out double gamma, out _) ? PngText.Number(gamma) : "";
        fields.Number("Image gamma", 4, v => $"{PngText.Number(v / 100000.0)}, that is 1/{PngText.Number(v == 0 ? 0 : Math.Round(100000.0 / v, 4))}");
        return words;
    }

    private string SignificantBits(FieldWriter fields)
    {
        string[] channels = header?.ColorType switch
        {
            PngColorType.Grayscale => ["greyscale"],
            PngColorType.Truecolor or PngColorType.Indexed => ["red", "green", "blue"],
            PngColorType.GrayscaleAlpha => ["greyscale", "alpha"],
            PngColorType.TruecolorAlpha => ["red", "green", "blue", "alpha"],
            _ => [],
        };
        foreach (string channel in channels)
            fields.Number($"Significant {channel} bits", 1, v => $"{v}");
        return "";
    }

    private static string StandardRgb(FieldWriter fields)
    {
        string words = fields.Left > 0 ? Intent(fields.Remaining[0]) : "";
        fields.Number("Rendering intent", 1, Intent);
        return words;

        static string Intent(uint v) => v switch
        {
            0 => "perceptual",
            1 => "relative colorimetric",
            2 => "saturation",
            3 => "absolute colorimetric",
            _ => "not defined",
        };
    }

    private static string CodePoints(FieldWriter fields)
    {
        fields.Number("Colour primaries", 1, v => v switch { 1 => "BT.709", 9 => "BT.2020", 12 => "Display P3", _ => $"H.273 code point {v}" });
        fields.Number("Transfer function", 1, v => v switch { 1 => "BT.709", 8 => "linear", 13 => "sRGB", 16 => "PQ", 18 => "HLG", _ => $"H.273 code point {v}" });
        fields.Number("Matrix coefficients", 1, v => v == 0 ? "RGB" : "not allowed: PNG has RGB only");
        fields.Number("Video full range flag", 1, v => v switch { 0 => "narrow range", 1 => "full range", _ => "not defined" });
        return "";
    }

    private static string MasteringDisplay(FieldWriter fields)
    {
        foreach (string point in new[] { "Red", "Green", "Blue", "White point" })
        {
            fields.Number($"{point} x", 2, v => PngText.Number(v / 50000.0));
            fields.Number($"{point} y", 2, v => PngText.Number(v / 50000.0));
        }

        fields.Number("Maximum luminance", 4, Luminance);
        fields.Number("Minimum luminance", 4, Luminance);
        return "";
    }

    private static string ContentLight(FieldWriter fields)
    {
        fields.Number("Maximum content light level", 4, v => v == 0 ? "unknown" : Luminance(v));
        fields.Number("Maximum frame-average light level", 4, v => v == 0 ? "unknown" : Luminance(v));
        return "";
    }

    private static string Luminance(uint v) => $"{PngText.Number(v / 10000.0)} cd/m2";

    private static string Dimensions(FieldWriter fields)
    {
        string words = PngPhysicalDimensions.TryParse(fields.Remaining, out PngPhysicalDimensions d, out _)
            ? $"{d.X} x {d.Y} pixels {(d.IsMetre ? $"a metre ({PngText.Number(Math.Round(d.X * 0.0254, 2))} x {PngText.Number(Math.Round(d.Y * 0.0254, 2))} an inch)" : "in proportion")}"
            : "";
        fields.Number("Pixels per unit, X axis", 4, v => $"{v}");
        fields.Number("Pixels per unit, Y axis", 4, v => $"{v}");
        fields.Number("Unit specifier", 1, v => v switch { 0 => "unknown: only the ratio counts", 1 => "metre", _ => "not defined" });
        return words;
    }

    private static string Time(FieldWriter fields)
    {
        string words = PngTime.TryParse(fields.Remaining, out PngTime t, out _)
            ? $"{t.Year:D4}-{t.Month:D2}-{t.Day:D2} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2}"
            : "";
        fields.Number("Year", 2, v => $"{v}");
        foreach (string name in new[] { "Month", "Day", "Hour", "Minute", "Second" })
            fields.Number(name, 1, v => $"{v}");
        return words;
    }

    private static string Animation(FieldWriter fields)
    {
        fields.Number("Number of frames", 4, v => $"{v}");
        fields.Number("Number of plays", 4, v => v == 0 ? "for ever" : $"{v}");
        return "frames, of which a plain decode shows the default image alone";
    }

    private static string FrameControl(FieldWriter fields)
    {
        fields.Number("Sequence number", 4, v => $"{v}");
        fields.Number("Width", 4, v => $"{v} pixels");
        fields.Number("Height", 4, v => $"{v} pixels");
        fields.Number("X offset", 4, v => $"column {v}");
        fields.Number("Y offset", 4, v => $"row {v}");
        fields.Number("Delay numerator", 2, v => $"{v}");
        fields.Number("Delay denominator", 2, v => v == 0 ? "stands for 100" : $"{v}");
        fields.Number("Dispose operation", 1, v => v switch { 0 => "none", 1 => "background", 2 => "previous", _ => "not defined" });
        fields.Number("Blend operation", 1, v => v switch { 0 => "source", 1 => "over", _ => "not defined" });
        return "";
    }

    /// <summary>fdAT that belongs to no frame; of those that do, PngFrameNodes tells the data.</summary>
    private static string FrameData(FieldWriter fields)
    {
        fields.Number("Sequence number", 4, v => $"{v}");
        if (fields.Left > 0)
            fields.Bytes("Frame data", fields.Left, b => $"ignored: {NodeText.Count(b.Length, "byte")}");
        return "";
    }
}
