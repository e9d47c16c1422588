// Owns: files that are in memory in several pieces, as a PipeReader has them: one piece is read in place, several are copied together
// into pooled memory first, for the decoders need their bytes in a row. Stands over Decode. Leaves everything else to it.

using System.Buffers;

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Decodes a file that is in memory in pieces, as <c>PipeReader</c> gives it; several pieces are copied together first.</summary>
    /// <param name="file">All bytes of the file, no more than <see cref="DecodeLimits.MaxBytes"/> if in several pieces.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The pixels, tightly packed, top row first.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be decoded.</exception>
    public static PixelBuffer Decode(ReadOnlySequence<byte> file, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        using InputFile input = InputFile.FromSequence(file, options.Limits);
        return DecodeNew(input, options);
    }

    /// <summary>Decodes a file that is in memory in pieces into the caller's memory.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{byte}, int, DecodeOptions?)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="file">All bytes of the file, no more than <see cref="DecodeLimits.MaxBytes"/> if in several pieces.</param>
    /// <param name="destination">See the overload for a file in one piece.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <param name="options">How to decode.</param>
    public static DecodeResult Decode(ReadOnlySequence<byte> file, Span<byte> destination, int stride = 0, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        using InputFile input = InputFile.FromSequence(file, options.Limits);
        return DecodeInto(input, destination, stride, options);
    }

    /// <summary>Reads the properties and metadata of a file in pieces without decoding pixels.</summary>
    /// <param name="file">The bytes of the file; its end may be missing after the headers.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The headers cannot be read.</exception>
    public static ImageInfo Identify(ReadOnlySequence<byte> file, DecodeOptions? options = null)
    {
        using InputFile input = InputFile.FromSequence(file, (options ?? DecodeOptions.Default).Limits);
        return IdentifyWhole(input, options);
    }

    /// <summary>
    /// Reads the properties from the beginning of a file that is still arriving: the buffer of a <c>PipeReader</c>, which is told that
    /// nothing was consumed and all of it examined while <see cref="IdentifyStatus.NeedsMoreBytes"/> is the answer.
    /// </summary>
    /// <param name="prefix">The first bytes of the file; any number, even none.</param>
    /// <param name="options">Limits and strictness; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The properties, or how many bytes are needed, or why the file is refused. Never throws for any bytes.</returns>
    public static IdentifyResult TryIdentify(ReadOnlySequence<byte> prefix, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        try
        {
            using InputFile input = InputFile.FromSequence(prefix, options.Limits);
            return ImageFormats.Identify(input.Source, isWhole: false, options);
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }
}
