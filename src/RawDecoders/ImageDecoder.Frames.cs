// Owns: the face of reading by frames. Stands over ImageFrameReader. Leaves the reading to it.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Opens the file at <paramref name="path"/> for reading frame by frame. A large file is mapped, not read.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="frameOptions">What of each frame is wanted; <see langword="null"/> for <see cref="FrameOptions.Default"/>.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ImageDecodeException">The headers are broken, the file is over a limit, or Strict refuses its animation.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ArgumentException"><see cref="DecodeOptions.Like"/> is set, and the file is an animation.</exception>
    public static ImageFrameReader OpenFrames(string path, DecodeOptions? options = null, FrameOptions? frameOptions = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ImageFrameReader(InputFile.FromPath(path), options ?? DecodeOptions.Default, frameOptions ?? FrameOptions.Default);
    }

    /// <summary>Opens a file in memory for reading frame by frame. The memory must not change meanwhile.</summary>
    /// <inheritdoc cref="OpenFrames(string, DecodeOptions?, FrameOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="frameOptions">What of each frame is wanted.</param>
    public static ImageFrameReader OpenFrames(ReadOnlyMemory<byte> file, DecodeOptions? options = null, FrameOptions? frameOptions = null)
        => new(InputFile.FromMemory(file), options ?? DecodeOptions.Default, frameOptions ?? FrameOptions.Default);

    /// <summary>
    /// Opens a stream for reading frame by frame. The stream is read to its end at once and left open; beyond 32 MiB its bytes
    /// wait in a temporary file, which goes with the reader.
    /// </summary>
    /// <inheritdoc cref="OpenFrames(string, DecodeOptions?, FrameOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="frameOptions">What of each frame is wanted.</param>
    public static ImageFrameReader OpenFrames(Stream stream, DecodeOptions? options = null, FrameOptions? frameOptions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ImageFrameReader(InputFile.FromStreamSpooled(stream), options ?? DecodeOptions.Default, frameOptions ?? FrameOptions.Default);
    }
}
