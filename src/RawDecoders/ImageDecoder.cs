// Owns: decoding of whole pictures: into a buffer, or into the caller's memory, from a path, bytes or a stream; turning, and the
// memory of the pixels. The other files of this class have what is asynchronous, in pieces, by rows, by rectangles, of many files,
// and headers alone. Leaves formats to ImageFormats.

namespace RawDecoders;

/// <summary>
/// Decodes PNG, BMP and JPEG files into pixels in memory. The entry point of the library, and the only place that knows
/// all of its formats.
/// </summary>
/// <remarks>
/// All members are safe to call from several threads at once. For any input bytes the only exception is
/// <see cref="ImageDecodeException"/>; besides it come argument errors, <see cref="OperationCanceledException"/>, and the
/// I/O exceptions of the path or stream that is read.
/// </remarks>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png");                              // or bytes, a stream, pieces of a PipeReader
/// PixelBuffer bgr = ImageDecoder.Decode("photo.png", new DecodeOptions { PixelFormat = PixelFormat.Bgr24 });
///
/// ImageInfo info = ImageDecoder.Identify("photo.png");                               // headers and metadata only
/// byte[] memory = new byte[info.Width * info.Height * 4];
/// ImageDecoder.Decode("photo.png", memory, options: new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
///
/// using ImageRowReader rows = ImageDecoder.OpenRows("large.png");                    // in constant memory
/// using ImageRegionReader regions = ImageDecoder.OpenRegions("large.png");           // a part
/// using ImageFrameReader frames = ImageDecoder.OpenFrames("animated.png");           // an animation
/// await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(["photo.png", "photo.jpg"]))
///     Console.WriteLine(one.Name);
/// </code>
/// </example>
public static partial class ImageDecoder
{
    /// <summary>Decodes the file at <paramref name="path"/>.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a directory, or reading it is not permitted.</exception>
    public static PixelBuffer Decode(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = InputFile.FromPath(path);
        return DecodeNew(input, options ?? DecodeOptions.Default);
    }

    /// <summary>Decodes a file that is in memory.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    public static unsafe PixelBuffer Decode(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return DecodeNew(new ByteSource(start, file.Length), options ?? DecodeOptions.Default);
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)"/>
    public static PixelBuffer Decode(ReadOnlyMemory<byte> file, DecodeOptions? options = null) => Decode(file.Span, options);

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)"/>
    public static PixelBuffer Decode(byte[] file, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Decode(file.AsSpan(), options);
    }

    /// <summary>Decodes a file from a stream, read from its position to its end; it need not be seekable.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    public static PixelBuffer Decode(Stream stream, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= DecodeOptions.Default;
        using InputFile input = InputFile.FromStream(stream, options.Limits);
        return DecodeNew(input, options);
    }

    /// <summary>Decodes into the caller's memory.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="destination">
    /// Receives the rows, top row first. At least (height - 1) × stride + width × bytes per pixel bytes; bytes between the
    /// end of a row and the next stride are left alone. After an exception its content is unspecified.
    /// </param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>Dimensions, format, metadata and warnings.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small.</exception>
    public static unsafe DecodeResult Decode(
        ReadOnlySpan<byte> file, Span<byte> destination, int stride = 0, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return DecodeInto(new ByteSource(start, file.Length), destination, stride, options ?? DecodeOptions.Default);
    }

    /// <summary>Decodes the file at <paramref name="path"/> into the caller's memory.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{byte}, int, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="destination">See the overload for a file in memory.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode.</param>
    public static DecodeResult Decode(string path, Span<byte> destination, int stride = 0, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = InputFile.FromPath(path);
        return DecodeInto(input, destination, stride, options ?? DecodeOptions.Default);
    }

    /// <summary>Decodes a file from a stream into the caller's memory.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{byte}, int, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="destination">See the overload for a file in memory.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode.</param>
    public static DecodeResult Decode(Stream stream, Span<byte> destination, int stride = 0, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= DecodeOptions.Default;
        using InputFile input = InputFile.FromStream(stream, options.Limits);
        return DecodeInto(input, destination, stride, options);
    }

    private static PixelBuffer DecodeNew(InputFile input, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            return DecodeNew(input.Source, options, cancellationToken);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= input.Path;
            throw;
        }
    }

    private static PixelBuffer DecodeNew(ByteSource source, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        options = DecodeWatch.Attach(options, cancellationToken);
        using FormatDecoder decoder = ImageFormats.Open(source, options);
        return DecodeNew(decoder, options);
    }

    /// <summary>Decodes into new memory.</summary>
    /// <param name="decoder">Opened with the same options.</param>
    /// <param name="options">How to decode; what is to watch the decode has been attached.</param>
    internal static PixelBuffer DecodeNew(FormatDecoder decoder, DecodeOptions options)
    {
        (int width, int height) = OutputSize(decoder, options);
        PixelFormat format = decoder.OutputFormat;
        Memory<byte> pixels = AllocatePixels(decoder, width, height, options.Allocator);
        int stride = width * format.GetBytesPerPixel();
        DecodeResult result = Run(decoder, RowTarget.Create(pixels.Span, stride, stride, height), options);
        return new PixelBuffer(pixels, width, height, format, stride)
        {
            Palette = decoder.Palette,
            Result = result,
            IsBoolean = decoder.IsBoolean,
        };
    }

    private static DecodeResult DecodeInto(
        InputFile input, Span<byte> destination, int stride, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            return DecodeInto(input.Source, destination, stride, options, cancellationToken);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= input.Path;
            throw;
        }
    }

    internal static DecodeResult DecodeInto(
        ByteSource source, Span<byte> destination, int stride, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        options = DecodeWatch.Attach(options, cancellationToken);
        using FormatDecoder decoder = ImageFormats.Open(source, options);
        (int width, int height) = OutputSize(decoder, options);
        long rowBytes = (long)width * decoder.OutputFormat.GetBytesPerPixel();
        return Run(decoder, RowTarget.Create(destination, stride, rowBytes, height), options);
    }

    /// <summary>Decodes into rows of the size that <see cref="OutputSize"/> tells.</summary>
    internal static DecodeResult Run(FormatDecoder decoder, RowTarget target, DecodeOptions options)
    {
        options.Watch?.ThrowIfCancelled();
        DecodeResult result;
        if (Turns(decoder, options))
        {
            result = RunTurned(decoder, target, options);
        }
        else
        {
            decoder.DecodeAll(target);
            result = decoder.Finish();
        }

        options.Watch?.Complete();
        return result;
    }

    /// <summary>Turning needs the picture as stored beside the one delivered.</summary>
    private static DecodeResult RunTurned(FormatDecoder decoder, RowTarget target, DecodeOptions options)
    {
        ImageInfo info = decoder.Info;
        int pixelBytes = decoder.OutputFormat.GetBytesPerPixel();
        Memory<byte> stored = AllocatePixels(decoder, decoder.Width, decoder.Height, allocator: null);
        int storedRow = decoder.Width * pixelBytes;
        decoder.DecodeAll(RowTarget.Create(stored.Span, storedRow, storedRow, decoder.Height));
        options.Watch?.ThrowIfCancelled();
        OrientationTransform.Apply(stored.Span, storedRow, target, pixelBytes, info.Orientation);
        (int width, int height) = OutputSize(decoder, options);
        DecodeResult result = decoder.Finish();
        return result with { Width = width, Height = height, Damage = TurnDamage(result.Damage, info.Orientation, height) };
    }

    /// <summary>Damaged rows as stored, as rows of the picture delivered: a stored row that became a column touches all of them.</summary>
    internal static IReadOnlyList<DamagedRows> TurnDamage(IReadOnlyList<DamagedRows> damage, ImageOrientation orientation, int height)
    {
        if (damage.Count == 0)
            return damage;
        if (OrientationTransform.SwapsAxes(orientation))
            return [new DamagedRows(0, height, damage[0].Reason)];
        return orientation is ImageOrientation.BottomLeft or ImageOrientation.BottomRight
            ? [.. damage.Reverse().Select(d => d with { FirstRow = height - d.FirstRow - d.RowCount })]
            : damage;
    }

    internal static bool Turns(FormatDecoder decoder, DecodeOptions options)
        => options.TurnsUpright && decoder.Info.Orientation != ImageOrientation.TopLeft;

    internal static (int Width, int Height) OutputSize(FormatDecoder decoder, DecodeOptions options)
    {
        return Turns(decoder, options) && OrientationTransform.SwapsAxes(decoder.Info.Orientation)
            ? (decoder.Height, decoder.Width)
            : (decoder.Width, decoder.Height);
    }

    private static Memory<byte> AllocatePixels(FormatDecoder decoder, int width, int height, Func<int, Memory<byte>>? allocator)
    {
        long bytes = (long)width * height * decoder.OutputFormat.GetBytesPerPixel();
        if (bytes > Array.MaxLength)
        {
            string what = $"{width} x {height} {decoder.OutputFormat.GetName()} pixels need {bytes} bytes, and one buffer holds {Array.MaxLength}; read them by rows";
            throw new ImageDecodeException(new Issue(SharedRules.OneBuffer, 0, what), decoder.Info.Format);
        }

        decoder.Budget.Draw(bytes, 0, $"{width} x {height} {decoder.OutputFormat.GetName()} pixels", "pixels");
        if (allocator is null)
            return GC.AllocateUninitializedArray<byte>((int)bytes);
        Memory<byte> given = allocator((int)bytes);
        return given.Length >= bytes
            ? given[..(int)bytes]
            : throw new InvalidOperationException($"DecodeOptions.Allocator gave {given.Length} bytes, and {bytes} were asked for.");
    }
}
