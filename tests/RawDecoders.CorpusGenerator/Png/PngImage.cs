// One picture as PNG sees it: samples, colour type, palette, transparency, and what a decoder must give for it. Owns: the
// expected pixels by construction. Leaves to others: serialisation to scanlines (PngScanlines) and framing (PngFile).

namespace RawDecoders.CorpusGenerator;

/// <summary>A PNG picture.</summary>
/// <param name="ColourType">0, 2, 3, 4 or 6 (PNG 11.2.1).</param>
/// <param name="Samples">The samples: indices for colour type 3.</param>
/// <param name="Interlaced">Whether Adam7 is used.</param>
public sealed record PngImage(int ColourType, SampleImage Samples, bool Interlaced = false)
{
    /// <summary>PLTE entries; null if there is no PLTE.</summary>
    public (byte R, byte G, byte B, byte A)[]? Palette { get; init; }

    /// <summary>Entries of tRNS for colour type 3: the alpha of the first so many palette entries. 0: no tRNS.</summary>
    public int TransparentEntries { get; init; }

    /// <summary>The colour that tRNS declares transparent, for colour types 0 and 2 (PNG 11.3.1.1).</summary>
    public ushort[]? Key { get; init; }

    /// <summary>The picture from a canvas, in any legal colour type and depth, with a palette where the type needs one.</summary>
    public static PngImage From(Picture picture, int colourType, int depth, bool interlaced = false)
    {
        if (colourType != 3)
            return new PngImage(colourType, picture.ToSamples(colourType switch { 0 => 1, 2 => 3, 4 => 2, _ => 4 }, depth), interlaced);
        IndexedPicture indexed = Palettes.Quantise(picture, 1 << depth, depth);
        return new PngImage(3, indexed.Indices, interlaced) { Palette = indexed.Colours };
    }

    /// <summary>This picture with transparency: an alpha table for palettes, else the colour of the pixel at (x, y) as key.</summary>
    public PngImage WithTransparency(int x, int y)
    {
        if (ColourType == 3)
        {
            // Alphas from 0 up in steps, over the first three quarters of the palette: the rest is opaque by omission.
            int count = Math.Max(1, Palette!.Length * 3 / 4);
            (byte R, byte G, byte B, byte A)[] palette = [.. Palette];
            for (int i = 0; i < palette.Length; i++)
                palette[i].A = i < count ? (byte)(i * 255 / count) : (byte)255;
            return this with { Palette = palette, TransparentEntries = count };
        }

        ushort[] key = new ushort[Samples.Channels];
        for (int c = 0; c < key.Length; c++)
            key[c] = Samples[x, y, c];
        return this with { Key = key };
    }

    /// <summary>Bits a pixel.</summary>
    public int BitsPerPixel => Samples.Channels * Samples.Depth;

    /// <summary>The payload of PLTE.</summary>
    public byte[] PaletteBytes() => [.. Palette!.SelectMany(c => new[] { c.R, c.G, c.B })];

    /// <summary>The payload of tRNS, or null.</summary>
    public byte[]? TransparencyBytes()
    {
        if (TransparentEntries > 0)
            return [.. Palette!.Take(TransparentEntries).Select(c => c.A)];
        if (Key is null)
            return null;
        ByteSink sink = new();
        foreach (ushort k in Key)
            sink.Be16(k);
        return sink.ToArray();
    }

    /// <summary>The pixels that a decoder must give in the natural format.</summary>
    public ExpectedPixels Expected()
    {
        int depth = Samples.Depth, width = Samples.Width, height = Samples.Height;
        ByteSink sink = new();
        bool alpha = Key is not null || ColourType >= 4 || (ColourType == 3 && Palette!.Take(TransparentEntries).Any(c => c.A != 255));
        for (int i = 0; i < width * height; i++)
        {
            ReadOnlySpan<ushort> pixel = Samples.Data.AsSpan(i * Samples.Channels, Samples.Channels);
            if (ColourType == 3)
            {
                // An index past the palette is shown as opaque black (PNG 13.1 leaves the recovery to the decoder).
                (byte r, byte g, byte b, byte a) = pixel[0] < Palette!.Length ? Palette[pixel[0]] : ((byte)0, (byte)0, (byte)0, (byte)255);
                sink.U8(r).U8(g).U8(b);
                if (alpha)
                    sink.U8(pixel[0] < TransparentEntries ? a : 255);
                continue;
            }

            foreach (ushort sample in pixel)
                Put(sink, sample, depth);
            if (Key is not null)
                Put(sink, pixel.SequenceEqual(Key) ? 0 : (1 << depth) - 1, depth);
        }

        return new ExpectedPixels(FormatName(alpha), width, height, sink.ToArray());
    }

    private string FormatName(bool alpha) => (ColourType is 0 or 4, alpha, Samples.Depth == 16) switch
    {
        (true, false, false) => "gray8",
        (true, true, false) => "grayalpha16",
        (true, false, true) => "gray16",
        (true, true, true) => "grayalpha32",
        (false, false, false) => "rgb24",
        (false, true, false) => "rgba32",
        (false, false, true) => "rgb48",
        (false, true, true) => "rgba64",
    };

    private static void Put(ByteSink sink, int sample, int depth)
    {
        if (depth == 16)
            sink.Le16(sample);
        else
            sink.U8(sample * 255 / ((1 << depth) - 1));
    }
}
