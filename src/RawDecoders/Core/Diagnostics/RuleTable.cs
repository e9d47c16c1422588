// Owns: how the rules of a format are written down: one line each, in the order of the catalogue. Stands between Rule and the tables
// (PngRules, BmpRules, JpegRules, SharedRules). Leaves to these what the rules are, the list of all tables to RuleCatalogue.

namespace RawDecoders;

/// <summary>Makes the rules of one format, and keeps them in the order in which they are made.</summary>
/// <param name="format">The format; Unknown for rules that no format has for itself.</param>
internal sealed class RuleTable(ImageFormat format)
{
    private readonly List<Rule> _all = [];

    /// <summary>Every rule so far.</summary>
    public IReadOnlyList<Rule> All => _all;

    /// <summary>A rule that no strictness refuses a file for.</summary>
    public Rule Note(string id, string part, string clause, string statement) => Add(new(id, format, part, clause, Severity.Note, statement));

    /// <summary>A rule that Strict refuses a file for. With <paramref name="lenient"/>: pixels may be wrong all the same, and Lenient does that.</summary>
    public Rule Warning(string id, string part, string clause, string statement, string? lenient = null)
        => Add(new(id, format, part, clause, Severity.Warning, statement, lenient));

    /// <summary>A rule that only Lenient does not refuse a file for: it does what <paramref name="lenient"/> says.</summary>
    public Rule Error(
        string id, string part, string clause, string statement, string lenient, ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed)
        => Add(new(id, format, part, clause, Severity.Error, statement, lenient) { Kind = kind });

    /// <summary>A rule that every strictness refuses a file for.</summary>
    public Rule Fatal(string id, string part, string clause, string statement, ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed)
        => Add(new(id, format, part, clause, Severity.Error, statement) { Kind = kind });

    private Rule Add(Rule rule)
    {
        _all.Add(rule);
        return rule;
    }
}
