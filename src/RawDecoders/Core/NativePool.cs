// Owns: the native blocks that stay behind when a decode ends, for the next one. Stands under NativeArena alone. Leaves to it how a block is
// divided.
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>
/// Aligned native memory, of which up to <see cref="MaxKeptBytes"/> are kept when they are given back. A C library's allocator gives large
/// blocks back to the system, or keeps them, as the heap's top happens to lie: taken anew, each page of working memory is a page fault,
/// which doubled the time of a decode of 0.5 megapixels in every second process. Safe for several threads.
/// </summary>
internal static unsafe class NativePool
{
    /// <summary>The most that is kept between decodes: working memory of several, whatever the size of their pictures.</summary>
    public const int MaxKeptBytes = 4 << 20;

    /// <summary>Larger blocks hold whole pictures: their page faults are a small part of their time, and they are too much to keep.</summary>
    private const int MaxBlockBytes = 1 << 20;

    private const int Alignment = 64;
    private const int Slots = 16;

    /// <summary>Kept blocks, 0 in a free slot. A slot is emptied and filled by one exchange, so that a block has one owner at any time.</summary>
    private static readonly nint[] s_slots = new nint[Slots];

    /// <summary>Bytes in the slots; for a moment more than that while a block is on its way.</summary>
    private static long s_keptBytes;

    /// <summary>Bytes kept now.</summary>
    public static long KeptBytes => Interlocked.Read(ref s_keptBytes);

    /// <summary>Uninitialised memory, aligned to 64 bytes; to be given back once.</summary>
    /// <param name="bytes">How much is needed; the block may have up to four times as much.</param>
    public static byte* Rent(long bytes)
    {
        for (int i = 0; i < Slots; i++)
        {
            if (Volatile.Read(ref s_slots[i]) == 0)
                continue;
            nint block = Interlocked.Exchange(ref s_slots[i], 0);
            if (block == 0)
                continue;
            long size = SizeOf((byte*)block);
            if (size >= bytes && size <= 4 * bytes)
            {
                Interlocked.Add(ref s_keptBytes, -size);
                return (byte*)block;
            }

            Keep(block, size, i);
        }

        byte* start = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + Alignment), Alignment);
        *(long*)start = bytes;
        return start + Alignment;
    }

    /// <summary>Gives a block back.</summary>
    public static void Return(byte* block)
    {
        long size = SizeOf(block);
        if (size <= MaxBlockBytes && Interlocked.Add(ref s_keptBytes, size) <= MaxKeptBytes)
        {
            Keep((nint)block, size, 0);
            return;
        }

        if (size <= MaxBlockBytes)
            Interlocked.Add(ref s_keptBytes, -size);
        NativeMemory.AlignedFree(block - Alignment);
    }

    /// <summary>Bytes that a block can hold: they stand before it.</summary>
    public static long SizeOf(byte* block) => *(long*)(block - Alignment);

    /// <summary>Puts a block that is counted as kept into a free slot, from <paramref name="first"/> on; frees it if there is none.</summary>
    private static void Keep(nint block, long size, int first)
    {
        for (int i = 0; i < Slots; i++)
        {
            ref nint slot = ref s_slots[(first + i) % Slots];
            if (Volatile.Read(ref slot) == 0 && Interlocked.CompareExchange(ref slot, block, 0) == 0)
                return;
        }

        Interlocked.Add(ref s_keptBytes, -size);
        NativeMemory.AlignedFree((byte*)block - Alignment);
    }
}
