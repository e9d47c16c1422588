// `info --json`: one object a file, on one line. The keys are a contract, documented in the help of `info` and pinned by tests: all
// keys are always there, null when the file does not say. Written by hand, without reflection.

using System.Text.Encodings.Web;
using System.Text.Json;
using RawDecoders.Inspection;

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
    /// <param name="output">Where to.</param>
    /// <param name="path">The file; null if it is in memory.</param>
    /// <param name="info">What its headers say.</param>
    /// <param name="check">The account of a full decode, if one was made.</param>
    /// <param name="fileSize">Bytes of the file, if it is one.</param>
    /// <param name="parts">Where they went; null if that was not asked.</param>
    public static void WriteLine(Stream output, string? path, ImageInfo info, DecodeResult? check, long? fileSize = null, FileCosts? parts = null)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("format", FormatName(info.Format));
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
            WriteEmbedded(json, info.Embedded);
            if (info.Metadata is null)
            {
                json.WriteNull("metadata");
            }
            else
            {
                json.WritePropertyName("metadata");
                WriteValue(json, MetadataFields.Of(info.Metadata));
            }

            WriteCheck(json, check);
            WriteOutcome(json, fileSize, null, null);
            WriteParts(json, parts);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes the line of a file that cannot be told of: all keys, null but for those of the refusal.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="path">The file.</param>
    /// <param name="refusal">Why it is refused; null if it could not be read.</param>
    /// <param name="message">The same in words.</param>
    public static void WriteRefused(Stream output, string path, ImageDecodeException? refusal, string message)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("format", FormatName(refusal?.Format ?? ImageFormat.Unknown));
            foreach (string key in (ReadOnlySpan<string>)["width", "height", "pixelFormat", "bitDepth", "colorModel", "orientation", "density", "iccProfile", "exif", "xmp"])
                json.WriteNull(key);
            json.WriteStartArray("texts");
            json.WriteEndArray();
            json.WriteStartArray("embedded");
            json.WriteEndArray();
            json.WriteNull("metadata");
            WriteCheck(json, null);
            WriteOutcome(json, null, refusal, message);
            WriteParts(json, null);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>The size of the file, and what it is refused for.</summary>
    private static void WriteOutcome(Utf8JsonWriter json, long? fileSize, ImageDecodeException? refusal, string? message)
    {
        if (fileSize is { } bytes)
            json.WriteNumber("fileSize", bytes);
        else
            json.WriteNull("fileSize");
        json.WriteString("rule", refusal?.Rule.Id);
        if (refusal is null)
            json.WriteNull("offset");
        else
            json.WriteNumber("offset", refusal.Offset);
        json.WriteString("message", message);
    }

    private static void WriteParts(Utf8JsonWriter json, FileCosts? costs)
    {
        if (costs is null)
            json.WriteNull("parts");
        else
            json.WriteCostParts(costs.Parts);
    }

    private static string FormatName(ImageFormat format) => format switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Bmp => "bmp",
        ImageFormat.Jpeg => "jpeg",
        _ => "unknown",
    };

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

    private static void WriteCheck(Utf8JsonWriter json, DecodeResult? check)
    {
        if (check is null)
        {
            json.WriteNull("complete");
            json.WriteNull("warnings");
            return;
        }

        json.WriteBoolean("complete", check.IsComplete);
        json.WriteStartArray("warnings");
        foreach (Issue warning in check.Warnings)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", warning.Offset);
            json.WriteString("what", warning.What);
            json.WriteString("part", warning.Part);
            json.WriteString("clause", warning.Clause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case MetadataFields fields:
                json.WriteStartObject();
                foreach ((string name, object field) in fields)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, field);
                }

                json.WriteEndObject();
                break;
            case Array items:
                json.WriteStartArray();
                foreach (object item in items)
                    WriteValue(json, item);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

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

    private static void WriteEmbedded(Utf8JsonWriter json, IReadOnlyList<EmbeddedPicture> pictures)
    {
        json.WriteObjects("embedded", pictures, (writer, picture) =>
        {
            writer.WriteString("kind", MetadataFields.CamelCase(picture.Kind));
            writer.WriteString("coding", MetadataFields.CamelCase(picture.Coding));
            writer.WriteNumber("offset", picture.Offset);
            writer.WriteNumber("length", picture.Length);
            WriteSize(writer, "width", picture.Width);
            WriteSize(writer, "height", picture.Height);
        });
    }

    private static void WriteSize(Utf8JsonWriter json, string name, int? size)
    {
        if (size is { } pixels)
            json.WriteNumber(name, pixels);
        else
            json.WriteNull(name);
    }

    private static void WriteTexts(Utf8JsonWriter json, IReadOnlyList<ImageText> texts)
    {
        json.WriteObjects("texts", texts, (writer, text) =>
        {
            writer.WriteString("keyword", text.Keyword);
            writer.WriteString("text", text.Text);
            writer.WriteString("language", text.Language);
            writer.WriteString("translatedKeyword", text.TranslatedKeyword);
        });
    }
}
