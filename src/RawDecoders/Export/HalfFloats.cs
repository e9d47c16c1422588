// Owns: single to half precision. Stands under TensorWriter. Leaves scaling to SampleFloats.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Export;

// Single to half precision, rounded to nearest even, in integer lanes: the platform has no vector conversion of its own.
// Scalar meaning: (Half)v. Of a magnitude u (bits without the sign):
// - normal halves, 2^-14 ≤ v: the exponent is rebiased by 15 - 127, and 13 bits of the fraction are rounded away by adding
//   0x0FFF, and one more if the last bit kept is odd; a carry runs into the exponent, up to infinity, as it should;
// - smaller: adding 0.5 in single precision leaves the half's 10 fraction bits at the bottom, rounded by the adder itself;
// - above 65520 infinity, and NaN stays NaN (quiet, top fraction bits kept).

/// <summary>Rows of single-precision numbers to half precision.</summary>
internal static class HalfFloats
{
    /// <summary>Rounds each number to the nearest half, ties to even.</summary>
    public static void Narrow(ReadOnlySpan<float> source, Span<Half> destination)
    {
        if (destination.Length < source.Length)
            throw new ArgumentException("The destination is too short.", nameof(destination));
        ref float from = ref MemoryMarshal.GetReference(source);
        ref ushort to = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(destination));
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 16; i += 16)
            {
                Vector256<uint> low = Round(Vector256.LoadUnsafe(ref from, (nuint)i).AsUInt32());
                Vector256<uint> high = Round(Vector256.LoadUnsafe(ref from, (nuint)i + 8).AsUInt32());
                Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 8; i += 8)
            {
                Vector128<uint> low = Round(Vector128.LoadUnsafe(ref from, (nuint)i).AsUInt32());
                Vector128<uint> high = Round(Vector128.LoadUnsafe(ref from, (nuint)i + 4).AsUInt32());
                Vector128.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < source.Length; i++)
            Unsafe.Add(ref to, i) = BitConverter.HalfToUInt16Bits((Half)Unsafe.Add(ref from, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<uint> bits)
    {
        Vector256<uint> magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        Vector256<uint> odd = (magnitude >>> 13) & Vector256.Create(1u);
        Vector256<uint> normal = (magnitude + Vector256.Create(unchecked((uint)((15 - 127) << 23) + 0x0FFFu)) + odd) >>> 13;
        Vector256<uint> half = Vector256.Create(0x3F000000u);
        Vector256<uint> small = (magnitude.AsSingle() + half.AsSingle()).AsUInt32() - half;
        Vector256<uint> special = Vector256.Create(0x7C00u)
            | (Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create(0x7F800000)).AsUInt32()
                & (Vector256.Create(0x0200u) | ((magnitude >>> 13) & Vector256.Create(0x03FFu))));
        Vector256<uint> result = Vector256.ConditionalSelect(
            Vector256.LessThan(magnitude.AsInt32(), Vector256.Create(0x38800000)).AsUInt32(), small, normal);
        result = Vector256.ConditionalSelect(
            Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create(0x477FEFFF)).AsUInt32(), special, result);
        return result | ((bits >>> 16) & Vector256.Create(0x8000u));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Round(Vector128<uint> bits)
    {
        Vector128<uint> magnitude = bits & Vector128.Create(0x7FFFFFFFu);
        Vector128<uint> odd = (magnitude >>> 13) & Vector128.Create(1u);
        Vector128<uint> normal = (magnitude + Vector128.Create(unchecked((uint)((15 - 127) << 23) + 0x0FFFu)) + odd) >>> 13;
        Vector128<uint> half = Vector128.Create(0x3F000000u);
        Vector128<uint> small = (magnitude.AsSingle() + half.AsSingle()).AsUInt32() - half;
        Vector128<uint> special = Vector128.Create(0x7C00u)
            | (Vector128.GreaterThan(magnitude.AsInt32(), Vector128.Create(0x7F800000)).AsUInt32()
                & (Vector128.Create(0x0200u) | ((magnitude >>> 13) & Vector128.Create(0x03FFu))));
        Vector128<uint> result = Vector128.ConditionalSelect(
            Vector128.LessThan(magnitude.AsInt32(), Vector128.Create(0x38800000)).AsUInt32(), small, normal);
        result = Vector128.ConditionalSelect(
            Vector128.GreaterThan(magnitude.AsInt32(), Vector128.Create(0x477FEFFF)).AsUInt32(), special, result);
        return result | ((bits >>> 16) & Vector128.Create(0x8000u));
    }
}
