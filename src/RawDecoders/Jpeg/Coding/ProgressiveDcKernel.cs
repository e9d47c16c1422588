// Owns: decoding DC coefficients of progressive scans: first scans (T.81 G.1.2.1) and refinements (one bit a block). Stands
// beside the sequential kernel, with the same cursor and plan; several blocks in an MCU. Leaves to others: restarts, policy on
// damage, strips.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>DC of whole MCUs.</summary>
internal static unsafe class ProgressiveDcKernel
{
    /// <summary>See <see cref="SequentialKernel.Decode"/>.</summary>
    public static int DecodeFirst(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        BlockPlan* blocksEnd = plan->Blocks + plan->BlockCount;
        int shift = plan->Shift;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        for (; mcu < end; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            for (BlockPlan* b = plan->Blocks; b < blocksEnd; b++)
            {
                cursor.Refill();
                uint entry = cursor.Peek(b->Dc);
                int difference = (int)entry >> 16;
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
                    difference = 0;
                    if (size != 0)
                        difference = cursor.ReceiveExtended(size);
                }

                difference += *b->Prediction;
                *b->Prediction = difference;
                b->Block[mcu * b->Step * 64] = (short)(difference << shift);
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

    /// <summary>One bit a block (T.81 G.1.2.1.1). There is nothing in it that could be wrong.</summary>
    public static int Refine(EntropyReader reader, McuPlan* plan, int first, int count)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        int shift = plan->Shift;
        int mcu = first;
        int end = first + count;

        for (; mcu < end; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            // An MCU has 10 blocks at most: one refill.
            cursor.Refill();
            for (int i = 0; i < plan->BlockCount; i++)
            {
                BlockPlan* b = plan->Blocks + i;
                b->Block[mcu * b->Step * 64] |= (short)((cursor.TopBitMask & 1) << shift);
                cursor.Drop(1);
            }
        }

        cursor.ReturnTo(reader);
        return mcu - first;
    }
}
