// Owns: what a payload says about itself when it breaks a rule. A payload struct states the finding; PngHeaderReader (the
// policy) or an inspector decides what becomes of it.
namespace RawDecoders.Png;

/// <summary>A broken rule in one chunk.</summary>
/// <param name="At">Where, in bytes from the start of the payload; <see cref="LengthField"/> for the chunk's length.</param>
/// <param name="What">What is wrong, with the values found.</param>
/// <param name="Clause">The clause that it breaks.</param>
/// <param name="Kind">What the refusal is called when it is one.</param>
internal readonly record struct PngFinding(
    int At, string What, string Clause, ImageDecodeErrorKind Kind = ImageDecodeErrorKind.Malformed)
{
    /// <summary>The length field lies 8 bytes before the payload.</summary>
    public const int LengthField = -8;

    public bool IsNone => What is null;

    /// <summary>PNG 13.2: an unexpected length of a chunk of known length is an error.</summary>
    public static PngFinding WrongLength(int length, string expected, string clause)
        => new(LengthField, $"the payload has {length} bytes instead of {expected}", clause);
}
