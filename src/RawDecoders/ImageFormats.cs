// Owns: the one switch over formats. Stands between the facade and the formats. Leaves recognising to FormatSniffer, everything
// else to the formats.
using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>
/// Sniffs a file and hands it to its format: the one switch over formats. A BMP that holds a PNG or JPEG comes back here
/// for the picture inside; that one may not be a BMP again, so there is no deeper nesting.
/// </summary>
internal static class ImageFormats
{
    /// <summary>Opens the decoder of a whole file.</summary>
    /// <exception cref="ImageDecodeException">It is refused by its headers, or over a limit.</exception>
    /// <exception cref="ArgumentException">The scale or the range that is asked for does not go together with other options.</exception>
    public static FormatDecoder Open(ByteSource source, DecodeOptions options)
    {
        ScaleChoice.Check(options);
        FormatDecoder decoder = OpenUnscaled(source, options);
        return options.Shrinks && !decoder.ScalesItself
            ? BoxDecoder.Open(decoder, options, format => OpenUnscaled(source, options with { PixelFormat = format }))
            : decoder;
    }

    /// <summary>The format's own decoder: of the whole size, unless it scales itself.</summary>
    private static FormatDecoder OpenUnscaled(ByteSource source, DecodeOptions options)
    {
        if (options.Like is not null && options.SampleRange != SampleRange.Scaled)
            throw new ArgumentException("DecodeOptions.SampleRange has no meaning for DecodeOptions.Like: the other library's array has its own range.", nameof(options));
        if (options.Like is not null)
            return ArrayDecoder.Open(options, plain => Open(source, plain));
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        ImageFormat format = FormatSniffer.Sniff(prefix);
        if (format == ImageFormat.Unknown)
            throw FormatSniffer.Unknown(prefix);
        if (format != ImageFormat.Bmp)
            return OpenAs(format, source, options);

        var bmp = new BmpOpening(source, isWhole: true, options);
        if (!bmp.TryFindEmbedded(out ImageFormat embedded, out long offset, out long length))
            return bmp.Open();

        FormatDecoder inner;
        try
        {
            inner = OpenAs(embedded, source.Part(offset, length), options with { KeepsIndex = false });
        }
        catch (ImageDecodeException error)
        {
            throw EmbeddedDecoder.Shift(error, offset);
        }

        try
        {
            bmp.CompareEmbedded(inner.Info.Width, inner.Info.Height);
            return new EmbeddedDecoder(inner, ImageFormat.Bmp, offset, bmp.Warnings);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file as an animation; null if it is one picture, or stands for one (see <see cref="PngFrames.TryOpen"/>).</summary>
    /// <exception cref="ImageDecodeException">It is refused by its headers, or over a limit.</exception>
    /// <exception cref="ArgumentException">An array of another library is asked for, and the file is an animation.</exception>
    public static PngFrames? TryOpenFrames(ByteSource source, DecodeOptions options, bool isRaw, out IReadOnlyList<Issue> warnings)
    {
        warnings = [];
        if (FormatSniffer.Sniff(source.Window(0, FormatSniffer.PrefixLength)) != ImageFormat.Png)
            return null;
        if (options.Shrinks)
            throw new ArgumentException("DecodeOptions.Scale and TargetSize are for whole pictures, rows and rectangles, not for frames.", nameof(options));
        PngFrames? frames = PngFrames.TryOpen(source, options, isRaw, out warnings);
        if (frames is null || options.Like is null)
            return frames;
        frames.Dispose();
        throw new ArgumentException("DecodeOptions.Like is for one picture; this file is an animation.", nameof(options));
    }

    /// <summary>Reads the properties of a whole file, or of the beginning of one. Does not throw for any bytes.</summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        if (!isWhole && FormatSniffer.GetBytesNeeded(prefix) is var needed and > 0)
            return IdentifyResult.NeedsMoreBytes(needed);
        try
        {
            ImageFormat format = FormatSniffer.Sniff(prefix);
            if (format == ImageFormat.Unknown)
                return IdentifyResult.Refused(FormatSniffer.Unknown(prefix));
            if (format != ImageFormat.Bmp)
                return IdentifyAs(format, source, isWhole, options);
            var bmp = new BmpOpening(source, isWhole, options);
            return bmp.TryFindEmbedded(out ImageFormat embedded, out long offset, out long length)
                ? IdentifyEmbedded(embedded, source.Part(offset, length), offset, isWhole || length < source.Length - offset, options)
                : bmp.Identify();
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    private static IdentifyResult IdentifyEmbedded(ImageFormat format, ByteSource part, long start, bool isWhole, DecodeOptions options)
    {
        IdentifyResult result = IdentifyAs(format, part, isWhole, options);
        return result.Status switch
        {
            IdentifyStatus.Identified => IdentifyResult.Identified(EmbeddedDecoder.Outer(result.Info!, ImageFormat.Bmp, start)),
            IdentifyStatus.NeedsMoreBytes => IdentifyResult.NeedsMoreBytes(result.BytesNeeded + start),
            _ => IdentifyResult.Refused(EmbeddedDecoder.Shift(result.Error!, start)),
        };
    }

    /// <summary>A format that can stand inside a BMP file, or alone.</summary>
    private static FormatDecoder OpenAs(ImageFormat format, ByteSource source, DecodeOptions options) => format switch
    {
        ImageFormat.Png => PngDecoder.Open(source, options),
        ImageFormat.Jpeg => JpegDecoder.Open(source, options),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static IdentifyResult IdentifyAs(ImageFormat format, ByteSource source, bool isWhole, DecodeOptions options) => format switch
    {
        ImageFormat.Png => PngDecoder.Identify(source, isWhole, options),
        ImageFormat.Jpeg => JpegDecoder.Identify(source, isWhole, options),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
