// One file to decode, from a path, standard input or base64 text, in the forms that the commands need. Small files are read once
// into a buffer that the next file uses again; large ones go to the library by path, which maps them.

using System.Buffers;
using System.Text;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>The bytes of one input after another. Not safe for several threads; each gets its own.</summary>
internal sealed class ImageInput(Stream standardInput, bool isBase64) : IDisposable
{
    /// <summary>Files above this many bytes are left to the library to map.</summary>
    private const long ReadThreshold = 32 << 20;

    /// <summary>Enough of a large file to find its dimensions, unless huge metadata come first.</summary>
    private const int PrefixLength = 1 << 20;

    /// <summary>
    /// The most that <see cref="TryDecodeTransient"/> holds, in bytes. Headers alone may claim any size; beyond this it is the
    /// decoder's row reader that judges whether the file's bytes justify it.
    /// </summary>
    private const long TransientBytes = 64 << 20;

    private byte[] _file = [];
    private byte[] _pixels = [];
    private int _length;
    private string? _mapped;

    /// <summary>The opened file; an alias of it is good as long as it is open.</summary>
    private FileStream? _stream;

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Reads the file, or prepares to map it. I/O exceptions are the framework's own.</summary>
    public void Open(string path)
    {
        Close();
        _length = 0;
        if (path.Length == 0 || path.Contains('\0'))
            throw new FileNotFoundException();
        if (path == "-")
        {
            ReadAll(standardInput, isBase64, expected: 0);
            return;
        }

        if (DataUri.IsDataUri(path))
        {
            ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(path)), decode: true, expected: 0);
            return;
        }

        FileStream stream = NamedFiles.OpenRead(path);
        _stream = stream;
        long length = stream.CanSeek ? stream.Length : 0;
        if (length <= ReadThreshold || isBase64)
        {
            ReadAll(stream, isBase64, isBase64 ? 0 : (int)length);
            // It may be the output too.
            Close();
            return;
        }

        _mapped = NamedFiles.AliasOf(stream, path);
        Reserve(ref _file, PrefixLength);
        _length = stream.ReadAtLeast(_file.AsSpan(0, PrefixLength), PrefixLength, throwOnEndOfStream: false);
        Length = length;
        if (!RawNames.IsRaw(path))
            stream.Dispose();
    }

    /// <summary>Whether all of the file is in memory already.</summary>
    public bool IsRead => _mapped is null;

    /// <summary>The whole file, or the beginning of one that is to be mapped.</summary>
    private ReadOnlySpan<byte> Bytes => _file.AsSpan(0, _length);

    /// <summary>The whole file in memory, before the next <see cref="Open"/>.</summary>
    /// <exception cref="IOException">The file is longer than an array can be, or cannot be read.</exception>
    public ReadOnlyMemory<byte> ReadWhole() => _mapped is null ? _file.AsMemory(0, _length) : File.ReadAllBytes(_mapped);

    public ImageInfo Identify(DecodeOptions options)
        => _mapped is null ? ImageDecoder.Identify(Bytes, options) : ImageDecoder.Identify(_mapped, options);

    public PixelBuffer Decode(DecodeOptions options)
        => _mapped is null ? ImageDecoder.Decode(Bytes, options) : ImageDecoder.Decode(_mapped, options);

    public Jpeg.JpegCoefficients ReadCoefficients(DecodeOptions options)
        => _mapped is null ? ImageDecoder.ReadJpegCoefficients(Bytes, options) : ImageDecoder.ReadJpegCoefficients(_mapped, options);

    public Jpeg.JpegPlanes DecodePlanes(DecodeOptions options)
        => _mapped is null ? ImageDecoder.DecodeJpegPlanes(Bytes, options) : ImageDecoder.DecodeJpegPlanes(_mapped, options);

    /// <summary>Opens the picture for reading row by row, before the next <see cref="Open"/>.</summary>
    public ImageRowReader OpenRows(DecodeOptions options)
        => _mapped is null ? ImageDecoder.OpenRows(_file.AsMemory(0, _length), options) : ImageDecoder.OpenRows(_mapped, options);

    /// <summary>Opens the file for reading frames, before the next <see cref="Open"/>.</summary>
    public ImageFrameReader OpenFrames(DecodeOptions options)
        => _mapped is null ? ImageDecoder.OpenFrames(_file.AsMemory(0, _length), options) : ImageDecoder.OpenFrames(_mapped, options);

    /// <summary>Opens the picture for reading rectangles, before the next <see cref="Open"/>.</summary>
    public ImageRegionReader OpenRegions(DecodeOptions options)
        => _mapped is null ? ImageDecoder.OpenRegions(_file.AsMemory(0, _length), options) : ImageDecoder.OpenRegions(_mapped, options);

    /// <summary>
    /// Decodes into memory that the next call overwrites, so that many files cost no allocation.
    /// </summary>
    /// <returns>
    /// The pixels; <see langword="null"/> if they are too many for that, or the headers too odd to tell: then
    /// <see cref="OpenRows"/> gives them, or the verdict.
    /// </returns>
    public PixelBuffer? TryDecodeTransient(DecodeOptions options)
    {
        if (ImageDecoder.TryIdentify(Bytes, options).Info is not { } info)
            return null;
        // A convention may widen grey to colour; no array has more bytes a pixel than the widest format of the file's depth.
        int pixelBytes = options.Like is null
            ? (options.PixelFormat ?? info.PixelFormat).GetBytesPerPixel()
            : 4 * info.PixelFormat.GetBytesPerSample();
        long bytes = (long)options.Scale.Of(info.Width) * options.Scale.Of(info.Height) * pixelBytes;
        if (bytes > TransientBytes)
            return null;
        if (bytes > _pixels.Length)
            _pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        try
        {
            DecodeResult result = _mapped is null
                ? ImageDecoder.Decode(Bytes, _pixels, 0, options)
                : ImageDecoder.Decode(_mapped, _pixels, 0, options);
            return new PixelBuffer(_pixels, result.Width, result.Height, result.PixelFormat) { Result = result, IsBoolean = result.IsBoolean };
        }
        catch (ArgumentException)
        {
            // The picture is not what the first headers promised, or cannot have this format.
            return null;
        }
    }

    public void Dispose()
    {
        Close();
        ArrayPool<byte>.Shared.Return(_file);
        _file = _pixels = [];
    }

    private void Close()
    {
        _mapped = null;
        _stream?.Dispose();
        _stream = null;
    }

    private void ReadAll(Stream stream, bool decode, int expected)
    {
        if (decode)
        {
            using Stream bytes = DataUri.CreateDecoder(stream, leaveOpen: true);
            Fill(bytes, expected);
        }
        else
        {
            Fill(stream, expected);
        }

        Length = _length;
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
            throw new OutputRefusedException($"more than {_length} bytes on a stream; name a file instead", OutputRefusedException.NotReadable);
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
