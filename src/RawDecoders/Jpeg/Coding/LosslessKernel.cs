// Owns: decoding the differences of lossless scans (T.81 H.1.2.2, H.2.1): a category and its extra bits a sample, without what is
// predicted. Stands beside the other kernels, with the same cursor and plan, whose "blocks" are samples here. Leaves to others:
// predictions (LosslessPrediction), restarts, policy on damage, strips.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Differences of whole MCUs.</summary>
internal static unsafe class LosslessKernel
{
    /// <summary>The category without extra bits beside 0: a difference of 32768 (Table H.2).</summary>
    private const int HalfCategory = 16;

    /// <summary>The difference that zero bits stand for: of the shortest code the first, with extra bits of 0.</summary>
    public static short OfZeroBits(DerivedHuffmanTable* table)
    {
        uint entry = table->Lookup[0];
        int difference = (int)entry >> 16;
        if ((entry & 0xFF00) == 0)
            return (short)difference;
        int size = (entry & 0xFF00) == DerivedHuffmanTable.DcLongCode << 8 ? DerivedHuffmanTable.FindLong(table, 0) & 0xFF : difference;
        return (short)(size == HalfCategory ? 1 << 15 : size == 0 ? 0 : 1 - (1 << size));
    }

    /// <summary>See <see cref="SequentialKernel.Decode"/>. Differences count modulo 2^16.</summary>
    public static int Decode(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        Debug.Assert(plan != null && first >= 0 && count >= 0);
        var cursor = new BitCursor(reader);
        BlockPlan* samplesEnd = plan->Blocks + plan->BlockCount;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        for (; mcu < end; mcu++)
        {
            if (!cursor.IsReady(reader))
                break;

            for (BlockPlan* b = plan->Blocks; b < samplesEnd; b++)
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
                    difference = size == HalfCategory ? 1 << 15 : size == 0 ? 0 : cursor.ReceiveExtended(size);
                }

                b->Block[mcu * b->Step] = (short)difference;
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
