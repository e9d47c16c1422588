// Owns: the fast twin of ByteShuffle. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Each step loads one vector, shuffles it, and stores one vector, of which only the whole pixels count: the next step
// stores over the rest. When source and destination pixels have the same size the two may be one span, so the bytes
// after the last whole pixel are then written back as they were read (5 pixels of 3 bytes leave byte 15 of 16 alone).
//
// Vectors of 64 need VPERMB (AVX512-VBMI), which crosses lanes; the end of a row is one or more masked steps.
// Vectors of 32 (AVX2) are two vectors of 16 side by side, each with its own pixels; vectors of 16 are SSSE3 or Arm.
// There a shuffle itself gives zero for an index with its top bit set.

internal sealed unsafe partial class ByteShuffle
{
    private Vector128<byte> _pick128, _flip128;
    private Vector512<byte> _pick512, _keep512, _flip512;

    /// <summary>Whether shuffles run in vectors here; a loop over pixel structs is better than the scalar loop otherwise.</summary>
    public static bool IsAccelerated => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Repeats the map of one pixel over a vector.</summary>
    private void CreateControls()
    {
        Span<byte> pick = stackalloc byte[64];
        Span<byte> keep = stackalloc byte[64];
        Span<byte> flip = stackalloc byte[64];
        Fill(64, pick, keep, flip);
        _pick512 = Vector512.Create<byte>(pick);
        _keep512 = Vector512.Create<byte>(keep);
        _flip512 = Vector512.Create<byte>(flip);

        Fill(16, pick, keep, flip);
        _pick128 = Vector128.Create<byte>(pick) | ~Vector128.Create<byte>(keep);
        _flip128 = Vector128.Create<byte>(flip);
    }

    private void Fill(int vectorSize, Span<byte> pick, Span<byte> keep, Span<byte> flip)
    {
        for (int i = 0; i < vectorSize; i++)
        {
            pick[i] = (byte)i;
            keep[i] = 255;
            flip[i] = 0;
        }

        int pixels = vectorSize / Math.Max(_sourceSize, _size);
        for (int p = 0; p < pixels; p++)
        {
            for (int i = 0; i < _size; i++)
            {
                pick[(p * _size) + i] = (byte)((p * _sourceSize) + _pick[i]);
                keep[(p * _size) + i] = _keep[i];
                flip[(p * _size) + i] = _flip[i];
            }
        }
    }

    /// <summary>Converts as many pixels from the start as vectors can; returns how many.</summary>
    private int ConvertVectorized(ref byte source, ref byte destination, int count)
    {
        if (Avx512Vbmi.IsSupported)
        {
            Convert512(ref source, ref destination, count);
            return count;
        }

        return IsAccelerated ? Convert128(ref source, ref destination, count) : 0;
    }

    private void Convert512(ref byte source, ref byte destination, int count)
    {
        Vector512<byte> pick = _pick512, keep = _keep512, flip = _flip512;
        int pixels = 64 / Math.Max(_sourceSize, _size);
        nint sourceStep = pixels * _sourceSize, step = pixels * _size;

        int steps = Steps(count, pixels, 64, 64);
        count -= steps * pixels;
        for (; steps > 0; steps--)
        {
            Vector512<byte> v = Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref source), pick);
            ((v & keep) ^ flip).StoreUnsafe(ref destination);
            source = ref Unsafe.Add(ref source, sourceStep);
            destination = ref Unsafe.Add(ref destination, step);
        }

        if (count == 0)
            return;

        fixed (byte* fixedSource = &source, fixedDestination = &destination)
        {
            byte* from = fixedSource, to = fixedDestination;
            for (; count > 0; count -= pixels)
            {
                int n = Math.Min(count, pixels);
                Vector512<byte> reads = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)(n * _sourceSize)));
                Vector512<byte> writes = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)(n * _size)));
                Vector512<byte> v = Avx512Vbmi.PermuteVar64x8(Avx512BW.MaskLoad(from, reads, Vector512<byte>.Zero), pick);
                Avx512BW.MaskStore(to, writes, (v & keep) ^ flip);
                from += sourceStep;
                to += step;
            }
        }
    }

    private int Convert128(ref byte source, ref byte destination, int count)
    {
        Vector128<byte> pick = _pick128, flip = _flip128;
        int pixels = 16 / Math.Max(_sourceSize, _size);
        nint sourceStep = pixels * _sourceSize, step = pixels * _size;
        int rest = count;

        if (Avx2.IsSupported)
        {
            Vector256<byte> pick2 = Vector256.Create(pick, pick), flip2 = Vector256.Create(flip, flip);
            for (int steps = Steps(rest, 2 * pixels, 16 + (int)sourceStep, 16 + (int)step); steps > 0; steps--)
            {
                Vector256<byte> v = Vector256.Create(Vector128.LoadUnsafe(ref source), Vector128.LoadUnsafe(ref Unsafe.Add(ref source, sourceStep)));
                v = Avx2.Shuffle(v, pick2) ^ flip2;
                v.GetLower().StoreUnsafe(ref destination);
                v.GetUpper().StoreUnsafe(ref Unsafe.Add(ref destination, step));
                source = ref Unsafe.Add(ref source, 2 * sourceStep);
                destination = ref Unsafe.Add(ref destination, 2 * step);
                rest -= 2 * pixels;
            }
        }

        for (int steps = Steps(rest, pixels, 16, 16); steps > 0; steps--)
        {
            (PackedBytes.Shuffle(Vector128.LoadUnsafe(ref source), pick) ^ flip).StoreUnsafe(ref destination);
            source = ref Unsafe.Add(ref source, sourceStep);
            destination = ref Unsafe.Add(ref destination, step);
            rest -= pixels;
        }

        // Few bytes become many: the end of the row need not hold 16 bytes to read.
        if (sourceStep <= 8)
        {
            for (int steps = Steps(rest, pixels, 8, 16); steps > 0; steps--)
            {
                Vector128<byte> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte();
                (PackedBytes.Shuffle(v, pick) ^ flip).StoreUnsafe(ref destination);
                source = ref Unsafe.Add(ref source, sourceStep);
                destination = ref Unsafe.Add(ref destination, step);
                rest -= pixels;
            }
        }

        return count - rest;
    }

    /// <summary>
    /// How many steps of <paramref name="pixels"/> pixels fit into <paramref name="count"/> when each reads and writes that
    /// many bytes, more than its pixels have.
    /// </summary>
    private int Steps(int count, int pixels, int reads, int writes)
    {
        int sourceRoom = (count * _sourceSize) - reads, room = (count * _size) - writes;
        return (sourceRoom | room) < 0 ? 0 : Math.Min(sourceRoom / (pixels * _sourceSize), room / (pixels * _size)) + 1;
    }
}
