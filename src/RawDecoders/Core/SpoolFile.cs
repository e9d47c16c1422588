// Owns: a temporary file that is written once from its beginning to its end and then mapped: where bytes wait that are too many
// for memory. Stands under the stages that hold what cannot be read in order. Leaves to them what the bytes are. Written through
// the file, not through the mapping: a full disk is then an IOException, not a fault of the process. Deleted when it is closed,
// by the system too if the process dies.
using System.Buffers;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace RawDecoders;

/// <summary>A temporary file: first written, then read as memory.</summary>
internal sealed unsafe class SpoolFile : IDisposable
{
    private readonly FileStream _file;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _start;

    /// <summary>Creates the file in the system's folder for temporary files.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public SpoolFile()
    {
        try
        {
            _file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = 0,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Adds to the end; before <see cref="Map"/>. Unbuffered: for large blocks.</summary>
    /// <exception cref="IOException">The disk is full, for example.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }

        Length += bytes.Length;
    }

    /// <summary>Adds all that a stream has left.</summary>
    public void Append(Stream stream)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(1 << 20);
        int read;
        while ((read = stream.Read(block)) > 0)
            Append(block.AsSpan(0, read));
        ArrayPool<byte>.Shared.Return(block);
    }

    /// <summary>Ends the writing. Gives the first byte's address, valid until <see cref="Dispose"/>; not for an empty file.</summary>
    public byte* Map()
    {
        Debug.Assert(Length > 0 && _map is null, "nothing to map, or mapped already");
        _map = MemoryMappedFile.CreateFromFile(
            _file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return _start = start + _view.PointerOffset;
    }

    /// <summary>Lets go of the pages that have been read, which come back when they are wanted again.</summary>
    public void Release() => MappedPages.Release(_start, Length);

    /// <summary>Not the exception itself: it would look as if the picture's own file were missing or full.</summary>
    private static IOException Failed(Exception cause)
        => new($"no temporary file can be written in {Path.GetTempPath()}: {cause.Message}", cause);

    public void Dispose()
    {
        if (_start != null)
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }
}
