// Owns: the headers of one file on the way to a decode: what they mean at the strictness asked for, which limits they keep, what
// cannot be decoded. Stands between BmpFile, which states facts, and BmpDecoder, which plans and reads pixels. Leaves to
// BmpHeaderIssues which rule a fact breaks, to the facade the picture of another format that a file may hold.

namespace RawDecoders.Bmp;

/// <summary>
/// A file whose headers have been read, once. The facade asks it for a picture of another format inside, and otherwise
/// opens it or reads its properties: exactly one of these, once. Each checks the headers.
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
        CheckHeaders();
        ThrowIfUnsupported();
        ThrowIfUnjustified();
        if (Math.Max((long)_file.Width * 8, _file.Dib.RowStride) > int.MaxValue)
            throw _issues.Error(BmpRules.RowTooLong, _file.DibOffset + 4, $"rows of {_file.Width} pixels exceed 2 GiB");
        ImageInfo info = _file.CreateInfo(source, _issues, options.Limits);
        var work = new BmpWork(_file, source, _issues, _budget, new DamagedRowMap(_file.Height), options.Watch);
        return new BmpDecoder(info, work, BmpPlan.Choose(_file, options, _issues));
    }

    /// <summary>Reads the properties.</summary>
    /// <exception cref="ImageDecodeException">The headers are refused.</exception>
    public IdentifyResult Identify()
    {
        if (_file.BytesNeeded != 0 && !isWhole)
            return IdentifyResult.NeedsMoreBytes(_file.BytesNeeded);
        CheckHeaders();

        // The facade asks for the embedded file first; it is asked here only when that has not begun to arrive.
        if (_file.Dib.Compression is BmpCompression.Jpeg or BmpCompression.Png && !isWhole)
            return IdentifyResult.NeedsMoreBytes(_file.PixelOffset + 64);
        ThrowIfUnsupported();
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
        CheckHeaders();
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

    /// <summary>Applies the strictness to what is wrong with the headers, and the limits to what they ask for.</summary>
    private void CheckHeaders()
    {
        BmpHeaderIssues.ThrowIfFatal(_file);
        int heightField = _file.Dib.Kind == BmpHeaderKind.Os2V1 ? 6 : 8;
        _budget.CheckDimensions(_file.Dib.Width, _file.DibOffset + 4, _file.Dib.Height, _file.DibOffset + heightField, "DIB header");
        BmpHeaderIssues.Report(_file, _issues);
        if (_file.UsesMasks)
            _file.RepairMasks();
    }

    private void ThrowIfUnsupported()
    {
        string? what = _file.Dib.Compression switch
        {
            BmpCompression.Cmyk => "uncompressed CMYK pixels (BI_CMYK)",
            BmpCompression.CmykRle8 => "CMYK pixels (BI_CMYKRLE8)",
            BmpCompression.CmykRle4 => "CMYK pixels (BI_CMYKRLE4)",
            BmpCompression.Jpeg or BmpCompression.Png => $"an embedded {_file.Dib.Compression} picture outside the file",
            _ => null,
        };
        if (what is not null)
            throw _issues.Error(BmpRules.Unsupported, _file.DibOffset + 16, what + " cannot be decoded");
    }

    /// <summary>
    /// Above <see cref="MemoryBudget.FreePixels"/> the bytes that are there must be able to make the picture. Uncompressed
    /// pixels that are missing are refused already, except by a lenient decode: that gets 64 pixels' worth for each there.
    /// </summary>
    private void ThrowIfUnjustified()
    {
        long pixels = (long)_file.Width * _file.Height;
        if (pixels <= MemoryBudget.FreePixels)
            return;
        long coded = Math.Max(0, _file.CodedEnd - _file.PixelOffset);
        long most = BmpPlan.CodingOf(_file.Dib) switch
        {
            BmpCoding.RunLengths => BmpRle.MaxPixels(coded, _file.Dib.BitCount),
            BmpCoding.Huffman => BmpHuffman.MaxPixels(coded, _file.Width),
            _ => (source.Length - _file.PixelOffset) * 8 / _file.Dib.BitCount * 64,
        };
        if (pixels > most)
        {
            throw _issues.Error(
                BmpRules.Unjustified, _file.DibOffset + 4, $"{_file.Width} x {_file.Height} pixels are more than {coded} bytes of pixel data can give ({most})");
        }
    }
}
