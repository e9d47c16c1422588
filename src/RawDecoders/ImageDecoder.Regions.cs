// Owns: the face of reading by rectangles. Stands over ImageRegionReader. Leaves the reading to it.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Files above this many bytes are mapped for reading rectangles: reading a smaller one whole costs no more.</summary>
    private const long RegionMapThreshold = 1 << 20;

    /// <summary>
    /// Opens the file at <paramref name="path"/> for reading rectangles of it. Of an uncompressed BMP a rectangle's own bytes
    /// are all that is ever read, however large the file (up to 1 MiB it is read at once). Of a non-interlaced PNG and of a sequential JPEG an index is made on the
    /// way, or comes with <see cref="DecodeOptions.Index"/>: see <see cref="ImageRegionReader"/>.
    /// </summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ImageDecodeException">The headers are broken, or the picture is over a limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ImageRegionReader OpenRegions(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ImageRegionReader(InputFile.FromPath(path, RegionMapThreshold), options ?? DecodeOptions.Default);
    }

    /// <summary>Opens a file in memory for reading rectangles of it. The memory must not change meanwhile.</summary>
    /// <inheritdoc cref="OpenRegions(string, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode.</param>
    public static ImageRegionReader OpenRegions(ReadOnlyMemory<byte> file, DecodeOptions? options = null)
        => new(InputFile.FromMemory(file), options ?? DecodeOptions.Default);

    /// <summary>
    /// Opens a stream for reading rectangles of the file. The stream is read to its end at once and left open; beyond 32 MiB its
    /// bytes wait in a temporary file, which goes with the reader.
    /// </summary>
    /// <inheritdoc cref="OpenRegions(string, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="options">How to decode.</param>
    public static ImageRegionReader OpenRegions(Stream stream, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ImageRegionReader(InputFile.FromStreamSpooled(stream), options ?? DecodeOptions.Default);
    }
}
