// Owns: reading bits, least significant first (RFC 1951 3.1.1), from input that comes in pieces. Stands under all other stages. Leaves to
// others: what the bits mean. The fast loop keeps its own copy of the buffer in registers.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>
/// A buffer of up to 64 bits and the piece of input behind it. The longest symbol (a length with its distance) has 15 + 5 + 15 +
/// 13 = 48 bits, so that whatever is cut by the end of a piece waits in the buffer, whole.
/// </summary>
internal unsafe struct DeflateBitReader
{
    /// <summary>The next bits, the first lowest. Above <see cref="Count"/> all are 0.</summary>
    public ulong Buffer;

    /// <summary>Bits in the buffer, 0 to 63.</summary>
    public int Count;

    /// <summary>The next byte of the piece.</summary>
    public byte* Next;

    /// <summary>The end of the piece.</summary>
    public byte* End;

    /// <summary>Whether there are <paramref name="bits"/> bits, at most 57, to be had; they are then in the buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int bits)
    {
        Debug.Assert(bits <= 57);
        return bits <= Count || Fill(bits);
    }

    /// <summary>Takes as many bits into the buffer as it holds, or as there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FillUp()
    {
        if (Count <= 48)
            Fill(49);
    }

    /// <summary>The next <paramref name="bits"/> bits, 0 to 32, which must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(int bits)
    {
        Debug.Assert(bits is >= 0 and <= 32 && bits <= Count);
        uint value = (uint)(Buffer & ((1ul << bits) - 1));
        Skip(bits);
        return value;
    }

    /// <summary>Passes over bits that must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        Debug.Assert(bits <= Count);
        Buffer >>= bits;
        Count -= bits;
    }

    /// <summary>The next bit's offset, if <paramref name="end"/> is that of the end of the piece.</summary>
    public readonly long OffsetWithin(long end) => end - (End - Next) * 8 - Count;

    private bool Fill(int bits)
    {
        while (Count <= 55 && Next < End)
        {
            Buffer |= (ulong)*Next++ << Count;
            Count += 8;
        }

        return Count >= bits;
    }
}
