// Owns: the walk over a BMP file: which bytes are header, masks, palette, pixels, profile. Stands at the beginning of everything:
// BmpFile (decoder and Identify) and the inspector read files through it. Leaves to BmpHeaderIssues what a finding means: it
// states facts and never refuses, allocates nothing and looks at no pixel. Headers and masks are in BmpHeaderReader.Headers.cs,
// palette, pixels and profile in BmpHeaderReader.Body.cs.

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
public ref partial struct BmpHeaderReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly long _fileLength;   // long.MaxValue when not known
    private long _position;
    private long _regionEnd;             // of the current region, wherever the file ends
    private int _dibOffset;              // of the DIB header
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
        bool isBare = BmpDibHeader.BytesToRecognise(beginning) == 0;
        _dibOffset = isBare ? 0 : BmpFileHeader.Size;
        _stage = isBare ? BmpStage.DibHeader : BmpStage.FileHeader;
    }

    /// <summary>What the region is.</summary>
    public BmpRegionKind Kind { get; private set; }

    /// <summary>Where the region begins: byte offset from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>
    /// Bytes of the region from <see cref="Offset"/> on, all that belongs to it. Of one that runs past the end of the file, what is
    /// there of it.
    /// </summary>
    public long Length { get; private set; }

    /// <summary>Whether the bytes given hold the region to its last byte.</summary>
    public readonly bool IsComplete => _regionEnd <= _data.Length;

    /// <summary>What is odd about the region. Empty regions pass theirs on to the next.</summary>
    public BmpFindings Findings { get; private set; }

    /// <summary>The region's bytes, all of them data, as far as the reader was given them.</summary>
    public readonly ReadOnlySpan<byte> Payload => Offset >= _data.Length
        ? default
        : _data.Slice((int)Offset, (int)Math.Min(Length, _data.Length - Offset));

    /// <summary>
    /// Whether the file begins with a file header. A bare DIB, as the clipboard and <c>.dib</c> files have it, begins with the DIB
    /// header: regions and offsets then count from there.
    /// </summary>
    public readonly bool HasFileHeader => _dibOffset != 0;

    /// <summary>The file header; known from its region on. All 0 if there is none.</summary>
    public BmpFileHeader FileHeader { get; private set; }

    /// <summary>The DIB header; known from its region on.</summary>
    public BmpDibHeader DibHeader { get; private set; }

    /// <summary>The masks in force, for 16- and 32-bit pixels: from the header, after it, or the defaults of BI_RGB. Known from the palette on.</summary>
    public BmpMasks Masks { get; private set; }

    /// <summary>Entries of the palette that pixels can address; 0 when pixels are not indices. Known from the palette's region on.</summary>
    public int PaletteCount { get; private set; }

    /// <summary>
    /// Where pixel data begins: bfOffBits, or the end of the palette if that is not there, is 0, points into the headers, or into a
    /// palette after which the file is as long as its pixels. Known from the palette on.
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
                        TakeMasks(DibHeader.Masks);
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

    private bool Emit(BmpRegionKind kind, long stop, BmpFindings findings)
    {
        Kind = kind;
        Offset = _position;
        Length = stop - _position;
        _regionEnd = stop;
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
        _regionEnd = _position + length;
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
