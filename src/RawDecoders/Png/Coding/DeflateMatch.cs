// Owns: copying matches (RFC 1951 3.2.3): exactly, and widely where there is room behind. Stands under the decoders. Leaves to others:
// whether a distance reaches too far, and how much room there is.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Png;

/// <summary>Copies earlier output to its end.</summary>
internal static unsafe class DeflateMatch
{
    /// <summary>Longest match.</summary>
    public const int MaxLength = 258;

    /// <summary>Largest distance.</summary>
    public const int MaxDistance = 32768;

    /// <summary>Bytes that <see cref="CopyWide"/> may write after the match, at most.</summary>
    public const int Slack = 63;

    /// <summary>
    /// Byte by byte: a match may overlap what it writes (distance 1 repeats one byte). Normative; what <see cref="CopyExactly"/>
    /// does is the same, what <see cref="CopyWide"/> does as far as the match goes.
    /// </summary>
    public static void Copy(byte* destination, int distance, int length)
    {
        byte* source = destination - distance;
        for (int i = 0; i < length; i++)
            destination[i] = source[i];
    }

    /// <summary>
    /// The same, and nothing behind it: where <see cref="CopyWide"/> has no room. What there is of a repetition is copied behind itself, twice as
    /// much each time, instead of each byte waiting for the one before it.
    /// </summary>
    public static void CopyExactly(byte* destination, int distance, int length)
    {
        Debug.Assert(distance is >= 1 and <= MaxDistance && length >= 0);
        byte* source = destination - distance;
        int ready = distance;
        while (length > ready)
        {
            Unsafe.CopyBlockUnaligned(destination, source, (uint)ready);
            destination += ready;
            length -= ready;
            ready *= 2;
        }

        Unsafe.CopyBlockUnaligned(destination, source, (uint)length);
    }

    /// <summary>The same in steps of 64 bytes where the distance allows it.</summary>
    /// <param name="destination">
    /// The end of the output; <paramref name="length"/> + <see cref="Slack"/> bytes from here on are written to.
    /// </param>
    /// <param name="distance">1 to 32768, and that much output there is. Where a cell has two bytes, both in bytes, twice as much.</param>
    /// <param name="length">3 to 258.</param>
    /// <remarks>
    /// Few long steps: how often a loop goes round is hard to foresee, and a step too many costs less than a wrong guess.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyWide(byte* destination, nuint distance, nuint length)
    {
        Debug.Assert(distance is >= 1 and <= 2 * MaxDistance && length is >= 1 and <= 2 * MaxLength);
        byte* source = destination - distance;
        nuint i = 0;
        if (distance >= 16)
        {
            // What a load takes has been stored: 16 bytes at a time, one after the other.
            do
            {
                Vector128.Store(Vector128.Load(source + i), destination + i);
                Vector128.Store(Vector128.Load(source + i + 16), destination + i + 16);
                Vector128.Store(Vector128.Load(source + i + 32), destination + i + 32);
                Vector128.Store(Vector128.Load(source + i + 48), destination + i + 48);
                i += 64;
            }
            while (i < length);
            return;
        }

        if (distance == 1)
        {
            // The byte may just have been stored, and then a load of more than that waits.
            Vector256<byte> run = Vector256.Create(*source);
            do
            {
                Vector256.Store(run, destination + i);
                Vector256.Store(run, destination + i + 32);
                i += 64;
            }
            while (i < length);
            return;
        }

        // The first `distance` bytes over and over: 16 of them made at once, put down in steps of as many whole repetitions as
        // 16 bytes hold. What is loaded behind them is the output's end, and not used.
        Vector128<byte> pattern = Vector128.ShuffleNative(
            Vector128.Load(source), Vector128.LoadUnsafe(in MemoryMarshal.GetReference(Repetition), distance * 16));
        nuint step = Unsafe.Add(ref MemoryMarshal.GetReference(Steps), distance);
        byte* end = destination + length;
        Vector128.Store(pattern, destination);
        do
        {
            destination += step;
            Vector128.Store(pattern, destination);
        }
        while (destination + step < end);
    }

    /// <summary>The longest match that <see cref="CopyShort"/> copies.</summary>
    public const int ShortLength = 32;

    /// <summary>A match of up to <see cref="ShortLength"/> cells at a distance of 16 bytes or more, as most are.</summary>
    /// <param name="destination">The end of the output.</param>
    /// <param name="distance">In bytes.</param>
    /// <param name="cellBytes">Bytes of a cell, 1 or 2.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyShort(byte* destination, nuint distance, int cellBytes = 1)
    {
        // (A branch for those up to 16 costs more, mispredicted, than it saves.)
        Vector128.Store(Vector128.Load(destination - distance), destination);
        Vector128.Store(Vector128.Load(destination - distance + 16), destination + 16);
        if (cellBytes == 1)
            return;
        Vector128.Store(Vector128.Load(destination - distance + 32), destination + 32);
        Vector128.Store(Vector128.Load(destination - distance + 48), destination + 48);
    }

    /// <summary>Largest multiple of the distance that is no more than 16.</summary>
    private static ReadOnlySpan<byte> Steps => [0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>For each distance 0 to 15: i mod distance, i = 0 to 15.</summary>
    private static ReadOnlySpan<byte> Repetition =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
    ];
}
