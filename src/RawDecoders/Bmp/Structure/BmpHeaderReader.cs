// The one place where the layout of a BMP file is worked out: which bytes are header, masks, palette, pixels, profile.
// First stage of the pipeline. BmpFile (decoder and Identify) and the inspector read files through it. It states facts and
// findings and never refuses; BmpHeaderIssues says what they mean. It allocates nothing and looks at no pixel.
using System.Buffers.Binary;

namespace RawDecoders.Bmp;

/// <summary>
/// Walks a BMP file region by region, in file order. Every byte of the file belongs to exactly one region.
/// </summary>
/// <example>
/// What a file consists of, what is odd about its parts, and where its rows are:
/// <code>
/// byte[] file = File.ReadAllBytes("picture.bmp");
/// var reader = new BmpHeaderReader(file);
/// while (reader.Read())
/// {
///     Console.WriteLine($"{reader.Offset,6} {reader.Length,6} {reader.Kind}");
///     if (reader.Findings != BmpFindings.None)
///         Console.WriteLine($"              {reader.Findings}");
/// }
/// BmpDibHeader dib = reader.DibHeader;
/// Console.WriteLine($"{dib.Width} x {dib.Height}, {dib.BitCount} bits, rows of {dib.RowStride} bytes from {reader.PixelOffset} on");
/// </code>
/// </example>
public ref struct BmpHeaderReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly long _fileLength;   // long.MaxValue when not known
    private long _position;
    private BmpStage _stage;
    private BmpFindings _maskFindings;   // made in the header, told with the region after it
    private BmpFindings _bodyFindings;   // made at the palette's place, told with the next region if there is no palette
    private bool _unparsed;
    private bool _pixelsSeen;
    private bool _profileSeen;

    private enum BmpStage
    {
        FileHeader, DibHeader, ColorMasks, Palette, Body, End,
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">All bytes of the file.</param>
    public BmpHeaderReader(ReadOnlySpan<byte> file)
        : this(file, file.Length)
    {
    }

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="beginning">The first bytes; 2 KiB hold the headers and the palette of any sane file.</param>
    /// <param name="fileLength">Length of the whole file in bytes, or -1 if it is not known: findings about the file's end are then not made.</param>
    public BmpHeaderReader(ReadOnlySpan<byte> beginning, long fileLength)
    {
        if (fileLength != -1)
            ArgumentOutOfRangeException.ThrowIfLessThan(fileLength, beginning.Length);
        _data = beginning;
        _fileLength = fileLength == -1 ? long.MaxValue : fileLength;
    }

    /// <summary>What the region is.</summary>
    public BmpRegionKind Kind { get; private set; }

    /// <summary>Where the region begins, from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes of the region; the file's end bounds it when that is known.</summary>
    public long Length { get; private set; }

    /// <summary>What is odd about the region. Empty regions pass theirs on to the next.</summary>
    public BmpFindings Findings { get; private set; }

    /// <summary>The region's bytes, as far as the reader was given them.</summary>
    public readonly ReadOnlySpan<byte> Payload => Offset >= _data.Length
        ? default
        : _data.Slice((int)Offset, (int)Math.Min(Length, _data.Length - Offset));

    /// <summary>The file header; known from its region on.</summary>
    public BmpFileHeader FileHeader { get; private set; }

    /// <summary>The DIB header; known from its region on.</summary>
    public BmpDibHeader DibHeader { get; private set; }

    /// <summary>The masks in force, for 16- and 32-bit pixels: from the header, after it, or the defaults of BI_RGB. Known from the palette on.</summary>
    public BmpMasks Masks { get; private set; }

    /// <summary>Entries of the palette that pixels can address; 0 when pixels are not indices. Known from the palette's region on.</summary>
    public int PaletteCount { get; private set; }

    /// <summary>
    /// Where pixel data begins: bfOffBits, or the end of the palette if that is 0, points into the headers, or into a palette
    /// after which the file is as long as its pixels. Known from the palette on.
    /// </summary>
    public long PixelOffset { get; private set; }

    /// <summary>Where the profile begins, from the start of the file; 0 if there is none. Known from the palette on.</summary>
    public long ProfileOffset { get; private set; }

    /// <summary>
    /// When <see cref="Read"/> ran out of bytes inside headers, masks or palette: the bytes, from the start of the file,
    /// that are at least needed to go on. Otherwise 0.
    /// </summary>
    public long BytesNeeded { get; private set; }

    /// <summary>Moves to the next region.</summary>
    /// <returns>
    /// <see langword="false"/> after the last one, or when the bytes given are used up. <see cref="Findings"/> is then what
    /// is wrong with regions that have no bytes, such as pixels at the end of the file.
    /// </returns>
    public bool Read()
    {
        while (true)
        {
            switch (_stage)
            {
                case BmpStage.FileHeader:
                    return ReadFileHeader();
                case BmpStage.DibHeader:
                    return ReadDibHeader();
                case BmpStage.ColorMasks:
                    _stage = BmpStage.Palette;
                    if (DibHeader.TrailingMaskBytes == 0)
                    {
                        JudgeMasks(DibHeader.Masks);
                        continue;
                    }

                    return ReadColorMasks();
                case BmpStage.Palette:
                    _stage = BmpStage.Body;
                    if (!ReadPalette())
                        continue;
                    return true;
                case BmpStage.Body:
                    bool found = ReadBody();
                    if (found && Length == 0)
                        continue;   // the pixels of a picture without any
                    return found;
                default:
                    Findings = BmpFindings.None;
                    return false;
            }
        }
    }

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
        JudgeMasks(new BmpMasks(
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
    private void JudgeMasks(BmpMasks stated)
    {
        if (DibHeader.Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            Masks = stated;
            _maskFindings = stated.Judge(DibHeader.BitCount);
        }
        else
        {
            Masks = DibHeader.BitCount switch { 16 => BmpMasks.Default16, 32 => BmpMasks.Default32, _ => default };
        }
    }

    /// <summary>Works out the palette and all that follows it; true if there is a palette region to show.</summary>
    private bool ReadPalette()
    {
        BmpDibHeader header = DibHeader;
        int entrySize = header.PaletteEntrySize;
        long addressable = header.HasPalettePixels ? 1L << header.BitCount : 0;
        long stated = header.ColorsUsed == 0 ? addressable : header.ColorsUsed;
        long start = _position;
        long pixelOffset = FileHeader.PixelOffset;
        BmpFindings findings = _maskFindings;
        if (header.HasPalettePixels && stated > addressable)
            findings |= BmpFindings.PaletteTooLarge;

        long paletteEnd = start + Math.Min(stated, addressable) * entrySize;
        if (pixelOffset < start)
        {
            findings |= pixelOffset == 0 ? BmpFindings.OffsetZero : BmpFindings.OffsetInsideHeaders;
            pixelOffset = paletteEnd;
        }
        else if (pixelOffset < paletteEnd && header.IsUncompressed && _fileLength - paletteEnd == header.ImageBytes)
        {
            // A palette may be cut short. But where the whole of it and the pixels fill the file to the byte, the offset is wrong.
            findings |= BmpFindings.OffsetInsidePalette;
            pixelOffset = paletteEnd;
        }

        long entries = Math.Min(stated, (pixelOffset - start) / entrySize);
        if (entries < (header.HasPalettePixels ? Math.Min(stated, addressable) : stated))
            findings |= BmpFindings.PaletteCutShort;
        PaletteCount = (int)Math.Min(entries, addressable);
        PixelOffset = pixelOffset;
        if (pixelOffset >= _fileLength)
            findings |= BmpFindings.OffsetPastEnd;
        if (header.Kind == BmpHeaderKind.V5 && header.ProfileSize != 0
            && header.ColorSpaceKind is BmpColorSpaceKind.ProfileEmbedded or BmpColorSpaceKind.ProfileLinked)
        {
            ProfileOffset = BmpFileHeader.Size + (long)header.ProfileOffset;
        }

        if (entries == 0)
        {
            _bodyFindings = findings;
            return false;
        }

        // Pixels need no more than the addressable entries: a prefix that holds those is enough to go on.
        long wanted = start + PaletteCount * (long)entrySize;
        Kind = BmpRegionKind.Palette;
        Offset = start;
        Length = Math.Min(entries * entrySize, _fileLength - start);
        Findings = findings;
        _position = start + Length;
        if (wanted > _data.Length)
        {
            BytesNeeded = wanted;
            if (wanted > _fileLength)
                Findings |= BmpFindings.Truncated;
            _stage = BmpStage.End;
            return Length > 0;
        }

        return true;
    }

    /// <summary>Everything after the palette: the nearer of pixels and profile, with gaps between.</summary>
    private bool ReadBody()
    {
        Findings = _bodyFindings;
        _bodyFindings = 0;
        long end = _fileLength;
        if (_unparsed)
            return _position >= end ? Finish() : Emit(BmpRegionKind.Trailing, end, 0);

        bool pixelsLeft = !_pixelsSeen && PixelOffset < end;
        bool profileLeft = !_profileSeen && ProfileOffset > 0;
        if (profileLeft && (ProfileOffset < _position || ProfileOffset >= end))
        {
            // Inside the headers or behind the end: it has no bytes of its own.
            _profileSeen = true;
            profileLeft = false;
            Findings |= BmpFindings.ProfileMisplaced;
        }

        if (_position >= end)
            return Finish();

        if (pixelsLeft && (!profileLeft || PixelOffset <= ProfileOffset))
        {
            if (PixelOffset > _position)
                return Emit(BmpRegionKind.Gap, PixelOffset, 0);
            _pixelsSeen = true;
            return EmitPixels(end, profileLeft);
        }

        if (profileLeft)
        {
            if (ProfileOffset > _position)
                return Emit(BmpRegionKind.Gap, ProfileOffset, 0);
            _profileSeen = true;
            long profileEnd = ProfileOffset + DibHeader.ProfileSize;
            BmpFindings findings = profileEnd > end || (pixelsLeft && profileEnd > PixelOffset) ? BmpFindings.ProfileMisplaced : 0;
            return Emit(BmpRegionKind.Profile, Math.Min(profileEnd, pixelsLeft ? PixelOffset : end), findings);
        }

        if (end == long.MaxValue)
            return Finish();
        return Emit(BmpRegionKind.Trailing, end, _pixelsSeen ? BmpFindings.TrailingBytes : 0);
    }

    /// <summary>No more regions; what was found since the last one is left in <see cref="Findings"/>.</summary>
    private bool Finish()
    {
        (Kind, Offset, Length) = (BmpRegionKind.Trailing, _position, 0);
        _stage = BmpStage.End;
        return false;
    }

    private bool EmitPixels(long end, bool profileLeft)
    {
        BmpDibHeader header = DibHeader;
        BmpFindings findings = 0;
        long length;
        if (header.IsUncompressed)
        {
            length = header.ImageBytes;
            if (header.ImageSize != 0 && header.ImageSize != length)
                findings |= BmpFindings.ImageSizeWrong;
            if (length > end - PixelOffset)
            {
                findings |= end - PixelOffset >= length - header.RowStride + header.RowBytes ? BmpFindings.PaddingMissing : BmpFindings.Truncated;
            }
        }
        else
        {
            // Coded pixels end where they say; the stated size only serves to find what follows them.
            length = header.ImageSize;
            if (length == 0 || length > end - PixelOffset)
            {
                if (end != long.MaxValue || length == 0)
                    findings |= BmpFindings.ImageSizeWrong;
                length = profileLeft && ProfileOffset > PixelOffset ? ProfileOffset - PixelOffset : end - PixelOffset;
            }
        }

        long stop = length > end - PixelOffset ? end : PixelOffset + length;
        if (profileLeft && ProfileOffset < stop)
        {
            findings |= BmpFindings.ProfileMisplaced;
            _profileSeen = true;
        }

        return Emit(BmpRegionKind.PixelData, stop, findings);
    }

    private bool Emit(BmpRegionKind kind, long stop, BmpFindings findings)
    {
        Kind = kind;
        Offset = _position;
        Length = stop - _position;
        Findings |= findings;
        _position = stop;
        if (Length == 0)
            _bodyFindings = Findings;   // told with the next region
        return true;
    }

    /// <summary>Sets the region of the next <paramref name="length"/> bytes; false if they are not all there.</summary>
    private bool Begin(BmpRegionKind kind, long length)
    {
        Kind = kind;
        Offset = _position;
        Findings = BmpFindings.None;
        Length = Math.Min(length, _data.Length - _position);
        _position += Length;
        if (Length == length)
            return true;
        BytesNeeded = Offset + length;
        if (BytesNeeded > _fileLength)
            Findings |= BmpFindings.Truncated;
        _stage = BmpStage.End;
        return false;
    }
}
