// Owns: the DIB header of every version as one struct that parses and checks itself: BITMAPCOREHEADER (12 bytes), OS/2 2.x
// (16 to 64), BITMAPINFOHEADER (40) and its extensions (52, 56, 108, 124). Fields past the header's size read as 0. Stands under
// BmpHeaderReader. Leaves positions of palette and pixels to that, what findings mean to BmpHeaderIssues.
using System.Buffers.Binary;

namespace RawDecoders.Bmp;

/// <summary>A DIB header of any version. Fields that its version has not are 0.</summary>
/// <remarks>wingdi.h BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER; OS/2 BITMAPINFOHEADER2.</remarks>
public readonly struct BmpDibHeader
{
    private readonly BmpCalibration _values;

    /// <summary>biSize: bytes of the header in the file.</summary>
    public uint Size { get; private init; }

    /// <summary>The version.</summary>
    public BmpHeaderKind Kind { get; private init; }

    /// <summary>biWidth as stored; at least 1 in a valid file.</summary>
    public int Width { get; private init; }

    /// <summary>biHeight as stored; negative for rows from the top down.</summary>
    public int RawHeight { get; private init; }

    /// <summary>Number of rows.</summary>
    public long Height => Math.Abs((long)RawHeight);

    /// <summary>Whether the first row in the file is the top one.</summary>
    public bool IsTopDown => RawHeight < 0;

    /// <summary>biPlanes.</summary>
    public ushort Planes { get; private init; }

    /// <summary>biBitCount: bits of a pixel; 0 for an embedded JPEG or PNG.</summary>
    public ushort BitCount { get; private init; }

    /// <summary>biCompression as stored.</summary>
    public uint RawCompression { get; private init; }

    /// <summary>biCompression as this version of the header means it.</summary>
    public BmpCompression Compression { get; private init; }

    /// <summary>biSizeImage: bytes of pixel data, 0 if not stated.</summary>
    public uint ImageSize { get; private init; }

    /// <summary>biXPelsPerMeter.</summary>
    public int PixelsPerMetreX { get; private init; }

    /// <summary>biYPelsPerMeter.</summary>
    public int PixelsPerMetreY { get; private init; }

    /// <summary>biClrUsed: palette entries, 0 for all that the depth can address.</summary>
    public uint ColorsUsed { get; private init; }

    /// <summary>biClrImportant.</summary>
    public uint ColorsImportant { get; private init; }

    /// <summary>The masks inside the header (52 bytes and more).</summary>
    public BmpMasks Masks { get; private init; }

    /// <summary>bV4CSType, bV5CSType; null for older versions.</summary>
    public BmpColorSpaceKind? ColorSpaceKind { get; private init; }

    /// <summary>bV5Intent.</summary>
    public BmpRenderingIntent Intent { get; private init; }

    /// <summary>bV5ProfileData: where the profile begins, from the start of this header.</summary>
    public uint ProfileOffset { get; private init; }

    /// <summary>bV5ProfileSize in bytes.</summary>
    public uint ProfileSize { get; private init; }

    /// <summary>What is odd about the fields.</summary>
    public BmpFindings Findings { get; private init; }

    /// <summary>Bytes of pixels in a row of uncompressed pixels.</summary>
    public long RowBytes => ((long)Width * BitCount + 7) / 8;

    /// <summary>Bytes from one row of uncompressed pixels to the next: rows are padded to 4 bytes.</summary>
    public long RowStride => ((long)Width * BitCount + 31) / 32 * 4;

    /// <summary>Bytes of all rows of uncompressed pixels; 0 if a dimension is invalid, at most 2^60.</summary>
    public long ImageBytes
    {
        get
        {
            const long Most = 1L << 60;
            if (Width <= 0 || Height == 0)
                return 0;
            return RowStride > Most / Height ? Most : RowStride * Height;
        }
    }

    /// <summary>Whether pixels are indices into a palette.</summary>
    public bool HasPalettePixels => BitCount is >= 1 and <= 8;

    /// <summary>Whether pixels lie in the file as they are, rows of <see cref="RowStride"/> bytes.</summary>
    public bool IsUncompressed
        => Compression is BmpCompression.Rgb or BmpCompression.BitFields or BmpCompression.AlphaBitFields or BmpCompression.Cmyk;

    /// <summary>Bytes of a palette entry: 3 in OS/2 1.x, else 4.</summary>
    public int PaletteEntrySize => Kind == BmpHeaderKind.Os2V1 ? 3 : 4;

    /// <summary>Bytes of masks that follow the header: BITMAPINFOHEADER has no room of its own for them.</summary>
    public int TrailingMaskBytes => Kind != BmpHeaderKind.Info ? 0 : Compression switch
    {
        BmpCompression.BitFields => 12,
        BmpCompression.AlphaBitFields => 16,
        _ => 0,
    };

    /// <summary>The colour space fields; <see langword="null"/> for versions before 4.</summary>
    public BmpColorSpace? ColorSpace => ColorSpaceKind is not { } kind ? null : new BmpColorSpace(
        kind, _values.Endpoint(0), _values.Endpoint(1), _values.Endpoint(2),
        _values.Gammas[0] / 65536.0, _values.Gammas[1] / 65536.0, _values.Gammas[2] / 65536.0, Intent);

    /// <summary>The version that a header of <paramref name="size"/> bytes is.</summary>
    /// <remarks>
    /// OS/2 2.x lets a header end after any field, which gives the sizes below besides 40 and 64 (52 and 56 too, but there
    /// the Windows reading wins: it is the one that writers use).
    /// </remarks>
    internal static BmpHeaderKind KindOf(uint size) => size switch
    {
        12 => BmpHeaderKind.Os2V1,
        40 => BmpHeaderKind.Info,
        52 => BmpHeaderKind.InfoV2,
        56 => BmpHeaderKind.InfoV3,
        108 => BmpHeaderKind.V4,
        124 => BmpHeaderKind.V5,
        16 or 20 or 24 or 28 or 32 or 36 or 42 or 44 or 46 or 48 or 60 or 64 => BmpHeaderKind.Os2V2,
        _ => BmpHeaderKind.Unknown,
    };

    /// <summary>Largest header that is read at all; an unknown version may be longer than the newest known one.</summary>
    internal const int MaxSize = 1024;

    /// <summary>
    /// Whether a file that begins so is a bare DIB: a header of a known size with one plane and values that go together. Strict
    /// enough for no other file, and no text, to be taken for one.
    /// </summary>
    /// <param name="beginning">The first bytes; 20 are enough.</param>
    /// <returns>0 if it is; -1 if it is not; otherwise how many bytes are needed to tell.</returns>
    internal static int BytesToRecognise(ReadOnlySpan<byte> beginning)
    {
        if (!beginning.IsEmpty && KindOf(beginning[0]) == BmpHeaderKind.Unknown)
            return -1;
        if (beginning.Length > 1 && beginning[1..Math.Min(4, beginning.Length)].ContainsAnyExcept((byte)0))
            return -1;
        if (beginning.Length < 4)
            return 4;
        int needed = Math.Min((int)beginning[0], 20);   // up to the compression
        if (beginning.Length < needed)
            return needed;
        const BmpFindings Implausible = BmpFindings.WidthInvalid | BmpFindings.HeightInvalid | BmpFindings.PlanesNotOne
            | BmpFindings.BitCountInvalid | BmpFindings.BitCountNotInVersion | BmpFindings.CompressionUnknown
            | BmpFindings.CompressionDepthMismatch | BmpFindings.EmbeddedBitCount | BmpFindings.TopDownNotAllowed;
        BmpDibHeader header = Parse(beginning[..needed]);

        // A picture inside a DIB has a header of its own to go by; the 52 bytes that PowerVR textures begin with look like one.
        bool isOdd = header.BitCount == 0 && header.Kind is not (BmpHeaderKind.Info or BmpHeaderKind.V4 or BmpHeaderKind.V5);
        return isOdd || (header.Findings & Implausible) != 0 ? -1 : 0;
    }

    /// <summary>Parses; <paramref name="bytes"/> begins at the size field and holds at least 4 bytes, at best the whole header.</summary>
    internal static BmpDibHeader Parse(ReadOnlySpan<byte> bytes)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size is < 12 or 13 or 14 or 15 or > MaxSize)
            return new BmpDibHeader { Size = size, Findings = BmpFindings.HeaderSizeInvalid };

        BmpFindings findings = BmpFindings.None;
        BmpHeaderKind kind = KindOf(size);
        if (kind == BmpHeaderKind.Unknown)
        {
            findings |= BmpFindings.HeaderSizeUnknown;
            kind = size switch { > 124 => BmpHeaderKind.V5, > 108 => BmpHeaderKind.V4, > 64 => BmpHeaderKind.InfoV3, _ => BmpHeaderKind.Os2V2 };
        }

        Span<byte> fields = stackalloc byte[124];
        fields.Clear();
        bytes[..(int)Math.Min(Math.Min(size, 124), (uint)bytes.Length)].CopyTo(fields);
        return kind == BmpHeaderKind.Os2V1 ? ParseCore(fields, findings) : new BmpDibHeader(fields, kind, findings);
    }

    private static BmpDibHeader ParseCore(ReadOnlySpan<byte> b, BmpFindings findings)
    {
        int width = BinaryPrimitives.ReadUInt16LittleEndian(b[4..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(b[6..]);
        ushort planes = BinaryPrimitives.ReadUInt16LittleEndian(b[8..]);
        ushort bitCount = BinaryPrimitives.ReadUInt16LittleEndian(b[10..]);
        return new BmpDibHeader
        {
            Size = 12,
            Kind = BmpHeaderKind.Os2V1,
            Width = width,
            RawHeight = height,
            Planes = planes,
            BitCount = bitCount,
            Findings = findings | Check(BmpHeaderKind.Os2V1, width, height, planes, bitCount, BmpCompression.Rgb),
        };
    }

    private BmpDibHeader(ReadOnlySpan<byte> b, BmpHeaderKind kind, BmpFindings findings)
    {
        Kind = kind;
        Size = U32(b, 0);
        Width = (int)U32(b, 4);
        RawHeight = (int)U32(b, 8);
        Planes = BinaryPrimitives.ReadUInt16LittleEndian(b[12..]);
        BitCount = BinaryPrimitives.ReadUInt16LittleEndian(b[14..]);
        RawCompression = U32(b, 16);
        Compression = Resolve(kind, RawCompression, BitCount);
        ImageSize = U32(b, 20);
        PixelsPerMetreX = (int)U32(b, 24);
        PixelsPerMetreY = (int)U32(b, 28);
        ColorsUsed = U32(b, 32);
        ColorsImportant = U32(b, 36);
        if (kind is BmpHeaderKind.InfoV2)
            Masks = new BmpMasks(U32(b, 40), U32(b, 44), U32(b, 48), 0);
        else if (kind is BmpHeaderKind.InfoV3 or BmpHeaderKind.V4 or BmpHeaderKind.V5)
            Masks = new BmpMasks(U32(b, 40), U32(b, 44), U32(b, 48), U32(b, 52));

        if (kind is BmpHeaderKind.V4 or BmpHeaderKind.V5)
        {
            ColorSpaceKind = (BmpColorSpaceKind)U32(b, 56);
            _values = new BmpCalibration(b[60..]);
            if (ColorSpaceKind is not (BmpColorSpaceKind.CalibratedRgb or BmpColorSpaceKind.Srgb or BmpColorSpaceKind.Windows
                or BmpColorSpaceKind.ProfileEmbedded or BmpColorSpaceKind.ProfileLinked))
            {
                findings |= BmpFindings.ColorSpaceUnknown;
            }
        }

        if (kind == BmpHeaderKind.V5)
        {
            Intent = (BmpRenderingIntent)U32(b, 108);
            ProfileOffset = U32(b, 112);
            ProfileSize = U32(b, 116);
        }

        Findings = findings | Check(kind, Width, RawHeight, Planes, BitCount, Compression);
    }

    /// <summary>
    /// Values 3 and 4 mean two things. OS/2 2.x has Huffman 1D and RLE24 there; a 40-byte header, which both systems write,
    /// is read the OS/2 way when the depth (1 and 24) fits that alone.
    /// </summary>
    private static BmpCompression Resolve(BmpHeaderKind kind, uint raw, int bitCount) => raw switch
    {
        0 => BmpCompression.Rgb,
        1 => BmpCompression.Rle8,
        2 => BmpCompression.Rle4,
        3 => kind == BmpHeaderKind.Os2V2 || (kind == BmpHeaderKind.Info && bitCount == 1) ? BmpCompression.Huffman1D : BmpCompression.BitFields,
        4 => kind == BmpHeaderKind.Os2V2 || (kind == BmpHeaderKind.Info && bitCount == 24) ? BmpCompression.Rle24 : BmpCompression.Jpeg,
        5 => BmpCompression.Png,
        6 => BmpCompression.AlphaBitFields,
        11 => BmpCompression.Cmyk,
        12 => BmpCompression.CmykRle8,
        13 => BmpCompression.CmykRle4,
        _ => BmpCompression.Unknown,
    };

    private static BmpFindings Check(BmpHeaderKind kind, int width, int height, int planes, int bitCount, BmpCompression compression)
    {
        BmpFindings findings = BmpFindings.None;
        if (width <= 0)
            findings |= BmpFindings.WidthInvalid;
        if (height is 0 or int.MinValue)
            findings |= BmpFindings.HeightInvalid;
        if (planes != 1)
            findings |= BmpFindings.PlanesNotOne;

        bool embedded = compression is BmpCompression.Jpeg or BmpCompression.Png;
        if (embedded)
        {
            if (bitCount != 0)
                findings |= BmpFindings.EmbeddedBitCount;
        }
        else if (bitCount is not (1 or 2 or 4 or 8 or 16 or 24 or 32 or 64))
            findings |= BmpFindings.BitCountInvalid;
        else if (kind is BmpHeaderKind.Os2V1 or BmpHeaderKind.Os2V2 && bitCount is not (1 or 4 or 8 or 24))
            findings |= BmpFindings.BitCountNotInVersion;

        bool fits = compression switch
        {
            BmpCompression.Rle8 => bitCount == 8,
            BmpCompression.Rle4 => bitCount == 4,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => bitCount is 16 or 32,
            BmpCompression.Huffman1D => bitCount == 1,
            BmpCompression.Rle24 => bitCount == 24,
            _ => true,
        };
        if (compression == BmpCompression.Unknown)
            findings |= BmpFindings.CompressionUnknown;
        else if (!fits)
            findings |= BmpFindings.CompressionDepthMismatch;

        // "If biHeight is negative, biCompression must be either BI_RGB or BI_BITFIELDS"; OS/2 has no top-down rows.
        bool mayBeTopDown = kind != BmpHeaderKind.Os2V2
            && compression is BmpCompression.Rgb or BmpCompression.BitFields or BmpCompression.AlphaBitFields or BmpCompression.Jpeg or BmpCompression.Png;
        if (height < 0 && !mayBeTopDown)
            findings |= BmpFindings.TopDownNotAllowed;
        return findings;
    }

    private static uint U32(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt32LittleEndian(b[at..]);

    /// <summary>CIEXYZTRIPLE and gammas, raw.</summary>
    private readonly struct BmpCalibration
    {
        [System.Runtime.CompilerServices.InlineArray(9)]
        private struct BmpNineFields
        {
            private int _first;
        }

        [System.Runtime.CompilerServices.InlineArray(3)]
        internal struct BmpThreeFields
        {
            private uint _first;
        }

        private readonly BmpNineFields _endpoints;
        public readonly BmpThreeFields Gammas;

        public BmpCalibration(ReadOnlySpan<byte> b)
        {
            for (int i = 0; i < 9; i++)
                _endpoints[i] = (int)U32(b, 4 * i);
            for (int i = 0; i < 3; i++)
                Gammas[i] = U32(b, 36 + 4 * i);
        }

        public BmpEndpoint Endpoint(int i)
        {
            const double One = 1 << 30;
            return new BmpEndpoint(_endpoints[3 * i] / One, _endpoints[3 * i + 1] / One, _endpoints[3 * i + 2] / One);
        }
    }
}
