// Owns: decoding AC coefficients of progressive scans: first scans (T.81 G.1.2.2) and refinements (G.1.2.3), with their
// end-of-band runs. One block is an MCU here. A block's non-zero coefficients are kept as a 64-bit set in zigzag order: a
// refinement finds the coefficients to correct, and the zeros to skip, by bit scans instead of reading 64 coefficients. Stands
// below ScanDecoder. Leaves to others: restarts, policy on damage, strips.

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders.Jpeg;

/// <summary>AC coefficients Ss to Se of one component's blocks.</summary>
internal static unsafe class ProgressiveAcKernel
{
    /// <summary>See <see cref="SequentialKernel.Decode"/>.</summary>
    public static int DecodeFirst(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        ref byte natural = ref MemoryMarshal.GetReference(ZigZag.ToNatural);
        BlockPlan* b = plan->Blocks;
        DerivedHuffmanTable* ac = b->Ac;
        int start = plan->SpectralStart - 1;
        int last = plan->SpectralEnd;
        int shift = plan->Shift;
        int run = plan->EndOfBandRun;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        while (mcu < end)
        {
            if (run > 0)
            {
                int skipped = Math.Min(run, end - mcu);
                run -= skipped;
                mcu += skipped;
                continue;
            }

            if (!cursor.IsReady(reader))
                break;

            short* block = b->Block + (nint)mcu * 64;
            ulong nonZero = b->NonZero[mcu];
            int k = start;
            while (true)
            {
                cursor.Refill();
                uint entry = cursor.Take(ac);
                k += (int)(entry >> 8 & 0xFF);
                int value = (int)entry >> 16;
                if (k < last)
                {
                    short coefficient = (short)(value << shift);
                    block[Unsafe.Add(ref natural, k)] = coefficient;
                    nonZero |= (coefficient != 0 ? 1UL : 0) << k;
                    continue;
                }

                if (k >= DerivedHuffmanTable.Special)
                {
                    k -= DerivedHuffmanTable.Special;
                    int symbol = (int)(entry >> 16);
                    if ((entry & 63) == 0)
                    {
                        int code = DerivedHuffmanTable.FindLong(ac, cursor.Top16);
                        symbol = code & 0xFF;
                        cursor.Drop((uint)code >> 8);
                        if (code == 17 << 8)
                            found |= EntropyDamage.UnknownCode;
                    }

                    int size = symbol & 15;
                    int zeros = symbol >> 4;
                    if (size == 0)
                    {
                        if (zeros == 15)
                        {
                            k += 16;
                            if (k < last)
                                continue;
                            found |= k > last ? EntropyDamage.RunTooLong : EntropyDamage.None;
                            break;
                        }

                        // Figure G.1: the run counts this block.
                        run = (1 << zeros) - 1;
                        if (zeros != 0)
                        {
                            run += cursor.Receive(zeros);
                        }

                        break;
                    }

                    value = cursor.ReceiveExtended(size);
                    k += zeros + 1;
                    if (k < last)
                    {
                        short coefficient = (short)(value << shift);
                        block[Unsafe.Add(ref natural, k)] = coefficient;
                        nonZero |= (coefficient != 0 ? 1UL : 0) << k;
                        continue;
                    }
                }
                else if (k >= DerivedHuffmanTable.EndOfBlock)
                {
                    break;
                }

                if (k > last)
                    found |= EntropyDamage.RunTooLong;
                k = Math.Min(k, 63);
                short ending = (short)(value << shift);
                block[Unsafe.Add(ref natural, k)] = ending;
                nonZero |= (ending != 0 ? 1UL : 0) << k;
                break;
            }

            b->NonZero[mcu] = nonZero;
            mcu++;
            if (found != EntropyDamage.None)
                break;
        }

        cursor.ReturnTo(reader);
        plan->EndOfBandRun = run;
        damage = found;
        return mcu - first;
    }

    /// <summary>See <see cref="SequentialKernel.Decode"/>. Figures G.7 to G.9 of T.81.</summary>
    public static int Refine(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        ref byte natural = ref MemoryMarshal.GetReference(ZigZag.ToNatural);
        BlockPlan* b = plan->Blocks;
        DerivedHuffmanTable* ac = b->Ac;
        int last = plan->SpectralEnd;
        int one = 1 << plan->Shift;
        ulong toLast = ulong.MaxValue >> (63 - last);
        ulong fromStart = ulong.MaxValue << plan->SpectralStart;
        int run = plan->EndOfBandRun;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        for (; mcu < end; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            // The part of the band that is still to come, and the coefficients in it that were non-zero before this scan.
            ulong rest = fromStart & toLast;
            ulong history = b->NonZero[mcu];
            ulong fresh = 0;
            short* block = b->Block + (nint)mcu * 64;
            while (true)
            {
                ulong corrections;
                int place = -1;
                int newValue = 0;
                if (run > 0)
                {
                    corrections = history & rest;
                    rest = 0;
                }
                else
                {
                    cursor.Refill();
                    uint entry = cursor.Peek(ac);
                    int symbol = (int)(entry >> 16);
                    int length = (int)(entry & 63);
                    if ((entry & 0xFF00) != 0)
                    {
                        int code = DerivedHuffmanTable.FindLong(ac, cursor.Top16);
                        symbol = code & 0xFF;
                        length = code >> 8;
                        if (length == 17)
                            found |= EntropyDamage.UnknownCode;
                    }

                    cursor.Drop((uint)length);
                    int zeros = symbol >> 4;
                    int size = symbol & 15;
                    if (size == 0 && zeros != 15)
                    {
                        run = 1 << zeros;
                        if (zeros != 0)
                        {
                            run += cursor.Receive(zeros);
                        }

                        continue;
                    }

                    if (size != 0)
                    {
                        if (size != 1)
                            found |= EntropyDamage.ForbiddenSymbol;
                        newValue = cursor.TopBitMask != 0 ? one : -one;
                        cursor.Drop(1);
                    }

                    // The place after as many zeros; corrections lie before it.
                    ulong candidates = rest & ~history;
                    for (; zeros > 0; zeros--)
                        candidates &= candidates - 1;
                    corrections = rest & history;
                    if (candidates == 0)
                    {
                        rest = 0;
                        if (newValue != 0)
                        {
                            found |= EntropyDamage.RunTooLong;
                            place = Math.Min(last + 1, 63);
                        }
                    }
                    else
                    {
                        place = BitOperations.TrailingZeroCount(candidates);
                        corrections &= (1UL << place) - 1;
                        rest &= ulong.MaxValue << place << 1;
                    }
                }

                if (corrections != 0)
                {
                    int budget = 0;
                    do
                    {
                        if ((budget-- & 31) == 0)
                        {
                            cursor.Refill();
                        }

                        short* coefficient = block + Unsafe.Add(ref natural, BitOperations.TrailingZeroCount(corrections));
                        corrections &= corrections - 1;
                        int value = *coefficient;

                        // A bit that is set already is left alone, as libjpeg does: only a damaged scan meets one.
                        int step = (value & one) == 0 ? cursor.TopBitMask & one : 0;
                        int sign = value >> 31;
                        *coefficient = (short)(value + (step ^ sign) - sign);
                        cursor.Drop(1);
                    }
                    while (corrections != 0);
                }

                if (newValue != 0)
                {
                    block[Unsafe.Add(ref natural, place)] = (short)newValue;
                    fresh |= 1UL << place;
                }

                if (rest == 0)
                    break;
            }

            b->NonZero[mcu] = history | fresh;
            if (run > 0)
                run--;
            if (found != EntropyDamage.None)
            {
                mcu++;
                break;
            }
        }

        cursor.ReturnTo(reader);
        plan->EndOfBandRun = run;
        damage = found;
        return mcu - first;
    }
}
