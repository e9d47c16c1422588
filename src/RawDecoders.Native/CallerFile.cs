// Owns: the file of a call: a path, or bytes in the caller's memory, of which the library gets a view without a copy. Stands under the exported
// functions that read files. Leaves reading to the library.

using System.Buffers;

namespace RawDecoders.Native;

/// <summary>A path or bytes; exactly one of the two.</summary>
internal readonly unsafe struct CallerFile
{
    /// <param name="path">The path, or NULL.</param>
    /// <param name="data">All bytes of the file, or NULL.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="CallException">Both are given or neither is, or the file is too long for memory.</exception>
    public CallerFile(byte* path, byte* data, ulong length)
    {
        if (path is not null)
        {
            if (data is not null)
                throw new CallException(Status.BadArgument, "path and data are both given");
            Path = Words.Text(path, "path");
            if (Path.Length == 0)
                throw new CallException(Status.NotFound, "the path is empty");
            return;
        }

        if (data is null)
            throw new CallException(Status.BadArgument, "neither path nor data is given");
        if (length > int.MaxValue)
            throw new CallException(Status.BadArgument, $"a file of {length} bytes is too long to be given in memory: give its path");
        Memory = length == 0 ? default : new CallerMemory(data, (int)length).Memory;
    }

    /// <summary>The path, or null for bytes.</summary>
    public string? Path { get; }

    /// <summary>The bytes, where there is no path.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Memory of the caller's, which stays in place while it is used: that is the caller's promise.</summary>
    private sealed class CallerMemory(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
            return new MemoryHandle(start + elementIndex);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
