// Owns: the coded symbols of a block, one by one with their places: sequential (T.81 F.2.2) and progressive, first scans and
// refinements (G.1.2, with the decoding procedures of G.2); PlainBlockReader.Arithmetic.cs has those of arithmetic coding. Slow and plain; it gives the coefficients that the kernels give,
// and finds the damage that they find at the bit where it begins. Stands on PlainBitReader and PlainHuffman. Leaves to others:
// scans and restarts.

namespace RawDecoders.Jpeg;

/// <summary>What a coded item of a block is.</summary>
internal enum CodedKind
{
    /// <summary>Category of a DC difference and its extra bits (F.1.2.1).</summary>
    DcDifference,

    /// <summary>The same of a lossless sample and its prediction (H.1.2.2).</summary>
    LosslessDifference,

    /// <summary>One more bit of a DC coefficient (G.1.2.1).</summary>
    DcBit,

    /// <summary>A run of zeros and a coefficient (F.1.2.2).</summary>
    Coefficient,

    /// <summary>ZRL: sixteen zeros.</summary>
    ZeroRun,

    /// <summary>EOB: the rest of the block, or the band, is zero.</summary>
    EndOfBlock,

    /// <summary>EOBn: so are the bands of more blocks (G.1.2.2).</summary>
    EndOfBandRun,

    /// <summary>One more bit of a coefficient that is non-zero already (G.1.2.3).</summary>
    Correction,

    /// <summary>What could not be read.</summary>
    Damage,
}

/// <summary>A coded item.</summary>
internal struct CodedItem
{
    public CodedKind Kind;

    /// <summary>Where its first bit is.</summary>
    public BitPlace Place;

    /// <summary>Length of the Huffman code; 0 for a bit without one.</summary>
    public int CodeLength;

    public int Code;

    /// <summary>RS or SSSS, as the code says.</summary>
    public int Symbol;

    /// <summary>Where the extra bits begin.</summary>
    public BitPlace ExtraPlace;

    public int ExtraLength;

    public int Extra;

    /// <summary>Zigzag index of the coefficient; of a run's last zero.</summary>
    public int Index;

    /// <summary>
    /// The difference of DC; the coefficient's value (after the point transform is undone); blocks of an end-of-band run, this one
    /// included.
    /// </summary>
    public int Value;

    /// <summary>The value before: DC prediction, or the coefficient that is corrected.</summary>
    public int Before;

    /// <summary>Arithmetic coding: the first of the block's decisions that make the item, and how many do. Its bits are then its code's.</summary>
    public int FirstDecision, Decisions;

    public readonly int Bits => CodeLength + ExtraLength;
}

/// <summary>Reads blocks.</summary>
/// <param name="bits">The data of a restart interval.</param>
/// <param name="log">Receives every item; null if nobody asks.</param>
internal ref partial struct PlainBlockReader(PlainBitReader bits, List<CodedItem>? log)
{
    private readonly List<CodedItem>? _log = log;

    public PlainBitReader Bits = bits;

    /// <summary>G.1.2.2: blocks whose band the last end-of-band run still ends.</summary>
    public int EndOfBandRun;

    /// <summary>The registers and statistics of the interval; null of Huffman coding.</summary>
    public PlainArithmetic? Arithmetic;

    /// <summary>What was wrong with the last block, if a method said false.</summary>
    public EntropyDamage Damage;

    /// <summary>Whether that was the end of the data.</summary>
    public bool Ended;

    /// <summary>Where the damaged item begins.</summary>
    public BitPlace DamagePlace;

    /// <summary>F.2.2: a whole block. Coefficients in natural order; the caller has cleared them.</summary>
    public bool Sequential(PlainHuffman dc, PlainHuffman ac, ref int prediction, scoped Span<short> block)
    {
        if (!DcFirst(dc, ref prediction, 0, block))
            return false;
        int k = 0;
        while (k < 63)
        {
            if (!TryCode(ac, out CodedItem item))
                return false;
            int run = item.Symbol >> 4;
            int size = item.Symbol & 15;
            if (size == 0)
            {
                if (run != 15)
                {
                    item.Kind = CodedKind.EndOfBlock;
                    item.Index = 63;
                    return run == 0 ? Add(item) : Fail(item, EntropyDamage.ForbiddenSymbol);
                }

                item.Kind = CodedKind.ZeroRun;
                k += 16;
                item.Index = k;
                if (k > 63)
                    return Fail(item, EntropyDamage.RunTooLong);
                Add(item);
                continue;
            }

            k += run + 1;
            if (!TryExtra(ref item, size))
                return false;
            item.Kind = CodedKind.Coefficient;
            item.Index = k;
            item.Value = Extend(item.Extra, size);
            if (k > 63)
                return Fail(item, EntropyDamage.RunTooLong);
            block[ZigZag.ToNatural[k]] = (short)item.Value;
            Add(item);
        }

        return true;
    }

    /// <summary>F.2.2.1 and G.1.2.1: the DC coefficient as a difference from the block before.</summary>
    public bool DcFirst(PlainHuffman dc, ref int prediction, int shift, scoped Span<short> block)
    {
        if (!TryCode(dc, out CodedItem item) || !TryExtra(ref item, item.Symbol & 15))
            return false;
        item.Kind = CodedKind.DcDifference;
        item.Value = Extend(item.Extra, item.Symbol & 15);
        item.Before = prediction;
        prediction += item.Value;
        block[0] = (short)(prediction << shift);
        return prediction << shift is >= short.MinValue and <= short.MaxValue ? Add(item) : Fail(item, EntropyDamage.Overflow);
    }

    /// <summary>H.1.2.2: the difference of a lossless sample to its prediction, modulo 2^16.</summary>
    public bool Lossless(PlainHuffman table, out int difference)
    {
        difference = 0;
        if (!TryCode(table, out CodedItem item) || !TryExtra(ref item, item.Symbol == 16 ? 0 : item.Symbol))
            return false;
        item.Kind = CodedKind.LosslessDifference;
        item.Value = difference = item.Symbol == 16 ? 1 << 15 : Extend(item.Extra, item.Symbol);
        return Add(item);
    }

    /// <summary>G.1.2.1.1: one bit.</summary>
    public bool DcRefine(int shift, scoped Span<short> block)
    {
        var item = new CodedItem { Kind = CodedKind.DcBit, Place = Bits.Place, ExtraPlace = Bits.Place, ExtraLength = 1, Before = block[0] };
        if (!Bits.TryRead(out item.Extra))
            return End(item.Place);
        block[0] |= (short)(item.Extra << shift);
        item.Value = block[0];
        return Add(item);
    }

    /// <summary>G.1.2.2: the band's coefficients, and runs of blocks without any.</summary>
    public bool AcFirst(PlainHuffman ac, int start, int last, int shift, scoped Span<short> block)
    {
        if (EndOfBandRun > 0)
        {
            EndOfBandRun--;
            return true;
        }

        int k = start - 1;
        while (k < last)
        {
            if (!TryCode(ac, out CodedItem item))
                return false;
            int run = item.Symbol >> 4;
            int size = item.Symbol & 15;
            if (size == 0)
            {
                if (run != 15)
                {
                    if (!TryEndOfBand(ref item, run, last))
                        return false;
                    EndOfBandRun--;
                    return true;
                }

                item.Kind = CodedKind.ZeroRun;
                k += 16;
                item.Index = k;
                if (k > last)
                    return Fail(item, EntropyDamage.RunTooLong);
                Add(item);
                continue;
            }

            k += run + 1;
            if (!TryExtra(ref item, size))
                return false;
            item.Kind = CodedKind.Coefficient;
            item.Index = k;
            item.Value = (short)(Extend(item.Extra, size) << shift);
            if (k > last)
                return Fail(item, EntropyDamage.RunTooLong);
            block[ZigZag.ToNatural[k]] = (short)item.Value;
            Add(item);
        }

        return true;
    }

    /// <summary>
    /// G.1.2.3: one more bit of the coefficients that are non-zero already, in between the runs and signs of new ones. A run
    /// counts only coefficients that are still zero.
    /// </summary>
    public bool AcRefine(PlainHuffman ac, int start, int last, int shift, scoped Span<short> block)
    {
        int one = 1 << shift;
        int k = start;
        if (EndOfBandRun == 0)
        {
            while (k <= last)
            {
                if (!TryCode(ac, out CodedItem item))
                    return false;
                int run = item.Symbol >> 4;
                int size = item.Symbol & 15;
                if (size == 0 && run != 15)
                {
                    if (!TryEndOfBand(ref item, run, last))
                        return false;
                    break;
                }

                int value = 0;
                if (size != 0)
                {
                    if (!TryExtra(ref item, 1))
                        return false;
                    value = item.Extra != 0 ? one : -one;
                }

                // The place is known before the corrections that are passed on the way to it are read.
                int place = k;
                for (int zeros = run; place <= last && (block[ZigZag.ToNatural[place]] != 0 || zeros-- > 0);)
                    place++;
                item.Kind = size == 0 ? CodedKind.ZeroRun : CodedKind.Coefficient;
                item.Index = Math.Min(place, last);
                item.Value = value;
                if (size > 1)
                    return Fail(item, EntropyDamage.ForbiddenSymbol);
                if (place > last && size != 0)
                    return Fail(item, EntropyDamage.RunTooLong);
                Add(item);
                for (; k < place; k++)
                {
                    if (!TryCorrect(k, one, block))
                        return false;
                }

                if (place <= last && value != 0)
                    block[ZigZag.ToNatural[place]] = (short)value;
                k = place + 1;
            }
        }

        if (EndOfBandRun > 0)
        {
            for (; k <= last; k++)
            {
                if (!TryCorrect(k, one, block))
                    return false;
            }

            EndOfBandRun--;
        }

        return true;
    }

    /// <summary>EXTEND (Figure F.12): a number of <paramref name="size"/> bits, negative if the first of them is 0.</summary>
    public static int Extend(int bits, int size) => size == 0 || bits >= 1 << (size - 1) ? bits : bits - (1 << size) + 1;

    private bool TryCorrect(int k, int one, scoped Span<short> block)
    {
        ref short coefficient = ref block[ZigZag.ToNatural[k]];
        if (coefficient == 0)
            return true;
        var item = new CodedItem
        {
            Kind = CodedKind.Correction,
            Place = Bits.Place,
            ExtraPlace = Bits.Place,
            ExtraLength = 1,
            Index = k,
            Before = coefficient,
        };
        if (!Bits.TryRead(out item.Extra))
            return End(item.Place);

        // A bit that is set already is left alone, as the kernel does.
        if (item.Extra != 0 && (coefficient & one) == 0)
            coefficient = (short)(coefficient + (coefficient < 0 ? -one : one));
        item.Value = coefficient;
        return Add(item);
    }

    private bool TryEndOfBand(ref CodedItem item, int run, int last)
    {
        if (!TryExtra(ref item, run))
            return false;
        item.Kind = run == 0 ? CodedKind.EndOfBlock : CodedKind.EndOfBandRun;
        item.Index = last;
        item.Value = EndOfBandRun = (1 << run) + item.Extra;
        return Add(item);
    }

    private bool TryCode(PlainHuffman table, out CodedItem item)
    {
        item = new CodedItem { Place = Bits.Place };
        bool found = table.TryDecode(ref Bits, out item.Symbol, out item.Code, out item.CodeLength);
        item.ExtraPlace = Bits.Place;
        if (found)
            return true;
        return item.CodeLength == 16 ? Fail(item, EntropyDamage.UnknownCode) : End(item.Place);
    }

    private bool TryExtra(ref CodedItem item, int size)
    {
        item.ExtraPlace = Bits.Place;
        item.ExtraLength = size;
        return Bits.TryRead(size, out item.Extra) || End(item.Place);
    }

    private readonly bool Add(in CodedItem item)
    {
        _log?.Add(item);
        return true;
    }

    private bool Fail(CodedItem item, EntropyDamage damage)
    {
        Damage = damage;
        DamagePlace = item.Place;
        item.Kind = CodedKind.Damage;
        _log?.Add(item);
        return false;
    }

    private bool End(BitPlace place)
    {
        Ended = true;
        DamagePlace = place;
        return false;
    }
}
