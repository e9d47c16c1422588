// Owns: decoding blocks of sequential scans where the samples of some components are made of DC alone (their AC coefficients are passed
// over, several a look-up), and those of others, few, of all: a picture at 1/8; and of scans so short that the tables of SequentialKernel
// do not pay. Stands beside SequentialKernel, with the same cursor and
// plan, and finds the same damage. Leaves to others: restarts, policy on damage, strips.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders.Jpeg;

/// <summary>DC of whole MCUs, and AC of some of their blocks.</summary>
internal static unsafe class ScaledSequentialKernel
{
    /// <summary>See <see cref="SequentialKernel.Decode"/>.</summary>
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
                    SequentialKernel.Clear(block);

                // F.2.2.1, as in the other kernel.
                cursor.Refill();
                uint entry = cursor.Peek(b->Dc);
                int difference = (int)entry >> 16;
                if ((entry & 0xFF00) is 0 or DerivedHuffmanTable.DcThenEnd << 8)
                {
                    cursor.Drop(entry);
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
                }

                difference += *b->Prediction;
                *b->Prediction = difference;
                block[0] = (short)difference;
                *extent = 0;
                if ((entry & 0xFF00) == DerivedHuffmanTable.DcThenEnd << 8)
                    continue;

                // F.2.2.2.
                int k = 0;
                SkippedHuffmanTable* skipped = b->SkippedAc;
                if (skipped == null)
                    goto One;

            Several:
                cursor.Refill();
                uint run = cursor.Peek(skipped);
                if (k + (int)(run >> 8) >= 63)
                    goto Last;
                cursor.Drop(run);
                k += (int)(run >> 8);
                run = cursor.Peek(skipped);
                if (k + (int)(run >> 8) >= 63)
                    goto Last;
                cursor.Drop(run);
                k += (int)(run >> 8);
                goto Several;

            Last:
                // The end of the block, if what comes before it lies in the block, or its last coefficient. All else goes one by one.
                int last = k + (int)(run >> 8) - SkippedHuffmanTable.ThenEnd;
                if (last is >= 0 and < 63 || last == 63 - SkippedHuffmanTable.ThenEnd)
                {
                    cursor.Drop(run);
                    continue;
                }

            One:
                cursor.Refill();
                entry = cursor.Take(b->Ac);
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                if (skipped != null)
                    goto Several;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);

                // 46 bits are left: three more of at most 10 each.
                entry = cursor.Take(b->Ac);
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                entry = cursor.Take(b->Ac);
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                entry = cursor.Take(b->Ac);
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                goto One;

            Leave:
                int value = (int)entry >> 16;
                if (k >= DerivedHuffmanTable.Special)
                {
                    // What the look-up does not hold: extra bits, or a longer code.
                    k -= DerivedHuffmanTable.Special;
                    int symbol = value;
                    cursor.Refill();
                    if ((entry & 63) == 0)
                    {
                        int code = DerivedHuffmanTable.FindLong(b->Ac, cursor.Top16);
                        symbol = code & 0xFF;
                        cursor.Drop((uint)code >> 8);
                        if (code == 17 << 8)
                            found |= EntropyDamage.UnknownCode;
                    }

                    // Runs without a size are for progressive scans, but for sixteen zeros.
                    int size = symbol & 15;
                    if (size == 0 && symbol != 0xF0)
                    {
                        found |= symbol != 0 ? EntropyDamage.ForbiddenSymbol : EntropyDamage.None;
                        k += DerivedHuffmanTable.EndOfBlock;
                    }
                    else
                    {
                        value = size == 0 ? 0 : cursor.ReceiveExtended(size);
                        k += size == 0 ? 16 : (symbol >> 4) + 1;
                        if (k < 63)
                        {
                            if (skipped != null)
                                goto Several;
                            block[Unsafe.Add(ref natural, k)] = (short)value;
                            goto One;
                        }
                    }
                }
                else if (k is > DerivedHuffmanTable.ThenEnd and < DerivedHuffmanTable.EndOfBlock)
                {
                    k -= DerivedHuffmanTable.ThenEnd;
                    if (k >= 63)
                    {
                        // No end of block follows the last coefficient: those bits are the next block's. Put back.
                        cursor.PutBack(b->Ac->EndTop, b->Ac->EndLength);
                    }
                }

                if (k > 63 && k < DerivedHuffmanTable.EndOfBlock)
                {
                    found |= EntropyDamage.RunTooLong;
                    k = 63;
                }

                bool isEnd = k >= DerivedHuffmanTable.EndOfBlock;
                k -= isEnd ? DerivedHuffmanTable.EndOfBlock : 0;
                if (skipped != null)
                    continue;
                if (!isEnd)
                    block[Unsafe.Add(ref natural, k)] = (short)value;
                *extent = (byte)k;
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
}
