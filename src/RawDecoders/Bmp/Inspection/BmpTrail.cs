// Owns: where a pixel comes from: the headers' numbers, the row's place, the bytes or codes of the file that hold the pixel, the
// palette entry or the arithmetic of masks, the samples. Stands over the decoder, which tells the codes itself (BmpDecoder.Follow).
// Leaves the way from a stored pixel to its samples to BmpTrailColors.
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal sealed class BmpTrail(ReadOnlyMemory<byte> bytes, ByteSource source, InspectOptions options)
{
    private const string Layout = "wingdi.h BITMAPINFO";

    public PixelTrail Trace(int x, int y)
    {
        using BmpDecoder decoder = new BmpOpening(source, isWhole: true, new DecodeOptions { Limits = options.Limits }).Open();
        BmpFile file = decoder.File;
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, file.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, file.Height);

        int fileRow = file.Dib.IsTopDown ? y : file.Height - 1 - y;
        var colors = new BmpTrailColors(file, bytes);
        var steps = new List<StructureNode>();
        AddHeaders(steps, file);
        steps.Add(Step("file row", fileRow, file.Dib.IsTopDown ? "rows are stored from the top down: y" : "rows are stored from the bottom up: height - 1 - y", "wingdi.h biHeight"));
        int[] samples = file.Dib.IsUncompressed
            ? TraceStored(steps, decoder, colors, x, y, fileRow)
            : TraceCoded(steps, decoder, colors, x, fileRow);

        var root = new StructureNode("pixel", 0, 0, $"x {x}, y {y}: {decoder.OutputFormat.GetName()} {string.Join(' ', samples)}") { Raw = string.Join(' ', samples) };
        foreach (StructureNode step in steps)
            root.Add(step);
        return new PixelTrail(ImageFormat.Bmp, x, y, decoder.OutputFormat, samples, root);
    }

    /// <summary>A number that has no place in the file of its own.</summary>
    internal static StructureNode Step(string name, long number, string value, string clause = "")
        => new(name, 0, 0, value, clause) { Raw = NodeText.Number(number) };

    private static void AddHeaders(List<StructureNode> steps, BmpFile file)
    {
        BmpDibHeader dib = file.Dib;
        bool core = dib.Kind == BmpHeaderKind.Os2V1;
        steps.Add(new StructureNode("width", file.DibOffset + 4, core ? 2 : 4, $"{dib.Width} pixels", "wingdi.h biWidth") { Raw = NodeText.Number(dib.Width) });
        steps.Add(new StructureNode("height", file.DibOffset + (core ? 6 : 8), core ? 2 : 4, $"{dib.Height} rows", "wingdi.h biHeight") { Raw = NodeText.Number(dib.RawHeight) });
        steps.Add(new StructureNode("bits per pixel", file.DibOffset + (core ? 10 : 14), 2, "", "wingdi.h biBitCount") { Raw = NodeText.Number(dib.BitCount) });
        if (!core && dib.Size >= 20)
            steps.Add(new StructureNode("compression", file.DibOffset + 16, 4, BmpHeaderTree.NameOf(dib.Compression), "wingdi.h biCompression") { Raw = NodeText.Number(dib.RawCompression) });
        bool isStated = file.FileHeader.PixelOffset == file.PixelOffset;
        steps.Add(new StructureNode(
            "pixel data offset", isStated ? 10 : 0, isStated ? 4 : 0, $"byte {file.PixelOffset}{(isStated ? "" : file.HasFileHeader ? ", after the palette: bfOffBits is wrong" : ", after headers and palette: there is no bfOffBits")}",
            "wingdi.h bfOffBits") { Raw = NodeText.Number(file.PixelOffset) });
    }

    private int[] TraceStored(List<StructureNode> steps, BmpDecoder decoder, BmpTrailColors colors, int x, int y, int fileRow)
    {
        BmpFile file = decoder.File;

        // Refuses an index that the palette has not, in the decoder's own words.
        decoder.ReadRegion(x, y, 1, new byte[decoder.OutputFormat.GetBytesPerPixel()]);

        long stride = file.Dib.RowStride;
        long row = file.PixelOffset + fileRow * stride;
        int bits = file.Dib.BitCount;
        steps.Add(Step("row stride", stride, "(width * bits + 31) / 32 * 4 bytes: rows are padded to 4 bytes", Layout));
        steps.Add(Step("row offset", row, "pixel data offset + file row * row stride", Layout));
        long firstBit = (long)x * bits;
        steps.Add(Step("bit in row", firstBit, "x * bits", Layout));
        long at = row + (firstBit >> 3);
        if (bits > 8)
            return colors.FromPixel(steps, at);
        int shift = 8 - bits - (int)(firstBit & 7);
        int index = bytes.Span[(int)at] >> shift & ((1 << bits) - 1);
        steps.Add(Index(at, (int)(firstBit & 7), bits, index));
        return colors.FromIndex(steps, index);
    }

    private int[] TraceCoded(List<StructureNode> steps, BmpDecoder decoder, BmpTrailColors colors, int x, int fileRow)
    {
        BmpFile file = decoder.File;
        var log = new BmpRowLog(fileRow, x, options.MaxNodes);
        decoder.Follow(log, fileRow + 1);
        var words = new BmpCodeTree(file, bytes, new InspectBudget(new InspectOptions { MaxNodes = 0 }, bytes.Length), decoder.LowBitFirst);
        bool isHuffman = file.Dib.Compression == BmpCompression.Huffman1D;
        if (isHuffman)
            steps.Add(Step("bit order", decoder.LowBitFirst ? 0 : 1, decoder.LowBitFirst ? "0: the low bit of a byte comes first" : "1: the high bit of a byte comes first", "OS/2 BCA_HUFFMAN1D"));
        foreach (BmpCode code in log.Codes)
        {
            StructureNode node = isHuffman
                ? words.BitField(BmpCodeTree.NameOf(code), code, code.EndBit, words.Words(code), BmpCodeTree.ClauseOf(code.Kind), NodeText.Number(code.Count))
                : new StructureNode(BmpCodeTree.NameOf(code), code.Offset, code.Length, words.Words(code), BmpCodeTree.ClauseOf(code.Kind)) { Raw = NodeText.Number(code.Count) };
            node.Add(Step("column", code.X, "the column before it"));
            if (code.Kind == BmpCodeKind.Jump)
                node.Add(Step("rows", code.Down, "file rows further"));
            steps.Add(node);
        }

        if (log.Painter is not { } painter)
        {
            steps.Add(Step("skipped", 0, file.Dib.BitCount == 24 ? "no code gives this pixel: black" : "no code gives this pixel: palette entry 0", "wingdi.h Bitmap Compression"));
            return file.Dib.BitCount == 24 ? BmpTrailColors.Black(steps) : colors.FromIndex(steps, 0);
        }

        int inRun = x - painter.X;
        steps.Add(Step("pixel in run", inRun, "x - column"));
        if (isHuffman)
        {
            int bit = painter.Kind == BmpCodeKind.Black ? 1 : 0;
            steps.Add(Step("index", bit, bit == 0 ? "white is index 0" : "black is index 1", "OS/2 BCA_HUFFMAN1D"));
            return colors.FromIndex(steps, bit);
        }

        // A run repeats one pixel (two in RLE4); an absolute run has them one after the other.
        int stored = painter.Kind == BmpCodeKind.Literal ? inRun : file.Dib.BitCount == 4 ? inRun & 1 : 0;
        long pixels = painter.Offset + (painter.Kind == BmpCodeKind.Literal ? 2 : 1);
        if (file.Dib.BitCount == 24)
            return colors.FromPixel(steps, pixels + 3 * stored);
        int bits = file.Dib.BitCount;
        long at = pixels + (stored * bits >> 3);
        int first = stored * bits & 7;
        int index = bytes.Span[(int)at] >> (8 - bits - first) & ((1 << bits) - 1);
        steps.Add(Index(at, first, bits, index));
        return colors.FromIndex(steps, index);
    }

    private static StructureNode Index(long offset, int firstBit, int bits, int index) => bits == 8
        ? new StructureNode("index", offset, 1, "palette index", Layout) { Raw = NodeText.Number(index) }
        : new StructureNode("index", offset, 1, "palette index; the first pixel of a byte is in its high bits", Layout)
        {
            BitOffset = firstBit,
            BitLength = bits,
            Raw = NodeText.Number(index),
        };

    /// <summary>Keeps the codes of one row up to a column, with the jump that led into the row.</summary>
    private sealed class BmpRowLog(int row, int x, int most) : IBmpObserver
    {
        public List<BmpCode> Codes { get; } = [];

        /// <summary>The code that gives the pixel at the column; null if none does.</summary>
        public BmpCode? Painter { get; private set; }

        public void OnCode(in BmpCode code)
        {
            if (code.Kind == BmpCodeKind.Jump && code.Down > 0 && code.FileRow + code.Down == row)
            {
                Codes.Add(code);
                return;
            }

            if (code.FileRow != row || Painter is not null)
                return;
            if (x >= code.X && x < code.X + code.Painted)
                Painter = code;
            if (Codes.Count < most || Painter is not null)
                Codes.Add(code);
        }

        public void OnIssue(Issue issue, int firstRow, int rowCount)
        {
            // Nothing to keep: what is wrong is thrown.
        }
    }
}
