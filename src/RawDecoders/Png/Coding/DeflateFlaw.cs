// Owns: what can be wrong with a zlib datastream: an identity for each rule, its clause and its text, and the place of a breach.
// Stands beside all stages of inflating, which name a flaw and never word it. Leaves to others: what a decoder makes of it.
using System.Globalization;

namespace RawDecoders.Png;

/// <summary>A rule of RFC 1950 or RFC 1951 that data breaks. The verdicts are those of zlib; see <see cref="DeflateFlaws"/>.</summary>
internal enum DeflateFlaw : byte
{
    None,
    Truncated,
    HeaderCheck,
    Method,
    WindowSize,
    PresetDictionary,
    BlockType,
    StoredLength,
    TooManyCodes,
    CodeLengthCodeOversubscribed,
    CodeLengthCodeIncomplete,
    RepeatOfNothing,
    RepeatPastEnd,
    NoEndOfBlock,
    LiteralCodeOversubscribed,
    LiteralCodeIncomplete,
    DistanceCodeOversubscribed,
    DistanceCodeIncomplete,
    UnassignedLiteralCode,
    ReservedLengthSymbol,
    UnassignedDistanceCode,
    ReservedDistanceSymbol,
    DistanceTooFar,
    CheckValue,
}

/// <summary>A breach of a rule, and where it is. Every byte before it has been given out.</summary>
/// <param name="Flaw">The rule.</param>
/// <param name="BitOffset">
/// First bit of the offending field, counted from the first bit of the zlib datastream (its header is bits 0 to 15), least
/// significant bit of a byte first. Of a prefix code that cannot be: HLIT. Of cut data: the field or symbol that is not whole.
/// </param>
/// <param name="OutputOffset">Bytes inflated before it.</param>
/// <param name="First">A value that the text tells.</param>
/// <param name="Second">Another.</param>
internal readonly record struct InflateError(DeflateFlaw Flaw, long BitOffset, long OutputOffset, long First = 0, long Second = 0)
{
    /// <summary>Whether the data ended, rather than being wrong.</summary>
    public bool IsTruncation => Flaw == DeflateFlaw.Truncated;

    /// <summary>The clause that is broken.</summary>
    public string Clause => DeflateFlaws.ClauseOf(Flaw);

    /// <summary>What is wrong, with its values.</summary>
    public string What => string.Format(CultureInfo.InvariantCulture, DeflateFlaws.TextOf(Flaw), First, Second);

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{What} (bit {BitOffset}, after {OutputOffset} bytes; {Clause})");
}

/// <summary>The table of rules.</summary>
/// <remarks>
/// What zlib (and with it the platform's engine) passes over is no flaw here: a distance larger than the window that CINFO
/// names, up to 32768 and as far as there is output; one code of one bit that leaves the other bit pattern unused, in either
/// alphabet; no distance code at all. What zlib refuses although RFC 1951 does not forbid it outright: other incomplete
/// codes; 287 or 288 literal/length codes and 31 or 32 distance codes, even if the last of them are unused.
/// </remarks>
internal static class DeflateFlaws
{
    private static readonly (string Clause, string Text)[] Table = new (string, string)[(int)DeflateFlaw.CheckValue + 1];

    static DeflateFlaws()
    {
        Set(DeflateFlaw.None, "", "nothing is wrong");
        Set(DeflateFlaw.Truncated, "RFC 1951 2", "the data ends before its last block and check value are whole");
        Set(DeflateFlaw.HeaderCheck, "RFC 1950 2.2", "the zlib header {0:X4} is no multiple of 31");
        Set(DeflateFlaw.Method, "RFC 1950 2.2", "compression method {0}; 8, deflate, is the only one");
        Set(DeflateFlaw.WindowSize, "RFC 1950 2.2", "CINFO {0} stands for a window larger than 32768 bytes");
        Set(DeflateFlaw.PresetDictionary, "RFC 1950 2.2", "a preset dictionary is called for");
        Set(DeflateFlaw.BlockType, "RFC 1951 3.2.3", "BTYPE 3 is reserved");
        Set(DeflateFlaw.StoredLength, "RFC 1951 3.2.4", "LEN {0} and NLEN {1} are not complements");
        Set(DeflateFlaw.TooManyCodes, "RFC 1951 3.2.7", "{0} literal/length and {1} distance codes; 286 and 30 exist");
        Set(DeflateFlaw.CodeLengthCodeOversubscribed, "RFC 1951 3.2.7", "the code length code has more codes than their lengths leave room for");
        Set(DeflateFlaw.CodeLengthCodeIncomplete, "RFC 1951 3.2.7", "the code length code leaves bit patterns unused");
        Set(DeflateFlaw.RepeatOfNothing, "RFC 1951 3.2.7", "the first code length repeats one that is not there");
        Set(DeflateFlaw.RepeatPastEnd, "RFC 1951 3.2.7", "a run of {0} code lengths passes the last of {1}");
        Set(DeflateFlaw.NoEndOfBlock, "RFC 1951 3.2.5", "the end-of-block symbol has no code");
        Set(DeflateFlaw.LiteralCodeOversubscribed, "RFC 1951 3.2.2", "the literal/length code has more codes than their lengths leave room for");
        Set(DeflateFlaw.LiteralCodeIncomplete, "RFC 1951 3.2.7", "the literal/length code leaves bit patterns unused");
        Set(DeflateFlaw.DistanceCodeOversubscribed, "RFC 1951 3.2.2", "the distance code has more codes than their lengths leave room for");
        Set(DeflateFlaw.DistanceCodeIncomplete, "RFC 1951 3.2.7", "the distance code leaves bit patterns unused");
        Set(DeflateFlaw.UnassignedLiteralCode, "RFC 1951 3.2.5", "the bits stand for no literal/length code");
        Set(DeflateFlaw.ReservedLengthSymbol, "RFC 1951 3.2.6", "a literal/length symbol above 285");
        Set(DeflateFlaw.UnassignedDistanceCode, "RFC 1951 3.2.7", "the bits stand for no distance code");
        Set(DeflateFlaw.ReservedDistanceSymbol, "RFC 1951 3.2.6", "a distance symbol above 29");
        Set(DeflateFlaw.DistanceTooFar, "RFC 1951 3.2.5", "distance {0} reaches before the first of {1} bytes");
        Set(DeflateFlaw.CheckValue, "RFC 1950 2.2", "the Adler-32 is {0:X8}, of the data it would be {1:X8}");
    }

    public static string ClauseOf(DeflateFlaw flaw) => Table[(int)flaw].Clause;

    /// <summary>A format: {0} and {1} are the values of an <see cref="InflateError"/>.</summary>
    public static string TextOf(DeflateFlaw flaw) => Table[(int)flaw].Text;

    private static void Set(DeflateFlaw flaw, string clause, string text) => Table[(int)flaw] = (clause, text);
}
