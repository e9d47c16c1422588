// Owns: decoding one symbol of a coded block (RFC 1951 3.2.5) from exactly the bits that are there. Normative: DeflateFastLoop does the
// same in the middle of large buffers, where it need not look where they end. Stands between the tables and ZlibInflater. Leaves to others:
// carrying symbols out and telling study of them (ZlibInflater).
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>What came of an attempt to read something.</summary>
internal enum InflateOutcome
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>Not all its bits are there; none has been used.</summary>
    NeedsInput,

    /// <summary>It breaks a rule.</summary>
    Flawed,
}

/// <summary>One symbol, with the bits that carried it.</summary>
internal struct InflateSymbol
{
    /// <summary>Of a literal: the byte.</summary>
    public byte Literal;

    /// <summary>Bits of its code.</summary>
    public byte CodeBits;

    /// <summary>Of a length: extra bits after the code.</summary>
    public byte LengthExtraBits;

    /// <summary>Of a match: bits of the distance code.</summary>
    public byte DistanceCodeBits;

    /// <summary>Of a match: extra bits after that.</summary>
    public byte DistanceExtraBits;

    /// <summary>Bytes that it gives: 1, 3 to 258, or 0.</summary>
    public short Length;

    /// <summary>Of a match: 1 to 32768.</summary>
    public int Distance;

    /// <summary>Its number in the literal/length alphabet, 0 to 285.</summary>
    public readonly int Code => Length switch
    {
        0 => 256,
        1 => Literal,
        _ => 257 + DeflateEntry.LengthBase.IndexOf(LengthBase),
    };

    /// <summary>Of a match: number of the distance code, 0 to 29.</summary>
    public readonly int DistanceCode => DeflateEntry.DistanceBase.IndexOf(DistanceBase);

    /// <summary>Of a match: what the length code alone stands for.</summary>
    public short LengthBase;

    /// <summary>Of a match: what the distance code alone stands for.</summary>
    public short DistanceBase;

    /// <summary>All its bits, 1 to 48.</summary>
    public readonly int BitLength => CodeBits + LengthExtraBits + DistanceCodeBits + DistanceExtraBits;
}

/// <summary>Reads symbols.</summary>
internal static class DeflateSymbolReader
{
    /// <summary>Reads the next symbol. If it is not <see cref="InflateOutcome.Read"/>, no bit has been used.</summary>
    /// <param name="bits">Where the symbol begins.</param>
    /// <param name="tables">The codes of the block.</param>
    /// <param name="outputLength">Bytes inflated so far: no distance reaches further.</param>
    /// <param name="symbol">The symbol. Of a flaw: as far as it was read.</param>
    /// <param name="flaw">What is wrong.</param>
    /// <param name="flawBits">Bits from the beginning of the symbol to the field that is wrong.</param>
    public static InflateOutcome Read(
        ref DeflateBitReader bits, DeflateTables tables, long outputLength, out InflateSymbol symbol, out DeflateFlaw flaw, out int flawBits)
    {
        symbol = default;
        flaw = DeflateFlaw.None;
        flawBits = 0;
        bits.FillUp();
        ulong buffer = bits.Buffer;
        int left = bits.Count;

        // Bits that are not there are 0 in the buffer. An entry that is found with no more bits than there are is right whatever
        // follows them; one with more bits has to wait.
        uint entry = Find(tables.Literals, DeflateTables.LiteralBits, buffer, out int codeBits);
        if (entry < DeflateEntry.Other)
        {
            byte literal = (byte)(entry >> 8);
            // Of two literals in one entry only the first.
            int literalBits = tables.LiteralLengths[literal];
            if (literalBits > left)
                return InflateOutcome.NeedsInput;
            symbol.Literal = literal;
            symbol.CodeBits = (byte)literalBits;
            symbol.Length = 1;
            bits.Skip(literalBits);
            return InflateOutcome.Read;
        }

        if (codeBits > left)
            return InflateOutcome.NeedsInput;
        symbol.CodeBits = (byte)codeBits;
        if ((entry & DeflateEntry.EndOfBlock) == DeflateEntry.EndOfBlock)
        {
            bits.Skip(codeBits);
            return InflateOutcome.Read;
        }

        if ((entry & DeflateEntry.Exceptional) != 0)
        {
            flaw = DeflateEntry.FlawOf(entry);
            return InflateOutcome.Flawed;
        }

        int lengthExtra = DeflateEntry.Bits(entry) - DeflateEntry.CodeBits(entry);
        if (codeBits + lengthExtra > left)
            return InflateOutcome.NeedsInput;
        symbol.LengthBase = (short)(entry >> 16 & 0x1FF);
        symbol.Length = (short)(symbol.LengthBase + (int)(buffer >> codeBits & ((1ul << lengthExtra) - 1)));
        symbol.LengthExtraBits = (byte)lengthExtra;
        int used = codeBits + lengthExtra;

        entry = Find(tables.Distances, DeflateTables.DistanceBits, buffer >> used, out codeBits);
        if (used + codeBits > left)
            return InflateOutcome.NeedsInput;
        flawBits = used;
        symbol.DistanceCodeBits = (byte)codeBits;
        if (entry >= DeflateEntry.Other)
        {
            flaw = DeflateEntry.FlawOf(entry);
            return InflateOutcome.Flawed;
        }

        int distanceExtra = DeflateEntry.Bits(entry) - DeflateEntry.CodeBits(entry);
        used += codeBits;
        if (used + distanceExtra > left)
            return InflateOutcome.NeedsInput;
        symbol.DistanceBase = (short)(entry >> 16);
        symbol.Distance = symbol.DistanceBase + (int)(buffer >> used & ((1ul << distanceExtra) - 1));
        symbol.DistanceExtraBits = (byte)distanceExtra;
        if (symbol.Distance > outputLength)
        {
            flaw = DeflateFlaw.DistanceTooFar;
            return InflateOutcome.Flawed;
        }

        bits.Skip(used + distanceExtra);
        return InflateOutcome.Read;
    }

    /// <summary>The entry of the code that <paramref name="buffer"/> begins with.</summary>
    private static uint Find(uint[] table, int primaryBits, ulong buffer, out int codeBits)
    {
        uint entry = table[(int)(buffer & ((1ul << primaryBits) - 1))];
        int before = 0;
        if ((entry & DeflateEntry.Subtable) == DeflateEntry.Subtable)
        {
            before = primaryBits;
            entry = table[DeflateEntry.StartOf(entry) + (buffer >> primaryBits & ((1ul << DeflateEntry.CodeBits(entry)) - 1))];
            Debug.Assert((entry & DeflateEntry.Subtable) != DeflateEntry.Subtable);
        }

        // Literals are the caller's to tell; all else that is exceptional has its code's bits alone.
        bool isAlone = entry >= DeflateEntry.Other && (entry & DeflateEntry.Exceptional) != 0;
        codeBits = before + (isAlone ? DeflateEntry.Bits(entry) : DeflateEntry.CodeBits(entry));
        return entry;
    }
}
