// Owns: the face of reading headers alone. Stands over ImageFormats. Leaves the headers to the formats.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Reads a file's properties and metadata without decoding pixels.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ImageInfo Identify(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = InputFile.FromPath(path);
        return IdentifyWhole(input, options);
    }

    /// <summary>Reads a file's properties and metadata without decoding pixels.</summary>
    /// <param name="file">The bytes of the file; its end may be missing after the headers.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    public static unsafe ImageInfo Identify(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return IdentifyWhole(new ByteSource(start, file.Length), options);
    }

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte}, DecodeOptions?)"/>
    public static ImageInfo Identify(ReadOnlyMemory<byte> file, DecodeOptions? options = null) => Identify(file.Span, options);

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte}, DecodeOptions?)"/>
    public static ImageInfo Identify(byte[] file, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Identify(file.AsSpan(), options);
    }

    /// <summary>Reads a file's properties and metadata from a stream, which is read to its end and left open.</summary>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    public static ImageInfo Identify(Stream stream, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using InputFile input = InputFile.FromStream(stream, (options ?? DecodeOptions.Default).Limits);
        return IdentifyWhole(input, options);
    }

    /// <summary>
    /// Reads the properties from the beginning of a file that is still arriving. Metadata that stands after the pixels is
    /// not waited for.
    /// </summary>
    /// <param name="prefix">The first bytes of the file; any number, even none.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The properties, or how many bytes are needed, or why the file is refused. Never throws for any bytes.</returns>
    public static unsafe IdentifyResult TryIdentify(ReadOnlySpan<byte> prefix, DecodeOptions? options = null)
    {
        fixed (byte* start = prefix)
            return ImageFormats.Identify(new ByteSource(start, prefix.Length), isWhole: false, options ?? DecodeOptions.Default);
    }

    private static ImageInfo IdentifyWhole(InputFile input, DecodeOptions? options)
    {
        try
        {
            return IdentifyWhole(input.Source, options);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= input.Path;
            throw;
        }
    }

    private static ImageInfo IdentifyWhole(ByteSource source, DecodeOptions? options)
    {
        IdentifyResult result = ImageFormats.Identify(source, isWhole: true, options ?? DecodeOptions.Default);
        return result.Info ?? throw result.Error!;
    }
}
