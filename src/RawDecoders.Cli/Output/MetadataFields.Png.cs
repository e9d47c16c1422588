// Owns: the part of MetadataFields that only PNG has. Stands beside MetadataFields.cs, which has the other formats. Leaves the
// writing to InfoJson and the table.

using RawDecoders.Png;

namespace RawDecoders.Cli;

internal sealed partial class MetadataFields
{
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
                .With("seconds", png.AnimationDuration!.Value.TotalSeconds)
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
}
