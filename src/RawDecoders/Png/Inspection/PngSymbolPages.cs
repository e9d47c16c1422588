// Owns: the symbols of image data on demand: the walk leaves places some 16 KiB of output apart, and a page of symbols is inflated again from the place
// before it. Stands between PngImageWalk and the answers that ask for many places of one file one after the other. Leaves to others: what is made
// of symbols.

namespace RawDecoders.Png;

/// <summary>Symbols by their output or their bits, in memory that does not grow with the file.</summary>
/// <param name="walk">The walk.</param>
/// <param name="places">What it left in <see cref="PngZlibWalkOptions.Places"/>.</param>
internal sealed class PngSymbolPages(PngZlibWalk walk, List<InflateState> places)
{
    /// <summary>Pages that are kept; a page has at most some 16 000 symbols of 40 bytes.</summary>
    private const int MostPages = 96;

    private readonly Dictionary<int, List<DeflateSymbol>> _pages = [];
    private readonly Queue<int> _order = [];

    /// <summary>The block and the symbol that gave a byte of the output, which must be there.</summary>
    public (PngDeflateBlock Block, DeflateSymbol Symbol) Find(long at)
    {
        List<PngDeflateBlock> blocks = walk.Blocks;
        int b = Last(blocks.Count, i => blocks[i].Header.OutputOffset <= at);
        // Blocks that give nothing share their offset with the next one; so do ends of blocks.
        while (blocks[b].OutputEnd <= at)
            b++;
        if (blocks[b].Header.Type == DeflateBlockType.Stored)
            return (blocks[b], Stored(blocks[b]));
        for (int page = Last(places.Count, i => places[i].OutputLength <= at); ; page--)
        {
            List<DeflateSymbol> symbols = Page(page);
            int found = Last(symbols.Count, i => symbols[i].OutputOffset <= at);
            while (found >= 0 && found < symbols.Count && (symbols[found].Length == 0 || symbols[found].OutputOffset > at))
                found--;
            if (found >= 0 && found < symbols.Count)
                return (blocks[b], symbols[found]);
        }
    }

    /// <summary>Symbols from the one that holds a bit on, or the next one after it; bits count from the first of the DEFLATE data.</summary>
    public IEnumerable<DeflateSymbol> From(long bit)
    {
        int first = Math.Max(0, Last(places.Count, i => places[i].BitOffset - 8L * walk.DataStart <= bit));
        for (int page = first; page < places.Count; page++)
        {
            foreach (DeflateSymbol symbol in Page(page))
            {
                if (symbol.BitOffset + symbol.BitLength > bit)
                    yield return symbol;
            }
        }
    }

    /// <summary>Runs the inflater for an observer from the last place before a bit of the datastream on, until it has enough.</summary>
    /// <param name="bit">The bit.</param>
    /// <param name="start">Makes the observer, for the state in which the inflater is at the place.</param>
    /// <param name="isEnough">Asked after each strip of output.</param>
    public T Observe<T>(long bit, Func<InflateState, T> start, Func<T, bool> isEnough)
        where T : InflateObserver
    {
        InflateState place = places[Math.Max(0, Last(places.Count, i => places[i].BitOffset <= bit))];
        T observer = start(place);
        using var inflater = new ObservedInflater(walk.Map.Data, place, Before(place), observer);
        while (inflater.Read(int.MaxValue, out _) == InflateStatus.NeedsRoom && !isEnough(observer))
        {
        }

        return observer;
    }

    /// <summary>The bytes of a stored block as one symbol.</summary>
    private static DeflateSymbol Stored(PngDeflateBlock block)
    {
        int count = (int)(block.OutputEnd - block.Header.OutputOffset);
        return new DeflateSymbol(DeflateSymbolKind.StoredBytes, block.Header.BitOffset + block.Header.HeaderBits, count * 8, block.Header.OutputOffset, count, 0);
    }

    private ReadOnlySpan<byte> Before(in InflateState place) => walk.Output.Span[..(int)Math.Min(place.OutputLength, walk.Output.Length)];

    private List<DeflateSymbol> Page(int page)
    {
        if (_pages.TryGetValue(page, out List<DeflateSymbol>? symbols))
            return symbols;
        if (_order.Count == MostPages)
            _pages.Remove(_order.Dequeue());
        InflateState place = places[page];
        long end = page + 1 < places.Count ? places[page + 1].OutputLength : walk.OutputLength;
        var collector = new Collector(walk.DataStart);
        using (var inflater = new ObservedInflater(walk.Map.Data, place, Before(place), collector))
        {
            if (end > place.OutputLength || page + 1 == places.Count)
                inflater.Read(Math.Max(1, end - place.OutputLength), out _);
        }

        _pages.Add(page, collector.Symbols);
        _order.Enqueue(page);
        return collector.Symbols;
    }

    /// <summary>The last of so many for which something holds that holds for all before it; 0 if for none.</summary>
    private static int Last(int count, Func<int, bool> holds)
    {
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (holds(middle))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private sealed class Collector(int dataStart) : InflateObserver
    {
        public List<DeflateSymbol> Symbols { get; } = [];

        public override void OnSymbol(long bitOffset, long outputOffset, in InflateSymbol symbol)
            => Symbols.Add(PngZlibObserver.SymbolOf(symbol, bitOffset - 8L * dataStart, outputOffset));

        public override void OnStoredBytes(long bitOffset, long outputOffset, int count)
            => Symbols.Add(new DeflateSymbol(DeflateSymbolKind.StoredBytes, bitOffset - 8L * dataStart, 8 * count, outputOffset, count, 0));
    }
}
