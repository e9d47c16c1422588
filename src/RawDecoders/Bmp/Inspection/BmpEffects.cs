// Owns: what a byte of a BMP file has an effect on: which field, and the rectangle of pixels that may change with it, which is what
// a lenient decode may show differently, damage that the change causes included. Stands over the decoder. Leaves the names of
// fields to the trees.
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal sealed class BmpEffects(ByteSource source, InspectOptions options)
{
    private const string Metadata = "metadata: no pixel";
    private const string Nothing = "nothing: the byte is ignored";

    /// <summary>The effect of the byte at <paramref name="offset"/>.</summary>
    public ByteEffect Of(long offset)
    {
        BmpDecoder decoder;
        try
        {
            decoder = Open(null);
        }
        catch (ImageDecodeException error)
        {
            return new ByteEffect($"nothing: the file is refused, {error.Message}");
        }

        using (decoder)
        {
            BmpFile file = decoder.File;
            if (!file.Dib.IsUncompressed && offset >= file.PixelOffset && OfCode(decoder, offset) is { } code)
                return code;
            if (offset < file.DibOffset)
                return OfFileHeader(offset, file);
            if (offset < file.DibOffset + file.Dib.Size)
                return OfField((int)offset - file.DibOffset, file);
            if (offset < file.DibOffset + file.Dib.Size + file.Dib.TrailingMaskBytes)
                return Everything("masks", file);
            if (file.PaletteOffset > 0 && offset >= file.PaletteOffset && offset < file.PixelOffset)
                return OfPalette(offset, file);
            return file.Dib.IsUncompressed && offset >= file.PixelOffset && offset - file.PixelOffset < file.Dib.ImageBytes
                ? OfStored(offset - file.PixelOffset, file)
                : new ByteEffect("no pixel");
        }
    }

    /// <summary>How many pixels have each palette index, as a lenient decode sees them; null if pixels are not indices or not to be had.</summary>
    public static long[]? CountIndices(ByteSource source, BmpFile file, DecodeLimits limits)
    {
        if (!file.Dib.HasPalettePixels || file.PaletteOffset == 0)
            return null;
        long[] counts = new long[256];
        try
        {
            using BmpDecoder decoder = new BmpEffects(source, new InspectOptions { Limits = limits }).Open(PixelFormat.Indexed8);
            byte[] row = new byte[file.Width];
            for (int y = 0; y < file.Height; y++)
            {
                decoder.ReadRows(row, row.Length, 1);
                foreach (byte index in row)
                    counts[index]++;
            }

            return counts;
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }

    private BmpDecoder Open(PixelFormat? format)
        => new BmpOpening(source, isWhole: true, new DecodeOptions { Strictness = Strictness.Lenient, Limits = options.Limits, PixelFormat = format }).Open();

    private static PixelArea Whole(BmpFile file) => new(0, 0, file.Width, file.Height);

    private static ByteEffect Everything(string why, BmpFile file) => new($"every pixel: {why}", Whole(file));

    private static ByteEffect OfFileHeader(long offset, BmpFile file) => offset switch
    {
        < 2 => new ByteEffect("everything: without \"BM\" this is no BMP file"),
        >= 10 => Everything("where pixel data begin", file),
        _ => new ByteEffect(Nothing),
    };

    private static ByteEffect OfField(int at, BmpFile file)
    {
        BmpDibHeader dib = file.Dib;

        // BITMAPCOREHEADER: width, height, planes, depth in 2 bytes each.
        if (dib.Kind == BmpHeaderKind.Os2V1)
            return at is 8 or 9 ? new ByteEffect(Nothing) : Everything("the picture's size or depth", file);

        // Code ends where a profile begins, so the fields that place the profile may cut it.
        bool mayCutCode = !dib.IsUncompressed && dib.Kind == BmpHeaderKind.V5;
        switch (at)
        {
            case < 4:
                return Everything("the header's version, and with it the place of every field", file);
            case < 12:
                return Everything("the picture's size", file);
            case < 14:
                return new ByteEffect(Nothing);
            case < 20:
                return Everything("how pixels are stored", file);
            case < 24:
                return mayCutCode ? Everything("it may move the profile, at which the code ends", file) : new ByteEffect(Nothing);
            case < 32:
                return new ByteEffect(Metadata);
            case < 36:
                return dib.HasPalettePixels ? Everything("how many palette entries there are", file) : new ByteEffect(Nothing);
            case >= 40 when dib.Kind == BmpHeaderKind.Os2V2:
            case < 40:
                return new ByteEffect(Nothing);
            case < 56:
                return dib.Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields && file.UsesMasks ? Everything("masks", file) : new ByteEffect(Nothing);
            case < 60 or (>= 112 and < 120):
                return mayCutCode ? Everything("it may move the profile, at which the code ends", file) : new ByteEffect(Metadata);
            case < 112:
                return new ByteEffect(Metadata);
            default:
                return new ByteEffect(Nothing);
        }
    }

    private ByteEffect OfPalette(long offset, BmpFile file)
    {
        int size = file.Dib.PaletteEntrySize;
        long index = (offset - file.PaletteOffset) / size;
        if ((offset - file.PaletteOffset) % size == 3)
            return new ByteEffect(Nothing);
        if (index >= file.PaletteCount)
            return new ByteEffect("nothing: no pixel can address the entry");

        // The picture's indices are decoded once more for this: nothing of them is kept between calls.
        using BmpDecoder decoder = Open(PixelFormat.Indexed8);
        byte[] row = new byte[file.Width];
        (int left, int top, int right, int bottom, long count) = (int.MaxValue, 0, -1, -1, 0);
        for (int y = 0; y < file.Height; y++)
        {
            decoder.ReadRows(row, row.Length, 1);
            int first = row.AsSpan().IndexOf((byte)index);
            if (first < 0)
                continue;
            if (count == 0)
                top = y;
            (left, right, bottom) = (Math.Min(left, first), Math.Max(right, row.AsSpan().LastIndexOf((byte)index)), y);
            count += row.AsSpan().Count((byte)index);
        }

        return count == 0
            ? new ByteEffect($"no pixel: none has palette index {index}")
            : new ByteEffect($"every pixel of palette index {index} ({count} of them)", new PixelArea(left, top, right - left + 1, bottom - top + 1));
    }

    private static ByteEffect OfStored(long at, BmpFile file)
    {
        BmpDibHeader dib = file.Dib;
        (long fileRow, long inRow) = Math.DivRem(at, dib.RowStride);
        int y = PictureRow(fileRow, file);
        if (inRow >= dib.RowBytes)
            return new ByteEffect($"nothing: padding of row {y}");
        return OfPixels((int)(inRow * 8 / dib.BitCount), (int)Math.Min(((inRow + 1) * 8 - 1) / dib.BitCount, file.Width - 1), y);
    }

    private static ByteEffect OfPixels(int first, int last, int y) => new(
        first == last ? $"pixel {first} of row {y}" : $"pixels {first} to {last} of row {y}", new PixelArea(first, y, last - first + 1, 1));

    private static int PictureRow(long fileRow, BmpFile file) => (int)(file.Dib.IsTopDown ? fileRow : file.Height - 1 - fileRow);

    /// <summary>The effect of a byte of coded pixels; null if no code has a part of it.</summary>
    private static ByteEffect? OfCode(BmpDecoder decoder, long offset)
    {
        BmpFile file = decoder.File;
        var finder = new BmpCodeFinder(offset);
        decoder.Follow(finder);
        if (finder.Found is not { } code)
        {
            // Bits that no code has. In a damaged file they may be part of what the next end of line was looked for in.
            return file.Dib.Compression == BmpCompression.Huffman1D && decoder.IsDamaged
                ? Everything("where the code goes on after damage", file)
                : null;
        }

        if (code.FileRow >= file.Height)
            return new ByteEffect("no pixel: all rows are done");
        int y = PictureRow(code.FileRow, file);
        long at = offset - code.Offset;
        switch (code.Kind)
        {
            case BmpCodeKind.White or BmpCodeKind.Black or BmpCodeKind.EndOfLine when code.FileRow < BmpHuffman.BitOrderRows:
            case BmpCodeKind.Damage when file.Dib.Compression == BmpCompression.Huffman1D && code.FileRow < BmpHuffman.BitOrderRows:
                return Everything($"the code of row {y}, and the first rows tell which bit of a byte comes first", file);
            case BmpCodeKind.Run when at >= 1:
                return code.Painted == 0 ? new ByteEffect("no pixel: the run lies outside its row") : OfPixels(code.X, code.X + code.Painted - 1, y);
            case BmpCodeKind.Literal when at >= 2:
                int bits = file.Dib.BitCount;
                int first = (int)((at - 2) * 8 / bits);
                int last = (int)Math.Min(((at - 1) * 8 - 1) / bits, code.Painted - 1);
                return first > last ? new ByteEffect("nothing: padding, or outside the row") : OfPixels(code.X + first, code.X + last, y);
            case var _ when code.FileRow == file.Height - 1:
                return new ByteEffect($"row {y} from column {code.X} on", new PixelArea(Math.Min(code.X, file.Width - 1), y, Math.Max(1, file.Width - code.X), 1));
            default:
                int rows = file.Height - code.FileRow;
                return new ByteEffect($"row {y} from column {code.X} on, and all rows after it in the file", new PixelArea(0, file.Dib.IsTopDown ? y : 0, file.Width, rows));
        }
    }

    /// <summary>Finds the first code that has a part of a byte.</summary>
    private sealed class BmpCodeFinder(long offset) : IBmpObserver
    {
        public BmpCode? Found { get; private set; }

        public void OnCode(in BmpCode code)
        {
            if (Found is null && code.Offset <= offset && offset * 8 < code.EndBit)
                Found = code;
        }

        public void OnIssue(Issue issue, int firstRow, int rowCount)
        {
            // What is wrong has no bearing on the place of a byte.
        }
    }
}
