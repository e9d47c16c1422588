// Owns: the state of an inflater as bytes, and which bytes can be one. Stands between InflateState and the checkpoints of an index, which may
// come from anyone's file: a state is restored only if each of its numbers is in the range that the decoders rely on.
// Leaves to others: codes whose lengths do not make one (ZlibInflater.Restore).
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>A saved state of fixed size, little-endian.</summary>
internal static class InflateStateRecord
{
    private const int CodeLengthsAt = 64, LengthsAt = 96;

    /// <summary>Bytes of a record.</summary>
    public const int Bytes = LengthsAt + DeflateTables.MaxLengths;

    public static void Write(Span<byte> record, in InflateState state)
    {
        record[..Bytes].Clear();
        record[0] = (byte)state.Phase;
        record[1] = (byte)((state.IsFinalBlock ? 1 : 0) | (state.IsFixed ? 2 : 0));
        record[2] = (byte)state.BitCount;
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], state.Bits);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], state.InputOffset);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], state.OutputLength);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], state.CodesAt);
        BinaryPrimitives.WriteUInt32LittleEndian(record[40..], state.Adler);
        BinaryPrimitives.WriteInt32LittleEndian(record[44..], state.StoredLeft);
        BinaryPrimitives.WriteInt32LittleEndian(record[48..], state.MatchDistance);
        BinaryPrimitives.WriteInt16LittleEndian(record[52..], (short)state.MatchLeft);
        BinaryPrimitives.WriteInt16LittleEndian(record[54..], state.LiteralCodes);
        BinaryPrimitives.WriteInt16LittleEndian(record[56..], state.DistanceCodes);
        BinaryPrimitives.WriteInt16LittleEndian(record[58..], state.CodeLengthCodes);
        BinaryPrimitives.WriteInt16LittleEndian(record[60..], state.Index);
        ((ReadOnlySpan<byte>)state.CodeLengthLengths).CopyTo(record[CodeLengthsAt..]);
        ((ReadOnlySpan<byte>)state.Lengths).CopyTo(record[LengthsAt..]);
    }

    /// <summary>Reads a record; false if no inflater can have saved it in the middle of its data.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out InflateState state)
    {
        state = new InflateState
        {
            Phase = (InflatePhase)record[0],
            IsFinalBlock = (record[1] & 1) != 0,
            IsFixed = (record[1] & 2) != 0,
            BitCount = record[2],
            Bits = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]),
            InputOffset = BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
            OutputLength = BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            CodesAt = BinaryPrimitives.ReadInt64LittleEndian(record[32..]),
            Adler = BinaryPrimitives.ReadUInt32LittleEndian(record[40..]),
            StoredLeft = BinaryPrimitives.ReadInt32LittleEndian(record[44..]),
            MatchDistance = BinaryPrimitives.ReadInt32LittleEndian(record[48..]),
            MatchLeft = BinaryPrimitives.ReadInt16LittleEndian(record[52..]),
            LiteralCodes = BinaryPrimitives.ReadInt16LittleEndian(record[54..]),
            DistanceCodes = BinaryPrimitives.ReadInt16LittleEndian(record[56..]),
            CodeLengthCodes = BinaryPrimitives.ReadInt16LittleEndian(record[58..]),
            Index = BinaryPrimitives.ReadInt16LittleEndian(record[60..]),
        };
        record.Slice(CodeLengthsAt, 19).CopyTo(state.CodeLengthLengths);
        record.Slice(LengthsAt, DeflateTables.MaxLengths).CopyTo(state.Lengths);
        return HasSoundNumbers(state) && HasSoundCodes(state);
    }

    private static bool HasSoundNumbers(in InflateState state)
    {
        // Bits above the count are 0 in the buffer: see DeflateBitReader.
        bool hasBits = state.BitCount <= 63 && state.Bits >> state.BitCount == 0;
        bool hasPlace = state.InputOffset is >= 0 and < long.MaxValue / 8 && state.OutputLength > 0 && state.CodesAt >= 0;
        bool hasMatch = state.MatchLeft == 0
            || (state.MatchLeft is > 0 and < DeflateMatch.MaxLength && state.Phase == InflatePhase.Symbols
                && state.MatchDistance >= 1 && state.MatchDistance <= Math.Min(DeflateMatch.MaxDistance, state.OutputLength));
        bool hasStored = state.Phase == InflatePhase.StoredBytes
            ? state.StoredLeft is >= 0 and <= 0xFFFF && state.BitCount % 8 == 0
            : state.StoredLeft == 0;
        return hasBits && hasPlace && hasMatch && hasStored;
    }

    private static bool HasSoundCodes(in InflateState state)
    {
        ReadOnlySpan<byte> codeLengths = state.CodeLengthLengths, lengths = state.Lengths;
        bool hasCounts = state.LiteralCodes is >= 257 and <= 286 && state.DistanceCodes is >= 1 and <= 30;
        bool hasLengths = hasCounts && !lengths[..(state.LiteralCodes + state.DistanceCodes)].ContainsAnyInRange((byte)(DeflateTableBuilder.MaxBits + 1), (byte)255);
        bool hasCodeLengths = hasCounts && !codeLengths.ContainsAnyInRange((byte)8, (byte)255);
        switch (state.Phase)
        {
            case InflatePhase.BlockHeader or InflatePhase.StoredHeader or InflatePhase.StoredBytes or InflatePhase.CodeCounts or InflatePhase.CheckValue:
                return true;
            case InflatePhase.CodeLengthCode:
                return hasCodeLengths && state.CodeLengthCodes is >= 4 and <= 19 && state.Index >= 0 && state.Index <= state.CodeLengthCodes;
            case InflatePhase.CodeLengths:
                return hasCodeLengths && hasLengths && state.Index >= 0 && state.Index <= state.LiteralCodes + state.DistanceCodes;
            case InflatePhase.Symbols when state.IsFixed:
                return state.LiteralCodes == DeflateTables.LiteralSymbols && state.DistanceCodes == DeflateTables.DistanceSymbols;
            case InflatePhase.Symbols:
                return hasLengths;
            default:
                return false;
        }
    }
}
