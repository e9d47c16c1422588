// Owns: reading a whole file in memory by offset and length, however large. Stands under every reader. Leaves to InputFile and the
// callers to keep the memory alive and in place.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RawDecoders;

/// <summary>
/// A whole file in memory that does not move: pinned array, span under <c>fixed</c>, or mapped file. A pointer and a
/// 64-bit length, because a mapped file may exceed what one span can hold.
/// Owns nothing: whoever creates it keeps the memory alive and in place while decoders use it.
/// </summary>
internal readonly unsafe struct ByteSource
{
    private readonly byte* _start;
    private readonly InputFile? _file;

    /// <param name="start">The first byte.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="file">Who is told of the <see cref="Progress"/>, if anyone.</param>
    public ByteSource(byte* start, long length, InputFile? file = null)
    {
        _file = file;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Debug.Assert(start != null || length == 0);
        _start = start;
        Length = length;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Exactly <paramref name="count"/> bytes at <paramref name="offset"/>; the caller has checked that they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            ThrowOutside();
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>The bytes from <paramref name="offset"/> on, at most <paramref name="maxCount"/>; empty at or past the end.</summary>
    public ReadOnlySpan<byte> Window(long offset, int maxCount = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        long rest = Math.Max(0, Length - offset);
        return rest == 0 ? default : new ReadOnlySpan<byte>(_start + offset, (int)Math.Min(rest, maxCount));
    }

    /// <summary>A part of this source, itself a source; offsets in it count from <paramref name="offset"/>.</summary>
    public ByteSource Part(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            ThrowOutside();
        return new ByteSource(_start + offset, length, _file);
    }

    /// <summary>
    /// For a decoder that goes through a large file once without giving rows meanwhile: see <see cref="InputFile.Progress"/>.
    /// </summary>
    public void Progress(long pixelBytes) => _file?.Progress(pixelBytes);

    private static void ThrowOutside() => throw new InvalidOperationException("A decoder read outside its source.");
}
