// What only one format has (PngMetadata, BmpMetadata, JpegMetadata) as a tree of names and plain values, made once for both
// forms of `info`: InfoJson writes the tree as an object, the table prints it line by line. Names are a contract as the other
// keys of the JSON are. Large tables (palettes, quantisation) are told by their size.

using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Cli;

/// <summary>
/// Named values in order. A value is a string, bool, int, long, double, a nested <see cref="MetadataFields"/>, or an array of these.
/// </summary>
internal sealed class MetadataFields : List<(string Name, object Value)>
{
    /// <summary>Adds a value; nothing for <see langword="null"/> and empty arrays: what a file does not say has no key.</summary>
    public MetadataFields With(string name, object? value)
    {
        if (value is not (null or Array { Length: 0 }))
            Add((name, value));
        return this;
    }

    public static MetadataFields Of(FormatMetadata metadata) => metadata switch
    {
        PngMetadata png => Of(png),
        BmpMetadata bmp => Of(bmp),
        JpegMetadata jpeg => Of(jpeg),
        _ => throw new ArgumentOutOfRangeException(nameof(metadata)),
    };

    private static MetadataFields Of(PngMetadata png) => new MetadataFields()
        .With("interlaced", png.Header.IsInterlaced)
        .With("paletteEntries", png.Palette?.Count)
        .With("transparency", png.Transparency is { } t ? Of(t, png.Header.ColorType) : null)
        .With("gamma", png.Gamma)
        .With("chromaticities", png.Chromaticities is { } c ? Of(c) : null)
        .With("standardRgb", png.StandardRgb is { } intent ? CamelCase(intent) : null)
        .With("iccProfileName", png.IccProfile?.Name)
        .With("codePoints", png.CodePoints is { } p
            ? new MetadataFields()
                .With("colorPrimaries", (int)p.ColorPrimaries)
                .With("transferFunction", (int)p.TransferFunction)
                .With("matrixCoefficients", (int)p.MatrixCoefficients)
                .With("fullRange", p.IsFullRange)
            : null)
        .With("masteringDisplay", png.MasteringDisplay is { } m
            ? new MetadataFields()
                .With("primaries", Of(m.Primaries))
                .With("maxLuminance", m.MaxLuminance)
                .With("minLuminance", m.MinLuminance)
            : null)
        .With("contentLight", png.ContentLight is { } l
            ? new MetadataFields().With("max", l.MaxContentLight).With("maxFrameAverage", l.MaxFrameAverageLight)
            : null)
        .With("significantBits", png.SignificantBits is { } b
            ? new MetadataFields().With("red", (int)b.Red).With("green", (int)b.Green).With("blue", (int)b.Blue).With("alpha", (int)b.Alpha)
            : null)
        .With("background", png.Background is { } back ? Of(back) : null)
        .With("histogramEntries", png.Histogram.Count > 0 ? png.Histogram.Count : null)
        .With("suggestedPalettes", png.SuggestedPalettes
            .Select(s => new MetadataFields().With("name", s.Name).With("sampleDepth", s.SampleDepth).With("colors", s.Colors.Count))
            .ToArray())
        .With("lastModified", png.LastModified is { } time
            ? $"{time.Year:D4}-{time.Month:D2}-{time.Day:D2}T{time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}Z"
            : null)
        .With("animation", png.Animation is { } a
            ? new MetadataFields()
                .With("frames", (long)a.FrameCount)
                .With("plays", (long)a.PlayCount)
                .With("defaultImageIsFrame", png.DefaultFrame is not null)
            : null)
        .With("unknownChunks", png.UnknownChunks
            .Select(u => new MetadataFields().With("type", u.Type.ToString()).With("offset", u.Offset).With("length", (long)u.Length))
            .ToArray());

    private static MetadataFields Of(PngTransparency t, PngColorType colorType) => colorType switch
    {
        PngColorType.Indexed => new MetadataFields().With("paletteEntries", t.PaletteAlpha.Length),
        PngColorType.Grayscale => new MetadataFields().With("gray", (int)t.Gray),
        _ => new MetadataFields().With("red", (int)t.Red).With("green", (int)t.Green).With("blue", (int)t.Blue),
    };

    private static MetadataFields Of(PngBackground b) => b.PaletteIndex is { } index
        ? new MetadataFields().With("paletteIndex", index)
        : new MetadataFields().With("red", (int)b.Red).With("green", (int)b.Green).With("blue", (int)b.Blue);

    private static MetadataFields Of(PngChromaticities c) => new MetadataFields()
        .With("white", new[] { c.WhiteX, c.WhiteY })
        .With("red", new[] { c.RedX, c.RedY })
        .With("green", new[] { c.GreenX, c.GreenY })
        .With("blue", new[] { c.BlueX, c.BlueY });

    private static MetadataFields Of(BmpMetadata bmp) => new MetadataFields()
        .With("header", CamelCase(bmp.HeaderKind))
        .With("headerSize", bmp.HeaderSize)
        .With("compression", CamelCase(bmp.Compression))
        .With("bitsPerPixel", bmp.BitsPerPixel)
        .With("topDown", bmp.IsTopDown)
        .With("masks", bmp.Masks is { } m
            ? new MetadataFields().With("red", Hex(m.Red)).With("green", Hex(m.Green)).With("blue", Hex(m.Blue)).With("alpha", Hex(m.Alpha))
            : null)
        .With("paletteEntries", bmp.PaletteCount > 0 ? bmp.PaletteCount : null)
        .With("colorSpace", bmp.ColorSpace is { } space ? CamelCase(space.Kind) : null)
        .With("linkedProfile", bmp.LinkedProfile);

    private static MetadataFields Of(JpegMetadata jpeg) => new MetadataFields()
        .With("process", CamelCase(jpeg.Process))
        .With("components", jpeg.Components
            .Select(c => new MetadataFields()
                .With("id", c.Id)
                .With("sampling", $"{c.HorizontalSampling}x{c.VerticalSampling}"))
            .ToArray())
        .With("restartInterval", jpeg.RestartInterval > 0 ? jpeg.RestartInterval : null)
        .With("scans", jpeg.ScanCount)
        .With("jfifVersion", jpeg.JfifVersion is { } v ? $"{v.Major}.{v.Minor:D2}" : null)
        .With("adobeTransform", jpeg.AdobeTransform)
        .With("heightFromDnl", jpeg.HeightFromDnl ? true : null);

    private static string Hex(uint mask) => $"0x{mask:X}";

    /// <summary>A member's name as JSON has it: "relativeColorimetric". A value without a name is its number.</summary>
    private static string CamelCase<T>(T value)
        where T : struct, Enum
        => value.ToString() is var name && char.IsLetter(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
}
