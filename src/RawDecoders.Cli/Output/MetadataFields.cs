// Owns: what only one format has (PngMetadata, BmpMetadata, JpegMetadata) as a tree of names and plain values, made once for both
// forms of `info`: InfoJson writes the tree as an object, the table prints it line by line. Stands between the library's
// metadata and the two forms. Leaves the writing to them. Names are a contract as the other keys of the JSON are. Large tables
// (palettes, quantisation) are told by their size.

using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Cli;

/// <summary>
/// Named values in order. A value is a string, bool, int, long, double, a nested <see cref="MetadataFields"/>, or an array of these.
/// </summary>
internal sealed partial class MetadataFields : List<(string Name, object Value)>
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
        .With("subsampling", JpegQuality.Subsampling(jpeg.Components))
        .With("quality", JpegQuality.Estimate(jpeg.Components)?.Quality)
        .With("standardTables", JpegQuality.Estimate(jpeg.Components)?.IsExact)
        .With("restartInterval", jpeg.RestartInterval > 0 ? jpeg.RestartInterval : null)
        .With("scans", jpeg.ScanCount)
        .With("jfifVersion", jpeg.JfifVersion is { } v ? $"{v.Major}.{v.Minor:D2}" : null)
        .With("adobeTransform", jpeg.AdobeTransform)
        .With("heightFromDnl", jpeg.HeightFromDnl ? true : null);

    private static string Hex(uint mask) => $"0x{mask:X}";

    /// <summary>A member's name as JSON has it: "relativeColorimetric". A value without a name is its number.</summary>
    internal static string CamelCase<T>(T value)
        where T : struct, Enum
        => value.ToString() is var name && char.IsLetter(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
}
