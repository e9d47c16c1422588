// Owns: the policy on violations, and what a decode has to tell in the end: a decoder states what it found once, and the
// strictness decides what becomes of it. Leaves what a rule means to the tables of the formats.

namespace RawDecoders;

/// <summary>Takes what a decode finds. One per decode.</summary>
internal sealed class DecodeIssues(ImageFormat format, Strictness strictness)
{
    /// <summary>A list kept from growing with the file: a broken file may hold millions of odd chunks.</summary>
    public const int MaxRecorded = 1000;

    private readonly List<Issue> _recorded = [];

    public Strictness Strictness => strictness;

    /// <summary>Gives parts the names that they have in this decode, if it is one of a part of the file; null for those of the rules.</summary>
    public Func<string, string>? NamePart { get; init; }

    public bool IsLenient => strictness == Strictness.Lenient;

    /// <summary>What was passed over, in the order found; at most <see cref="MaxRecorded"/>.</summary>
    public IReadOnlyList<Issue> Warnings => _recorded;

    /// <summary>States that a rule is broken: throws if the strictness refuses that, else it is told in the end.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <param name="what">What is wrong, with the values found.</param>
    /// <param name="part">The part of the file, where the rule does not say it.</param>
    public void Report(Rule rule, long offset, string what, string? part = null)
    {
        if (rule.IsRefusedBy(strictness))
            throw Error(rule, offset, what, part);
        if (_recorded.Count < MaxRecorded)
            _recorded.Add(Keep(rule, offset, what, part));
    }

    /// <summary>The same for what a payload found, which begins at <paramref name="payloadOffset"/>.</summary>
    public void Report(in Finding finding, long payloadOffset, string? part = null)
        => Report(finding.Rule, payloadOffset + finding.At, finding.What, part);

    /// <summary>The refusal, for who throws it whatever the strictness, or keeps it as the reason of damage.</summary>
    public ImageDecodeException Error(Rule rule, long offset, string what, string? part = null, Exception? inner = null)
        => new(Keep(rule, offset, what, part), format, inner);

    /// <summary>The same for what a payload found.</summary>
    public ImageDecodeException Error(in Finding finding, long payloadOffset, string? part = null)
        => Error(finding.Rule, payloadOffset + finding.At, finding.What, part);

    /// <summary>A violation as this decode tells it, kept as the reason of something.</summary>
    public Issue Keep(Rule rule, long offset, string what, string? part = null)
        => Make(rule, offset, what, NamePart is null ? part : NamePart(part ?? rule.Part));

    /// <summary>A violation that is told of the whole file.</summary>
    public static Issue Make(Rule rule, long offset, string what, string? part = null)
        => part is null ? new Issue(rule, offset, what) : new Issue(rule, offset, what) { Part = part };
}
