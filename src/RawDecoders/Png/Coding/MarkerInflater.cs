// Owns: inflating blocks from the middle of DEFLATE data on, without what stands before them: cells instead of bytes. Stands beside
// ZlibInflater, over the same header reader, tables and loops. Leaves to others: finding a block (DeflateBlockFinder), what the cells
// stand for (DeflateMarkers), and the datastream's beginning and end, which are never in the middle.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>Why a call to <see cref="MarkerInflater.Inflate"/> returned.</summary>
internal enum MarkerStatus
{
    /// <summary>All input has been taken and more is needed.</summary>
    NeedsInput,

    /// <summary>The header of a block has been read, and there is nothing wrong with it.</summary>
    BlockBegin,

    /// <summary>A block has ended; another begins at <see cref="MarkerInflater.BitOffset"/>.</summary>
    BlockEnd,

    /// <summary>The last block begins here. It is not begun: somebody else reads the end of the datastream.</summary>
    LastBlock,

    /// <summary>The buffer has no room for the rest of the block.</summary>
    Full,

    /// <summary>Something is wrong: no block began where one was said to, or the data is broken. Nothing of this block is to be used.</summary>
    Flawed,
}

/// <summary>An inflater that begins with any block.</summary>
internal sealed unsafe class MarkerInflater
{
    /// <summary>Cells at the end of a buffer into which no symbol is begun.</summary>
    public const int Margin = DeflateFastLoop.OutputMargin;

    private readonly DeflateHeaderReader _headers = new();
    private InflateState _state;
    private DeflateBitReader _bits;

    /// <summary>The next bit to be used, counted from the first of the datastream.</summary>
    public long BitOffset => _state.BitOffset;

    /// <summary>Begins with the block whose header is at a bit of the datastream.</summary>
    /// <param name="bitOffset">The bit.</param>
    /// <param name="first">The byte in which it is. What is given first is the byte behind it.</param>
    public void Begin(long bitOffset, byte first)
    {
        int bit = (int)(bitOffset % 8);
        _state = new InflateState
        {
            Phase = InflatePhase.BlockHeader, IsBare = true, InputOffset = bitOffset / 8 + 1, Bits = (ulong)(first >> bit), BitCount = 8 - bit,
        };
    }

    /// <summary>Inflates up to the first symbol or the end of a block.</summary>
    /// <param name="input">The next piece of the datastream, of any size; moved on past what was taken.</param>
    /// <param name="cells">Where the cells go. The window's 32768 markers, or cells that have come since, stand before it.</param>
    /// <param name="end">The end of the buffer.</param>
    public MarkerStatus Inflate(ref ReadOnlySpan<byte> input, ref ushort* cells, ushort* end)
    {
        fixed (byte* start = input)
        {
            _bits = new DeflateBitReader { Buffer = _state.Bits, Count = _state.BitCount, Next = start, End = start + input.Length };
            _state.InputOffset += input.Length;
            MarkerStatus? status;
            do
            {
                status = _state.Phase switch
                {
                    InflatePhase.StoredBytes => CopyStored(ref cells, end),
                    InflatePhase.Symbols => ReadSymbols(ref cells, end),
                    _ => ReadHeader(),
                };
            }
            while (status is null);

            (_state.Bits, _state.BitCount) = (_bits.Buffer, _bits.Count);
            int taken = (int)(_bits.Next - start);
            _state.InputOffset -= input.Length - taken;
            input = input[taken..];
            _bits = default;
            return status.Value;
        }
    }

    private MarkerStatus? ReadHeader()
    {
        if (_state.Phase == InflatePhase.BlockHeader)
        {
            if (!_bits.Has(3))
                return MarkerStatus.NeedsInput;
            if ((_bits.Buffer & 1) != 0)
                return MarkerStatus.LastBlock;
        }

        return _headers.Read(ref _state, ref _bits, _state.InputOffset * 8, observer: null) switch
        {
            InflateOutcome.NeedsInput => MarkerStatus.NeedsInput,
            InflateOutcome.Flawed => MarkerStatus.Flawed,
            _ => _state.Phase is InflatePhase.Symbols or InflatePhase.StoredBytes ? MarkerStatus.BlockBegin : null,
        };
    }

    private MarkerStatus EndBlock()
    {
        _state.Phase = InflatePhase.BlockHeader;
        return MarkerStatus.BlockEnd;
    }

    private MarkerStatus? CopyStored(ref ushort* cells, ushort* end)
    {
        while (_state.StoredLeft > 0)
        {
            if (cells >= end)
                return MarkerStatus.Full;
            if (!_bits.Has(8))
                return MarkerStatus.NeedsInput;
            *cells++ = (ushort)_bits.Take(8);
            _state.StoredLeft--;
        }

        return EndBlock();
    }

    private MarkerStatus? ReadSymbols(ref ushort* cells, ushort* end)
    {
        DeflateTables tables = _headers.Tables;
        while (true)
        {
            if (end - cells <= Margin)
                return MarkerStatus.Full;
            if (_bits.End - _bits.Next > DeflateFastLoop.InputMargin)
            {
                if (!RunFast(tables, ref cells, end, out bool isEnd))
                    return MarkerStatus.Flawed;
                if (isEnd)
                    return EndBlock();
                continue;
            }

            switch (DeflateSymbolReader.Read(ref _bits, tables, DeflateMatch.MaxDistance, out InflateSymbol symbol, out _, out _))
            {
                case InflateOutcome.NeedsInput:
                    return MarkerStatus.NeedsInput;
                case InflateOutcome.Flawed:
                    return MarkerStatus.Flawed;
            }

            if (symbol.Length == 0)
                return EndBlock();
            if (symbol.Length == 1)
                *cells = symbol.Literal;
            for (int i = 0; symbol.Length > 1 && i < symbol.Length; i++)
                cells[i] = cells[i - symbol.Distance];
            cells += symbol.Length;
        }
    }

    private bool RunFast(DeflateTables tables, ref ushort* cells, ushort* end, out bool isEnd)
    {
        var run = new DeflateFastRun<ushort>
        {
            Input = _bits.Next,
            InputLimit = _bits.End - DeflateFastLoop.InputMargin,
            Bits = _bits.Buffer,
            BitCount = _bits.Count,
            Output = cells,
            OutputLimit = end - Margin,
            History = cells - DeflateMatch.MaxDistance,
        };
        fixed (uint* literals = tables.Literals, distances = tables.Distances)
            isEnd = DeflateFastLoop.Run(ref run, literals, distances);
        cells = run.Output;
        _bits.Next = run.Input;
        (_bits.Buffer, _bits.Count) = (run.Bits, run.BitCount);
        Debug.Assert(_bits.Next <= _bits.End && cells <= end);
        return run.Flaw == DeflateFlaw.None;
    }
}
