// Owns: the face of reading what lies before the pixels of a JPEG: coefficients, planes, frames of video. Stands over JpegCoefficientReader, JpegPlanes and VideoSink.
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

    /// <inheritdoc cref="ReadJpegCoefficients(string, DecodeOptions?)" path="/*[not(self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegCoefficients ReadJpegCoefficients(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return ReadJpeg(new ByteSource(start, file.Length), options, JpegCoefficientReader.Read);
    }

    /// <summary>
    /// Decodes the components of a JPEG, each at its own resolution and before colour: lossless and 12-bit ones too. Of the options
    /// <see cref="DecodeOptions.Strictness"/>, <see cref="DecodeOptions.Limits"/>, <see cref="DecodeOptions.JpegReconstruction"/> and
    /// <see cref="DecodeOptions.Scale"/> or <see cref="DecodeOptions.TargetSize"/> matter (each component comes out at the scale, as libjpeg-turbo's tjDecompressToYUV
    /// has them), and <see cref="DecodeOptions.Allocator"/>: it is asked for the memory of each component, in order, once all headers have been read. One that hands out
    /// parts of one block, each where the last one ended, gives the planes one after another: I420, of a file of 4:2:0.
    /// </summary>
    /// <param name="path">Path of a JPEG file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file cannot be decoded, or is no JPEG.</exception>
    /// <exception cref="ArgumentException">An array of another library is asked for, or a scale that does not go with the other options.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static JpegPlanes DecodeJpegPlanes(string path, DecodeOptions? options = null) => ReadJpeg(path, options, JpegPlanes.Read);

    /// <inheritdoc cref="DecodeJpegPlanes(string, DecodeOptions?)" path="/*[not(self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegPlanes DecodeJpegPlanes(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return ReadJpeg(new ByteSource(start, file.Length), options, JpegPlanes.Read);
    }

    /// <summary>
    /// Decodes a JPEG to a frame of 4:2:0 video, I420 or NV12, in the caller's memory. Grey and YCbCr of 8 bits: 4:2:0 files as they are;
    /// of finer chroma the exact average of the two or four samples that one stands for, a half upwards; coarser chroma repeated; grey with chroma of
    /// 128. Others are refused (rule jpeg-video-planes). Samples are in JFIF's full range, 0 to 255, which video calls "pc" or "full": nothing is
    /// scaled to 16..235. The options that matter are those of <see cref="DecodeJpegPlanes(ReadOnlySpan{byte}, DecodeOptions?)"/>, but for the allocator.
    /// </summary>
    /// <param name="path">Path of a JPEG file.</param>
    /// <param name="planes">Where to: see <see cref="VideoPlanes"/>. What is between rows is left alone.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file cannot be decoded, or is no JPEG, or no frame of video can be made of it.</exception>
    /// <exception cref="ArgumentException">The planes are too small.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static unsafe JpegVideoFrame DecodeJpegVideo(string path, VideoPlanes planes, DecodeOptions? options = null)
    {
        fixed (byte* luma = planes.Y, cb = planes.Cb, cr = planes.Cr)
            return ReadJpeg(path, options, new VideoSink(planes, luma, cb, cr).Read);
    }

    /// <inheritdoc cref="DecodeJpegVideo(string, VideoPlanes, DecodeOptions?)" path="/*[not(self::param)]"/>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="planes">Where to: see <see cref="VideoPlanes"/>. What is between rows is left alone.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    public static unsafe JpegVideoFrame DecodeJpegVideo(ReadOnlySpan<byte> file, VideoPlanes planes, DecodeOptions? options = null)
    {
        fixed (byte* start = file, luma = planes.Y, cb = planes.Cb, cr = planes.Cr)
            return ReadJpeg(new ByteSource(start, file.Length), options, new VideoSink(planes, luma, cb, cr).Read);
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
