// Owns: the symbols of a PNG's image data as runs of bits in the file, each with the pixel that it gives and what it copies from, and the Huffman code in
// force at a bit. Stands on PngStudy. Leaves to others: trails and effects, and drawing any of it.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Tells symbols of one file.</summary>
internal sealed class PngSymbolRuns(PngStudy study)
{
    private PngZlibWalk Zlib => study.Image!.Zlib;

    /// <summary>Symbols from the one that holds a bit of the file on; headers of blocks are runs of their own.</summary>
    /// <param name="bit">The bit, counted from the first of the file, least significant bit of a byte first.</param>
    /// <param name="count">How many at most.</param>
    public List<CodedRun> From(long bit, int count)
    {
        var runs = new List<CodedRun>();
        if (study.Pages is null || DataBit(bit) is not { } from)
            return runs;
        int block = Math.Max(0, Zlib.Blocks.FindLastIndex(b => b.Header.BitOffset <= from));
        long at = from;
        foreach (DeflateSymbol symbol in study.Pages.From(from))
        {
            if (runs.Count >= count)
                break;
            for (; block < Zlib.Blocks.Count && Zlib.Blocks[block].Header.BitOffset <= symbol.BitOffset; block++)
            {
                DeflateBlock header = Zlib.Blocks[block].Header;
                if (header.BitOffset + header.HeaderBits > at)
                    runs.Add(Run("header", header.BitOffset, header.HeaderBits, $"header of block {header.Index}: {header.Type}"));
            }

            at = symbol.BitOffset + symbol.BitLength;
            runs.Add(Run(symbol));
        }

        return runs;
    }

    /// <summary>The code of literals and lengths at a bit of the file; of distances where the bit is one of a distance code. Null where there is none.</summary>
    public CodeInForce? CodeAt(long bit)
    {
        if (study.Pages is null || DataBit(bit) is not { } at)
            return null;
        DeflateSymbol symbol = study.Pages.From(at).FirstOrDefault();
        int index = Zlib.Blocks.FindLastIndex(b => b.Header.BitOffset <= at);
        if (index < 0 || symbol.BitLength == 0 || symbol.BitOffset > at || symbol.Kind == DeflateSymbolKind.StoredBytes)
            return null;
        DeflateBlock block = Zlib.Blocks[index].Header;
        var nodes = new PngDeflateNodes(Zlib, study.NewBudget(), symbols: true);
        long distanceAt = symbol.BitOffset + symbol.CodeBits + symbol.LengthExtraBits;
        bool isDistance = symbol.Kind == DeflateSymbolKind.Match && at >= distanceAt;
        (long Bit, int Bits) code = isDistance ? (distanceAt, symbol.DistanceCodeBits) : (symbol.BitOffset, symbol.CodeBits);
        return new CodeInForce(
            $"{(isDistance ? "distances" : "literals and lengths")} of block {block.Index}", "RFC 1951 3.2.2",
            Codes(isDistance ? block.DistanceLengths : block.LiteralLengths, isDistance), nodes.Code(code.Bit, code.Bits));
    }

    /// <summary>Where a pixel's place in the output is: column, row; null outside the picture and at a filter type's second meaning.</summary>
    private (int X, int Y)? PixelAt(long output)
    {
        if (study.Image!.RowAt(output) is not { } row)
            return null;
        long inRow = Math.Max(0, output - row.RawOffset - 1);
        int column = (int)Math.Min(row.Pass.Width - 1, inRow * 8 / study.Image.Header.BitsPerPixel);
        return (row.Pass.X + column * row.Pass.StepX, row.Y);
    }

    /// <summary>A bit of the file as one of the DEFLATE data; null outside of it.</summary>
    private long? DataBit(long bit)
    {
        long at = Zlib.Map.DataOffset(bit >> 3);
        return at < Zlib.DataStart ? null : 8 * (at - Zlib.DataStart) + (bit & 7);
    }

    private CodedRun Run(string kind, long bit, long bits, string words)
    {
        long first = Zlib.DataStart + (bit >> 3), last = Zlib.DataStart + ((bit + Math.Max(1, bits) - 1) >> 3);
        long offset = Zlib.Map.FileOffset(first);
        return new CodedRun(kind, offset, (int)(bit & 7), bits, LowBitFirst: true, words) { Bytes = Zlib.Map.FileOffset(last) + 1 - offset };
    }

    private CodedRun Run(in DeflateSymbol symbol)
    {
        (string kind, string words) = symbol.Kind switch
        {
            DeflateSymbolKind.Literal => ("literal", $"literal {symbol.Value}"),
            DeflateSymbolKind.Match => ("match", $"copy {symbol.Length} bytes from {symbol.Value} back"),
            DeflateSymbolKind.EndOfBlock => ("end", "end of block"),
            _ => ("stored", NodeText.Count(symbol.Length, "stored byte")),
        };
        CodedRun run = Run(kind, symbol.BitOffset, symbol.BitLength, words) with
        {
            CodeBits = symbol.CodeBits,
            Value = symbol.Kind switch { DeflateSymbolKind.EndOfBlock => 256, DeflateSymbolKind.Literal => symbol.Value, _ => symbol.Length },
            Output = (symbol.OutputOffset, symbol.Length),
            Pixel = symbol.Length > 0 ? PixelAt(symbol.OutputOffset) : null,
        };
        if (symbol.Kind != DeflateSymbolKind.Match)
            return run;
        long source = symbol.OutputOffset - symbol.Value;
        if (source < 0)
            return run;
        (_, DeflateSymbol from) = study.Pages!.Find(source);
        CodedRun origin = Run("", from.BitOffset, from.BitLength, "");
        return run with { CopyFrom = (source, origin.Offset, origin.Bit) };
    }

    /// <summary>Canonical codes (3.2.2): of one length they count up, shorter ones come first.</summary>
    private static List<(int Symbol, string Digits, string Meaning)> Codes(byte[] lengths, bool isDistance)
    {
        var codes = new List<(int, string, string)>();
        int code = 0;
        for (int length = 1; length <= 15; length++, code <<= 1)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] != length)
                    continue;
                codes.Add((symbol, Convert.ToString(code, 2).PadLeft(length, '0'), Meaning(symbol, isDistance)));
                code++;
            }
        }

        return codes;
    }

    private static string Meaning(int symbol, bool isDistance)
    {
        if (isDistance)
            return symbol < 30 ? $"distance from {DeflateEntry.DistanceBase[symbol]} on" : "not used";
        return symbol switch
        {
            < 256 => $"literal {symbol}",
            256 => "end of block",
            < 286 => $"length from {DeflateEntry.LengthBase[symbol - 257]} on",
            _ => "not used",
        };
    }
}
