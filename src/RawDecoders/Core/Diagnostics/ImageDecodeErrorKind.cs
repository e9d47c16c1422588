// Owns: the kinds of refusal. Stands under Rule, which names one. Leaves the rules to the tables.

namespace RawDecoders;

/// <summary>Why a file was refused.</summary>
/// <example>
/// <code>
/// if (!ImageDecoder.TryDecode("photo.jpg", out PixelBuffer? image, out Issue? error) &amp;&amp; error.Kind == ImageDecodeErrorKind.Truncated)
///     Console.WriteLine("it was not sent whole");
/// </code>
/// </example>
public enum ImageDecodeErrorKind
{
    /// <summary>The bytes are not a PNG, BMP or JPEG file.</summary>
    UnknownFormat = 0,

    /// <summary>The file breaks a rule of its specification.</summary>
    Malformed,

    /// <summary>The file ends before its image does.</summary>
    Truncated,

    /// <summary>The file is valid but uses a feature, named in the message, that this library does not decode.</summary>
    Unsupported,

    /// <summary>The file asks for more than <see cref="DecodeOptions.Limits"/> or its own bytes allow.</summary>
    LimitExceeded,
}
