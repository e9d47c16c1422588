// Owns: a BMP file's headers gathered for decoding: what BmpHeaderReader found, the palette in RGBA order, the properties in the
// library's terms. Stands over the reader; decode, Identify and the search for embedded files share it. Leaves pixels to the
// stages, and what findings mean to BmpHeaderIssues.
namespace RawDecoders.Bmp;

internal sealed class BmpFile
{
    /// <summary>Bytes that the reader gets: more than the longest header it accepts, masks and a palette of 256.</summary>
    private const int HeaderWindow = 4096;

    private BmpFile()
    {
    }

    public BmpFileHeader FileHeader { get; private set; }

    /// <summary>Whether the file begins with a file header.</summary>
    public bool HasFileHeader => DibOffset != 0;

    /// <summary>Where the DIB header begins: 14, or 0 in a bare DIB.</summary>
    public int DibOffset { get; private set; }

    public BmpDibHeader Dib { get; private set; }

    public BmpFindings Findings { get; private set; }

    /// <summary>The masks as the file has them.</summary>
    public BmpMasks StatedMasks { get; private set; }

    /// <summary>The masks in force, without bits that a pixel has not.</summary>
    public BmpMasks Masks { get; private set; }

    /// <summary>Where the masks lie; the DIB header's place if it has none.</summary>
    public long MaskOffset { get; private set; }

    /// <summary>Palette entries that pixels can address.</summary>
    public int PaletteCount { get; private set; }

    /// <summary>The palette, 4 bytes an entry: red, green, blue, 255. Empty when pixels are not indices.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>Where the palette begins; 0 if there is none.</summary>
    public long PaletteOffset { get; private set; }

    public long PixelOffset { get; private set; }

    /// <summary>End of the bytes that coded pixels may use: up to the profile or the end of the file.</summary>
    public long CodedEnd { get; private set; }

    public long TrailingOffset { get; private set; }

    /// <summary>Length of the file; of the bytes given if the rest is still to come.</summary>
    public long FileLength { get; private set; }

    /// <summary>Bytes from the start of the file that the headers need, when there are fewer; else 0.</summary>
    public long BytesNeeded { get; private set; }

    /// <summary>The region in which bytes ran out.</summary>
    public string TruncatedPart { get; private set; } = "";

    public int Width => Dib.Width;

    public int Height => (int)Dib.Height;

    /// <summary>Place and length of the profile's region, if it has one.</summary>
    private (long Offset, long Length) _profile;

    /// <summary>Walks the headers. States facts only; call <see cref="BmpHeaderIssues.Report"/> before using them.</summary>
    public static BmpFile Read(ByteSource source, bool isWhole)
    {
        var file = new BmpFile { FileLength = source.Length };
        var reader = new BmpHeaderReader(source.Window(0, HeaderWindow), isWhole ? source.Length : -1);
        file.DibOffset = reader.HasFileHeader ? BmpFileHeader.Size : 0;
        file.MaskOffset = file.DibOffset + 40;
        while (reader.Read())
        {
            file.Findings |= reader.Findings;
            switch (reader.Kind)
            {
                case BmpRegionKind.FileHeader:
                    file.FileHeader = reader.FileHeader;
                    break;
                case BmpRegionKind.DibHeader:
                    file.Dib = reader.DibHeader;
                    break;
                case BmpRegionKind.ColorMasks:
                    file.MaskOffset = reader.Offset;
                    break;
                case BmpRegionKind.Palette when file.Dib.HasPalettePixels && reader.BytesNeeded == 0:
                    file.PaletteOffset = reader.Offset;
                    file.Palette = ToRgba(reader.Payload, file.Dib.PaletteEntrySize, reader.PaletteCount);
                    break;
                case BmpRegionKind.Profile:
                    file._profile = (reader.Offset, reader.Length);
                    break;
                case BmpRegionKind.Trailing:
                    file.TrailingOffset = reader.Offset;
                    break;
            }

            if (reader.BytesNeeded != 0)
                file.TruncatedPart = reader.Kind.ToString();
        }

        file.Findings |= reader.Findings;
        file.BytesNeeded = reader.BytesNeeded;
        if (isWhole && reader.BytesNeeded != 0)
            file.Findings |= BmpFindings.Truncated;
        file.StatedMasks = reader.Masks;
        file.Masks = reader.Masks.ClippedTo(file.Dib.BitCount);
        file.PaletteCount = reader.PaletteCount;
        file.PixelOffset = reader.PixelOffset;
        file.CodedEnd = file._profile.Offset > reader.PixelOffset ? file._profile.Offset : source.Length;
        return file;
    }

    /// <summary>Whether the pixel data is a PNG or JPEG file that has begun to arrive, and where.</summary>
    public bool TryFindEmbedded(long fileLength, out ImageFormat format, out long offset, out long length)
    {
        (format, offset, length) = (ImageFormat.Unknown, 0, 0);
        if (BytesNeeded != 0 || Dib.Compression is not (BmpCompression.Jpeg or BmpCompression.Png) || PixelOffset >= fileLength)
            return false;
        format = Dib.Compression == BmpCompression.Png ? ImageFormat.Png : ImageFormat.Jpeg;
        offset = PixelOffset;
        long rest = fileLength - offset;
        length = Dib.ImageSize == 0 ? rest : Math.Min(Dib.ImageSize, rest);
        return true;
    }

    /// <summary>Entries are blue, green, red and, but for OS/2 1.x, a reserved byte, which is not alpha.</summary>
    private static byte[] ToRgba(ReadOnlySpan<byte> entries, int entrySize, int count)
    {
        byte[] rgba = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * entrySize, 3);
            rgba[4 * i] = entry[2];
            rgba[4 * i + 1] = entry[1];
            rgba[4 * i + 2] = entry[0];
            rgba[4 * i + 3] = 255;
        }

        return rgba;
    }

    /// <summary>Masks with which a picture can be drawn although the file's are empty (lenient only).</summary>
    public void RepairMasks()
    {
        if ((Masks.Red | Masks.Green | Masks.Blue) == 0)
            Masks = Dib.BitCount == 16 ? BmpMasks.Default16 : BmpMasks.Default32 with { Alpha = Masks.Alpha & 0xFF00_0000 };
    }

    public bool UsesMasks => Dib.BitCount is 16 or 32;

    public bool HasAlpha => Dib.BitCount == 64 || (UsesMasks && Masks.Alpha != 0);

    /// <summary>Whether a channel has more than 8 bits, so that the natural format has 16.</summary>
    public bool IsDeep => Dib.BitCount == 64 || (UsesMasks && Masks.WidestChannel > 8);

    public PixelFormat NaturalFormat => (IsDeep, HasAlpha) switch
    {
        (false, false) => PixelFormat.Rgb24,
        (false, true) => PixelFormat.Rgba32,
        (true, false) => PixelFormat.Rgb48,
        (true, true) => PixelFormat.Rgba64,
    };

    /// <summary>The properties. The profile is read from <paramref name="source"/> if it is there.</summary>
    public ImageInfo CreateInfo(ByteSource source, DecodeIssues issues, DecodeLimits limits)
    {
        bool linked = Dib.ColorSpaceKind == BmpColorSpaceKind.ProfileLinked;
        byte[] profile = ReadProfile(source, issues, limits);
        return new ImageInfo
        {
            Format = ImageFormat.Bmp,
            Width = Width,
            Height = Height,
            PixelFormat = NaturalFormat,
            BitDepth = Dib.BitCount switch
            {
                <= 8 => Dib.BitCount,
                16 or 32 => Math.Clamp(Masks.WidestChannel, 1, 16),
                24 => 8,
                _ => 16,
            },
            ColorModel = Dib.HasPalettePixels ? ColorModel.Indexed : HasAlpha ? ColorModel.Rgba : ColorModel.Rgb,
            Density = Dib.PixelsPerMetreX > 0 && Dib.PixelsPerMetreY > 0
                ? new PixelDensity(Dib.PixelsPerMetreX, Dib.PixelsPerMetreY, DensityUnit.Metre)
                : null,
            IccProfile = linked ? default : profile,
            Metadata = CreateMetadata(linked ? FromWindows1252(profile) : null),
        };
    }

    public BmpMetadata CreateMetadata(string? linkedProfile) => new()
    {
        HeaderKind = Dib.Kind,
        HeaderSize = (int)Dib.Size,
        Compression = Dib.Compression,
        BitsPerPixel = Dib.BitCount,
        IsTopDown = Dib.IsTopDown,
        Masks = UsesMasks ? Masks : null,
        PaletteCount = PaletteCount,
        ColorSpace = Dib.ColorSpace,
        LinkedProfile = linkedProfile,
    };

    /// <summary>
    /// A linked profile's file name, "a null-terminated string of characters from the Windows character set (code page 1252)".
    /// </summary>
    public static string FromWindows1252(ReadOnlySpan<byte> name)
    {
        // 0x80 to 0x9F; the rest is Latin 1. The five bytes without a character stand for the control code.
        const string From80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
        int end = name.IndexOf((byte)0);
        var text = new System.Text.StringBuilder();
        foreach (byte b in end < 0 ? name : name[..end])
            text.Append(b is >= 0x80 and <= 0x9F ? From80[b - 0x80] : (char)b);
        return text.ToString();
    }

    private byte[] ReadProfile(ByteSource source, DecodeIssues issues, DecodeLimits limits)
    {
        (long offset, long length) = _profile;
        if (length == 0 || offset + length > source.Length)
            return [];
        if (length > limits.MaxMetadataBytes)
        {
            throw issues.Error(BmpRules.ProfileSize, DibOffset + 116, $"a profile of {length} bytes is over the limit of {limits.MaxMetadataBytes}");
        }

        return source.Slice(offset, (int)length).ToArray();
    }
}
