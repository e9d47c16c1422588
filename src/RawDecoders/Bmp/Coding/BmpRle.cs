// Owns: run-length coded pixels: BI_RLE8, BI_RLE4 and RLE24 of OS/2 2.x. Stands between the bytes of the file and BmpDecodedRows.
// Leaves to others: colours (BmpRowConverter), what damage means (BmpCodedRows). Byte pairs: a count and a pixel; or 0 and an escape:
// end of row, end of picture, a jump to the right and on to later rows, or a count of pixels that follow one by one.
// wingdi.h, "Bitmap Compression"; RLE24 is RLE8 with three bytes (blue, green, red) in place of an index.
// Pixels that the code jumps over, or leaves out by ending a row or the picture early, are skipped: no colour is defined
// for them, and none is reported as damage.
using System.Runtime.CompilerServices;

namespace RawDecoders.Bmp;

internal sealed class BmpRle(BmpWork work) : BmpCodedRows(work)
{
    private readonly int _bits = work.File.Dib.BitCount;   // 4, 8 or 24
    private readonly int _width = work.File.Width;

    /// <summary>Pixels of a row with its padding to 32 bits, as an uncompressed row has them.</summary>
    private readonly long _paddedWidth = ((long)work.File.Width * work.File.Dib.BitCount + 31) / 32 * 32 / work.File.Dib.BitCount;

    private bool _paddingTold;

    /// <summary>
    /// The first of the rows before the current one that ended early, one after the other; -1 if the last one was full. A row may
    /// end early; but where an error follows, the early end may be part of it.
    /// </summary>
    private int _shortFrom = -1;

    /// <summary>Most pixels that a byte of code can give: a run of 255 takes 2 bytes (4 in RLE24).</summary>
    public static long MaxPixels(long codedBytes, int bits) => bits == 24 ? codedBytes * 255 / 4 : codedBytes * 255 / 2;

    public override int PixelBytes => _bits == 24 ? 3 : 1;

    public override BmpRowCursor Start() => new() { Position = File.PixelOffset };

    public override void ReadRow(ref BmpRowCursor cursor, int fileRow, Span<byte> row, Span<byte> painted)
    {
        if (cursor.SkipRows != 0)
        {
            if (cursor.SkipRows > 0)
                cursor.SkipRows--;
            return;
        }

        var code = new BmpRleCode(Source.Window(cursor.Position)[..(int)Math.Min(int.MaxValue, File.CodedEnd - cursor.Position)], cursor.Position, fileRow);
        ReadOnlySpan<byte> bytes = code.Bytes;
        int length = 1 + PixelBytes;   // of a run
        int at = 0;
        int x = cursor.X;
        cursor.X = 0;
        bool isObserved = Observer is not null;
        while (true)
        {
            int count = at + 2 <= bytes.Length ? bytes[at] : -1;
            if (count > 0 && at + length <= bytes.Length)
            {
                int fits = Fit(count, x, code.Start + at, fileRow);
                if (isObserved)
                    Observe(BmpCodeKind.Run, code.Place(at, length, x), count, fits);
                if (!row.IsEmpty)
                    PaintRun(row, x, fits, bytes.Slice(at + 1, length - 1));
                if (!painted.IsEmpty)
                    painted.Slice(x, fits).Fill(1);
                x += fits;
                at += length;
                continue;
            }

            if (count != 0)
            {
                OutOfData(ref cursor, code, at, bytes.Length, x);
                return;
            }

            int escape = bytes[at + 1];
            if (escape > 2)
            {
                // Pixels one by one, padded to a whole number of 16-bit words; the byte of padding may be missing at the end of the data.
                int literal = (escape * _bits + 7) / 8;
                if (at + 2 + literal > bytes.Length)
                {
                    CutLiteral(ref cursor, code, at, x, row, painted);
                    return;
                }

                int fits = Fit(escape, x, code.Start + at, fileRow);
                int whole = Math.Min(2 + ((literal + 1) & ~1), bytes.Length - at);
                if (isObserved)
                    Observe(BmpCodeKind.Literal, code.Place(at, whole, x), escape, fits);
                Paint(row, painted, x, fits, bytes[(at + 2)..]);
                x += fits;
                at += whole;
                continue;
            }

            // Copies are handed out, so that runs find position and column in registers.
            (int nextAt, int nextX) = (at, x);
            if (escape < 2)
                ReadEnd(ref cursor, code, at, x);
            if (escape < 2 || !ReadJump(ref cursor, code, ref nextAt, ref nextX))
                return;
            (at, x) = (nextAt, nextX);
        }
    }

    /// <summary>The end of the row (escape 0) or of the picture (1).</summary>
    private void ReadEnd(ref BmpRowCursor cursor, in BmpRleCode code, int at, int x)
    {
        bool endsRow = code.Bytes[at + 1] == 0;
        if (Observer is not null)
            Observe(endsRow ? BmpCodeKind.EndOfRow : BmpCodeKind.EndOfPicture, code.Place(at, 2, x));
        cursor.Position = code.Start + at + 2;
        if (endsRow)
            _shortFrom = x == _width ? -1 : _shortFrom < 0 ? code.FileRow : _shortFrom;
        else
            cursor.End();
    }

    /// <summary>A jump to the right and on to later rows (escape 2); false if the row is done.</summary>
    private bool ReadJump(ref BmpRowCursor cursor, in BmpRleCode code, ref int at, ref int x)
    {
        if (at + 4 > code.Bytes.Length)
        {
            OutOfData(ref cursor, code, at, code.Bytes.Length, x);
            return false;
        }

        (int right, int down) = (code.Bytes[at + 2], code.Bytes[at + 3]);
        Observe(BmpCodeKind.Jump, code.Place(at, 4, x), right, 0, down);
        if (right > _width - x)
            Report(BmpRules.RleJump, code.Start + at + 2, $"a jump of {right} pixels from column {x} leaves the row of {_width}");
        at += 4;
        x = Math.Min(_width, x + right);
        if (down == 0)
            return true;
        cursor.Position = code.Start + at;
        cursor.X = x;
        cursor.SkipRows = down - 1;
        _shortFrom = _shortFrom < 0 ? code.FileRow : _shortFrom;
        return false;
    }

    /// <summary>The data end in pixels that come one by one. What is there is painted: a lenient decode keeps it.</summary>
    private void CutLiteral(ref BmpRowCursor cursor, in BmpRleCode code, int at, int x, Span<byte> row, Span<byte> painted)
    {
        ReadOnlySpan<byte> pixels = code.Bytes[(at + 2)..];
        int kept = Math.Min(pixels.Length * 8 / _bits, _width - x);
        Paint(row, painted, x, kept, pixels);
        int end = code.Bytes.Length;
        Observe(BmpCodeKind.Literal, code.Place(at, end - at, x), code.Bytes[at + 1], kept);
        OutOfData(ref cursor, code, end, end, x + kept);
    }

    /// <summary>
    /// The rows are done; an end-of-picture code should follow. What else follows cannot reach the picture.
    /// </summary>
    public override void Conclude(ref BmpRowCursor cursor)
    {
        if (cursor.Ended)
            return;
        long position = cursor.Position;
        ReadOnlySpan<byte> code = Source.Window(position, (int)Math.Min(2, Math.Max(0, File.CodedEnd - position)));
        if (code.Length == 2 && code[0] == 0 && code[1] == 1)
            Observe(BmpCodeKind.EndOfPicture, new(position * 8, 16, File.Height, 0));
        else
            Report(BmpRules.RleEnd, position, "no end-of-picture code follows the last row");
    }

    /// <summary>How many of <paramref name="count"/> pixels from column <paramref name="x"/> on lie within the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Fit(int count, int x, long offset, int fileRow) => count <= _width - x ? count : Overrun(count, x, offset, fileRow);

    private int Overrun(int count, int x, long offset, int fileRow)
    {
        if (x + count <= _paddedWidth)
        {
            // ImageMagick and GraphicsMagick code whole rows of their own memory. One warning speaks for all rows.
            if (!_paddingTold)
                Report(BmpRules.RlePadding, offset, $"{count} pixels from column {x} go on into the padding of the row of {_width}");
            _paddingTold |= Reports;
        }
        else if (!IsDamaged(fileRow))
        {
            // An end of row may be lost: nothing after it need be in its place. A row of code may break the rule a million times.
            ReportDamage(BmpRules.RleRow, offset, $"{count} pixels from column {x} exceed the row of {_width}", FirstMoved(fileRow));
        }

        return _width - x;
    }

    /// <summary>The data end at <paramref name="end"/>, within the code that begins at <paramref name="from"/>.</summary>
    private void OutOfData(ref BmpRowCursor cursor, in BmpRleCode code, int from, int end, int x)
    {
        if (end > from)
            Observe(BmpCodeKind.Damage, code.Place(from, end - from, x));
        long offset = code.Start + end;
        cursor.Position = offset;
        cursor.End();
        if (code.FileRow == File.Height - 1 && x == _width)
            Report(BmpRules.RleEnd, offset, "no end-of-picture code follows the last row");
        else
            ReportDamage(BmpRules.RleTruncated, offset, $"the code ends in row {code.FileRow} of {File.Height}", FirstMoved(code.FileRow));
    }

    /// <summary>The first row that an error in <paramref name="fileRow"/> need not have left in its place.</summary>
    private int FirstMoved(int fileRow) => _shortFrom < 0 ? fileRow : _shortFrom;

    private void Paint(Span<byte> row, Span<byte> painted, int x, int count, ReadOnlySpan<byte> pixels)
    {
        if (!painted.IsEmpty)
            painted.Slice(x, count).Fill(1);
        if (row.IsEmpty)
            return;
        switch (_bits)
        {
            case 4:
                for (int i = 0; i < count; i++)
                    row[x + i] = (byte)((i & 1) == 0 ? pixels[i >> 1] >> 4 : pixels[i >> 1] & 15);
                break;
            case 8:
                pixels[..count].CopyTo(row[x..]);
                break;
            default:
                pixels[..(3 * count)].CopyTo(row[(3 * x)..]);
                break;
        }
    }

    private void PaintRun(Span<byte> row, int x, int count, ReadOnlySpan<byte> pixel)
    {
        switch (_bits)
        {
            case 4:
                // Two colours in turn, the one in the high bits first.
                Span<byte> run = row.Slice(x, count);
                byte even = (byte)(pixel[0] >> 4);
                byte odd = (byte)(pixel[0] & 15);
                if (even == odd)
                {
                    run.Fill(even);
                    break;
                }

                for (int i = 0; i < run.Length; i++)
                    run[i] = (i & 1) == 0 ? even : odd;
                break;
            case 8:
                row.Slice(x, count).Fill(pixel[0]);
                break;
            default:
                Span<byte> colors = row.Slice(3 * x, 3 * count);
                for (int i = 0; i < colors.Length; i += 3)
                {
                    colors[i] = pixel[0];
                    colors[i + 1] = pixel[1];
                    colors[i + 2] = pixel[2];
                }

                break;
        }
    }

    /// <summary>The code from the beginning of a row on.</summary>
    private readonly ref struct BmpRleCode(ReadOnlySpan<byte> bytes, long start, int fileRow)
    {
        /// <summary>The code of the row and of those after it.</summary>
        public readonly ReadOnlySpan<byte> Bytes = bytes;

        /// <summary>Where it begins in the file.</summary>
        public readonly long Start = start;

        /// <summary>Number of the row in file order.</summary>
        public readonly int FileRow = fileRow;

        /// <summary>The place of one code, counted in bytes from <see cref="Start"/>.</summary>
        public BmpCodePlace Place(int at, int length, int x) => new((Start + at) * 8, length * 8L, FileRow, x);
    }
}
