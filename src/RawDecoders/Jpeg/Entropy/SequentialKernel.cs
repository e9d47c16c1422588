// Decodes blocks of sequential scans (T.81 F.2.2): the hot loop of the whole decoder. Bits from an EntropyReader, whose
// cursor it holds in registers, to coefficients in natural order. Restarts, damage policy and strips are its callers'.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>DC difference and AC coefficients of whole blocks.</summary>
internal static unsafe class SequentialKernel
{
    private const int LookupShift = 64 - DerivedHuffmanTable.LookupBits;

    /// <summary>
    /// Decodes up to <paramref name="count"/> MCUs into the strip, the first at MCU place <paramref name="first"/>.
    /// Returns how many, the last of them damaged if <paramref name="damage"/> is set or the reader is overrun.
    /// </summary>
    public static int Decode(EntropyReader reader, McuPlan* plan, int first, int count, out EntropyDamage damage)
    {
        byte* position = reader.Position;
        ulong bits = reader.Bits;
        uint left = reader.Count;
        byte* checkAt = reader.CheckAt;
        ref byte natural = ref MemoryMarshal.GetReference(ZigZag.ToNatural);
        BlockPlan* blocksEnd = plan->Blocks + plan->BlockCount;
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
                short* block = b->Block + mcu * b->Step * 64;
                byte* extent = b->Extent + mcu * b->Step;
                if (*extent != 0)
                    Clear(block);

                // F.2.2.1. Category, then its extra bits; both in one look-up for the usual small differences.
                bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
                position += ((left >> 3) & 7) ^ 7;
                left |= 56;
                uint entry = ((uint*)b->Dc)[bits >> LookupShift];
                int difference = (int)entry >> 16;
                if ((entry & 0xFF00) == 0)
                {
                    bits <<= (int)entry;
                    left -= entry;
                }
                else if ((entry & 0xFF00) == DerivedHuffmanTable.DcThenEnd << 8)
                {
                    bits <<= (int)entry;
                    left -= entry;
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

                    bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
                    position += ((left >> 3) & 7) ^ 7;
                    left |= 56;
                }

                difference += *b->Prediction;
                *b->Prediction = difference;
                block[0] = (short)difference;

                // F.2.2.2. At least 46 bits are there: four look-ups of at most 10 bits, five after a refill.
                uint* ac = (uint*)b->Ac;
                int k = 0;
                goto Four;

            Five:
                bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
                position += ((left >> 3) & 7) ^ 7;
                left |= 56;
                entry = ac[bits >> LookupShift];
                bits <<= (int)entry;
                left -= entry;
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);

            Four:
                entry = ac[bits >> LookupShift];
                bits <<= (int)entry;
                left -= entry;
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);

                entry = ac[bits >> LookupShift];
                bits <<= (int)entry;
                left -= entry;
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);

                entry = ac[bits >> LookupShift];
                bits <<= (int)entry;
                left -= entry;
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);

                entry = ac[bits >> LookupShift];
                bits <<= (int)entry;
                left -= entry;
                k += (int)(entry >> 8 & 0xFF);
                if (k >= 63)
                    goto Leave;
                block[Unsafe.Add(ref natural, k)] = (short)(entry >> 16);
                goto Five;

            Leave:
                if (k < DerivedHuffmanTable.Special)
                {
                    if (k >= DerivedHuffmanTable.EndOfBlock)
                    {
                        *extent = (byte)(k - DerivedHuffmanTable.EndOfBlock);
                        continue;
                    }

                    if (k > DerivedHuffmanTable.ThenEnd)
                    {
                        k -= DerivedHuffmanTable.ThenEnd;
                        if (k >= 63)
                        {
                            // No end of block follows the last coefficient: those bits are the next block's. Put back.
                            bits = bits >> b->Ac->EndLength | b->Ac->EndTop;
                            left += (uint)b->Ac->EndLength;
                        }
                    }

                    // The last coefficient, or a run past it, which libjpeg cuts off there.
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
                    bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(position)) >> (int)left;
                    position += ((left >> 3) & 7) ^ 7;
                    left |= 56;
                    int symbol = (int)(entry >> 16);
                    if ((entry & 63) == 0)
                    {
                        int code = DerivedHuffmanTable.FindLong(b->Ac, (uint)(bits >> 48));
                        symbol = code & 0xFF;
                        bits <<= code >> 8;
                        left -= (uint)code >> 8;
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

                    int value = (int)(bits >> (64 - size));
                    value += (value >> (size - 1)) - 1 & (-1 << size) + 1;
                    bits <<= size;
                    left -= (uint)size;
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

        reader.Position = position;
        reader.Bits = bits;
        reader.Count = left;
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
