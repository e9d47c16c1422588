// Owns: storing whole vectors of pixels in the packed formats, with AVX2 and in portable 128-bit vectors. Stands below the
// composers. Leaves to others: colour, and the end of a row, for which they store aside.
//
// Colour kernels work on 16-bit lanes, the even pixels of a group in one vector and the odd ones in another, because that needs
// no shuffles; packed to bytes, each 128-bit lane of a channel then holds the pixels 0 2 4 .. 14 1 3 5 .. 15 of its 16. The
// stores here take channels in that order: the shuffles that interleave the channels sort the pixels at no extra cost.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

internal unsafe partial interface IPixelLayout
{
    /// <summary>Stores 32 pixels, exactly 32 × <see cref="BytesPerPixel"/> bytes; channels in even-odd order.</summary>
    static abstract void Store(byte* destination, Vector256<byte> red, Vector256<byte> green, Vector256<byte> blue);

    /// <summary>Stores 16 pixels likewise.</summary>
    static abstract void Store(byte* destination, Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue);
}

/// <summary>The stores' common parts.</summary>
internal static unsafe class PixelStores
{
    /// <summary>Brings the 16 pixels of each lane from their natural order into even-odd order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ToEvenOdd(Vector256<byte> pixels)
        => Avx2.Shuffle(pixels, Both(Vector128.Create((byte)0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15)));

    /// <summary>
    /// Three channels. Byte j of the 48 that a lane's 16 pixels fill belongs to channel j % 3; as 16 % 3 = 1, the bytes
    /// of one channel fall on different positions in each of the three 16-byte parts, so one shuffle a channel brings
    /// every byte to its place and the parts are put together by selection.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store3(byte* destination, Vector256<byte> first, Vector256<byte> second, Vector256<byte> third)
    {
        // Pixel p is at index p / 2 + 8 (p % 2). The first channel's pixels 0, 11, 6, 1, 12, ... come to positions 0, 1, 2, ...
        first = Avx2.Shuffle(first, Both(Vector128.Create((byte)0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5, 10)));
        second = Avx2.Shuffle(second, Both(Vector128.Create((byte)10, 0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5)));
        third = Avx2.Shuffle(third, Both(Vector128.Create((byte)5, 10, 0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15)));

        Vector256<byte> position0 = Both(Vector128.Create((byte)255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255));
        Vector256<byte> position1 = Both(Vector128.Create((byte)0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0));
        Vector256<byte> part0 = Select(position0, first, Select(position1, second, third));
        Vector256<byte> part1 = Select(position0, second, Select(position1, third, first));
        Vector256<byte> part2 = Select(position0, third, Select(position1, first, second));

        part0.GetLower().Store(destination);
        part1.GetLower().Store(destination + 16);
        part2.GetLower().Store(destination + 32);
        part0.GetUpper().Store(destination + 48);
        part1.GetUpper().Store(destination + 64);
        part2.GetUpper().Store(destination + 80);
    }

    /// <summary>Four channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store4(
        byte* destination, Vector256<byte> first, Vector256<byte> second, Vector256<byte> third, Vector256<byte> fourth)
    {
        // Words (first, second) and (third, fourth) of the even pixels, then of the odd ones.
        Vector256<short> firstEven = Avx2.UnpackLow(first, second).AsInt16();
        Vector256<short> firstOdd = Avx2.UnpackHigh(first, second).AsInt16();
        Vector256<short> secondEven = Avx2.UnpackLow(third, fourth).AsInt16();
        Vector256<short> secondOdd = Avx2.UnpackHigh(third, fourth).AsInt16();

        // Whole pixels: 0 2 4 6, 8 10 12 14, 1 3 5 7, 9 11 13 15 of each lane.
        Vector256<int> even0 = Avx2.UnpackLow(firstEven, secondEven).AsInt32();
        Vector256<int> even8 = Avx2.UnpackHigh(firstEven, secondEven).AsInt32();
        Vector256<int> odd1 = Avx2.UnpackLow(firstOdd, secondOdd).AsInt32();
        Vector256<int> odd9 = Avx2.UnpackHigh(firstOdd, secondOdd).AsInt32();

        Vector256<byte> p0 = Avx2.UnpackLow(even0, odd1).AsByte();
        Vector256<byte> p4 = Avx2.UnpackHigh(even0, odd1).AsByte();
        Vector256<byte> p8 = Avx2.UnpackLow(even8, odd9).AsByte();
        Vector256<byte> p12 = Avx2.UnpackHigh(even8, odd9).AsByte();
        p0.GetLower().Store(destination);
        p4.GetLower().Store(destination + 16);
        p8.GetLower().Store(destination + 32);
        p12.GetLower().Store(destination + 48);
        p0.GetUpper().Store(destination + 64);
        p4.GetUpper().Store(destination + 80);
        p8.GetUpper().Store(destination + 96);
        p12.GetUpper().Store(destination + 112);
    }

    /// <summary>Three channels of 16 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store3(byte* destination, Vector128<byte> first, Vector128<byte> second, Vector128<byte> third)
    {
        first = PackedBytes.Shuffle(first, Vector128.Create((byte)0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5, 10));
        second = PackedBytes.Shuffle(second, Vector128.Create((byte)10, 0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5));
        third = PackedBytes.Shuffle(third, Vector128.Create((byte)5, 10, 0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15));
        Vector128<byte> position0 = Vector128.Create((byte)255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255);
        Vector128<byte> position1 = Vector128.Create((byte)0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0);
        Vector128.ConditionalSelect(position0, first, Vector128.ConditionalSelect(position1, second, third)).Store(destination);
        Vector128.ConditionalSelect(position0, second, Vector128.ConditionalSelect(position1, third, first)).Store(destination + 16);
        Vector128.ConditionalSelect(position0, third, Vector128.ConditionalSelect(position1, first, second)).Store(destination + 32);
    }

    /// <summary>Four channels of 16 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store4(
        byte* destination, Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth)
    {
        Vector128<short> firstEven = Lanes.ZipLow(first, second).AsInt16();
        Vector128<short> firstOdd = Lanes.ZipHigh(first, second).AsInt16();
        Vector128<short> secondEven = Lanes.ZipLow(third, fourth).AsInt16();
        Vector128<short> secondOdd = Lanes.ZipHigh(third, fourth).AsInt16();
        Vector128<int> even0 = Lanes.ZipLow(firstEven, secondEven).AsInt32();
        Vector128<int> even8 = Lanes.ZipHigh(firstEven, secondEven).AsInt32();
        Vector128<int> odd1 = Lanes.ZipLow(firstOdd, secondOdd).AsInt32();
        Vector128<int> odd9 = Lanes.ZipHigh(firstOdd, secondOdd).AsInt32();
        Lanes.ZipLow(even0, odd1).AsByte().Store(destination);
        Lanes.ZipHigh(even0, odd1).AsByte().Store(destination + 16);
        Lanes.ZipLow(even8, odd9).AsByte().Store(destination + 32);
        Lanes.ZipHigh(even8, odd9).AsByte().Store(destination + 48);
    }

    /// <summary>The first bytes of a whole step that was stored aside, as its end is past the row's.</summary>
    public static void CopyTail(byte* aside, byte* destination, int bytes)
    {
        Debug.Assert(bytes is > 0 and < 32 * 4, "a whole step is not a tail");
        new ReadOnlySpan<byte>(aside, bytes).CopyTo(new Span<byte>(destination, bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Both(Vector128<byte> lane) => Vector256.Create(lane, lane);

    /// <summary>By bytes: one instruction either way, but vpblendvb is the slower where vpternlog exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Select(Vector256<byte> mask, Vector256<byte> ifSet, Vector256<byte> ifClear)
        => Avx512F.VL.IsSupported ? Vector256.ConditionalSelect(mask, ifSet, ifClear) : Avx2.BlendVariable(ifClear, ifSet, mask);
}

internal readonly unsafe partial struct Rgb24Layout
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector256<byte> red, Vector256<byte> green, Vector256<byte> blue)
        => PixelStores.Store3(destination, red, green, blue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue)
        => PixelStores.Store3(destination, red, green, blue);
}

internal readonly unsafe partial struct Bgr24Layout
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector256<byte> red, Vector256<byte> green, Vector256<byte> blue)
        => PixelStores.Store3(destination, blue, green, red);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue)
        => PixelStores.Store3(destination, blue, green, red);
}

internal readonly unsafe partial struct Rgba32Layout
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector256<byte> red, Vector256<byte> green, Vector256<byte> blue)
        => PixelStores.Store4(destination, red, green, blue, Vector256<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue)
        => PixelStores.Store4(destination, red, green, blue, Vector128<byte>.AllBitsSet);
}

internal readonly unsafe partial struct Bgra32Layout
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector256<byte> red, Vector256<byte> green, Vector256<byte> blue)
        => PixelStores.Store4(destination, blue, green, red, Vector256<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* destination, Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue)
        => PixelStores.Store4(destination, blue, green, red, Vector128<byte>.AllBitsSet);
}
