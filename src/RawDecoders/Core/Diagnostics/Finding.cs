// Owns: what a payload says about itself when it breaks a rule, before anyone has decided what becomes of it. Stands between payload
// structs, which make it, and whoever walks the file. Leaves the place in the file and the report to the latter.

namespace RawDecoders;

/// <summary>A rule broken in a payload.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="At">Where, in bytes from the start of the payload; negative for the length field before it.</param>
/// <param name="What">What is wrong, with the values found.</param>
internal readonly record struct Finding(Rule Rule, int At, string What)
{
    /// <summary>Whether there is nothing to say: the default value.</summary>
    public bool IsNone => Rule is null;
}
