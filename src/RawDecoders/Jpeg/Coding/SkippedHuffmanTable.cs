// Owns: the table by which AC coefficients are passed over that no sample is made of: one look-up for as many whole symbols as its bits show,
// with the bits that follow their codes. Stands between HuffmanTable, the definition, and ScaledSequentialKernel. Leaves to others:
// coefficients that are wanted, and codes that are long (DerivedHuffmanTable).

namespace RawDecoders.Jpeg;

/// <summary>
/// Entries are indexed by the next <see cref="LookupBits"/> bits. Bits 0-5: how many bits the symbols take, extra bits that are not in the
/// index among them: 26 at most, and a refill has room for two. Bits 8-15: how far the zigzag index moves on, 1 to <see cref="MostCoefficients"/>; the same and <see cref="ThenEnd"/>
/// if the end of block follows, and is among the symbols; or <see cref="Special"/>, where the first code is not one of a run and a size, or
/// is longer than the index.
/// </summary>
internal unsafe struct SkippedHuffmanTable
{
    /// <summary>11: usual symbols come two a look-up. With 12 large pictures gained nothing, and making the table cost small ones 5 %.</summary>
    public const int LookupBits = 11;

    /// <summary>An entry moves on no further: the index of a block is below 63 before it, and below 126 after.</summary>
    public const int MostCoefficients = 62;

    public const int ThenEnd = 128;

    public const int Special = 255;

    public fixed ushort Entries[1 << LookupBits];

    /// <summary>Makes the table of the sequential AC codes of a definition.</summary>
    public static SkippedHuffmanTable* Make(HuffmanTable definition, NativeArena arena)
    {
        var table = (SkippedHuffmanTable*)arena.Allocate(sizeof(SkippedHuffmanTable));
        var entries = new Span<ushort>(table->Entries, 1 << LookupBits);

        // The first symbol of each index, with the length of its code: 0 where that is longer.
        Span<byte> symbols = stackalloc byte[1 << LookupBits];
        Span<byte> lengths = stackalloc byte[1 << LookupBits];
        symbols.Clear();
        lengths.Clear();
        int next = 0;
        int place = 0;
        for (int length = 1; length <= LookupBits; length++)
        {
            int each = 1 << (LookupBits - length);
            for (int i = 0; i < definition.Lengths[length - 1]; i++, next++, place += each)
            {
                symbols.Slice(place, each).Fill(definition.Symbols[next]);
                lengths.Slice(place, each).Fill((byte)length);
            }
        }

        for (int i = 0; i < entries.Length; i++)
            entries[i] = Entry(i, symbols, lengths);
        return table;
    }

    private static ushort Entry(int index, ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> lengths)
    {
        int bits = 0;
        int moved = 0;
        while (bits < LookupBits)
        {
            int at = index << bits & (1 << LookupBits) - 1;
            int length = lengths[at];
            int symbol = symbols[at];
            if (length == 0 || length > LookupBits - bits)
                break;
            if (symbol == 0)
                return (ushort)((moved + ThenEnd) << 8 | (bits + length));
            int run = symbol == 0xF0 ? 16 : (symbol >> 4) + 1;
            if ((symbol & 15) == 0 && symbol != 0xF0 || moved + run > MostCoefficients)
                break;
            bits += length + (symbol & 15);
            moved += run;
        }

        return (ushort)(moved == 0 ? Special << 8 : moved << 8 | bits);
    }
}
