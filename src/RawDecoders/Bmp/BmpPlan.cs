// Owns: the choice of stages for one picture, and the reasons: how pixels are coded, which way rows run, what makes the colours, what
// has to be watched on the way. Stands between the headers (BmpOpening) and the stages (BmpDecoder runs them). Leaves the
// stages themselves to Coding and Rows.

namespace RawDecoders.Bmp;

/// <summary>How the pixels of a file are coded.</summary>
internal enum BmpCoding
{
    /// <summary>Not at all: any pixel can be read where it lies.</summary>
    Stored,

    /// <summary>Run lengths of 4-, 8- or 24-bit pixels (<see cref="BmpRle"/>): one row after the other.</summary>
    RunLengths,

    /// <summary>The modified Huffman code of T.4 (<see cref="BmpHuffman"/>): one row after the other.</summary>
    Huffman,
}

/// <summary>What a row holds before it becomes the row of the output.</summary>
internal enum BmpRowKind
{
    /// <summary>Indices into the palette: of 1, 2, 4 or 8 bits when stored, of a byte when decoded.</summary>
    Indices,

    /// <summary>Blue, green, red in a byte each: 24-bit pixels, and OS/2 RLE24.</summary>
    Bgr,

    /// <summary>16- or 32-bit pixels, channels where the masks say.</summary>
    Masks,

    /// <summary>64-bit pixels: four fixed-point numbers of linear light.</summary>
    FixedPoint,
}

/// <summary>The stages of one decode.</summary>
/// <param name="Coding">By biCompression.</param>
/// <param name="RowKind">By biBitCount.</param>
/// <param name="IsTopDown">By the sign of biHeight. Coded rows of a file from the bottom up are found by following the code once.</param>
/// <param name="Output">The format asked for, or the natural one.</param>
/// <param name="Converter">From <paramref name="RowKind"/> to <paramref name="Output"/>; for 32-bit pixels also by the masks.</param>
/// <param name="HighestIndex">
/// The last index that has a colour: rows are searched for higher ones. 255 when every possible index has one, and nothing is searched.
/// </param>
/// <param name="ClearsSkipped">
/// Pixels that a run-length file skips are transparent (all channels 0) when a format with alpha is asked for, and palette entry 0
/// otherwise (black in RLE24, which has no palette). The natural format of such a file stays Rgb24.
/// </param>
internal sealed record BmpPlan(
    BmpCoding Coding, BmpRowKind RowKind, bool IsTopDown, PixelFormat Output, BmpRowConverter Converter, int HighestIndex, bool ClearsSkipped)
{
    /// <summary>Chooses the stages.</summary>
    /// <exception cref="ImageDecodeException">Indexed8 is asked for, and the file has no indices.</exception>
    public static BmpPlan Choose(BmpFile file, DecodeOptions options, DecodeIssues issues)
    {
        PixelFormat output = options.PixelFormat ?? file.NaturalFormat;
        BmpCoding coding = CodingOf(file.Dib);
        BmpRowKind rowKind = RowKindOf(file.Dib);
        if (output == PixelFormat.Indexed8 && rowKind != BmpRowKind.Indices)
        {
            string what = $"Indexed8 is asked for, and {file.Dib.BitCount}-bit pixels have no palette";
            throw issues.Error(SharedRules.PixelFormatUnavailable, file.DibOffset + 14, what, "DIB header");
        }

        bool hasEveryIndex = rowKind != BmpRowKind.Indices || file.PaletteCount >= 1 << file.Dib.BitCount;
        return new BmpPlan(
            coding,
            rowKind,
            file.Dib.IsTopDown,
            output,
            CreateConverter(file, coding, rowKind, output, options.IgnoresBmpMasks),
            hasEveryIndex ? 255 : file.PaletteCount - 1,
            ClearsSkipped: coding != BmpCoding.Stored && output.HasAlpha());
    }

    /// <summary>The coding of pixels that are decoded here; the others are refused before.</summary>
    public static BmpCoding CodingOf(BmpDibHeader dib) => dib.Compression switch
    {
        BmpCompression.Rle8 or BmpCompression.Rle4 or BmpCompression.Rle24 => BmpCoding.RunLengths,
        BmpCompression.Huffman1D => BmpCoding.Huffman,
        _ => BmpCoding.Stored,
    };

    private static BmpRowKind RowKindOf(BmpDibHeader dib) => dib.BitCount switch
    {
        <= 8 => BmpRowKind.Indices,
        24 => BmpRowKind.Bgr,
        64 => BmpRowKind.FixedPoint,
        _ => BmpRowKind.Masks,
    };

    private static BmpRowConverter CreateConverter(BmpFile file, BmpCoding coding, BmpRowKind rowKind, PixelFormat output, bool ignoresMasks) => rowKind switch
    {
        BmpRowKind.Indices => BmpRowConverter.CreateFromIndices(coding == BmpCoding.Stored ? file.Dib.BitCount : 8, file.Palette, output),
        BmpRowKind.Bgr => BmpRowConverter.CreateFromBgr24(output),
        BmpRowKind.FixedPoint => BmpRowConverter.CreateFromFixedPoint(output),
        _ when ignoresMasks && file.Dib.BitCount == 32 => BmpRowConverter.CreateFromBgra32(output),
        _ => BmpRowConverter.CreateFromMasks(file.Masks, file.Dib.BitCount / 8, output),
    };
}
