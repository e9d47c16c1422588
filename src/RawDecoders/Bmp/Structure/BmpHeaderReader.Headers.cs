// Owns: the first regions of a BMP file: the file header, or its absence, the DIB header, and masks after it. Stands at the beginning of
// the walk (BmpHeaderReader.cs). Leaves the fields to BmpFileHeader and BmpDibHeader, which parse themselves.
using System.Buffers.Binary;

namespace RawDecoders.Bmp;

public ref partial struct BmpHeaderReader
{
    private bool ReadFileHeader()
    {
        if (!Begin(BmpRegionKind.FileHeader, BmpFileHeader.Size))
            return Length > 0;
        FileHeader = BmpFileHeader.Parse(Payload);
        if (FileHeader.Type != BmpFileHeader.Signature)
        {
            Findings |= BmpFindings.NotBmp;
            _stage = BmpStage.End;
            return true;
        }

        _stage = BmpStage.DibHeader;
        return true;
    }

    private bool ReadDibHeader()
    {
        if (!Begin(BmpRegionKind.DibHeader, 4))
            return Length > 0;
        BmpDibHeader header = BmpDibHeader.Parse(_data[(int)Offset..]);
        if ((header.Findings & BmpFindings.HeaderSizeInvalid) != 0)
        {
            // The region is the size field alone.
            DibHeader = header;
            Findings |= header.Findings;
            _stage = BmpStage.Body;
            _unparsed = true;
            return true;
        }

        _position = Offset;
        if (!Begin(BmpRegionKind.DibHeader, header.Size))
            return Length > 0;
        DibHeader = header;
        Findings |= header.Findings;
        if (!HasFileHeader)
            Findings |= BmpFindings.FileHeaderMissing;

        // OS/2's documentation can be read as if bfSize were the size of the headers, and files follow either reading.
        uint stated = FileHeader.FileSize;
        if (_fileLength != long.MaxValue && stated != _fileLength && stated != 0 && stated != BmpFileHeader.Size + header.Size)
            Findings |= BmpFindings.FileSizeWrong;
        _stage = BmpStage.ColorMasks;
        return true;
    }

    private bool ReadColorMasks()
    {
        int count = DibHeader.TrailingMaskBytes;
        if (!Begin(BmpRegionKind.ColorMasks, count))
            return Length > 0;
        ReadOnlySpan<byte> p = Payload;
        TakeMasks(new BmpMasks(
            BinaryPrimitives.ReadUInt32LittleEndian(p),
            BinaryPrimitives.ReadUInt32LittleEndian(p[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(p[8..]),
            count == 16 ? BinaryPrimitives.ReadUInt32LittleEndian(p[12..]) : 0));
        Findings |= _maskFindings;
        _maskFindings = 0;
        return true;
    }

    /// <summary>
    /// BI_RGB ignores masks that the header holds ("valid only if bV5Compression is set to BI_BITFIELDS"), so a V5 header
    /// with BI_RGB declares no alpha.
    /// </summary>
    private void TakeMasks(BmpMasks stated)
    {
        if (DibHeader.Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            Masks = stated;
            _maskFindings = stated.Check(DibHeader.BitCount);
        }
        else
        {
            Masks = DibHeader.BitCount switch { 16 => BmpMasks.Default16, 32 => BmpMasks.Default32, _ => default };
        }
    }
}
