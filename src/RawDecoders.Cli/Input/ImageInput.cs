// One file to decode, from a path or from standard input, in the forms that the commands need. Small files are read once
// into a buffer that the next file uses again; large ones go to the library by path, which maps them.

using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Cli;

/// <summary>The bytes of one input after another. Not safe for several threads; each gets its own.</summary>
internal sealed class ImageInput(Stream standardInput) : IDisposable
{
    /// <summary>Files above this many bytes are left to the library to map.</summary>
    private const long ReadThreshold = 32 << 20;

    /// <summary>Enough of a large file to find its dimensions, unless huge metadata come first.</summary>
    private const int PrefixLength = 1 << 20;

    /// <summary>
    /// Headers alone may claim any size. Beyond this many bytes the decoder must first judge whether the file's bytes
    /// justify the allocation.
    /// </summary>
    private const long UnjustifiedBytes = 64 << 20;

    private byte[] _file = [];
    private byte[] _pixels = [];
    private int _length;
    private string? _mapped;

    /// <summary>Reads the file, or prepares to map it. I/O exceptions are the framework's own.</summary>
    public void Open(string path)
    {
        _mapped = null;
        _length = 0;
        if (path.Length == 0)
            throw new FileNotFoundException();
        if (path == "-")
        {
            Fill(standardInput, expected: 0);
            return;
        }

        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        long length = stream.CanSeek ? stream.Length : 0;
        if (length > ReadThreshold)
        {
            _mapped = path;
            Reserve(ref _file, PrefixLength);
            _length = stream.ReadAtLeast(_file.AsSpan(0, PrefixLength), PrefixLength, throwOnEndOfStream: false);
        }
        else
        {
            Fill(stream, (int)length);
        }
    }

    /// <summary>The whole file, or the beginning of one that is to be mapped.</summary>
    private ReadOnlySpan<byte> Bytes => _file.AsSpan(0, _length);

    public ImageInfo Identify(DecodeOptions options)
        => _mapped is null ? ImageDecoder.Identify(Bytes, options) : ImageDecoder.Identify(_mapped, options);

    public PixelBuffer Decode(DecodeOptions options)
        => _mapped is null ? ImageDecoder.Decode(Bytes, options) : ImageDecoder.Decode(_mapped, options);

    /// <summary>
    /// Decodes into memory that the next call overwrites: no allocation once the largest picture has been seen.
    /// </summary>
    public PixelBuffer DecodeTransient(DecodeOptions options)
    {
        // The headers are asked for the size only. Whenever they are odd, the plain decode gives the verdict.
        if (ImageDecoder.TryIdentify(Bytes, options).Info is not { } info)
            return DecodeAndKeep(options);
        PixelFormat format = options.PixelFormat ?? info.PixelFormat;
        long bytes = (long)info.Width * info.Height * format.GetBytesPerPixel();
        if (bytes > _pixels.Length)
        {
            if (bytes > UnjustifiedBytes)
                return DecodeAndKeep(options);
            _pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        }

        try
        {
            DecodeResult result = _mapped is null
                ? ImageDecoder.Decode(Bytes, _pixels, 0, options)
                : ImageDecoder.Decode(_mapped, _pixels, 0, options);
            return new PixelBuffer(_pixels, result.Width, result.Height, result.PixelFormat) { Result = result };
        }
        catch (ArgumentException)
        {
            return DecodeAndKeep(options);
        }
    }

    private PixelBuffer DecodeAndKeep(DecodeOptions options)
    {
        PixelBuffer image = Decode(options);
        if (MemoryMarshal.TryGetArray<byte>(image.Memory, out var array) && array.Offset == 0 && array.Count > _pixels.Length)
            _pixels = array.Array!;
        return image;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_file);
        _file = _pixels = [];
    }

    private void Fill(Stream stream, int expected)
    {
        // One byte more than expected, so that the read that finds the end has room.
        Reserve(ref _file, Math.Max(expected + 1, 64 << 10));
        int read;
        while ((read = stream.Read(_file.AsSpan(_length))) > 0)
        {
            _length += read;
            if (_length == _file.Length)
                Grow();
        }
    }

    private void Grow()
    {
        if (_file.Length == Array.MaxLength)
            throw new OutputRefusedException($"more than {_length} bytes on a stream; name a file instead");
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_file.Length * 2L, Array.MaxLength));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_file);
        _file = larger;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length >= length)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        buffer = ArrayPool<byte>.Shared.Rent(length);
    }
}
