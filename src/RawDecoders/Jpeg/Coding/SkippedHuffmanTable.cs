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

    /// <summary>Bytes of a table.</summary>
    public const int Bytes = sizeof(ushort) << LookupBits;

    public const int ThenEnd = 128;

    public const int Special = 255;

    public fixed ushort Entries[1 << LookupBits];

    /// <summary>Makes the table of the sequential AC codes of a definition.</summary>
    /// <remarks>
    /// Tables of fewer bits first: behind a symbol and its extra bits stands what the table of the bits that are left says of them. That of n
    /// bits lies at 2^n. (Each index by itself took 60 microseconds a table.)
    /// </remarks>
    public static SkippedHuffmanTable* Make(HuffmanTable definition, NativeArena arena)
    {
        var table = (SkippedHuffmanTable*)arena.Allocate(sizeof(SkippedHuffmanTable));
        Span<ushort> smaller = stackalloc ushort[1 << LookupBits];
        smaller[1] = Special << 8;
        for (int bits = 1; bits < LookupBits; bits++)
            Fill(smaller.Slice(1 << bits, 1 << bits), bits, smaller, definition);
        Fill(new Span<ushort>(table->Entries, 1 << LookupBits), LookupBits, smaller, definition);
        return table;
    }

    private static void Fill(Span<ushort> entries, int bits, ReadOnlySpan<ushort> smaller, HuffmanTable definition)
    {
        int next = 0;
        int place = 0;
        for (int length = 1; length <= bits; length++)
        {
            int each = 1 << (bits - length);
            for (int i = 0; i < definition.Lengths[length - 1]; i++, next++, place += each)
                FillCode(entries.Slice(place, each), length, definition.Symbols[next], bits - length, smaller);
        }

        // Longer codes.
        entries[place..].Fill(Special << 8);
    }

    /// <summary>The entries of one code: <paramref name="left"/> bits behind it are in the index.</summary>
    private static void FillCode(Span<ushort> entries, int length, byte symbol, int left, ReadOnlySpan<ushort> smaller)
    {
        int size = symbol & 15;
        int run = symbol == 0xF0 ? 16 : (symbol >> 4) + 1;
        int rest = left - size;
        ushort alone = (ushort)(symbol == 0 ? ThenEnd << 8 | length : size == 0 && symbol != 0xF0 ? Special << 8 : run << 8 | (length + size));
        if (rest <= 0 || (size == 0 && symbol != 0xF0))
        {
            entries.Fill(alone);
            return;
        }

        ReadOnlySpan<ushort> behind = smaller.Slice(1 << rest, 1 << rest);
        for (int i = 0; i < behind.Length; i++)
        {
            int moved = behind[i] >> 8;
            entries[i] = moved == Special || run + (moved & (ThenEnd - 1)) > MostCoefficients ? alone : (ushort)(alone + behind[i]);
        }

        // Whatever its extra bits are.
        for (int filled = behind.Length; filled < entries.Length; filled *= 2)
            entries[..filled].CopyTo(entries[filled..]);
    }
}
