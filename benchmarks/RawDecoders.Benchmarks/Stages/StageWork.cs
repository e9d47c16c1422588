using System.Runtime.InteropServices;

namespace RawDecoders.Benchmarks.Stages;

/// <summary>A stage's parameter: a name, and what an operation gives.</summary>
/// <param name="Name">Shown in the table.</param>
/// <param name="Bytes">Bytes of output.</param>
/// <param name="Megapixels">Millions of pixels, or 0.</param>
public record StageWork(string Name, long Bytes, double Megapixels = 0) : IWork
{
    public sealed override string ToString() => Name;
}

/// <summary>Memory for kernels, which take pointers: aligned, with room to read and write past both ends.</summary>
public sealed unsafe class KernelMemory : IDisposable
{
    private const int Margin = 256;
    private readonly byte* _memory;

    public KernelMemory(int bytes, int seed)
    {
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 2 * Margin), 64);
        new Random(seed).NextBytes(new Span<byte>(_memory, bytes + 2 * Margin));
        Bytes = bytes;
    }

    public int Bytes { get; }

    public byte* Start => _memory + Margin;

    public Span<byte> Span => new(Start, Bytes);

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
