// Owns: the layout of an entry of the decoding tables, and what each symbol of the two alphabets puts into it (RFC 1951 3.2.5). Stands
// under the table builder, which adds code lengths, and the two decoders, which take entries apart. Leaves to others: where an entry goes
// in a table (DeflateTableBuilder).
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>
/// Entries of 32 bits. Bits 0 to 7 are always the bits to pass over. The fast loop subtracts a whole entry from its bit count
/// and looks at the low 8 bits of that alone, so no bit of an entry needs to be masked away.
/// <code>
/// literals     31: 0   25-24: how many, 1 or 2   23-16: the second   15-8: the first   7-0: bits of both codes
/// length       31: 1   24-16: base, 3 to 258   15-8: bits of the code   7-0: bits of the code and the extra bits
/// end of block 31, 30, 29: 1                                            7-0: bits of the code
/// subtable     31, 30, 28: 1   27-16: its first entry   15-8: bits of its index   7-0: bits of the primary index
/// flaw         31, 30: 1   23-16: which flaw                            7-0: bits of the code
/// distance     31: 0   30-16: base, 1 to 24577   15-8: bits of the code   7-0: bits of the code and the extra bits
/// (subtables and flaws of the distance table are as above)
/// </code>
/// Example: symbol 269, lengths 19 to 22, with a code of 7 bits: 1000 0000 0001 0011 0000 0111 0000 1001, that is 0x80130709:
/// base 19, 7 bits of code, 7 + 2 bits in all.
/// </summary>
internal static class DeflateEntry
{
    /// <summary>Not a literal; of a distance table: not a distance.</summary>
    public const uint Other = 1u << 31;

    /// <summary>Neither literal nor length.</summary>
    public const uint Exceptional = 1u << 30;

    public const uint EndOfBlock = Other | Exceptional | 1u << 29;

    public const uint Subtable = Other | Exceptional | 1u << 28;

    public const uint Flaw = Other | Exceptional;

    // The bits of the code are part of all bits to pass over; where extra bits follow, they are also kept by themselves.
    private const ulong Once = 0x001ul << 32;
    private const ulong Twice = 0x101ul << 32;

    /// <summary>Number of literals, 1 or 2, of an entry that holds any.</summary>
    public const int LiteralCountShift = 24;

    /// <summary>RFC 1951 3.2.7: the order in which the lengths of the code length code are stored.</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>3.2.5: the shortest length of symbols 257 to 285.</summary>
    public static ReadOnlySpan<short> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>3.2.5: how many bits are read and added to it.</summary>
    public static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>3.2.5: the shortest distance of symbols 0 to 29.</summary>
    public static ReadOnlySpan<short> DistanceBase =>
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    /// <summary>3.2.5: how many bits are read and added to it.</summary>
    public static ReadOnlySpan<byte> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>
    /// Literal/length symbols 0 to 287: in the low half the entry for a code of 0 bits, in the high half what each bit of the
    /// code adds to it.
    /// </summary>
    public static readonly ulong[] LiteralSymbols = MakeLiteralSymbols();

    /// <summary>The same of distance symbols 0 to 31.</summary>
    public static readonly ulong[] DistanceSymbols = MakeDistanceSymbols();

    /// <summary>The entry of a symbol with a code of <paramref name="bits"/> bits, 1 to 15.</summary>
    /// <param name="symbol">From one of the two lists.</param>
    /// <param name="bits">Bits of the code, or of what a subtable's index has of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithCode(ulong symbol, int bits) => (uint)symbol + (uint)(symbol >> 32) * (uint)bits;

    /// <summary>The entry of bits that no code begins with.</summary>
    public static uint Unassigned(DeflateFlaw flaw) => Flaw | (uint)flaw << 16 | 1;

    /// <summary>The bits to pass over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bits(uint entry) => (int)(entry & 0xFF);

    /// <summary>Of lengths and distances the bits of the code; of subtables the bits of the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CodeBits(uint entry) => (int)(entry >> 8 & 0xFF);

    public static DeflateFlaw FlawOf(uint entry) => (DeflateFlaw)(entry >> 16 & 0xFF);

    /// <summary>First entry of a subtable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StartOf(uint entry) => entry >> 16 & 0xFFF;

    private static ulong[] MakeLiteralSymbols()
    {
        ulong[] symbols = new ulong[288];
        for (int symbol = 0; symbol < 288; symbol++)
        {
            symbols[symbol] = symbol switch
            {
                < 256 => Once | 1u << LiteralCountShift | (uint)symbol << 8,
                256 => Once | EndOfBlock,
                < 286 => Twice | Other | (uint)LengthBase[symbol - 257] << 16 | LengthExtra[symbol - 257],
                // 3.2.6: they take part in the fixed code and never occur.
                _ => Once | Flaw | (uint)DeflateFlaw.ReservedLengthSymbol << 16,
            };
        }

        return symbols;
    }

    private static ulong[] MakeDistanceSymbols()
    {
        ulong[] symbols = new ulong[32];
        for (int symbol = 0; symbol < 32; symbol++)
        {
            symbols[symbol] = symbol < 30
                ? Twice | (uint)DistanceBase[symbol] << 16 | DistanceExtra[symbol]
                : Once | Flaw | (uint)DeflateFlaw.ReservedDistanceSymbol << 16;
        }

        return symbols;
    }
}
