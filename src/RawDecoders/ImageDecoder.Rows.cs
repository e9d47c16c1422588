// Owns: the face of reading by rows. Stands over ImageRowReader. Leaves the reading to it.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Opens the file at <paramref name="path"/> for reading row by row. A large file is mapped, not read.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ImageDecodeException">The headers are broken, or the picture is over a limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ImageRowReader OpenRows(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ImageRowReader(InputFile.FromPath(path), options ?? DecodeOptions.Default);
    }

    /// <summary>Opens a file in memory for reading row by row. The memory must not change meanwhile.</summary>
    /// <inheritdoc cref="OpenRows(string, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode.</param>
    public static ImageRowReader OpenRows(ReadOnlyMemory<byte> file, DecodeOptions? options = null)
        => new(InputFile.FromMemory(file), options ?? DecodeOptions.Default);

    /// <summary>
    /// Opens a stream for reading row by row. The stream is read to its end at once and left open; beyond 32 MiB its bytes
    /// wait in a temporary file, which goes with the reader.
    /// </summary>
    /// <inheritdoc cref="OpenRows(string, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="options">How to decode.</param>
    public static ImageRowReader OpenRows(Stream stream, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ImageRowReader(InputFile.FromStreamSpooled(stream), options ?? DecodeOptions.Default);
    }
}
