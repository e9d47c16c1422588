// Owns: going through blocks: headers, stored bytes, and coded symbols by the fast loop in the middle of buffers and by the normative
// reader near their ends. Stands beside ZlibInflater.cs, a part of the same class. Leaves to others: the fields of a header
// (DeflateHeaderReader), decoding a symbol (DeflateFastLoop, DeflateSymbolReader).
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

internal sealed unsafe partial class ZlibInflater
{
    /// <summary>
    /// Inflates up to <paramref name="target"/>; counts output, but for its check value. Null: all blocks are read.
    /// </summary>
    private InflateStatus? Step(byte* end, byte* target, ref byte* next)
    {
        while (true)
        {
            InflateStatus? status = null;
            switch (_state.Phase)
            {
                case InflatePhase.ZlibHeader:
                    status = ReadZlibHeader();
                    if (status == InflateStatus.NeedsRoom)
                        status = null;
                    break;
                case InflatePhase.StoredBytes:
                    status = CopyStored(target, ref next);
                    break;
                case InflatePhase.Symbols:
                    status = ReadSymbols(end, target, ref next);
                    break;
                case InflatePhase.CheckValue:
                    return null;
                case InflatePhase.End:
                    return InflateStatus.Complete;
                default:
                    status = ReadHeader();
                    break;
            }

            if (status is not null)
                return status;
        }
    }

    private InflateStatus? ReadHeader()
    {
        InflatePhase before = _state.Phase;
        if (before == InflatePhase.BlockHeader)
        {
            _blockAt = At;
            if (_blockAt == StopBit)
                return InflateStatus.AtStop;
        }

        InflateOutcome outcome = _headers.Read(ref _state, ref _bits, _state.InputOffset * 8, Observer);
        if (outcome == InflateOutcome.Flawed)
            return Fail(_headers.Error);
        if (outcome == InflateOutcome.NeedsInput)
            return InflateStatus.NeedsInput;
        if (Observer is not null && _state.Phase is InflatePhase.Symbols or InflatePhase.StoredBytes)
        {
            if (_state.IsFixed)
                DeflateTables.FixedLengths().CopyTo(_state.Lengths);
            Observer.OnBlock(in _state, _blockAt, At);
        }

        return null;
    }

    private void EndBlock()
        => _state.Phase = !_state.IsFinalBlock ? InflatePhase.BlockHeader : _state.IsBare ? InflatePhase.End : InflatePhase.CheckValue;

    private InflateStatus? CopyStored(byte* target, ref byte* next)
    {
        while (_state.StoredLeft > 0)
        {
            long room = target - next;
            if (room <= 0)
                return InflateStatus.NeedsRoom;
            long at = At;
            int count;
            if (_bits.Count > 0)
            {
                // Whole bytes that wait in the buffer.
                Debug.Assert(_bits.Count % 8 == 0);
                count = 1;
                *next = (byte)_bits.Take(8);
            }
            else
            {
                count = (int)Math.Min(Math.Min(room, _state.StoredLeft), _bits.End - _bits.Next);
                if (count == 0)
                    return InflateStatus.NeedsInput;
                Unsafe.CopyBlockUnaligned(next, _bits.Next, (uint)count);
                _bits.Next += count;
            }

            Observer?.OnStoredBytes(at, _state.OutputLength, count);
            next += count;
            _state.OutputLength += count;
            _state.StoredLeft -= count;
        }

        EndBlock();
        return null;
    }

    private InflateStatus? ReadSymbols(byte* end, byte* target, ref byte* next)
    {
        DeflateTables tables = _headers.Tables;
        if (_state.MatchLeft > 0)
        {
            int count = (int)Math.Min(_state.MatchLeft, end - next);
            CopyMatch(count, ref next);
            if (_state.MatchLeft > 0)
                return InflateStatus.NeedsRoom;
        }

        while (true)
        {
            if (_bits.End - _bits.Next > DeflateFastLoop.InputMargin && end - next > DeflateFastLoop.OutputMargin && next < target
                && Observer is null && !IsExact)
            {
                InflateStatus? status = RunFast(tables, end, target, ref next, out bool isEnd);
                if (isEnd || status is not null)
                    return status;
            }

            DeflateBitReader before = _bits;
            switch (DeflateSymbolReader.Read(ref _bits, tables, _state.OutputLength, out InflateSymbol symbol, out DeflateFlaw flaw, out int flawBits))
            {
                case InflateOutcome.NeedsInput:
                    return InflateStatus.NeedsInput;
                case InflateOutcome.Flawed:
                    Observer?.OnFlawedSymbol(At, in symbol);
                    return Fail(new InflateError(flaw, At + flawBits, 0, symbol.Distance, _state.OutputLength));
            }

            if (symbol.Length > 0 && next >= target)
            {
                _bits = before;
                return InflateStatus.NeedsRoom;
            }

            Observer?.OnSymbol(At - symbol.BitLength, _state.OutputLength, in symbol);
            if (symbol.Length == 0)
            {
                EndBlock();
                return null;
            }

            if (symbol.Distance == 0)
            {
                *next++ = symbol.Literal;
                _state.OutputLength++;
                continue;
            }

            (_state.MatchLeft, _state.MatchDistance) = (symbol.Length, symbol.Distance);
            CopyMatch((int)Math.Min(symbol.Length, end - next), ref next);
            if (_state.MatchLeft > 0)
                return InflateStatus.NeedsRoom;
        }
    }

    private void CopyMatch(int count, ref byte* next)
    {
        DeflateMatch.CopyExactly(next, _state.MatchDistance, count);
        next += count;
        _state.OutputLength += count;
        _state.MatchLeft -= count;
    }

    private InflateStatus? RunFast(DeflateTables tables, byte* end, byte* target, ref byte* next, out bool isEnd)
    {
        byte* limit = end - DeflateFastLoop.OutputMargin;
        var run = new DeflateFastRun<byte>
        {
            Input = _bits.Next,
            InputLimit = _bits.End - DeflateFastLoop.InputMargin,
            Bits = _bits.Buffer,
            BitCount = _bits.Count,
            Output = next,
            OutputLimit = target < limit ? target : limit,
            History = next - Math.Min(_state.OutputLength, WindowSize),
        };
        byte* from = next;
        fixed (uint* literals = tables.Literals, distances = tables.Distances)
            isEnd = DeflateFastLoop.Run(ref run, literals, distances);
        next = run.Output;
        _state.OutputLength += next - from;
        _bits.Next = run.Input;
        (_bits.Buffer, _bits.Count) = (run.Bits, run.BitCount);
        Debug.Assert(_bits.Next <= _bits.End && next <= end);
        if (run.Flaw != DeflateFlaw.None)
        {
            int bits = run.Flaw == DeflateFlaw.DistanceTooFar ? BitsOfDistance(run.Distance) : run.FlawBits;
            return Fail(new InflateError(run.Flaw, At - bits, 0, run.Distance, _state.OutputLength));
        }

        if (isEnd)
            EndBlock();
        return null;
    }

    /// <summary>Bits of code and extra bits of a distance that the block has a code for.</summary>
    private int BitsOfDistance(int distance)
    {
        int symbol = 29;
        while (DeflateEntry.DistanceBase[symbol] > distance)
            symbol--;
        return (_state.IsFixed ? 5 : _state.Lengths[_state.LiteralCodes + symbol]) + DeflateEntry.DistanceExtra[symbol];
    }
}
