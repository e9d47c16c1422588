// Owns: what a decoder did with a file, before anybody judges it. Stands at the bottom of the scoreboard. Leaves the verdict to Judge.

using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>How a decoder came back from a file.</summary>
internal enum AnswerKind
{
    /// <summary>With a picture.</summary>
    Picture,

    /// <summary>With an error of its own.</summary>
    Refusal,

    /// <summary>Not at all: the process ended by a signal or without a word.</summary>
    Crash,

    /// <summary>Not within the time limit; it was stopped.</summary>
    Hang,

    /// <summary>Not within the memory limit; it was stopped.</summary>
    OverMemory,
}

/// <summary>What a decoder did with a file.</summary>
/// <param name="Kind">How it came back.</param>
/// <param name="Picture">The picture, if it gave one.</param>
/// <param name="Message">Its error, in its own words; or how the process ended. Empty with a picture.</param>
/// <param name="Note">What it said beside a picture: warnings. Empty if nothing.</param>
internal sealed record DecoderAnswer(AnswerKind Kind, Picture? Picture, string Message, string Note)
{
    private const int Longest = 240;

    /// <summary>Words by which a decoder says that it does not have what a file needs, rather than that the file is broken.</summary>
    private static readonly string[] Unsupported =
    [
        "unsupported", "not supported", "notsupported", "not support", "does not handle", "not implemented", "notimplemented", "unrecognised image format", "unknown image type",
        "cannot identify", "unrecognized image format", "unimplemented", "output must be", "not yet implemented",
    ];

    public static DecoderAnswer Shown(Picture picture, string note) => new(AnswerKind.Picture, picture, "", Brief(note));

    public static DecoderAnswer Refused(string message) => new(AnswerKind.Refusal, null, Brief(message), "");

    public static DecoderAnswer Failed(AnswerKind kind, string message) => new(kind, null, Brief(message), "");

    /// <summary>Whether its own words say that it does not read such files.</summary>
    public bool SaysUnsupported => Kind == AnswerKind.Refusal && Array.Exists(Unsupported, word => Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Brief(string text)
    {
        text = string.Join(' ', text.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "...");
    }
}
