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

    /// <summary>What it runs on besides the system, as it says itself: "Python 3.11.2"; empty of a program.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>When it was asked for its first file, in UTC.</summary>
    public DateTime Asked { get; init; }

    /// <summary>Whether it is one of the catalogue's, whose "wrong" corpus/scoreboard-review.tsv has to speak of.</summary>
    public bool IsCatalogued { get; init; } = true;

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
