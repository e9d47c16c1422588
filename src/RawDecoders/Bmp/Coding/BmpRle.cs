// Run-length coded pixels: BI_RLE8, BI_RLE4 and RLE24 of OS/2 2.x. Byte pairs: a count and a pixel; or 0 and an escape:
// end of row, end of picture, a jump to the right and on to later rows, or a count of pixels that follow one by one.
// wingdi.h, "Bitmap Compression"; RLE24 is RLE8 with three bytes (blue, green, red) in place of an index.
// Pixels that the code jumps over, or leaves out by ending a row or the picture early, are skipped: no colour is defined
// for them, and none is reported as damage.
namespace RawDecoders.Bmp;

internal sealed class BmpRle(BmpFile file, ByteSource source, DecodeIssues issues, DamagedRowMap damage)
    : BmpCodedRows(file, source, issues, damage)
{
    private readonly int _bits = file.Dib.BitCount;   // 4, 8 or 24
    private readonly int _width = file.Width;

    /// <summary>Pixels of a row with its padding to 32 bits, as an uncompressed row has them.</summary>
    private readonly long _paddedWidth = ((long)file.Width * file.Dib.BitCount + 31) / 32 * 32 / file.Dib.BitCount;

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

        long start = cursor.Position;
        ReadOnlySpan<byte> code = Source.Window(start)[..(int)Math.Min(int.MaxValue, File.CodedEnd - start)];
        int pixelSize = _bits == 24 ? 3 : 1;
        int at = 0;
        int x = cursor.X;
        cursor.X = 0;
        bool isObserved = Observer is not null;
        while (true)
        {
            if (at + 2 > code.Length)
            {
                OutOfData(ref cursor, start + at, start + code.Length, fileRow, x);
                return;
            }

            int count = code[at];
            if (count != 0)
            {
                int length = 1 + pixelSize;
                if (at + length > code.Length)
                {
                    OutOfData(ref cursor, start + at, start + code.Length, fileRow, x);
                    return;
                }

                int fits = Fit(count, x, start + at, fileRow);
                if (isObserved)
                    Tell(BmpCodeKind.Run, (start + at) * 8, length * 8, fileRow, x, count, fits);
                if (!row.IsEmpty)
                    PaintRun(row, x, fits, code.Slice(at + 1, pixelSize));
                if (!painted.IsEmpty)
                    painted.Slice(x, fits).Fill(1);
                x += fits;
                at += length;
                continue;
            }

            int escape = code[at + 1];
            at += 2;
            switch (escape)
            {
                case 0:
                    if (isObserved)
                        Tell(BmpCodeKind.EndOfRow, (start + at - 2) * 8, 16, fileRow, x);
                    cursor.Position = start + at;
                    _shortFrom = x == _width ? -1 : _shortFrom < 0 ? fileRow : _shortFrom;
                    return;
                case 1:
                    Tell(BmpCodeKind.EndOfPicture, (start + at - 2) * 8, 16, fileRow, x);
                    cursor.Position = start + at;
                    cursor.End();
                    return;
                case 2:
                    if (at + 2 > code.Length)
                    {
                        OutOfData(ref cursor, start + at - 2, start + code.Length, fileRow, x);
                        return;
                    }

                    (int right, int down) = (code[at], code[at + 1]);
                    Tell(BmpCodeKind.Jump, (start + at - 2) * 8, 32, fileRow, x, right, 0, down);
                    if (right > _width - x)
                        Report(BmpRules.RleJump, start + at, $"a jump of {right} pixels from column {x} leaves the row of {_width}");
                    at += 2;
                    x = Math.Min(_width, x + right);
                    if (down == 0)
                        break;
                    cursor.Position = start + at;
                    cursor.X = x;
                    cursor.SkipRows = down - 1;
                    _shortFrom = _shortFrom < 0 ? fileRow : _shortFrom;
                    return;
                default:
                    // The pixels are padded to a whole number of 16-bit words.
                    int bytes = (escape * _bits + 7) / 8;
                    if (at + bytes > code.Length)
                    {
                        // What is there is painted: a lenient decode keeps it.
                        int there = (code.Length - at) * 8 / _bits;
                        int kept = Math.Min(there, _width - x);
                        Paint(row, painted, x, kept, code[at..]);
                        long cut = start + code.Length;
                        Tell(BmpCodeKind.Literal, (start + at - 2) * 8, (cut - start - at + 2) * 8, fileRow, x, escape, kept);
                        OutOfData(ref cursor, cut, cut, fileRow, x + kept);
                        return;
                    }

                    int fitting = Fit(escape, x, start + at - 2, fileRow);
                    int whole = Math.Min((bytes + 1) & ~1, code.Length - at);   // with the byte of padding, if that is there
                    if (isObserved)
                        Tell(BmpCodeKind.Literal, (start + at - 2) * 8, (whole + 2) * 8, fileRow, x, escape, fitting);
                    Paint(row, painted, x, fitting, code[at..]);
                    x += fitting;
                    at += whole;
                    break;
            }
        }
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
            Tell(BmpCodeKind.EndOfPicture, position * 8, 16, File.Height, 0);
        else
            Report(BmpRules.RleEnd, position, "no end-of-picture code follows the last row");
    }

    private int Fit(int count, int x, long offset, int fileRow)
    {
        if (count <= _width - x)
            return count;
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

    /// <summary>The data end at <paramref name="offset"/>, within the code that begins at <paramref name="from"/>.</summary>
    private void OutOfData(ref BmpRowCursor cursor, long from, long offset, int fileRow, int x)
    {
        if (offset > from)
            Tell(BmpCodeKind.Damage, from * 8, (offset - from) * 8, fileRow, x);
        cursor.Position = offset;
        cursor.End();
        if (fileRow == File.Height - 1 && x == _width)
            Report(BmpRules.RleEnd, offset, "no end-of-picture code follows the last row");
        else
            ReportDamage(BmpRules.RleTruncated, offset, $"the code ends in row {fileRow} of {File.Height}", FirstMoved(fileRow));
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
}
