// Owns: the bits that carry a pixel of a PNG that has been read whole: the symbols that its bytes come from, match by match, and its palette entry, without the words of
// the trail. Stands on PngStudy, beside PngPixelTrail, whose innermost steps it gives. Leaves files that are not whole to that.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Finds the bits of pixels of one file.</summary>
/// <param name="study">The file, whole and with its picture.</param>
/// <param name="budget">What may be spent.</param>
internal sealed class PngPixelBits(PngStudy study, InspectBudget budget)
{
    private readonly List<BitRange> _ranges = [];

    public PixelBits Of(int x, int y)
    {
        (PixelFormat format, int[] samples) = PixelSamples.Of(study.Pixels!, x, y);
        PngHeader header = study.Layout.Header!.Value;
        (PngRawRow row, int column) = PngImageWalk.RowOf(header, PngPass.Of(header), x, y);
        long bit = (long)column * header.BitsPerPixel;
        long first = row.RawOffset + 1 + bit / 8;
        int count = Math.Max(1, header.BitsPerPixel / 8);
        AddOrigin(row.RawOffset);
        for (int i = 0; i < count; i++)
            AddOrigin(first + i);

        // Few steps have a place of their own after that: a palette's entry, its alpha, a transparent colour.
        StructureNode rest = PngPixelTrail.Step("", "", "");
        byte[] bytes = study.Reconstructed.Slice((int)first, count).ToArray();
        new PngSampleTrail(study.Layout, header, format).Add(rest, PngPixelTrail.AddSamples(rest, header, bytes, (int)(bit % 8)));
        PixelBits.Add(_ranges, rest);
        return new PixelBits(format, samples, _ranges);
    }

    /// <summary>The symbols that a byte of the output comes from: matches back to a literal or a stored byte.</summary>
    private void AddOrigin(long at)
    {
        while (true)
        {
            (PngDeflateBlock block, DeflateSymbol symbol) = study.Pages!.Find(at);
            bool isEnd = symbol.Kind != DeflateSymbolKind.Match;
            // As many as the trail tells.
            if (budget.TryTake(8) || isEnd)
            {
                AddPieces(block.Header.BitOffset, block.EndBit - block.Header.BitOffset);
                Add(symbol, at);
            }

            if (isEnd)
                return;
            at = symbol.SourceOf(at);
        }
    }

    private void Add(in DeflateSymbol symbol, long at)
    {
        PngZlibWalk walk = study.Image!.Zlib;
        if (symbol.Kind == DeflateSymbolKind.StoredBytes)
        {
            _ranges.Add(new BitRange(walk.Map.FileOffset(walk.DataStart + symbol.BitOffset / 8 + at - symbol.OutputOffset), 0, 8, 1, LowBitFirst: false));
            return;
        }

        if (symbol.Kind == DeflateSymbolKind.Match)
            AddPieces(symbol.BitOffset, symbol.BitLength);
        long bit = 8L * walk.DataStart + symbol.BitOffset;
        ReadOnlySpan<int> parts = symbol.Kind == DeflateSymbolKind.Match
            ? [symbol.CodeBits, symbol.LengthExtraBits, symbol.DistanceCodeBits, symbol.DistanceExtraBits] : [symbol.BitLength];
        foreach (int bits in parts)
        {
            if (bits > 0)
                PixelBits.Add(_ranges, walk.Map.Bits("", bit, bits));
            bit += bits;
        }
    }

    /// <summary>What has parts is told by them; but what lies across chunks by its pieces too.</summary>
    private void AddPieces(long bit, long bits)
    {
        PngZlibWalk walk = study.Image!.Zlib;
        foreach (StructureNode piece in walk.Map.Bits("", 8L * walk.DataStart + bit, bits).Children)
            _ranges.Add(BitRange.Of(piece));
    }
}
