// Owns: the few 128-bit operations that Vector128 does not offer portably: one instruction each on x86 and Arm64, spelt out
// elsewhere. Stands below the vector kernels of this folder. Leaves to others: wider vectors.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>Interleaving and multiplication in 128-bit vectors.</summary>
internal static class Lanes
{
    /// <summary>a0 b0 a1 b1 ...: the lower halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipLow(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a) | (Vector128.WidenLower(b) << 8)).AsByte();
    }

    /// <summary>The upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipHigh(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a) | (Vector128.WidenUpper(b) << 8)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ZipLow(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a.AsUInt16()) | (Vector128.WidenLower(b.AsUInt16()) << 16)).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ZipHigh(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a.AsUInt16()) | (Vector128.WidenUpper(b.AsUInt16()) << 16)).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ZipLow(Vector128<int> a, Vector128<int> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a.AsUInt32()) | (Vector128.WidenLower(b.AsUInt32()) << 32)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ZipHigh(Vector128<int> a, Vector128<int> b)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a.AsUInt32()) | (Vector128.WidenUpper(b.AsUInt32()) << 32)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ZipLow(Vector128<long> a, Vector128<long> b) => Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ZipHigh(Vector128<long> a, Vector128<long> b) => Vector128.Create(a.GetUpper(), b.GetUpper());

    /// <summary>x·first + y·second in 32 bits, for the lower four pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddLow(Vector128<short> x, Vector128<short> y, int first, int second)
        => Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(Sse2.UnpackLow(x, y), Vector128.Create((second << 16) | (first & 0xFFFF)).AsInt16())
            : Vector128.WidenLower(x) * first + Vector128.WidenLower(y) * second;

    /// <summary>The same for the upper four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddHigh(Vector128<short> x, Vector128<short> y, int first, int second)
        => Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(Sse2.UnpackHigh(x, y), Vector128.Create((second << 16) | (first & 0xFFFF)).AsInt16())
            : Vector128.WidenUpper(x) * first + Vector128.WidenUpper(y) * second;

    /// <summary>(x·factor + 2^14) >> 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyHighRounded(Vector128<short> x, short factor)
    {
        if (Ssse3.IsSupported)
            return Ssse3.MultiplyHighRoundScale(x, Vector128.Create(factor));
        if (AdvSimd.IsSupported)
            return AdvSimd.MultiplyRoundedDoublingSaturateHigh(x, Vector128.Create(factor));
        Vector128<int> half = Vector128.Create(1 << 14);
        return Vector128.Narrow(
            (Vector128.WidenLower(x) * factor + half) >> 15,
            (Vector128.WidenUpper(x) * factor + half) >> 15);
    }

    /// <summary>Dwords limited to 16 bits, those of <paramref name="low"/> first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> PackWords(Vector128<int> low, Vector128<int> high)
        => Sse2.IsSupported ? Sse2.PackSignedSaturate(low, high) : Vector128.NarrowWithSaturation(low, high);

    /// <summary>Words limited to -128..127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> PackSigned(Vector128<short> low, Vector128<short> high)
        => Sse2.IsSupported ? Sse2.PackSignedSaturate(low, high) : Vector128.NarrowWithSaturation(low, high);

    /// <summary>Words limited to 0..255, those of <paramref name="low"/> first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackBytes(Vector128<short> low, Vector128<short> high)
    {
        if (Sse2.IsSupported)
            return Sse2.PackUnsignedSaturate(low, high);
        Vector128<short> most = Vector128.Create((short)255);
        return Vector128.Narrow(
            Vector128.Clamp(low, Vector128<short>.Zero, most).AsUInt16(), Vector128.Clamp(high, Vector128<short>.Zero, most).AsUInt16());
    }
}
