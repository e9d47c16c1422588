// Owns: decoding a whole picture in two steps: first its size and format under the options, then its pixels into memory of that size. Stands
// over FormatDecoder, opened once for both. Leaves turning, progress and the account to ImageDecoder.

namespace RawDecoders;

/// <summary>
/// A picture whose headers have been read and whose pixels have not. Made by <see cref="ImageDecoder.OpenPicture(string, DecodeOptions?)"/>, for callers that
/// have to know how much memory to provide: size and format are those of the result, whatever <see cref="DecodeOptions.Scale"/>,
/// <see cref="DecodeOptions.TargetSize"/>, <see cref="DecodeOptions.ApplyOrientation"/> and <see cref="DecodeOptions.Like"/> make of the file's own.
/// </summary>
/// <remarks>Not safe for use by several threads at once; the decode itself may use <see cref="DecodeOptions.MaxDegreeOfParallelism"/> threads.</remarks>
/// <example>
/// <code>
/// using ImagePictureReader picture = ImageDecoder.OpenPicture("photo.jpg", new DecodeOptions { Like = ArrayConvention.OpenCv });
/// byte[] pixels = new byte[picture.RowBytes * picture.Height];
/// DecodeResult result = picture.Read(pixels);
/// </code>
/// </example>
public sealed class ImagePictureReader : IDisposable
{
    private readonly InputFile _input;
    private readonly DecodeOptions _options;
    private readonly FormatDecoder _decoder;
    private FinalError _error;
    private bool _read, _disposed;

    internal ImagePictureReader(InputFile input, DecodeOptions options)
    {
        _input = input;
        _options = options = DecodeWatch.Attach(options, CancellationToken.None);
        try
        {
            _decoder = ImageFormats.Open(input.Source, options);
            (Width, Height) = ImageDecoder.OutputSize(_decoder, options);
        }
        catch (Exception error)
        {
            Name(error);
            _decoder?.Dispose();
            input.Dispose();
            throw;
        }
    }

    /// <summary>What the file says of itself; what stands after the pixels is in the account of <see cref="Read"/>.</summary>
    public ImageInfo Info => _decoder.Info;

    /// <summary>Width of the result in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the result in pixels.</summary>
    public int Height { get; }

    /// <summary>Pixel format of the result.</summary>
    public PixelFormat PixelFormat => _decoder.OutputFormat;

    /// <summary>Whether the samples are 0 and 255 and mean false and true (see <see cref="PixelBuffer.IsBoolean"/>).</summary>
    public bool IsBoolean => _decoder.IsBoolean;

    /// <summary>For Indexed8: the colours, 4 bytes (RGBA) an entry. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> Palette => _decoder.Palette;

    /// <summary>Bytes of pixels in a row.</summary>
    public long RowBytes => (long)Width * PixelFormat.GetBytesPerPixel();

    /// <summary>Decodes the pixels. Once: the file has been gone through then.</summary>
    /// <param name="destination">
    /// Receives the rows, top row first: at least (<see cref="Height"/> - 1) × stride + <see cref="RowBytes"/> bytes. Bytes between rows are left alone.
    /// After an exception its content is unspecified.
    /// </param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <returns>The account of the decode.</returns>
    /// <exception cref="ImageDecodeException">The file is broken, or has been found so before.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small; nothing has been read then.</exception>
    /// <exception cref="InvalidOperationException">The picture has been read.</exception>
    public DecodeResult Read(Span<byte> destination, int stride = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        if (_read)
            throw new InvalidOperationException("The picture has been read.");
        RowTarget target = RowTarget.Create(destination, stride, RowBytes, Height);
        _read = true;
        try
        {
            return ImageDecoder.Run(_decoder, target, _options);
        }
        catch (Exception error)
        {
            Name(error);
            _error.Keep(error);
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _decoder.Dispose();
        _input.Dispose();
    }

    private void Name(Exception error)
    {
        if (error is ImageDecodeException refusal)
            refusal.Path ??= _input.Path;
    }
}
