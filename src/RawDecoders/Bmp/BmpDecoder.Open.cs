// How a BMP file is opened: headers judged, limits checked, unsupported codings refused by name, embedded pictures found.
// BmpHeaderReader (by way of BmpFile) states the facts, BmpRules the policy; BmpDecoder.cs goes on with the pixels.
namespace RawDecoders.Bmp;

internal sealed partial class BmpDecoder
{
    /// <summary>Opens a whole file.</summary>
    /// <exception cref="ImageDecodeException">It is refused; a JPEG or PNG inside is not this decoder's to open.</exception>
    internal static BmpDecoder Open(ByteSource source, DecodeOptions options)
    {
        var issues = new DecodeIssues(ImageFormat.Bmp, options.Strictness);
        var budget = new MemoryBudget(ImageFormat.Bmp, options.Limits);
        BmpFile file = ReadHeaders(source, isWhole: true, issues, budget);
        ThrowIfUnsupported(file, issues);
        ThrowIfUnjustified(file, source, issues);
        if (Math.Max((long)file.Width * 8, file.Dib.RowStride) > int.MaxValue)
            throw issues.Error(ImageDecodeErrorKind.LimitExceeded, 18, $"rows of {file.Width} pixels exceed 2 GiB", "DIB header", "wingdi.h biWidth");
        return new BmpDecoder(source, file, options, issues, budget);
    }

    /// <summary>Reads properties; <paramref name="isWhole"/> is false when more bytes may come.</summary>
    internal static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        var issues = new DecodeIssues(ImageFormat.Bmp, options.Strictness);
        try
        {
            BmpFile file = BmpFile.Read(source, isWhole);
            if (file.BytesNeeded != 0 && !isWhole)
                return IdentifyResult.NeedsMoreBytes(file.BytesNeeded);
            Judge(file, issues, new MemoryBudget(ImageFormat.Bmp, options.Limits));
            if (file.Dib.Compression is BmpCompression.Jpeg or BmpCompression.Png)
            {
                // The facade asks for the embedded file first; it is asked here only when that has not begun to arrive.
                if (!isWhole)
                    return IdentifyResult.NeedsMoreBytes(file.PixelOffset + 64);
            }

            ThrowIfUnsupported(file, issues);
            return IdentifyResult.Identified(file.CreateInfo(source, issues, options.Limits));
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    /// <summary>
    /// Whether the pixel data is a PNG or JPEG file, and where. The picture is then that file's: its dimensions and its
    /// properties hold, and those of the BMP header are a copy for readers that do not look inside; see
    /// <see cref="CompareEmbedded"/>.
    /// </summary>
    /// <exception cref="ImageDecodeException">The headers are refused.</exception>
    internal static bool TryFindEmbedded(ByteSource source, DecodeOptions options, out ImageFormat format, out long offset, out long length)
    {
        (format, offset, length) = (ImageFormat.Unknown, 0, 0);
        BmpFile file = BmpFile.Read(source, isWhole: false);
        if (file.BytesNeeded != 0 || file.Dib.Compression is not (BmpCompression.Jpeg or BmpCompression.Png) || file.PixelOffset >= source.Length)
            return false;
        Judge(file, new DecodeIssues(ImageFormat.Bmp, options.Strictness), new MemoryBudget(ImageFormat.Bmp, options.Limits));
        format = file.Dib.Compression == BmpCompression.Png ? ImageFormat.Png : ImageFormat.Jpeg;
        offset = file.PixelOffset;
        long rest = source.Length - offset;
        length = file.Dib.ImageSize == 0 ? rest : Math.Min(file.Dib.ImageSize, rest);
        return true;
    }

    /// <summary>
    /// What it means that an embedded picture has other dimensions than the BMP header says: no pixel depends on the header,
    /// so it is a harmless violation.
    /// </summary>
    /// <returns>The warning, or null if the dimensions agree.</returns>
    /// <exception cref="ImageDecodeException">They differ and the options are strict.</exception>
    internal static DecodeWarning? CompareEmbedded(ByteSource source, DecodeOptions options, int width, int height)
    {
        BmpDibHeader dib = BmpFile.Read(source, isWhole: false).Dib;
        if (dib.Width == width && dib.Height == height)
            return null;
        var issues = new DecodeIssues(ImageFormat.Bmp, options.Strictness);
        issues.Harmless(18, $"the header says {dib.Width} x {dib.Height}, the embedded {dib.Compression} is {width} x {height}", "DIB header", "wingdi.h BI_JPEG");
        return issues.Warnings[0];
    }

    private static BmpFile ReadHeaders(ByteSource source, bool isWhole, DecodeIssues issues, MemoryBudget budget)
    {
        BmpFile file = BmpFile.Read(source, isWhole);
        Judge(file, issues, budget);
        return file;
    }

    private static void Judge(BmpFile file, DecodeIssues issues, MemoryBudget budget)
    {
        BmpRules.ThrowIfFatal(file, issues);
        budget.CheckDimensions(file.Dib.Width, file.Dib.Height, 18, "DIB header");
        BmpRules.Apply(file, issues);
        if (file.UsesMasks)
            file.RepairMasks();
    }

    private static void ThrowIfUnsupported(BmpFile file, DecodeIssues issues)
    {
        string? what = file.Dib.Compression switch
        {
            BmpCompression.Cmyk => "uncompressed CMYK pixels (BI_CMYK)",
            BmpCompression.CmykRle8 => "CMYK pixels (BI_CMYKRLE8)",
            BmpCompression.CmykRle4 => "CMYK pixels (BI_CMYKRLE4)",
            BmpCompression.Jpeg or BmpCompression.Png => $"an embedded {file.Dib.Compression} picture outside the file",
            _ => null,
        };
        if (what is not null)
            throw issues.Error(ImageDecodeErrorKind.Unsupported, 30, what + " cannot be decoded", "DIB header", "wingdi.h biCompression");
    }

    /// <summary>
    /// Above <see cref="MemoryBudget.FreePixels"/> the bytes that are there must be able to make the picture. Uncompressed
    /// pixels that are missing are refused already, except by a lenient decode: that gets 64 pixels' worth for each there.
    /// </summary>
    private static void ThrowIfUnjustified(BmpFile file, ByteSource source, DecodeIssues issues)
    {
        long pixels = (long)file.Width * file.Height;
        if (pixels <= MemoryBudget.FreePixels)
            return;
        long coded = Math.Max(0, file.CodedEnd - file.PixelOffset);
        long most = file.Dib.Compression switch
        {
            BmpCompression.Rle8 or BmpCompression.Rle4 or BmpCompression.Rle24 => BmpRle.MaxPixels(coded, file.Dib.BitCount),
            BmpCompression.Huffman1D => BmpHuffman.MaxPixels(coded, file.Width),
            _ => (source.Length - file.PixelOffset) * 8 / file.Dib.BitCount * 64,
        };
        if (pixels > most)
        {
            throw issues.Error(
                ImageDecodeErrorKind.LimitExceeded, 18, $"{file.Width} x {file.Height} pixels are more than {coded} bytes of pixel data can give ({most})",
                "DIB header", "wingdi.h biWidth");
        }
    }
}
