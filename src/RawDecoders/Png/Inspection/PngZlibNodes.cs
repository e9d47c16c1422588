// Owns: the nodes of a zlib datastream, in IDAT chunks or in a compressed text or profile: header, DEFLATE data, check value. The bytes of
// each piece of the datastream are tiled. Stands between PngZlibWalk and the tree. Leaves to others: blocks, which are bit fields below the
// leaf in which they begin (PngDeflateNodes).

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Makes the nodes of one datastream, piece by piece.</summary>
internal sealed class PngZlibNodes
{
    private const string Header = "RFC 1950 2.2";

    private readonly PngZlibWalk _walk;
    private readonly InspectBudget _budget;
    private readonly PngDeflateNodes _blocks;
    private int _nextBlock;

    public PngZlibNodes(PngZlibWalk walk, InspectBudget budget, bool symbols)
    {
        _walk = walk;
        _budget = budget;
        _blocks = new PngDeflateNodes(walk, budget, symbols);
    }

    /// <summary>The leaf of DEFLATE data in which the first symbol begins, once its piece has been added.</summary>
    public StructureNode? FirstData { get; private set; }

    /// <summary>Adds the nodes of a piece below <paramref name="parent"/>; pieces come in order.</summary>
    public void Add(StructureNode parent, int piece)
    {
        (long start, long file, int length) = _walk.Map[piece];
        ReadOnlySpan<byte> data = _walk.Map.Data.Span;
        Span<(int From, int To)> ranges =
        [
            (0, 1), (1, 2), (2, _walk.DataStart), (_walk.DataStart, _walk.AdlerStart), (_walk.AdlerStart, _walk.AdlerStart + 4),
            (_walk.AdlerStart + 4, int.MaxValue),
        ];
        for (int i = 0; i < ranges.Length; i++)
        {
            long from = Math.Max(ranges[i].From, start);
            long to = Math.Min(ranges[i].To, start + length);
            if (from >= to)
                continue;
            long at = file + from - start;
            if (!_budget.TryTake(4))
            {
                parent.Add(_budget.Elided(at, file + length - at, "the rest of the zlib datastream"));
                return;
            }

            switch (i)
            {
                case 0:
                    AddMethod(parent, at, data[0]);
                    break;
                case 1:
                    AddFlags(parent, at, data[0], data[1]);
                    break;
                case 2:
                    parent.Add("DICTID", at, to - from, "check value of a preset dictionary, which PNG does not allow", Header);
                    break;
                case 3:
                    AddData(parent, at, from, to);
                    break;
                case 4:
                    AddCheckValue(parent, at, from, to);
                    break;
                default:
                    parent.Add("Unused bytes", at, to - from, $"ignored: {to - from} bytes after the zlib datastream", "PNG 11.2.3", NodeText.Hex(data[(int)from..(int)to]));
                    break;
            }
        }
    }

    private static void AddMethod(StructureNode parent, long at, byte cmf)
    {
        int info = cmf >> 4;
        StructureNode node = parent.Add("CMF", at, 1, "compression method and information", Header, $"{cmf}");
        node.Add(Bits("CM", at, 0, 4, (cmf & 15) == 8 ? "deflate" : "not defined by PNG", cmf & 15));
        node.Add(Bits("CINFO", at, 4, 4, info <= 7 ? $"window of {PngText.Kibi(1 << (info + 8))}" : "not allowed: a window above 32 KiB", info));
    }

    private static void AddFlags(StructureNode parent, long at, byte cmf, byte flags)
    {
        bool holds = ((cmf << 8) | flags) % 31 == 0;
        StructureNode node = parent.Add("FLG", at, 1, "flags", Header, $"{flags}");
        node.Add(Bits("FCHECK", at, 0, 5, holds ? "CMF and FLG together are a multiple of 31" : "wrong: CMF and FLG together are no multiple of 31", flags & 31));
        node.Add(Bits("FDICT", at, 5, 1, (flags & 0x20) == 0 ? "no preset dictionary" : "a preset dictionary", (flags >> 5) & 1));
        string level = (flags >> 6) switch { 0 => "fastest", 1 => "fast", 2 => "default", _ => "maximum" };
        node.Add(Bits("FLEVEL", at, 6, 2, $"{level} compression; for information only", flags >> 6));
    }

    private void AddData(StructureNode parent, long at, long from, long to)
    {
        StructureNode leaf = parent.Add("DEFLATE data", at, to - from, $"{to - from} bytes", "RFC 1951");
        long end = (to - _walk.DataStart) * 8;
        _nextBlock = _blocks.Add(leaf, _nextBlock, end);
        if (FirstData is null && (_walk.Blocks.Count == 0 || _walk.Blocks[0].Header.BitOffset + _walk.Blocks[0].Header.HeaderBits < end))
            FirstData = leaf;
    }

    private void AddCheckValue(StructureNode parent, long at, long from, long to)
    {
        string part = to - from == 4 ? "" : $"; bytes {from - _walk.AdlerStart + 1} to {to - _walk.AdlerStart} of 4";
        string value = _walk.StoredAdler switch
        {
            null => $"cut off; computed {_walk.ComputedAdler:X8}",
            { } stored when stored == _walk.ComputedAdler => $"stored {stored:X8}, computed the same{part}",
            { } stored => $"stored {stored:X8}, computed {_walk.ComputedAdler:X8}{part}",
        };
        parent.Add("Adler-32", at, to - from, value, "RFC 1950 8.2", NodeText.Hex(_walk.Map.Data.Span[(int)from..(int)to]));
    }

    private static StructureNode Bits(string name, long at, int bit, int bits, string value, int raw)
        => new(name, at, 1, value, Header) { BitOffset = bit, LowBitFirst = true, BitLength = bits, Raw = $"{raw}" };
}
