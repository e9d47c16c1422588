// Owns: the chunks that hold or concern palettes and transparent colours: PLTE, tRNS, bKGD, hIST, sPLT. Stands between PngChunkCollector
// and the metadata; PLTE and tRNS decide pixels (PngRowPipeline uses them), the others are metadata. Leaves to others: what a breach
// becomes (PngChunkCollector).
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>The palette PLTE (PNG 11.2.2): required for indexed pictures, a suggestion for truecolour ones.</summary>
/// <param name="Colors">3 bytes (red, green, blue) an entry; 1 to 256 entries.</param>
public readonly record struct PngPalette(ReadOnlyMemory<byte> Colors)
{
    /// <summary>Number of entries.</summary>
    public int Count => Colors.Length / 3;

    /// <summary>True with a finding: usable, with what is too much cut off.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> payload, in PngHeader header, out PngPalette palette, out Finding finding)
    {
        palette = default;
        finding = default;
        bool indexed = header.ColorType == PngColorType.Indexed;
        if (payload.Length < 3)
        {
            finding = new(indexed ? PngRules.PaletteEmpty : PngRules.PaletteSuggested, PngChunkLength.Field, $"the payload has {payload.Length} bytes: no entry");
            return false;
        }

        int count = payload.Length / 3;
        int allowed = indexed ? 1 << header.BitDepth : 256;
        if (payload.Length % 3 != 0)
            finding = new(indexed ? PngRules.PaletteLength : PngRules.PaletteSuggested, PngChunkLength.Field, $"a length of {payload.Length} is not a multiple of 3");
        else if (count > allowed)
            finding = new(PngRules.PaletteSize, PngChunkLength.Field, $"{count} entries are more than the {allowed} that pixels can refer to");
        palette = new PngPalette(payload[..(Math.Min(count, allowed) * 3)].ToArray());
        return true;
    }
}

/// <summary>Transparency without an alpha channel, tRNS (PNG 11.3.1.1).</summary>
/// <param name="PaletteAlpha">Indexed pictures: alpha of the first entries, one byte each; the others are opaque.</param>
/// <param name="Gray">Grey pictures: the one grey that is transparent, at the file's own depth.</param>
/// <param name="Red">Truecolour pictures: red of the one colour that is transparent, at the file's own depth.</param>
/// <param name="Green">Its green.</param>
/// <param name="Blue">Its blue.</param>
public readonly record struct PngTransparency(ReadOnlyMemory<byte> PaletteAlpha, ushort Gray, ushort Red, ushort Green, ushort Blue)
{
    /// <summary>True with a finding: usable, with what is too much cut off.</summary>
    internal static bool TryParse(
        ReadOnlySpan<byte> payload, in PngHeader header, int paletteCount, out PngTransparency transparency, out Finding finding)
    {
        transparency = default;
        finding = default;
        // Of samples below 16 bits the other bits are masked off, silently: the clause asks for it.
        int mask = (1 << header.BitDepth) - 1;
        switch (header.ColorType)
        {
            case PngColorType.Indexed:
                if (paletteCount > 0 && payload.Length > paletteCount)
                {
                    finding = new(
                        PngRules.TransparencySize, PngChunkLength.Field, $"{payload.Length} alpha values are more than the {paletteCount} palette entries");
                }

                transparency = new PngTransparency(payload[..Math.Min(payload.Length, 256)].ToArray(), 0, 0, 0, 0);
                return true;
            case PngColorType.Grayscale when payload.Length == 2:
                transparency = new PngTransparency(default, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload) & mask), 0, 0, 0);
                return true;
            case PngColorType.Truecolor when payload.Length == 6:
                transparency = new PngTransparency(
                    default,
                    0,
                    (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload) & mask),
                    (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload[2..]) & mask),
                    (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload[4..]) & mask));
                return true;
            case PngColorType.Grayscale or PngColorType.Truecolor:
                finding = PngChunkLength.Wrong(PngRules.TransparencyLength, payload.Length, header.ColorType == PngColorType.Grayscale ? "2" : "6");
                return false;
            default:
                finding = new(PngRules.TransparencyAlpha, -4, $"colour type {(int)header.ColorType} has an alpha channel already");
                return false;
        }
    }
}

/// <summary>The background colour bKGD (PNG 11.3.4.1), at the file's own depth.</summary>
/// <param name="PaletteIndex">Indexed pictures: the palette entry; else <see langword="null"/>.</param>
/// <param name="Red">Red; grey pictures have their grey in all three.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct PngBackground(int? PaletteIndex, ushort Red, ushort Green, ushort Blue)
{
    internal static bool TryParse(
        ReadOnlySpan<byte> payload, in PngHeader header, int paletteCount, out PngBackground background, out Finding finding)
    {
        background = default;
        finding = default;
        int expected = header.ColorType switch
        {
            PngColorType.Indexed => 1,
            PngColorType.Grayscale or PngColorType.GrayscaleAlpha => 2,
            _ => 6,
        };
        if (payload.Length != expected)
        {
            finding = PngChunkLength.Wrong(PngRules.BkgdLength, payload.Length, $"{expected}");
            return false;
        }

        if (expected == 1)
        {
            if (payload[0] >= paletteCount)
            {
                finding = new(PngRules.BkgdIndex, 0, $"index {payload[0]} is beyond the {paletteCount} palette entries");
                return false;
            }

            background = new PngBackground(payload[0], 0, 0, 0);
            return true;
        }

        int mask = (1 << header.BitDepth) - 1;
        ushort first = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload) & mask);
        background = expected == 2
            ? new PngBackground(null, first, first, first)
            : new PngBackground(
                null,
                first,
                (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload[2..]) & mask),
                (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload[4..]) & mask));
        return true;
    }
}

/// <summary>The histogram hIST (PNG 11.3.4.2): one frequency for each palette entry.</summary>
internal static class PngHistogram
{
    public static bool TryParse(ReadOnlySpan<byte> payload, int paletteCount, out ushort[] frequencies, out Finding finding)
    {
        frequencies = [];
        finding = default;
        if (payload.Length != paletteCount * 2)
        {
            finding = PngChunkLength.Wrong(PngRules.HistLength, payload.Length, $"2 for each of {paletteCount} palette entries");
            return false;
        }

        frequencies = new ushort[paletteCount];
        for (int i = 0; i < paletteCount; i++)
            frequencies[i] = BinaryPrimitives.ReadUInt16BigEndian(payload[(2 * i)..]);
        return true;
    }
}

/// <summary>One colour of a suggested palette, at the palette's own depth.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
/// <param name="Alpha">Straight alpha; the largest value of the depth is opaque.</param>
/// <param name="Frequency">How much of the picture is nearest to this colour, in a scale that the encoder chose.</param>
/// <remarks>PNG 11.3.4.4.</remarks>
public readonly record struct PngSuggestedColor(ushort Red, ushort Green, ushort Blue, ushort Alpha, ushort Frequency);

/// <summary>A suggested palette sPLT (PNG 11.3.4.4).</summary>
/// <param name="Name">Its name: 1 to 79 characters.</param>
/// <param name="SampleDepth">8 or 16 bits.</param>
/// <param name="Colors">The colours, in decreasing order of frequency.</param>
public sealed record PngSuggestedPalette(string Name, int SampleDepth, IReadOnlyList<PngSuggestedColor> Colors)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngSuggestedPalette? palette, out Finding finding)
    {
        palette = null;
        if (!PngKeyword.TryParse(payload, PngRules.SpltName, out string name, out int next, out finding))
            return false;
        if (next >= payload.Length || payload[next] is not (8 or 16))
        {
            finding = new(PngRules.SpltDepth, next, next < payload.Length ? $"a sample depth of {payload[next]} is neither 8 nor 16" : "there is no sample depth");
            return false;
        }

        int depth = payload[next];
        int size = depth == 8 ? 6 : 10;
        ReadOnlySpan<byte> entries = payload[(next + 1)..];
        if (entries.Length % size != 0)
        {
            finding = new(PngRules.SpltLength, PngChunkLength.Field, $"{entries.Length} bytes of entries are not a multiple of {size}");
            return false;
        }

        var colors = new PngSuggestedColor[entries.Length / size];
        for (int i = 0; i < colors.Length; i++, entries = entries[size..])
        {
            colors[i] = depth == 8
                ? new(entries[0], entries[1], entries[2], entries[3], BinaryPrimitives.ReadUInt16BigEndian(entries[4..]))
                : new(
                    BinaryPrimitives.ReadUInt16BigEndian(entries),
                    BinaryPrimitives.ReadUInt16BigEndian(entries[2..]),
                    BinaryPrimitives.ReadUInt16BigEndian(entries[4..]),
                    BinaryPrimitives.ReadUInt16BigEndian(entries[6..]),
                    BinaryPrimitives.ReadUInt16BigEndian(entries[8..]));
        }

        palette = new PngSuggestedPalette(name, depth, colors);
        return true;
    }
}
