// Owns: cells, which are inflated bytes of which some are not known yet: what is written for those, and putting the bytes in once they
// are known. Stands under MarkerInflater, which writes cells, and PngAhead, which hands bytes on. Leaves to others: where the window comes from.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Png;

/// <summary>
/// A cell has 16 bits: 0 to 255 is a byte; 256 + i is a marker, the byte i of the 32768 that stand before the first cell. A match
/// (RFC 1951 3.2.3) that reaches back so far copies markers as it would bytes, and what is copied from there in turn is the same byte
/// again: so data can be inflated from the middle on, and what it takes from before is put in afterwards.
/// Example: at the first cell, a match of distance 3 and length 5 gives the cells 33021, 33022, 33023, 33021, 33022.
/// </summary>
internal static unsafe class DeflateMarkers
{
    /// <summary>The first value that is not a byte.</summary>
    public const int First = 256;

    /// <summary>Entries of the table that tells the byte of a cell.</summary>
    public const int TableBytes = First + DeflateMatch.MaxDistance;

    /// <summary>Writes the 32768 markers that stand before the first cell.</summary>
    public static void FillWindow(ushort* window)
    {
        for (int i = 0; i < DeflateMatch.MaxDistance; i++)
            window[i] = (ushort)(First + i);
    }

    /// <summary>Makes the table: a byte for each of the 256 bytes, which is itself, and for each marker.</summary>
    /// <param name="window">The 32768 bytes before the first cell.</param>
    /// <param name="table"><see cref="TableBytes"/>.</param>
    public static void MakeTable(byte* window, byte* table)
    {
        for (int i = 0; i < First; i++)
            table[i] = (byte)i;
        Buffer.MemoryCopy(window, table + First, DeflateMatch.MaxDistance, DeflateMatch.MaxDistance);
    }

    /// <summary>Writes the bytes of cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="count">How many.</param>
    /// <param name="table">See <see cref="MakeTable"/>.</param>
    /// <param name="bytes">As many bytes.</param>
    public static void Resolve(ushort* cells, int count, byte* table, byte* bytes)
    {
        int i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            // All bytes, as most are some windows after the first cell? Then no cell has anything in its high byte.
            Vector256<ushort> a = Vector256.Load(cells + i), b = Vector256.Load(cells + i + Vector256<ushort>.Count);
            if (((a | b) & Vector256.Create((ushort)0xFF00)) == Vector256<ushort>.Zero)
                Vector256.Store(Vector256.Narrow(a, b), bytes + i);
            else
                Look(cells + i, table, bytes + i);
        }

        for (; i < count; i++)
            bytes[i] = table[cells[i]];
    }

    /// <summary>32 cells, four of them a store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Look(ushort* cells, byte* table, byte* bytes)
    {
        for (int i = 0; i < Vector256<byte>.Count; i += 4)
        {
            uint four = table[cells[i]] | (uint)table[cells[i + 1]] << 8 | (uint)table[cells[i + 2]] << 16 | (uint)table[cells[i + 3]] << 24;
            if (!BitConverter.IsLittleEndian)
                four = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(four);
            Unsafe.WriteUnaligned(bytes + i, four);
        }
    }
}
