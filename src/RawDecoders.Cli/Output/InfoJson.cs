// `info --json`: one object a file, on one line. The keys are a contract, documented in the help of `info` and pinned by tests: all
// keys are always there, null when the file does not say. Written by hand, without reflection.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>Writes <see cref="ImageInfo"/> as JSON.</summary>
internal static class InfoJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The output is a JSON file or a terminal's pipe, never a part of an HTML page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes one line.</summary>
    public static void WriteLine(Stream output, string path, ImageInfo info)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("format", info.Format switch
            {
                ImageFormat.Png => "png",
                ImageFormat.Bmp => "bmp",
                ImageFormat.Jpeg => "jpeg",
                _ => "unknown",
            });
            json.WriteNumber("width", info.Width);
            json.WriteNumber("height", info.Height);
            json.WriteString("pixelFormat", info.PixelFormat.GetName());
            json.WriteNumber("bitDepth", info.BitDepth);
            json.WriteString("colorModel", ColorModelName(info.ColorModel));
            json.WriteNumber("orientation", (int)info.Orientation);
            WriteDensity(json, info.Density);
            WriteProfile(json, info.IccProfile);
            WriteBlock(json, "exif", info.Exif);
            WriteBlock(json, "xmp", info.Xmp);
            WriteTexts(json, info.Texts);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static string ColorModelName(ColorModel model) => model switch
    {
        ColorModel.Grayscale => "grayscale",
        ColorModel.GrayscaleAlpha => "grayscaleAlpha",
        ColorModel.Rgb => "rgb",
        ColorModel.Rgba => "rgba",
        ColorModel.Indexed => "indexed",
        ColorModel.YCbCr => "ycbcr",
        ColorModel.Cmyk => "cmyk",
        ColorModel.Ycck => "ycck",
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };

    private static void WriteDensity(Utf8JsonWriter json, PixelDensity? density)
    {
        if (density is not { } d)
        {
            json.WriteNull("density");
            return;
        }

        json.WriteStartObject("density");
        json.WriteNumber("x", d.X);
        json.WriteNumber("y", d.Y);
        json.WriteString("unit", d.Unit switch
        {
            DensityUnit.Metre => "metre",
            DensityUnit.Inch => "inch",
            DensityUnit.Centimetre => "centimetre",
            _ => "none",
        });
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, ReadOnlyMemory<byte> profile)
    {
        if (profile.IsEmpty)
        {
            json.WriteNull("iccProfile");
            return;
        }

        json.WriteStartObject("iccProfile");
        json.WriteNumber("bytes", profile.Length);
        json.WriteString("description", IccDescription.Read(profile.Span));
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> block)
    {
        if (block.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("bytes", block.Length);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, IReadOnlyList<ImageText> texts)
    {
        json.WriteStartArray("texts");
        foreach (ImageText text in texts)
        {
            json.WriteStartObject();
            json.WriteString("keyword", text.Keyword);
            json.WriteString("text", text.Text);
            json.WriteString("language", text.Language);
            json.WriteString("translatedKeyword", text.TranslatedKeyword);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
