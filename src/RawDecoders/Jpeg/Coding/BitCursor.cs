// Owns: the bit cursor of an EntropyReader as a kernel holds it while it decodes, in registers; with the steps that all kernels
// are made of: refill, look-up, extra bits (T.81 F.2.2). Stands between EntropyReader and the kernels. Leaves to others: what
// the steps are taken for.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>
/// See <see cref="EntropyReader"/> for what the fields hold. Four fields, each method inlined, and never passed on: then the
/// compiler keeps every field in a register.
/// </summary>
internal unsafe ref struct BitCursor
{
    private const int LookupShift = 64 - DerivedHuffmanTable.LookupBits;

    private byte* _position;
    private ulong _bits;
    private uint _left;
    private byte* _checkAt;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BitCursor(EntropyReader reader)
    {
        _position = reader.Position;
        _bits = reader.Bits;
        _left = reader.Count;
        _checkAt = reader.CheckAt;
    }

    /// <summary>The next 16 bits, for codes that the look-up does not hold.</summary>
    public readonly uint Top16
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)(_bits >> 48);
    }

    /// <summary>All ones if the next bit is set, else zero.</summary>
    public readonly int TopBitMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)((long)_bits >> 63);
    }

    /// <summary>Gives the cursor back: when the kernel is done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ReturnTo(EntropyReader reader)
    {
        reader.AssertInside(_position);
        reader.Position = _position;
        reader.Bits = _bits;
        reader.Count = _left;
    }

    /// <summary>Before an MCU: whether its bytes are there, or could be had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsReady(EntropyReader reader)
    {
        if (_position <= _checkAt)
            return true;
        ReturnTo(reader);
        if (!reader.Replenish())
            return false;
        _position = reader.Position;
        _bits = reader.Bits;
        _left = reader.Count;
        _checkAt = reader.CheckAt;
        return true;
    }

    /// <summary>At least 56 bits from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        _bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(_position)) >> (int)_left;
        _position += ((_left >> 3) & 7) ^ 7;
        _left |= 56;
    }

    /// <summary>The entry of a look-up table for the next bits; they are not consumed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(DerivedHuffmanTable* table) => ((uint*)table)[_bits >> LookupShift];

    /// <summary>The same, of the table by which coefficients are passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(SkippedHuffmanTable* table) => ((ushort*)table)[_bits >> (64 - SkippedHuffmanTable.LookupBits)];

    /// <summary>The entry for the next bits, consumed: its bits 0 to 5 say how many, and only those of the count matter (it is modulo 64).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(DerivedHuffmanTable* table)
    {
        uint entry = Peek(table);
        Drop(entry);
        return entry;
    }

    /// <summary>The entry of one coefficient or two for the next bits, consumed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take(PairedHuffmanTable* table)
    {
        ulong entry = ((ulong*)table)[_bits >> LookupShift];
        Drop((uint)entry);
        return entry;
    }

    /// <summary>The next bits as they are held, for <see cref="Restore"/>.</summary>
    public readonly ulong Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bits;
    }

    /// <summary>Takes back what was consumed since <see cref="Bits"/> were so, with no refill since: <paramref name="count"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Restore(ulong bits, uint count)
    {
        _bits = bits;
        _left += count;
    }

    /// <summary>Consumes as many bits as the lowest 6 bits of <paramref name="count"/> say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(uint count)
    {
        _bits <<= (int)count;
        _left -= count;
    }

    /// <summary>Puts bits back that were consumed too early: <paramref name="count"/>, 1 to 16, at the top of <paramref name="top"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutBack(ulong top, int count)
    {
        Debug.Assert(count is >= 1 and <= 16 && (_left & 63) + (uint)count < 64);
        _bits = _bits >> count | top;
        _left += (uint)count;
    }

    /// <summary>The next 1 to 15 bits as a number: RECEIVE of F.2.2.4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Receive(int count)
    {
        Debug.Assert(count is >= 1 and <= 15);
        int value = (int)(_bits >> (64 - count));
        Drop((uint)count);
        return value;
    }

    /// <summary>The same as a difference or coefficient of that size: EXTEND of F.2.2.1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReceiveExtended(int size)
    {
        int value = Receive(size);
        return value + ((value >> (size - 1)) - 1 & (-1 << size) + 1);
    }
}
