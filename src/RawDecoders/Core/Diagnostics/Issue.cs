// Owns: one violation in one file: the rule, the place, the values found; the only place where its text is put together. Stands over
// Rule. Leaves the policy to DecodeIssues.

namespace RawDecoders;

/// <summary>
/// A rule broken at a place in a file: what <see cref="DecodeResult.Warnings"/>, <see cref="DamagedRows"/>, the findings of the
/// inspector and <see cref="ImageDecodeException"/> consist of.
/// </summary>
/// <param name="Rule">The rule.</param>
/// <param name="Offset">Byte offset, from the start of the file, of the field or data that is wrong.</param>
/// <param name="What">What is wrong, with the values found: "bit depth 3 is not defined".</param>
/// <example>
/// <code>
/// foreach (Issue warning in ImageDecoder.Decode("photo.png").Result!.Warnings)
///     Console.WriteLine($"{warning.Severity} at byte {warning.Offset}: {warning.What} ({warning.Part}, {warning.Clause})");
/// </code>
/// </example>
public sealed record Issue(Rule Rule, long Offset, string What)
{
    /// <summary>The part of the file in which it was found: "IHDR", "DIB header", "SOS".</summary>
    public string Part { get; init; } = Rule.Part;

    /// <summary>What a decode does about it, in this file.</summary>
    public string Consequence { get; init; } = Rule.Consequence;

    /// <summary>How much it matters.</summary>
    public Severity Severity => Rule.Severity;

    /// <summary>What a refusal for it is called.</summary>
    public ImageDecodeErrorKind Kind => Rule.Kind;

    /// <summary>Specification and clause.</summary>
    public string Clause => Rule.Clause;

    /// <summary>As an exception says it: "malformed at byte 24: bit depth 3 is not defined (IHDR, PNG 11.2.1)".</summary>
    public string Message => $"{ImageDecodeException.Name(Rule.Kind)} at byte {Offset}: {What} ({Place})";

    private string Place => Part.Length == 0 ? Clause : $"{Part}, {Clause}";

    /// <summary>"byte N: what (part, clause)".</summary>
    public override string ToString() => $"byte {Offset}: {What} ({Place})";
}
