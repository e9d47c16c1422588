// Owns: the fields of every known chunk as leaves, in words. Values are shown as stored, also where they break a rule. Stands between
// PngInspector, which has the chunk's frame, and the tree. Leaves to others: what is wrong, which findings say: they come from the payload
// structs by way of the decoder (PngFindings).
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Adds the fields of a chunk's payload to its node.</summary>
internal sealed partial class PngPayloadNodes(PngHeader? header, InspectBudget budget, InspectOptions options)
{
    /// <summary>What a chunk is for and where it is defined; unknown ones by the letters of their type.</summary>
    public static (string Title, string Clause) Describe(PngChunkType type) => type.Value switch
    {
        PngChunkType.Ihdr => ("image header", "PNG 11.2.1"),
        PngChunkType.Plte => ("palette", "PNG 11.2.2"),
        PngChunkType.Idat => ("image data", "PNG 11.2.3"),
        PngChunkType.Iend => ("image trailer", "PNG 11.2.4"),
        PngChunkType.Trns => ("transparency", "PNG 11.3.1.1"),
        PngChunkType.Chrm => ("primary chromaticities and white point", "PNG 11.3.2.1"),
        PngChunkType.Gama => ("image gamma", "PNG 11.3.2.2"),
        PngChunkType.Iccp => ("embedded ICC profile", "PNG 11.3.2.3"),
        PngChunkType.Sbit => ("significant bits", "PNG 11.3.2.4"),
        PngChunkType.Srgb => ("standard RGB colour space", "PNG 11.3.2.5"),
        PngChunkType.Cicp => ("coding-independent code points", "PNG 11.3.2.6"),
        PngChunkType.Mdcv => ("mastering display colour volume", "PNG 11.3.2.7"),
        PngChunkType.Clli => ("content light level information", "PNG 11.3.2.8"),
        PngChunkType.Text => ("textual data", "PNG 11.3.3.2"),
        PngChunkType.Ztxt => ("compressed textual data", "PNG 11.3.3.3"),
        PngChunkType.Itxt => ("international textual data", "PNG 11.3.3.4"),
        PngChunkType.Bkgd => ("background colour", "PNG 11.3.4.1"),
        PngChunkType.Hist => ("image histogram", "PNG 11.3.4.2"),
        PngChunkType.Phys => ("physical pixel dimensions", "PNG 11.3.4.3"),
        PngChunkType.Splt => ("suggested palette", "PNG 11.3.4.4"),
        PngChunkType.Exif => ("Exif block", "PNG 11.3.4.5"),
        PngChunkType.Time => ("time of the last change", "PNG 11.3.5.1"),
        PngChunkType.Actl => ("animation control", "PNG 11.3.6.1"),
        PngChunkType.Fctl => ("frame control: where, how long and how the next frame is shown", "PNG 11.3.6.2"),
        PngChunkType.Fdat => ("frame data: zlib data as IDAT's, behind a sequence number", "PNG 11.3.6.3"),
        _ => (type.IsCritical ? "unknown critical chunk" : "ignored: unknown ancillary chunk", "PNG 5.4"),
    };

    /// <summary>Adds the fields; returns what the chunk says in a few words, or nothing.</summary>
    public string Add(StructureNode chunk, PngChunkType type, ReadOnlyMemory<byte> payload, long offset, ReadOnlyMemory<byte> file)
    {
        var fields = new FieldWriter(chunk, payload, offset, budget, Describe(type).Clause);
        string words = type.Value switch
        {
            PngChunkType.Ihdr => Header(fields),
            PngChunkType.Plte => Palette(fields),
            PngChunkType.Trns => Transparency(fields),
            PngChunkType.Chrm => Chromaticities(fields),
            PngChunkType.Gama => Gamma(fields),
            PngChunkType.Iccp => Profile(chunk, fields, file),
            PngChunkType.Sbit => SignificantBits(fields),
            PngChunkType.Srgb => StandardRgb(fields),
            PngChunkType.Cicp => CodePoints(fields),
            PngChunkType.Mdcv => MasteringDisplay(fields),
            PngChunkType.Clli => ContentLight(fields),
            PngChunkType.Text => PlainText(fields),
            PngChunkType.Ztxt => CompressedText(chunk, fields, file),
            PngChunkType.Itxt => InternationalText(chunk, fields, file),
            PngChunkType.Bkgd => Background(fields),
            PngChunkType.Hist => Histogram(fields),
            PngChunkType.Phys => Dimensions(fields),
            PngChunkType.Splt => SuggestedPalette(fields),
            PngChunkType.Exif => Exif(chunk, fields, file),
            PngChunkType.Time => Time(fields),
            PngChunkType.Actl => Animation(fields),
            PngChunkType.Fctl => FrameControl(fields),
            PngChunkType.Fdat => FrameData(fields),
            PngChunkType.Iend => "",
            _ => Unknown(fields),
        };
        fields.End();
        return words;
    }

    private static string Unknown(FieldWriter fields)
    {
        if (fields.Left > 0)
            fields.Bytes("Chunk data", fields.Left, bytes => $"ignored: {NodeText.Preview(bytes)}");
        return "";
    }

    private static string Header(FieldWriter fields)
    {
        string words = PngHeader.TryParse(fields.Remaining, out PngHeader h, out _)
            ? $"{h.Width} x {h.Height}, {NodeText.Count(h.BitsPerPixel, "bit")} a pixel, {ColorTypeName((int)h.ColorType)}, {(h.IsInterlaced ? "interlaced" : "not interlaced")}"
            : "";
        fields.Number("Width", 4, v => $"{v} pixels");
        fields.Number("Height", 4, v => $"{v} pixels");
        fields.Number("Bit depth", 1, v => $"{v} {(v == 1 ? "bit" : "bits")} {(fields.Left > 0 && fields.Remaining[0] == 3 ? "a palette index" : "a sample")}");
        fields.Number("Colour type", 1, v => ColorTypeName((int)v));
        fields.Number("Compression method", 1, v => v == 0 ? "deflate, window of at most 32 KiB" : "not defined");
        fields.Number("Filter method", 1, v => v == 0 ? "adaptive filtering, five filter types" : v == 64 ? "MNG's intrapixel differencing" : "not defined");
        fields.Number("Interlace method", 1, v => v switch { 0 => "no interlace", 1 => "Adam7", _ => "not defined" });
        return words;
    }

    private static string ColorTypeName(int type) => type switch
    {
        0 => "greyscale",
        2 => "truecolour",
        3 => "indexed-colour",
        4 => "greyscale with alpha",
        6 => "truecolour with alpha",
        _ => "not defined",
    };

    private static string Palette(FieldWriter fields)
    {
        int count = fields.Left / 3;
        for (int i = 0; i < count && !fields.IsOver; i++)
            fields.Bytes($"Entry {i}", 3, c => $"red {c[0]}, green {c[1]}, blue {c[2]}: #{c[0]:X2}{c[1]:X2}{c[2]:X2}");
        return NodeText.Count(count, "entry", "entries");
    }

    private string Transparency(FieldWriter fields)
    {
        switch (header?.ColorType)
        {
            case PngColorType.Indexed:
                int count = fields.Left;
                for (int i = 0; i < count && !fields.IsOver; i++)
                    fields.Number($"Alpha of entry {i}", 1, Alpha);
                return $"{NodeText.Count(count, "alpha value")}; further entries are opaque";
            case PngColorType.Grayscale:
                fields.Number("Grey sample value", 2, Key);
                return "one grey is transparent";
            case PngColorType.Truecolor:
                fields.Number("Red sample value", 2, Key);
                fields.Number("Green sample value", 2, Key);
                fields.Number("Blue sample value", 2, Key);
                return "one colour is transparent";
            default:
                Unknown(fields);
                return header is null ? "" : "not allowed: there is an alpha channel";
        }

        static string Alpha(uint v) => v switch { 0 => "0: transparent", 255 => "255: opaque", _ => $"{v} of 255" };
    }

    /// <summary>A sample of 16 bits of which those above the depth count for nothing (PNG 11.3.1.1, 11.3.4.1).</summary>
    private string Key(uint value)
    {
        int depth = header?.BitDepth ?? 16;
        uint used = value & ((1u << depth) - 1);
        return used == value ? $"{value}" : $"{used}; ignored: the bits above the lowest {depth}";
    }

    private string Background(FieldWriter fields)
    {
        switch (header?.ColorType)
        {
            case PngColorType.Indexed:
                fields.Number("Palette index", 1, v => $"entry {v}");
                break;
            case PngColorType.Grayscale or PngColorType.GrayscaleAlpha:
                fields.Number("Greyscale", 2, Key);
                break;
            case PngColorType.Truecolor or PngColorType.TruecolorAlpha:
                fields.Number("Red", 2, Key);
                fields.Number("Green", 2, Key);
                fields.Number("Blue", 2, Key);
                break;
            default:
                Unknown(fields);
                break;
        }

        return "never blended in";
    }

    private static string Histogram(FieldWriter fields)
    {
        int count = fields.Left / 2;
        for (int i = 0; i < count && !fields.IsOver; i++)
            fields.Number($"Frequency of entry {i}", 2, v => $"{v}");
        return NodeText.Count(count, "frequency", "frequencies");
    }

    private static string SuggestedPalette(FieldWriter fields)
    {
        if (!fields.Terminated("Palette name", Encoding.Latin1) || fields.Left == 0)
            return "";
        int depth = fields.Remaining[0];
        fields.Number("Sample depth", 1, v => v is 8 or 16 ? $"{v} bits" : "not defined");
        int size = depth == 8 ? 6 : 10;
        if (depth is not (8 or 16))
            return "";
        int count = fields.Left / size;
        for (int i = 0; i < count && !fields.IsOver; i++)
        {
            fields.Bytes($"Colour {i}", size, c => depth == 8
                ? $"red {c[0]}, green {c[1]}, blue {c[2]}, alpha {c[3]}, frequency {c[4] << 8 | c[5]}"
                : $"red {c[0] << 8 | c[1]}, green {c[2] << 8 | c[3]}, blue {c[4] << 8 | c[5]}, alpha {c[6] << 8 | c[7]}, frequency {c[8] << 8 | c[9]}");
        }

        return $"{NodeText.Count(count, "colour")}";
    }
}
