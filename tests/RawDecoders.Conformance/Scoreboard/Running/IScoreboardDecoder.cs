// Owns: what the scoreboard knows of a decoder before it is asked for a file. Leaves the ways to ask to its implementations: a command, a
// host process, a browser.

using RawDecoders.Conformance.Scoreboard.Judging;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>Who a decoder is.</summary>
/// <param name="Name">As the scoreboard calls it.</param>
/// <param name="Version">Its version, as it says itself; with the libraries that do the work where those are known.</param>
internal sealed record DecoderIdentity(string Name, string Version)
{
    /// <summary>What it claims to read.</summary>
    public Claims Claims { get; init; } = Claims.All;

    /// <summary>
    /// Whose code reads each format: decoders of one family count as one voice. By format; the name itself if it is its own.
    /// </summary>
    public IReadOnlyDictionary<string, string> Families { get; init; } = new Dictionary<string, string>();

    /// <summary>How it is asked, in words.</summary>
    public string How { get; init; } = "";

    /// <summary>Whose code reads a format.</summary>
    public string FamilyFor(string format) => Families.GetValueOrDefault(format, Name);
}

/// <summary>A decoder that can be asked. Calls take turns.</summary>
internal interface IScoreboardDecoder : IDisposable
{
    /// <summary>Who it is.</summary>
    DecoderIdentity Identity { get; }

    /// <summary>Asks it for a file.</summary>
    DecoderAnswer Decode(string file);
}
