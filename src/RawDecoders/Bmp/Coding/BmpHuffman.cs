// Owns: Huffman 1D pixels of OS/2 2.x. Stands between the bytes of the file and BmpDecodedRows. Leaves the tables of codes to
// BmpHuffmanCodes, what damage means to BmpCodedRows.
// 1-bit rows in the one-dimensional coding of ITU-T T.4: a row is white and black runs in
// turn, white first, which together fill it; an end-of-line code stands before the first row and between rows, six of them
// end the picture. White is index 0, black 1 (BMP Suite's pal1huff files, whose palettes are white and black in that order).
// The OS/2 documentation does not say which bit of a byte comes first, and files of both kinds exist: see FindBitOrder.
using System.Buffers.Binary;
using System.Numerics;

namespace RawDecoders.Bmp;

internal sealed class BmpHuffman : BmpCodedRows
{
    private const int EolZeros = 11;

    /// <summary>Rows that the bit order is judged by.</summary>
    internal const int BitOrderRows = 32;

    private readonly int _width;
    private readonly long _endBit;
    private readonly ushort[] _white = BmpHuffmanCodes.White;
    private readonly ushort[] _black = BmpHuffmanCodes.Black;
    private bool _lowBitFirst;

    /// <summary>The last row that an end-of-line code stood before: up to there rows are surely in step.</summary>
    private int _rowInStep;

    public BmpHuffman(BmpWork work)
        : base(work)
    {
        _width = File.Width;
        _endBit = File.CodedEnd * 8;
        FindBitOrder();
    }

    /// <summary>
    /// Most pixels that so many bytes of code can give. The most pixels for a bit come from the white make-up code of 1664
    /// (6 bits, table 3a/T.4), not from the longest run; and a row begins with a white code, which has 4 bits at least.
    /// </summary>
    public static long MaxPixels(long codedBytes, int width) => codedBytes * 8 / Math.Max(4, width * 6L / 1664) * width;

    public override int PixelBytes => 1;

    /// <summary>Whether the low bit of a byte comes first (T.4's own transmission order is high bit first).</summary>
    public bool LowBitFirst => _lowBitFirst;

    public override BmpRowCursor Start() => new() { Position = File.PixelOffset * 8 };

    public override long OffsetOf(in BmpRowCursor cursor) => cursor.Position / 8;

    public override void ReadRow(ref BmpRowCursor cursor, int fileRow, Span<byte> row, Span<byte> painted)
    {
        if (cursor.Ended)
            return;
        long at = cursor.Position;
        int lines = SkipEndOfLine(ref at, fileRow);
        if (lines >= 2 || at >= _endBit)
        {
            // Two end-of-line codes in a row are the return to control (T.4 4.1.4).
            cursor.End();
            ReportDamage(
                BmpRules.HuffmanTruncated, Math.Min(at, _endBit) / 8, $"the code ends before row {fileRow} of {File.Height}", fileRow);
            return;
        }

        if (lines > 0)
            _rowInStep = fileRow;
        int x = 0;
        bool black = false;
        bool isObserved = Observer is not null;
        while (x < _width)
        {
            ushort entry = (black ? _black : _white)[Peek(at)];
            int length = entry & 15;
            if (length == 0 || at + length > _endBit)
            {
                Resynchronise(ref cursor, at, fileRow, x);
                break;
            }

            int run = entry >> 4;
            if (isObserved)
                Observe(black ? BmpCodeKind.Black : BmpCodeKind.White, new(at, length, fileRow, x), run, Math.Min(run, _width - x));
            at += length;
            if (run > _width - x)
            {
                ReportDamage(BmpRules.HuffmanRow, at / 8, $"a run of {run} pixels from column {x} exceeds the row of {_width}", _rowInStep);
                run = _width - x;
            }

            if (!row.IsEmpty)
                row.Slice(x, run).Fill(black ? (byte)1 : (byte)0);
            x += run;
            if ((entry >> 4) < 64)
                black = !black;
            else if (x == _width)
            {
                int zero = TerminatingZero(at, black);
                if (zero > 0)
                    Observe(black ? BmpCodeKind.Black : BmpCodeKind.White, new(at, zero, fileRow, x));
                at += zero;
            }
        }

        if (!painted.IsEmpty)
            painted[..x].Fill(1);
        if (x == _width)
            cursor.Position = at;
    }

    /// <summary>
    /// A make-up code filled the row: the terminating code of 0 pixels that T.4 prescribes after it belongs to the row.
    /// </summary>
    private int TerminatingZero(long at, bool black)
    {
        ushort entry = (black ? _black : _white)[Peek(at)];
        return entry >> 4 == 0 ? entry & 15 : 0;
    }

    /// <summary>Passes end-of-line codes (at least 11 zeros and a one; more zeros are fill, T.4 4.1.2 and 4.1.3) and counts them.</summary>
    private int SkipEndOfLine(ref long at, int fileRow)
    {
        for (int lines = 0; ; lines++)
        {
            long bit = at;
            if (Peek(bit) == 0)
            {
                // Fill may be long; whole bytes of it are passed at once, in either bit order.
                long whole = (bit + 7) >> 3;
                ReadOnlySpan<byte> rest = Source.Window(whole);
                int zeros = rest.IndexOfAnyExcept((byte)0);
                bit = Math.Min(_endBit, (zeros < 0 ? whole + rest.Length : whole + zeros) * 8);
            }

            if (bit >= _endBit)
            {
                // Nothing but fill is left. Without passing it, every row that is missing would look through it again.
                if (lines == 0)
                    at = bit;
                return lines;
            }

            int leading = BitOperations.LeadingZeroCount((uint)Peek(bit)) - (32 - BmpHuffmanCodes.MaxBits);
            if (bit - at + leading < EolZeros)
                return lines;
            long next = bit + leading + 1;
            Observe(BmpCodeKind.EndOfLine, new(at, next - at, fileRow, 0));
            at = next;
        }
    }

    /// <summary>No code begins here: an early end of line, damage, or the end of the data. Goes on at the next end of line.</summary>
    private void Resynchronise(ref BmpRowCursor cursor, long at, int fileRow, int x)
    {
        long position = at;
        bool ended = at + EolZeros >= _endBit;
        if (ended)
        {
            cursor.End();
            if (at < _endBit)
                Observe(BmpCodeKind.Damage, new(at, _endBit - at, fileRow, x));
            ReportDamage(
                BmpRules.HuffmanTruncated, Math.Min(at, _endBit) / 8, $"the code ends in row {fileRow} of {File.Height}", _rowInStep);
            return;
        }

        ReportDamage(BmpRules.HuffmanCode, at / 8, Peek(at) >> 2 == 0
            ? $"the row ends at column {x} of {_width}"
            : $"no {(x == 0 ? "white run" : "run")} has the code at column {x}", _rowInStep);
        while (position < _endBit && Peek(position) >> 2 != 0)
            position++;
        if (position > at)
            Observe(BmpCodeKind.Damage, new(at, position - at, fileRow, x));
        cursor.Position = position;
    }

    /// <summary>Six end-of-line codes, the return to control, should follow (T.4 4.1.4). No picture depends on them.</summary>
    public override void Conclude(ref BmpRowCursor cursor)
    {
        if (Observer is null || cursor.Ended)
            return;
        long at = cursor.Position;
        int lines = SkipEndOfLine(ref at, File.Height);
        if (lines < 6)
        {
            string what = $"{lines} end-of-line codes follow the last row, not the six of a return to control";
            Observer.OnIssue(new Issue(BmpRules.HuffmanEnd, (lines == 0 ? cursor.Position : at) / 8, what), 0, 0);
        }
    }

    /// <summary>The 13 bits at a bit position; zeros past the end.</summary>
    private int Peek(long bit)
    {
        long at = bit >> 3;
        uint word;
        ReadOnlySpan<byte> bytes = Source.Window(at, 4);
        if (bytes.Length == 4)
        {
            word = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        else
        {
            word = 0;
            for (int i = 0; i < bytes.Length; i++)
                word |= (uint)bytes[i] << (24 - 8 * i);
        }

        if (_lowBitFirst)
        {
            word = (word >> 1 & 0x5555_5555) | (word & 0x5555_5555) << 1;
            word = (word >> 2 & 0x3333_3333) | (word & 0x3333_3333) << 2;
            word = (word >> 4 & 0x0F0F_0F0F) | (word & 0x0F0F_0F0F) << 4;
        }

        return (int)(word << (int)(bit & 7) >> (32 - BmpHuffmanCodes.MaxBits));
    }

    /// <summary>
    /// Follows the code from its start in both orders, for at most 32 rows, and takes the order that stays without a
    /// violation for longer; high bit first if there is no difference. One wrong order of two survives a row of n codes
    /// about as rarely as random bits do, so a few rows decide.
    /// </summary>
    private void FindBitOrder()
    {
        int high = CleanRows(BitOrderRows);
        if (high == Math.Min(BitOrderRows, File.Height))
            return;
        _lowBitFirst = true;
        if (CleanRows(BitOrderRows) <= high)
            _lowBitFirst = false;
    }

    private int CleanRows(int most)
    {
        long at = File.PixelOffset * 8;
        int rows = Math.Min(most, File.Height);
        for (int y = 0; y < rows; y++)
        {
            if (SkipEndOfLine(ref at, y) >= 2 || at >= _endBit)
                return y;
            bool black = false;
            for (int x = 0; x < _width;)
            {
                ushort entry = (black ? _black : _white)[Peek(at)];
                int run = entry >> 4;
                if (entry == 0 || run > _width - x || at + (entry & 15) > _endBit)
                    return y;
                at += entry & 15;
                x += run;
                if (run < 64)
                    black = !black;
                else if (x == _width)
                    at += TerminatingZero(at, black);
            }
        }

        return rows;
    }
}
