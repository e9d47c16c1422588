// How a BMP file is opened: headers judged, limits checked, unsupported codings refused by name, embedded pictures found.
// BmpHeaderReader (by way of BmpFile) states the facts, BmpHeaderIssues their meaning; BmpDecoder.cs goes on with the pixels.
namespace RawDecoders.Bmp;

internal sealed partial class BmpDecoder
{
    /// <summary>Opens a whole file.</summary>
    /// <exception cref="ImageDecodeException">It is refused; a JPEG or PNG inside is not this decoder's to open.</exception>
    internal static BmpDecoder Open(ByteSource source, DecodeOptions options) => new BmpOpening(source, isWhole: true, options).Open();

    /// <summary>Reads properties; <paramref name="isWhole"/> is false when more bytes may come.</summary>
    internal static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        try
        {
            return new BmpOpening(source, isWhole, options).Identify();
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    /// <summary>
    /// A file whose headers have been read, once. The facade asks it for a picture of another format inside, and otherwise
    /// opens it or reads its properties: exactly one of these, once. Each judges the headers.
    /// </summary>
    internal sealed class BmpOpening(ByteSource source, bool isWhole, DecodeOptions options)
    {
        private readonly BmpFile _file = BmpFile.Read(source, isWhole);
        private readonly DecodeIssues _issues = new(ImageFormat.Bmp, options.Strictness);
        private readonly MemoryBudget _budget = new(ImageFormat.Bmp, options.Limits);

        /// <summary>What was found in the headers that no strictness so far refuses; complete when the file is opened.</summary>
        public IReadOnlyList<Issue> Warnings => _issues.Warnings;

        /// <summary>Opens the decoder of the file.</summary>
        /// <exception cref="ImageDecodeException">It is refused.</exception>
        public BmpDecoder Open()
        {
            Judge(_file, _issues, _budget);
            ThrowIfUnsupported(_file, _issues);
            ThrowIfUnjustified(_file, source, _issues);
            if (Math.Max((long)_file.Width * 8, _file.Dib.RowStride) > int.MaxValue)
                throw _issues.Error(BmpRules.RowTooLong, 18, $"rows of {_file.Width} pixels exceed 2 GiB");
            return new BmpDecoder(source, _file, options, _issues, _budget);
        }

        /// <summary>Reads the properties.</summary>
        /// <exception cref="ImageDecodeException">The headers are refused.</exception>
        public IdentifyResult Identify()
        {
            if (_file.BytesNeeded != 0 && !isWhole)
                return IdentifyResult.NeedsMoreBytes(_file.BytesNeeded);
            Judge(_file, _issues, _budget);

            // The facade asks for the embedded file first; it is asked here only when that has not begun to arrive.
            if (_file.Dib.Compression is BmpCompression.Jpeg or BmpCompression.Png && !isWhole)
                return IdentifyResult.NeedsMoreBytes(_file.PixelOffset + 64);
            ThrowIfUnsupported(_file, _issues);
            return IdentifyResult.Identified(_file.CreateInfo(source, _issues, options.Limits));
        }

        /// <summary>
        /// Whether the pixel data is a PNG or JPEG file, and where. The picture is then that file's: its dimensions and its
        /// properties hold, and those of the BMP header are a copy for readers that do not look inside; see
        /// <see cref="CompareEmbedded"/>.
        /// </summary>
        /// <exception cref="ImageDecodeException">The headers are refused.</exception>
        public bool TryFindEmbedded(out ImageFormat format, out long offset, out long length)
        {
            if (!_file.TryFindEmbedded(source.Length, out format, out offset, out length))
                return false;
            Judge(_file, _issues, _budget);
            return true;
        }

        /// <summary>
        /// What it means that an embedded picture has other dimensions than the BMP header says: no pixel depends on the
        /// header, so it is a harmless violation, one more of <see cref="Warnings"/>.
        /// </summary>
        /// <exception cref="ImageDecodeException">They differ and the options are strict.</exception>
        public void CompareEmbedded(int width, int height)
        {
            if (BmpHeaderIssues.DescribeMismatch(_file, width, height) is { } issue)
                _issues.Report(issue.Rule, issue.Offset, issue.What);
        }
    }

    private static void Judge(BmpFile file, DecodeIssues issues, MemoryBudget budget)
    {
        BmpHeaderIssues.ThrowIfFatal(file);
        budget.CheckDimensions(file.Dib.Width, 18, file.Dib.Height, file.Dib.Kind == BmpHeaderKind.Os2V1 ? 20 : 22, "DIB header");
        BmpHeaderIssues.Report(file, issues);
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
            throw issues.Error(BmpRules.Unsupported, 30, what + " cannot be decoded");
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
                BmpRules.Unjustified, 18, $"{file.Width} x {file.Height} pixels are more than {coded} bytes of pixel data can give ({most})");
        }
    }
}
