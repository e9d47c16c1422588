// Owns: byte permutation within 16 bytes, by the machine's own instruction, and division by 255. Stands under all kernels that shuffle. Leaves longer
// vectors to them.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

/// <summary>Operations on 16 packed bytes.</summary>
internal static class PackedBytes
{
    /// <summary>
    /// Picks bytes of <paramref name="table"/>: an index of 0 to 15 gives that byte, one of 128 to 255 gives 0. Between
    /// them the machines differ (x86 takes the low four bits, Arm gives 0).
    /// </summary>
    /// <remarks>
    /// Not Vector128.ShuffleNative: compiled ahead of time for a baseline processor it becomes the portable form, which
    /// gives 0 from index 16 on, even where a check of Ssse3.IsSupported beside it is answered at run time.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Shuffle(Vector128<byte> table, Vector128<byte> indices)
    {
        if (Ssse3.IsSupported)
            return Ssse3.Shuffle(table, indices);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.VectorTableLookup(table, indices);
        return Vector128.Shuffle(table, indices);
    }

    /// <summary>round(p / 255) for p ≤ 65025: with t = p + 128, (t + (t >> 8)) >> 8 is also the high half of t × 257.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Divide255(Vector128<ushort> p)
    {
        Vector128<ushort> t = p + Vector128.Create((ushort)128);
        return Sse2.IsSupported ? Sse2.MultiplyHigh(t, Vector128.Create((ushort)257)) : (t + (t >>> 8)) >>> 8;
    }
}
