// Decodes DC coefficients of progressive scans: first scans (T.81 G.1.2.1) and refinements (one bit a block). The same
// cursor and plan as the sequential kernel; several blocks in an MCU.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>DC of whole MCUs.</summary>
internal static unsafe class ProgressiveDcKernel
{
    private const int LookupShift = 64 - DerivedHuffmanTable.LookupBits;

    /// <summary>See <see cref="SequentialKernel.Decode"/>.</summary>
    public static int DecodeFirst(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        byte* position = reader.Position;
        ulong bits = reader.Bits;
        uint left = reader.Count;
        byte* checkAt = reader.CheckAt;
        BlockPlan* blocksEnd = plan->Blocks + plan->BlockCount;
        int shift = plan->Shift;
        int mcu = first;
        int end = first + count;
        var found = EntropyDamage.None;

        for (; mcu < end; mcu++)
        {
            if (position > checkAt)
            {
                reader.Position = position;
                reader.Bits = bits;
                reader.Count = left;
                if (!reader.Replenish())
                    break;
                position = reader.Position;
                bits = reader.Bits;
                left = reader.Count;
                checkAt = reader.CheckAt;
            }

            for (BlockPlan* b = plan->Blocks; b < blocksEnd; b++)
            {
                bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
                position += ((left >> 3) & 7) ^ 7;
                left |= 56;
                uint entry = b->Dc->Lookup[bits >> LookupShift];
                int difference = (int)entry >> 16;
                if ((entry & 0xFF00) == 0)
                {
                    bits <<= (int)entry;
                    left -= entry;
                }
                else
                {
                    int size = difference;
                    int length = (int)(entry & 63);
                    if ((entry & 0xFF00) == DerivedHuffmanTable.DcLongCode << 8)
                    {
                        int code = DerivedHuffmanTable.FindLong(b->Dc, (uint)(bits >> 48));
                        size = code & 0xFF;
                        length = code >> 8;
                        if (length == 17)
                            found |= EntropyDamage.UnknownCode;
                    }

                    bits <<= length;
                    left -= (uint)length;
                    difference = 0;
                    if (size != 0)
                    {
                        difference = (int)(bits >> (64 - size));
                        difference += (difference >> (size - 1)) - 1 & (-1 << size) + 1;
                        bits <<= size;
                        left -= (uint)size;
                    }
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

        reader.Position = position;
        reader.Bits = bits;
        reader.Count = left;
        damage = found;
        return mcu - first;
    }

    /// <summary>One bit a block (T.81 G.1.2.1.1). There is nothing in it that could be wrong.</summary>
    public static int Refine(EntropyReader reader, McuPlan* plan, int first, int count)
    {
        byte* position = reader.Position;
        ulong bits = reader.Bits;
        uint left = reader.Count;
        byte* checkAt = reader.CheckAt;
        int shift = plan->Shift;
        int mcu = first;
        int end = first + count;

        for (; mcu < end; mcu++)
        {
            if (position > checkAt)
            {
                reader.Position = position;
                reader.Bits = bits;
                reader.Count = left;
                if (!reader.Replenish())
                    break;
                position = reader.Position;
                bits = reader.Bits;
                left = reader.Count;
                checkAt = reader.CheckAt;
            }

            // An MCU has 10 blocks at most: one refill.
            bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
            position += ((left >> 3) & 7) ^ 7;
            left |= 56;
            for (int i = 0; i < plan->BlockCount; i++)
            {
                BlockPlan* b = plan->Blocks + i;
                b->Block[mcu * b->Step * 64] |= (short)((int)(bits >> 63) << shift);
                bits <<= 1;
                left--;
            }
        }

        reader.Position = position;
        reader.Bits = bits;
        reader.Count = left;
        return mcu - first;
    }
}
