// Owns: the table by which sequential AC coefficients are taken two a look-up, made of the one that has them singly. Stands between
// DerivedHuffmanTable and SequentialKernel. Leaves to others: codes that are long, and what lies past a block's last coefficient.

namespace RawDecoders.Jpeg;

/// <summary>
/// Entries are indexed by the next <see cref="DerivedHuffmanTable.LookupBits"/> bits. Bits 0-5: how many bits are consumed. Bits 8-15: how far
/// the zigzag index moves on in all, to the second coefficient, as <see cref="DerivedHuffmanTable"/> has it: with
/// <see cref="DerivedHuffmanTable.ThenEnd"/>, <see cref="DerivedHuffmanTable.EndOfBlock"/> and <see cref="DerivedHuffmanTable.Special"/>.
/// Bits 16-23: how far to the first. Bits 32-47: the first, bits 48-63: the second. Of one coefficient first and second are the same; of none
/// bits 48-63 hold what bits 16-31 of the single entry do.
/// </summary>
internal unsafe struct PairedHuffmanTable
{
    /// <summary>
    /// What making a table takes (2 microseconds) is a tenth of the time that pairs save on a scan of so many bytes. Scans of no more are
    /// decoded singly, by <see cref="ScaledSequentialKernel"/>.
    /// </summary>
    public const int LeastBytes = 32 << 10;

    public fixed ulong Entries[1 << DerivedHuffmanTable.LookupBits];

    public static PairedHuffmanTable* Make(DerivedHuffmanTable* single, NativeArena arena)
    {
        const int bits = DerivedHuffmanTable.LookupBits;
        var table = (PairedHuffmanTable*)arena.Allocate(sizeof(PairedHuffmanTable));
        for (int i = 0; i < 1 << bits; i++)
        {
            uint first = single->Lookup[i];
            uint length = first & 63;
            uint move = first >> 8 & 0xFF;
            uint moveFirst = move is > DerivedHuffmanTable.ThenEnd and < DerivedHuffmanTable.EndOfBlock ? move - DerivedHuffmanTable.ThenEnd : move;
            uint second = first;
            if (move < DerivedHuffmanTable.ThenEnd)
            {
                // What stands behind the first; its bits past the index are zeros, and it counts only if it does not reach so far.
                uint behind = single->Lookup[i << (int)length & ((1 << bits) - 1)];
                uint moveOn = behind >> 8 & 0xFF;
                if (moveOn < DerivedHuffmanTable.EndOfBlock && length + (behind & 63) <= bits)
                {
                    length += behind & 63;
                    move += moveOn;
                    second = behind;
                }
            }

            table->Entries[i] = length | move << 8 | moveFirst << 16 | (ulong)(first >> 16) << 32 | (ulong)(second >> 16) << 48;
        }

        return table;
    }
}
