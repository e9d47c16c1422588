// Owns: the face of decoding whole pictures in two steps. Stands over ImagePictureReader. Leaves the decoding to it.

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>
    /// Reads the headers of the file at <paramref name="path"/> and says what its decode will give, so that the caller can provide the memory for it.
    /// </summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>. Its allocator is not asked.</param>
    /// <returns>The picture, to be read once and disposed.</returns>
    /// <exception cref="ImageDecodeException">The headers are broken, or the picture is over a limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ImagePictureReader OpenPicture(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ImagePictureReader(InputFile.FromPath(path), options ?? DecodeOptions.Default);
    }

    /// <summary>As the overload for a path, of a file in memory, which must not change before the picture has been read.</summary>
    /// <inheritdoc cref="OpenPicture(string, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode.</param>
    public static ImagePictureReader OpenPicture(ReadOnlyMemory<byte> file, DecodeOptions? options = null)
        => new(InputFile.FromMemory(file), options ?? DecodeOptions.Default);
}
