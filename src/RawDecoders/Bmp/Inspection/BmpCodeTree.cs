// Owns: coded pixels as nodes: the opcodes of RLE4, RLE8 and RLE24, each a leaf of its row; the codes of Huffman 1D, which do not
// end at bytes, as bit fields of one leaf. Stands after BmpCodeLog. Leaves to the decoder what the codes are (BmpCode): this file
// finds words.
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal sealed class BmpCodeTree(BmpFile file, ReadOnlyMemory<byte> bytes, InspectBudget budget, bool lowBitFirst)
{
    /// <summary>Codes that are told one by one unless all are asked for.</summary>
    public const int MostCodes = 4096;

    private const string More = "more codes: asked for with the option Symbols, they are told one by one";

    private readonly bool _isHuffman = file.Dib.Compression == BmpCompression.Huffman1D;

    /// <summary>What is to be known of all codes at once.</summary>
    public string Describe(BmpCodeLog log) => _isHuffman
        ? $"{log.Count} codes, {(lowBitFirst ? "low" : "high")} bit of a byte first (found by trying both), rows from the {Direction}"
        : $"{log.Count} {(log.Count == 1 ? "opcode" : "opcodes")}, rows from the {Direction}";

    private string Direction => file.Dib.IsTopDown ? "top down" : "bottom up";

    /// <summary>The codes and what follows them in the region.</summary>
    public void Add(FieldWriter writer, BmpCodeLog log)
    {
        if (_isHuffman)
            AddHuffman(writer, log);
        else
            AddRunLengths(writer, log);
        if (writer.Left > 0)
        {
            ReadOnlySpan<byte> rest = bytes.Span.Slice((int)writer.Offset, (int)writer.Left);
            writer.Region("after the code", writer.Left, $"ignored: the picture is complete: {NodeText.Preview(rest)}");
        }
    }

    /// <summary>A code in words.</summary>
    public string Words(in BmpCode code)
    {
        string place = $"x {code.X}, y {PictureRow(code.FileRow)}";
        ReadOnlySpan<byte> at = bytes.Span[(int)code.Offset..];
        string cut = code.Painted < code.Count ? $", {code.Painted} of them in the row" : "";
        return code.Kind switch
        {
            BmpCodeKind.Run => $"{place}: {Pixels(code.Count)} of {RunPixel(at)}{cut}",
            BmpCodeKind.Literal => $"{place}: {Pixels(code.Count)} one by one: {LiteralPixels(at, code)}{cut}",
            BmpCodeKind.EndOfRow => code.X < file.Width ? $"{place}: {Pixels(file.Width - code.X)} skipped" : place,
            BmpCodeKind.EndOfPicture => code.FileRow >= file.Height ? "all rows are done"
                : code.FileRow == file.Height - 1 && code.X == file.Width ? place : $"{place}: all pixels after are skipped",
            BmpCodeKind.Jump => $"{place}: go {code.Count} to the right and {code.Down} {(file.Dib.IsTopDown ? "down" : "up")}, pixels between are skipped",
            BmpCodeKind.White or BmpCodeKind.Black => $"{place}: {Digits(code)}, {Pixels(code.Count)}{cut}",
            BmpCodeKind.EndOfLine => code.BitLength > 12 ? $"{code.BitLength - 12} bits of fill, then {Digits(code)[^12..]}" : Digits(code),
            _ => $"{place}: no code: {(_isHuffman ? Digits(code) : NodeText.Preview(at[..(int)code.Length]))}",
        };
    }

    /// <summary>What a code is called.</summary>
    public static string NameOf(in BmpCode code) => code.Kind switch
    {
        BmpCodeKind.Run => "encoded run",
        BmpCodeKind.Literal => "absolute run",
        BmpCodeKind.EndOfRow => "end of row",
        BmpCodeKind.EndOfPicture => "end of picture",
        BmpCodeKind.Jump => "delta",
        BmpCodeKind.White => code.Count < 64 ? "white terminating code" : "white make-up code",
        BmpCodeKind.Black => code.Count < 64 ? "black terminating code" : "black make-up code",
        BmpCodeKind.EndOfLine => "end of line",
        _ => "damage",
    };

    /// <summary>A kind of codes in a word.</summary>
    public static string GroupOf(BmpCodeKind kind) => kind switch
    {
        BmpCodeKind.Run => "run",
        BmpCodeKind.Literal => "literal",
        BmpCodeKind.EndOfRow => "end of row",
        BmpCodeKind.EndOfPicture => "end",
        BmpCodeKind.Jump => "jump",
        BmpCodeKind.White => "white",
        BmpCodeKind.Black => "black",
        BmpCodeKind.EndOfLine => "end of line",
        _ => "damage",
    };

    /// <summary>The clause that defines a code.</summary>
    public static string ClauseOf(BmpCodeKind kind) => kind switch
    {
        BmpCodeKind.White or BmpCodeKind.Black => "T.4 tables 2, 3",
        BmpCodeKind.EndOfLine => "T.4 4.1.2",
        _ => "wingdi.h Bitmap Compression",
    };

    /// <summary>A bit field of the code.</summary>
    public StructureNode BitField(string name, in BmpCode code, long endBit, string value, string clause, string raw = "")
    {
        long first = code.Bit >> 3;
        return new StructureNode(name, first, ((endBit + 7) >> 3) - first, value, clause)
        {
            BitOffset = (int)(code.Bit & 7),
            LowBitFirst = lowBitFirst,
            BitLength = endBit - code.Bit,
            Raw = raw,
        };
    }

    /// <summary>The code's bits in the order in which they are read, at most 64 of them (the last).</summary>
    public string Digits(in BmpCode code)
    {
        long from = Math.Max(code.Bit, code.EndBit - 64);
        char[] digits = new char[code.EndBit - from];
        for (int i = 0; i < digits.Length; i++)
        {
            long bit = from + i;
            int value = bytes.Span[(int)(bit >> 3)] >> (lowBitFirst ? (int)(bit & 7) : 7 - (int)(bit & 7)) & 1;
            digits[i] = (char)('0' + value);
        }

        return new string(digits);
    }

    /// <summary>The picture's row of a row in the file.</summary>
    public int PictureRow(int fileRow) => file.Dib.IsTopDown ? fileRow : file.Height - 1 - fileRow;

    private void AddRunLengths(FieldWriter writer, BmpCodeLog log)
    {
        for (int i = 0; i < log.Codes.Count;)
        {
            int row = log.Codes[i].FileRow;
            int end = i;
            while (end < log.Codes.Count && log.Codes[end].FileRow == row)
                end++;
            long length = (log.Codes[end - 1].EndBit - log.Codes[i].Bit) >> 3;
            string name = row >= file.Height ? "after the last row" : $"row {PictureRow(row)}";
            StructureNode? node = writer.Region(name, length, row >= file.Height ? "" : $"row {row} in the file", ClauseOf(BmpCodeKind.Run));
            if (node is null)
                return;
            var codes = writer.Inside(node);
            for (; i < end; i++)
            {
                BmpCode code = log.Codes[i];
                codes.Region(NameOf(code), code.Length, Words(code), ClauseOf(code.Kind), NodeText.Hex(bytes.Span.Slice((int)code.Offset, (int)Math.Min(code.Kind == BmpCodeKind.Literal ? 2 : 4, code.Length))));
            }

            codes.Close();
        }

        long left = (log.EndBit >> 3) - writer.Offset;
        if (left > 0 && log.Count > log.Codes.Count)
            writer.Region("more opcodes", left, $"{log.Count - log.Codes.Count} {More}", ClauseOf(BmpCodeKind.Run));
    }

    private void AddHuffman(FieldWriter writer, BmpCodeLog log)
    {
        if (log.Count == 0)
            return;
        StructureNode? leaf = writer.Region("Huffman 1D code", ((log.EndBit + 7) >> 3) - writer.Offset,
            log.Count > log.Codes.Count ? $"{log.Count - log.Codes.Count} {More}" : "rows and their codes are bit fields", "T.4 4.1");
        for (int i = 0; i < log.Codes.Count && leaf is not null;)
        {
            int row = log.Codes[i].FileRow;
            int end = i;
            while (end < log.Codes.Count && log.Codes[end].FileRow == row)
                end++;
            if (!budget.TryTake(end - i + 1))
                return;
            StructureNode node = leaf.Add(row >= file.Height
                ? BitField("return to control", log.Codes[i], log.Codes[end - 1].EndBit, $"{end - i} end-of-line codes; six end the picture", "T.4 4.1.4")
                : BitField($"row {PictureRow(row)}", log.Codes[i], log.Codes[end - 1].EndBit, $"row {row} in the file", "T.4 4.1"));
            for (; i < end; i++)
            {
                BmpCode code = log.Codes[i];
                bool isRun = code.Kind is BmpCodeKind.White or BmpCodeKind.Black;
                node.Add(BitField(NameOf(code), code, code.EndBit, Words(code), ClauseOf(code.Kind), isRun ? NodeText.Number(code.Count) : ""));
            }
        }
    }

    private string RunPixel(ReadOnlySpan<byte> at) => file.Dib.BitCount switch
    {
        4 => at[1] >> 4 == (at[1] & 15) ? $"index {at[1] & 15}" : $"indices {at[1] >> 4} and {at[1] & 15} in turn",
        8 => $"index {at[1]}",
        _ => $"#{at[3]:X2}{at[2]:X2}{at[1]:X2}",
    };

    private string LiteralPixels(ReadOnlySpan<byte> at, in BmpCode code)
    {
        const int Most = 16;
        int bits = file.Dib.BitCount;
        int there = (int)Math.Min(code.Count, (code.Length - 2) * 8 / bits);
        ReadOnlySpan<byte> pixels = at[2..];
        var words = new List<string>();
        for (int i = 0; i < Math.Min(there, Most); i++)
        {
            words.Add(bits switch
            {
                4 => NodeText.Number((i & 1) == 0 ? pixels[i >> 1] >> 4 : pixels[i >> 1] & 15),
                8 => NodeText.Number(pixels[i]),
                _ => $"#{pixels[3 * i + 2]:X2}{pixels[3 * i + 1]:X2}{pixels[3 * i]:X2}",
            });
        }

        if (there > Most)
            words.Add("...");
        int padding = (int)code.Length - 2 - (code.Count * bits + 7) / 8;
        return (bits == 24 ? "" : "indices ") + string.Join(' ', words)
            + (there < code.Count ? $" (cut off after {there})" : "") + (padding > 0 ? ", a byte of padding" : "");
    }

    private static string Pixels(int count) => count == 1 ? "1 pixel" : $"{count} pixels";
}
