// Owns: the fast twin of SampleScaling. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

internal static partial class SampleScaling
{
    // round(v / 257) in 16-bit lanes without a product: with w = min(v + 128, 65535) it is (w - (w >> 8)) >> 8.
    // For w = 257q + s, 0 ≤ s ≤ 256: w >> 8 is q + (q + s ≥ 256), so w - (w >> 8) is 256q + s or 256q + s - 1, the latter
    // whenever s = 256; its high byte is q. Where the sum saturates (v ≥ 65408) q is 255, and so is 65535 - 255 >> 8.

    /// <summary>16-bit samples (machine order) to 8 bits: round(v / 257). In place is allowed.</summary>
    /// <exception cref="ArgumentException">A span is too short for <paramref name="samples"/>.</exception>
    public static void Narrow16To8(ReadOnlySpan<byte> source, Span<byte> destination, int samples)
    {
        if ((uint)samples > int.MaxValue / 2 || source.Length < samples * 2 || destination.Length < samples)
            throw new ArgumentException($"A span is too short for {samples} samples.");

        ref ushort from = ref Unsafe.As<byte, ushort>(ref MemoryMarshal.GetReference(source));
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            // The high bytes of two vectors in one permutation.
            Vector512<byte> highBytes = (Vector512<byte>.Indices << 1) | Vector512<byte>.One;
            for (; i <= samples - 64; i += 64)
            {
                Vector512<byte> low = Quotients(Vector512.LoadUnsafe(ref from, (nuint)i)).AsByte();
                Vector512<byte> high = Quotients(Vector512.LoadUnsafe(ref from, (nuint)i + 32)).AsByte();
                Avx512Vbmi.PermuteVar64x8x2(low, highBytes, high).StoreUnsafe(ref to, (nuint)i);
            }
        }

        if (Avx2.IsSupported)
        {
            for (; i <= samples - 32; i += 32)
            {
                Vector256<ushort> low = Quotients(Vector256.LoadUnsafe(ref from, (nuint)i)) >>> 8;
                Vector256<ushort> high = Quotients(Vector256.LoadUnsafe(ref from, (nuint)i + 16)) >>> 8;
                Vector256<byte> packed = Avx2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16());
                Avx2.Permute4x64(packed.AsUInt64(), 0b11_01_10_00).AsByte().StoreUnsafe(ref to, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= samples - 16; i += 16)
            {
                Vector128<ushort> low = Quotients(Vector128.LoadUnsafe(ref from, (nuint)i)) >>> 8;
                Vector128<ushort> high = Quotients(Vector128.LoadUnsafe(ref from, (nuint)i + 8)) >>> 8;
                Vector128.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < samples; i++)
            Unsafe.Add(ref to, i) = (byte)To8(Unsafe.ReadUnaligned<ushort>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref from, i))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Quotients(Vector512<ushort> v)
    {
        v = Vector512.AddSaturate(v, Vector512.Create((ushort)128));
        return v - (v >>> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Quotients(Vector256<ushort> v)
    {
        v = Vector256.AddSaturate(v, Vector256.Create((ushort)128));
        return v - (v >>> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Quotients(Vector128<ushort> v)
    {
        v = Vector128.AddSaturate(v, Vector128.Create((ushort)128));
        return v - (v >>> 8);
    }
}
