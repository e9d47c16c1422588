// Owns: the arithmetic-coded items of a block (T.81 F.1.4, G.1.3), one by one with the decisions that make them. Slow and plain; it
// gives the coefficients that ArithmeticKernel gives. Stands on PlainArithmetic. Leaves to others: scans and restarts.

namespace RawDecoders.Jpeg;

/// <summary>Where the statistics of a scan component are, and its conditioning.</summary>
/// <param name="Component">Its place in the scan header.</param>
/// <param name="Dc">Td.</param>
/// <param name="Ac">Ta.</param>
/// <param name="Conditioning">What is in force.</param>
internal readonly record struct PlainCondition(int Component, int Dc, int Ac, ArithmeticConditioning Conditioning);

internal ref partial struct PlainBlockReader
{
    /// <summary>F.2.4: a whole block. Coefficients in natural order; the caller has cleared them.</summary>
    public bool Sequential(in PlainCondition condition, ref int prediction, scoped Span<short> block)
        => DcFirst(condition, ref prediction, 0, block) && AcFirst(condition, 1, 63, 0, block);

    /// <summary>F.1.4.1 and G.1.3.1: the DC coefficient as a difference from the block before.</summary>
    public bool DcFirst(in PlainCondition condition, ref int prediction, int shift, scoped Span<short> block)
    {
        CodedItem item = Begin(CodedKind.DcDifference);
        item.Before = prediction;
        ref int context = ref Arithmetic!.Contexts[condition.Component];
        int bin = context;
        context = 0;
        if (Dc(condition, bin) != 0)
        {
            int sign = Dc(condition, bin + 1);
            int size = 1;
            if (Dc(condition, bin + 2 + sign) != 0 && !TryMagnitude(condition, isAc: false, 20, 1, out size))
                return FailArithmetic(item, EntropyDamage.MagnitudeTooLarge);

            // F.1.4.4.1.2: none, small or large, and of which sign.
            ArithmeticConditioning c = condition.Conditioning;
            if (size > 1 << c.Lower(condition.Dc) >> 1)
                context = (size > 1 << c.Upper(condition.Dc) ? 12 : 4) + 4 * sign;
            item.Value = sign != 0 ? -size : size;
        }

        prediction += item.Value;
        block[0] = (short)(prediction << shift);
        return prediction << shift is >= short.MinValue and <= short.MaxValue ? Complete(item) : FailArithmetic(item, EntropyDamage.Overflow);
    }

    /// <summary>G.1.3.1: one bit, of even odds.</summary>
    public bool DcRefineArithmetic(int shift, scoped Span<short> block)
    {
        CodedItem item = Begin(CodedKind.DcBit);
        item.Before = block[0];
        item.Extra = Decide(isAc: false, 0, PlainArithmetic.Even);
        block[0] |= (short)(item.Extra << shift);
        item.Value = block[0];
        return Complete(item);
    }

    /// <summary>F.1.4.2 and G.1.3.2: the coefficients of a band.</summary>
    public bool AcFirst(in PlainCondition condition, int start, int last, int shift, scoped Span<short> block)
    {
        for (int k = start; k <= last; k++)
        {
            CodedItem item = Begin(CodedKind.Coefficient);
            item.Symbol = k;
            if (Ac(condition, 3 * (k - 1)) != 0)
                return Complete(item with { Kind = CodedKind.EndOfBlock, Index = last });
            while (Ac(condition, 3 * (k - 1) + 1) == 0)
            {
                if (++k > last)
                    return FailArithmetic(item, EntropyDamage.RunTooLong);
            }

            int sign = Decide(isAc: true, condition.Ac, PlainArithmetic.Even);
            int category = 3 * (k - 1) + 2;
            int size = 1;
            if (Ac(condition, category) != 0)
            {
                size = 2;
                if (Ac(condition, category) != 0 && !TryMagnitude(condition, isAc: true, k <= condition.Conditioning.LastLow(condition.Ac) ? 189 : 217, 2, out size))
                    return FailArithmetic(item, EntropyDamage.MagnitudeTooLarge);
            }

            item.Index = k;
            item.Value = (short)((sign != 0 ? -size : size) << shift);
            block[ZigZag.ToNatural[k]] = (short)item.Value;
            Complete(item);
        }

        return true;
    }

    /// <summary>G.1.3.3: corrections, and coefficients that were zero until now, in the order of the band.</summary>
    public bool AcRefine(in PlainCondition condition, int start, int last, int shift, scoped Span<short> block)
    {
        int one = 1 << shift;
        int lastBefore = last;
        while (lastBefore > 0 && block[ZigZag.ToNatural[lastBefore]] == 0)
            lastBefore--;
        for (int k = start; k <= last; k++)
        {
            CodedItem item = Begin(CodedKind.Correction);
            item.Symbol = k;
            if (k > lastBefore && Ac(condition, 3 * (k - 1)) != 0)
                return Complete(item with { Kind = CodedKind.EndOfBlock, Index = last });
            for (; block[ZigZag.ToNatural[k]] == 0; k++)
            {
                if (Ac(condition, 3 * (k - 1) + 1) != 0)
                {
                    item.Kind = CodedKind.Coefficient;
                    break;
                }

                if (k == last)
                    return FailArithmetic(item, EntropyDamage.RunTooLong);
            }

            ref short coefficient = ref block[ZigZag.ToNatural[k]];
            item.Index = k;
            item.Before = coefficient;
            if (item.Kind == CodedKind.Coefficient)
            {
                coefficient = (short)(Decide(isAc: true, condition.Ac, PlainArithmetic.Even) != 0 ? -one : one);
            }
            else
            {
                item.Extra = Ac(condition, 3 * (k - 1) + 2);
                coefficient += (short)(item.Extra * (coefficient < 0 ? -one : one));
            }

            item.Value = coefficient;
            Complete(item);
        }

        return true;
    }

    private bool TryMagnitude(in PlainCondition condition, bool isAc, int bin, int bit, out int magnitude)
    {
        magnitude = 0;
        int destination = isAc ? condition.Ac : condition.Dc;
        for (; Decide(isAc, destination, bin) != 0; bin++)
        {
            bit <<= 1;
            if (bit == 0x8000)
                return false;
        }

        int lessOne = bit;
        while ((bit >>= 1) != 0)
            lessOne |= Decide(isAc, destination, bin + 14) * bit;
        magnitude = lessOne + 1;
        return true;
    }

    private int Dc(in PlainCondition condition, int bin) => Decide(isAc: false, condition.Dc, bin);

    private int Ac(in PlainCondition condition, int bin) => Decide(isAc: true, condition.Ac, bin);

    private int Decide(bool isAc, int destination, int bin) => Arithmetic!.Decide(ref Bits, isAc, destination, bin);

    private CodedItem Begin(CodedKind kind)
    {
        Arithmetic!.Start(ref Bits);
        return new() { Kind = kind, Place = Bits.Place, ExtraPlace = Bits.Place, FirstDecision = Arithmetic.Log?.Count ?? 0, Code = Arithmetic.Taken };
    }

    /// <summary>An arithmetic item has as many bits as its decisions took.</summary>
    private readonly CodedItem Measure(CodedItem item)
    {
        item.CodeLength = Arithmetic!.Taken - item.Code;
        item.Code = 0;
        item.Decisions = (Arithmetic.Log?.Count ?? 0) - item.FirstDecision;
        return item;
    }

    private readonly bool Complete(CodedItem item) => Add(Measure(item));

    private bool FailArithmetic(CodedItem item, EntropyDamage damage) => Fail(Measure(item), damage);
}
