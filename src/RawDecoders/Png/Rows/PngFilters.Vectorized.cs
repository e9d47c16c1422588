// Owns: the vector twins of PngFilters, one row at a time, for pixels of 1, 2, 3, 4, 6 and 8 bytes. No kernel reads or writes a byte
// outside its row, so that rows may lie in the caller's memory. Stands beside the scalar code, which takes the tails. Leaves to others:
// several rows at once, where a row alone is a chain of dependent steps (PngFilters.Rows.cs).
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

internal static unsafe partial class PngFilters
{
    public static void SubScalar<T>(byte* raw, byte* row, nint length)
        where T : struct, IPngDistance
        => Sub(raw, row, 0, length, T.Bytes);

    public static void UpScalar(byte* raw, byte* prior, byte* row, nint length) => Up(raw, prior, row, 0, length);

    public static void AverageScalar<T>(byte* raw, byte* prior, byte* row, nint length)
        where T : struct, IPngDistance
        => Average(raw, prior, row, 0, length, T.Bytes);

    public static void PaethScalar<T>(byte* raw, byte* prior, byte* row, nint length)
        where T : struct, IPngDistance
        => Paeth(raw, prior, row, 0, length, T.Bytes);

    /// <summary>
    /// A running sum over pixels: log steps of shifted adds within 16 bytes (or as many whole pixels as they hold: 15 of
    /// 3-byte pixels, 12 of 6-byte ones), then the last pixel of the sums before, repeated, is added. Only that add and
    /// that shuffle depend on the step before.
    /// </summary>
    public static void SubVector<T>(byte* raw, byte* row, nint length)
        where T : struct, IPngDistance
    {
        Debug.Assert(IsPlace(raw, row, length));
        int step = 16 / T.Bytes * T.Bytes;
        nint x = 0;
        if (length >= step + 16)
        {
            Vector128<byte> carry = Vector128<byte>.Zero;
            Vector128<byte> lastPixel = LastPixel<T>();
            Vector128<byte> next = Vector128.Load(raw);
            do
            {
                Vector128<byte> sum = next;
                // Before the store: in place, and with steps below 16, the store covers bytes of the next step.
                next = Vector128.Load(raw + x + step);
                sum += ShiftUp(sum, T.Bytes);
                if (T.Bytes * 2 < 16)
                    sum += ShiftUp(sum, T.Bytes * 2);
                if (T.Bytes * 4 < 16)
                    sum += ShiftUp(sum, T.Bytes * 4);
                if (T.Bytes * 8 < 16)
                    sum += ShiftUp(sum, T.Bytes * 8);
                sum += carry;
                carry = PackedBytes.Shuffle(sum, lastPixel);
                sum.Store(row + x);
                x += step;
            }
            while (x <= length - (step + 16));

            // In place, bytes past the last whole step were overwritten with a part of the sums.
            next.Store(row + x);
            Sub(row, row, x, Math.Min(x + 16, length), T.Bytes);
            x += 16;
        }

        Sub(raw, row, x, length, T.Bytes);
    }

    public static void UpVector(byte* raw, byte* prior, byte* row, nint length)
    {
        Debug.Assert(IsPlace(raw, row, length) && IsApart(prior, row, length));
        nint x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; x <= length - 64; x += 64)
            {
                Vector256<byte> first = Vector256.Load(raw + x) + Vector256.Load(prior + x);
                Vector256<byte> second = Vector256.Load(raw + x + 32) + Vector256.Load(prior + x + 32);
                first.Store(row + x);
                second.Store(row + x + 32);
            }
        }

        for (; x <= length - 16; x += 16)
            (Vector128.Load(raw + x) + Vector128.Load(prior + x)).Store(row + x);
        Up(raw, prior, row, x, length);
    }

    /// <summary>
    /// One pixel a step, in complements. With n = 255 - a and m = 255 - b, floor((a + b) / 2) = 255 - ceil((n + m) / 2), and
    /// the rounding-up average is one instruction; the complement of the new pixel is then average(n, m) - raw. Two
    /// dependent instructions a pixel (average, subtract) instead of five with the carry corrected.
    /// </summary>
    public static void AverageVector<T>(byte* raw, byte* prior, byte* row, nint length)
        where T : struct, IPngDistance
    {
        Debug.Assert(IsPlace(raw, row, length) && IsApart(prior, row, length));
        nint x = 0;
        Vector128<byte> left = Vector128<byte>.AllBitsSet;
        for (; x <= length - WholePixel<T>(); x += T.Bytes)
        {
            Vector128<byte> above = ~LoadPixel<T>(prior + x);
            left = RoundingAverage(left, above) - LoadPixel<T>(raw + x);
            StorePixel<T>(row + x, ~left);
        }

        Average(raw, prior, row, x, length, T.Bytes);
    }

    public static void PaethVector<T>(byte* raw, byte* prior, byte* row, nint length)
        where T : struct, IPngDistance
    {
        Debug.Assert(IsPlace(raw, row, length) && IsApart(prior, row, length));
        nint x = PaethPixels<T>(raw, prior, row, 0, length);
        Paeth(raw, prior, row, x, length, T.Bytes);
    }

    /// <summary>
    /// One pixel a step, its samples in 16-bit lanes, from byte <paramref name="x"/> (of a pixel) to <paramref name="end"/> or
    /// shortly before it; returns where. Five or six dependent instructions a pixel (see PaethStep); the rest hangs on the pixels
    /// above, which are there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint PaethPixels<T>(byte* raw, byte* prior, byte* row, nint x, nint end)
        where T : struct, IPngDistance
    {
        Vector128<short> a = Vector128<short>.Zero;
        Vector128<short> c = Vector128<short>.Zero;
        if (x > 0)
        {
            a = Vector128.WidenLower(LoadPixel<T>(row + x - T.Bytes)).AsInt16();
            c = Vector128.WidenLower(LoadPixel<T>(prior + x - T.Bytes)).AsInt16();
        }

        for (; x <= end - WholePixel<T>(); x += T.Bytes)
        {
            Vector128<short> b = Vector128.WidenLower(LoadPixel<T>(prior + x)).AsInt16();
            Vector128<short> filtered = Vector128.WidenLower(LoadPixel<T>(raw + x)).AsInt16();
            a = PaethStep(a, b, c, filtered);
            c = b;
            StorePixel<T>(row + x, NarrowLow(a));
        }

        return x;
    }

    /// <summary>
    /// For rows of mostly zeros. Where left and upper left are the same, the predictor gives the pixel above (a + b - c = b),
    /// and if the filtered pixel is zero too, the next one has the same upper left and left again: a run of zeros copies
    /// the row above. Where, instead, the row above is all its upper left, the predictor gives left: a run of zeros repeats
    /// it. Only pixels outside of such runs are computed.
    /// </summary>
    public static void PaethSparse<T>(byte* raw, byte* prior, byte* row, nint length)
        where T : struct, IPngDistance
    {
        Debug.Assert(IsPlace(raw, row, length) && IsApart(prior, row, length));
        // Blocks of whole pixels: 32, 30 or 24 of 32 bytes.
        int block = 32 / T.Bytes * T.Bytes;
        nint x = 0;
        while (x <= length - 48)
        {
            if (x >= T.Bytes && Vector256.Load(raw + x) == Vector256<byte>.Zero)
            {
                Vector256<byte> above = Vector256.Load(prior + x);
                if (SamePixel<T>(row + x - T.Bytes, prior + x - T.Bytes))
                {
                    do
                    {
                        StoreWhole<T>(Vector256.Load(prior + x), raw + x, row + x);
                        x += block;
                    }
                    while (x <= length - 48 && Vector256.Load(raw + x) == Vector256<byte>.Zero);
                    continue;
                }

                if (above == Vector256.Load(prior + x - T.Bytes))
                {
                    // Left repeats itself: a Sub row of zeros.
                    Sub(raw, row, x, x + block, T.Bytes);
                    x += block;
                    continue;
                }
            }

            if (T.Bytes > 2)
            {
                // A few pixels, and no byte past them.
                x = PaethPixels<T>(raw, prior, row, x, x + 4 * T.Bytes + WholePixel<T>() - T.Bytes);
            }
            else
            {
                Paeth(raw, prior, row, x, x + 8, T.Bytes);
                x += 8;
            }
        }

        Paeth(raw, prior, row, x, length, T.Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SamePixel<T>(byte* p, byte* q)
        where T : struct, IPngDistance
        => T.Bytes switch
        {
            1 => *p == *q,
            2 => Unsafe.ReadUnaligned<ushort>(p) == Unsafe.ReadUnaligned<ushort>(q),
            3 => Unsafe.ReadUnaligned<ushort>(p) == Unsafe.ReadUnaligned<ushort>(q) && p[2] == q[2],
            4 => Unsafe.ReadUnaligned<uint>(p) == Unsafe.ReadUnaligned<uint>(q),
            6 => Unsafe.ReadUnaligned<uint>(p) == Unsafe.ReadUnaligned<uint>(q)
                && Unsafe.ReadUnaligned<ushort>(p + 4) == Unsafe.ReadUnaligned<ushort>(q + 4),
            _ => Unsafe.ReadUnaligned<ulong>(p) == Unsafe.ReadUnaligned<ulong>(q),
        };

    /// <summary>Stores a block; filtered bytes behind its whole pixels, which are zeros here, stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWhole<T>(Vector256<byte> v, byte* raw, byte* at)
        where T : struct, IPngDistance
    {
        int block = 32 / T.Bytes * T.Bytes;
        if (block < 32)
            v = Vector256.ConditionalSelect(Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)block)), v, Vector256.Load(raw));
        v.Store(at);
    }

    /// <summary>
    /// Adds the prediction (see <see cref="PaethPredictor"/>) to the filtered sample in the low byte of each lane; high bytes stay
    /// 0. The sums of all candidates are there before the choice is, which then takes one instruction a condition; selecting
    /// first takes two to three each, and the sum after it. Both conditions at once need lo = hi = c.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> PaethStep(Vector128<short> a, Vector128<short> b, Vector128<short> c, Vector128<short> filtered)
    {
        Vector128<short> lo = Vector128.Min(a, b);
        Vector128<short> hi = Vector128.Max(a, b);
        Vector128<short> t = c + c + c - b - a;
        Vector128<byte> sum = filtered.AsByte() + c.AsByte();
        Vector128<byte> sumLo = filtered.AsByte() + lo.AsByte();
        Vector128<byte> sumHi = filtered.AsByte() + hi.AsByte();
        // Both ways from the middle, less those that are not to be gone.
        Vector128<byte> notLo = (sum ^ sumLo) & Vector128.GreaterThan(hi, t).AsByte();
        Vector128<byte> notHi = (sum ^ sumHi) & Vector128.GreaterThan(t, lo).AsByte();
        return (sum ^ sumLo ^ sumHi ^ notLo ^ notHi).AsInt16();
    }

    /// <summary>Bytes that must be left for a pixel to be loaded and stored whole: 3-byte pixels are moved as 4 bytes, 6 as 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WholePixel<T>()
        where T : struct, IPngDistance
        => T.Bytes <= 2 ? T.Bytes : T.Bytes <= 4 ? 4 : 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LoadPixel<T>(byte* at)
        where T : struct, IPngDistance
        => T.Bytes <= 4
            ? Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(at)).AsByte()
            : Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(at)).AsByte();

    /// <summary>
    /// Stores a pixel. Of 3- and 6-byte pixels the bytes behind it are the next pixel's, which is stored later; but in place
    /// they are still to be read, so those are stored in two parts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixel<T>(byte* at, Vector128<byte> pixel)
        where T : struct, IPngDistance
    {
        switch (T.Bytes)
        {
            case 3:
                uint three = pixel.AsUInt32().ToScalar();
                Unsafe.WriteUnaligned(at, (ushort)three);
                at[2] = (byte)(three >> 16);
                break;
            case 4:
                Unsafe.WriteUnaligned(at, pixel.AsUInt32().ToScalar());
                break;
            case 6:
                ulong six = pixel.AsUInt64().ToScalar();
                Unsafe.WriteUnaligned(at, (uint)six);
                Unsafe.WriteUnaligned(at + 4, (ushort)(six >> 32));
                break;
            case 8:
                Unsafe.WriteUnaligned(at, pixel.AsUInt64().ToScalar());
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> NarrowLow(Vector128<short> samples)
        => Sse2.IsSupported ? Sse2.PackUnsignedSaturate(samples, samples) : Vector128.Narrow(samples.AsUInt16(), samples.AsUInt16());

    /// <summary>(a + b + 1) / 2 of unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> RoundingAverage(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Sse2.Average(a, b);
        if (AdvSimd.IsSupported)
            return AdvSimd.FusedAddRoundedHalving(a, b);
        return (a | b) - (((a ^ b) >> 1) & Vector128.Create((byte)0x7F));
    }

    /// <summary>Moves bytes up by <paramref name="count"/>, a constant where this is inlined; zeros enter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ShiftUp(Vector128<byte> v, int count)
        => count switch
        {
            1 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)),
            2 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
            3 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
            4 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
            6 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
            8 => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7)),
            _ => PackedBytes.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3)),
        };

    /// <summary>Shuffle indices that repeat the last whole pixel of 16 bytes.</summary>
    private static Vector128<byte> LastPixel<T>()
        where T : struct, IPngDistance
    {
        byte* indices = stackalloc byte[16];
        int last = 16 / T.Bytes * T.Bytes - T.Bytes;
        for (int i = 0; i < 16; i++)
            indices[i] = (byte)(last + i % T.Bytes);
        return Vector128.Load(indices);
    }
}
