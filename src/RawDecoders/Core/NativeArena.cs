// Owns: working memory of one decode: aligned native blocks handed out in order and given back together. Stands under the kernels, which
// keep pointers into it: nothing moves, nothing is garbage. Leaves to NativePool what stays behind for the next decode, and to its users
// what lies in it.
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>A bump allocator. Not safe for several threads at once.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int BlockBytes = 96 << 10;
    private const int Alignment = 64;

    private readonly List<nint> _blocks = [];
    private byte* _next;
    private byte* _end;

    /// <summary>Uninitialised memory, aligned to 64 bytes, valid until <see cref="Dispose"/>.</summary>
    public byte* Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        bytes = (bytes + Alignment - 1) & -Alignment;
        if (bytes > BlockBytes / 2)
            return Rent(bytes);

        if (_end - _next < bytes)
        {
            _next = Rent(BlockBytes);
            _end = _next + BlockBytes;
        }

        byte* result = _next;
        _next += bytes;
        return result;
    }

    private byte* Rent(long bytes)
    {
        byte* block = NativePool.Rent(bytes);
        _blocks.Add((nint)block);
        return block;
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
        foreach (nint block in _blocks)
            NativePool.Return((byte*)block);
        _blocks.Clear();
        _next = _end = null;
    }
}
