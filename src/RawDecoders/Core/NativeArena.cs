// Owns: working memory of one decode: aligned native blocks handed out in order and freed together. Stands under the kernels, which
// keep pointers into it: nothing moves, nothing is garbage, and one block stays behind for the next decode so that small pictures
// pay no system call. Leaves to its users what lies in it.
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>A bump allocator. Not safe for several threads at once.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int BlockBytes = 96 << 10;
    private const int Alignment = 64;

    /// <summary>A block kept for the next arena: 0 or a pointer to <see cref="BlockBytes"/> bytes.</summary>
    private static nint s_spare;

    private readonly List<nint> _large = [];
    private readonly List<nint> _blocks = [];
    private byte* _next;
    private byte* _end;

    /// <summary>Uninitialised memory, aligned to 64 bytes, valid until <see cref="Dispose"/>.</summary>
    public byte* Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        bytes = (bytes + Alignment - 1) & -Alignment;
        if (bytes > BlockBytes / 2)
        {
            byte* large = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            _large.Add((nint)large);
            return large;
        }

        if (_end - _next < bytes)
        {
            nint block = Interlocked.Exchange(ref s_spare, 0);
            if (block == 0)
                block = (nint)NativeMemory.AlignedAlloc(BlockBytes, Alignment);
            _blocks.Add(block);
            _next = (byte*)block;
            _end = _next + BlockBytes;
        }

        byte* result = _next;
        _next += bytes;
        return result;
    }

    /// <summary>The same, filled with zeros.</summary>
    public byte* AllocateZeroed(long bytes)
    {
        byte* result = Allocate(bytes);
        NativeMemory.Clear(result, (nuint)bytes);
        return result;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>A reader of rows that is dropped without disposal must not leak.</summary>
    ~NativeArena() => Free();

    private void Free()
    {
        foreach (nint block in _large)
            NativeMemory.AlignedFree((void*)block);
        foreach (nint block in _blocks)
        {
            if (Interlocked.CompareExchange(ref s_spare, block, 0) != 0)
                NativeMemory.AlignedFree((void*)block);
        }

        _large.Clear();
        _blocks.Clear();
        _next = _end = null;
    }
}
