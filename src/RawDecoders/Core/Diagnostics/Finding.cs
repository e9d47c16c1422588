// Owns: what a payload says about itself when it breaks a rule, before anyone has decided what becomes of it. Payload structs make
// it; whoever walks the file adds the place and reports it.

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
