// Owns: making a decoding table of code lengths (RFC 1951 3.2.2). It takes 2 to 4 µs a block, so it is written for speed: each code is put
// down once, and the table is doubled by copying as codes get longer. Stands under DeflateTables. Leaves to others: what an entry says
// (DeflateEntry), which codes may be used (DeflateTables).
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

/// <summary>What a list of code lengths amounts to.</summary>
internal enum DeflateCodeKind
{
    /// <summary>Every bit pattern begins with one code.</summary>
    Complete,

    /// <summary>One code of one bit, or none at all: usable, as in zlib; the rest of the patterns are flaws when met.</summary>
    Sparse,

    /// <summary>More codes than their lengths leave room for.</summary>
    Oversubscribed,

    /// <summary>Some patterns begin with no code.</summary>
    Incomplete,
}

/// <summary>Builds decoding tables.</summary>
internal static unsafe class DeflateTableBuilder
{
    public const int MaxBits = 15;

    /// <summary>Builds a table, unless the code is oversubscribed or incomplete.</summary>
    /// <param name="table">Receives 2^<paramref name="primaryBits"/> entries and the subtables.</param>
    /// <param name="primaryBits">Bits of the primary index.</param>
    /// <param name="lengths">Code lengths, 0 to 15; at most 288.</param>
    /// <param name="symbols">The entries of the symbols, without their codes.</param>
    /// <param name="unassigned">The flaw of bits that no code begins with.</param>
    public static DeflateCodeKind Build(
        uint[] table, int primaryBits, ReadOnlySpan<byte> lengths, ulong[] symbols, DeflateFlaw unassigned)
    {
        Debug.Assert(lengths.Length <= symbols.Length && lengths.Length <= DeflateTables.LiteralSymbols);
        ushort* counts = stackalloc ushort[MaxBits + 1];
        ushort* sorted = stackalloc ushort[DeflateTables.LiteralSymbols];
        new Span<ushort>(counts, MaxBits + 1).Clear();
        foreach (byte length in lengths)
        {
            Debug.Assert(length <= MaxBits);
            counts[length]++;
        }

        DeflateCodeKind kind = Classify(counts, lengths.Length);
        if (kind is DeflateCodeKind.Oversubscribed or DeflateCodeKind.Incomplete)
            return kind;

        Sort(lengths, counts, sorted);
        fixed (uint* start = table)
        fixed (ulong* entries = symbols)
        {
            if (kind == DeflateCodeKind.Sparse)
            {
                new Span<uint>(start, 1 << primaryBits).Fill(DeflateEntry.Unassigned(unassigned));
                if (counts[1] == 1)
                {
                    // The one code is the bit 0.
                    for (int i = 0; i < 1 << primaryBits; i += 2)
                        start[i] = DeflateEntry.WithCode(entries[sorted[0]], 1);
                }

                return kind;
            }

            Fill(start, table.Length, primaryBits, counts, sorted, entries);
        }

        return kind;
    }

    private static DeflateCodeKind Classify(ushort* counts, int symbols)
    {
        int left = 1;
        for (int bits = 1; bits <= MaxBits; bits++)
        {
            left = (left << 1) - counts[bits];
            if (left < 0)
                return DeflateCodeKind.Oversubscribed;
        }

        int used = symbols - counts[0];
        return left == 0 ? DeflateCodeKind.Complete : used == 0 || used == 1 && counts[1] == 1 ? DeflateCodeKind.Sparse : DeflateCodeKind.Incomplete;
    }

    /// <summary>3.2.2: shorter codes first; among those of one length the order of the symbols.</summary>
    private static void Sort(ReadOnlySpan<byte> lengths, ushort* counts, ushort* sorted)
    {
        ushort* offsets = stackalloc ushort[MaxBits + 2];
        // Unused symbols come last, where nobody looks: no test for each symbol.
        offsets[1] = 0;
        for (int bits = 1; bits <= MaxBits; bits++)
            offsets[bits + 1] = (ushort)(offsets[bits] + counts[bits]);
        offsets[0] = offsets[MaxBits + 1];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
            sorted[offsets[lengths[symbol]]++] = (ushort)symbol;
    }

    /// <summary>Of a complete code.</summary>
    private static void Fill(uint* table, int capacity, int primaryBits, ushort* counts, ushort* sorted, ulong* symbols)
    {
        // The code with its first bit lowest, as it stands in the data (3.1.1).
        uint code = 0;
        int bits = 1;
        while (counts[bits] == 0)
            bits++;

        // Up to here the table is 2^bits entries long. What is not yet in it is overwritten once its turn comes.
        for (; bits <= primaryBits; bits++)
        {
            uint last = (1u << bits) - 1;
            for (int n = counts[bits]; n > 0; n--)
            {
                table[code] = DeflateEntry.WithCode(symbols[*sorted++], bits);
                if (code == last)
                {
                    // That was the last code of all.
                    for (; bits < primaryBits; bits++)
                        Double(table, 1 << bits);
                    return;
                }

                code = Next(code, last);
            }

            if (bits < primaryBits)
                Double(table, 1 << bits);
        }

        uint mask = (1u << primaryBits) - 1;
        uint prefix = uint.MaxValue;
        int start = 1 << primaryBits, size = 0;
        for (; ; bits++)
        {
            uint last = (1u << bits) - 1;
            for (int n = counts[bits]; n > 0; n--)
            {
                if ((code & mask) != prefix)
                {
                    prefix = code & mask;
                    start += size;
                    // Its index has as many bits as the longest code with this prefix: lengthened until the codes fill it.
                    int indexBits = bits - primaryBits;
                    for (int filled = n; filled < 1 << indexBits;)
                        filled = (filled << 1) + counts[primaryBits + ++indexBits];
                    size = 1 << indexBits;
                    Debug.Assert(primaryBits + indexBits <= MaxBits);
                    if (start + size > capacity)
                        throw new InvalidOperationException("A table is larger than any code needs.");
                    table[prefix] = DeflateEntry.Subtable | (uint)start << 16 | (uint)indexBits << 8 | (uint)primaryBits;
                }

                uint entry = DeflateEntry.WithCode(symbols[*sorted++], bits - primaryBits);
                for (int i = (int)(code >> primaryBits); i < size; i += 1 << (bits - primaryBits))
                    table[start + i] = entry;
                if (code == last)
                    return;
                code = Next(code, last);
            }
        }
    }

    private static void Double(uint* table, int size) => new Span<uint>(table, size).CopyTo(new Span<uint>(table + size, size));

    /// <summary>The next code of the same length: 1 is added at the end with the last bit, and carried towards the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Next(uint code, uint last)
    {
        uint carry = 1u << BitOperations.Log2(code ^ last);
        return (code & (carry - 1)) | carry;
    }

    /// <summary>
    /// Puts a second literal into the entries whose index holds the codes of two, unless fewer than a tenth of the entries would get one.
    /// </summary>
    public static void PairLiterals(uint[] table, int primaryBits, ReadOnlySpan<byte> lengths)
    {
        int* literals = stackalloc int[MaxBits + 1];
        new Span<int>(literals, MaxBits + 1).Clear();
        foreach (byte length in lengths[..256])
            literals[length]++;
        int pairs = 0;
        for (int first = 1; first < primaryBits; first++)
        {
            for (int second = 1; first + second <= primaryBits; second++)
                pairs += literals[first] * literals[second] << (primaryBits - first - second);
        }

        if (pairs * 10 < 1 << primaryBits)
            return;

        fixed (uint* start = table)
        {
            if (Avx2.IsSupported)
                PairVectorized(start, primaryBits);
            else
                PairScalar(start, primaryBits);
        }
    }

    /// <summary>
    /// From the end: the second code is looked up at a smaller index, or at 0 for 0, where there is still one literal. What is looked up for
    /// entries that are no literals is not used. No branches: which entries find a second literal is hard to foresee, 5 µs a table.
    /// </summary>
    internal static void PairScalar(uint* table, int primaryBits)
    {
        for (int i = (1 << primaryBits) - 1; i >= 0; i--)
        {
            uint first = table[i], second = table[i >> (int)(first & 31)];
            // Bits above the index are missing from the second code unless both fit.
            uint bits = (first & 0xFF) + (second & 0xFF);
            uint both = 2u << DeflateEntry.LiteralCountShift | (second & 0xFF00) << 8 | (first & 0xFF00) | bits;
            table[i] = (int)(first | second) >= 0 & bits <= (uint)primaryBits ? both : first;
        }
    }

    /// <summary>The same, 8 entries at once: all of them are read before one is written.</summary>
    internal static void PairVectorized(uint* table, int primaryBits)
    {
        Debug.Assert(primaryBits >= 3);
        Vector256<uint> lengths = Vector256.Create(0xFFu), literals = Vector256.Create(0xFF00u), two = Vector256.Create(2u << DeflateEntry.LiteralCountShift);
        Vector256<uint> most = Vector256.Create((uint)primaryBits);
        for (int i = (1 << primaryBits) - 8; i >= 0; i -= 8)
        {
            Vector256<uint> first = Vector256.Load(table + i);
            Vector256<uint> index = Vector256<uint>.Indices + Vector256.Create((uint)i);
            // A shift by more than 31 gives 0.
            Vector256<uint> second = Avx2.GatherVector256(table, Avx2.ShiftRightLogicalVariable(index, first & lengths).AsInt32(), sizeof(uint));
            Vector256<uint> bits = (first & lengths) + (second & lengths);
            Vector256<uint> both = two | (second & literals) << 8 | (first & literals) | bits;
            Vector256<uint> isPair = ~Vector256.IsNegative((first | second).AsInt32()).AsUInt32() & Vector256.Equals(Vector256.Min(bits, most), bits);
            Vector256.Store(Vector256.ConditionalSelect(isPair, both, first), table + i);
        }
    }
}
