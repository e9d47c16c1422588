// Owns: the one exception that input bytes can cause. Stands at the face. Leaves its text to Issue.

namespace RawDecoders;

/// <summary>
/// A file cannot be decoded. The only exception that input bytes can cause.
/// <see cref="Message"/> reads "kind at byte N: what (part of the file, clause)", after the <see cref="Path"/> if that is known.
/// </summary>
/// <example>
/// <code>
/// try
/// {
///     PixelBuffer image = ImageDecoder.Decode("photo.jpg");
/// }
/// catch (ImageDecodeException e)
/// {
///     Console.WriteLine($"{e.Kind}: {e.What} at byte {e.Offset} of {e.Path}, against {e.Clause}; rule {e.Rule.Id}");
/// }
/// </code>
/// </example>
public sealed class ImageDecodeException : Exception
{
    /// <summary>Creates the exception for a violation.</summary>
    /// <param name="issue">The rule, the place and the values found.</param>
    /// <param name="format">The format the file is in, as far as that was recognised.</param>
    /// <param name="innerException">The cause, if another exception revealed it.</param>
    public ImageDecodeException(Issue issue, ImageFormat format, Exception? innerException = null)
        : base(issue?.Message, innerException)
    {
        ArgumentNullException.ThrowIfNull(issue);
        Issue = issue;
        Format = format;
    }

    /// <summary>The rule that is broken, the place and the values found.</summary>
    public Issue Issue { get; }

    /// <summary>The rule that is broken.</summary>
    public Rule Rule => Issue.Rule;

    /// <summary>Why the file is refused.</summary>
    public ImageDecodeErrorKind Kind => Issue.Rule.Kind;

    /// <summary>The format the file is in; <see cref="ImageFormat.Unknown"/> if no signature matched.</summary>
    public ImageFormat Format { get; }

    /// <summary>
    /// The path of the file, as it was given to the member that reads it; <see langword="null"/> if the bytes came from elsewhere.
    /// </summary>
    public string? Path { get; internal set; }

    /// <summary>"kind at byte N: what (part of the file, clause)", after the path and a colon if that is known.</summary>
    public override string Message => Path is null ? base.Message : $"{Path}: {base.Message}";

    /// <summary>Byte offset, from the start of the file, of the field or data that is wrong.</summary>
    public long Offset => Issue.Offset;

    /// <summary>What is wrong, with the values found.</summary>
    public string What => Issue.What;

    /// <summary>The part of the file in which it was found.</summary>
    public string Part => Issue.Part;

    /// <summary>The specification and clause that is broken, or the option that sets the limit.</summary>
    public string Clause => Issue.Clause;

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
