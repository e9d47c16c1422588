// Owns: reading the headers of blocks (RFC 1951 3.2.3, 3.2.4, 3.2.7), field by field, wherever the input is cut. Stands before
// the symbols of a block; ends with its tables built. Leaves to others: the zlib header (ZlibInflater), the codes' validity
// (DeflateTables).
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>Reads block headers. All progress is in the state; each step uses either all bits of a field or none.</summary>
internal sealed class DeflateHeaderReader
{
    private const int CodeLengthBits = 7;

    /// <summary>From so many bytes of output on, literals are paired.</summary>
    private const int PairedBytes = 2048;

    /// <summary>Filled anew for each block that has codes of its own.</summary>
    private readonly DeflateTables _tables = new();

    /// <summary>The decoding table of the code length code: symbol &lt;&lt; 3 | bits for each 7 bits of data.</summary>
    private readonly byte[] _codeLengths = new byte[1 << CodeLengthBits];

    /// <summary>How much more the caller wants of the output, if it knows: tables that serve for little are made with less work.</summary>
    public int WantedBytes { get; set; } = int.MaxValue;

    /// <summary>What is wrong, after <see cref="InflateOutcome.Flawed"/>; the caller adds the place in the output.</summary>
    public InflateError Error { get; private set; }

    /// <summary>The tables of the block whose header was read last.</summary>
    public DeflateTables Tables { get; private set; } = DeflateTables.Fixed;

    /// <summary>Reads one field, or a list as far as there is input, and moves the state's phase on when it is whole.</summary>
    /// <param name="state">In a phase from BlockHeader to CodeLengths, but for StoredBytes.</param>
    /// <param name="bits">The input.</param>
    /// <param name="offset">Offset in the datastream of the input piece's end, in bits.</param>
    /// <param name="observer">Is told of code lengths; may be null.</param>
    public InflateOutcome Read(ref InflateState state, ref DeflateBitReader bits, long offset, InflateObserver? observer)
    {
        switch (state.Phase)
        {
            case InflatePhase.BlockHeader:
                return ReadBlockHeader(ref state, ref bits, offset);
            case InflatePhase.StoredHeader:
                return ReadStoredHeader(ref state, ref bits, offset);
            case InflatePhase.CodeCounts:
                return ReadCounts(ref state, ref bits, offset);
            case InflatePhase.CodeLengthCode:
                return ReadCodeLengthCode(ref state, ref bits);
            default:
                Debug.Assert(state.Phase == InflatePhase.CodeLengths);
                return ReadCodeLengths(ref state, ref bits, offset, observer);
        }
    }

    /// <summary>Makes again the tables of a state that was saved.</summary>
    public DeflateFlaw Restore(ref InflateState state) => state.Phase switch
    {
        InflatePhase.CodeLengths => BuildCodeLengthTable(state.CodeLengthLengths),
        InflatePhase.Symbols => BuildTables(ref state),
        _ => DeflateFlaw.None,
    };

    private InflateOutcome ReadBlockHeader(ref InflateState state, ref DeflateBitReader bits, long offset)
    {
        if (!bits.Has(3))
            return InflateOutcome.NeedsInput;
        if ((bits.Buffer >> 1 & 3) == 3)
            return Flawed(DeflateFlaw.BlockType, At(bits, offset));
        state.IsFinalBlock = bits.Take(1) != 0;
        state.IsFixed = false;
        switch (bits.Take(2))
        {
            case 0:
                state.Phase = InflatePhase.StoredHeader;
                break;
            case 1:
                state.IsFixed = true;
                (state.LiteralCodes, state.DistanceCodes) = (DeflateTables.LiteralSymbols, DeflateTables.DistanceSymbols);
                Tables = DeflateTables.Fixed;
                state.Phase = InflatePhase.Symbols;
                break;
            default:
                state.Phase = InflatePhase.CodeCounts;
                break;
        }

        return InflateOutcome.Read;
    }

    private InflateOutcome ReadStoredHeader(ref InflateState state, ref DeflateBitReader bits, long offset)
    {
        // 3.2.4: bits up to the byte boundary are skipped. Of whole bytes in the buffer none is.
        bits.Skip(bits.Count & 7);
        if (!bits.Has(32))
            return InflateOutcome.NeedsInput;
        uint length = (uint)(bits.Buffer & 0xFFFF), complement = (uint)(bits.Buffer >> 16 & 0xFFFF);
        if ((length ^ complement) != 0xFFFF)
            return Flawed(DeflateFlaw.StoredLength, At(bits, offset), length, complement);
        bits.Skip(32);
        state.StoredLeft = (int)length;
        state.Phase = InflatePhase.StoredBytes;
        return InflateOutcome.Read;
    }

    private InflateOutcome ReadCounts(ref InflateState state, ref DeflateBitReader bits, long offset)
    {
        if (!bits.Has(14))
            return InflateOutcome.NeedsInput;
        state.CodesAt = At(bits, offset);
        state.LiteralCodes = (short)(bits.Take(5) + 257);
        state.DistanceCodes = (short)(bits.Take(5) + 1);
        state.CodeLengthCodes = (short)(bits.Take(4) + 4);
        if (state.LiteralCodes > 286 || state.DistanceCodes > 30)
            return Flawed(DeflateFlaw.TooManyCodes, state.CodesAt, state.LiteralCodes, state.DistanceCodes);
        ((Span<byte>)state.CodeLengthLengths).Clear();
        state.Index = 0;
        state.Phase = InflatePhase.CodeLengthCode;
        return InflateOutcome.Read;
    }

    private InflateOutcome ReadCodeLengthCode(ref InflateState state, ref DeflateBitReader bits)
    {
        ReadOnlySpan<byte> order = DeflateEntry.CodeLengthOrder;
        for (; state.Index < state.CodeLengthCodes; state.Index++)
        {
            if (!bits.Has(3))
                return InflateOutcome.NeedsInput;
            state.CodeLengthLengths[order[state.Index]] = (byte)bits.Take(3);
        }

        DeflateFlaw flaw = BuildCodeLengthTable(state.CodeLengthLengths);
        if (flaw != DeflateFlaw.None)
            return Flawed(flaw, state.CodesAt);
        state.Index = 0;
        state.Phase = InflatePhase.CodeLengths;
        return InflateOutcome.Read;
    }

    private InflateOutcome ReadCodeLengths(ref InflateState state, ref DeflateBitReader bits, long offset, InflateObserver? observer)
    {
        int count = state.LiteralCodes + state.DistanceCodes;
        Span<byte> lengths = state.Lengths;
        lengths = lengths[..count];
        int index = state.Index;
        while (index < count)
        {
            // A code and the extra bits have 7 bits each, at most. Bits that are not there are 0 in the buffer; a code that is
            // found with as many bits as there are is right whatever follows.
            bool isWhole = bits.Has(14);
            int entry = _codeLengths[bits.Buffer & ((1 << CodeLengthBits) - 1)];
            int codeBits = entry & 7, symbol = entry >> 3;
            int extraBits = symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
            if (!isWhole && codeBits + extraBits > bits.Count)
            {
                state.Index = (short)index;
                return InflateOutcome.NeedsInput;
            }

            // 16: the previous length again, 3 to 6 times; 17: zero, 3 to 10 times; 18: zero, 11 to 138 times.
            int repeat = symbol < 16 ? 1 : (symbol == 18 ? 11 : 3) + (int)(bits.Buffer >> codeBits & ((1u << extraBits) - 1));
            observer?.OnCodeLength(At(bits, offset), codeBits, extraBits, symbol, index, repeat);
            byte value = (byte)symbol;
            if (symbol >= 16)
            {
                if (symbol == 16 && index == 0)
                    return Flawed(DeflateFlaw.RepeatOfNothing, At(bits, offset));
                if (repeat > count - index)
                    return Flawed(DeflateFlaw.RepeatPastEnd, At(bits, offset), repeat, count);
                value = symbol == 16 ? lengths[index - 1] : (byte)0;
                lengths.Slice(index, repeat).Fill(value);
            }
            else
            {
                lengths[index] = value;
            }

            bits.Skip(codeBits + extraBits);
            index += repeat;
        }

        state.Index = (short)index;
        DeflateFlaw flaw = BuildTables(ref state);
        if (flaw != DeflateFlaw.None)
            return Flawed(flaw, state.CodesAt);
        state.Phase = InflatePhase.Symbols;
        return InflateOutcome.Read;
    }

    private DeflateFlaw BuildTables(ref InflateState state)
    {
        if (state.IsFixed)
        {
            Tables = DeflateTables.Fixed;
            return DeflateFlaw.None;
        }

        Tables = _tables;
        ReadOnlySpan<byte> lengths = state.Lengths;
        return _tables.Build(lengths[..state.LiteralCodes], lengths.Slice(state.LiteralCodes, state.DistanceCodes), pairs: WantedBytes >= PairedBytes);
    }

    /// <summary>3.2.7: this code must be complete. (One that is all zeros zlib takes, to refuse what then has no end of block.)</summary>
    private DeflateFlaw BuildCodeLengthTable(ReadOnlySpan<byte> lengths)
    {
        int code = 0, left = 1 << CodeLengthBits;
        Span<byte> table = _codeLengths;
        for (int bits = 1; bits <= CodeLengthBits; bits++)
        {
            int size = 1 << (CodeLengthBits - bits);
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] != bits)
                    continue;
                left -= size;
                if (left < 0)
                    return DeflateFlaw.CodeLengthCodeOversubscribed;
                // Codes stand in the data with their first bit lowest (3.1.1).
                for (int i = 0; i < size; i++, code++)
                    table[Reverse(code)] = (byte)(symbol << 3 | bits);
            }
        }

        return left == 0 ? DeflateFlaw.None : DeflateFlaw.CodeLengthCodeIncomplete;
    }

    /// <summary>The 7 bits of a number in reverse: the 8 bits of twice as much, by two multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Reverse(int code) => (int)(((ulong)(uint)(code << 1) * 0x80200802ul & 0x0884422110ul) * 0x0101010101ul >> 32 & 0xFF);

    private static long At(in DeflateBitReader bits, long offset) => bits.OffsetWithin(offset);

    private InflateOutcome Flawed(DeflateFlaw flaw, long bit, long first = 0, long second = 0)
    {
        Error = new InflateError(flaw, bit, 0, first, second);
        return InflateOutcome.Flawed;
    }
}
