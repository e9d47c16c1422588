// Owns: the words of the scoreboard: what a file asks of a decoder, and how a decoder came out. Leaves the comparison to Judge.

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>What a file asks of a decoder.</summary>
internal enum Demand
{
    /// <summary>The file breaks no rule: a decoder that reads the format shows it.</summary>
    Valid,

    /// <summary>The file breaks a rule that changes no pixel: a decoder may refuse it, and is then stricter than necessary.</summary>
    Harmless,

    /// <summary>The file breaks a rule, and pixels are missing or unknown: it should be refused, or shown with a word about it.</summary>
    Broken,

    /// <summary>The file is valid, or no picture of the three formats, and this project does not read it: nothing is asked.</summary>
    Open,
}

/// <summary>How a decoder came out of a file.</summary>
internal enum Outcome
{
    /// <summary>The same samples.</summary>
    Equal,

    /// <summary>The same within what its format leaves to decoders; see RoundingRules.</summary>
    Rounding,

    /// <summary>The colours are right; the file's alpha is not given.</summary>
    WithoutAlpha,

    /// <summary>Refused, and it should be.</summary>
    Refused,

    /// <summary>A broken file is shown, with a word about it.</summary>
    ShownWithWarning,

    /// <summary>A broken file is shown without a word.</summary>
    ShownSilently,

    /// <summary>A file that breaks only a harmless rule is refused.</summary>
    Stricter,

    /// <summary>It does not read this: a format that it does not claim, or it says so itself.</summary>
    NotRead,

    /// <summary>A picture that cannot be compared: CMYK shown in RGB, which no specification governs.</summary>
    NotComparable,

    /// <summary>Other pixels than expected, where no second independent decoder agrees with them, or the review found room for both.</summary>
    Disputed,

    /// <summary>A valid file is refused.</summary>
    RefusesValid,

    /// <summary>Other pixels than the file holds.</summary>
    Wrong,

    /// <summary>More memory than the limit.</summary>
    OverMemory,

    /// <summary>No answer within the time limit.</summary>
    Hang,

    /// <summary>The process ended.</summary>
    Crash,
}

/// <summary>The words and order of outcomes.</summary>
internal static class Outcomes
{
    /// <summary>All of them, as tables list them.</summary>
    public static IReadOnlyList<Outcome> All { get; } = Enum.GetValues<Outcome>();

    /// <summary>Its name in reports and JSON.</summary>
    public static string Name(this Outcome outcome) => outcome switch
    {
        Outcome.Equal => "equal",
        Outcome.Rounding => "within rounding",
        Outcome.WithoutAlpha => "without alpha",
        Outcome.Refused => "refused",
        Outcome.ShownWithWarning => "shown with a warning",
        Outcome.ShownSilently => "shown silently",
        Outcome.Stricter => "stricter than necessary",
        Outcome.NotRead => "not read",
        Outcome.NotComparable => "not comparable",
        Outcome.Disputed => "disputed",
        Outcome.RefusesValid => "refuses valid",
        Outcome.Wrong => "wrong",
        Outcome.OverMemory => "over memory",
        Outcome.Hang => "hang",
        _ => "crash",
    };

    /// <summary>Its class in style sheets.</summary>
    public static string Class(this Outcome outcome) => outcome.Name().Replace(' ', '-');

    /// <summary>Whether it is a fault of the decoder.</summary>
    public static bool IsFault(this Outcome outcome) => outcome >= Outcome.RefusesValid;

    /// <summary>Whether the decoder gave the pixels that the file holds.</summary>
    public static bool IsRight(this Outcome outcome) => outcome is Outcome.Equal or Outcome.Rounding or Outcome.WithoutAlpha;

    /// <summary>Whether it counts at all: the decoder reads such files.</summary>
    public static bool Counts(this Outcome outcome) => outcome is not (Outcome.NotRead or Outcome.NotComparable);
}
