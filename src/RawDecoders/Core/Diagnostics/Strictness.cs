// Owns: how much a caller lets pass. Stands in the options. Leaves to Rule what each strictness refuses.

namespace RawDecoders;

/// <summary>What a decoder does about a file that breaks its specification.</summary>
/// <example>
/// <code>
/// PixelBuffer whatIsLeft = ImageDecoder.Decode("photo.jpg", new DecodeOptions { Strictness = Strictness.Lenient });
/// </code>
/// </example>
public enum Strictness
{
    /// <summary>
    /// Violations that cannot change a pixel (bytes after the end, a bad CRC on an ancillary chunk, stray bytes before a
    /// marker) become <see cref="DecodeResult.Warnings"/>; where pixels would be wrong or missing the file is refused.
    /// </summary>
    Standard = 0,

    /// <summary>Any violation of the specification is refused.</summary>
    Strict,

    /// <summary>
    /// Saves what can be had: the pixels before (and, where the format can resynchronise, after) the damage.
    /// <see cref="DecodeResult.Damage"/> says which rows are not what the file's author stored, and why.
    /// </summary>
    Lenient,
}
