// Owns: the tables that decoding uses, derived from a definition on demand: one look-up for the short codes, together with the bits
// that follow them, and a search by length for the long ones (the MAXCODE of T.81 F.2.2.3). Stands between HuffmanTable, the
// definition, and the kernels, which read them through pointers. Leaves to others: checking the definition, and the slow way to
// read the same codes (PlainHuffman).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>What a table decodes, which decides what its look-up holds.</summary>
internal enum HuffmanUse
{
    /// <summary>Categories of DC differences (F.1.2.1), or lossless ones (H.1.2.2): look-up gives the difference itself where it fits.</summary>
    Dc,

    /// <summary>Run and size of sequential AC coefficients (F.1.2.2): look-up gives run and coefficient where they fit.</summary>
    AcSequential,

    /// <summary>The same in a progressive first scan (G.1.2.2), where size 0 begins a run of ended blocks.</summary>
    AcFirst,

    /// <summary>Symbols of a progressive refinement scan (G.1.2.3): look-up gives the symbol.</summary>
    AcRefine,
}

/// <summary>
/// The derived table, in native memory. Entries of <see cref="Lookup"/> are indexed by the next
/// <see cref="LookupBits"/> bits. Bits 0-5 of an entry: how many bits it consumes.
/// <list type="bullet">
/// <item>Dc. Bits 8-15 say what bits 16-31 hold. 0: the difference. <see cref="DcThenEnd"/>: the difference, and the AC
/// table's end of block follows and is consumed as well. <see cref="DcCodeOnly"/>: the category, whose extra bits do not
/// fit. <see cref="DcLongCode"/>: nothing, the code is longer.</item>
/// <item>AC. Bits 8-15: how far the zigzag index moves on: run + 1 (ZRL: 16 and a coefficient of zero); the same and
/// <see cref="ThenEnd"/> if the end of block follows and is consumed as well; <see cref="EndOfBlock"/>; or
/// <see cref="Special"/>. Bits 16-31: the coefficient; when special, bits 16-23 hold the symbol, whose extra bits do not
/// fit, and nothing is consumed if the code itself is longer.</item>
/// <item>AcRefine. Bits 8-15: 0, bits 16-23: the symbol; or <see cref="Special"/> for a longer code.</item>
/// </list>
/// The index is at most 62 before an entry is applied, or two at once (<see cref="PairedHuffmanTable"/>), so the sums tell the cases apart:
/// below 63 coefficients, 63 the last one, 64 to 94 a run too long, 96 to 189 coefficients and the end, 190 to 252 the end, 255 and up special.
/// </summary>
internal unsafe struct DerivedHuffmanTable
{
    /// <summary>
    /// 10: a resolved symbol takes 10 bits at most, so that a refill of 56 bits feeds five of them; two AC tables of
    /// 4 KiB and their strip share the L1 cache.
    /// </summary>
    public const int LookupBits = 10;

    /// <summary>Added to a run where the end of block follows.</summary>
    public const int ThenEnd = 95;

    /// <summary>Moves the index past 63 in a way that no run can.</summary>
    public const int EndOfBlock = 190;

    /// <summary>Moves the index further still: the look-up does not hold all.</summary>
    public const int Special = 255;

    public const int DcCodeOnly = 1;

    public const int DcLongCode = 2;

    public const int DcThenEnd = 3;

    public fixed uint Lookup[1 << LookupBits];

    /// <summary>
    /// For each length above <see cref="LookupBits"/> the first 16-bit value that is past its codes; [17] is past all.
    /// </summary>
    public fixed uint Limit[18];

    /// <summary>For each length what to add to a code to get its symbol's index.</summary>
    public fixed int SymbolOffset[17];

    public fixed byte Symbols[256];

    /// <summary>AcSequential: length of the code for the end of block; 0 if there is none.</summary>
    public int EndLength;

    /// <summary>That code, in the top bits.</summary>
    public ulong EndTop;

    /// <summary>
    /// Finds a code longer than <see cref="LookupBits"/>. <paramref name="top16"/>: the next 16 bits. Returns the length
    /// × 256 + symbol; length 17 and symbol 0 for a code that is not in the table (as libjpeg has it).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int FindLong(DerivedHuffmanTable* table, uint top16)
    {
        int length = LookupBits + 1;
        while (length <= 16 && top16 >= table->Limit[length])
            length++;
        if (length == 17)
            return 17 << 8;
        int code = (int)(top16 >> (16 - length));
        return length << 8 | table->Symbols[(code + table->SymbolOffset[length]) & 255];
    }
}

/// <summary>Derives tables from definitions, each for each use once.</summary>
internal sealed unsafe class HuffmanDerivation
{
    private readonly nint[] _derived = new nint[4];
    private HuffmanTable? _dcPartner;

    private HuffmanDerivation()
    {
    }

    /// <summary>The derived table, made in <paramref name="arena"/> the first time; one arena serves a decode.</summary>
    public static DerivedHuffmanTable* Derive(HuffmanTable table, HuffmanUse use, NativeArena arena)
    {
        ref nint derived = ref Of(table)._derived[(int)use];
        if (derived == 0)
            derived = (nint)Make(table, use, end: use == HuffmanUse.AcSequential ? FindCode(table, 0) : default, arena);
        return (DerivedHuffmanTable*)derived;
    }

    /// <summary>The derived table of DC differences in a sequential scan, whose blocks go on with <paramref name="ac"/>.</summary>
    public static DerivedHuffmanTable* DeriveDc(HuffmanTable table, HuffmanTable ac, NativeArena arena)
    {
        HuffmanDerivation known = Of(table);
        ref nint derived = ref known._derived[(int)HuffmanUse.Dc];
        if (known._dcPartner != ac)
        {
            derived = (nint)Make(table, HuffmanUse.Dc, FindCode(ac, 0), arena);
            known._dcPartner = ac;
        }

        return (DerivedHuffmanTable*)derived;
    }

    private static HuffmanDerivation Of(HuffmanTable table) => (HuffmanDerivation)(table.Derived ??= new HuffmanDerivation());

    /// <summary>A symbol's code and its length, or length 0.</summary>
    private static (int Code, int Length) FindCode(HuffmanTable table, byte symbol)
    {
        ReadOnlySpan<byte> lengths = table.Lengths;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            int found = table.Symbols.Slice(index, lengths[length - 1]).IndexOf(symbol);
            if (found >= 0)
                return (code + found, length);
            index += lengths[length - 1];
            code += lengths[length - 1];
        }

        return default;
    }

    /// <summary>C.2 and F.2.2.3: codes in order of length, counted up within one.</summary>
    private static DerivedHuffmanTable* Make(HuffmanTable definition, HuffmanUse use, (int Code, int Length) end, NativeArena arena)
    {
        const int bits = DerivedHuffmanTable.LookupBits;
        ReadOnlySpan<byte> lengths = definition.Lengths, symbols = definition.Symbols;
        var table = (DerivedHuffmanTable*)arena.Allocate(sizeof(DerivedHuffmanTable));
        symbols.CopyTo(new Span<byte>(table->Symbols, 256));
        new Span<byte>(table->Symbols, 256)[symbols.Length..].Clear();

        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            table->SymbolOffset[length] = index - code;
            for (int i = 0; i < lengths[length - 1]; i++, code++, index++)
            {
                if (length <= bits)
                    FillEntries(table->Lookup + (code << (bits - length)), length, symbols[index], use, end);
            }

            table->Limit[length] = (uint)code << (16 - length);

            // The codes that the look-up can hold fill it from the front; longer ones begin with what is left.
            if (length == bits)
            {
                uint unresolved = use == HuffmanUse.Dc ? DerivedHuffmanTable.DcLongCode << 8 : (uint)DerivedHuffmanTable.Special << 8;
                new Span<uint>(table->Lookup + code, (1 << bits) - code).Fill(unresolved);
            }
        }

        table->Limit[17] = uint.MaxValue;
        table->EndLength = end.Length;
        table->EndTop = end.Length == 0 ? 0 : (ulong)end.Code << (64 - end.Length);
        return table;
    }

    /// <summary>The entries of one code: all that continue it.</summary>
    private static void FillEntries(uint* entries, int length, byte symbol, HuffmanUse use, (int Code, int Length) end)
    {
        const int bits = DerivedHuffmanTable.LookupBits;
        int size = use == HuffmanUse.Dc ? symbol : symbol & 15;
        uint run = (uint)symbol >> 4;
        uint whole = use switch
        {
            HuffmanUse.AcRefine => (uint)symbol << 16,
            HuffmanUse.Dc => (uint)symbol << 16 | DerivedHuffmanTable.DcCodeOnly << 8,
            _ when symbol == 0 => DerivedHuffmanTable.EndOfBlock << 8,

            // A coefficient of zero is harmless here; a progressive scan would take it for a non-zero one.
            HuffmanUse.AcSequential when symbol == 0xF0 => 16 << 8,
            _ => (uint)symbol << 16 | DerivedHuffmanTable.Special << 8,
        };
        bool resolvable = use == HuffmanUse.Dc || (use is HuffmanUse.AcSequential or HuffmanUse.AcFirst && size != 0);
        int spare = bits - length - size;
        if (!resolvable || spare < 0)
        {
            FillOver(entries, 1 << (bits - length), whole | (uint)length);
            return;
        }

        // The extra bits are in the index: EXTEND (F.2.2.1) is done here.
        uint plain = use == HuffmanUse.Dc ? 0 : run + 1;
        uint then = use == HuffmanUse.Dc ? DerivedHuffmanTable.DcThenEnd : run + 1 + DerivedHuffmanTable.ThenEnd;
        bool mayEnd = end.Length != 0 && end.Length <= spare;
        int rest = spare - end.Length;
        for (int value = 0; value < 1 << size; value++, entries += 1 << spare)
        {
            int extended = size == 0 || value >= 1 << (size - 1) ? value : value - (1 << size) + 1;
            uint entry = (uint)extended << 16;
            FillOver(entries, 1 << spare, entry | plain << 8 | (uint)(length + size));
            if (mayEnd)
                FillExactly(entries + (end.Code << rest), 1 << rest, entry | then << 8 | (uint)(length + size + end.Length));
        }
    }

    /// <summary>
    /// Fills <paramref name="count"/> entries, a power of two, and up to 7 behind them, which are still to be filled; behind the
    /// last entry are the limits of lengths that nobody looks for. (Exact fills took half of the time of making a table,
    /// most of them being of one or two entries.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillOver(uint* entries, int count, uint entry)
    {
        Vector256<uint> eight = Vector256.Create(entry);
        eight.Store(entries);
        for (int i = 8; i < count; i += 8)
            eight.Store(entries + i);
    }

    /// <summary>Fills <paramref name="count"/> entries, a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillExactly(uint* entries, int count, uint entry)
    {
        if (count >= 8)
            FillOver(entries, count, entry);
        else
            for (int i = 0; i < count; i++)
                entries[i] = entry;
    }
}
