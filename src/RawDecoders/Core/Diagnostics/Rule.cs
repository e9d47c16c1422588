// Owns: the identity of a violation. Each format's table (PngRules, BmpRules, JpegRules) holds its rules once; exceptions, warnings,
// findings and damage refer to them. Stands below everything that reports. Leaves the policy to DecodeIssues, the values found
// to Issue, the list of all to RuleCatalogue.

namespace RawDecoders;

/// <summary>
/// A rule that a file can break: a stable identifier, the clause that states it, how much it matters, and what a lenient decode does
/// about it. The same object is in the exception, the warning, the finding of the inspector, the account of damage and
/// <see cref="RuleCatalogue"/>.
/// </summary>
/// <example>
/// <code>
/// if (RuleCatalogue.Find("png-chunk-crc") is { } rule &amp;&amp; rule.IsRefusedBy(Strictness.Strict))
///     Console.WriteLine($"{rule.Part}: {rule.Statement} ({rule.Clause}); Lenient: {rule.Lenient ?? "refuses, too"}");
/// </code>
/// </example>
public sealed class Rule
{
    /// <summary>Of a warning: whether pixels may be wrong all the same.</summary>
    private readonly bool _costsPixels;

    /// <param name="id">Stable identifier.</param>
    /// <param name="format">The format; Unknown for rules of the library.</param>
    /// <param name="part">The part of the file; empty if whoever reports names it.</param>
    /// <param name="clause">Specification and clause.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="statement">What a file must be like.</param>
    /// <param name="lenient">
    /// What Lenient does. Of an error null: it refuses as well. Of a warning null, as a rule: no pixel depends on it.
    /// </param>
    internal Rule(string id, ImageFormat format, string part, string clause, Severity severity, string statement, string? lenient = null)
    {
        Id = id;
        Format = format;
        Part = part;
        Clause = clause;
        Severity = severity;
        Statement = statement;
        Lenient = severity == Severity.Error ? lenient : lenient ?? "passes over it";
        _costsPixels = severity == Severity.Warning && lenient is not null;
    }

    /// <summary>The identifier, which stays the same from release to release: "png-chunk-crc".</summary>
    public string Id { get; }

    /// <summary>The format whose rule it is; <see cref="ImageFormat.Unknown"/> for limits and signatures, which all formats share.</summary>
    public ImageFormat Format { get; }

    /// <summary>The part of the file that it is about: "IHDR", "DIB header", "SOS"; empty where an <see cref="Issue"/> names it.</summary>
    public string Part { get; }

    /// <summary>Specification and clause: "PNG 11.2.1", "T.81 B.2.3"; for a limit the option that sets it.</summary>
    public string Clause { get; }

    /// <summary>How much it matters.</summary>
    public Severity Severity { get; }

    /// <summary>What the kind of an <see cref="ImageDecodeException"/> for it is.</summary>
    public ImageDecodeErrorKind Kind { get; internal init; } = ImageDecodeErrorKind.Malformed;

    /// <summary>The rule in one sentence: what a file must be like.</summary>
    public string Statement { get; }

    /// <summary>What a lenient decode does about it; <see langword="null"/> if it refuses the file as well.</summary>
    public string? Lenient { get; }

    /// <summary>What a decode does about it, in a few words; what the inspector calls the consequence.</summary>
    public string Consequence => Severity switch
    {
        Severity.Note => "none: the decoder only tells",
        Severity.Warning when _costsPixels => $"decoded with a warning, Strict refuses, Lenient {Lenient}",
        Severity.Warning => "no pixel depends on it: decoded with a warning, Strict refuses",
        _ => Lenient is null ? "refused" : $"refused unless Lenient, which {Lenient}",
    };

    /// <summary>Whether a decode of that strictness refuses a file that breaks the rule.</summary>
    public bool IsRefusedBy(Strictness strictness) => strictness switch
    {
        Strictness.Strict => Severity >= Severity.Warning,
        Strictness.Lenient => Severity == Severity.Error && Lenient is null,
        _ => Severity == Severity.Error,
    };

    /// <summary>The identifier.</summary>
    public override string ToString() => Id;
}
