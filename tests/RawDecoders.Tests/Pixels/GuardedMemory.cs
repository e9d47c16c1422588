using System.Runtime.InteropServices;

namespace RawDecoders.Tests.Pixels;

/// <summary>Memory that ends where a page ends, the next page being unreadable: a kernel that reads too far crashes.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private readonly byte* _start;
    private readonly int _length;
    private readonly nuint _mapped;

    public GuardedMemory(int length)
    {
        int page = Environment.SystemPageSize;
        _length = (length + page - 1) / page * page;
        if (OperatingSystem.IsLinux())
        {
            _mapped = (nuint)(_length + page);
            _start = (byte*)MapMemory(null, _mapped, 3, 0x22, -1, 0); // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS
            if ((nint)_start == -1 || ProtectMemory(_start + _length, (nuint)page, 0) != 0)
                throw new InvalidOperationException("Memory cannot be mapped.");
        }
        else
        {
            _start = (byte*)NativeMemory.Alloc((nuint)_length);
        }
    }

    /// <summary>The last <paramref name="length"/> bytes before the guard.</summary>
    public Span<byte> End(int length) => new(_start + _length - length, length);

    public void Dispose()
    {
        if (_mapped != 0)
            _ = UnmapMemory(_start, _mapped);
        else
            NativeMemory.Free(_start);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapMemory(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectMemory(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(void* address, nuint length);
}
