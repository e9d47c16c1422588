// One file of the corpus and all that is expected of it. Made by the sections, written by ManifestWriter, read back by
// ManifestReader. Owns: the vocabulary of expectations.

namespace RawDecoders.CorpusGenerator;

/// <summary>What a decoder does with a file at one strictness.</summary>
/// <param name="Kind">"pixels" (the whole picture), "rows" (a part of it) or "refused".</param>
public sealed record CorpusOutcome(string Kind)
{
    /// <summary>The whole picture.</summary>
    public static CorpusOutcome Pixels { get; } = new("pixels");

    /// <summary>Name of the error kind when refused: "Malformed".</summary>
    public string Error { get; init; } = "";

    /// <summary>Byte offset of the error when refused.</summary>
    public long Offset { get; init; }

    /// <summary>First intact row when <see cref="Kind"/> is "rows".</summary>
    public int FirstRow { get; init; }

    /// <summary>Number of intact rows when <see cref="Kind"/> is "rows".</summary>
    public int RowCount { get; init; }

    /// <summary>SHA-256 of the intact rows when <see cref="Kind"/> is "rows".</summary>
    public string RowsHash { get; init; } = "";

    public static CorpusOutcome Refused(string error, long offset) => new("refused") { Error = error, Offset = offset };

    public static CorpusOutcome Rows(int first, int count, string hash)
        => new("rows") { FirstRow = first, RowCount = count, RowsHash = hash };
}

/// <summary>A file of the corpus.</summary>
public sealed record CorpusFile
{
    /// <summary>Path below corpus/, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>What the file exercises, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>Specification and clause.</summary>
    public required string Clause { get; init; }

    /// <summary>The file. Empty when read back from a manifest.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>Length of the file.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string FileHash { get; init; } = "";

    /// <summary>Natural pixel format, or empty when nothing can be decoded.</summary>
    public string Format { get; init; } = "";

    /// <summary>"HxW[xC]:uint8|uint16", or empty.</summary>
    public string Shape { get; init; } = "";

    /// <summary>SHA-256 of the whole picture in the natural format, or empty.</summary>
    public string PixelHash { get; init; } = "";

    /// <summary>The whole picture, for showing beside a decoder's. Not in the manifest; null when read back from one.</summary>
    public ExpectedPixels? Expected { get; init; }

    /// <summary>Where the pixel hash comes from: "construction" or "oracle".</summary>
    public string Source { get; init; } = "";

    /// <summary>Outcome with strictness Standard.</summary>
    public CorpusOutcome Standard { get; init; } = CorpusOutcome.Pixels;

    /// <summary>Outcome with strictness Strict; null: as <see cref="Standard"/>.</summary>
    public CorpusOutcome? Strict { get; init; }

    /// <summary>Outcome with strictness Lenient; null: as <see cref="Standard"/>.</summary>
    public CorpusOutcome? Lenient { get; init; }

    /// <summary>Metadata that must be read: name and value, in file order (names may repeat).</summary>
    public IReadOnlyList<(string Name, string Value)> Metadata { get; init; } = [];

    /// <summary>Further expected hashes of the same file: "rgba64" or "jpeg-replicated", and the SHA-256.</summary>
    public IReadOnlyList<(string Name, string Value)> Variants { get; init; } = [];

    /// <summary>Recorded results: "opencv-4.6 color", and "SHAPE HASH" or "error".</summary>
    public IReadOnlyList<(string Name, string Value)> References { get; init; } = [];

    /// <summary>Where references disagree with the expectation: "REFERENCE: reason".</summary>
    public IReadOnlyList<string> Verdicts { get; init; } = [];

    /// <summary>A file that decodes: pixels known.</summary>
    public static CorpusFile Good(
        string path, string what, string clause, byte[] bytes, ExpectedPixels pixels, string source = "construction") => new()
    {
        Path = path,
        What = what,
        Clause = clause,
        Bytes = bytes,
        Format = pixels.Format,
        Shape = pixels.Shape,
        PixelHash = pixels.Hash,
        Expected = pixels,
        Source = source,
        Variants = pixels.To8Bit() is { } narrow ? [(narrow.Format, narrow.Hash)] : [],
    };

    /// <summary>A file that Standard refuses; Lenient too, unless said otherwise.</summary>
    public static CorpusFile Broken(string path, string what, string clause, byte[] bytes, string error, long offset) => new()
    {
        Path = path,
        What = what,
        Clause = clause,
        Bytes = bytes,
        Standard = CorpusOutcome.Refused(error, offset),
    };

    /// <summary>This file, refused by Strict at <paramref name="offset"/> for a violation that changes no pixel.</summary>
    public CorpusFile WithStrict(long offset, string error = "Malformed") => this with { Strict = CorpusOutcome.Refused(error, offset) };

    /// <summary>This broken file, of which Lenient saves <paramref name="count"/> rows from <paramref name="first"/> on.</summary>
    public CorpusFile WithSaved(ExpectedPixels pixels, int first, int count) => this with
    {
        Format = pixels.Format,
        Shape = pixels.Shape,
        PixelHash = pixels.Hash,
        Expected = pixels,
        Source = "construction",
        Lenient = count == pixels.Height ? CorpusOutcome.Pixels : CorpusOutcome.Rows(first, count, pixels.HashOfRows(first, count)),
    };

    public CorpusFile WithMetadata(params (string, string)[] metadata) => this with { Metadata = metadata };
}
