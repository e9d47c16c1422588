// Owns: the loops of box averages: rows added to the sums of their columns, whole boxes of 8-bit samples, pixels of four samples with alpha,
// the search for an alpha that is not the largest. Stands beside BoxAverage.cs, which says what the sums are for. Leaves to it edges, and
// formats that are rare.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders;

internal sealed partial class BoxAverage
{
    private static void AddBytes(ReadOnlySpan<byte> row, Span<ushort> columns)
    {
        int i = 0;
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref ushort to = ref MemoryMarshal.GetReference(columns);
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 32 <= row.Length; i += 32)
            {
                (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
                (low + Vector256.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
                (high + Vector256.LoadUnsafe(ref to, (nuint)i + 16)).StoreUnsafe(ref to, (nuint)i + 16);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i + 16 <= row.Length; i += 16)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
                (low + Vector128.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
                (high + Vector128.LoadUnsafe(ref to, (nuint)i + 8)).StoreUnsafe(ref to, (nuint)i + 8);
            }
        }

        for (; i < row.Length; i++)
            columns[i] += row[i];
    }

    /// <summary>The averages of <paramref name="boxes"/> boxes with all of their pixels, by the columns' sums.</summary>
    private void DivideWhole(ReadOnlySpan<ushort> columns, int boxes, Span<byte> destination)
    {
        int shift = 2 * int.TrailingZeroCount(side);
        uint half = 1u << (shift - 1);
        columns = columns[..(boxes * side * _channels)];
        destination = destination[..(boxes * _channels)];
        ref ushort from = ref MemoryMarshal.GetReference(columns);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        for (int box = 0; box < boxes; box++, to = ref Unsafe.Add(ref to, _channels))
        {
            uint a = half, b = half, c = half, d = half;
            for (int i = 0; i < side; i++, from = ref Unsafe.Add(ref from, _channels))
            {
                a += from;
                if (_channels > 1)
                    b += Unsafe.Add(ref from, 1);
                if (_channels > 2)
                    c += Unsafe.Add(ref from, 2);
                if (_channels > 3)
                    d += Unsafe.Add(ref from, 3);
            }

            to = (byte)(a >> shift);
            if (_channels > 1)
                Unsafe.Add(ref to, 1) = (byte)(b >> shift);
            if (_channels > 2)
                Unsafe.Add(ref to, 2) = (byte)(c >> shift);
            if (_channels > 3)
                Unsafe.Add(ref to, 3) = (byte)(d >> shift);
        }
    }

    /// <summary>Boxes of four 8-bit samples, the last one alpha: a vector a pixel.</summary>
    private void WeighFour(ReadOnlySpan<byte> rows, int stride, int rowCount, int width, Span<byte> destination)
    {
        // Products by alpha of three samples, and alpha itself, which has 1 for its weight.
        Vector128<uint> alphaLane = Vector128.Create(0, 0, 0, uint.MaxValue);
        Vector128<uint> one = Vector128.Create(0u, 0, 0, 1);
        for (int x = 0, to = 0; x < width; x += side, to += 4)
        {
            int across = Math.Min(side, width - x);
            Vector128<uint> sums = Vector128<uint>.Zero;
            for (int y = 0; y < rowCount; y++)
            {
                ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(rows.Slice(y * stride + 4 * x, 4 * across));
                foreach (uint pixel in pixels)
                {
                    Vector128<uint> samples = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte()));
                    sums += samples * Vector128.ConditionalSelect(alphaLane, one, Vector128.Shuffle(samples, Vector128.Create(3u)));
                }
            }

            uint count = (uint)(across * rowCount);
            uint weights = sums.GetElement(3);
            Span<byte> pixelOut = destination.Slice(to, 4);
            if (weights == 0)
            {
                AverageBox(rows[(4 * x)..], stride, rowCount, across, pixelOut);
                continue;
            }

            pixelOut[0] = (byte)((sums.GetElement(0) + weights / 2) / weights);
            pixelOut[1] = (byte)((sums.GetElement(1) + weights / 2) / weights);
            pixelOut[2] = (byte)((sums.GetElement(2) + weights / 2) / weights);
            pixelOut[3] = (byte)((weights + count / 2) / count);
        }
    }

    /// <summary>One box of four 8-bit samples whose colours count alike.</summary>
    private static void AverageBox(ReadOnlySpan<byte> rows, int stride, int rowCount, int across, Span<byte> pixel)
    {
        Vector128<uint> sums = Vector128<uint>.Zero;
        for (int y = 0; y < rowCount; y++)
        {
            foreach (uint samples in MemoryMarshal.Cast<byte, uint>(rows.Slice(y * stride, 4 * across)))
                sums += Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(samples).AsByte()));
        }

        uint count = (uint)(across * rowCount);
        for (int c = 0; c < 4; c++)
            pixel[c] = (byte)((sums.GetElement(c) + count / 2) / count);
    }

    private static void AddWords(ReadOnlySpan<ushort> row, Span<uint> columns)
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
    private static bool IsOpaque(ReadOnlySpan<byte> row, int pixelBytes, int alphaBytes)
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
