namespace RawDecoders;

/// <summary>
/// A file cannot be decoded. The only exception that input bytes can cause.
/// <see cref="Exception.Message"/> reads "kind at byte N: what (part of the file, clause)".
/// </summary>
public sealed class ImageDecodeException : Exception
{
    /// <summary>Creates the exception for a violation found at <paramref name="offset"/>.</summary>
    /// <param name="kind">Why the file is refused.</param>
    /// <param name="format">The format it is in, as far as that was recognised.</param>
    /// <param name="offset">Byte offset from the start of the file of the field or data that is wrong.</param>
    /// <param name="what">What is wrong, with the values found: "bit depth 3 is not allowed for colour type 0".</param>
    /// <param name="part">The part of the file: "IHDR", "DIB header", "SOS".</param>
    /// <param name="clause">Specification and clause: "PNG 11.2.1", "T.81 B.2.3".</param>
    /// <param name="innerException">The cause, if another exception revealed it.</param>
    public ImageDecodeException(
        ImageDecodeErrorKind kind, ImageFormat format, long offset, string what, string part, string clause, Exception? innerException = null)
        : base($"{Name(kind)} at byte {offset}: {what} ({part}, {clause})", innerException)
    {
        Kind = kind;
        Format = format;
        Offset = offset;
        What = what;
        Part = part;
        Clause = clause;
    }

    /// <summary>Why the file is refused.</summary>
    public ImageDecodeErrorKind Kind { get; }

    /// <summary>The format the file is in; <see cref="ImageFormat.Unknown"/> if no signature matched.</summary>
    public ImageFormat Format { get; }

    /// <summary>Byte offset, from the start of the file, of the field or data that is wrong.</summary>
    public long Offset { get; }

    /// <summary>What is wrong, with the values found.</summary>
    public string What { get; }

    /// <summary>The part of the file in which it was found.</summary>
    public string Part { get; }

    /// <summary>The specification and clause that is broken, or the option that sets the limit.</summary>
    public string Clause { get; }

    /// <summary>The kind as it stands in messages: "malformed", "limit exceeded" and so on.</summary>
    internal static string Name(ImageDecodeErrorKind kind) => kind switch
    {
        ImageDecodeErrorKind.UnknownFormat => "unknown format",
        ImageDecodeErrorKind.Malformed => "malformed",
        ImageDecodeErrorKind.Truncated => "truncated",
        ImageDecodeErrorKind.Unsupported => "unsupported",
        ImageDecodeErrorKind.LimitExceeded => "limit exceeded",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
