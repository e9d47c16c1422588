// Owns: what arithmetic decisions mean: the binary trees that code DC differences and AC coefficients (T.81 F.1.4, F.2.4) and the scans of
// progressive files (G.1.3, G.2.3), each decision with the statistics bin that its context names. Stands beside the Huffman kernels,
// with the same plan, in the place of theirs. Leaves to others: single decisions (ArithmeticDecoder), restarts, policy on damage,
// strips.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>What conditions the decisions of one block of an MCU.</summary>
internal unsafe struct ArithmeticBlock
{
    /// <summary>Statistics of the DC destination, see Table F.4.</summary>
    public byte* Dc;

    /// <summary>Statistics of the AC destination, see Table F.5.</summary>
    public byte* Ac;

    /// <summary>Of what kind the difference of the component's block before was: shared by the blocks of a component.</summary>
    public int* Context;

    /// <summary>A difference of at most this size is none to the next block's context.</summary>
    public int LastZero;

    /// <summary>A difference of at most this size, over that, is small.</summary>
    public int LastSmall;

    /// <summary>Kx.</summary>
    public int LastLow;
}

/// <summary>Blocks of whole MCUs.</summary>
internal static unsafe class ArithmeticKernel
{
    /// <summary>Bins of a context in Table F.4: S0, SS, SP, SN.</summary>
    private const int BinsPerContext = 4;

    /// <summary>Contexts: a difference before of 0, small and positive, small and negative, large and positive, large and negative.</summary>
    private const int SmallContext = BinsPerContext;
    private const int LargeContext = 3 * BinsPerContext;

    /// <summary>X1 of DC differences.</summary>
    private const int DcX1 = 20;

    /// <summary>From a bin of the magnitude's category to that of its further bits: X2 to M2 and so on.</summary>
    private const int CategoryToBits = 14;

    /// <summary>X2 of AC coefficients up to Kx, and of those above.</summary>
    private const int LowX2 = 189;
    private const int HighX2 = 217;

    /// <summary>No magnitude less one is as large: categories end at 15 bits.</summary>
    private const int MagnitudeEnd = 0x8000;

    /// <summary>See <see cref="SequentialKernel.Decode"/>. After damage the interval's decisions mean nothing any more.</summary>
    public static int Sequential(ArithmeticDecoder decoder, McuPlan* plan, ArithmeticBlock* conditions, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && conditions != null && first >= 0 && count >= 0);
        damage = EntropyDamage.None;
        int end = first + count;
        for (int mcu = first; mcu < end; mcu++)
        {
            for (int i = 0; i < plan->BlockCount; i++)
            {
                BlockPlan* b = plan->Blocks + i;
                short* block = b->Block + mcu * b->Step * 64;
                byte* extent = b->Extent + mcu * b->Step;
                if (*extent != 0)
                    SequentialKernel.Clear(block);
                block[0] = 0;
                *extent = 0;

                // What follows damage in an MCU has no data, and stays zero.
                if (damage != EntropyDamage.None || !TryDifference(decoder, conditions + i, b->Prediction, out damage))
                    continue;
                block[0] = (short)*b->Prediction;
                *extent = (byte)Coefficients(decoder, conditions + i, 1, 63, 0, block, out damage);
            }

            if (damage != EntropyDamage.None || decoder.HasMetEndOfFile)
                return mcu + 1 - first;
        }

        return count;
    }

    /// <summary>G.1.3.1: DC coefficients of a first scan.</summary>
    public static int DcFirst(ArithmeticDecoder decoder, McuPlan* plan, ArithmeticBlock* conditions, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && conditions != null && first >= 0 && count >= 0);
        damage = EntropyDamage.None;
        int end = first + count;
        for (int mcu = first; mcu < end; mcu++)
        {
            for (int i = 0; i < plan->BlockCount && damage == EntropyDamage.None; i++)
            {
                BlockPlan* b = plan->Blocks + i;
                if (TryDifference(decoder, conditions + i, b->Prediction, out damage))
                    b->Block[mcu * b->Step * 64] = (short)(*b->Prediction << plan->Shift);
            }

            if (damage != EntropyDamage.None || decoder.HasMetEndOfFile)
                return mcu + 1 - first;
        }

        return count;
    }

    /// <summary>G.1.3.1: one bit a block, of even odds.</summary>
    public static int DcRefine(ArithmeticDecoder decoder, McuPlan* plan, int first, int count)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        int end = first + count;
        for (int mcu = first; mcu < end; mcu++)
        {
            for (int i = 0; i < plan->BlockCount; i++)
            {
                BlockPlan* b = plan->Blocks + i;
                b->Block[mcu * b->Step * 64] |= (short)(decoder.Decode(decoder.Even) << plan->Shift);
            }

            if (decoder.HasMetEndOfFile)
                return mcu + 1 - first;
        }

        return count;
    }

    /// <summary>G.1.3.2: AC coefficients of a first scan, as sequential ones of a band.</summary>
    public static int AcFirst(ArithmeticDecoder decoder, McuPlan* plan, ArithmeticBlock* conditions, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && conditions != null && first >= 0 && count >= 0);
        damage = EntropyDamage.None;
        BlockPlan* b = plan->Blocks;
        int end = first + count;
        for (int mcu = first; mcu < end; mcu++)
        {
            short* block = b->Block + (nint)mcu * 64;
            Coefficients(decoder, conditions, plan->SpectralStart, plan->SpectralEnd, plan->Shift, block, out damage);
            b->NonZero[mcu] = NonZeroOf(block, b->NonZero[mcu], plan);
            if (damage != EntropyDamage.None || decoder.HasMetEndOfFile)
                return mcu + 1 - first;
        }

        return count;
    }

    /// <summary>
    /// G.1.3.3: one more bit of the coefficients that are not zero, and those that become so: 1 or -1 of that bit. The end of the block
    /// is asked for only past its last coefficient of the scans before (EOBx).
    /// </summary>
    public static int AcRefine(ArithmeticDecoder decoder, McuPlan* plan, ArithmeticBlock* conditions, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && conditions != null && first >= 0 && count >= 0);
        damage = EntropyDamage.None;
        BlockPlan* b = plan->Blocks;
        int end = first + count;
        for (int mcu = first; mcu < end; mcu++)
        {
            short* block = b->Block + (nint)mcu * 64;
            ulong known = b->NonZero[mcu] & ulong.MaxValue >> (63 - plan->SpectralEnd);
            int lastBefore = 63 - (int)ulong.LeadingZeroCount(known | 1);
            Refine(decoder, conditions->Ac, plan, lastBefore, block, ref damage);
            b->NonZero[mcu] = NonZeroOf(block, b->NonZero[mcu], plan);
            if (damage != EntropyDamage.None || decoder.HasMetEndOfFile)
                return mcu + 1 - first;
        }

        return count;
    }

    private static void Refine(ArithmeticDecoder decoder, byte* bins, McuPlan* plan, int lastBefore, short* block, ref EntropyDamage damage)
    {
        int one = 1 << plan->Shift;
        for (int k = plan->SpectralStart; k <= plan->SpectralEnd; k++)
        {
            byte* bin = bins + 3 * (k - 1);
            if (k > lastBefore && decoder.Decode(bin) != 0)
                return;
            while (true)
            {
                short* coefficient = block + ZigZag.ToNatural[k];
                if (*coefficient != 0)
                {
                    if (decoder.Decode(bin + 2) != 0)
                        *coefficient += (short)(*coefficient < 0 ? -one : one);
                    break;
                }

                if (decoder.Decode(bin + 1) != 0)
                {
                    *coefficient = (short)(decoder.Decode(decoder.Even) != 0 ? -one : one);
                    break;
                }

                bin += 3;
                if (++k > plan->SpectralEnd)
                {
                    damage = EntropyDamage.RunTooLong;
                    return;
                }
            }
        }
    }

    /// <summary>
    /// F.1.4.1 (Figure F.4 and those below it): the difference to the block before, whose own difference is the context; added to
    /// the prediction.
    /// </summary>
    private static bool TryDifference(ArithmeticDecoder decoder, ArithmeticBlock* condition, int* prediction, out EntropyDamage damage)
    {
        damage = EntropyDamage.None;
        byte* bin = condition->Dc + *condition->Context;
        *condition->Context = 0;
        if (decoder.Decode(bin) == 0)
            return true;
        int sign = decoder.Decode(bin + 1);
        bin += 2 + sign;
        int size = 1;
        if (decoder.Decode(bin) != 0 && !TryMagnitude(decoder, condition->Dc + DcX1, 1, out size))
        {
            damage = EntropyDamage.MagnitudeTooLarge;
            return false;
        }

        *condition->Context = size <= condition->LastZero ? 0 : (size <= condition->LastSmall ? SmallContext : LargeContext) + sign * BinsPerContext;
        *prediction += sign != 0 ? -size : size;
        return true;
    }

    /// <summary>F.1.4.2 (Figure F.5 and those below it): the coefficients of a band. Returns the index of the last one, or a bound on it.</summary>
    private static int Coefficients(
        ArithmeticDecoder decoder, ArithmeticBlock* condition, int start, int last, int shift, short* block, out EntropyDamage damage)
    {
        damage = EntropyDamage.None;
        int extent = 0;
        for (int k = start; k <= last; k++)
        {
            // Three bins an index: SE asks for the end of the block, S0 whether there is a coefficient, SP for its category.
            byte* bin = condition->Ac + 3 * (k - 1);
            if (decoder.Decode(bin) != 0)
                break;
            for (; decoder.Decode(bin + 1) == 0; bin += 3)
            {
                if (++k > last)
                {
                    damage = EntropyDamage.RunTooLong;
                    return extent;
                }
            }

            int sign = decoder.Decode(decoder.Even);
            int size = 1;
            bin += 2;
            if (decoder.Decode(bin) != 0)
            {
                // X1 shares its bin with SP and SN.
                size = 2;
                if (decoder.Decode(bin) != 0 && !TryMagnitude(decoder, condition->Ac + (k <= condition->LastLow ? LowX2 : HighX2), 2, out size))
                {
                    damage = EntropyDamage.MagnitudeTooLarge;
                    return extent;
                }
            }

            block[ZigZag.ToNatural[k]] = (short)((sign != 0 ? -size : size) << shift);
            extent = k;
        }

        return extent;
    }

    /// <summary>
    /// F.1.4.3.1, F.1.4.3.2: the category of a magnitude less one, one decision a bit of it, each with its own bin; then the bits below its
    /// first one, which share one bin that depends on how many there are.
    /// </summary>
    /// <param name="decoder">Decides.</param>
    /// <param name="bin">The first bin of the category.</param>
    /// <param name="first">The first bit of what has been decided so far: 1 or 2.</param>
    /// <param name="magnitude">1 to 32768.</param>
    private static bool TryMagnitude(ArithmeticDecoder decoder, byte* bin, int first, out int magnitude)
    {
        magnitude = 1;
        int bit = first;
        for (; decoder.Decode(bin) != 0; bin++)
        {
            bit <<= 1;
            if (bit == MagnitudeEnd)
                return false;
        }

        bin += CategoryToBits;
        int lessOne = bit;
        while ((bit >>= 1) != 0)
        {
            if (decoder.Decode(bin) != 0)
                lessOne |= bit;
        }

        magnitude = lessOne + 1;
        return true;
    }

    /// <summary>The set of a block's non-zero coefficients, after a scan of some of them.</summary>
    private static ulong NonZeroOf(short* block, ulong before, McuPlan* plan)
    {
        for (int k = plan->SpectralStart; k <= plan->SpectralEnd; k++)
        {
            ulong bit = 1UL << k;
            before = block[ZigZag.ToNatural[k]] != 0 ? before | bit : before & ~bit;
        }

        return before;
    }
}
