// Owns: adding rows to the sums of their columns, and looking for an alpha that is not the largest, in vectors; what is over goes one by one.
// Stands beside BoxAverage.cs, which says what the sums are for. Leaves boxes to it.

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders;

internal sealed partial class BoxAverage
{
    internal static void AddBytes(ReadOnlySpan<byte> row, Span<uint> columns)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte from = ref MemoryMarshal.GetReference(row);
            ref uint to = ref MemoryMarshal.GetReference(columns);
            for (; i + 16 <= row.Length; i += 16)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
                Add(low, ref to, i);
                Add(high, ref to, i + 8);
            }
        }

        for (; i < row.Length; i++)
            columns[i] += row[i];
    }

    internal static void AddWords(ReadOnlySpan<ushort> row, Span<uint> columns)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref ushort from = ref MemoryMarshal.GetReference(row);
            ref uint to = ref MemoryMarshal.GetReference(columns);
            for (; i + 8 <= row.Length; i += 8)
                Add(Vector128.LoadUnsafe(ref from, (nuint)i), ref to, i);
        }

        for (; i < row.Length; i++)
            columns[i] += row[i];
    }

    private static void Add(Vector128<ushort> samples, ref uint columns, int first)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(samples);
        (low + Vector128.LoadUnsafe(ref columns, (nuint)first)).StoreUnsafe(ref columns, (nuint)first);
        (high + Vector128.LoadUnsafe(ref columns, (nuint)first + 4)).StoreUnsafe(ref columns, (nuint)first + 4);
    }

    /// <summary>Whether the last sample of every pixel has all bits set.</summary>
    /// <param name="row">Pixels of 2, 4 or 8 bytes.</param>
    /// <param name="pixelBytes">Bytes of one.</param>
    /// <param name="alphaBytes">Bytes of its alpha, the last ones.</param>
    internal static bool IsOpaque(ReadOnlySpan<byte> row, int pixelBytes, int alphaBytes)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated && row.Length >= 16)
        {
            // A vector holds whole pixels: bytes that are not of an alpha are made all ones.
            Vector128<byte> colour = Vector128<byte>.Zero;
            for (int b = 0; b < 16; b++)
                colour = colour.WithElement(b, b % pixelBytes < pixelBytes - alphaBytes ? (byte)255 : (byte)0);
            Vector128<byte> all = Vector128<byte>.AllBitsSet;
            ref byte from = ref MemoryMarshal.GetReference(row);
            for (; i + 16 <= row.Length; i += 16)
                all &= Vector128.LoadUnsafe(ref from, (nuint)i);
            if ((all | colour) != Vector128<byte>.AllBitsSet)
                return false;
        }

        for (; i < row.Length; i += pixelBytes)
        {
            if (row.Slice(i + pixelBytes - alphaBytes, alphaBytes).ContainsAnyExcept((byte)255))
                return false;
        }

        return true;
    }
}
