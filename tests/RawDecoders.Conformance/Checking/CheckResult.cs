// The outcome of one comparison.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Checking;

/// <summary>How a comparison came out.</summary>
internal enum CheckStatus
{
    /// <summary>The same pixels.</summary>
    Equal,

    /// <summary>Refused, and it should be.</summary>
    Refused,

    /// <summary>Not the reference's result, by a clause that the manifest or the list of verdicts names.</summary>
    Explained,

    /// <summary>Not the expected result. The run fails.</summary>
    Differs,

    /// <summary>Not what the specification asks, and known: a defect that the list of verdicts names until it is mended.</summary>
    Open,

    /// <summary>Compared for information alone: the default JPEG reconstruction beside ImageSharp's.</summary>
    Reported,

    /// <summary>The reference gives no picture to compare with.</summary>
    NotRead,
}

/// <summary>One comparison of a file with a reference.</summary>
/// <param name="Reference">The column: "specification", "imagesharp-3.1.12", "author".</param>
/// <param name="Profile">What was compared: "natural", "rgba64", "Strict".</param>
/// <param name="Status">How it came out.</param>
/// <param name="Text">The same in words.</param>
internal sealed record CheckResult(string Reference, string Profile, CheckStatus Status, string Text)
{
    /// <summary>The clause that explains a difference, and why; empty otherwise.</summary>
    public string Clause { get; init; } = "";

    /// <summary>The comparison of the pixels, when both pictures were to be had.</summary>
    public PictureDifference? Difference { get; init; }

    /// <summary>This project's (or the foreign decoder's) picture, kept for a difference.</summary>
    public Picture? Ours { get; init; }

    /// <summary>What the report calls <see cref="Theirs"/>.</summary>
    public string TheirsName { get; init; } = Reference;

    /// <summary>The reference's picture, if it could be had.</summary>
    public Picture? Theirs { get; init; }
}

/// <summary>All comparisons of one file.</summary>
internal sealed record CaseResult(ConformanceCase Case, IReadOnlyList<CheckResult> Checks)
{
    public bool Held => Checks.All(c => c.Status != CheckStatus.Differs);
}
