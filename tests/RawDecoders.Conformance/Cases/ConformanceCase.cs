// One file of the corpus or of a suite, and all that is known of it before anything is decoded.

using RawDecoders.CorpusGenerator;

namespace RawDecoders.Conformance.Cases;

/// <summary>What a reference decoder made of a file, as recorded.</summary>
/// <param name="Reference">Decoder and version: "imagesharp-3.1.12".</param>
/// <param name="Profile">How it was asked, or what it gave: "rgba64", "color", "PNG/RGB".</param>
/// <param name="Shape">"HxW[xC]:type"; empty if it refused the file.</param>
/// <param name="Sha256">SHA-256 of the samples; null if it refused the file.</param>
internal sealed record RecordedResult(string Reference, string Profile, string Shape, string? Sha256)
{
    /// <summary>"imagesharp-3.1.12 rgba64".</summary>
    public string Name => $"{Reference} {Profile}";
}

/// <summary>A file to check.</summary>
internal sealed record ConformanceCase
{
    /// <summary>Path as the manifest or the suites' records have it, with forward slashes.</summary>
    public required string Name { get; init; }

    /// <summary>Where the file is.</summary>
    public required string File { get; init; }

    /// <summary>"PNG", "BMP" or "JPEG": what the file is a case of, broken ones included.</summary>
    public required string Format { get; init; }

    /// <summary>What the file is a case of within its format: the row of the table that it counts in.</summary>
    public required string Feature { get; init; }

    /// <summary>What it exercises, in words; may be empty.</summary>
    public string What { get; init; } = "";

    /// <summary>Specification and clause; may be empty.</summary>
    public string Clause { get; init; } = "";

    /// <summary>The manifest's entry; null for a file of a public suite.</summary>
    public CorpusFile? Entry { get; init; }

    /// <summary>A picture of what the file shows, by the suite's author: the PNG file's path, or null.</summary>
    public IReadOnlyList<string> AuthorPictures { get; init; } = [];

    /// <summary>Recorded results of reference decoders.</summary>
    public IReadOnlyList<RecordedResult> Recorded { get; init; } = [];
}
