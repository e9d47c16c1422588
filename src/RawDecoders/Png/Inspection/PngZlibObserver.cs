// Owns: what a walk keeps of what the inflater tells: blocks with their headers, ends and counts, symbols as far as they are wanted,
// and the bits of the symbols that gave marked bytes. Stands between ZlibInflater, which calls it, and PngZlibWalk, which reads it
// when the inflater has returned. Leaves to others: the bytes themselves, and the words for any of it (PngDeflateNodes).

namespace RawDecoders.Png;

/// <summary>Collects blocks and symbols. Bits given out count from the first of the DEFLATE data.</summary>
/// <param name="options">What to keep.</param>
/// <param name="dataStart">First byte of the DEFLATE data in the datastream.</param>
internal sealed class PngZlibObserver(PngZlibWalkOptions options, int dataStart) : InflateObserver, IDisposable
{
    /// <summary>Blocks that are kept: a block may have 10 bits, and a file millions of them.</summary>
    private const int MaxBlocks = 100_000;

    private readonly IEnumerator<long> _marks = options.Marks.GetEnumerator();
    private readonly List<DeflateCodeLength> _codeLengths = [];
    private long _mark = -1;
    private long _symbolsLeft = options.MaxSymbols;
    private DeflateBlock? _block;
    private List<DeflateSymbol>? _symbols;
    private long _literals;
    private long _matches;
    private (long Bit, long Output, int Count) _stored;

    /// <summary>The blocks that were kept.</summary>
    public List<PngDeflateBlock> Blocks { get; } = [];

    /// <summary>How many blocks there were.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Bits of the symbols that gave the marked bytes.</summary>
    public List<(long Offset, long Length)> Marked { get; } = [];

    /// <summary>The bit behind what was told last: a header, a symbol, stored bytes, or what was read of one that is wrong.</summary>
    public long EndBit { get; private set; }

    /// <summary>Bytes that the symbols up to here give.</summary>
    public long OutputLength { get; private set; }

    /// <summary>Whether the final block has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether there is more output than was asked for: what comes after that symbol is passed over.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Stored bytes of the current block that are still to come.</summary>
    public int StoredLeft => _block is { Type: DeflateBlockType.Stored } ? _block.StoredLength - _stored.Count : 0;

    public override void OnCodeLength(long bitOffset, int codeBits, int extraBits, int symbol, int index, int count)
    {
        if (IsStopped)
            return;
        if (index == 0)
            _codeLengths.Clear();
        _codeLengths.Add(new DeflateCodeLength(FromData(bitOffset), codeBits, extraBits, symbol, index, count));
        EndBit = FromData(bitOffset) + codeBits + extraBits;
    }

    public override void OnBlock(in InflateState state, long bitOffset, long endBit)
    {
        if (IsStopped)
            return;
        long start = FromData(bitOffset);
        EndBit = FromData(endBit);
        ReadOnlySpan<byte> lengths = state.Lengths;
        bool isStored = state.Phase == InflatePhase.StoredBytes, isDynamic = !isStored && !state.IsFixed, isKept = Blocks.Count < MaxBlocks;
        _block = new DeflateBlock
        {
            Index = BlockCount,
            BitOffset = start,
            HeaderBits = EndBit - start,
            IsFinal = state.IsFinalBlock,
            Type = isStored ? DeflateBlockType.Stored : isDynamic ? DeflateBlockType.DynamicHuffman : DeflateBlockType.FixedHuffman,
            OutputOffset = state.OutputLength,
            StoredLength = isStored ? state.StoredLeft : 0,
            LiteralLengths = isStored || !isKept ? [] : lengths[..state.LiteralCodes].ToArray(),
            DistanceLengths = isStored || !isKept ? [] : lengths.Slice(state.LiteralCodes, state.DistanceCodes).ToArray(),
            CodeLengthLengths = isDynamic && isKept ? ((ReadOnlySpan<byte>)state.CodeLengthLengths).ToArray() : [],
            CodeLengthCount = isDynamic ? state.CodeLengthCodes : 0,
            CodeLengthSymbols = isDynamic && isKept ? _codeLengths.ToArray() : [],
        };
        _symbols = _symbolsLeft > 0 ? [] : null;
        (_literals, _matches) = (0, 0);
        _stored = (EndBit, state.OutputLength, 0);
        if (isStored && state.StoredLeft == 0)
            EndStored();
    }

    public override void OnSymbol(long bitOffset, long outputOffset, in InflateSymbol symbol)
    {
        if (IsStopped)
            return;
        long bit = FromData(bitOffset);
        if (symbol.Length == 1)
            _literals++;
        else if (symbol.Length > 1)
            _matches++;
        if (_symbolsLeft > 0 && outputOffset < options.SymbolsUntil)
            Keep(SymbolOf(symbol, bit, outputOffset));
        Pass(bit, symbol.BitLength, outputOffset, symbol.Length);
        if (symbol.Length == 0)
            EndBlock();
    }

    public override void OnStoredBytes(long bitOffset, long outputOffset, int count)
    {
        if (IsStopped)
            return;
        _stored.Count += count;
        if (StoredLeft == 0)
            EndStored();
    }

    public override void OnFlawedSymbol(long bitOffset, in InflateSymbol symbol)
    {
        if (!IsStopped)
            EndBit = FromData(bitOffset) + symbol.BitLength;
    }

    /// <summary>Ends a block that is cut or broken; call when nothing more comes.</summary>
    /// <param name="endBit">Where what there is of it ends, counted from the first bit of the datastream.</param>
    public void End(long endBit)
    {
        EndBit = Math.Max(EndBit, FromData(endBit));
        if (_block is null)
            return;
        if (_stored.Count > 0)
            PassStored();
        EndBlock(isWhole: false);
    }

    public void Dispose() => _marks.Dispose();

    private long FromData(long bit) => bit - 8L * dataStart;

    /// <summary>A symbol as it is kept.</summary>
    internal static DeflateSymbol SymbolOf(in InflateSymbol symbol, long bit, long output)
    {
        // Of a match all parts are told; a literal or the end of a block is its code.
        DeflateSymbolKind kind = symbol.Length == 0 ? DeflateSymbolKind.EndOfBlock : symbol.Length == 1 ? DeflateSymbolKind.Literal : DeflateSymbolKind.Match;
        return new DeflateSymbol(kind, bit, symbol.BitLength, output, symbol.Length, kind == DeflateSymbolKind.Match ? symbol.Distance : symbol.Literal)
        {
            Code = (short)symbol.Code,
            CodeBits = symbol.CodeBits,
            LengthExtraBits = symbol.LengthExtraBits,
            DistanceCode = (byte)(kind == DeflateSymbolKind.Match ? symbol.DistanceCode : 0),
            DistanceExtraBits = symbol.DistanceExtraBits,
        };
    }

    private void EndStored()
    {
        PassStored();
        EndBlock();
    }

    /// <summary>The bytes of a stored block as one symbol, however many calls told of them.</summary>
    private void PassStored()
    {
        (long bit, long output, int count) = _stored;
        if (_symbolsLeft > 0 && output < options.SymbolsUntil)
            Keep(new DeflateSymbol(DeflateSymbolKind.StoredBytes, bit, count * 8, output, count, 0));
        _stored.Count = 0;
        Pass(bit, 8L * count, output, count);
    }

    private void Keep(in DeflateSymbol symbol)
    {
        _symbols!.Add(symbol);
        _symbolsLeft--;
    }

    private void Pass(long bit, long bits, long output, int length)
    {
        EndBit = bit + bits;
        OutputLength = output + length;
        if (_mark < 0)
            NextMark();
        for (; _mark < OutputLength; NextMark())
            Marked.Add((bit, bits));
        IsStopped = OutputLength > options.StopAfter;
        if (IsStopped && _block is { Type: not DeflateBlockType.Stored })
            EndBlock(isWhole: false);
    }

    private void NextMark() => _mark = _marks.MoveNext() ? _marks.Current : long.MaxValue;

    private void EndBlock(bool isWhole = true)
    {
        IsComplete = isWhole && _block!.IsFinal;
        BlockCount++;
        if (Blocks.Count < MaxBlocks)
            Blocks.Add(new PngDeflateBlock(_block!, EndBit, OutputLength, _literals, _matches, _symbols ?? []));
        _block = null;
    }
}
