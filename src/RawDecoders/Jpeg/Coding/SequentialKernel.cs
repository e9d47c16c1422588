// Owns: decoding blocks of sequential scans (T.81 F.2.2): the hot loop of the whole decoder. Bits from an EntropyReader, whose
// cursor it holds in registers, become coefficients in natural order. Stands below ScanDecoder. Leaves to others: restarts,
// policy on damage, strips.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>DC difference and AC coefficients of whole blocks.</summary>
internal static unsafe class SequentialKernel
{
    /// <summary>
    /// Decodes up to <paramref name="count"/> MCUs into the strip, the first at MCU place <paramref name="first"/>.
    /// Returns how many, the last of them damaged if <paramref name="damage"/> is set or the reader is overrun.
    /// </summary>
    public static int Decode(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        ref byte natural = ref MemoryMarshal.GetReference(ZigZag.ToNatural);
        BlockPlan* blocksEnd = plan->Blocks + plan->BlockCount;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        for (; mcu < end; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            for (BlockPlan* b = plan->Blocks; b < blocksEnd; b++)
            {
                short* block = b->Block + mcu * b->Step * 64;
                byte* extent = b->Extent + mcu * b->Step;
                if (*extent != 0)
                    Clear(block);

                // F.2.2.1. Category, then its extra bits; both in one look-up for the usual small differences.
                cursor.Refill();
                uint entry = cursor.Peek(b->Dc);
                int difference = (int)entry >> 16;
                if ((entry & 0xFF00) == 0)
                {
                    cursor.Drop(entry);
                }
                else if ((entry & 0xFF00) == DerivedHuffmanTable.DcThenEnd << 8)
                {
                    cursor.Drop(entry);
                    difference += *b->Prediction;
                    *b->Prediction = difference;
                    block[0] = (short)difference;
                    *extent = 0;
                    continue;
                }
                else
                {
                    int size = difference;
                    int length = (int)(entry & 63);
                    if ((entry & 0xFF00) == DerivedHuffmanTable.DcLongCode << 8)
                    {
                        int code = DerivedHuffmanTable.FindLong(b->Dc, cursor.Top16);
                        size = code & 0xFF;
                        length = code >> 8;
                        if (length == 17)
                            found |= EntropyDamage.UnknownCode;
                    }

                    cursor.Drop((uint)length);
                    difference = 0;
                    if (size != 0)
                        difference = cursor.ReceiveExtended(size);

                    cursor.Refill();
                }

                difference += *b->Prediction;
                *b->Prediction = difference;
                block[0] = (short)difference;

                // F.2.2.2. At least 46 bits are there: four look-ups of at most 10 bits, five after a refill. Each is of one coefficient or two;
                // of one it is written twice, for a branch would be guessed wrong as often as not.
                PairedHuffmanTable* pairs = b->PairedAc;
                int k = 0;
                int kFirst;
                ulong before;
                ulong pair;
                goto Four;

            Five:
                cursor.Refill();
                before = cursor.Bits;
                pair = cursor.Take(pairs);
                kFirst = k + (int)(pair >> 16 & 0xFF);
                k += (int)(pair >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);

            Four:
                before = cursor.Bits;
                pair = cursor.Take(pairs);
                kFirst = k + (int)(pair >> 16 & 0xFF);
                k += (int)(pair >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);

                before = cursor.Bits;
                pair = cursor.Take(pairs);
                kFirst = k + (int)(pair >> 16 & 0xFF);
                k += (int)(pair >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);

                before = cursor.Bits;
                pair = cursor.Take(pairs);
                kFirst = k + (int)(pair >> 16 & 0xFF);
                k += (int)(pair >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);

                before = cursor.Bits;
                pair = cursor.Take(pairs);
                kFirst = k + (int)(pair >> 16 & 0xFF);
                k += (int)(pair >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);
                goto Five;

            Leave:
                if (k < DerivedHuffmanTable.Special)
                {
                    if (k >= DerivedHuffmanTable.EndOfBlock)
                    {
                        *extent = (byte)(k - DerivedHuffmanTable.EndOfBlock);
                        continue;
                    }

                    if (k > DerivedHuffmanTable.ThenEnd && k - DerivedHuffmanTable.ThenEnd < 63)
                    {
                        k -= DerivedHuffmanTable.ThenEnd;
                        block[Unsafe.Add(ref natural, kFirst)] = (short)(pair >> 32);
                        block[Unsafe.Add(ref natural, k)] = (short)(pair >> 48);
                        *extent = (byte)k;
                        continue;
                    }

                    // The last coefficient, or a run past it: again, one at a time, for what was taken with it may be the next block's.
                    k = kFirst - (int)(pair >> 16 & 0xFF);
                    cursor.Restore(before, (uint)pair & 63);
                    entry = cursor.Take(b->Ac);
                    k += (int)(entry >> 8 & 0xFF);
                    if (k < 63)
                    {
                        block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                        goto Five;
                    }

                    if (k > DerivedHuffmanTable.ThenEnd)
                    {
                        k -= DerivedHuffmanTable.ThenEnd;
                        if (k >= 63)
                        {
                            // No end of block follows the last coefficient: those bits are the next block's. Put back.
                            cursor.PutBack(b->Ac->EndTop, b->Ac->EndLength);
                        }
                    }

                    // A run past the last coefficient, which libjpeg cuts off there.
                    if (k > 63)
                    {
                        found |= EntropyDamage.RunTooLong;
                        k = 63;
                    }

                    block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                    *extent = (byte)k;
                    continue;
                }

                // What the look-up does not hold: extra bits, or a longer code.
                k -= DerivedHuffmanTable.Special;
                {
                    cursor.Refill();
                    int symbol = (int)(pair >> 48);
                    if ((pair & 63) == 0)
                    {
                        int code = DerivedHuffmanTable.FindLong(b->Ac, cursor.Top16);
                        symbol = code & 0xFF;
                        cursor.Drop((uint)code >> 8);
                        if (code == 17 << 8)
                            found |= EntropyDamage.UnknownCode;
                    }

                    int size = symbol & 15;
                    if (size == 0)
                    {
                        if (symbol == 0xF0)
                        {
                            k += 16;
                            if (k < 63)
                                goto Five;
                            found |= k > 63 ? EntropyDamage.RunTooLong : EntropyDamage.None;
                            k = 63;
                        }
                        else if (symbol != 0)
                        {
                            // Runs without a size are for progressive scans.
                            found |= EntropyDamage.ForbiddenSymbol;
                        }

                        *extent = (byte)k;
                        continue;
                    }

                    int value = cursor.ReceiveExtended(size);
                    k += (symbol >> 4) + 1;
                    if (k < 63)
                    {
                        block[Unsafe.Add(ref natural, k)] = (short)value;
                        goto Five;
                    }

                    if (k > 63)
                        found |= EntropyDamage.RunTooLong;
                    block[63] = (short)value;
                    *extent = 63;
                }
            }

            if (found != EntropyDamage.None)
            {
                mcu++;
                break;
            }
        }

        cursor.ReturnTo(reader);
        damage = found;
        return mcu - first;
    }

    /// <summary>Sets a block's 64 coefficients to zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(short* block)
    {
        Vector256<short>.Zero.Store(block);
        Vector256<short>.Zero.Store(block + 16);
        Vector256<short>.Zero.Store(block + 32);
        Vector256<short>.Zero.Store(block + 48);
    }
}
