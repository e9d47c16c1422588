// Owns: the face of reading what lies before the pixels of a JPEG: coefficients and planes. Stands over JpegCoefficientReader and JpegPlanes.
// Leaves the reading to them.

using RawDecoders.Jpeg;

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>
    /// Reads the quantised coefficients of a JPEG: baseline, extended sequential or progressive, Huffman or arithmetic coding, 8 or 12 bits. Of
    /// the options only <see cref="DecodeOptions.Strictness"/> and <see cref="DecodeOptions.Limits"/> matter; all coefficients are held at once,
    /// 2 bytes each.
    /// </summary>
    /// <param name="path">Path of a JPEG file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file cannot be decoded, or is no JPEG, or a lossless one, which has no coefficients.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static JpegCoefficients ReadJpegCoefficients(string path, DecodeOptions? options = null) => ReadJpeg(path, options, JpegCoefficientReader.Read);

    /// <inheritdoc cref="ReadJpegCoefficients(string, DecodeOptions?)"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegCoefficients ReadJpegCoefficients(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return ReadJpeg(new ByteSource(start, file.Length), options, JpegCoefficientReader.Read);
    }

    /// <summary>
    /// Decodes the components of a JPEG, each at its own resolution and before colour: lossless and 12-bit ones too. Of the options
    /// <see cref="DecodeOptions.Strictness"/>, <see cref="DecodeOptions.Limits"/> and <see cref="DecodeOptions.JpegReconstruction"/> matter, and
    /// <see cref="DecodeOptions.Allocator"/>: it is asked for the memory of each component, in order, once all headers have been read. One that hands out
    /// parts of one block, each where the last one ended, gives the planes one after another: I420, of a file of 4:2:0.
    /// </summary>
    /// <param name="path">Path of a JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file cannot be decoded, or is no JPEG.</exception>
    /// <exception cref="ArgumentException">Another size or array is asked for.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static JpegPlanes DecodeJpegPlanes(string path, DecodeOptions? options = null) => ReadJpeg(path, options, JpegPlanes.Read);

    /// <inheritdoc cref="DecodeJpegPlanes(string, DecodeOptions?)"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegPlanes DecodeJpegPlanes(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return ReadJpeg(new ByteSource(start, file.Length), options, JpegPlanes.Read);
    }

    private static T ReadJpeg<T>(string path, DecodeOptions? options, Func<ByteSource, DecodeOptions, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = InputFile.FromPath(path);
        try
        {
            return ReadJpeg(input.Source, options, read);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= input.Path;
            throw;
        }
    }

    private static T ReadJpeg<T>(ByteSource source, DecodeOptions? options, Func<ByteSource, DecodeOptions, T> read)
    {
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        return FormatSniffer.Sniff(prefix) switch
        {
            ImageFormat.Jpeg => read(source, options ?? DecodeOptions.Default),
            ImageFormat.Unknown => throw FormatSniffer.Unknown(prefix),
            var other => throw new ImageDecodeException(
                new Issue(SharedRules.UnknownFormat, 0, $"coefficients or planes of a JPEG are asked for, and a {other.ToString().ToUpperInvariant()} file has none"), other),
        };
    }
}
