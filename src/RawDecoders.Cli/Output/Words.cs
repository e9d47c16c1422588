// Facts about a picture in words, for the tables of `info` and `decode`. Machine-readable forms are InfoJson's.

using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>Names and phrases.</summary>
internal static class Words
{
    /// <summary>A path as it is shown: itself, but a data URI only by its beginning.</summary>
    public static string Path(string path) => path.Length > 48 && DataUri.IsDataUri(path) ? $"{path.AsSpan(0, 40)}..." : path;

    public static string Format(ImageFormat format) => format switch
    {
        ImageFormat.Png => "PNG",
        ImageFormat.Bmp => "BMP",
        ImageFormat.Jpeg => "JPEG",
        _ => "unknown",
    };

    public static string Color(ColorModel model) => model switch
    {
        ColorModel.Grayscale => "grey",
        ColorModel.GrayscaleAlpha => "grey with alpha",
        ColorModel.Rgb => "RGB",
        ColorModel.Rgba => "RGB with alpha",
        ColorModel.Indexed => "palette",
        ColorModel.YCbCr => "YCbCr",
        ColorModel.Cmyk => "CMYK",
        ColorModel.Ycck => "YCCK",
        _ => model.ToString(),
    };

    /// <summary>"PNG, palette, 4 bits a sample".</summary>
    public static string StoredAs(ImageInfo info)
        => $"{Format(info.Format)}, {Color(info.ColorModel)}, {Count(info.BitDepth, "bit")} {(info.ColorModel == ColorModel.Indexed ? "an index" : "a sample")}";

    public static string Orientation(ImageOrientation orientation) => orientation switch
    {
        ImageOrientation.TopLeft => "upright",
        ImageOrientation.TopRight => "2: mirrored left to right",
        ImageOrientation.BottomRight => "3: upside down",
        ImageOrientation.BottomLeft => "4: mirrored top to bottom",
        ImageOrientation.LeftTop => "5: transposed",
        ImageOrientation.RightTop => "6: to be turned 90 degrees clockwise",
        ImageOrientation.RightBottom => "7: transposed about the other diagonal",
        ImageOrientation.LeftBottom => "8: to be turned 90 degrees anticlockwise",
        _ => orientation.ToString(),
    };

    /// <summary>"2835 x 2835 a metre (72 x 72 dpi)", or an aspect ratio.</summary>
    public static string Density(PixelDensity density)
    {
        string pair = $"{density.X:0.###} x {density.Y:0.###}";
        return density.Unit switch
        {
            DensityUnit.Metre => $"{pair} pixels a metre ({density.X * 0.0254:0.#} x {density.Y * 0.0254:0.#} dpi)",
            DensityUnit.Inch => $"{pair} dpi",
            DensityUnit.Centimetre => $"{pair} pixels a centimetre ({density.X * 2.54:0.#} x {density.Y * 2.54:0.#} dpi)",
            _ => $"{density.X:0.###} : {density.Y:0.###} (aspect ratio)",
        };
    }

    /// <summary>"rows 10 to 19 of the picture: reason".</summary>
    public static string Damage(DamagedRows damage)
        => damage.RowCount == 1
            ? $"row {damage.FirstRow}: {damage.Reason.Message}"
            : $"rows {damage.FirstRow} to {damage.FirstRow + damage.RowCount - 1}: {damage.Reason.Message}";

    /// <summary>A value of <see cref="MetadataFields"/> in one line: "red 5, green 6, blue 5".</summary>
    public static string Value(object value) => value switch
    {
        bool flag => flag ? "yes" : "no",
        MetadataFields fields => string.Join(", ", fields.Select(f => f.Value is MetadataFields or Array ? $"{f.Name} ({Value(f.Value)})" : $"{f.Name} {Value(f.Value)}")),
        MetadataFields[] items => string.Join("; ", items.Select(Value)),
        double[] numbers => string.Join(' ', numbers),
        _ => $"{value}",
    };

    /// <summary>"headerSize" as "header size".</summary>
    public static string Spaced(string camelCase)
        => string.Concat(camelCase.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>What a refusal is called in messages.</summary>
    public static string Kind(ImageDecodeErrorKind kind) => kind switch
    {
        ImageDecodeErrorKind.UnknownFormat => "unknown format",
        ImageDecodeErrorKind.LimitExceeded => "limit exceeded",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>What a decode of that strictness does about a broken rule.</summary>
    public static string Effect(Rule rule, Strictness strictness)
        => rule.IsRefusedBy(strictness) ? "refuses" : rule.Severity == Severity.Error ? rule.Lenient! : "warns";

    /// <summary>"Exif thumbnail, JPEG, 160 x 120 pixels, 5000 bytes from byte 400".</summary>
    public static string Embedded(EmbeddedPicture picture)
    {
        string kind = picture.Kind switch
        {
            EmbeddedKind.ExifThumbnail => "Exif thumbnail",
            EmbeddedKind.JfifThumbnail => "JFIF thumbnail",
            EmbeddedKind.UltraHdrGainMap => "Ultra HDR gain map",
            _ => "MPF picture",
        };
        string coding = picture.Coding switch { EmbeddedCoding.Rgb24 => "RGB", EmbeddedCoding.Palette8 => "palette", _ => "JPEG" };
        string size = picture is { Width: { } width, Height: { } height } ? $"{width} x {height} pixels" : "size unknown";
        return $"{kind}, {coding}, {size}, {Count(picture.Length, "byte")} from byte {picture.Offset}";
    }

    /// <summary>"1 bit", "8 bits".</summary>
    public static string Count(long count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    /// <summary>"42 s", "3 min 5 s", "2 h 10 min".</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds < 60 ? $"{Math.Ceiling(time.TotalSeconds):0} s"
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";
}
