// Owns: the face of reading the coefficients of a JPEG. Stands over JpegCoefficientReader. Leaves the reading to it.

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
    public static JpegCoefficients ReadJpegCoefficients(string path, DecodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InputFile input = InputFile.FromPath(path);
        try
        {
            return ReadCoefficients(input.Source, options);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= input.Path;
            throw;
        }
    }

    /// <inheritdoc cref="ReadJpegCoefficients(string, DecodeOptions?)"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegCoefficients ReadJpegCoefficients(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return ReadCoefficients(new ByteSource(start, file.Length), options);
    }

    private static JpegCoefficients ReadCoefficients(ByteSource source, DecodeOptions? options)
    {
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        return FormatSniffer.Sniff(prefix) switch
        {
            ImageFormat.Jpeg => JpegCoefficientReader.Read(source, options ?? DecodeOptions.Default),
            ImageFormat.Unknown => throw FormatSniffer.Unknown(prefix),
            var other => throw new ImageDecodeException(new Issue(SharedRules.UnknownFormat, 0, $"coefficients are asked for, and a {other.ToString().ToUpperInvariant()} file has none"), other),
        };
    }
}
