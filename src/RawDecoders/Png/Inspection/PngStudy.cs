// Owns: what many questions about one PNG have in common, made once and kept: its parts, the walk over its image data with places to go on from, the
// reconstructed bytes. Stands under PngPixelTrail and PngEffects when they are asked again and again, and under the answers of PngSight. Leaves the
// answers to them.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>One file, read once.</summary>
internal sealed class PngStudy
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly InspectOptions _options;
    private readonly List<InflateState> _places = [];
    private byte[]? _reconstructed;

    public PngStudy(ReadOnlyMemory<byte> file, InspectOptions options)
    {
        _file = file;
        _options = options;
        Layout = new PngLayout(file);
        Image = PngImageWalk.Open(file, Layout, options.Limits, new InspectBudget(options, file.Length), maxSymbols: 0, places: _places);
        Pages = Image is null || _places.Count == 0 ? null : new PngSymbolPages(Image.Zlib, _places);
    }

    public PngLayout Layout { get; }

    /// <summary>The image data; null without any.</summary>
    public PngImageWalk? Image { get; }

    /// <summary>Its symbols; null without image data.</summary>
    public PngSymbolPages? Pages { get; }

    /// <summary>The picture as Standard has it; null if it is refused.</summary>
    public PixelBuffer? Pixels { get; set; }

    /// <summary>Whether all rows are there.</summary>
    public bool IsWhole => Image is { } image && Pages is not null && Layout.Header is not null && image.Zlib.Output.Length >= PngImageWalk.RawLength(image.Header, image.Passes);

    /// <summary>The inflated bytes of whole image data with the filters undone; filter types stay where they are.</summary>
    public ReadOnlySpan<byte> Reconstructed => _reconstructed ??= Reconstruct();

    /// <summary>Answers that need a budget of their own.</summary>
    public InspectBudget NewBudget() => new(_options, _file.Length);

    private byte[] Reconstruct()
    {
        byte[] bytes = Image!.Zlib.Output.ToArray();
        int distance = Image.Header.FilterDistance;
        int start = 0;
        foreach (PngPass pass in Image.Passes)
        {
            int length = (int)Image.Header.GetRowBytes(pass.Width);
            for (int i = 0; i < pass.Height; i++, start += length + 1)
            {
                Span<byte> row = bytes.AsSpan(start + 1, length);
                ReadOnlySpan<byte> above = i == 0 ? new byte[length] : bytes.AsSpan(start - length, length);
                Reconstruct(bytes[start], row, above, distance);
            }
        }

        return bytes;
    }

    /// <summary>Undoes the filter of a row where it lies (PNG 9.2).</summary>
    private static void Reconstruct(byte type, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (int x = 0; x < row.Length && type != PngFilterType.None; x++)
        {
            int a = x < distance ? 0 : row[x - distance];
            row[x] += (byte)(type switch
            {
                PngFilterType.Sub => a,
                PngFilterType.Up => above[x],
                PngFilterType.Average => (a + above[x]) >> 1,
                PngFilterType.Paeth => PngFilters.PaethPredictor(a, above[x], x < distance ? 0 : above[x - distance]),
                _ => 0,
            });
        }
    }
}
