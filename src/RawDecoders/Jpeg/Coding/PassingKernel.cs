// Owns: passing over blocks of sequential scans (T.81 F.2.2), of which nothing is kept but the DC predictions: to find where MCUs begin. Stands
// beside SequentialKernel, with the same cursor and plan, and stops at the same damage. Leaves to others: restarts, policy on damage.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>MCUs as so many bits.</summary>
internal static unsafe class PassingKernel
{
    /// <summary>
    /// Passes up to <paramref name="count"/> MCUs. Returns how many, the last of them damaged if <paramref name="damage"/> is set or the
    /// reader is overrun.
    /// </summary>
    public static int Pass(EntropyReader reader, McuPlan* plan, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && count >= 0);
        var cursor = new BitCursor(reader);
        BlockPlan* blocksEnd = plan->Blocks + plan->BlockCount;
        int mcu = 0;
        var found = EntropyDamage.None;
        for (; mcu < count; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            for (BlockPlan* b = plan->Blocks; b < blocksEnd; b++)
            {
                // F.2.2.1, as in SequentialKernel.
                cursor.Refill();
                uint entry = cursor.Peek(b->Dc);
                int difference = (int)entry >> 16;
                if ((entry & 0xFF00) == DerivedHuffmanTable.DcThenEnd << 8)
                {
                    cursor.Drop(entry);
                    *b->Prediction += difference;
                    continue;
                }

                if ((entry & 0xFF00) == 0)
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
                    difference = size == 0 ? 0 : cursor.ReceiveExtended(size);
                    cursor.Refill();
                }

                *b->Prediction += difference;

                // F.2.2.2. At least 46 bits are there, and a look-up takes up to 27.
                SkippedHuffmanTable* skipped = b->SkippedAc;
                int k = 0;
                while (true)
                {
                    uint run = cursor.Peek(skipped);
                    int moved = k + (int)(run >> 8);
                    if (moved < 63)
                    {
                        cursor.Drop(run);
                        cursor.Refill();
                        k = moved;
                        continue;
                    }

                    // The end of the block, if what comes before it lies in the block, or its last coefficient. All else goes one by one.
                    moved -= SkippedHuffmanTable.ThenEnd;
                    if (moved is >= 0 and < 63 || moved == 63 - SkippedHuffmanTable.ThenEnd)
                    {
                        cursor.Drop(run);
                        break;
                    }

                    // One symbol.
                    entry = cursor.Take(b->Ac);
                    k += (int)(entry >> 8 & 0xFF);
                    if (k >= DerivedHuffmanTable.Special)
                    {
                        // What the look-up does not hold: extra bits, or a longer code.
                        k -= DerivedHuffmanTable.Special;
                        int symbol = (int)(entry >> 16);
                        cursor.Refill();
                        if ((entry & 63) == 0)
                        {
                            int code = DerivedHuffmanTable.FindLong(b->Ac, cursor.Top16);
                            symbol = code & 0xFF;
                            cursor.Drop((uint)code >> 8);
                            if (code == 17 << 8)
                                found |= EntropyDamage.UnknownCode;
                        }

                        if ((symbol & 15) == 0 && symbol != 0xF0)
                        {
                            // Runs without a size are for progressive scans.
                            found |= symbol != 0 ? EntropyDamage.ForbiddenSymbol : EntropyDamage.None;
                            break;
                        }

                        cursor.Drop((uint)symbol & 15);
                        k += symbol == 0xF0 ? 16 : (symbol >> 4) + 1;
                    }
                    else if (k >= DerivedHuffmanTable.EndOfBlock)
                    {
                        break;
                    }
                    else if (k > DerivedHuffmanTable.ThenEnd)
                    {
                        // No end of block follows the last coefficient: those bits are the next block's. Put back.
                        k -= DerivedHuffmanTable.ThenEnd;
                        if (k < 63)
                            break;
                        cursor.PutBack(b->Ac->EndTop, b->Ac->EndLength);
                    }

                    cursor.Refill();
                    if (k < 63)
                        continue;
                    if (k > 63)
                        found |= EntropyDamage.RunTooLong;
                    break;
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
        return mcu;
    }
}
