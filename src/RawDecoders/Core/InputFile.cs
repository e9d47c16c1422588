// Owns: a file's bytes while a decoder works on them: read, pinned or mapped. Stands between the facade and ByteSource. Leaves what
// the bytes mean to the formats.
using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace RawDecoders;

/// <summary>
/// Keeps a file's bytes in memory, in place, while a decoder works on them: a pinned block of the caller's memory, a pooled
/// array that a stream was read into, or a mapped file. Owns what it made itself.
/// </summary>
/// <remarks>
/// A file of up to <see cref="MapThreshold"/> bytes is read rather than mapped: reading costs less than the page faults of
/// a mapping, and a file that another process cuts short meanwhile then yields an ordinary "truncated" error instead of
/// a fault of the process.
/// </remarks>
internal sealed class InputFile : IDisposable
{
    public const long MapThreshold = 32 << 20;

    /// <summary>
    /// Bytes of pixels between two releases of pages. Files are seldom larger than their pixels, so about as much is resident.
    /// </summary>
    private const long ReleaseInterval = 16 << 20;

    private long _progress;
    private MemoryHandle _pin;
    private byte[]? _pooled;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private SpoolFile? _spool;

    private InputFile()
    {
    }

    public ByteSource Source { get; private set; }

    /// <summary>Where the bytes are from, if from a path: for the exceptions that they cause.</summary>
    public string? Path { get; private set; }

    /// <summary>The caller's memory, pinned until <see cref="Dispose"/>.</summary>
    public static unsafe InputFile FromMemory(ReadOnlyMemory<byte> file)
    {
        var input = new InputFile { _pin = file.Pin() };
        input.Source = new ByteSource((byte*)input._pin.Pointer, file.Length);
        return input;
    }

    /// <summary>Bytes in one or more pieces, of which several are copied together.</summary>
    public static InputFile FromSequence(in ReadOnlySequence<byte> file, DecodeLimits limits)
    {
        if (file.IsSingleSegment)
            return FromMemory(file.First);
        RefuseOver(file.Length, limits, "a sequence");
        byte[] array = ArrayPool<byte>.Shared.Rent((int)file.Length);
        file.CopyTo(array);
        return FromPooled(array, (int)file.Length);
    }

    /// <summary>Opens a file: read when small, mapped when large. I/O errors are the framework's own exceptions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapThreshold">Files longer than this are mapped.</param>
    public static InputFile FromPath(string path, long mapThreshold = MapThreshold)
    {
        using FileStream stream = OpenFile(path, useAsync: false);
        try
        {
            InputFile input = stream.CanSeek && stream.Length > mapThreshold ? Map(stream) : FromStream(stream, DecodeLimits.Default);
            input.Path = path;
            return input;
        }
        catch (ImageDecodeException error)
        {
            error.Path = path;
            throw;
        }
    }

    public static async ValueTask<InputFile> FromPathAsync(string path, CancellationToken cancellationToken)
    {
        FileStream stream = OpenFile(path, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                InputFile input = stream.CanSeek && stream.Length > MapThreshold
                    ? Map(stream)
                    : await FromStreamAsync(stream, DecodeLimits.Default, cancellationToken).ConfigureAwait(false);
                input.Path = path;
                return input;
            }
            catch (ImageDecodeException error)
            {
                error.Path = path;
                throw;
            }
        }
    }

    /// <summary>Reads a stream from its position to its end. Any stream will do: unseekable, or giving one byte a read.</summary>
    public static InputFile FromStream(Stream stream, DecodeLimits limits)
    {
        var reading = new Reading(stream, limits);
        try
        {
            int read;
            do
            {
                read = stream.Read(reading.Free.Span);
            }
            while (reading.Advance(read));
            return FromPooled(reading.Array, reading.Length);
        }
        catch
        {
            reading.Abandon();
            throw;
        }
    }

    /// <summary>
    /// As <see cref="FromStream"/> for up to <see cref="MapThreshold"/> bytes; a longer stream goes through a temporary
    /// file that is mapped, so that memory stays bounded whatever the stream's length.
    /// </summary>
    public static InputFile FromStreamSpooled(Stream stream)
    {
        byte[] start = ArrayPool<byte>.Shared.Rent((int)MapThreshold);
        int length = 0;
        try
        {
            int read;
            while (length < start.Length && (read = stream.Read(start, length, start.Length - length)) > 0)
                length += read;
            if (length < start.Length)
                return FromPooled(start, length);

            var input = new InputFile { _spool = new SpoolFile() };
            try
            {
                input._spool.Append(start.AsSpan(0, length));
                input._spool.Append(stream);
                unsafe
                {
                    input.Source = new ByteSource(input._spool.Map(), input._spool.Length, input);
                }

                ArrayPool<byte>.Shared.Return(start);
                return input;
            }
            catch
            {
                input.Dispose();
                throw;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(start);
            throw;
        }
    }

    /// <summary>As <see cref="FromStream"/>, with asynchronous reads.</summary>
    public static async ValueTask<InputFile> FromStreamAsync(Stream stream, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var reading = new Reading(stream, limits);
        try
        {
            int read;
            do
            {
                read = await stream.ReadAsync(reading.Free, cancellationToken).ConfigureAwait(false);
            }
            while (reading.Advance(read));
            return FromPooled(reading.Array, reading.Length);
        }
        catch
        {
            reading.Abandon();
            throw;
        }
    }

    /// <summary>
    /// For whoever goes through a large file once: tells how many bytes of pixels it has made since the last call. Now and then
    /// the pages of a mapped file that have been read are let go.
    /// </summary>
    public unsafe void Progress(long pixelBytes)
    {
        _progress += pixelBytes;
        if ((_view is null && _spool is null) || _progress < ReleaseInterval)
            return;
        _progress = 0;
        fixed (byte* start = Source.Window(0, 1))
            MappedPages.Release(start, Source.Length);
    }

    public void Dispose()
    {
        Source = default;
        _pin.Dispose();
        _pin = default;
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _view = null;
        }

        _map?.Dispose();
        _map = null;
        _spool?.Dispose();
        _spool = null;
        if (_pooled is not null)
            ArrayPool<byte>.Shared.Return(_pooled);
        _pooled = null;
    }

    private static FileStream OpenFile(string path, bool useAsync)
    {
        // Unbuffered: all reads below are large.
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read,
            BufferSize = 0,
            Options = useAsync ? FileOptions.Asynchronous | FileOptions.SequentialScan : FileOptions.SequentialScan,
        });
    }

    private static unsafe InputFile Map(FileStream stream)
    {
        var input = new InputFile();
        try
        {
            long length = stream.Length;
            input._map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            input._view = input._map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            input._view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            input.Source = new ByteSource(start + input._view.PointerOffset, length, input);
            return input;
        }
        catch
        {
            input._view?.Dispose();
            input._map?.Dispose();
            throw;
        }
    }

    private static InputFile FromPooled(byte[] array, int length)
    {
        InputFile input = FromMemory(array.AsMemory(0, length));
        input._pooled = array;
        return input;
    }

    private static void RefuseOver(long length, DecodeLimits limits, string origin)
    {
        long limit = Math.Min(limits.MaxBytes, Array.MaxLength - 1);
        if (length > limit)
        {
            string what = $"{origin} of {length} bytes or more is over the {limit} that are read into memory; open larger files by path";
            throw new ImageDecodeException(DecodeIssues.Make(SharedRules.MaxBytes, 0, what, "file"), ImageFormat.Unknown);
        }
    }

    /// <summary>The growing pooled array of a stream being read; what the two loops above have in common.</summary>
    private sealed class Reading
    {
        private readonly DecodeLimits _limits;

        public Reading(Stream stream, DecodeLimits limits)
        {
            _limits = limits;
            long expected = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
            RefuseOver(expected);
            // One byte more than expected, so that the read that finds the end has room.
            Array = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1, 4096, System.Array.MaxLength));
        }

        public byte[] Array { get; private set; }

        public int Length { get; private set; }

        public Memory<byte> Free => Array.AsMemory(Length);

        /// <summary>Takes in what a read gave; whether to go on.</summary>
        public bool Advance(int read)
        {
            if (read == 0)
                return false;
            Length += read;
            RefuseOver(Length);
            if (Length == Array.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Length * 2L, System.Array.MaxLength));
                Array.AsSpan(0, Length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(Array);
                Array = larger;
            }

            return true;
        }

        public void Abandon() => ArrayPool<byte>.Shared.Return(Array);

        private void RefuseOver(long length) => InputFile.RefuseOver(length, _limits, "a stream");
    }
}
