// Owns: memory between two pages that nobody may touch, so that one byte too far ends the process at once. Linux only.
using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Tests.Safety;

/// <summary>A block of exact length that ends right before, or begins right after, an inaccessible page.</summary>
internal sealed unsafe partial class GuardedMemory : MemoryManager<byte>
{
    private const int None = 0, Read = 1, Write = 2, Private = 2, Anonymous = 0x20;

    private static readonly nuint Page = (nuint)Environment.SystemPageSize;

    private readonly byte* _mapping;
    private readonly nuint _mapped;
    private readonly byte* _start;
    private readonly int _length;

    /// <param name="length">Bytes of the block.</param>
    /// <param name="endsAtGuard">Whether its end touches the guard behind it; else its beginning the one before it.</param>
    public GuardedMemory(int length, bool endsAtGuard)
    {
        _length = length;
        nuint inner = ((nuint)length + Page - 1) / Page * Page;
        _mapped = inner + 2 * Page;
        _mapping = (byte*)Map(0, _mapped, None, Private | Anonymous, -1, 0);
        if (_mapping == (byte*)-1 || (inner > 0 && Protect(_mapping + Page, inner, Read | Write) != 0))
            throw new InvalidOperationException("no memory could be mapped");
        _start = _mapping + Page + (endsAtGuard ? inner - (nuint)length : 0);
    }

    /// <summary>A copy of a file that can only be read.</summary>
    public static GuardedMemory ReadOnlyCopy(ReadOnlySpan<byte> bytes, bool endsAtGuard)
    {
        var memory = new GuardedMemory(bytes.Length, endsAtGuard);
        bytes.CopyTo(memory.GetSpan());
        if (memory._mapped > 2 * Page && Protect(memory._mapping + Page, memory._mapped - 2 * Page, Read) != 0)
            throw new InvalidOperationException("the pages could not be protected");
        return memory;
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => _ = Unmap(_mapping, _mapped);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
