// Owns: the members that read asynchronously: the bytes are awaited, and the decode, which computes, then runs on the thread that
// the last read completed on. Stands over Decode. Leaves cancellation within it to DecodeWatch.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Reads a stream asynchronously to its end, then decodes on the thread that the last read completed on.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the reading and the decode, the latter between batches of rows.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static async Task<PixelBuffer> DecodeAsync(
        Stream stream, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= DecodeOptions.Default;
        using InputFile input = await InputFile.FromStreamAsync(stream, options.Limits, cancellationToken).ConfigureAwait(false);
        return DecodeNew(input, options, cancellationToken);
    }

    /// <summary>Reads a file asynchronously, then decodes it.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the reading and the decode, the latter between batches of rows.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static async Task<PixelBuffer> DecodeAsync(
        string path, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = await InputFile.FromPathAsync(path, cancellationToken).ConfigureAwait(false);
        return DecodeNew(input, options ?? DecodeOptions.Default, cancellationToken);
    }

    /// <summary>Reads a stream asynchronously to its end, then decodes into the caller's memory.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="destination">
    /// Receives the rows, top row first. At least (height - 1) × stride + width × bytes per pixel bytes; bytes between the
    /// end of a row and the next stride are left alone. After an exception its content is unspecified.
    /// </param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the reading and the decode, the latter between batches of rows.</param>
    /// <returns>Dimensions, format, metadata and warnings.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static async Task<DecodeResult> DecodeAsync(
        Stream stream, Memory<byte> destination, int stride = 0, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= DecodeOptions.Default;
        using InputFile input = await InputFile.FromStreamAsync(stream, options.Limits, cancellationToken).ConfigureAwait(false);
        return DecodeInto(input, destination.Span, stride, options, cancellationToken);
    }

    /// <summary>Reads a file asynchronously, then decodes it into the caller's memory.</summary>
    /// <inheritdoc cref="DecodeAsync(Stream, Memory{byte}, int, DecodeOptions?, CancellationToken)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="destination">See the overload for a stream.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="cancellationToken">Cancels the reading and the decode.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static async Task<DecodeResult> DecodeAsync(
        string path, Memory<byte> destination, int stride = 0, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = await InputFile.FromPathAsync(path, cancellationToken).ConfigureAwait(false);
        return DecodeInto(input, destination.Span, stride, options ?? DecodeOptions.Default, cancellationToken);
    }

    /// <summary>Reads a file asynchronously, then its properties and metadata, without decoding pixels.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static async Task<ImageInfo> IdentifyAsync(
        string path, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = await InputFile.FromPathAsync(path, cancellationToken).ConfigureAwait(false);
        return IdentifyWhole(input, options);
    }

    /// <summary>Reads a stream asynchronously to its end, then the file's properties and metadata, without decoding pixels.</summary>
    /// <param name="stream">The stream, which is left open; it need not be seekable.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static async Task<ImageInfo> IdentifyAsync(
        Stream stream, DecodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using InputFile input = await InputFile.FromStreamAsync(
            stream, (options ?? DecodeOptions.Default).Limits, cancellationToken).ConfigureAwait(false);
        return IdentifyWhole(input, options);
    }
}
